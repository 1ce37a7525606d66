"""Verbs on a birth date or wedding day that differs from the standing one: it waits, sealed, for a decision (R-007, R-130)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.guests import identifying
from binzhi.guests.domain.days import move_day
from binzhi.guests.domain.values import DIFFERED, value_row
from binzhi.guests.enums import DateKind, ValueStatus
from binzhi.guests.fields import field_stored
from binzhi.guests.models import GuestDate, GuestValue
from binzhi.guests.origin import Origin, told
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.vault.domain.sealing import Cell, derive_many, reseal, seal

DECIDED_KINDS = (DateKind.BIRTHDAY, DateKind.WEDDING)  # of these one stands; of other days there may be any number


def date_cell(row: Any, field_class: str) -> Cell:
    """Return the sealed cell of a date of the profile."""
    return Cell("guests_date", row.guest_id, row.id, "value", bytes(row.value), field_class)


def value_cell(row: GuestValue, field_class: str) -> Cell:
    """Return the sealed cell of a value that does not stand."""
    return Cell("guests_value", row.guest_id, row.id, "sealed", bytes(row.sealed or b""), field_class, row.field)


def _says_the_same(cell: Cell, text: str) -> bool:
    """Compare inside the vault; a day without its year is no other day than the same one with it."""

    def same(standing: str) -> str:
        return "yes" if standing == text or (len(text) == 5 and standing.endswith(text)) else ""

    return derive_many(cells=[cell], using=same) != [""]


def note_differing_date(*, scope: Scope, now: datetime, row: GuestDate, text: str, origin: Origin) -> bool:
    """Let a differing date wait beside the standing one; False when it says the same or waits already."""
    if row.kind not in DECIDED_KINDS or row.relation_id is not None:
        return False
    field = field_stored("date", row.kind)
    if field is None or _says_the_same(date_cell(row, field.field_class), text):
        return False
    with unit_of_work(scope):
        waiting = GuestValue.objects.filter(guest_id=row.guest_id, field=field.code, status=ValueStatus.WAITING)
        if any(one.sealed and _says_the_same(value_cell(one, field.field_class), text) for one in waiting):
            return False
        value = value_row(scope, now, row.guest, field.code, "", origin, ValueStatus.WAITING)
        value.sealed = seal(table="guests_value", guest_id=row.guest_id, row_id=value.id, column="sealed", plain=text)
        persist(value)
        details = {"field": field.code, "source": origin.source.value}
        record(
            DIFFERED,
            scope=scope,
            now=now,
            object_type="guest",
            object_id=row.guest_id,
            guest_id=row.guest_id,
            details=details,
        )
    return True


def take_date(*, scope: Scope, now: datetime, value: GuestValue, stamp: dict[str, Any]) -> None:
    """Put a waiting date in the place of the standing one, which goes to the history with its own origin."""
    field = next(f for kind in DECIDED_KINDS if (f := field_stored("date", kind.value)) and f.code == value.field)
    with unit_of_work(scope):
        row: GuestDate = GuestDate.objects.get(
            guest_id=value.guest_id, kind=field.stored_as("date"), relation_id__isnull=True
        )
        persist(_loser(scope, now, row, field.code, field.field_class))
        cell = value_cell(value, field.field_class)
        row.value = reseal(cell, table="guests_date", row_id=row.id, column="value")
        row.source, row.origin = value.source_kind, stamp
        amend(row, "value", "source", "origin")
        move_day(row)
        identifying.again([row.guest_id])


def _loser(scope: Scope, now: datetime, row: GuestDate, code: str, field_class: str) -> GuestValue:
    old, loser_id = told(row.origin), uuid7()
    return GuestValue(
        guest_id=row.guest_id,
        id=loser_id,
        field=code,
        sealed=reseal(date_cell(row, field_class), table="guests_value", row_id=loser_id, column="sealed"),
        source_kind=row.source or old.source,
        channel=old.channel,
        author=old.by,
        department=old.department,
        place=old.place,
        stage=old.stage,
        learned_at=old.at or now,
        confidence=old.sure,
        status=ValueStatus.SUPERSEDED,
        noted_at=now,
        decided_at=now,
        decided_by=scope.actor.name,
    )


def is_date_field(code: str) -> bool:
    """Tell whether the values of a field are sealed dates of the profile."""
    return any((f := field_stored("date", kind.value)) is not None and f.code == code for kind in DECIDED_KINDS)


def standing_date(guest_id: UUID, code: str) -> GuestDate | None:
    """Return the date that stands for a field."""
    kind = next((k for k in DECIDED_KINDS if (f := field_stored("date", k.value)) and f.code == code), None)
    found: GuestDate | None = (
        GuestDate.objects.filter(guest_id=guest_id, kind=kind, relation_id__isnull=True).first() if kind else None
    )
    return found
