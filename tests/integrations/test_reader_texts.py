"""Every message stands in both languages, says what to do, and is used."""

import re
from pathlib import Path
from string import Formatter

import pytest

from binzhi.integrations.readers import KINDS, messages
from binzhi.integrations.readers.catalogue import country_code, head_fields, value_words
from tests.integrations.files import ROOT

TEXTS = {**messages.FILE_TEXTS, **messages.ROW_TEXTS, **messages.WARNING_TEXTS}
SOURCES = "".join(p.read_text(encoding="utf-8") for p in Path(ROOT, "src/binzhi/integrations/readers").glob("*.py"))
ONE_LANGUAGE = {"detail_zh", "detail_en"}


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_both_languages_say_the_same(code: str) -> None:
    zh, en = TEXTS[code]
    assert blanks(zh) - ONE_LANGUAGE == blanks(en) - ONE_LANGUAGE
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert not re.search(r"[\u4e00-\u9fff]", en)
    assert zh.endswith(("。", "}"))
    assert en.endswith((".", "}"))


def test_no_code_stands_in_two_lists() -> None:
    assert len(TEXTS) == len(messages.FILE_TEXTS) + len(messages.ROW_TEXTS) + len(messages.WARNING_TEXTS)


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_every_message_is_used(code: str) -> None:
    assert SOURCES.count(f'"{code}"') >= 2


def test_every_kind_is_named_in_both_languages() -> None:
    assert list(KINDS) == ["guests-csv", "reservations-csv", "hotel-booking-demand", "ohip", "ota-xml", "id-scanner"]
    for kind in KINDS.values():
        assert kind.words.zh
        assert kind.words.en
        assert kind.source.kind == kind.name


@pytest.mark.parametrize(
    ("text", "code"),
    [("中国", "CN"), ("PRC", "CN"), ("香港", "HK"), ("USA", "US"), ("美国", "US"), ("united kingdom", "GB"), ("TMP", "TL"), ("PRT", "PT"),
     ("Côte d’Ivoire", "CI"), ("St. Lucia", "LC"), ("Trinidad & Tobago", "TT"), ("火星", ""), ("", "")],
)  # fmt: skip
def test_countries_by_code_and_by_name(text: str, code: str) -> None:
    assert country_code(text) == code


def test_the_head_catalogue_is_folded_and_not_empty() -> None:
    for kind in ("guests-csv", "reservations-csv"):
        assert len(head_fields(kind)) > 300
    assert head_fields("guests-csv")["备注"] == "notes"
    assert head_fields("reservations-csv")["备注"] == "comments"
    assert value_words("gender")["男"] == "male"
