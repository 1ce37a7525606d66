"""The day of a plan: its revision is the cheap stamp of the live pages."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from binzhi.arrivals.models import PlanDay
from binzhi.audit.domain.unit import amend
from binzhi.audit.locks import locked
from binzhi.kernel.scope import Scope
from binzhi.org.access import SYSTEM
from binzhi.org.roles import FIELD_CLASSES


def machine(scope: Scope) -> Scope:
    """Return the scope in which the house itself reads birthdays while planning; it is logged in its own name."""
    return replace(scope, actor=SYSTEM, field_classes=frozenset(FIELD_CLASSES), departments=frozenset({"*"}))


def touch_day(*, hotel_id: UUID, day: date, now: datetime, produced: bool = False) -> PlanDay:
    """Note that the plan of a date changed; runs inside a unit of work and keeps the day locked until its end."""
    found = PlanDay.objects.filter(hotel_id=hotel_id, date=day)
    row: PlanDay | None = locked(found).first()
    if row is None:
        fresh = PlanDay(hotel_id=hotel_id, date=day, changed_at=now, produced_at=now if produced else None)
        try:
            with transaction.atomic():
                fresh.save(force_insert=True)
        except IntegrityError:  # somebody else has just opened the day
            row = locked(found).get()
        else:
            return fresh
    row.revision, row.changed_at = row.revision + 1, now
    row.produced_at = now if produced else row.produced_at
    amend(row, "revision", "changed_at", "produced_at")
    return row
