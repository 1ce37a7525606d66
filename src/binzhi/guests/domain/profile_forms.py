"""The verb behind the forms of a profile: plain fields, identifiers and facts in one unit, and the choice of two desks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from binzhi.audit.domain.unit import amend, unit_of_work
from binzhi.guests.access import EDIT
from binzhi.guests.domain.facts import record_fact
from binzhi.guests.domain.profile import change_guest
from binzhi.guests.domain.registering import register_guest
from binzhi.guests.domain.values import decide_value, note_differing
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.enums import FactStatus, ValueStatus
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Fact, Guest, GuestValue
from binzhi.guests.origin import Origin
from binzhi.kernel.scope import Scope


def save_profile(
    *,
    scope: Scope,
    now: datetime,
    draft: GuestDraft,
    guest: Guest | None = None,
    version: int | None = None,
    origin: Origin | None = None,
    facts: Mapping[str, str] | None = None,
    lost: Mapping[str, str] | None = None,
    chosen: UUID | None = None,
    reason: str = "",
    sure_other: bool = False,
) -> tuple[Guest, bool]:
    """Create or change a profile with the facts of its form; returns the guest and whether anything changed.

    A new one goes the road of :func:`register_guest`: ``chosen``, ``reason`` and ``sure_other`` are what was decided there.
    ``lost`` are values that this desk typed and then gave up for the other desk's: they go to the history as rejected.
    Refuses what the verbs of the parts refuse; then nothing is written.
    """
    origin = origin or Origin()
    with unit_of_work(scope):
        if guest is None:
            guest, changed = (
                register_guest(
                    scope=scope,
                    now=now,
                    draft=draft,
                    chosen=chosen,
                    reason=reason,
                    sure_other=sure_other,
                    origin=origin,
                ),
                True,
            )
        else:
            changed = bool(change_guest(scope=scope, now=now, guest=guest, draft=draft, version=version, origin=origin))
            for column, value in (lost or {}).items():
                changed |= _give_up(scope, now, guest, column, value, origin)
        for item, value in (facts or {}).items() if chosen is None or scope.may(EDIT) else ():
            changed |= _put_fact(scope, now, guest, item, value, origin)
    return guest, changed


def _put_fact(scope: Scope, now: datetime, guest: Guest, item: str, value: str, origin: Origin) -> bool:
    """Record a fact of the form in the place of the one the form showed; the same value again changes nothing."""
    value = value.strip()
    standing = standing_fact(guest, item)
    if not value or (standing is not None and standing.value == value):
        return False
    how: dict[str, Any] = {"source": origin.source, "channel": origin.channel, "place": origin.place}
    replaces = standing.id if standing else None
    record_fact(scope=scope, now=now, guest=guest, item_code=item, value=value, replaces=replaces, **how)
    return True


def standing_fact(guest: Guest, item: str) -> Fact | None:
    """Return the latest accepted fact of an item of the person."""
    rows = Fact.objects.filter(guest_id__in=ids_of(guest), item=item, status=FactStatus.ACCEPTED)
    found: Fact | None = rows.order_by("-last_confirmed_at").first()
    return found


def _give_up(scope: Scope, now: datetime, guest: Guest, column: str, value: str, origin: Origin) -> bool:
    """Keep a value that lost against the other desk's as a rejected one."""
    scope.need(EDIT)
    if not value or not note_differing(scope=scope, now=now, guest=guest, field=column, value=value, origin=origin):
        return False
    waiting = GuestValue.objects.filter(guest=guest, field=column, value=value[:300], status=ValueStatus.WAITING)
    row: GuestValue | None = waiting.first()
    if row is not None:
        decide_value(scope=scope, now=now, value=row, take=False)
    return True


def mark_unknown(*, scope: Scope, now: datetime, guest: Guest, field: str, origin: Origin) -> None:
    """Note that somebody asked for a plain field and it could not be learned (R-138); the gap stays a gap."""
    scope.need(EDIT)
    with unit_of_work(scope):
        stamp = {**origin.stamp(scope, now), "unknown": True}
        guest.origins = {**guest.origins, field: stamp}
        amend(guest, "origins")
