"""Writing decisions: events are added, what follows from them (links, pairs held apart) is kept in the same transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import record
from binzhi.audit.wordings import choice_words
from binzhi.guests.access import EDIT
from binzhi.identity.access import MERGE, RUN
from binzhi.identity.domain.refusals import SameProfile
from binzhi.identity.enums import EventKind, Source
from binzhi.identity.models import Apart, Link, LinkEvent
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope

SAID = {"source": choice_words(Source)}
LINKED = declare_act(
    "link_profiles",
    zh="与另一份客史合并为同一人({source})",
    en="Joined with another profile of the same person ({source})",
    said=SAID,
)
UNLINKED = declare_act(
    "unlink_profiles",
    zh="与另一份客史拆分({source})",
    en="Taken apart from another profile ({source})",
    said=SAID,
)
APART = declare_act(
    "hold_profiles_apart",
    zh="确认与另一份客史不是同一人({source})",
    en="Said not to be the same person as another profile ({source})",
    said=SAID,
)
ACT_OF = {
    EventKind.LINK: LINKED,
    EventKind.UNLINK: UNLINKED,
    EventKind.APART: APART,
    EventKind.APART_ENDED: UNLINKED,
}
BY_PEOPLE = (Source.QUEUE, Source.DESK, Source.API)
Pair = tuple[UUID, UUID]
MOST_OF_REASON = 200


def pair_of(guest_a: UUID, guest_b: UUID) -> Pair:
    """Return two profiles in order; refuses one and itself (:class:`SameProfile`)."""
    if guest_a == guest_b:
        raise SameProfile
    return (guest_a, guest_b) if guest_a < guest_b else (guest_b, guest_a)


def need(scope: Scope, source: str) -> None:
    """Refuse who may not decide in this way: a keeper for people, the runner for a run, the importer for an import."""
    scope.need(MERGE if source in BY_PEOPLE else RUN if source == Source.RUN else EDIT)


def is_stated(reason: str) -> bool:
    """Tell whether a reason says anything: four characters, as everywhere a reason is asked."""
    return len(reason.strip()) >= 4


def add_event(
    *,
    scope: Scope,
    now: datetime,
    kind: EventKind,
    source: str,
    pair: Pair,
    weight: float | None = None,
    model_version: str = "",
    evidence: Sequence[Any] = (),
    choices: Mapping[str, str] | None = None,
    reason: str = "",
    undoes: UUID | None = None,
    run_id: UUID | None = None,
    batch_id: UUID | None = None,
) -> LinkEvent:
    """Add one decision; written at once, also in a batch unit, because persons are read from it."""
    event = LinkEvent(
        id=uuid7(),
        group_id=scope.group_id,
        kind=kind,
        source=source,
        guest_a=pair[0],
        guest_b=pair[1],
        weight=weight,
        model_version=model_version,
        evidence=list(evidence),
        choices=dict(choices or {}),
        reason=reason.replace("\x00", "").strip()[:MOST_OF_REASON],
        undoes=undoes,
        run_id=run_id,
        batch_id=batch_id,
        at=now,
        actor_id=scope.actor.id,
        actor_name=scope.actor.name,
    )
    event.save(force_insert=True)
    return event


def put_link(event: LinkEvent) -> None:
    """Let a pair be linked by an event from now on."""
    Link.objects.filter(guest_a=event.guest_a, guest_b=event.guest_b).delete()
    Link(guest_a=event.guest_a, guest_b=event.guest_b, event_id=event.id, weight=event.weight).save(force_insert=True)


def put_apart(pair: Pair, event_id: UUID) -> None:
    """Hold a pair apart by an event from now on."""
    Apart.objects.filter(guest_a=pair[0], guest_b=pair[1]).delete()
    Apart(guest_a=pair[0], guest_b=pair[1], event_id=event_id).save(force_insert=True)


def tell(*, scope: Scope, now: datetime, event: LinkEvent, guest_id: UUID, conflict: str = "") -> None:
    """Record the act of a decision on one profile of the pair; the other is named by id."""
    other = event.guest_b if guest_id == event.guest_a else event.guest_a
    details = {"source": str(event.source), "other": str(other), "event": str(event.id)}
    if conflict:
        details["conflict"] = conflict
    act = ACT_OF[EventKind(event.kind)]
    record(act, scope=scope, now=now, object_type="guest", object_id=guest_id, guest_id=guest_id, details=details)
