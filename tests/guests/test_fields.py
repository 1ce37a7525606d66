"""Every field row of the profile has an entry with the sensitivity the row gives, can be entered and comes back."""

import csv
from pathlib import Path

import pytest

from binzhi.guests.domain.facts import record_fact
from binzhi.guests.domain.field_choices import switch_field
from binzhi.guests.domain.field_edits import enter_value
from binzhi.guests.enums import FactStatus, LawfulBasis, SourceKind
from binzhi.guests.errors import DerivedField, FieldSwitchedOff, UnknownItem
from binzhi.guests.fields import FACETS, GROUPS, SECTIONS, Field, fields, person_fields, prompted_fields
from binzhi.guests.file import build_file
from binzhi.guests.items import items
from binzhi.guests.models import Fact, Guest
from binzhi.guests.origin import Origin
from binzhi.kernel.errors import BadInput
from tests.builders import NOW, TODAY, make_guest, make_hotel, open_house
from tools.requirements import rows_file

NO_FIELD = {
    "R-050": "no field for the colour of a skin: docs/decisions/0013-no-field-for-skin-colour.md",
    **dict.fromkeys(["R-069", "R-070", "R-073", "R-074", "R-075", "R-076"], "an arrangement of the file"),
    **dict.fromkeys(["R-109", "R-110", "R-111", "R-112"], "who may have a profile"),
    **dict.fromkeys(["R-113", "R-114", "R-115", "R-116"], "how the file is kept"),
}
CLASS_OF = (
    ("SENSITIVE, health", "C4"), ("SENSITIVE", "C4"), ("restricted", "C2"), ("personal", "C1"), ("organisation", "C1"),
)  # fmt: skip
DERIVED = [f.code for f in fields().values() if f.is_derived]
ENTERED = [f for f in person_fields() if f.store.partition(":")[0] in {"column", "fact", "item"}]


def rows() -> dict[str, str]:
    """The requirement texts of R-001 to R-118."""
    source = rows_file()
    if source is None:
        return {}  # the specification does not travel with the code
    with Path(source).open(encoding="utf-8") as file:
        found = {row["id"]: row["requirement"] for row in csv.DictReader(file)}
    return {row: text for row, text in found.items() if "R-001" <= row <= "R-118"}


def test_every_row_has_an_entry_or_a_named_reason() -> None:
    listed = {f.row for f in fields().values()}
    assert {f"R-{n:03d}" for n in range(1, 119)} - listed == set(NO_FIELD)


def wanted_class(text: str) -> str:
    """The class that a row's sensitivity means."""
    _, _, said = text.partition("sensitivity:")
    return next((c for word, c in CLASS_OF if said.strip().startswith(word)), "")


@pytest.mark.parametrize("code", [f.code for f in fields().values() if f.row <= "R-118"])
def test_the_class_is_what_the_row_says_or_the_reason_is_given(code: str) -> None:
    field = fields()[code]
    wanted = wanted_class(rows().get(field.row, ""))
    if wanted and field.field_class != wanted and not field.store.startswith("company:"):
        assert field.why_class or field.field_class > wanted, (field.row, wanted, field.field_class)


@pytest.mark.parametrize("code", sorted(fields()))
def test_every_field_is_whole(code: str) -> None:
    field = fields()[code]
    assert field.words.zh
    assert field.words.en.isascii()
    assert field.section in SECTIONS
    assert field.group in GROUPS
    assert field.facet in FACETS
    assert field.departments
    assert field.basis
    assert all(words.zh and words.en for _code, words in field.choices)
    if field.store.partition(":")[0] in {"column", "contact", "date", "document", "fact"}:
        assert field.rule.zh, "an input without its entry rule"
        assert field.rule.en.isascii()
        assert field.example or field.choices or field.kind in {"relation", "scale"}
    if field.item_code:
        assert items()[field.item_code].field_class == field.field_class
    if field.never_ask:
        assert not field.counts
        assert not field.is_polite


def sample(field: Field) -> str:
    """A value the field accepts."""
    item = items().get(field.item_code)
    choices = item.choices if item and item.choices else field.choices
    if choices:
        return choices[0][0]
    if item is not None and item.value in {"number", "time", "yes"}:
        return {"number": "8", "time": "06:30", "yes": "yes"}[item.value]
    return field.example or "荞麦枕"


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize(
    "code", [pytest.param(f.code, marks=pytest.mark.requirement(f.row), id=f.code) for f in ENTERED]
)
def test_a_value_is_entered_with_its_origin_and_shown_in_the_file(code: str) -> None:
    field, hotel = fields()[code], make_hotel()
    guest = make_guest("旧名字", gender="unspecified")
    value = sample(field)
    with open_house(hotel) as scope:
        origin = Origin(source=SourceKind.OBSERVED, place="大堂")
        assert enter_value(scope=scope, now=NOW, guest=guest, field=field, value=value, origin=origin)
        fresh = Guest.objects.get(id=guest.id)
        line = build_file(scope, fresh, hotel_id=hotel.id, now=NOW, today=TODAY).line(code)
        assert line is not None
        shown = line.values[0]
        if field.item_code and items()[field.item_code].is_sealed:
            assert shown.sealed is not None
            assert value not in shown.text
            assert Fact.objects.get(guest=guest).value == ""
        else:
            assert shown.raw == value
        assert shown.told is not None
        assert (shown.told.source, shown.told.place) == ("observed", "大堂")


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("code", DERIVED)
def test_a_derived_field_is_never_typed(code: str) -> None:
    guest = make_guest("王建国")
    with open_house(make_hotel()) as scope:
        with pytest.raises(DerivedField):
            enter_value(scope=scope, now=NOW, guest=guest, field=fields()[code], value="1", origin=Origin())
        with pytest.raises(UnknownItem):
            record_fact(scope=scope, now=NOW, guest=guest, item_code=code, value="1", source=SourceKind.STATED)


