"""Two token tables behind one port. A look is a set of tokens a guest must all have; the answer is ranks, highest first.

Both know only exact tokens and give the best ranks without looking at the others: no LIKE, no ``*``, no scoring, no count.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS, connections

Look = tuple[str, ...]
Found = tuple[int, int]  # number of the look, rank
NOBODY = "xx"
CLEAN = frozenset("\"'\x00 ")


def _run(sql: str, values: list[Any]) -> list[Found]:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 1, 2 DESC", values)
        return [(int(look), int(rank)) for look, rank in cursor.fetchall()]


class SearchEngine(Protocol):
    """What both databases can do."""

    def find(self, looks: Sequence[Look], *, limit: int) -> list[Found]:
        """Return the best ``limit`` guests of each look, with one statement."""

    def find_any(self, tokens: Sequence[str], *, each: int, limit: int) -> list[Found]:
        """Return the best ``each`` guests of each token, of them the best ``limit``."""


class Fts5Engine:
    """SQLite: a contentless FTS5 table, whose row numbers are the ranks."""

    BLOCK = 32
    PART = (
        "SELECT {n} AS look, rank FROM"
        " (SELECT rowid AS rank FROM guests_search WHERE guests_search MATCH %s ORDER BY rowid DESC LIMIT {limit})"
    )

    def find(self, looks: Sequence[Look], *, limit: int) -> list[Found]:
        """See the port."""
        if not looks:
            return []
        parts = " UNION ALL ".join(self.PART.format(n=n, limit=int(limit)) for n in range(len(looks)))
        return _run(parts, [_match(look) for look in looks])

    def find_any(self, tokens: Sequence[str], *, each: int, limit: int) -> list[Found]:
        """See the port."""
        found: set[int] = set()
        for start in range(0, len(tokens), self.BLOCK):
            part = [(token,) for token in tokens[start : start + self.BLOCK]]
            part += [(NOBODY,)] * (self.BLOCK - len(part))  # always the same statement: it is prepared once
            found.update(rank for _, rank in self.find(part, limit=each))
        return [(0, rank) for rank in sorted(found, reverse=True)[:limit]]


def _match(look: Look) -> str:
    return " ".join(f'"{"".join(c for c in token if c not in CLEAN)}"' for token in look)


class TokenTableEngine:
    """PostgreSQL: a row for each token and rank; its primary key is read backwards and stops at the limit."""

    def find(self, looks: Sequence[Look], *, limit: int) -> list[Found]:
        """See the port."""
        if not looks:
            return []
        values: list[Any] = []
        parts = [self._part(n, look, int(limit), values) for n, look in enumerate(looks)]
        return _run(f"SELECT look, rank FROM ({' UNION ALL '.join(parts)}) found", values)  # noqa: S608  our own pieces

    @staticmethod
    def _part(n: int, look: Look, limit: int, values: list[Any]) -> str:
        first, *others = look
        places = range(len(others))
        joins = "".join(f" JOIN guests_search_token t{i} ON t{i}.rank = t.rank AND t{i}.token = %s" for i in places)
        values += [*others, first]
        return (
            f"(SELECT {n} AS look, t.rank FROM guests_search_token t{joins}"  # noqa: S608  pieces of our own
            f" WHERE t.token = %s ORDER BY t.rank DESC LIMIT {limit})"
        )

    def find_any(self, tokens: Sequence[str], *, each: int, limit: int) -> list[Found]:
        """See the port."""
        part = (
            "SELECT look, rank FROM (SELECT DISTINCT 0 AS look, best.rank FROM unnest(%s::text[]) AS wanted(token) CROSS JOIN LATERAL"
            " (SELECT t.rank FROM guests_search_token t WHERE t.token = wanted.token ORDER BY t.rank DESC LIMIT %s) best"
            " ORDER BY best.rank DESC LIMIT %s) found"
        )
        return _run(part, [list(tokens), each, limit]) if tokens else []


def engine() -> SearchEngine:
    """Return the engine of the database at hand."""
    return TokenTableEngine() if connections[DEFAULT_DB_ALIAS].vendor == "postgresql" else Fts5Engine()
