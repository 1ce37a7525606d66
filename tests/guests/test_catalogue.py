"""Every field and cue row of the specification is an item of the catalogue that can be recorded and read again."""

import pytest

from binzhi.guests.domain.facts import record_fact
from binzhi.guests.enums import FactStatus, SourceKind
from binzhi.guests.errors import WrongValue
from binzhi.guests.items import GROUPS, Item, items, items_for
from binzhi.guests.models import Fact
from binzhi.org.models import Department
from binzhi.vault.domain.sealing import Cell, read_many
from tests.builders import NOW, make_guest, make_hotel, make_staff, open_house, scope_of

FIELDS = [
    "R-019", "R-020", "R-021", "R-071", "R-096", "R-097", "R-098", "R-099", "R-100", "R-101", "R-102", "R-103", "R-104",
    "R-105", "R-107", "R-117", "R-118",
    *(f"R-{n}" for n in range(320, 337)),
    "R-352",
    *(f"R-{n}" for n in range(364, 376)),
    "R-383",
]  # fmt: skip
CUES = [*(f"R-{n}" for n in range(338, 351)), *(f"R-{n}" for n in range(376, 383))]
VALUE_KINDS = {"text", "number", "time", "choice", "yes", "account"}


def of_row(row: str, kind: str | None = None) -> list[Item]:
    """The items that fulfil a row."""
    return [i for i in items().values() if i.row == row and (kind is None or i.kind == kind)]


def sample(item: Item) -> str:
    """A value the item accepts."""
    first = item.choices[0][0] if item.choices else ""
    return {"text": "荞麦枕", "number": "2", "time": "06:30", "choice": first, "yes": "yes"}[item.value]


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize(
    "row", [pytest.param(row, marks=pytest.mark.requirement(row), id=row) for row in [*FIELDS, *CUES]]
)
def test_a_row_of_the_specification_can_be_recorded_and_comes_back(row: str) -> None:
    found = of_row(row, "cue") if row in CUES else [i for i in of_row(row) if i.kind != "cue"]
    assert found, f"no item for {row}"
    hotel, guest = make_hotel(), make_guest("王建国")
    with open_house(hotel) as scope:
        for item in found:
            record_fact(
                scope=scope, now=NOW, guest=guest, item_code=item.code, value=sample(item), source=SourceKind.STATED
            )
            fact = Fact.objects.get(guest=guest, item=item.code)
            if item.field_class in {"C0", "C1"}:
                assert fact.value == sample(item)
            else:
                assert fact.value == ""
                cell = Cell("guests_fact", guest.id, fact.id, "sealed", fact.sealed, item.field_class)
                assert read_many(scope=scope, now=NOW, cells=[cell], purpose="test") == [sample(item)]
            assert fact.status == FactStatus.ACCEPTED
            assert (fact.number is not None) == (item.value == "number")


@pytest.mark.parametrize("code", sorted(items()))
def test_every_item_is_whole(code: str) -> None:
    item = items()[code]
    assert item.words.zh
    assert item.words.en
    assert item.words.en.isascii()
    assert item.kind in {"preference", "cue", "fact"}
    assert item.group in GROUPS
    assert item.value in VALUE_KINDS
    assert item.departments
    assert item.row.startswith("R-")
    assert bool(item.choices) == (item.value == "choice")
    assert all(words.zh and words.en.isascii() for _code, words in item.choices)
    assert not item.suggests or item.suggests in items()
    assert not item.suggests or item.kind == "cue"


@pytest.mark.django_db(databases=["default", "keys"])
def test_departments_of_items_are_departments_of_a_hotel() -> None:
    hotel = make_hotel()
    with open_house(hotel):
        known = set(Department.objects.filter(hotel=hotel).values_list("code", flat=True))
    assert {d for item in items().values() for d in item.departments} <= known


@pytest.mark.requirement("R-096", "R-097")
def test_allergy_and_diet_are_sealed_alerts_that_nobody_asks_for() -> None:
    for code in ("allergy", "diet"):
        assert items()[code].field_class == "C4"
        assert items()[code].alert
        assert items()[code].never_ask
    assert {"kitchen", "housekeeping", "front_office"} <= set(items()["allergy"].departments)


@pytest.mark.requirement("R-343")
def test_medicine_seen_leads_to_care_and_never_to_a_preference() -> None:
    cue = items()["cue_medicine"]
    assert cue.value == "yes"  # no room for a diagnosis
    assert cue.suggests == ""
    assert 0 < cue.fades_after_days <= 14


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.requirement("R-324", "R-330")
def test_no_turndown_is_a_value_and_a_choice_outside_the_list_is_refused() -> None:
    hotel, guest = make_hotel(), make_guest("李娜")
    with open_house(hotel) as scope:
        fact = record_fact(
            scope=scope, now=NOW, guest=guest, item_code="turndowns_a_day", value="0", source=SourceKind.STATED
        )
        assert fact.number == 0
        with pytest.raises(WrongValue):
            record_fact(
                scope=scope, now=NOW, guest=guest, item_code="laundry_return_way", value="box", source=SourceKind.STATED
            )


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_floor_attendant_may_record_what_she_saw() -> None:
    hotel, guest = make_hotel(), make_guest("张伟")
    with scope_of(make_staff(hotel, "housekeeping_attendant")) as scope:
        fact = record_fact(
            scope=scope, now=NOW, guest=guest, item_code="cue_pillows_used", value="2", source=SourceKind.OBSERVED
        )
    assert (fact.department, fact.source_kind) == ("housekeeping", "observed")
    assert "office_service" in [i.code for i in items_for("business_centre")]
    assert "cue_pillows_used" not in [i.code for i in items_for("business_centre")]
