"""The lines of a batch as people read them, and as a table that a spreadsheet may open safely."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from binzhi.integrations.models import ImportLine
from binzhi.integrations.words import OUTCOMES, UNDONE, fields_said, said
from binzhi.kernel.cells import guarded

HEADS = {
    "zh-hans": ("行", "位置", "结果", "列", "值", "原因与办法"),
    "en": ("row", "place", "result", "column", "value", "reason and what to do"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said about a row. ``value`` is masked where it is sensitive."""

    code: str
    column: str
    value: str
    text: str
    severity: str
    guests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as a page, the terminal or a table shows it."""

    row: int
    place: str
    outcome: str
    said: tuple[Said, ...]
    undone: str = ""
    guest_id: UUID | None = None
    reservation_id: UUID | None = None


def said_of(problems: Iterable[dict[str, Any]], language: str) -> tuple[Said, ...]:
    """Return the problems of a line in one language."""
    found = []
    for one in problems:
        text = one.get("zh" if language.startswith("zh") else "en", "")
        value = str(one.get("value", ""))
        if one.get("code") == "would_change":
            fields = fields_said(value, language)
            text, value = (f"将修改:{fields}" if language.startswith("zh") else f"Would change: {fields}"), ""
        found.append(
            Said(
                str(one.get("code", "")),
                str(one.get("column", "")),
                value,
                text,
                str(one.get("severity", "error")),
                tuple(one.get("guests", ())),
            )
        )
    return tuple(found)


def changes_of(before: dict[str, Any], language: str) -> tuple[Said, ...]:
    """Return which fields a line changed, from the old values it keeps (names only: a value may be personal)."""
    fields = [f for one in before.get("people", ()) for f in one.get("old", ())]
    fields += [f for one in (before.get("booking"), *before.get("bookings", ())) if one for f in one.get("old", ())]
    added = [row[0] for row in before.get("added", ()) if row[0].islower()]
    zh = language.startswith("zh")
    parts: list[str] = []
    if fields:
        shown = fields_said(", ".join(dict.fromkeys(fields)), language)
        parts.append(f"修改:{shown}" if zh else f"Changed: {shown}")
    if added:
        parts.append(f"补充 {len(added)} 项资料" if zh else f"{len(added)} details added")
    if not parts:
        return ()
    return (Said("changed", "", "", (";" if zh else "; ").join(parts), "info"),)


def view_of(line: ImportLine, language: str) -> LineView:
    """Return a kept line for reading."""
    shown = (*said_of(line.problems, language), *changes_of(line.before, language))
    return LineView(line.row_no, line.place, line.outcome, shown, line.undone, line.guest_id, line.reservation_id)


def view_of_report(line: dict[str, Any], language: str) -> LineView:
    """Return a line of a dry run for reading."""
    return LineView(line["row"], line["place"], line["outcome"], said_of(line["problems"], language))


def csv_rows(lines: Iterable[LineView], language: str) -> Iterator[list[str]]:
    """Yield the table: heads first, then one row for each thing said (a line without one has a single row)."""
    heads = HEADS["zh-hans" if language.startswith("zh") else "en"]
    yield list(heads)
    for line in lines:
        result = said(OUTCOMES, line.outcome, language)
        if line.undone:
            result += f" ({said(UNDONE, line.undone, language)})"
        for one in line.said or (Said("", "", "", "", ""),):
            cells = [str(line.row), line.place, result, one.column, one.value, one.text]
            yield [guarded(cell) for cell in cells]


def as_csv(lines: Iterable[LineView], language: str) -> Iterator[str]:
    """Yield the table as CSV text with the mark that makes spreadsheets read it as UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    for row in csv_rows(lines, language):
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
