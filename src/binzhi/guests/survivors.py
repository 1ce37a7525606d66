"""Which of several profiles' values a person shows, field by field; made anew each time, never the truth of a profile.

The keeper's choice stands until somebody tells a newer value. Without one: a scanned value before a told one, a told one
before an imported or inferred one, the newer before the older; a name in characters before a name in letters; any VIP
level before none, the higher one of two. See docs/rules/merge.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from binzhi.guests.enums import Gender, SourceKind
from binzhi.guests.origin import WHOLE
from binzhi.kernel.names import has_han

WEIGHT = {
    SourceKind.SCANNED.value: 4,
    SourceKind.STATED.value: 3,
    SourceKind.OBSERVED.value: 2,
    SourceKind.IMPORTED.value: 1,
    SourceKind.INFERRED.value: 0,
}
UNTOLD = ("", Gender.UNSPECIFIED.value)


@dataclass(frozen=True, slots=True)
class Own:
    """What one profile says of itself: plain values and their origins."""

    profile_id: str
    values: Mapping[str, str]
    origins: Mapping[str, Any]

    def stamp(self, field: str) -> dict[str, Any]:
        """Return the origin of a field."""
        return dict(self.origins.get(field) or self.origins.get(WHOLE) or {})


@dataclass(frozen=True, slots=True)
class Choice:
    """What the keeper chose for a field: whose value, and when (ISO 8601)."""

    profile_id: str
    at: str


@dataclass(frozen=True, slots=True)
class Survivor:
    """The value a person shows, the profile it stands on and its origin."""

    profile_id: str
    value: str
    stamp: Mapping[str, Any]


def survivor(field: str, members: Sequence[Own], choice: Choice | None = None) -> Survivor | None:
    """Return the value of a field that stands for the person (R-187); None when no profile tells it.

    ``members`` begin with the lead, which wins where everything else is equal.
    """
    told = [m for m in members if m.values.get(field, "") not in UNTOLD]
    if not told:
        return None
    best = max(told, key=lambda m: (_weight(field, m), -members.index(m)))
    if choice is not None:
        chosen = next((m for m in told if m.profile_id == choice.profile_id), None)
        newer = any(str(m.stamp(field).get("at", "")) > choice.at for m in told)
        if chosen is not None and not newer:
            best = chosen
    return Survivor(best.profile_id, best.values[field], best.stamp(field))


def _weight(field: str, own: Own) -> tuple[Any, ...]:
    stamp, value = own.stamp(field), own.values[field]
    sure = (WEIGHT.get(str(stamp.get("source", "")), 0), str(stamp.get("confirmed") or stamp.get("at", "")))
    if field == "name":
        return (has_han(value), *sure)
    if field == "vip_level":
        return (tuple(-ord(ch) for ch in value), *sure)
    return sure


def differing(field: str, members: Sequence[Own]) -> bool:
    """Tell whether profiles tell different values of a field."""
    return len({m.values[field] for m in members if m.values.get(field, "") not in UNTOLD}) > 1
