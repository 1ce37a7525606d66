"""Run a batch: rows in chunks, each chunk with its checkpoint in one transaction, through the verbs of the screen.

A process killed at any point goes on after the last whole chunk; no row is lost and none is applied twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import IntegrityError

from binzhi.audit.domain.bulk import make_row
from binzhi.audit.domain.unit import Unit, amend, attempt, persist, unit_of_work
from binzhi.audit.locks import locked
from binzhi.identity.domain.steady import steady
from binzhi.identity.neighbours import Neighbours
from binzhi.integrations.domain.batches import begin, earlier_batches, fail, finish, importing, rows_taken, source_of
from binzhi.integrations.domain.codes import create_codes, unknown_codes
from binzhi.integrations.domain.joining import join_rows
from binzhi.integrations.domain.known import KnownReservations
from binzhi.integrations.domain.outcome import (
    Result,
    conflict_problem,
    problem_json,
    refusal_json,
    unknown_code_problem,
)
from binzhi.integrations.domain.room_numbers import give_rooms
from binzhi.integrations.domain.rows import Applier, is_plain
from binzhi.integrations.enums import BatchState, Outcome
from binzhi.integrations.errors import BatchBusy, NotUndoable
from binzhi.integrations.models import ImportBatch, ImportLine
from binzhi.integrations.readers import ImportRefused, Source
from binzhi.integrations.recognise import KnownGuests, absent_keys, evidence_of, names_somebody
from binzhi.integrations.rows import GuestRow, ReservationRow, SourceRow
from binzhi.integrations.weigh import profiles_of
from binzhi.kernel.errors import DomainError, Stale
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
    earlier: list[UUID] = field(default_factory=list)
    near: Neighbours = field(default_factory=Neighbours)


def run_batch(*, scope: Scope, clock: Clock, batch: ImportBatch, progress: Progress | None = None) -> ImportBatch:
    """Apply all rows of a batch that are not applied yet; a finished batch is returned unchanged.

    Refuses a batch that was undone, and one whose file is gone. A file that ends in the middle keeps the rows applied
    before the place and leaves the batch stopped with that place.
    """
    scope = importing(scope, batch)
    if batch.state == BatchState.FINISHED:
        return batch
    if batch.state in {BatchState.UNDONE, BatchState.UNDOING}:
        raise NotUndoable(state=BatchState(batch.state).label)
    now = clock()
    source = source_of(batch, now=now)
    begin(scope=scope, now=now, batch=batch)
    earlier = earlier_batches(batch, source.digest)
    run = Run(scope, clock, batch, batch.hotel, source, Counter(batch.counts), earlier)
    try:
        rows = source.rows(after=batch.next_row)
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
    except (IntegrityError, Stale):
        for one in chunk:  # a rule of the database was met: row by row, so that only the guilty one is refused
            try:
                _apply(run, [one], in_bulk=False)
            except IntegrityError:
                _refuse_one(run, one)


@steady
def _apply(run: Run, chunk: list[SourceRow], *, in_bulk: bool) -> None:
    now, counts = run.clock(), Counter(run.counts)
    with unit_of_work(run.scope, batch=in_bulk) as unit:
        batch = _hold(run)
        taken = rows_taken(run.earlier, [row.row_no for row in chunk])
        applier, made = _prepare(run, unit, [row for row in chunk if row.row_no not in taken], now)
        results: list[tuple[SourceRow, Result]] = []
        for row in chunk:
            result = _again(taken[row.row_no]) if row.row_no in taken else _one(run, unit, applier, row)
            if result is not None:
                results.append((row, result))
        give_rooms(applier)
        join_rows(scope=run.scope, now=now, unit=unit, batch_id=run.batch.id, results=results)
        for row, result in results:
            counts[result.outcome.value] += 1
            persist(_line(run, row, result))
        batch.next_row, batch.counts, batch.moved_at = chunk[-1].row_no, dict(counts), now
        batch.made_codes = [*batch.made_codes, *made]
        amend(batch, "next_row", "counts", "moved_at", "made_codes")
    _take_over(run, batch, counts)


def _hold(run: Run) -> ImportBatch:
    """Lock the batch and see that nobody else went on with it; returns it as it stands."""
    standing: ImportBatch = locked(ImportBatch.objects.filter(id=run.batch.id).defer("report", "mapping")).get()
    if (standing.next_row, standing.state) != (run.batch.next_row, BatchState.RUNNING.value):
        raise BatchBusy
    return standing


def _take_over(run: Run, written: ImportBatch, counts: Counter[str]) -> None:
    """Note the checkpoint once it is committed, and not before."""
    run.counts = counts
    for name in ("next_row", "counts", "moved_at", "made_codes"):
        setattr(run.batch, name, getattr(written, name))


def _prepare(run: Run, unit: Unit, chunk: list[SourceRow], now: datetime) -> tuple[Applier, list[tuple[str, str]]]:
    bookings = [r.data for r in chunk if isinstance(r.data, ReservationRow)]
    reservations = KnownReservations(run.hotel.id)
    unit.memory["reservation_known_absent"] = reservations.read(bookings)
    guests = KnownGuests()
    people = [p for p in _people(run, chunk) if names_somebody(p)]
    run.near.read(profiles_of(people))
    guests.read(people, extra={r.guest_id for r in reservations.rows.values()})
    absent = absent_keys(guests, (evidence_of(p) for p in people))
    unit.memory["document_known_absent"] = absent["document"]
    unit.memory["member_known_absent"] = absent["member"]
    unit.memory["external_known_absent"] = absent["external"]
    made: list[tuple[str, str]] = []
    if run.batch.create_codes:
        book = code_book(run.hotel.id)
        made = create_codes(scope=run.scope, now=now, hotel_id=run.hotel.id, rows=bookings, book=book)
    today = business_date(run.hotel, now=now)
    return Applier(run.scope, now, run.hotel, today, guests, reservations, run.near, run.source.columns_read), made


def _people(run: Run, chunk: list[SourceRow]) -> Iterator[GuestRow]:
    for row in chunk:
        if isinstance(row.data, GuestRow):
            yield row.data if row.data.identity else replace(row.data, identity=run.source.row_id(row.row_no))
        elif isinstance(row.data, ReservationRow):
            yield row.data.guest
            yield from row.data.accompanying


def _one(run: Run, unit: Unit, applier: Applier, row: SourceRow) -> Result | None:
    data = row.data
    if data is None:
        if not row.refused:
            return None
        return Result(Outcome.REFUSED, problems=[problem_json(p) for p in row.problems])
    if isinstance(data, ReservationRow):
        unknown = unknown_codes(data, code_book(run.hotel.id))
        if unknown:
            return Result(
                Outcome.REFUSED, problems=[unknown_code_problem(row.row_no, unknown, run.source.columns_read)]
            )
        _write_first(unit, applier, data)
    try:
        with attempt(firm=not is_plain(data, applier.reservations)):
            result = applier.apply(data, row.row_no, run.source.row_id(row.row_no))
    except DomainError as error:
        return Result(Outcome.REFUSED, problems=[refusal_json(error, row.row_no)])
    result.problems += [problem_json(p) for p in row.warnings]
    return result


def _again(line: ImportLine) -> Result:
    return Result(Outcome.UNCHANGED, guest_id=line.guest_id, reservation_id=line.reservation_id)


def _write_first(unit: Unit, applier: Applier, row: ReservationRow) -> None:
    """A booking made by an earlier row of the chunk is written before a later row changes it."""
    unwritten = [r for r in applier.reservations.find_all(row) if r._state.adding]
    if unwritten:
        unit.flush()
        for one in unwritten:
            applier.reservations.refresh(one.id, one.guest_id)


def _line(run: Run, row: SourceRow, result: Result) -> ImportLine:
    return make_row(
        ImportLine,
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
    counts = Counter(run.counts)
    counts[Outcome.REFUSED.value] += 1
    with unit_of_work(run.scope):
        batch = _hold(run)
        persist(_line(run, row, Result(Outcome.REFUSED, problems=[conflict_problem(row.row_no)])))
        batch.next_row, batch.counts, batch.moved_at = row.row_no, dict(counts), run.clock()
        amend(batch, "next_row", "counts", "moved_at")
    _take_over(run, batch, counts)
