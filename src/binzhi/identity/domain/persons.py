"""Persons are the connected parts of the active links; made anew for the profiles a decision touches, never for all."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from binzhi.audit.locks import locked
from binzhi.guests.domain.joining import arrange_person
from binzhi.guests.enums import GuestState
from binzhi.guests.models import Guest
from binzhi.guests.survivors import Choice
from binzhi.identity.models import Link, LinkEvent
from binzhi.kernel.errors import Stale
from binzhi.kernel.scope import Scope

ROUNDS = 20


@dataclass(slots=True)
class Held:
    """Profiles locked until the transaction ends: whole persons, with the links between them."""

    guests: dict[UUID, Guest] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)

    def part_of(self, profile_id: UUID) -> set[UUID]:
        """Return the profiles of the person a profile belongs to."""
        return part_of(profile_id, self.links)

    def rows(self, ids: Iterable[UUID]) -> list[Guest]:
        """Return the rows of some profiles, sorted by id; one that is gone is left out."""
        return [self.guests[i] for i in sorted(ids) if i in self.guests]


class _Grown(Exception):
    """Somebody linked another profile to the person while the lock was waited for."""


def connected(ids: Iterable[UUID]) -> tuple[set[UUID], list[Link]]:
    """Return the profiles linked with some, over any number of links, and those links; a query per step outwards."""
    members = set(ids)
    links: dict[tuple[UUID, UUID], Link] = {}
    edge = set(members)
    while edge:
        rows = Link.objects.filter(Q(guest_a__in=edge) | Q(guest_b__in=edge))
        links |= {(row.guest_a, row.guest_b): row for row in rows}
        reached = {i for pair in links for i in pair}
        edge, members = reached - members, members | reached
    return members, sorted(links.values(), key=lambda row: row.event_id)


def part_of(profile_id: UUID, links: Sequence[Link]) -> set[UUID]:
    """Return the connected part of a profile among some links."""
    part, grown = {profile_id}, True
    while grown:
        near = {i for row in links for i in (row.guest_a, row.guest_b) if {row.guest_a, row.guest_b} & part}
        grown = not near <= part
        part |= near
    return part


def parts(ids: Iterable[UUID], links: Sequence[Link]) -> list[set[UUID]]:
    """Return the connected parts of some profiles, in order of their smallest id."""
    left, found = set(ids), []
    while left:
        part = part_of(min(left), links)
        found.append(part)
        left -= part
    return found


def hold(ids: Collection[UUID]) -> Held:
    """Lock all profiles of the persons some profiles belong to, in order of their ids.

    Locks taken while a person grew are given back and taken anew, so that two keepers never wait for each other.
    """
    for _round in range(ROUNDS):
        members, _ = connected(ids)
        try:
            with transaction.atomic():
                found = Guest.objects.filter(id__in=members).order_by("id")
                rows = {g.id: g for g in locked(found, lets_refer=True)}
                now_members, links = connected(ids)
                if not now_members <= members:
                    raise _Grown
                return Held(rows, links)
        except _Grown:
            continue
    raise Stale


def rearrange(*, scope: Scope, now: datetime, ids: Collection[UUID]) -> list[Guest]:
    """Make the persons of some locked profiles anew from the links that stand; returns their leads.

    A part that holds a lead keeps it (of two, that of the larger and then the older person); another one gets the lead
    its history gives it, so that taking a joining back brings the former lead back.
    """
    members, links = connected(ids)
    rows = {g.id: g for g in Guest.objects.filter(id__in=members).exclude(state=GuestState.WITHDRAWN)}
    events = {e.id: e for e in LinkEvent.objects.filter(id__in=[row.event_id for row in links])}
    leads = []
    for part in parts(members, links):
        known = [rows[i] for i in sorted(part) if i in rows]
        if not known:
            continue
        own = [row for row in links if row.guest_a in part and row.guest_a in rows and row.guest_b in rows]
        lead = _standing_lead(known) or rows[lead_by_history([g.id for g in known], own, rows)]
        leads.append(
            arrange_person(
                scope=scope,
                now=now,
                lead_id=lead.id,
                profile_ids=[g.id for g in known if g.id != lead.id],
                choices=choices_of(own, events),
            )
        )
    return leads


def _standing_lead(known: Sequence[Guest]) -> Guest | None:
    leading = [g for g in known if g.joined_to is None]
    return min(leading, key=lambda g: (-len(g.profiles), g.created_at, g.id)) if leading else None


def lead_by_history(ids: Sequence[UUID], links: Sequence[Link], rows: dict[UUID, Guest]) -> UUID:
    """Return who leads a part when its links are made again in their order."""
    parts_now: dict[UUID, tuple[UUID, set[UUID]]] = {i: (i, {i}) for i in ids}
    for row in sorted(links, key=lambda one: one.event_id):
        if row.guest_a not in parts_now or row.guest_b not in parts_now:
            continue
        (lead_a, part_a), (lead_b, part_b) = parts_now[row.guest_a], parts_now[row.guest_b]
        if part_a is part_b:
            continue
        sizes = {lead_a: len(part_a), lead_b: len(part_b)}
        lead = min(sizes, key=lambda i: (-sizes[i], rows[i].created_at, i))
        joined = part_a | part_b
        for i in joined:
            parts_now[i] = (lead, joined)
    return parts_now[min(ids)][0]


def choices_of(links: Sequence[Link], events: dict[UUID, LinkEvent]) -> dict[str, Choice]:
    """Return what the keeper chose, field by field: the latest choice among the decisions that stand."""
    found: dict[str, Choice] = {}
    for row in sorted(links, key=lambda one: one.event_id):
        event = events.get(row.event_id)
        for name, profile_id in (event.choices if event else {}).items():
            found[name] = Choice(str(profile_id), event.at.isoformat(timespec="seconds"))  # type: ignore[union-attr]  # choices only of an event
    return found


def joined_since(profile_id: UUID, other_id: UUID, links: Sequence[Link]) -> UUID | None:
    """Return the event by which two profiles became one person; None when they are two."""
    standing: list[Link] = []
    for row in sorted(links, key=lambda one: one.event_id):
        standing.append(row)
        if other_id in part_of(profile_id, standing):
            return row.event_id
    return None
