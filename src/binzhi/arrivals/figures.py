"""Figures of booking ahead (R-242), each with its base and the textbook's benchmark beside it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Coalesce

from binzhi.arrivals.gather import STAYED
from binzhi.org.models import Hotel
from binzhi.stays.enums import GuestRole, ReservationState, RoomStatus, StayState
from binzhi.stays.models import Reservation, Room, RoomBlock, Stay

BENCHMARK_DAYS = 30
HORIZON = 365
FEW = 10
SINCE = timedelta(days=90)
EXPECTED = (StayState.EXPECTED, StayState.IN_HOUSE)


@dataclass(frozen=True, slots=True)
class BookingAhead:
    """How many days on end the hotel is full from a date, and how long before arrival returning guests book."""

    rooms: int
    full_days: int
    lead_days: float | None
    base: int
    benchmark: int = BENCHMARK_DAYS

    @property
    def too_few(self) -> bool:
        """The base is too small for an average to say much."""
        return self.base < FEW


def _nights_between(first: date, last: date, today: date, end: date) -> Iterator[date]:
    """The nights from ``first`` to ``last`` that lie within the horizon."""
    night = max(first, today)
    while night <= last and night < end:
        yield night
        night += timedelta(days=1)


def _full_days(hotel: Hotel, today: date, rooms: int) -> int:
    """Nights on end, from today on, on which as many rooms are taken or blocked as there are."""
    if not rooms:
        return 0
    end, sold = today + timedelta(days=HORIZON), Counter[date]()
    stays = Stay.objects.filter(hotel=hotel, departure__gt=today, state__in=EXPECTED, role=GuestRole.PRIMARY)
    for arrival, departure in stays.values_list("arrival", "departure"):
        sold.update(_nights_between(arrival, departure - timedelta(days=1), today, end))
    blocks = RoomBlock.objects.filter(hotel=hotel, last_night__gte=today, first_night__lt=end)
    for first, last in blocks.values_list("first_night", "last_night"):
        sold.update(_nights_between(first, last, today, end))
    full = 0
    while full < HORIZON and sold[today + timedelta(days=full)] >= rooms:
        full += 1
    return full


def booking_ahead(hotel: Hotel, today: date) -> BookingAhead:
    """Return the figures of booking ahead: nights sold out on end, and the average lead of returning guests' bookings.

    Counted over bookings that arrive from three months ago on, of guests who had stayed before they booked.
    """
    rooms = Room.objects.filter(hotel=hotel, is_active=True).exclude(status=RoomStatus.OUT_OF_ORDER).count()
    before = Stay.objects.filter(state__in=STAYED, arrival__lt=OuterRef("booked_on"))
    own = Exists(before.filter(guest_id=OuterRef("person")))
    joined = Exists(before.filter(guest__joined_to=OuterRef("person")))
    bookings = Reservation.objects.filter(
        hotel=hotel, arrival__gte=today - SINCE, arrival__lt=today + timedelta(days=HORIZON), booked_on__lte=today
    )
    bookings = bookings.exclude(state=ReservationState.CANCELLED).annotate(
        person=Coalesce("guest__joined_to", "guest_id")
    )
    bookings = bookings.filter(own | joined)
    total = base = 0
    for booked, arrival, count in bookings.values_list("booked_on", "arrival").annotate(n=Count("id")):
        total, base = total + (arrival - booked).days * count, base + count
    return BookingAhead(rooms, _full_days(hotel, today, rooms), round(total / base, 1) if base else None, base)
