"""The business record of a guest (R-077 to R-086): what the stays and purchases add up to, year by year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Sum
from django.db.models.functions import ExtractYear

from binzhi.guests.joined import ids_of
from binzhi.guests.models import Guest
from binzhi.stays.models import Spend, Stay
from binzhi.stays.queries import STAYED

LATEST = 30


@dataclass(slots=True)
class Year:
    """One year of a guest: stays and nights by arrival, purchases by their day. ``stay_spend`` is per stay."""

    year: int
    stays: int = 0
    nights: int = 0
    spend: Decimal = Decimal(0)

    @property
    def stay_spend(self) -> Decimal | None:
        """Return the average spend of a stay in the year."""
        return self.spend / self.stays if self.stays else None


def years_of(whose: Guest | UUID) -> list[Year]:
    """Return the years with a stay or a purchase, newest first, with two queries."""
    ids = ids_of(whose)
    years: dict[int, Year] = {}
    stays = Stay.objects.filter(guest_id__in=ids, state__in=STAYED).annotate(year=ExtractYear("arrival"))
    for year, count, nights in stays.values_list("year").annotate(Count("id"), Sum("nights")).order_by():
        one = years.setdefault(year, Year(year))
        one.stays, one.nights = count, nights or 0
    spends = Spend.objects.filter(guest_id__in=ids).annotate(year=ExtractYear("day"))
    for year, amount in spends.values_list("year").annotate(Sum("amount")).order_by():
        years.setdefault(year, Year(year)).spend = amount
    return sorted(years.values(), key=lambda one: one.year, reverse=True)


@dataclass(frozen=True, slots=True)
class Rates:
    """The last and the lowest room rate a guest paid, with the day (R-083)."""

    last: Decimal
    last_on: date
    lowest: Decimal
    lowest_on: date


def rates_of(whose: Guest | UUID) -> Rates | None:
    """Return the last and lowest rate of the person's stays in the readable hotels; none without a rate."""
    paid = Stay.objects.filter(guest_id__in=ids_of(whose), state__in=STAYED, rate__gt=0)
    rows = list(paid.order_by("-arrival", "-id").values_list("rate", "arrival"))
    if not rows:
        return None
    lowest = min(rows, key=lambda row: row[0])
    return Rates(rows[0][0], rows[0][1], lowest[0], lowest[1])


@dataclass(frozen=True, slots=True)
class Purchases:
    """How often the guest bought something, when last, and the latest entries (R-080, R-085, R-086)."""

    count: int
    last_on: date | None
    latest: list[Any]


def purchases_of(whose: Guest | UUID, *, limit: int | None = LATEST) -> Purchases:
    """Return the purchases of a person in the readable hotels, newest first."""
    mine = Spend.objects.filter(guest_id__in=ids_of(whose))
    total = mine.aggregate(count=Count("id"), last=Max("day"))
    latest = list(mine.order_by("-day", "-at", "-id")[:limit]) if total["count"] else []
    return Purchases(total["count"], total["last"], latest)
