"""Which sensitive and never-ask fields a hotel has switched on, with the reason it gave (R-157)."""

from uuid import UUID

from binzhi.guests.fields import fields
from binzhi.guests.items import items
from binzhi.guests.models import FieldChoice
from binzhi.kernel.words import Words


def choices_of(hotel_id: UUID) -> dict[str, FieldChoice]:
    """Return the choice in force for each field a hotel has ever chosen on, with one query."""
    rows = FieldChoice.unscoped.filter(hotel_id=hotel_id)  # unscoped: named hotel, no personal data
    return {row.field: row for row in rows.order_by("chosen_at", "id")}


def fields_on(hotel_id: UUID) -> frozenset[str]:
    """Return the sensitive and never-ask fields a hotel has switched on."""
    return frozenset(code for code, row in choices_of(hotel_id).items() if row.is_on)


def is_switchable(code: str) -> bool:
    """Tell whether a field or item is off until a hotel switches it on."""
    field, item = fields().get(code), items().get(code)
    return bool((field and field.is_switched) or (item and item.is_switched))


def switchable() -> list[str]:
    """Return the sensitive and never-ask fields and items, in catalogue order."""
    return [code for code in {**fields(), **items()} if is_switchable(code)]


def fields_off(hotel_id: UUID) -> frozenset[str]:
    """Return the sensitive and never-ask fields and items a hotel has not switched on, with one query."""
    return frozenset(switchable()) - fields_on(hotel_id)


def words_of(code: str) -> Words:
    """Return the words of a field or item."""
    known = fields().get(code) or items().get(code)
    return known.words if known else Words(code, code)