@pytest.mark.requirement("R-050")
@pytest.mark.django_db(databases=["default", "keys"])
def test_there_is_no_field_for_the_colour_of_a_skin() -> None:
    known = {**fields(), **items()}
    assert not [
        f.code for f in known.values() if "肤" in f.words.zh or "skin" in f.words.en.casefold() or "race" in f.code
    ]
    assert not [c.name for c in Guest._meta.fields if "skin" in c.name or "race" in c.name]
    guest, hotel = make_guest("王建国"), make_hotel()
    with open_house(hotel) as scope:
        for code in ("skin_colour", "skin", "race", "肤色"):
            with pytest.raises(UnknownItem):
                record_fact(scope=scope, now=NOW, guest=guest, item_code=code, value="x", source=SourceKind.STATED)
            with pytest.raises(UnknownItem):
                switch_field(
                    scope=scope, now=NOW, hotel_id=hotel.id, field=code, on=True, purpose="辨认客人身份",
                    basis=LawfulBasis.SEPARATE_CONSENT,
                )  # fmt: skip
    assert (Path(__file__).parents[2] / "docs/decisions/0013-no-field-for-skin-colour.md").exists()


NEVER = {
    "R-158": "age", "R-159": "marital_status", "R-160": "income_band", "R-161": "home_address",
    "R-162": "personal_history", "R-163": "belief", "R-164": "health_need",
}  # fmt: skip


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize(
    ("row", "code"), [pytest.param(r, c, marks=pytest.mark.requirement(r), id=c) for r, c in NEVER.items()]
)
def test_the_seven_topics_are_never_asked_for_and_off_until_switched_on(row: str, code: str) -> None:
    field = fields()[code]
    assert field.never_ask
    assert field.is_switched
    assert code not in prompted_fields()
    hotel = make_hotel(switched_on=False)
    guest = make_guest("王建国", birthday="1980-05-17")
    with open_house(hotel) as scope:
        file = build_file(scope, guest, hotel_id=hotel.id, now=NOW, today=TODAY)
        assert file.line(code) is None
        assert code not in {f.code for f in file.completeness.missing}
        if not field.is_derived:
            with pytest.raises(FieldSwitchedOff):
                enter_value(scope=scope, now=NOW, guest=guest, field=field, value=sample(field), origin=Origin())


@pytest.mark.requirement("R-157")
@pytest.mark.django_db(databases=["default", "keys"])
def test_a_sensitive_value_needs_purpose_and_basis_first() -> None:
    hotel = make_hotel(switched_on=False)
    guest = make_guest("王建国")
    with open_house(hotel) as scope:
        with pytest.raises(FieldSwitchedOff):
            record_fact(
                scope=scope, now=NOW, guest=guest, item_code="bank_account", value="6222021234567890128",
                source=SourceKind.STATED,
            )  # fmt: skip
        with pytest.raises(BadInput):
            switch_field(
                scope=scope, now=NOW, hotel_id=hotel.id, field="bank_account", on=True, purpose="结算退款",
                basis=LawfulBasis.CONTRACT,
            )  # fmt: skip
        switch_field(
            scope=scope, now=NOW, hotel_id=hotel.id, field="bank_account", on=True, purpose="结算退款",
            basis=LawfulBasis.SEPARATE_CONSENT,
        )  # fmt: skip
        fact = record_fact(
            scope=scope, now=NOW, guest=guest, item_code="bank_account", value="6222 0212 3456 7890 128",
            source=SourceKind.STATED,
        )  # fmt: skip
    assert fact.status == FactStatus.ACCEPTED
    assert fact.value == ""
    assert b"6222" not in bytes(fact.sealed or b"")


@pytest.mark.requirement("R-011", "R-031", "R-054")
def test_opinions_of_staff_are_marked_as_such() -> None:
    opinions = {f.code for f in fields().values() if f.is_opinion}
    assert {"personality", "income_band", "social_standing", "product_attitude", "prejudice"} <= opinions
