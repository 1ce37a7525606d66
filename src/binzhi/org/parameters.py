"""Reading the hotel's parameters: the newest row of a key, else the default declared in code."""

from datetime import datetime
from typing import Any
from uuid import UUID

from binzhi.org.models import Setting


def parameter(hotel_id: UUID, key: str, default: Any, *, at: datetime | None = None) -> Any:
    """Return the value in force (at a moment, if given)."""
    rows = Setting.unscoped.filter(hotel_id=hotel_id, key=key)  # unscoped: named hotel, no personal data
    if at is not None:
        rows = rows.filter(set_at__lte=at)
    row = rows.order_by("-set_at", "-id").first()
    return default if row is None else row.value
