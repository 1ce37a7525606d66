"""How often values occur, as the engine asks for it, from the counts made every night (:mod:`identity.domain.terms`)."""

from collections.abc import Iterable

from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.frequencies import COLUMNS, MOST_NAMES, SMALLEST_FILE, values_of
from binzhi.identity.models import Term
from binzhi.vault.index import match_indexes

Pair = tuple[str, str]
TOTAL: Pair = ("total", "")
FILLED = "filled"


def term_indexes(pairs: Iterable[Pair]) -> list[int]:
    """Return the keyed numbers under which counts of (column, value) are kept."""
    return match_indexes((f"term/{column}", value) for column, value in pairs)


class StoredFrequencies:
    """Counts out of the table: those of one profile are fetched with one query, any other when it is asked for."""

    def __init__(self, evidence: Evidence) -> None:
        pairs = values_of(evidence)
        pairs += [("akey", k) for k in evidence.akeys] + [("sound", s) for s in evidence.sounds]
        pairs += [(f"{column}_names", value) for column, value in pairs if column in MOST_NAMES]
        self._counts: dict[Pair, int] = {}
        self._fetch([TOTAL, *((FILLED, column) for column in COLUMNS), *dict.fromkeys(pairs)])

    def _fetch(self, pairs: list[Pair]) -> None:
        hashes = dict(zip(pairs, term_indexes(pairs), strict=True))
        known = dict(Term.objects.filter(h__in=list(hashes.values())).values_list("h", "number"))
        self._counts.update({pair: known.get(h, 0) for pair, h in hashes.items()})

    @property
    def total(self) -> int:
        """Return the number of profiles at the last count."""
        return max(SMALLEST_FILE, self._counts[TOTAL])

    def count(self, column: str, value: str) -> int:
        """Return how many profiles or names bear the value; 0 when it was not counted more than once."""
        pair = (column, value)
        if pair not in self._counts:
            self._fetch([pair])
        return self._counts[pair]

    def share(self, column: str, value: str) -> float:
        """Return the share of the profiles with any value of the column that bear this one; one profile at least."""
        number = max(1, self.count(column, value))
        return number / max(SMALLEST_FILE, self.count(FILLED, column), number)
