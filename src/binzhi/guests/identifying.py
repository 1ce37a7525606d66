"""What a guest is recognised by changed: told here, kept by the identity room above, once per unit (decision record 0015).

Verbs say what they added (:func:`told`), that a profile is new or changed (:func:`mark`) or that it went (:func:`gone`).
When the rows of the unit are written, the keeper gets all notes at once. Without a keeper nothing is gathered.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from binzhi.audit.domain.unit import Unit, current_unit
from binzhi.guests.models import Guest

LIST = "identifying"
NEW, CHANGED, GONE = "new", "changed", "gone"
PHONE, EMAIL, DOCUMENT, BIRTH, CITY = "phone", "email", "document", "birth", "city"


class Note(NamedTuple):
    """One thing that happened; ``value`` is the guest (new, changed) or what was told, in clear, for this unit only."""

    guest_id: UUID
    kind: str
    value: Any = None


class Keeper(Protocol):
    """Keeps what guests are recognised by; gets the notes of a unit by guest, in order."""

    def __call__(self, notes: Mapping[UUID, list[Note]]) -> None:
        """Write, inside the open unit."""


_keepers: list[Keeper] = []


def use(keeper: Keeper) -> None:
    """Let a keeper keep from now on (called when the application starts)."""
    _keepers[:] = [keeper]


def mark(guest: Guest, *, new: bool = False) -> None:
    """A profile is new in this unit, or its names, sex, nationality or company changed."""
    _note(guest.id, NEW if new else CHANGED, guest)


def told(guest_id: UUID, kind: str, value: Any) -> None:
    """A guest got a telephone, a mail address, a document, a birth date or a city."""
    _note(guest_id, kind, value)


def again(guest_ids: Iterable[UUID]) -> None:
    """Rows of some guests changed or went: look at what stands."""
    for guest_id in guest_ids:
        _note(guest_id, CHANGED)


def gone(guest_ids: Iterable[UUID]) -> None:
    """Some guests are not to be recognised any more."""
    for guest_id in guest_ids:
        _note(guest_id, GONE)


def _note(guest_id: UUID, kind: str, value: Any = None) -> None:
    if not _keepers:
        return
    unit = current_unit()
    unit.collected(LIST).append(Note(guest_id, kind, value))
    unit.after_rows[LIST] = lambda: _keep(unit)


def _keep(unit: Unit) -> None:
    notes: list[Note] = list(unit.collected(LIST))
    unit.collected(LIST).clear()
    by_guest: dict[UUID, list[Note]] = {}
    for note in notes:
        by_guest.setdefault(note.guest_id, []).append(note)
    for keeper in _keepers:
        keeper(by_guest)
