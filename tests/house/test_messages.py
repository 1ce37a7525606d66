"""Every string of every room is translated, and the check would notice if not."""

from pathlib import Path

import pytest

from tools import messages

pytestmark = pytest.mark.house

PO_HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def make_room(folder: Path, name: str, translations: str) -> Path:
    """A room with two strings."""
    room = folder / name
    (room / "templates").mkdir(parents=True)
    (room / "__init__.py").write_text("", encoding="utf-8")
    (room / "views.py").write_text('title = _("Save %(name)s")\n', encoding="utf-8")
    (room / "templates" / "page.html").write_text('{% translate "Arrivals" %}', encoding="utf-8")
    po = messages.po_file(room)
    po.parent.mkdir(parents=True)
    po.write_text(PO_HEAD + translations, encoding="utf-8")
    return room


def entry(source: str, translation: str, before: str = "") -> str:
    return f'{before}msgid "{source}"\nmsgstr "{translation}"\n\n'


GOOD = entry("Save %(name)s", "保存%(name)s") + entry("Arrivals", "抵店")


def test_every_string_of_every_room_is_translated() -> None:
    assert messages.check(messages.rooms()) == []


def test_a_complete_room_passes(tmp_path: Path) -> None:
    assert messages.check([make_room(tmp_path, "desk", GOOD)]) == []


@pytest.mark.parametrize(
    ("translations", "problem"),
    [
        (entry("Arrivals", "抵店"), "missing"),
        (GOOD.replace("抵店", ""), "empty"),
        (GOOD.replace('%(name)s"\n\n', '"\n\n'), "placeholders"),
        (entry("Save %(name)s", "保存%(name)s", "#, fuzzy\n") + entry("Arrivals", "抵店"), "fuzzy"),
        (GOOD + entry("Departures", "离店"), "obsolete"),
        (GOOD.replace("抵店", "Arrivals"), "same as the source"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, translations: str, problem: str) -> None:
    found = messages.check([make_room(tmp_path, "desk", translations)])
    assert len(found) == 1
    assert problem in found[0]


def test_two_rooms_that_disagree_are_found(tmp_path: Path) -> None:
    rooms = [make_room(tmp_path, "desk", GOOD), make_room(tmp_path, "kitchen", GOOD.replace("抵店", "到达"))]
    assert len(messages.check(rooms)) == 1


def test_update_keeps_translations_and_takes_over_those_of_other_rooms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_room(tmp_path, "desk", GOOD)
    kitchen = make_room(tmp_path, "kitchen", entry("Save %(name)s", "存%(name)s"))
    monkeypatch.setattr(messages, "rooms", lambda: [desk, kitchen])
    messages.update([kitchen], prune=False)
    known = messages.entries(messages.read_catalogue(messages.po_file(kitchen)))
    assert {key[1]: message.string for key, message in known.items()} == {
        "Save %(name)s": "存%(name)s",
        "Arrivals": "抵店",
    }


def test_compile_writes_what_gettext_reads(tmp_path: Path) -> None:
    import gettext

    room = make_room(tmp_path, "desk", GOOD)
    assert messages.compile_all([room]) == 1
    assert messages.compile_all([room]) == 0
    with messages.po_file(room).with_suffix(".mo").open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Arrivals") == "抵店"


def test_every_word_of_the_navigation_is_chinese_in_chinese() -> None:
    from django.conf import settings
    from django.utils.translation import gettext, override

    from binzhi.config.settings import BINZHI_NAV

    assert settings.LANGUAGE_CODE == "zh-hans"
    with override("zh-hans"):
        assert [label for _, _, label, _, _ in BINZHI_NAV if not messages.CJK.search(gettext(label))] == []
