"""The report is there without anyone asking; a day not produced or not opened is flagged (R-215)."""

from datetime import timedelta

import pytest

from binzhi.arrivals.domain.produce import ensure_plan, note_opening, produce_daily, refresh_plans
from binzhi.arrivals.models import PlanRun, ReportOpening
from binzhi.arrivals.queries import is_stale, latest_run, watch
from binzhi.org.domain.house import set_parameter
from tests.arrivals.plans import plan
from tests.builders import (
    NOW,
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_staff,
    open_house,
    scope_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
BEFORE, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=3)  # the report is due at 18:00, which is NOW


@pytest.mark.requirement("R-215", "R-213")
def test_the_report_is_produced_at_its_hour_once() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    make_fact(guest, "bed_board")
    make_booking(hotel, guest)
    assert produce_daily(hotel, now=BEFORE) is None
    run = produce_daily(hotel, now=NOW)
    assert run is not None
    assert (run.date, run.by_schedule, run.arrivals, run.built_by) == (TOMORROW, True, 1, "Binzhi")
    assert produce_daily(hotel, now=LATER) is None
    assert PlanRun.unscoped.count() == 1


@pytest.mark.requirement("R-215")
def test_a_hotel_sets_its_own_hour() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        set_parameter(scope=scope, now=BEFORE, hotel_id=hotel.id, key="arrivals.report_hour", value="16:30")
    assert produce_daily(hotel, now=BEFORE) is not None


@pytest.mark.requirement("R-215")
def test_a_day_that_was_not_produced_is_flagged() -> None:
    hotel = make_hotel()
    with open_house(hotel):
        assert not watch(hotel, TOMORROW, now=BEFORE).late
        assert watch(hotel, TOMORROW, now=LATER).late
    plan(hotel)  # built by hand is not produced by the clock
    with open_house(hotel):
        assert watch(hotel, TOMORROW, now=LATER).late
    produce_daily(hotel, now=LATER)
    with open_house(hotel):
        assert not watch(hotel, TOMORROW, now=LATER).late


@pytest.mark.requirement("R-215")
def test_departments_that_have_not_opened_it_are_named() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    make_fact(guest, "bed_board")
    make_fact(guest, "favourite_liquor", "茅台")
    make_booking(hotel, guest)
    produce_daily(hotel, now=NOW)
    with scope_of(make_staff(hotel, "housekeeping_attendant")) as scope:
        note_opening(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)
        note_opening(scope=scope, now=LATER, hotel=hotel, day=TOMORROW)
    with open_house(hotel) as scope:
        note_opening(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)  # the machine reads nothing
        assert ReportOpening.objects.count() == 1
        assert watch(hotel, TOMORROW, now=NOW).unopened == []  # two hours are given
        missing = {d.code for d in watch(hotel, TOMORROW, now=LATER).unopened}
    assert "food_beverage" in missing
    assert "housekeeping" not in missing


def test_a_plan_behind_its_bookings_is_built_again() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    make_booking(hotel, guest, booked_at=NOW - timedelta(days=1))
    plan(hotel)
    with open_house(hotel) as scope:
        run = latest_run(hotel, TOMORROW)
        assert not is_stale(hotel, TOMORROW, run)
        assert ensure_plan(scope=scope, now=LATER, hotel=hotel, day=TOMORROW, fresh=True) == run
    assert refresh_plans(hotel, now=LATER) == []
    make_fact(guest, "bed_board", at=LATER)
    assert [r.added for r in refresh_plans(hotel, now=LATER + timedelta(minutes=1))] != [0]
    make_booking(hotel, make_guest("后订"), booked_at=LATER + timedelta(hours=1))
    with open_house(hotel) as scope:
        run = ensure_plan(scope=scope, now=LATER + timedelta(hours=2), hotel=hotel, day=TOMORROW, fresh=True)
        assert run is not None
        assert run.arrivals == 2
