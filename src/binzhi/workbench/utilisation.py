"""How much of what is stored about guests was used in their latest stay, by department (R-212)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.arrivals.models import PreparationItem
from binzhi.guests.enums import FactStatus
from binzhi.guests.incognito import put_aliases
from binzhi.guests.items import items
from binzhi.guests.joined import People, people_of
from binzhi.guests.models import Fact, Guest
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.org.queries import departments
from binzhi.service.models import ServiceTask
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay

FEW = 20
CHUNK = 500
PERIODS = (30, 90, 180)


@dataclass(frozen=True, slots=True)
class Use:
    """One stored preference and whether the latest stay of its guest made use of it."""

    guest_id: UUID
    stay: Stay
    item: str
    departments: tuple[str, ...]
    used_by: str  # "preparation", "service" or nothing


@dataclass(slots=True)
class Share:
    """A department's figure: ``used`` of ``base``; too few below twenty."""

    code: str
    words: Words
    used: int = 0
    base: int = 0

    @property
    def too_few(self) -> bool:
        """Tell whether the base is too small for a share to say much."""
        return self.base < FEW

    @property
    def percent(self) -> int | None:
        """Return the share in percent, without a base none."""
        return round(100 * self.used / self.base) if self.base else None


def _latest(hotel: Hotel, today: date, days: int) -> tuple[dict[UUID, Stay], People]:
    """Return the latest stay of each person by the lead, and the persons."""
    since = today - timedelta(days=days)
    states = [StayState.IN_HOUSE, StayState.DEPARTED]
    rows = Stay.objects.filter(hotel=hotel, arrival__gte=since, arrival__lte=today, state__in=states)
    found = list(rows.select_related("guest").order_by("arrival", "id"))
    people = people_of(stay.guest for stay in found)
    return {people.lead_id(stay.guest_id): stay for stay in found}, people


def _cited(rows: Iterable[Any]) -> set[str]:
    return {str(one.get("id")) for because in rows for one in because if one.get("kind") == "fact"}


def uses(hotel: Hotel, *, today: date, days: int) -> list[Use]:
    """Return every preference known before the latest stay of its guest in the last ``days``, and what used it.

    A preference counts as used when a preparation item or a service task of that stay names it as its reason.
    """
    latest, people = _latest(hotel, today, days)
    ids, found = list(latest), []
    for start in range(0, len(ids), CHUNK):
        part = sorted(people.all_of(ids[start : start + CHUNK]))
        stays = [latest[i].id for i in ids[start : start + CHUNK]]
        prepared = _cited(
            PreparationItem.objects.filter(guest_id__in=part, stay_id__in=stays, retired=False).values_list(
                "because", flat=True
            )
        )
        served = _cited(
            ServiceTask.objects.filter(guest_id__in=part, stay_id__in=stays).values_list("evidence", flat=True)
        )
        facts = Fact.objects.filter(guest_id__in=part, status=FactStatus.ACCEPTED).order_by("guest_id", "item", "id")
        for fact in facts.only("id", "guest_id", "item", "learned_at", "valid_until"):
            item, stay = items().get(fact.item), latest[people.lead_id(fact.guest_id)]
            if item is None or item.kind != "preference" or not _known_then(fact, stay, hotel):
                continue
            key = str(fact.id)
            used = "preparation" if key in prepared else "service" if key in served else ""
            found.append(Use(people.lead_id(fact.guest_id), stay, fact.item, item.departments, used))
    return found


def _known_then(fact: Fact, stay: Stay, hotel: Hotel) -> bool:
    arrived = datetime.combine(stay.arrival, time(0), ZoneInfo(hotel.timezone))
    return fact.learned_at < arrived and (fact.valid_until is None or fact.valid_until >= stay.arrival)


def shares(hotel: Hotel, found: list[Use]) -> tuple[Share, list[Share]]:
    """Return the figure of the house and of each department that has a base."""
    words = {d.code: Words(d.name_zh, d.name_en) for d in departments(hotel.id)}
    whole = Share("", Words("全店", "Whole house"))
    by_code: dict[str, Share] = {}
    for use in found:
        whole.base += 1
        whole.used += bool(use.used_by)
        for code in use.departments:
            share = by_code.setdefault(code, Share(code, words.get(code, Words(code, code))))
            share.base += 1
            share.used += bool(use.used_by)
    order = list(words)
    return whole, sorted(by_code.values(), key=lambda s: order.index(s.code) if s.code in order else len(order))


@dataclass(frozen=True, slots=True)
class UseLine:
    """A row behind the figure; the value of the preference is not in it."""

    guest: Guest
    words: Words
    arrival: date
    used_by: str


def use_lines(found: list[Use]) -> list[UseLine]:
    """Name the guests and items of one page of rows."""
    guests = {g.id: g for g in Guest.objects.filter(id__in={u.guest_id for u in found})}
    put_aliases(guests.values())
    return [
        UseLine(guests[u.guest_id], items()[u.item].words, u.stay.arrival, u.used_by)
        for u in found
        if u.guest_id in guests
    ]
