"""The question "do we know this guest?", asked here and answered by the identity room above (see decision record 0015).

Whoever creates a profile asks first. Without a recogniser nobody is known: the answer is empty, not an error.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from binzhi.guests.drafts import GuestDraft
from binzhi.guests.joined import profile_ids
from binzhi.guests.models import Guest
from binzhi.kernel.scope import Scope

STRONG, POSSIBLE, NAMESAKE = "link", "review", "weak"


@dataclass(frozen=True, slots=True)
class Clue:
    """One sentence for or against, or what is missing (``kind``: for, against, missing); values in it are masked."""

    kind: str
    zh: str
    en: str
    weight: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A profile that may be the guest. ``guest`` leads its person; ``band``: link (strong), review, weak (same name).

    ``by`` says by what the guest is recognised: document, member, outside_id, phone, email, name_birth, name (R-190).
    """

    guest: Guest
    weight: float
    band: str
    clues: tuple[Clue, ...]
    conflict: str = ""
    by: tuple[str, ...] = ()

    @property
    def is_strong(self) -> bool:
        """Tell whether creating another profile beside this one needs a reason (R-180)."""
        return self.band == STRONG


class Recogniser(Protocol):
    """Finds the profiles a draft may mean, best first; keeps nothing."""

    def __call__(self, *, scope: Scope, draft: GuestDraft, limit: int) -> Sequence[Candidate]:
        """Return candidates, each person once."""


_recognisers: list[Recogniser] = []


def use(recogniser: Recogniser) -> None:
    """Let a recogniser answer from now on (called when the application starts)."""
    _recognisers[:] = [recogniser]


def candidates_for(*, scope: Scope, draft: GuestDraft, limit: int = 8) -> list[Candidate]:
    """Return the profiles a draft may mean, best first (R-178, R-190)."""
    return [c for recogniser in _recognisers for c in recogniser(scope=scope, draft=draft, limit=limit)]


LastStays = Callable[[Collection[UUID]], Mapping[UUID, date]]
_last_stays: list[LastStays] = []


def tell_last_stays(told: LastStays) -> None:
    """Let the room of the stays say when guests were here last: it tells guests of one name apart (R-178)."""
    _last_stays[:] = [told]


def last_stays_of(guests: Collection[Guest]) -> dict[UUID, date]:
    """Return the last departure of persons, over all their profiles."""
    owner = {profile_id: guest.id for guest in guests for profile_id in profile_ids(guest)}
    found: dict[UUID, date] = {}
    for told in _last_stays:
        for profile_id, day in told(list(owner)).items():
            lead_id = owner[profile_id]
            found[lead_id] = max(day, found.get(lead_id, day))
    return found
