"""The question "do we know this guest?", asked here and answered by the identity room above (see decision record 0015).

Whoever creates a profile asks first. Without a recogniser nobody is known: the answer is empty, not an error.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from binzhi.guests.drafts import GuestDraft
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
    """A profile that may be the guest. ``guest`` leads its person; ``band``: link (strong), review, weak (same name)."""

    guest: Guest
    weight: float
    band: str
    clues: tuple[Clue, ...]
    conflict: str = ""

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
