"""How complete a file is: counted fields that hold a value, in all, per section and per department (R-069, R-137, R-171)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from binzhi.guests.fields import GROUPS, SECTIONS, Field, person_fields


@dataclass(slots=True)
class Share:
    """Known of counted; ``percent`` is None where nothing counts."""

    known: int = 0
    counted: int = 0

    @property
    def percent(self) -> int | None:
        """Return the share as a whole percentage, rounded down so that 100 means all."""
        return self.known * 100 // self.counted if self.counted else None


@dataclass(slots=True)
class Completeness:
    """The shares of one file and the fields that are missing."""

    total: Share = field(default_factory=Share)
    sections: dict[str, Share] = field(default_factory=dict)
    groups: dict[str, Share] = field(default_factory=dict)
    departments: dict[str, Share] = field(default_factory=dict)
    missing: list[Field] = field(default_factory=list)


def counted_fields(off: frozenset[str] = frozenset()) -> list[Field]:
    """Return the fields a gap is counted for: never a never-ask field, none the hotel has switched off."""
    return [f for f in person_fields() if f.counts and not f.never_ask and f.code not in off]


def completeness_of(filled: Iterable[str], *, off: frozenset[str] = frozenset()) -> Completeness:
    """Return the completeness of a file whose filled fields are given. Alternatives count once, where the first stands."""
    filled = set(filled)
    result = Completeness(sections={s: Share() for s in SECTIONS}, groups={g: Share() for g in GROUPS})
    by_key: dict[str, list[Field]] = {}
    for one in counted_fields(off):
        by_key.setdefault(one.gap_key, []).append(one)
    for alternatives in by_key.values():
        first, known = alternatives[0], any(one.code in filled for one in alternatives)
        departments = dict.fromkeys(d for one in alternatives for d in one.departments)
        shares = [result.total, result.sections[first.section], result.groups[first.group]]
        shares += [result.departments.setdefault(d, Share()) for d in departments]
        for share in shares:
            share.counted += 1
            share.known += known
        if not known:
            result.missing.append(first)
    return result
