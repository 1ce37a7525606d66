"""The dry run: what an import would do, row by row, without writing anything of it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from binzhi.integrations.domain.batches import earlier_batches, importing, note_check, rows_taken, source_of
from binzhi.integrations.domain.foresee import Foresight, fields_line
from binzhi.integrations.domain.outcome import Line, Result, problem_json, refusal_json
from binzhi.integrations.domain.run import CHUNK, Progress
from binzhi.integrations.enums import Outcome
from binzhi.integrations.models import ImportBatch
from binzhi.integrations.readers import ImportRefused, Source
from binzhi.integrations.rows import SourceRow
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope
from binzhi.stays.codes import code_book
from binzhi.stays.models import Room

LISTED = 200  # lines kept of each outcome; the counts are whole


@dataclass(slots=True)
class Check:
    """The report of a dry run; the lists are cut at :data:`LISTED`, the counts are whole."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[Line] = field(default_factory=list)
    listed: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    warnings: int = 0
    fault: dict[str, str] = field(default_factory=dict)

    def note(self, row: SourceRow, result: Result) -> None:
        """Count a row, and keep its line when there is something to say about it."""
        outcome = result.outcome.value
        self.rows += 1
        self.counts[outcome] += 1
        self.warnings += len(row.warnings)
        said = list(result.problems)
        if result.before.get("fields"):
            said.append(fields_line(result.before["fields"], row.row_no))
        if said and self.listed[outcome] < LISTED:
            self.listed[outcome] += 1
            self.lines.append({"row": row.row_no, "place": row.place, "outcome": outcome, "problems": said})

    def as_json(self, source: Source, unknown: dict[str, Counter[str]]) -> dict[str, Any]:
        """Return the report as it is kept and shown."""
        return {
            "counts": dict(self.counts),
            "rows": self.rows,
            "warnings": self.warnings,
            "unknown": {kind: dict(codes.most_common(200)) for kind, codes in unknown.items()},
            "unknown_counts": {kind: len(codes) for kind, codes in unknown.items()},
            "lines": self.lines,
            "listed": LISTED,
            "fault": self.fault,
            "detected": detected_json(source),
        }


def detected_json(source: Source) -> dict[str, Any]:
    """Return what was found out about a file, as it is kept and shown."""
    found = source.detected
    return {
        "encoding": found.encoding,
        "delimiter": found.delimiter,
        "sheet": found.sheet,
        "heads": [{"text": h.text, "field": h.field} for h in found.heads],
        "unmapped": list(found.unmapped),
        "dates": dict(found.date_formats),
        "rows": found.row_estimate,
        "problems": [problem_json(p) for p in found.problems],
    }


def check_batch(*, scope: Scope, now: datetime, batch: ImportBatch, progress: Progress | None = None) -> dict[str, Any]:
    """Read the whole file and say what each row would do; writes only the report (and nothing of the rows)."""
    scope = importing(scope, batch)
    report = foresee_rows(batch=batch, source=source_of(batch, now=now), progress=progress)
    note_check(scope=scope, now=now, batch=batch, report=report)
    return report


def foresee_rows(*, batch: ImportBatch, source: Source, progress: Progress | None = None) -> dict[str, Any]:
    """Return the report of a dry run; writes nothing at all. The batch may be one that is not stored."""
    rooms = set(Room.objects.filter(hotel=batch.hotel).values_list("number", flat=True))
    sight = Foresight(batch.hotel_id, code_book(batch.hotel_id), batch.create_codes, rooms, source.columns_read)
    check, earlier = Check(), earlier_batches(batch, source.digest)
    try:
        rows = source.rows()
        while chunk := list(islice(rows, CHUNK)):
            taken = rows_taken(earlier, [row.row_no for row in chunk])
            for row in chunk:
                if row.row_no in taken:
                    check.note(row, Result(Outcome.UNCHANGED))
            _check_chunk(check, sight, source, [row for row in chunk if row.row_no not in taken])
            if progress:
                progress(chunk[-1].row_no, source.detected.row_estimate)
    except ImportRefused as error:
        problem = error.problem
        check.fault = {"code": problem.code, "zh": problem.zh, "en": problem.en, "row": str(problem.row)}
    return {**check.as_json(source, sight.unknown), "approximate": sight.forgot}


def _check_chunk(check: Check, sight: Foresight, source: Source, chunk: list[SourceRow]) -> None:
    rows = [row for row in chunk if row.data is not None]
    sight.read([row.data for row in rows], [source.row_id(row.row_no) for row in rows])
    for row in chunk:
        if row.data is None:
            if row.refused:
                check.note(row, Result(Outcome.REFUSED, problems=[problem_json(p) for p in row.problems]))
            continue
        try:
            result = sight.outcome(row.data, row.row_no, source.row_id(row.row_no))
        except DomainError as error:
            result = Result(Outcome.REFUSED, problems=[refusal_json(error, row.row_no)])
        else:
            result.problems += [problem_json(p) for p in row.warnings]
        check.note(row, result)
