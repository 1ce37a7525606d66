"""The hotel's parameters: declared by the rooms with a default, set per hotel, the newest row of a key is in force."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from binzhi.kernel.words import Words
from binzhi.org.models import Setting

KINDS = ("text", "number", "hour", "yes")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter a hotel may set. ``kind``: text, number, hour (0 to 23) or yes."""

    key: str
    words: Words
    kind: str
    default: Any


_declared: dict[str, Parameter] = {}


def declare_parameter(key: str, *, kind: str, default: Any, zh: str, en: str) -> str:
    """Declare a parameter ``room.name`` with its words and return the key; the house page then offers it."""
    if kind not in KINDS:
        raise ValueError(f"parameter {key}: no kind {kind}")
    _declared[key] = Parameter(key, Words(zh, en), kind, default)
    return key


def declared_parameters() -> dict[str, Parameter]:
    """Return every declared parameter by key."""
    return dict(_declared)


def parameter(hotel_id: UUID, key: str, default: Any = None, *, at: datetime | None = None) -> Any:
    """Return the value in force (at a moment, if given), else ``default``, else the declared one."""
    rows = Setting.unscoped.filter(hotel_id=hotel_id, key=key)  # unscoped: named hotel, no personal data
    if at is not None:
        rows = rows.filter(set_at__lte=at)
    row = rows.order_by("-set_at", "-id").first()
    if row is not None:
        return row.value
    return _declared[key].default if default is None and key in _declared else default


def parameters_of(hotel_id: UUID) -> dict[str, Any]:
    """Return every declared parameter with the value in force, with one query."""
    values = {key: one.default for key, one in _declared.items()}
    rows = Setting.unscoped.filter(hotel_id=hotel_id, key__in=values)  # unscoped: named hotel, no personal data
    for row in rows.order_by("set_at", "id"):
        values[row.key] = row.value
    return values


def history_of(hotel_id: UUID, *, limit: int = 100) -> list[Setting]:
    """Return the settings of a hotel, newest first."""
    rows = Setting.unscoped.filter(hotel_id=hotel_id)  # unscoped: named hotel, no personal data
    return list(rows.order_by("-set_at", "-id")[:limit])
