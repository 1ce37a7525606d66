"""What follows a changed fact: every department concerned hears of it (R-199), and nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binzhi.audit.domain.unit import unit_of_work
from binzhi.guests.domain.facts import decide_fact, record_fact
from binzhi.guests.domain.profile import create_guest
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.enums import FactStatus, SourceKind
from binzhi.guests.items import items
from binzhi.org.domain.house import set_parameter
from binzhi.service.domain.tasks import complete
from binzhi.service.lines import lines_of
from binzhi.service.models import GuestMoment, ServiceTask
from binzhi.stays.domain.booking import cancel_reservation
from tests.builders import (
    NOW,
    TODAY,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_past_stay,
    make_staff,
    open_house,
    reservation_of,
    scope_of,
)
from tests.service.houses import live

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def told() -> set[str]:
    return set(ServiceTask.unscoped.filter(kind="message").values_list("department", flat=True))


def served(item: str) -> set[str]:
    return set(items()[item].departments)


@pytest.mark.requirement("R-199")
def test_every_department_served_hears_of_a_new_fact_about_a_guest_in_house() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    stay = live(hotel, guest, "1208", now=NOW, today=TODAY)
    with scope_of(make_staff(hotel, "front_desk", name="陈静")) as scope:
        fact = record_fact(
            scope=scope, now=NOW, guest=guest, item_code="bed_board", value="yes", source=SourceKind.STATED
        )
    assert told() == served("bed_board") != set()
    task = ServiceTask.unscoped.filter(kind="message").first()
    assert task is not None
    assert (task.stay_id, task.room_number, task.asked_by) == (stay.id, "1208", "陈静")
    assert (task.source_kind, task.source_id) == ("fact", fact.id)
    assert task.due_at == NOW + timedelta(hours=1)
    with scope_of(make_staff(hotel, "housekeeping_attendant")) as scope:
        line = lines_of(scope, [task], now=NOW)[0]
    assert items()["bed_board"].words.zh in line.text
    assert [f.fact.id for f in line.facts] == [fact.id]


@pytest.mark.requirement("R-199")
def test_the_value_is_read_from_the_fact_and_never_copied() -> None:
    hotel, guest = make_hotel(), make_guest()
    make_booking(hotel, guest)
    make_fact(guest, "favourite_liquor", "绍兴黄酒")
    task = ServiceTask.unscoped.filter(kind="message", department="food_beverage").get()
    assert "绍兴黄酒" not in str(task.words) + str(task.evidence)
    with scope_of(make_staff(hotel, "food_beverage")) as scope:
        assert [f.value for f in lines_of(scope, [task], now=NOW)[0].facts] == ["绍兴黄酒"]


@pytest.mark.requirement("R-199")
@pytest.mark.parametrize(("days", "hears"), [(0, True), (14, True), (15, False)])
def test_guests_expected_within_the_days_the_hotel_sets_are_meant(days: int, hears: bool) -> None:
    hotel, guest = make_hotel(), make_guest()
    make_booking(hotel, guest, arrival=TODAY + timedelta(days=days))
    make_fact(guest, "bed_board")
    assert bool(told()) is hears


def test_the_days_are_a_parameter() -> None:
    hotel, guest = make_hotel(), make_guest()
    with open_house(hotel) as scope:
        set_parameter(scope=scope, now=NOW, hotel_id=hotel.id, key="service.tell_days", value=0)
    make_booking(hotel, guest)
    make_fact(guest, "bed_board")
    assert told() == set()


def test_nobody_is_told_of_guests_who_left_or_cancelled() -> None:
    hotel, left, gone = make_hotel(), make_guest(), make_guest()
    make_past_stay(hotel, left, arrival=TODAY - timedelta(days=9))
    stay = make_booking(hotel, gone)
    with open_house(hotel) as scope:
        cancel_reservation(scope=scope, now=NOW, reservation=reservation_of(stay), today=TODAY)
    make_fact(left, "bed_board")
    make_fact(gone, "bed_board")
    assert told() == set()


def test_a_proposal_is_news_when_it_is_accepted_and_a_refused_one_never() -> None:
    hotel, guest = make_hotel(), make_guest()
    make_booking(hotel, guest)
    first = make_fact(guest, "bed_board", source=SourceKind.INFERRED)
    second = make_fact(guest, "favourite_liquor", "绍兴黄酒", source=SourceKind.INFERRED)
    assert told() == set()
    with open_house(hotel) as scope:
        decide_fact(scope=scope, now=NOW, fact=first, status=FactStatus.ACCEPTED)
        decide_fact(scope=scope, now=NOW, fact=second, status=FactStatus.REJECTED)
    assert told() == served("bed_board")


def test_that_a_fact_no_longer_holds_is_news_too() -> None:
    hotel, guest = make_hotel(), make_guest()
    make_booking(hotel, guest)
    fact = make_fact(guest, "bed_board")
    with open_house(hotel) as scope:
        for task in ServiceTask.unscoped.filter(kind="message"):
            complete(scope=scope, now=NOW, task=task)
        decide_fact(scope=scope, now=NOW, fact=fact, status=FactStatus.REJECTED)
    again = ServiceTask.unscoped.filter(kind="message", state="open")
    assert {t.department for t in again} == served("bed_board")
    assert all("作废" in t.words["zh"] for t in again)


def test_confirming_what_is_known_tells_nobody_again() -> None:
    hotel, guest = make_hotel(), make_guest()
    make_booking(hotel, guest)
    make_fact(guest, "bed_board")
    before = ServiceTask.unscoped.count()
    make_fact(guest, "bed_board")
    assert ServiceTask.unscoped.count() == before


def test_a_fact_learned_in_one_hotel_reaches_the_hotel_where_the_guest_is_expected() -> None:
    here, there = make_hotel("BJ01"), make_hotel("SH01")
    guest = make_guest()
    make_booking(there, guest)
    with scope_of(make_staff(here, "housekeeping_attendant")) as scope:
        record_fact(scope=scope, now=NOW, guest=guest, item_code="bed_board", value="yes", source=SourceKind.OBSERVED)
    assert {t.hotel_id for t in ServiceTask.unscoped.filter(kind="message")} == {there.id}


def import_facts(hotel: Any, guests: list[Any]) -> int:
    """Record a fact about each guest in a batch unit, as an import does; returns the queries it took."""
    with (
        open_house(hotel) as scope,
        CaptureQueriesContext(
            connection,
        ) as queries,
        unit_of_work(scope, batch=True),
    ):
        for guest in guests:
            record_fact(
                scope=scope, now=NOW, guest=guest, item_code="bed_board", value="yes", source=SourceKind.IMPORTED
            )
    return len(queries)


def test_an_import_tells_for_all_its_facts_at_once() -> None:
    hotel = make_hotel()
    one, many = [make_guest()], [make_guest() for _ in range(12)]
    for guest in one + many:
        make_booking(hotel, guest)
    plain = [make_guest() for _ in range(12)]
    for_one = import_facts(hotel, one)
    for_many, without = import_facts(hotel, many), import_facts(hotel, plain)
    assert ServiceTask.unscoped.filter(kind="message").count() == 13 * len(served("bed_board"))
    assert for_many - for_one <= without - for_one + 12  # nothing per message but the facts' own queries
    assert GuestMoment.unscoped.filter(guest__in=many).count() == 12  # the bookings; the import adds none


def test_new_guests_of_an_import_are_no_news() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope, unit_of_work(scope, batch=True):
        guest = create_guest(scope=scope, now=NOW, draft=GuestDraft(name="新客人"))
        record_fact(scope=scope, now=NOW, guest=guest, item_code="bed_board", value="yes", source=SourceKind.IMPORTED)
    assert not ServiceTask.unscoped.exists()


def undone(hotel: Any, guest: Any) -> None:
    """A unit that records a fact and then breaks."""
    with open_house(hotel) as scope, unit_of_work(scope):
        record_fact(scope=scope, now=NOW, guest=guest, item_code="bed_board", value="yes", source=SourceKind.STATED)
        raise ValueError("undone")


def test_when_the_fact_is_refused_nobody_is_told() -> None:
    hotel, guest = make_hotel(), make_guest()
    make_booking(hotel, guest)
    with pytest.raises(ValueError, match="undone"):
        undone(hotel, guest)
    assert told() == set()
