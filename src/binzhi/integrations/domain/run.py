"""Run a batch: rows in chunks, each chunk with its checkpoint in one transaction, through the verbs of the screen.

A process killed at any point goes on after the last whole chunk; no row is lost and none is applied twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError

from binzhi.audit.domain.unit import Unit, amend, attempt, persist, unit_of_work
from binzhi.audit.locks import locked
from binzhi.integrations.domain.batches import begin, fail, finish, importing, source_of
from binzhi.integrations.domain.codes import create_codes
from binzhi.integrations.domain.rows import Applier, KnownReservations, Result
from binzhi.integrations.enums import BatchState, Outcome
from binzhi.integrations.errors import BatchBusy, NotUndoable
from binzhi.integrations.models import ImportBatch, ImportLine
from binzhi.integrations.readers import ImportRefused, Source
from binzhi.integrations.recognise import KnownGuests, absent_keys, evidence_of
from binzhi.integrations.rows import GuestRow, ReservationRow, RowProblem, SourceRow
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.org.queries import business_date
from binzhi.stays.codes import code_book

CHUNK = 400
Progress = Callable[[int, int], None]
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Run:
    """What a running batch carries from chunk to chunk."""

    scope: Scope
    clock: Clock
    batch: ImportBatch
    hotel: Hotel
    source: Source
    counts: Counter[str] = field(default_factory=Counter)


def run_batch(*, scope: Scope, clock: Clock, batch: ImportBatch, progress: Progress | None = None) -> ImportBatch:
    """Apply all rows of a batch that are not applied yet; a finished batch is returned unchanged.

    Refuses a batch that was undone, and one whose file is gone. A file that ends in the middle keeps the rows applied
    before the place and leaves the batch stopped with that place.
    """
    scope = importing(scope)
    if batch.state == BatchState.FINISHED:
        return batch
    if batch.state in {BatchState.UNDONE, BatchState.UNDOING}:
        raise NotUndoable(state=BatchState(batch.state).label)
    now = clock()
    source = source_of(batch, now=now)
    begin(scope=scope, now=now, batch=batch)
    run = Run(scope, clock, batch, batch.hotel, source, Counter(batch.counts))
    rows = source.rows(after=batch.next_row)
    try:
        while chunk := list(islice(rows, CHUNK)):
            _apply_chunk(run, chunk)
            if progress:
                progress(batch.next_row, source.detected.row_estimate)
    except ImportRefused as error:
        problem = error.problem
        fault = {"code": problem.code, "zh": problem.zh, "en": problem.en, "row": str(problem.row)}
        return fail(scope=scope, now=clock(), batch=batch, fault=fault)
    return finish(scope=scope, now=clock(), batch=batch)


def _apply_chunk(run: Run, chunk: list[SourceRow]) -> None:
    try:
        _apply(run, chunk, in_bulk=True)
    except IntegrityError:
        for one in chunk:  # a rule of the database was met: row by row, so that only the guilty one is refused
            try:
                _apply(run, [one], in_bulk=False)
            except IntegrityError:
                _refuse_one(run, one)


def _apply(run: Run, chunk: list[SourceRow], *, in_bulk: bool) -> None:
    now = run.clock()
    counts = Counter(run.counts)
    with unit_of_work(run.scope, batch=in_bulk) as unit:
        _hold(run)
        applier = _prepare(run, unit, chunk, now)
        for row in chunk:
            result = _one(run, applier, row)
            if result is None:
                continue
            counts[result.outcome.value] += 1
            persist(_line(run, row, result))
        run.batch.next_row, run.batch.counts = chunk[-1].row_no, dict(counts)
        amend(run.batch, "next_row", "counts")
    run.counts = counts


def _hold(run: Run) -> None:
    """Lock the batch and see that nobody else went on with it."""
    standing = locked(ImportBatch.objects.filter(id=run.batch.id)).values_list("next_row", "state").get()
    if standing != (run.batch.next_row, BatchState.RUNNING.value):
        raise BatchBusy


def _prepare(run: Run, unit: Unit, chunk: list[SourceRow], now: datetime) -> Applier:
    guests = KnownGuests()
    people = list(_people(run, chunk))
    guests.read(people)
    bookings = [r.data for r in chunk if isinstance(r.data, ReservationRow)]
    reservations = KnownReservations(run.hotel.id)
    unused = reservations.read(bookings)
    absent = absent_keys(guests, (evidence_of(p) for p in people if not p.placeholder))
    unit.memory["document_known_absent"] = absent["document"]
    unit.memory["member_known_absent"] = absent["member"]
    unit.memory["external_known_absent"] = absent["external"]
    unit.memory["reservation_known_absent"] = unused
    if run.batch.create_codes:
        create_codes(
            scope=run.scope, now=now, hotel_id=run.hotel.id, rows=bookings, book=code_book(run.hotel.id)
        )
    today = business_date(run.hotel, now=now)
    return Applier(run.scope, now, run.hotel, today, guests, reservations)


def _people(run: Run, chunk: list[SourceRow]) -> Iterator[GuestRow]:
    for row in chunk:
        if isinstance(row.data, GuestRow):
            yield row.data if row.data.identity else replace(row.data, identity=run.source.row_id(row.row_no))
        elif isinstance(row.data, ReservationRow):
            yield row.data.guest
            yield from row.data.accompanying


def _one(run: Run, applier: Applier, row: SourceRow) -> Result | None:
    if row.data is None:
        if not row.refused:
            return None
        return Result(Outcome.REFUSED, problems=[problem_json(p) for p in row.problems])
    try:
        with attempt():
            result = applier.apply(row.data, row.row_no, run.source.row_id(row.row_no))
    except DomainError as error:
        return Result(Outcome.REFUSED, problems=[refusal_json(error, row.row_no)])
    result.problems += [problem_json(p) for p in row.warnings]
    return result


def _line(run: Run, row: SourceRow, result: Result) -> ImportLine:
    return ImportLine(
        hotel_id=run.hotel.id,
        batch_id=run.batch.id,
        row_no=row.row_no,
        place=row.place[:160],
        outcome=result.outcome,
        guest_id=result.guest_id,
        reservation_id=result.reservation_id,
        made_guest=result.made_guest,
        made_reservation=result.made_reservation,
        before=result.before,
        problems=result.problems,
    )


def _refuse_one(run: Run, row: SourceRow) -> None:
    problem = {
        "row": row.row_no,
        "column": "",
        "value": "",
        "code": "conflict",
        "zh": "与已有数据冲突,这一行没有写入。请核对编号后重试。",
        "en": "Conflicts with what stands; nothing of this row was written. Check its numbers and try again.",
        "severity": "error",
    }
    counts = Counter(run.counts)
    counts[Outcome.REFUSED.value] += 1
    with unit_of_work(run.scope):
        _hold(run)
        persist(_line(run, row, Result(Outcome.REFUSED, problems=[problem])))
        run.batch.next_row, run.batch.counts = row.row_no, dict(counts)
        amend(run.batch, "next_row", "counts")
    run.counts = counts


def problem_json(problem: RowProblem) -> dict[str, Any]:
    """Return a problem as it is kept; its value is masked already."""
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "code": problem.code,
        "zh": problem.zh,
        "en": problem.en,
        "severity": problem.severity,
    }


def refusal_json(error: DomainError, row_no: int) -> dict[str, Any]:
    """Return a verb's refusal as a problem of the row."""
    return {
        "row": row_no,
        "column": "",
        "value": "",
        "code": error.code,
        "zh": error.text("zh-hans"),
        "en": error.text("en"),
        "severity": "error",
    }

