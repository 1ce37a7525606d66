"""What never belongs to one person, and joining pairs to persons without breaking that."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.numbers import one_slip

TWO_CARDS, BIRTH_DATES, MASKED_CARD, DECIDED = "two_cards", "birth_dates", "masked_card", "decided"
WORDS = {
    TWO_CARDS: ("两份客史有两个不同的有效身份证号码", "The two profiles have two different valid ID card numbers"),
    BIRTH_DATES: ("两份客史的出生日期不可能是同一天的笔误", "The birth dates differ by more than a slip of the pen"),
    MASKED_CARD: (
        "隐去中间几位的身份证号码与另一份的号码不符",
        "The masked ID card number is not the number of the other profile",
    ),
    DECIDED: ("已有人确认不是同一位客人", "Somebody has decided that they are not the same person"),
}


class Facts(NamedTuple):
    """What the guard looks at: valid resident numbers, birth dates, masks of resident numbers."""

    cards: tuple[str, ...]
    births: tuple[str, ...]
    masks: tuple[str, ...]


def facts_of(evidence: Evidence) -> Facts:
    """Return what of a profile the guard looks at."""
    masks = tuple([m for m in evidence.masks if m[0] != "p"])
    return Facts(evidence.cards, (evidence.birth,) if evidence.birth else (), masks)


def dates_conflict(one: str, other: str) -> bool:
    """Tell whether two dates cannot be one day written with one slip: two of year, month and day must agree, one digit
    may be wrong, or day and month may be swapped."""
    if one == other or one_slip(one, other):
        return False
    return (one[:4] == other[:4]) + (one[4:6] == other[4:6]) + (one[6:] == other[6:]) < 2


def facts_conflict(a: Facts, b: Facts) -> str:
    """Return why two profiles or persons can never be one, or an empty text."""
    if a.cards and b.cards and a.cards != b.cards and not set(a.cards) & set(b.cards):
        return TWO_CARDS
    for one in a.births:
        for other in b.births:
            if one != other and dates_conflict(one, other):
                return BIRTH_DATES
    if a.masks and b.masks and a.masks != b.masks and not set(a.masks) & set(b.masks):
        return MASKED_CARD
    return ""


def conflict(a: Evidence, b: Evidence) -> str:
    """Return ``two_cards``, ``birth_dates``, ``masked_card`` or an empty text; ``WORDS`` says them in both languages."""
    return facts_conflict(facts_of(a), facts_of(b))


def _merged(a: Facts, b: Facts) -> Facts:
    """Return the facts of two that are one now: of cards and masks what both have, so that no third brings in another."""
    cards = tuple([c for c in a.cards if c in b.cards]) if a.cards and b.cards else a.cards or b.cards
    masks = tuple([m for m in a.masks if m in b.masks]) if a.masks and b.masks else a.masks or b.masks
    births = a.births if a.births == b.births or not b.births else tuple(sorted({*a.births, *b.births}))
    return Facts(cards, births, masks)


Edge = tuple[float, Any, Any]


class GuardedClusters:
    """Persons out of pairs: the strongest pair first, and no join that the guard or somebody's decision forbids.

    The answer does not depend on the order in which pairs come: they are taken by falling weight, then by ids. Ids must be
    comparable with each other.
    """

    def __init__(self, facts: Mapping[Any, Facts], *, apart: Iterable[tuple[Any, Any]] = ()) -> None:
        self._facts = facts
        self._parent: dict[Any, Any] = {}
        self._own: dict[Any, Facts] = {}
        self._members: dict[Any, list[Any]] = {}
        self._apart: dict[Any, set[Any]] = {}
        for a, b in apart:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)
        self.refused: list[tuple[Any, Any, str]] = []

    def root(self, one: Any) -> Any:
        """Return the id that stands for the person of a profile."""
        parent = self._parent
        root = one
        while (above := parent.get(root, root)) != root:
            root = above
        while (above := parent.get(one, one)) != root:
            parent[one] = root
            one = above
        return root

    def _facts_of(self, root: Any) -> Facts:
        return self._own.get(root) or self._facts.get(root) or Facts((), (), ())

    def _why_not(self, a: Any, b: Any) -> str:
        if self._apart and (enemies := self._apart.get(a)) and any(self.root(e) == b for e in enemies):
            return DECIDED
        return facts_conflict(self._facts_of(a), self._facts_of(b))

    def join(self, a: Any, b: Any) -> str:
        """Join the persons of two profiles; return why not, or an empty text when they are one now."""
        ra, rb = self.root(a), self.root(b)
        if ra == rb:
            return ""
        why = self._why_not(ra, rb)
        if why:
            self.refused.append((a, b, why))
            return why
        keep, other = (ra, rb) if ra < rb else (rb, ra)
        self._own[keep] = _merged(self._facts_of(keep), self._facts_of(other))
        self._own.pop(other, None)
        self._parent[other] = keep
        self._members.setdefault(keep, [keep]).extend(self._members.pop(other, [other]))
        if other in self._apart:
            self._apart.setdefault(keep, set()).update(self._apart.pop(other))
        return ""

    def join_all(self, edges: Iterable[Edge]) -> None:
        """Join all pairs (weight, one, other), strongest first."""
        tidy = {(-weight, *((a, b) if a < b else (b, a))) for weight, a, b in edges}
        for _, a, b in sorted(tidy):
            self.join(a, b)

    def clusters(self) -> list[tuple[Any, ...]]:
        """Return the persons of two profiles and more, each sorted, in order of their first id."""
        return sorted(tuple(sorted(members)) for members in self._members.values())
