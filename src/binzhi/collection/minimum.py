"""The minimum data set of marketing's collection: name, contact details, stay time, consumption record (R-122)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from binzhi.guests.enums import ContactState, GuestKind, GuestState
from binzhi.guests.incognito import hide_from
from binzhi.guests.joined import profile_ids
from binzhi.guests.models import Guest, GuestContact
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.stays.models import Spend, Stay
from binzhi.stays.queries import STAYED

DAYS = 365
CHUNK = 500
PARTS: dict[str, Words] = {
    "name": Words("姓名", "Name"),
    "contact": Words("联系方式", "Contact details"),
    "stay": Words("入住时间", "Stay time"),
    "consumption": Words("消费记录", "Consumption record"),
}


@dataclass(frozen=True, slots=True)
class Lacking:
    """A guest of the period who lacks a part of the minimum."""

    guest_id: UUID
    missing: tuple[str, ...]

    @property
    def words(self) -> list[Words]:
        """Return what is missing."""
        return [PARTS[code] for code in self.missing]


@dataclass(slots=True)
class Minimum:
    """How complete the minimum is: guests of the period, and those who lack a part, the emptiest first."""

    since: date
    until: date
    total: int = 0
    lacking: list[Lacking] = field(default_factory=list)

    @property
    def complete(self) -> int:
        """Return how many guests have all four."""
        return self.total - len(self.lacking)

    @property
    def percent(self) -> int:
        """Return the share that is complete; nobody lacks nothing."""
        return self.complete * 100 // self.total if self.total else 100

    def counts(self) -> list[tuple[str, Words, int]]:
        """Return each part with how many guests lack it."""
        found = Counter(code for one in self.lacking for code in one.missing)
        return [(code, words, found[code]) for code, words in PARTS.items()]

    def without(self, part: str) -> list[Lacking]:
        """Return those who lack a part, or any part for an unknown one."""
        return [one for one in self.lacking if part in one.missing] if part in PARTS else self.lacking


def _chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    rows = sorted(ids)
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _reached(ids: Iterable[UUID]) -> set[UUID]:
    """Those with a contact of their own in use; an agency's relay reaches nobody."""
    rows = GuestContact.objects.filter(guest_id__in=list(ids), state=ContactState.IN_USE, is_relay=False)
    return set(rows.values_list("guest_id", flat=True))


def minimum_of(hotel: Hotel, *, today: date, days: int = DAYS) -> Minimum:
    """Judge everybody who stayed or bought something in the hotel in the last ``days``; a person's profiles count as one."""
    since = today - timedelta(days=days)
    stays = Stay.objects.filter(hotel=hotel, state__in=STAYED, arrival__lte=today, departure__gte=since)
    spends = Spend.objects.filter(hotel=hotel, day__gte=since, day__lte=today)
    stayed = set(stays.order_by().values_list("guest_id", flat=True).distinct())
    spent = set(spends.order_by().values_list("guest_id", flat=True).distinct())
    have: dict[UUID, set[str]] = {}
    for ids in _chunks(stayed | spent):
        reached = _reached(ids)
        for guest in Guest.objects.filter(id__in=ids).exclude(state=GuestState.WITHDRAWN):
            own = have.setdefault(guest.joined_to or guest.id, set())
            if guest.name.strip() and guest.kind != GuestKind.PLACEHOLDER:
                own.add("name")
            own |= {
                code
                for code, known in (("contact", reached), ("stay", stayed), ("consumption", spent))
                if guest.id in known
            }
    _ask_other_profiles(have)
    lacking = [Lacking(i, tuple(code for code in PARTS if code not in own)) for i, own in have.items()]
    lacking = sorted((one for one in lacking if one.missing), key=lambda one: (-len(one.missing), one.guest_id))
    return Minimum(since, today, len(have), lacking)


def _ask_other_profiles(have: dict[UUID, set[str]]) -> None:
    """Whoever is joined of several profiles may have the contact or the name on one that did not stay here."""
    for ids in _chunks(i for i, own in have.items() if not {"contact", "name"} <= own):
        people = {guest: profile_ids(guest) for guest in Guest.objects.filter(id__in=ids)}
        reached = _reached(i for profiles in people.values() for i in profiles)
        for guest, profiles in people.items():
            if reached & set(profiles):
                have[guest.id].add("contact")
            if guest.name.strip() and guest.kind != GuestKind.PLACEHOLDER:
                have[guest.id].add("name")


def named(scope: Scope, rows: Iterable[Lacking]) -> list[tuple[Guest, Lacking]]:
    """Return the guests of some rows, in their order, under the name the reader may see."""
    rows = list(rows)
    guests = {g.id: g for g in Guest.objects.filter(id__in=[one.guest_id for one in rows])}
    hide_from(scope, guests.values())
    return [(guests[one.guest_id], one) for one in rows if one.guest_id in guests]
