"""Facts, notes and flags."""

from datetime import timedelta

import pytest

from binzhi.audit.models import Act
from binzhi.guests import queries
from binzhi.guests.domain.facts import decide_fact, record_fact
from binzhi.guests.domain.flags import clear_flag, set_flag
from binzhi.guests.domain.notes import settle_note, write_note
from binzhi.guests.enums import FactStatus, FlagCode, NoteKind, SourceKind
from binzhi.guests.errors import NumbersInNote, UnknownItem, WrongValue
from binzhi.guests.models import Fact, Guest, GuestFlag, GuestNote
from tests.builders import NOW, make_fact, make_guest, make_hotel, make_note, make_staff, open_house, scope_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LATER = NOW + timedelta(days=30)


@pytest.fixture
def guest() -> Guest:
    make_hotel()
    return make_guest("王建国")


def test_the_same_fact_again_is_confirmed_not_doubled(guest: Guest) -> None:
    make_fact(guest, "extra_pillow", "2")
    again = make_fact(guest, "extra_pillow", "2", at=LATER)
    with open_house(make_hotel()):
        assert [f.id for f in Fact.objects.all()] == [again.id]
    assert again.last_confirmed_at == LATER and again.learned_at == NOW


def test_the_same_sealed_fact_again_is_confirmed_not_doubled(guest: Guest) -> None:
    make_fact(guest, "allergy", "花生")
    make_fact(guest, "allergy", "花生", at=LATER)
    make_fact(guest, "allergy", "海鲜", at=LATER)
    with open_house(make_hotel()):
        rows = Fact.objects.filter(item="allergy")
        assert rows.count() == 2
        assert all(row.value == "" and "花生".encode() not in bytes(row.sealed) for row in rows)


def test_another_value_stands_beside_the_old_one_until_someone_decides(guest: Guest) -> None:
    old, new = make_fact(guest, "tea", "龙井"), make_fact(guest, "tea", "铁观音", at=LATER)
    with open_house(make_hotel()) as scope:
        assert {f.value for f in queries.facts_of([guest.id])} == {"龙井", "铁观音"}
        decide_fact(scope=scope, now=LATER, fact=old, status=FactStatus.SUPERSEDED, replaced_by=new.id)
        assert [f.value for f in queries.facts_of([guest.id])] == ["铁观音"]
        assert Fact.objects.count() == 2


@pytest.mark.parametrize(
    ("item", "value", "error"),
    [
        ("no_such_item", "x", UnknownItem),
        ("extra_pillow", "many", WrongValue),
        ("pillow_kind", "granite", WrongValue),
        ("special_requirement", "", WrongValue),
        ("special_requirement", "身份证 11010519491231002X", NumbersInNote),
    ],
)
def test_what_does_not_fit_is_refused(guest: Guest, item: str, value: str, error: type[Exception]) -> None:
    with open_house(make_hotel()) as scope, pytest.raises(error):
        record_fact(scope=scope, now=NOW, guest=guest, item_code=item, value=value, source=SourceKind.STATED)


def test_an_inferred_fact_waits_for_a_decision(guest: Guest) -> None:
    fact = make_fact(guest, "tea", "龙井", source=SourceKind.INFERRED)
    assert fact.status == FactStatus.PROPOSED
    with open_house(make_hotel()):
        assert queries.facts_of([guest.id]) == []
        assert queries.facts_of([guest.id], with_proposed=True) == [fact]


def test_a_note_is_sealed_and_read_by_its_department_only(guest: Guest) -> None:
    hotel = make_hotel()
    make_note(hotel, guest, "喜欢安静", department="housekeeping")
    complaint = make_note(hotel, guest, "空调太响", department="front_office", kind=NoteKind.COMPLAINT)
    assert "空调太响".encode() not in bytes(complaint.text)

    def texts(role: str) -> set[str | None]:
        with scope_of(make_staff(hotel, role)) as scope:
            notes = queries.notes_of(scope, [guest.id])
            return set(queries.note_texts(scope, notes, now=NOW).values())

    assert texts("housekeeping_attendant") == {"喜欢安静", "空调太响"}  # what went wrong concerns every department
    assert texts("business_centre") == {"空调太响"}
    assert texts("front_desk") == {"喜欢安静", "空调太响"}


@pytest.mark.parametrize("text", ["卡号 4111 1111 1111 1111", "证件11010519491231002X号", " "])
def test_a_note_with_document_or_card_numbers_is_refused(guest: Guest, text: str) -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        with pytest.raises(Exception, match=r"numbers_in_note|bad_input"):
            write_note(
                scope=scope,
                now=NOW,
                guest=guest,
                hotel_id=hotel.id,
                department="front_office",
                kind=NoteKind.GENERAL,
                text=text,
            )
        assert not GuestNote.objects.exists()


def test_settling_a_note_keeps_it(guest: Guest) -> None:
    hotel = make_hotel()
    note = make_note(hotel, guest, "空调太响", kind=NoteKind.COMPLAINT)
    with open_house(hotel) as scope:
        settle_note(scope=scope, now=LATER, note=note)
        assert GuestNote.objects.get().settled_at == LATER


def test_flags_are_set_once_and_cleared(guest: Guest) -> None:
    with open_house(make_hotel()) as scope:
        set_flag(scope=scope, now=NOW, guest=guest, code=FlagCode.DO_NOT_DISTURB, reason="要求安静")
        set_flag(scope=scope, now=NOW, guest=guest, code=FlagCode.DO_NOT_DISTURB)
        assert GuestFlag.objects.count() == 1
        assert clear_flag(scope=scope, now=NOW, guest=guest, code=FlagCode.DO_NOT_DISTURB)
        assert not clear_flag(scope=scope, now=NOW, guest=guest, code=FlagCode.DO_NOT_DISTURB)
        names = list(Act.objects.filter(guest_id=guest.id).order_by("seq").values_list("name", flat=True))
        assert names[-2:] == ["set_flag", "clear_flag"]


def test_a_fading_fact_is_shown_as_stale(guest: Guest) -> None:
    fact = make_fact(guest, "tea", "龙井")
    fact.valid_until = NOW.date() - timedelta(days=1)
    with open_house(make_hotel()) as scope:
        assert queries.fact_lines(scope, [fact], now=NOW, purpose="test")[0].is_stale
