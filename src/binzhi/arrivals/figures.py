"""Figures of booking ahead (R-242), each with its base and the textbook's benchmark beside it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef

from binzhi.arrivals.gather import STAYED
from binzhi.org.models import Hotel
from binzhi.stays.enums import ReservationState, RoomStatus
from binzhi.stays.models import Reservation, Room, RoomBlock, Stay

BENCHMARK_DAYS = 30
HORIZON = 365
FEW = 10


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


def _full_days(hotel: Hotel, today: date, rooms: int) -> int:
    if not rooms:
        return 0
    end = today + timedelta(days=HORIZON)
    sold = dict.fromkeys((today + timedelta(days=n) for n in range(HORIZON)), 0)
    states = [ReservationState.BOOKED, ReservationState.IN_HOUSE]
    bookings = Reservation.objects.filter(hotel=hotel, arrival__lt=end, departure__gt=today, state__in=states)
    for arrival, departure, count in bookings.values_list("arrival", "departure", "rooms"):
        night = max(arrival, today)
        while night < min(departure, end):
            sold[night] += count
            night += timedelta(days=1)
    for first, last in RoomBlock.objects.filter(hotel=hotel, last_night__gte=today, first_night__lt=end).values_list(
        "first_night", "last_night"
    ):
        night = max(first, today)
        while night <= min(last, end - timedelta(days=1)):
            sold[night] += 1
            night += timedelta(days=1)
    full = 0
    for night in sorted(sold):
        if sold[night] < rooms:
            break
        full += 1
    return full


def booking_ahead(hotel: Hotel, today: date) -> BookingAhead:
    """Return the figures of booking ahead: nights sold out on end, and the average lead of returning guests' bookings.

    Counted over bookings made within the last twelve months by guests who had stayed before the booking.
    """
    rooms = Room.objects.filter(hotel=hotel, is_active=True).exclude(status=RoomStatus.OUT_OF_ORDER).count()
    since = today - timedelta(days=365)
    before = Stay.objects.filter(guest_id=OuterRef("guest_id"), state__in=STAYED, arrival__lt=OuterRef("booked_on"))
    bookings = Reservation.objects.filter(hotel=hotel, booked_on__gte=since, booked_on__lte=today)
    bookings = bookings.exclude(state=ReservationState.CANCELLED).filter(Exists(before))
    total = base = 0
    for booked, arrival, count in bookings.values_list("booked_on", "arrival").annotate(n=Count("id")):
        total, base = total + (arrival - booked).days * count, base + count
    return BookingAhead(rooms, _full_days(hotel, today, rooms), round(total / base, 1) if base else None, base)
