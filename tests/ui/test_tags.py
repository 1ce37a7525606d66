"""Template tags in both interface languages."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from binzhi.ui.chips import FLAGS, STATES, TONES
from binzhi.ui.icons import UnknownIcon, icon_svg

TODAY = date(2026, 11, 21)


def show(source: str, language: str = "zh-hans", **context: object) -> str:
    with override(language):
        return Template("{% load binzhi_ui %}" + source).render(Context({"today": TODAY, **context}))


def test_icon_is_inline_hidden_and_sized() -> None:
    svg = show('{% icon "bell" size=24 %}')
    assert svg.startswith('<svg class="icon" width="24" height="24"')
    assert 'aria-hidden="true"' in svg
    assert "style" not in svg


@pytest.mark.parametrize("name", ["no-such-icon", "../../package", "Bell", ""])
def test_unknown_icon_is_an_error(name: str) -> None:
    with pytest.raises(UnknownIcon):
        icon_svg(name)


@pytest.mark.parametrize(
    ("thing", "zh", "en"),
    [
        ({"zh": "客房部", "en": "Housekeeping"}, "客房部", "Housekeeping"),
        (SimpleNamespace(name_zh="滨江店", name_en="Riverside"), "滨江店", "Riverside"),
        (SimpleNamespace(name_zh="滨江店", name_en=""), "滨江店", "滨江店"),
        (SimpleNamespace(zh="金卡", en="Gold"), "金卡", "Gold"),
        ("as it is", "as it is", "as it is"),
        (None, "", ""),
    ],
)
def test_words_follow_the_language(thing: object, zh: str, en: str) -> None:
    assert show("{{ thing|words }}", "zh-hans", thing=thing) == zh
    assert show("{{ thing|words }}", "en", thing=thing) == en


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [("1234.5", "CNY", "¥1,234.50"), ("-3", "CNY", "−¥3.00"), ("10", "USD", "US$10.00"), ("10", "CHF", "CHF 10.00")],
)
def test_money(value: str, currency: str, text: str) -> None:
    assert show("{{ value|money:currency }}", value=value, currency=currency) == text


def test_no_money_shows_nothing() -> None:
    assert show("{{ value|money }}", value=None) == ""


@pytest.mark.parametrize(
    ("on", "zh", "en"),
    [
        (date(2026, 11, 21), "今天", "today"),
        (date(2026, 11, 20), "昨天", "yesterday"),
        (date(2026, 11, 22), "明天", "tomorrow"),
        (date(2026, 11, 9), "12 天前", "12 d ago"),
        (date(2026, 3, 12), "8 个月前", "8 mo ago"),
        (date(2023, 5, 2), "3 年前", "3 y ago"),
        (date(2026, 11, 30), "9 天后", "in 9 d"),
        (date(2027, 3, 30), "4 个月后", "in 4 mo"),
        (datetime(2026, 11, 20, 17, 0, tzinfo=UTC), "今天", "today"),  # already the 21st in Shanghai
        (None, "", ""),
    ],
)
def test_ago(on: object, zh: str, en: str) -> None:
    assert show("{{ on|ago:today }}", "zh-hans", on=on) == zh
    assert show("{{ on|ago:today }}", "en", on=on) == en


@pytest.mark.parametrize(
    ("on", "zh", "en"),
    [
        (date(2026, 11, 22), "11月22日 周日", "Sun 22 Nov"),
        (date(2023, 5, 2), "2023年5月2日 周二", "Tue 2 May 2023"),
        (None, "", ""),
    ],
)
def test_day(on: object, zh: str, en: str) -> None:
    assert show("{{ on|day:today }}", "zh-hans", on=on) == zh
    assert show("{{ on|day:today }}", "en", on=on) == en


def test_nights() -> None:
    assert show("{{ 1|nights }}/{{ 3|nights }}", "en") == "1 night/3 nights"
    assert show("{{ 3|nights }}") == "3 晚"


@pytest.mark.parametrize(
    ("name", "letter"), [("王建国", "王"), ("müller", "M"), ("", "·"), (None, "·"), ("'t Hooft", "T")]
)
def test_initial(name: str | None, letter: str) -> None:
    assert show("{{ name|initial }}", name=name) == letter


def test_flag_chip_has_tone_icon_and_word() -> None:
    chip = show('{% flag_chip "allergy" %}')
    assert 'class="chip chip-stop"' in chip
    assert "<svg" in chip
    assert "过敏" in chip
    assert "Allergy" in show('{% flag_chip "allergy" %}', "en")


def test_chip_text_is_escaped() -> None:
    assert "&lt;b&gt;" in show('{% flag_chip "note" text %}', text="<b>")
    assert "&lt;b&gt;" in show("{% state_chip code %}", code="<b>")


@pytest.mark.parametrize("code", [*FLAGS, *STATES])
def test_every_look_can_be_drawn_in_both_languages(code: str) -> None:
    look = FLAGS.get(code) or STATES[code]
    assert look.tone in TONES
    tag = "flag_chip" if code in FLAGS else "state_chip"
    chinese, english = (show(f'{{% {tag} "{code}" %}}', language) for language in ("zh-hans", "en"))
    assert "<svg" in chinese
    assert code == "vip" or chinese != english


def test_pagination_keeps_the_question() -> None:
    request = RequestFactory().get("/guests/?q=wang&page=2")
    page = Paginator(range(50), 20).page(2)
    html = show("{% page_links page %}", request=request, page=page)
    assert 'href="?q=wang&amp;page=1"' in html
    assert 'href="?q=wang&amp;page=3"' in html
    assert "第 2 页，共 3 页" in html


def test_one_page_needs_no_pagination() -> None:
    page = Paginator(range(5), 20).page(1)
    assert show("{% page_links page %}", request=RequestFactory().get("/"), page=page).strip() == ""


def test_empty_state_teaches() -> None:
    html = show('{% include "ui/_empty.html" with title="无" text="说明" url="/new/" action="新建" %}')
    assert "说明" in html
    assert 'href="/new/"' in html
