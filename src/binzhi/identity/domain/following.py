"""Persons follow what happens to their profiles: one is told something, one goes with an undone import."""

from uuid import UUID

from binzhi.audit.models import Act
from binzhi.audit.reactions import after
from binzhi.guests.domain.profile import CHANGED
from binzhi.guests.domain.withdrawal import REMOVED, WITHDRAWN
from binzhi.guests.models import Guest
from binzhi.identity.domain import persons
from binzhi.identity.domain.parting import forget_profiles
from binzhi.kernel.scope import Scope


def on_change(scope: Scope, acts: list[Act]) -> None:
    """A joined profile was told something (an outside system writes to the one it knows): the person shows it."""
    touched = [act.guest_id for act in acts if act.guest_id is not None]
    joined = Guest.objects.filter(id__in=touched, joined_to__isnull=False)
    leads: set[UUID] = set(joined.values_list("joined_to", flat=True))
    for lead_id in sorted(leads):
        if len(persons.hold([lead_id]).guests) > 1:
            persons.rearrange(scope=scope, now=acts[-1].at, ids=[lead_id])


def on_removal(scope: Scope, acts: list[Act]) -> None:
    """Profiles went with an undone import: nobody is joined with them any more."""
    gone = [act.guest_id for act in acts if act.guest_id is not None]
    forget_profiles(scope=scope, now=acts[-1].at, profile_ids=gone)


def register() -> None:
    """Register both; called by the handlers of the room."""
    after(CHANGED, on_change)
    for name in (REMOVED, WITHDRAWN):
        after(name, on_removal)
