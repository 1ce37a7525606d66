"""The history of one field: what stood before, what was rejected, and who decided (R-030, R-130, R-196)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from binzhi.guests.enums import FactStatus, ValueStatus
from binzhi.guests.fields import Field
from binzhi.guests.file import MASK, shown_value, told_of_fact
from binzhi.guests.items import items
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Fact, Guest, GuestValue
from binzhi.guests.shown import FileValue, SealedPlace
from binzhi.kernel.scope import Scope
from binzhi.org import policy


@dataclass(frozen=True, slots=True)
class Earlier:
    """A value that does not stand, what became of it, and who decided when."""

    value: FileValue
    outcome: Any
    at: datetime
    by: str


def history_of_field(scope: Scope, whose: Guest | UUID, field: Field) -> list[Earlier]:
    """Return the earlier and rejected values of a field of a person, newest first; nothing of a class the reader may not read."""
    if not policy.decide(scope, "read", field_class=field.field_class):
        return []
    ids = ids_of(whose)
    found = [
        Earlier(shown_value(scope, field, v), ValueStatus(v.status).label, v.decided_at or v.noted_at, v.decided_by)
        for v in GuestValue.objects.filter(guest_id__in=ids, field__in={field.code, field.stored_as("column")})
        if v.status != ValueStatus.WAITING
    ]
    if field.item_code:
        gone = [FactStatus.SUPERSEDED, FactStatus.REJECTED]
        for fact in Fact.objects.filter(guest_id__in=ids, item=field.item_code, status__in=gone):
            found.append(_of_fact(scope, fact))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _of_fact(scope: Scope, fact: Fact) -> Earlier:
    item = items().get(fact.item)
    if fact.sealed is not None or item is None:
        value = FileValue(MASK, told_of_fact(fact), SealedPlace("fact", fact.id), fact_id=fact.id)
    else:
        value = FileValue(item.say(fact.value, scope.language), told_of_fact(fact), fact_id=fact.id)
    return Earlier(value, FactStatus(fact.status).label, fact.decided_at or fact.last_confirmed_at, fact.decided_by)
