"""What a number of people spent by year: rooms by the nights slept, outlets by the day. For pages about companies."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from binzhi.stays.models import Reservation, Spend, Stay
from binzhi.stays.queries import STAYED

CHUNK = 500
YEARS = 5
Span = tuple[UUID, date | None, date | None]


@dataclass(slots=True)
class YearSpend:
    """One year in one currency: nights, the rooms' share, the outlets' share, and how many people."""

    year: int
    currency: str
    nights: int = 0
    rooms: Decimal = Decimal(0)
    outlets: Decimal = Decimal(0)
    guests: set[UUID] = field(default_factory=set)

    @property
    def total(self) -> Decimal:
        """Rooms and outlets together."""
        return self.rooms + self.outlets


def spend_by_year(spans: Sequence[Span], *, today: date, years: int = YEARS) -> list[YearSpend]:
    """Return what people spent in the readable hotels while they belonged together, newest year first (R-028).

    A span is (guest, from, to); an open end is None. A room counts with its rate for each night slept before ``today``,
    by the year of the night; a consumption by its day. Currencies are never added up.
    """
    by_guest: dict[UUID, list[tuple[date, date]]] = {}
    for guest_id, first, last in spans:
        by_guest.setdefault(guest_id, []).append((first or date.min, last or date.max))
    since = date(today.year - years + 1, 1, 1)
    found: dict[tuple[int, str], YearSpend] = {}

    def belongs(guest_id: UUID, day: date) -> bool:
        return any(first <= day <= last for first, last in by_guest[guest_id])

    def place(day: date, currency: str) -> YearSpend:
        return found.setdefault((day.year, currency), YearSpend(day.year, currency))

    guests = sorted(by_guest)
    for start in range(0, len(guests), CHUNK):
        chunk = guests[start : start + CHUNK]
        for guest_id, arrival, departure, rate, currency in _stays(chunk, since):
            for n in range(max((min(departure, today) - arrival).days, 0)):
                night = arrival + timedelta(days=n)
                if night >= since and belongs(guest_id, night):
                    year = place(night, currency)
                    year.nights += 1
                    year.rooms += rate
                    year.guests.add(guest_id)
        rows = Spend.objects.filter(guest_id__in=chunk, day__gte=since, day__lte=today)
        for guest_id, day, currency, total in rows.values_list("guest_id", "day", "currency").annotate(Sum("amount")):
            if belongs(guest_id, day):
                year = place(day, currency)
                year.outlets += total
                year.guests.add(guest_id)
    return sorted(found.values(), key=lambda one: (-one.year, one.currency))


def _stays(guest_ids: list[UUID], since: date) -> list[tuple[UUID, date, date, Decimal, str]]:
    """The slept stays of some guests with their rate and the currency of the booking."""
    rows = list(
        Stay.objects.filter(guest_id__in=guest_ids, state__in=STAYED, departure__gte=since).values_list(
            "guest_id", "arrival", "departure", "rate", "reservation_id", "host_guest_id"
        )
    )
    booked = Reservation.objects.filter(guest_id__in={r[5] for r in rows}, id__in={r[4] for r in rows})
    currencies = dict(booked.values_list("id", "currency"))
    return [
        (g, first, last, rate or Decimal(0), currencies.get(booking, "CNY"))
        for g, first, last, rate, booking, _h in rows
    ]
