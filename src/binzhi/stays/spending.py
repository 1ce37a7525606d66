"""What a number of people spent by year: rooms by the nights slept, outlets by the day. For pages about companies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from binzhi.guests.joined import People, people_by_id
from binzhi.stays.models import Reservation, Spend, Stay
from binzhi.stays.queries import STAYED

CHUNK = 500
YEARS = 5
ROOM_OUTLETS = ("ROOM", "ROOMS", "LODGING", "房费")  # codes under which a PMS posts the room itself
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


def spend_by_year(
    spans: Sequence[Span], *, today: date, years: int = YEARS, people: People | None = None
) -> list[YearSpend]:
    """Return what people spent in the readable hotels while they belonged together, newest year first (R-028).

    A span is (guest, from, to); an open end is None. A consumption counts by its day. A room counts as it was posted;
    where no room charge is posted for the stay, with its rate for each night slept before ``today``. Currencies are never
    added up.
    """
    people = people or people_by_id({guest_id for guest_id, _, _ in spans})
    by_person: dict[UUID, list[tuple[date, date]]] = {}
    for guest_id, first, last in spans:
        by_person.setdefault(people.lead_id(guest_id), []).append((first or date.min, last or date.max))
    by_guest = people.spread(by_person)
    since = date(today.year - years + 1, 1, 1)
    found: dict[tuple[int, str], YearSpend] = {}

    def belongs(guest_id: UUID, day: date) -> bool:
        return any(first <= day <= last for first, last in by_guest[guest_id])

    def place(day: date, currency: str) -> YearSpend:
        return found.setdefault((day.year, currency), YearSpend(day.year, currency))

    guests = sorted(by_guest)
    for start in range(0, len(guests), CHUNK):
        chunk = guests[start : start + CHUNK]
        spend = Spend.objects.filter(guest_id__in=chunk, day__gte=since, day__lte=today)
        posted = set(spend.filter(outlet__in=ROOM_OUTLETS).values_list("stay_id", flat=True))
        for guest_id, day, currency, outlet, total in _postings(spend):
            if belongs(guest_id, day):
                year = place(day, currency)
                year.guests.add(people.lead_id(guest_id))
                if outlet in ROOM_OUTLETS:
                    year.rooms += total
                else:
                    year.outlets += total
        for stay_id, guest_id, arrival, departure, rate, currency in _stays(chunk, since):
            for n in range(max((min(departure, today) - arrival).days, 0)):
                night = arrival + timedelta(days=n)
                if night >= since and belongs(guest_id, night):
                    year = place(night, currency)
                    year.nights += 1
                    year.rooms += Decimal(0) if stay_id in posted else rate
                    year.guests.add(people.lead_id(guest_id))
    return sorted(found.values(), key=lambda one: (-one.year, one.currency))


def _postings(spend: QuerySet[Any]) -> Iterable[tuple[UUID, date, str, str, Decimal]]:
    rows = spend.values_list("guest_id", "day", "currency", "outlet").annotate(Sum("amount"))
    found: Iterable[tuple[UUID, date, str, str, Decimal]] = rows
    return found


def _stays(guest_ids: list[UUID], since: date) -> list[tuple[UUID, UUID, date, date, Decimal, str]]:
    """The slept stays of some guests with their rate and the currency of the booking."""
    rows = list(
        Stay.objects.filter(guest_id__in=guest_ids, state__in=STAYED, departure__gte=since).values_list(
            "id", "guest_id", "arrival", "departure", "rate", "reservation_id", "host_guest_id"
        )
    )
    booked = Reservation.objects.filter(guest_id__in={r[6] for r in rows}, id__in={r[5] for r in rows})
    currencies = dict(booked.values_list("id", "currency"))
    return [
        (i, g, first, last, rate or Decimal(0), currencies.get(b, "CNY")) for i, g, first, last, rate, b, _h in rows
    ]
