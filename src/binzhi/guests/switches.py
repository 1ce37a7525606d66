"""Which sensitive and never-ask fields a hotel has switched on, with the reason it gave (R-157)."""

from uuid import UUID

from binzhi.guests.models import FieldChoice


def choices_of(hotel_id: UUID) -> dict[str, FieldChoice]:
    """Return the choice in force for each field a hotel has ever chosen on, with one query."""
    rows = FieldChoice.unscoped.filter(hotel_id=hotel_id)  # unscoped: named hotel, no personal data
    return {row.field: row for row in rows.order_by("chosen_at", "id")}


def fields_on(hotel_id: UUID) -> frozenset[str]:
    """Return the sensitive and never-ask fields a hotel has switched on."""
    return frozenset(code for code, row in choices_of(hotel_id).items() if row.is_on)
