"""Verbs on values that differ: keep the standing one and let the newer wait, decide, keep the loser (R-130, R-196)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.audit.wordings import choice_words
from binzhi.guests.access import EDIT
from binzhi.guests.domain.locking import locked_guest
from binzhi.guests.enums import SourceKind, ValueStatus
from binzhi.guests.fields import field_of_column, fields
from binzhi.guests.joined import row_of
from binzhi.guests.models import Guest, GuestValue
from binzhi.guests.origin import Origin, Told, told_of
from binzhi.kernel.errors import NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope


def _field_words(code: str, language: str) -> str:
    field = field_of_column(code) or fields().get(code)
    return field.words.text(language) if field else code


OUTCOMES = {"taken": ("采用新值", "taken"), "rejected": ("保留原值", "standing one kept")}


def _outcome(code: str, language: str) -> str:
    return OUTCOMES[code][0 if language.startswith("zh") else 1]


DIFFERED = declare_act(
    "note_differing_value",
    zh="“{field}”有不同的新值({source})，待确认",
    en='A different value of "{field}" waits for a decision ({source})',
    said={"field": _field_words, "source": choice_words(SourceKind)},
)
DECIDED = declare_act(
    "decide_value",
    zh="“{field}”的不同值：{status}",
    en='Decided on a differing value of "{field}": {status}',
    said={"field": _field_words, "status": _outcome},
)


def note_differing(*, scope: Scope, now: datetime, guest: Guest, field: str, value: str, origin: Origin) -> bool:
    """Let a value wait beside the standing one of a profile field; False when the same one waits already."""
    with unit_of_work(scope):
        waiting = GuestValue.objects.filter(guest=guest, field=field, value=value, status=ValueStatus.WAITING)
        if waiting.exists():
            return False
        persist(value_row(scope, now, guest, field, value, origin, ValueStatus.WAITING))
        details = {"field": field, "source": origin.source.value}
        record(
            DIFFERED, scope=scope, now=now, object_type="guest", object_id=guest.id, guest_id=guest.id, details=details
        )
    return True


def value_row(
    scope: Scope, now: datetime, guest: Guest, field: str, value: str, origin: Origin, status: ValueStatus
) -> GuestValue:
    """Return a value that does not stand, with its origin; not yet written."""
    stamp = origin.stamp(scope, now)
    return GuestValue(
        guest=guest,
        id=uuid7(),
        field=field,
        value=value[:300],
        source_kind=origin.source,
        channel=stamp.get("channel", ""),
        author_id=scope.actor.id,
        author=scope.actor.name,
        department=stamp.get("department", ""),
        place=stamp.get("place", ""),
        stage=stamp.get("stage", ""),
        learned_at=origin.learned_at or now,
        confidence=origin.sureness,
        status=status,
        noted_at=now,
    )


def keep_loser(*, scope: Scope, now: datetime, guest: Guest, field: str, value: str, told: Told | None = None) -> None:
    """Keep the value that a newer one replaces, with its own origin, as history of the field."""
    if not value:
        return
    old = told or told_of(guest.origins, field)
    source = SourceKind(old.source) if old.source in SourceKind.values else SourceKind.STATED
    with unit_of_work(scope):
        persist(
            GuestValue(
                guest=guest,
                id=uuid7(),
                field=field,
                value=value[:300],
                source_kind=source,
                channel=old.channel,
                author=old.by or guest.created_by,
                department=old.department,
                place=old.place,
                stage=old.stage,
                learned_at=old.at or guest.created_at,
                confidence=old.sure,
                status=ValueStatus.SUPERSEDED,
                noted_at=now,
                decided_at=now,
                decided_by=scope.actor.name,
            )
        )


def get_waiting(scope: Scope, guest_id: UUID, value_id: UUID) -> GuestValue:
    """Return a value that waits for a decision, or refuse."""
    scope.need(EDIT)
    row: GuestValue | None = row_of(GuestValue.objects, guest_id, value_id)
    if row is None or row.status != ValueStatus.WAITING:
        raise NotFound
    return row


def decide_value(*, scope: Scope, now: datetime, value: GuestValue, take: bool) -> Guest:
    """Take the waiting value into the profile, or keep the standing one; either way the loser stays in the history.

    Refuses a value that somebody else decided on meanwhile (:class:`NotFound`).
    """
    from binzhi.guests.domain.dates import take_date  # these verbs stand on the ones above
    from binzhi.guests.domain.profile import put_field, touch_guest

    scope.need(EDIT)
    with unit_of_work(scope):
        row: GuestValue | None = (
            locked(GuestValue.objects.filter(guest_id=value.guest_id, id=value.id)).filter(status=ValueStatus.WAITING)
        ).first()
        if row is None:
            raise NotFound
        guest = locked_guest(Guest.objects.get(id=row.guest_id))
        row.status = ValueStatus.TAKEN if take else ValueStatus.REJECTED
        row.decided_at, row.decided_by = now, scope.actor.name
        if take and row.sealed is not None:
            take_date(scope=scope, now=now, value=row, stamp=_stamp_of(row))
            touch_guest(scope=scope, now=now, guest=guest)
        elif take:
            put_field(scope=scope, now=now, guest=guest, field=row.field, value=row.value, stamp=_stamp_of(row))
        amend(row, "status", "decided_at", "decided_by")
        record(
            DECIDED,
            scope=scope,
            now=now,
            object_type="guest",
            object_id=guest.id,
            guest_id=guest.id,
            details={"field": row.field, "status": "taken" if take else "rejected"},
        )
    return guest


def _stamp_of(row: GuestValue) -> dict[str, Any]:
    entries = {
        "source": row.source_kind,
        "channel": row.channel,
        "stage": row.stage,
        "place": row.place,
        "department": row.department,
        "by": row.author,
        "at": row.learned_at.isoformat(timespec="seconds"),
        "sure": row.confidence,
    }
    return {name: value for name, value in entries.items() if value != ""}
