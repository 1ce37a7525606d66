"""Reads of the room: the queue and its figures, suspected doubles, what was decided about a person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from binzhi.guests.enums import GuestState
from binzhi.guests.joined import people_by_id, profile_ids
from binzhi.guests.models import Guest
from binzhi.identity.access import REVIEW
from binzhi.identity.enums import CaseOrigin, CaseState, EventKind
from binzhi.identity.models import Apart, Link, LinkEvent, PairCase
from binzhi.identity.precision import Precision, wilson
from binzhi.kernel.scope import Scope

WAITING = (CaseState.OPEN, CaseState.UNSURE)
CHUNK = 500


@dataclass(slots=True)
class Progress:
    """How far the keeper is: decided of all, and what waits."""

    decided: int = 0
    open: int = 0
    unsure: int = 0

    @property
    def total(self) -> int:
        """Return all cases that were or are to be decided."""
        return self.decided + self.open + self.unsure


def queue(scope: Scope) -> QuerySet[PairCase]:
    """Return what waits for the keeper: open before unsure, what is most at stake first, then the most likely."""
    scope.need(REVIEW)
    unsure_last = Case(When(state=CaseState.UNSURE, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows: QuerySet[PairCase] = PairCase.objects.filter(state__in=WAITING)
    return rows.annotate(late=unsure_last).order_by("late", "-stake", "-weight", "id")


def progress() -> Progress:
    """Return how many cases are decided, open and unsure."""
    found = Progress()
    for state, number in PairCase.objects.values_list("state").annotate(Count("id")).order_by():
        if state in {CaseState.SAME, CaseState.DIFFERENT}:
            found.decided += number
        elif state == CaseState.OPEN:
            found.open = number
        elif state == CaseState.UNSURE:
            found.unsure = number
    return found


def live_precision() -> Precision:
    """Return how many of the automatic links drawn for the sample were right, as keepers decided."""
    rows = PairCase.objects.filter(origin=CaseOrigin.SAMPLE)
    right = rows.filter(state=CaseState.SAME).count()
    return wilson(right, right + rows.filter(state=CaseState.DIFFERENT).count())


def suspected(ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return for guests those of other persons that wait in the queue as perhaps the same one."""
    found: dict[UUID, set[UUID]] = {}
    wanted = list(ids)
    people = people_by_id(wanted)
    for start in range(0, len(people.ids), CHUNK):
        part = people.ids[start : start + CHUNK]
        rows = PairCase.objects.filter(Q(guest_a__in=part) | Q(guest_b__in=part), state__in=WAITING)
        for pair in rows.exclude(origin=CaseOrigin.SAMPLE).values_list("guest_a", "guest_b"):
            for one, other in (pair, pair[::-1]):
                if one in people.leads:
                    found.setdefault(people.lead_id(one), set()).add(other)
    return {i: found[people.lead_id(i)] for i in wanted if people.lead_id(i) in found}


