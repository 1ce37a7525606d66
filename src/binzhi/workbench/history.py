"""The stays of a guest with rate and spend: a tab of the guest page, and part of the printed card."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from binzhi.guests import queries as guests
from binzhi.guests.access import READ_GROUP
from binzhi.guests.items import items
from binzhi.guests.models import Guest
from binzhi.guests.queries import FactLine
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays import queries as stays
from binzhi.stays.models import Reservation, Stay
from binzhi.stays.queries import Counters
from binzhi.stays.record import LATEST, Purchases, Rates, Year, purchases_of, rates_of, years_of

SHOWN_STAYS = 10


@dataclass(slots=True)
class StayLine:
    """A stay with its booking and spend."""

    stay: Stay
    reservation: Reservation | None
    spend: Decimal


@dataclass(slots=True)
class History:
    """Stays, newest first, and what they add up to."""

    stays: list[StayLine]
    stay_count: int
    counters: Counters
    years: list[Year]
    rates: Rates | None
    purchases: Purchases
    words: dict[tuple[str, str], Any]

    @property
    def outlet_words(self) -> dict[str, Any]:
        """Return the words of the outlets by code."""
        return {code: row for (kind, code), row in self.words.items() if kind == "outlet"}

    @property
    def source_words(self) -> dict[str, Any]:
        """Return the words of the booking sources by code."""
        return {code: row for (kind, code), row in self.words.items() if kind == "source"}

    @property
    def average_spend(self) -> Decimal | None:
        """Return the average spend of a stay over the whole life."""
        return self.counters.spend / self.counters.stays if self.counters.stays else None


def stay_lines(guest: Guest, found: list[Stay]) -> list[StayLine]:
    """Put booking and spend beside some stays of a guest, with two queries."""
    if not found:
        return []
    bookings = stays.reservations_of(found)
    spend = stays.spend_of_stays(guest)
    return [StayLine(stay, bookings.get(stay.reservation_id), spend.get(stay.id, Decimal(0))) for stay in found]


def build_history(guest: Guest, hotel: Hotel, *, whole: bool = False) -> History:
    """Collect the stays of a guest; with ``whole`` every one, else the latest ten."""
    totals = stays.guest_counters(guest)
    return History(
        stays=stay_lines(guest, stays.stays_of_guest(guest, limit=None if whole else SHOWN_STAYS)),
        stay_count=totals.all_stays,
        counters=totals,
        years=years_of(guest),
        rates=rates_of(guest),
        purchases=purchases_of(guest, limit=None if whole else LATEST),
        words=stays.code_words(hotel.id),
    )


@dataclass(slots=True)
class Elsewhere:
    """What the group's other hotels have of the guest: stays without money, facts in clear, each with its hotel."""

    stays: list[Stay]
    facts: list[FactLine]


def build_elsewhere(scope: Scope, guest: Guest) -> Elsewhere | None:
    """Collect what the sister hotels know (R-211); nothing for a role that may not look beyond its hotel."""
    if not scope.may(READ_GROUP):
        return None
    facts = guests.facts_in_group(scope, guest)
    lines = [FactLine(fact, items().get(fact.item), fact.value, is_stale=False) for fact in facts]
    return Elsewhere(stays.stays_in_group(scope, guest), lines)
