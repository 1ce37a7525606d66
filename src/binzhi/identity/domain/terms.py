"""Counts how often values occur among all profiles: every night, and after a clean-up run. Kept as keyed hashes only."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from uuid import UUID

from binzhi.audit.domain.bulk import make_row, write_rows
from binzhi.audit.domain.unit import unit_of_work
from binzhi.identity.domain.keys import COLUMN, TABLE
from binzhi.identity.engine.evidence import VERSION, Evidence
from binzhi.identity.engine.frequencies import MOST_NAMES, values_of
from binzhi.identity.models import GuestEvidence, Term
from binzhi.identity.terms import FILLED, TOTAL, term_indexes
from binzhi.kernel.scope import Scope
from binzhi.vault.domain.sealing import Cell, derive_many

CHUNK = 2000
PARTS = 64  # counted part by part, so that a million profiles need no gigabyte


class Counting:
    """Counts in little memory: hashes in plain arrays, split by their lowest bits."""

    def __init__(self) -> None:
        self.few: Counter[tuple[str, str]] = Counter()
        self.values = [array("q") for _ in range(PARTS)]
        self.bearers = [(array("q"), array("q")) for _ in range(PARTS)]  # hash of the count of names, hash of the name

    def add(self, evidence: Evidence) -> None:
        """Count one profile."""
        pairs = values_of(evidence)
        self.few[TOTAL] += 1
        self.few.update({(FILLED, column) for column, _ in pairs})
        named = [(f"{column}_names", value) for column, value in pairs if column in MOST_NAMES]
        hashes = term_indexes([*pairs, *named, ("name", evidence.sound)])
        for h in hashes[: len(pairs)]:
            self.values[h % PARTS].append(h)
        for h in hashes[len(pairs) : -1]:
            place = self.bearers[h % PARTS]
            place[0].append(h)
            place[1].append(hashes[-1])

    def rows(self) -> Iterator[tuple[int, int]]:
        """Return (hash, number) of what occurs at least twice, and of the totals."""
        yield from zip(term_indexes(self.few), self.few.values(), strict=True)
        for part in self.values:
            yield from ((h, n) for h, n in Counter(part).items() if n > 1)
        for values, names in self.bearers:
            found: dict[int, set[int]] = {}
            for h, name in zip(values, names, strict=True):
                found.setdefault(h, set()).add(name)
            yield from ((h, len(by)) for h, by in found.items() if len(by) > 1)


def open_evidence(rows: list[tuple[UUID, UUID, bytes]]) -> dict[UUID, Evidence]:
    """Open sealed evidence (guest, row, sealed) for the machine; erased guests and other versions are left out."""
    cells = [Cell(TABLE, guest_id, row_id, COLUMN, bytes(sealed), "C4") for guest_id, row_id, sealed in rows]
    opened: list[Evidence | None] = []

    def note(text: str) -> str:
        opened.append(Evidence.from_text(text) if text.startswith(f"{VERSION}\t") else None)
        return "x"

    marks = derive_many(cells=cells, using=note) if cells else []
    values = iter(opened)
    pairs = [(cell.guest_id, next(values)) for cell, mark in zip(cells, marks, strict=True) if mark]
    return {guest_id: evidence for guest_id, evidence in pairs if evidence is not None}


def refresh_terms(*, scope: Scope, progress: Callable[[int], None] | None = None) -> int:
    """Count anew how often values occur and keep it in the place of the last count; returns the profiles counted."""
    counting = Counting()
    last: UUID | None = None
    while True:
        rows = GuestEvidence.unscoped.order_by("guest_id")  # unscoped: counts are of the whole group
        part = list((rows.filter(guest_id__gt=last) if last else rows).values_list("guest_id", "id", "sealed")[:CHUNK])
        if not part:
            break
        last = part[-1][0]
        for evidence in open_evidence(part).values():
            counting.add(evidence)
        if progress is not None:
            progress(counting.few[TOTAL])
    with unit_of_work(scope):
        Term.objects.all().delete()
        write_rows(Term, [make_row(Term, h=h, number=n) for h, n in dict(counting.rows()).items()])
    return counting.few[TOTAL]
