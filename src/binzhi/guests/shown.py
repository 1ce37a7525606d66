"""Values of the guest file that other rooms keep (stays, service, companies): they register who gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from binzhi.guests.models import Guest
from binzhi.guests.origin import Told
from binzhi.kernel.scope import Scope


@dataclass(frozen=True, slots=True)
class SealedPlace:
    """Where a sealed value lies: the kind and id its reveal asks for."""

    kind: str
    row_id: UUID


@dataclass(frozen=True, slots=True)
class FileValue:
    """One value of a field: its text (a mask when sealed), where it comes from, and where to look it up."""

    text: str
    told: Told | None = None
    sealed: SealedPlace | None = None
    note: str = ""
    url: str = ""
    fact_id: UUID | None = None
    is_stale: bool = False
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a room is asked for: whose file, on which day, for whom."""

    scope: Scope
    guest: Guest
    hotel_id: UUID
    now: datetime
    today: date
    language: str


Giver = Callable[[Asked], dict[str, list[FileValue]]]
_givers: dict[str, Giver] = {}


def register_giver(room: str, giver: Giver) -> None:
    """Let a room above give values of the file by field code; one giver per room."""
    _givers[room] = giver


def given_by_rooms(asked: Asked) -> dict[str, list[FileValue]]:
    """Return the values the other rooms keep, by field code. The reader's classes are checked by the file."""
    found: dict[str, list[FileValue]] = {}
    for giver in _givers.values():
        for code, values in giver(asked).items():
            found.setdefault(code, []).extend(values)
    return found
