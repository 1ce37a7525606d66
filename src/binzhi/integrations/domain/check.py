"""The dry run: what an import would do, row by row, without writing anything of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from binzhi.guests.domain.profile import differences
from binzhi.guests.errors import NumbersInNote
from binzhi.guests.text_rules import refuse_numbers
from binzhi.integrations.domain.batches import importing, note_check, source_of
from binzhi.integrations.domain.codes import unknown_codes
from binzhi.integrations.domain.rows import KnownReservations, keys_of
from binzhi.integrations.domain.run import CHUNK, Progress, problem_json, refusal_json
from binzhi.integrations.drafts import guest_draft
from binzhi.integrations.enums import Outcome
from binzhi.integrations.errors import UnknownGuest, UnknownReservation
from binzhi.integrations.models import ImportBatch
from binzhi.integrations.readers import ImportRefused, Source
from binzhi.integrations.recognise import Evidence, KnownGuests, evidence_of
from binzhi.integrations.rows import CompanyRow, GuestRow, ReservationRow, SourceRow
from binzhi.kernel.scope import Scope
from binzhi.stays.codes import CodeBook, code_book

LISTED = 300


@dataclass(slots=True)
class Check:
    """The report of a dry run; the lists are cut at :data:`LISTED`, the counts are whole."""

    counts: Counter[str] = field(default_factory=Counter)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    rows: int = 0
    warnings: int = 0
    fault: dict[str, str] = field(default_factory=dict)

    def as_json(self, source: Source) -> dict[str, Any]:
        """Return the report as it is kept and shown."""
        found = source.detected
        return {
            "counts": dict(self.counts),
            "rows": self.rows,
            "warnings": self.warnings,
            "unknown": {kind: dict(codes.most_common(200)) for kind, codes in self.unknown.items()},
            "lines": self.lines,
            "fault": self.fault,
            "detected": {
                "encoding": found.encoding,
                "delimiter": found.delimiter,
                "sheet": found.sheet,
                "heads": [{"text": h.text, "field": h.field} for h in found.heads],
                "unmapped": list(found.unmapped),
                "problems": [problem_json(p) for p in found.problems],
            },
        }


@dataclass(slots=True)
class _Look:
    """What the dry run remembers of earlier rows, as if they had been applied."""

    batch: ImportBatch
    book: CodeBook
    source: Source
    made: KnownGuests = field(default_factory=KnownGuests)
    booked: set[tuple[str, str, str]] = field(default_factory=set)


def check_batch(
    *, scope: Scope, now: datetime, batch: ImportBatch, progress: Progress | None = None
) -> dict[str, Any]:
    """Read the whole file and say what each row would do; writes only the report (and nothing of the rows)."""
    scope = importing(scope)
    source = source_of(batch, now=now)
    check = Check()
    look = _Look(batch, code_book(batch.hotel_id), source)
    try:
        rows = source.rows()
        while chunk := list(islice(rows, CHUNK)):
            _check_chunk(check, look, chunk)
            if progress:
                progress(chunk[-1].row_no, source.detected.row_estimate)
    except ImportRefused as error:
        problem = error.problem
        check.fault = {"code": problem.code, "zh": problem.zh, "en": problem.en, "row": str(problem.row)}
    report = check.as_json(source)
    note_check(scope=scope, batch=batch, report=report)
    return report


def _check_chunk(check: Check, look: _Look, chunk: list[SourceRow]) -> None:
    guests = KnownGuests()
    guests.read([p for row in chunk for p in _people(look, row)])
    bookings = KnownReservations(look.batch.hotel_id)
    bookings.read([r.data for r in chunk if isinstance(r.data, ReservationRow)])
    for row in chunk:
        if row.data is None and not row.refused:
            continue
        outcome, problems = _outcome(check, look, guests, bookings, row)
        problems += [problem_json(p) for p in row.warnings]
        check.rows += 1
        check.counts[outcome.value] += 1
        check.warnings += len(row.warnings)
        if problems and len(check.lines) < LISTED:
            check.lines.append(
                {"row": row.row_no, "place": row.place, "outcome": outcome.value, "problems": problems}
            )


def _people(look: _Look, row: SourceRow) -> Iterator[GuestRow]:
    if isinstance(row.data, GuestRow):
        yield row.data if row.data.identity else replace(row.data, identity=look.source.row_id(row.row_no))
    elif isinstance(row.data, ReservationRow):
        yield row.data.guest
        yield from row.data.accompanying


def _outcome(
    check: Check, look: _Look, guests: KnownGuests, bookings: KnownReservations, row: SourceRow
) -> tuple[Outcome, list[dict[str, Any]]]:
    data = row.data
    if data is None:
        return Outcome.REFUSED, [problem_json(p) for p in row.errors]
    if isinstance(data, CompanyRow):
        return Outcome.NEW, []
    try:
        for one in _people(look, row):
            refuse_numbers(one.notes)
    except NumbersInNote as error:
        return Outcome.REFUSED, [refusal_json(error, row.row_no)]
    if isinstance(data, GuestRow):
        return _guest(look, guests, next(_people(look, row)), row.row_no)
    return _reservation(check, look, guests, bookings, data, row.row_no)


def _guest(
    look: _Look, guests: KnownGuests, row: GuestRow, row_no: int
) -> tuple[Outcome, list[dict[str, Any]]]:
    if row.placeholder:
        return Outcome.NEW, []
    evidence: Evidence = evidence_of(row)
    found = guests.recognise(evidence)
    if found.guest_id is None:
        earlier = look.made.recognise(evidence)
        if earlier.guest_id is not None:
            look.made.learn(earlier.guest_id, evidence)
            return Outcome.MATCHED, []
        if row.partial:
            return Outcome.REFUSED, [refusal_json(UnknownGuest(), row_no)]
        look.made.learn(uuid4(), evidence)
        if found.doubtful or earlier.doubtful:
            return Outcome.DOUBTFUL, [_doubt(row_no, found.doubtful)]
        return Outcome.NEW, []
    guest = guests.guests.get(found.guest_id)
    if guest is not None and differences(guest, guest_draft(row, name=guest.name)):
        return Outcome.CHANGED, []
    return Outcome.MATCHED, []


def _doubt(row_no: int, guest_ids: tuple[UUID, ...]) -> dict[str, Any]:
    return {
        "row": row_no,
        "column": "",
        "value": "",
        "code": "possible_duplicate",
        "zh": "可能与已有客史或文件中较早的一行重复。",
        "en": "May be a guest we know, or an earlier row of this file.",
        "severity": "warning",
        "guests": [str(g) for g in guest_ids],
    }


def _reservation(
    check: Check, look: _Look, guests: KnownGuests, bookings: KnownReservations, row: ReservationRow, row_no: int
) -> tuple[Outcome, list[dict[str, Any]]]:
    unknown = unknown_codes(row, look.book)
    for kind, code in unknown:
        check.unknown.setdefault(kind, Counter())[code] += 1
    if unknown and not look.batch.create_codes:
        kinds = ", ".join(f"{kind} {code}" for kind, code in unknown)
        return Outcome.REFUSED, [_unknown(row_no, kinds)]
    keys = set(keys_of(row))
    if bookings.find(row) is not None:
        return Outcome.MATCHED, []
    if keys & look.booked:
        return Outcome.CHANGED, []
    if row.partial or row.arrival is None or row.departure is None:
        return Outcome.REFUSED, [refusal_json(UnknownReservation(), row_no)]
    look.booked |= keys
    return _guest(look, guests, row.guest, row_no)


def _unknown(row_no: int, kinds: str) -> dict[str, Any]:
    return {
        "row": row_no,
        "column": "",
        "value": kinds,
        "code": "unknown_code",
        "zh": f"酒店没有这些代码:{kinds}。请先建立,或选择“新建代码”。",
        "en": f'The hotel does not know: {kinds}. Create them first, or choose "create codes".',
        "severity": "error",
    }