@dataclass(slots=True)
class Doubles:
    """The duplicate rate (R-188): suspected duplicate profiles of all profiles, by maker and month, with the profiles."""

    profiles: int = 0
    suspected: int = 0
    joined: int = 0
    by_maker: dict[str, int] = field(default_factory=dict)
    by_month: dict[str, int] = field(default_factory=dict)
    rows: list[UUID] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return suspected duplicates of all profiles, 0 to 1."""
        return self.suspected / self.profiles if self.profiles else 0.0

    @property
    def percent(self) -> str:
        """Return the rate in per cent."""
        return f"{self.rate:.2%}"


def doubles(scope: Scope, *, maker: str = "", month: str = "") -> Doubles:
    """Return the duplicate rate; of a suspected pair the profile made later counts. ``rows``: of one maker, one month.

    Joined profiles are duplicates no more: they are counted apart.
    """
    scope.need(REVIEW)
    profiles = Guest.objects.exclude(state=GuestState.WITHDRAWN)
    found = Doubles(profiles=profiles.count(), joined=profiles.filter(state=GuestState.JOINED).count())
    for guest_id, made_at, by in _later_ones():
        when = f"{made_at:%Y-%m}"
        found.suspected += 1
        found.by_maker[by] = found.by_maker.get(by, 0) + 1
        found.by_month[when] = found.by_month.get(when, 0) + 1
        if (not maker or by == maker) and (not month or when == month):
            found.rows.append(guest_id)
    found.by_maker = dict(sorted(found.by_maker.items(), key=lambda one: (-one[1], one[0])))
    found.by_month = dict(sorted(found.by_month.items(), reverse=True))
    return found


def _later_ones() -> Iterable[tuple[UUID, datetime, str]]:
    """Return of each suspected pair the profile that was made later, each once, the newest first."""
    rows = PairCase.objects.filter(state__in=WAITING).exclude(origin=CaseOrigin.SAMPLE)
    pairs = list(rows.values_list("guest_a", "guest_b"))
    ids = sorted({i for pair in pairs for i in pair})
    made: dict[UUID, tuple[datetime, str]] = {}
    for start in range(0, len(ids), CHUNK):
        part = Guest.objects.filter(id__in=ids[start : start + CHUNK]).exclude(state=GuestState.WITHDRAWN)
        made |= {i: (at, by) for i, at, by in part.values_list("id", "created_at", "created_by")}
    later = {max(pair, key=lambda i: (made[i][0], i)) for pair in pairs if set(pair) <= made.keys()}
    return [(i, *made[i]) for i in sorted(later, key=lambda i: (made[i][0], i), reverse=True)]


@dataclass(frozen=True, slots=True)
class JoinedProfile:
    """A profile of a person, with the decision that joined it."""

    guest: Guest
    name: str
    is_lead: bool
    event: LinkEvent | None


def joined_profiles(lead: Guest) -> list[JoinedProfile]:
    """Return the profiles of a person with the latest standing decision on each; empty for one that stands alone."""
    ids = profile_ids(lead)
    if len(ids) < 2:
        return []
    rows = {g.id: g for g in Guest.objects.filter(id__in=ids)}
    links = Link.objects.filter(guest_a__in=ids, guest_b__in=ids)
    by_profile: dict[UUID, UUID] = {}
    for link in sorted(links, key=lambda one: one.event_id):
        for i in (link.guest_a, link.guest_b):
            if i != lead.id:
                by_profile.setdefault(i, link.event_id)
    events = {e.id: e for e in LinkEvent.objects.filter(id__in=by_profile.values())}
    return [
        JoinedProfile(rows[i], _own_name(rows[i]), i == lead.id, events.get(by_profile.get(i, i)))
        for i in ids
        if i in rows
    ]


def _own_name(guest: Guest) -> str:
    return str(guest.own["values"]["name"]) if guest.own else guest.name


def decisions_about(lead: Guest) -> list[LinkEvent]:
    """Return what was decided about the profiles of a person, the newest first."""
    ids = profile_ids(lead)
    return list(LinkEvent.objects.filter(Q(guest_a__in=ids) | Q(guest_b__in=ids)).order_by("-id")[:100])


def held_apart_from(lead: Guest) -> list[tuple[Guest, LinkEvent]]:
    """Return the persons somebody said are not this one, each with the decision."""
    ids = set(profile_ids(lead))
    rows = list(Apart.objects.filter(Q(guest_a__in=ids) | Q(guest_b__in=ids)))
    events = {e.id: e for e in LinkEvent.objects.filter(id__in=[r.event_id for r in rows], kind=EventKind.APART)}
    others = {(r.guest_b if r.guest_a in ids else r.guest_a): r.event_id for r in rows}
    people = people_by_id(others)
    found: dict[UUID, tuple[Guest, LinkEvent]] = {}
    for other, event_id in others.items():
        if other in people.leads and event_id in events:
            found[people.lead_id(other)] = (people.lead(other), events[event_id])
    return list(found.values())


def waiting_about(lead: Guest) -> list[Any]:
    """Return the open cases about a person."""
    ids = profile_ids(lead)
    return list(PairCase.objects.filter(Q(guest_a__in=ids) | Q(guest_b__in=ids), state__in=WAITING).order_by("-weight"))
