"""The night audit: deal with what the day left, then open the next business date."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from binzhi.audit.domain.unit import unit_of_work
from binzhi.kernel.scope import Scope
from binzhi.org.domain.house import close_business_day
from binzhi.org.models import Hotel
from binzhi.org.queries import business_date
from binzhi.stays.access import CHECK_IN, NIGHT_AUDIT
from binzhi.stays.domain.registration import mark_no_show
from binzhi.stays.enums import StayState
from binzhi.stays.errors import DayNotFinished
from binzhi.stays.models import Reservation, Stay


def open_matters(hotel: Hotel, day: date) -> tuple[list[Reservation], list[Stay]]:
    """Return the bookings due on or before the day that nobody came for, and the guests due out who are still in."""
    missing = Stay.objects.filter(hotel=hotel, arrival__lte=day, state=StayState.EXPECTED)
    late = Reservation.objects.filter(hotel=hotel, id__in=missing.values("reservation_id"))
    over = Stay.objects.filter(hotel=hotel, departure__lte=day, state=StayState.IN_HOUSE)
    return list(late.select_related("guest").order_by("arrival")), list(over.select_related("guest", "room"))


def run_night_audit(*, scope: Scope, now: datetime, hotel: Hotel, no_shows: bool = False) -> date:
    """Close the business date and return the new one.

    Refuses (:class:`DayNotFinished`) while guests due out are still in, or expected guests are not dealt with; with
    ``no_shows`` the latter are marked as no-shows.
    """
    scope.need(NIGHT_AUDIT)
    scope.need_hotel(hotel.id)
    today = business_date(hotel, now=now)
    with unit_of_work(scope):
        late, over = open_matters(hotel, today)
        if over or (late and not no_shows):
            raise DayNotFinished(arrivals=len(late), departures=len(over))
        desk = _desk(scope)
        for reservation in late:
            mark_no_show(scope=desk, now=now, reservation=reservation, today=today)
        close_business_day(scope=scope, now=now, hotel=hotel, next_date=today + timedelta(days=1))
    return today + timedelta(days=1)


def _desk(scope: Scope) -> Scope:
    """The night auditor acts for the desk while closing the day."""
    return replace(scope, permissions=scope.permissions | {CHECK_IN})
