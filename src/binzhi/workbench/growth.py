"""Whether stays of returning guests add to their files: the last stay of one guest, and the share of all (R-168)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from binzhi.guests.enums import FactStatus
from binzhi.guests.joined import People, people_of, put_leads
from binzhi.guests.models import Fact
from binzhi.org.models import Hotel
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay

MARGIN = timedelta(days=1)  # what is learned on the day after departure still belongs to the stay


@dataclass(slots=True)
class Added:
    """A stay of a returning guest and how many new facts it brought."""

    stay: Stay
    facts: int


@dataclass(slots=True)
class Growth:
    """The stays of returning guests that ended in a period."""

    lines: list[Added]

    @property
    def base(self) -> int:
        """Return how many stays were looked at."""
        return len(self.lines)

    @property
    def grown(self) -> int:
        """Return how many of them added a fact."""
        return sum(1 for line in self.lines if line.facts)

    @property
    def percent(self) -> int | None:
        """Return the share as a whole percentage; None without a base."""
        return self.grown * 100 // self.base if self.base else None


def facts_added(found: Iterable[Stay], people: People | None = None) -> dict[UUID, int]:
    """Return how many facts each stay brought: noted with the stay, or learned while it lasted."""
    listed = list(found)
    if not listed:
        return {}
    first = datetime.combine(min(s.arrival for s in listed), time(0), tzinfo=UTC) - MARGIN
    gone = [FactStatus.REJECTED]
    people = people or people_of(s.guest for s in listed)
    facts = Fact.objects.filter(guest_id__in=people.ids, learned_at__gte=first).exclude(status__in=gone)
    rows = facts.values_list("guest_id", "stay_id", "learned_at")
    by_guest = people.gather((guest_id, (stay_id, learned.date())) for guest_id, stay_id, learned in rows)
    added = {}
    for stay in listed:
        last = stay.departure + MARGIN
        own = by_guest.get(stay.guest_id, [])
        added[stay.id] = sum(1 for s, day in own if s == stay.id or (s is None and stay.arrival <= day <= last))
    return added


def growth_of(hotel: Hotel, *, first: date, last: date, most: int = 2000) -> Growth:
    """Return the stays of returning guests that ended in a period, newest first, with the facts each added."""
    ended = Stay.objects.filter(hotel=hotel, state=StayState.DEPARTED, departure__gte=first, departure__lte=last)
    found = list(ended.select_related("guest", "room").order_by("-departure", "id")[:most])
    put_leads(found)
    people = people_of(s.guest for s in found)
    earlier = Stay.objects.filter(guest_id__in=people.ids, state=StayState.DEPARTED)
    firsts = people.merge(earlier.values_list("guest_id", "arrival"), min)
    returning = [s for s in found if firsts.get(s.guest_id, s.arrival) < s.arrival]
    added = facts_added(returning, people)
    return Growth([Added(stay, added.get(stay.id, 0)) for stay in returning])
