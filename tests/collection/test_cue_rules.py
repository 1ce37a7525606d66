"""The rules as data: every cue of the specification has one, and each says what can be done."""

import pytest

from binzhi.collection.cue_rules import form_of, is_care, rules, rules_of
from binzhi.collection.said import filled
from binzhi.guests.items import items
from binzhi.kernel.words import Words
from binzhi.org.departments import catalogue_departments
from binzhi.org.parameters import declared_parameters
from binzhi.service.enums import Shift, Urgency

HOUSEKEEPING = [f"R-{n}" for n in range(338, 351)]
DINING = [f"R-{n}" for n in range(376, 383)]
CUES = sorted(code for code, item in items().items() if item.kind == "cue")


@pytest.mark.parametrize(
    "row", [pytest.param(r, marks=pytest.mark.requirement(r), id=r) for r in [*HOUSEKEEPING, *DINING]]
)
def test_every_cue_of_the_specification_has_a_rule_of_its_own(row: str) -> None:
    cues = [i for i in items().values() if i.kind == "cue" and i.row == row]
    assert cues
    for cue in cues:
        own = [r for r in rules_of(cue.code) if r.row == row]
        assert own, f"{cue.code}: nothing follows, and nothing says that it is only noted"
        assert all(r.offers or r.habit or r.noted for r in own)


@pytest.mark.parametrize("code", CUES)
def test_every_cue_can_be_handed_in_on_the_phone(code: str) -> None:
    item, form = items()[code], form_of(code)
    assert rules_of(code)
    if item.value == "number":
        assert form.low <= form.start <= form.high
    if item.value == "text":
        assert form.presets, "a cue with a text needs presets: nobody types in a corridor"
    assert all(p.zh and p.en.isascii() for p in form.presets)
    if is_care(code):
        assert item.value == "yes" and not item.suggests


@pytest.mark.parametrize("code", sorted(rules()))
def test_every_rule_is_whole(code: str) -> None:
    rule = rules()[code]
    assert rule.row.startswith("R-")
    assert all(cue in items() and items()[cue].kind == "cue" for cue in rule.cues)
    assert not rule.number or items()[rule.number].value == "number"
    if rule.habit:
        target = items()[rule.habit.item]
        assert target.kind in {"preference", "fact"} and not target.is_sealed
        assert not rule.habit.value or target.value != "choice" or rule.habit.value in dict(target.choices)
        assert all(cue in items() for cue in rule.habit.unless)
    care = any(is_care(cue) for cue in rule.cues)
    for offer in rule.offers:
        assert offer.department in catalogue_departments()
        assert offer.urgency in Urgency.values
        assert not offer.shift or offer.shift in Shift.values
        assert offer.once in {"day", "stay"}
        assert not offer.only_if or offer.only_if in declared_parameters()
        if offer.do in {"fact", "proposal"}:
            assert offer.item in items()
            assert not care, "a matter of health never becomes a fact"
        else:
            assert offer.words.zh and offer.words.en and rule.why.zh and rule.why.en
            assert not care or offer.do in {"care", "follow_up"}


def test_texts_are_filled_in_both_languages() -> None:
    places = {"room": Words("1208", "1208"), "value": Words("龙井", "Longjing")}
    words = filled(Words("{room} 房：{value}{nothing}", "Room {room}: {value}"), places)
    assert (words.zh, words.en) == ("1208 房：龙井", "Room 1208: Longjing")
