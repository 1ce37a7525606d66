"""How often values occur: a rare value that agrees says more, a value that many names share says nothing."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from binzhi.identity.engine.evidence import Evidence

COLUMNS = ("cn", "akey", "sound", "birth", "phone", "mail", "doc", "company", "city", "nation")
# Different names under one value; counted beside the profiles because one guest may have many profiles.
NAME_COLUMNS = ("phone_names", "mail_names", "doc_names")
# A value borne by more names than this is a placeholder, an agency's line or a junk document.
MOST_NAMES = {"phone": 25, "mail": 12, "doc": 4}
SMALLEST_FILE = 1000  # a smaller file is judged like one of so many profiles: that it is small makes no value frequent


class Frequencies(Protocol):
    """What the score asks; ``total`` is the number of profiles."""

    @property
    def total(self) -> int: ...

    def count(self, column: str, value: str) -> int:
        """Return how many profiles (in ``…_names``: how many different names) bear the value; 0 when not counted."""
        ...

    def share(self, column: str, value: str) -> float:
        """Return the share of the profiles with any value of the column that bear this one; never zero."""
        ...


def values_of(evidence: Evidence) -> list[tuple[str, str]]:
    """Return the (column, value) a profile is counted under, each once."""
    found = [("cn", evidence.cn), ("akey", evidence.akey), ("sound", evidence.sound), ("birth", evidence.birth)]
    found += [("company", evidence.company), ("city", evidence.city), ("nation", evidence.nationality)]
    found += [("phone", p) for p in evidence.phones]
    found += [("mail", m) for m in evidence.emails]
    found += [("doc", d) for d in document_numbers(evidence)]
    return [pair for pair in dict.fromkeys(found) if pair[1]]


def document_numbers(evidence: Evidence) -> list[str]:
    """Return the bare numbers of all unmasked documents."""
    return [
        *evidence.cards,
        *evidence.bad_docs,
        *(d.partition(":")[2] for d in (*evidence.passports, *evidence.other_docs)),
    ]


class CountedFrequencies:
    """Counts in memory. ``rows`` of (column, value, n) come out and go in, so that a table may keep them."""

    def __init__(self, evidences: Iterable[Evidence] = ()) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.filled: Counter[str] = Counter()
        self.total = 0
        names: dict[tuple[str, str], set[str]] = {}
        for evidence in evidences:
            self.total += 1
            values = values_of(evidence)
            self.counts.update(values)
            self.filled.update({column for column, _ in values})
            for pair in values:
                if pair[0] in MOST_NAMES:
                    names.setdefault(pair, set()).add(evidence.sound)
        for (column, value), found in names.items():
            if len(found) > 1:
                self.counts[f"{column}_names", value] = len(found)

    @classmethod
    def from_rows(
        cls, rows: Iterable[tuple[str, str, int]], *, total: int, filled: dict[str, int]
    ) -> "CountedFrequencies":
        """Build from kept counts; ``filled`` says how many profiles have any value of a column."""
        self = cls()
        self.total = total
        self.filled.update(filled)
        self.counts.update({(column, value): n for column, value, n in rows})
        return self

    def rows(self, *, least: int = 2) -> Iterable[tuple[str, str, int]]:
        """Return (column, value, n) of everything counted at least so often; rarer values count as one anyway."""
        return ((column, value, n) for (column, value), n in self.counts.items() if n >= least)

    def count(self, column: str, value: str) -> int:
        """Return how many profiles or names bear the value."""
        return self.counts.get((column, value), 0)

    def share(self, column: str, value: str) -> float:
        """Return the share of the profiles with any value of the column that bear this one; one profile at least."""
        number = max(1, self.counts.get((column, value), 1))
        return number / max(SMALLEST_FILE, self.filled[column], number)


def is_shared(frequencies: Frequencies, column: str, value: str) -> bool:
    """Tell whether a telephone, address or document is borne by too many names to mean anything."""
    return column in MOST_NAMES and frequencies.count(f"{column}_names", value) > MOST_NAMES[column]
