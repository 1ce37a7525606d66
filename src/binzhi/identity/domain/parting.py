"""Verbs that take a profile out of a person; what the others share stays together (R-185)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from binzhi.audit.domain.unit import unit_of_work
from binzhi.identity.domain import case_rows, events, persons
from binzhi.identity.domain.events import add_event, need, pair_of
from binzhi.identity.domain.hand_over import fields_to_give, give_over, questions_of
from binzhi.identity.domain.links import drop_link, hold_apart
from binzhi.identity.domain.refusals import NotJoined
from binzhi.identity.domain.steady import steady
from binzhi.identity.enums import EventKind, Source
from binzhi.identity.models import Link, LinkEvent
from binzhi.kernel.scope import Scope


@steady
def part_profile(
    *,
    scope: Scope,
    now: datetime,
    profile_id: UUID,
    answers: Mapping[str, str] | None = None,
    source: str = Source.DESK,
    reason: str = "",
    hold: bool = True,
) -> LinkEvent:
    """Take a profile out of its person: not the same person. The others stay joined with each other.

    ``answers`` says for a row of the question list (:func:`questions_of`) ``give`` when it belongs to the profile taken
    out (or, when the lead is taken out, to those who stay); everything else stays where it was told. With ``hold`` no
    automatic source joins them again. Refuses a profile that is not joined (:class:`NotJoined`).
    """
    need(scope, source)
    with unit_of_work(scope):
        held = persons.hold([profile_id])
        if len(held.part_of(profile_id)) < 2:
            raise NotJoined
        asked = questions_of(scope=scope, profile_id=profile_id, held=held)
        changed = fields_to_give(profile_id, held)
        lead = next(g.id for g in held.guests.values() if g.joined_to is None)
        last, neighbours = _cut(scope, now, profile_id, held.links, source, reason)
        _keep_together(scope, now, set(held.guests) - {profile_id}, lead, source, _kept_choices(last, profile_id))
        leads = persons.rearrange(scope=scope, now=now, ids=list(held.guests))
        for event in last:
            case_rows.follow(now=now, event=event)
        for other in sorted(neighbours | {lead} - {profile_id}) if hold else ():
            hold_apart(scope=scope, now=now, guest_a=profile_id, guest_b=other, source=source, reason=reason)
        receiver = profile_id if lead != profile_id else next(g.id for g in leads if g.id != profile_id)
        given = give_over(
            scope=scope,
            now=now,
            questions=asked,
            answers=answers or {},
            giver=lead,
            receiver=receiver,
            fields=changed,
        )
        if given:
            persons.rearrange(scope=scope, now=now, ids=list(held.guests))
    return last[-1]


def _cut(
    scope: Scope, now: datetime, profile_id: UUID, links: Collection[Link], source: str, reason: str
) -> tuple[list[LinkEvent], set[UUID]]:
    """Take every link of a profile back; returns the events and the profiles it was linked with."""
    done, neighbours = [], set()
    for row in links:
        if profile_id in (row.guest_a, row.guest_b):
            event = LinkEvent.objects.get(id=row.event_id)
            done.append(drop_link(scope=scope, now=now, event=event, source=source, reason=reason, settle=False))
            neighbours |= {row.guest_a, row.guest_b} - {profile_id}
    return done, neighbours


def _kept_choices(taken: Collection[LinkEvent], profile_id: UUID) -> dict[str, str]:
    """Return what the keeper chose in the links taken back that concerns the profiles that stay."""
    undone = LinkEvent.objects.filter(id__in=[e.undoes for e in taken if e.undoes]).order_by("id")
    found = {name: chosen for event in undone for name, chosen in event.choices.items()}
    return {name: chosen for name, chosen in found.items() if chosen != str(profile_id)}


def _keep_together(
    scope: Scope,
    now: datetime,
    others: Collection[UUID],
    lead: UUID,
    source: str,
    choices: Mapping[str, str] | None = None,
) -> None:
    """Link those whom only the profile in the middle held together, each part with the first, by events of their own."""
    _, links = persons.connected(others)
    rest = persons.parts(others, links)
    rest.sort(key=lambda part: (lead not in part, -len(part), min(part)))
    for part in rest[1:]:
        pair = pair_of(lead if lead in rest[0] else min(rest[0]), min(part))
        kept = [{"kept_together": True}]
        event = add_event(
            scope=scope, now=now, kind=EventKind.LINK, source=source, pair=pair, evidence=kept, choices=choices
        )
        events.put_link(event)


def forget_profiles(*, scope: Scope, now: datetime, profile_ids: Collection[UUID], source: str = Source.IMPORT) -> int:
    """Take profiles that go (an import is undone) out of their persons and out of the queue; returns how many links fell.

    Nothing is held apart: the same file may come again.
    """
    need(scope, source)
    going, fallen = set(profile_ids), 0
    with unit_of_work(scope):
        held = persons.hold(going)
        for row in held.links:
            if {row.guest_a, row.guest_b} & going:
                event = LinkEvent.objects.get(id=row.event_id)
                drop_link(scope=scope, now=now, event=event, source=source, reason="", settle=False)
                fallen += 1
        for part in persons.parts(set(held.guests) - going, held.links):
            lead = next((i for i in sorted(part) if held.guests[i].joined_to is None), min(part))
            _keep_together(scope, now, part - going, lead, source)
        if fallen:
            persons.rearrange(scope=scope, now=now, ids=list(held.guests))
        case_rows.drop_cases(going)
    return fallen
