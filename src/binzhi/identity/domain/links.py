"""Verbs on pairs: one person, taken back, not the same person. Each is an event; persons follow in the same transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from binzhi.audit.domain.unit import attempt, unit_of_work
from binzhi.guests.domain.profile import JOINABLE
from binzhi.identity.domain import case_rows, events, persons
from binzhi.identity.domain.events import BY_PEOPLE, add_event, is_stated, need, pair_of
from binzhi.identity.domain.guarding import conflict_between
from binzhi.identity.domain.persons import Held
from binzhi.identity.domain.refusals import (
    HeldApart,
    MergeRefused,
    NotJoined,
    PartsConflict,
    StillOnePerson,
    hindrance_of,
)
from binzhi.identity.domain.steady import steady
from binzhi.identity.enums import EventKind, Source
from binzhi.identity.models import Apart, Link, LinkEvent
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.scope import Scope


@steady
def link_profiles(
    *,
    scope: Scope,
    now: datetime,
    guest_a: UUID,
    guest_b: UUID,
    source: str,
    choices: Mapping[str, object] | None = None,
    weight: float | None = None,
    model_version: str = "",
    evidence: Sequence[Any] = (),
    reason: str = "",
    run_id: UUID | None = None,
    batch_id: UUID | None = None,
) -> LinkEvent:
    """Say that two profiles are one person (R-185); returns the event, the standing one when they are linked already.

    Changes who leads and what the person shows, never a row of a profile. ``choices`` names for a field the profile whose
    value stands (R-187); given again for a linked pair they are the keeper's new choice. Refuses what law or money forbids
    (:class:`MergeRefused`); two valid cards or birth dates that contradict (:class:`PartsConflict`) and a pair held apart
    (:class:`HeldApart`) unless a person says why; an automatic source never gets past these.
    """
    need(scope, source)
    pair = pair_of(guest_a, guest_b)
    with unit_of_work(scope):
        held = persons.hold(pair)
        if set(pair) - set(held.guests):
            raise NotFound
        standing = Link.objects.filter(guest_a=pair[0], guest_b=pair[1]).first()
        if standing is not None and not choices:
            return _event(standing.event_id)
        old = _event(standing.event_id) if standing is not None else None
        conflict, ended = ("", []) if old else _checked(scope, held, pair, source, reason)
        event = add_event(
            scope=scope,
            now=now,
            kind=EventKind.LINK,
            source=source,
            pair=pair,
            weight=weight if old is None else old.weight,
            model_version=model_version,
            evidence=evidence,
            choices={**(old.choices if old else {}), **_chosen(choices or {}, held)},
            reason=reason,
            undoes=old.id if old else None,
            run_id=run_id,
            batch_id=batch_id,
        )
        _end_aparts(scope, now, ended, event)
        events.put_link(event)
        leads = persons.rearrange(scope=scope, now=now, ids=pair)
        case_rows.follow(now=now, event=event)
        under = pair[1] if pair[0] in {lead.id for lead in leads} else pair[0]
        events.tell(scope=scope, now=now, event=event, guest_id=under, conflict=conflict)
    return event


def _event(event_id: UUID) -> LinkEvent:
    found: LinkEvent = LinkEvent.unscoped.get(id=event_id)  # unscoped: the pair was found in the scope
    return found


def _chosen(choices: Mapping[str, object], held: Held) -> dict[str, str]:
    chosen = {name: str(profile_id) for name, profile_id in choices.items()}
    if set(chosen) - set(JOINABLE) or set(chosen.values()) - {str(i) for i in held.guests}:
        raise BadInput(
            field="choices", zh="选择的项目或客史不存在。", en="a field or profile that was chosen is not there."
        )
    return chosen


def _checked(scope: Scope, held: Held, pair: events.Pair, source: str, reason: str) -> tuple[str, list[Apart]]:
    """Return the conflict a person overrode and the pairs no longer held apart; refuses what must not be joined."""
    part, other = held.part_of(pair[0]), held.part_of(pair[1])
    if pair[1] in part:
        return "", []
    if (found := hindrance_of(scope, held.rows(part), held.rows(other))) is not None:
        raise MergeRefused(found)
    may_override = source in BY_PEOPLE and is_stated(reason)
    apart = [
        row
        for row in Apart.objects.filter(guest_a__in=part | other, guest_b__in=part | other)
        if (row.guest_a in part) != (row.guest_b in part)
    ]
    if apart and not may_override:
        raise HeldApart
    conflict = conflict_between(part, other)
    if conflict and not may_override:
        raise PartsConflict
    return conflict, apart


def _end_aparts(scope: Scope, now: datetime, rows: Sequence[Apart], event: LinkEvent) -> None:
    """Pairs somebody held apart are one person now, for a stated reason; taking the link back holds them apart again."""
    for row in rows:
        add_event(
            scope=scope,
            now=now,
            kind=EventKind.APART_ENDED,
            source=event.source,
            pair=(row.guest_a, row.guest_b),
            undoes=row.event_id,
            evidence=[{"link": str(event.id)}],
        )
        Apart.objects.filter(guest_a=row.guest_a, guest_b=row.guest_b).delete()


@steady
def unlink_profiles(
    *, scope: Scope, now: datetime, event: LinkEvent, source: str = Source.DESK, reason: str = ""
) -> LinkEvent:
    """Take one link back, exactly: persons, leads, choices and pairs held apart are as they were without it.

    Rows stay on the profile they were told on. Profiles linked in another way remain one person. Refuses an event that
    no longer stands (:class:`NotJoined`).
    """
    need(scope, source)
    pair = (event.guest_a, event.guest_b)
    with unit_of_work(scope):
        persons.hold(pair)
        return drop_link(scope=scope, now=now, event=event, source=source, reason=reason, settle=True)


def unlink_standing(*, scope: Scope, now: datetime, ids: Sequence[UUID], source: str) -> int:
    """Take those of some links back that still stand, in the order given; returns how many (undo of a run or a batch).

    What a keeper has taken apart or confirmed by another decision since is passed over. Runs inside a unit of work.
    """
    events_by_id = {event.id: event for event in LinkEvent.objects.filter(id__in=ids)}
    firsts = {event.guest_a for event in events_by_id.values()}
    standing = set(Link.objects.filter(guest_a__in=firsts, event_id__in=ids).values_list("event_id", flat=True))
    fallen = 0
    for event_id in (i for i in ids if i in standing):
        try:
            with attempt():
                unlink_profiles(scope=scope, now=now, event=events_by_id[event_id], source=source)
        except NotJoined:
            continue
        fallen += 1
    return fallen


def drop_link(*, scope: Scope, now: datetime, event: LinkEvent, source: str, reason: str, settle: bool) -> LinkEvent:
    """Take a link of locked profiles back; with ``settle`` their persons are made anew at once."""
    pair = (event.guest_a, event.guest_b)
    if not Link.objects.filter(guest_a=pair[0], guest_b=pair[1], event_id=event.id).exists():
        raise NotJoined
    done = add_event(
        scope=scope,
        now=now,
        kind=EventKind.UNLINK,
        source=source,
        pair=pair,
        reason=reason,
        undoes=event.id,
        run_id=event.run_id,
        batch_id=event.batch_id,
    )
    if event.kind == EventKind.LINK and event.undoes is not None and settle:
        events.put_link(_event(event.undoes))  # only the keeper's choice is taken back
    else:
        Link.objects.filter(guest_a=pair[0], guest_b=pair[1]).delete()
    _hold_apart_again(pair, event)
    if settle:
        persons.rearrange(scope=scope, now=now, ids=pair)
        case_rows.follow(now=now, event=done)
    events.tell(scope=scope, now=now, event=done, guest_id=_later(pair))
    return done


def _later(pair: events.Pair) -> UUID:
    return pair[1]


def _hold_apart_again(pair: events.Pair, event: LinkEvent) -> None:
    if event.source not in BY_PEOPLE:
        return  # an automatic source never ends one
    members, _ = persons.connected(pair)
    ended = LinkEvent.objects.filter(kind=EventKind.APART_ENDED, id__gt=event.id, guest_a__in=members)
    for row in ended:
        if row.evidence == [{"link": str(event.id)}] and row.undoes is not None:
            events.put_apart((row.guest_a, row.guest_b), row.undoes)


@steady
def hold_apart(
    *, scope: Scope, now: datetime, guest_a: UUID, guest_b: UUID, source: str, reason: str = ""
) -> LinkEvent:
    """Note that two profiles are not the same person; no automatic source links them again. Returns the standing event
    when it was noted before. Refuses profiles that are joined now (:class:`StillOnePerson`)."""
    need(scope, source)
    pair = pair_of(guest_a, guest_b)
    with unit_of_work(scope):
        held = persons.hold(pair)
        if set(pair) - set(held.guests):
            raise NotFound
        if pair[1] in held.part_of(pair[0]):
            raise StillOnePerson
        standing = Apart.objects.filter(guest_a=pair[0], guest_b=pair[1]).first()
        if standing is not None:
            return _event(standing.event_id)
        event = add_event(scope=scope, now=now, kind=EventKind.APART, source=source, pair=pair, reason=reason)
        events.put_apart(pair, event.id)
        case_rows.follow(now=now, event=event)
        events.tell(scope=scope, now=now, event=event, guest_id=pair[0])
    return event


@steady
def end_apart(*, scope: Scope, now: datetime, event: LinkEvent, source: str = Source.DESK, reason: str = "") -> None:
    """Take "not the same person" back; the pair may be suggested again. Refuses one that no longer stands."""
    need(scope, source)
    pair = (event.guest_a, event.guest_b)
    with unit_of_work(scope):
        persons.hold(pair)
        gone, _ = Apart.objects.filter(guest_a=pair[0], guest_b=pair[1], event_id=event.id).delete()
        if not gone:
            raise NotJoined
        done = add_event(
            scope=scope, now=now, kind=EventKind.APART_ENDED, source=source, pair=pair, undoes=event.id, reason=reason
        )
        case_rows.follow(now=now, event=done)
        events.tell(scope=scope, now=now, event=done, guest_id=pair[0])
