"""Reactions of the keepers to acts of the rooms below (decision record 0012); registered when the house starts."""

from uuid import UUID

from binzhi.audit.domain.unit import current_unit
from binzhi.audit.models import Act
from binzhi.audit.reactions import after
from binzhi.collection.domain.filing import Use, mark_updated, mark_used
from binzhi.collection.domain.registration import copy_booking
from binzhi.guests.access import EDIT
from binzhi.guests.domain.facts import CONFIRMED, DECIDED
from binzhi.kernel.scope import Scope
from binzhi.service.domain.tasks import REQUESTED
from binzhi.service.enums import SourceOf, TaskKind
from binzhi.service.models import ServiceTask
from binzhi.stays.domain.booking import BOOKED
from binzhi.stays.models import Reservation


def on_fact_changed(scope: Scope, acts: list[Act]) -> None:
    """A fact was confirmed, decided upon or replaced: the item it came from is updated."""
    new = current_unit().memory.get("vault_new_guests", ())
    pairs = [(a.guest_id, a.object_id) for a in acts if a.guest_id and a.object_id and a.guest_id not in new]
    mark_updated(scope=scope, now=acts[-1].at, facts=pairs)


def on_task(scope: Scope, acts: list[Act]) -> None:
    """A department was asked to do something because of a fact: the item the fact came from is used."""
    wanted: dict[UUID, UUID] = {a.object_id: a.guest_id for a in acts if a.object_id and a.guest_id}
    rows = ServiceTask.unscoped.filter(  # unscoped: the tasks of this very unit
        guest_id__in=set(wanted.values()), id__in=list(wanted), source_kind=SourceOf.FACT
    ).exclude(kind=TaskKind.MESSAGE)  # a message tells of the fact, it does not use it
    uses = [Use(r.guest_id, r.source_id, "service_task", r.id) for r in rows if r.source_id]
    mark_used(scope=scope, now=acts[-1].at, uses=uses)


def on_booking(scope: Scope, acts: list[Act]) -> None:
    """A booking form was entered: each of its items goes into the matching profile field (R-130).

    An import brings its guests' fields by itself, so batches are left alone.
    """
    if current_unit().batch or not scope.may(EDIT):
        return
    for act in acts:
        if act.guest_id is not None and act.object_id is not None:
            row = (
                Reservation.objects.select_related("guest", "hotel")
                .filter(guest_id=act.guest_id, id=act.object_id)
                .first()
            )
            if row is not None:
                copy_booking(scope=scope, now=act.at, reservation=row)


def register() -> None:
    """Register the reactions."""
    after(CONFIRMED, on_fact_changed)
    after(DECIDED, on_fact_changed)
    after(REQUESTED, on_task)
    after(BOOKED, on_booking)
