"""Communications, feedback and services as a person reads them, opened in one read for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from binzhi.kernel.scope import Scope
from binzhi.service.models import Feedback, Touchpoint
from binzhi.service.texts import unpacked
from binzhi.vault.domain.sealing import Cell, read_many


@dataclass(frozen=True, slots=True)
class TouchLine:
    """A communication with its summary; empty when the reader may not see it."""

    row: Touchpoint
    summary: str


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """A feedback with its words and what came of it."""

    row: Feedback
    text: str
    outcome: str


def touch_lines(scope: Scope, rows: Sequence[Touchpoint], *, now: datetime) -> list[TouchLine]:
    """Put communications into lines; a sensitive summary only for readers of class C4."""
    cells = [
        Cell(
            "service_touchpoint",
            row.guest_id,
            row.id,
            "summary",
            bytes(row.summary),
            "C4" if row.is_sensitive else "C1",
            "communication",
        )
        for row in rows
    ]
    values = read_many(scope=scope, now=now, cells=cells, purpose="communications")
    return [
        TouchLine(row, unpacked(value, scope.language) if value else "")
        for row, value in zip(rows, values, strict=True)
    ]


def feedback_lines(scope: Scope, rows: Sequence[Feedback], *, now: datetime) -> list[FeedbackLine]:
    """Put feedback into lines."""
    cells = [
        Cell("service_feedback", row.guest_id, row.id, column, bytes(sealed), "C1", "feedback")
        for row in rows
        for column, sealed in (("text", row.text), ("outcome", row.outcome))
        if sealed is not None
    ]
    values = read_many(scope=scope, now=now, cells=cells, purpose="feedback")
    found: dict[tuple[UUID, str], str] = {
        (cell.row_id, cell.column): unpacked(value, scope.language)
        for cell, value in zip(cells, values, strict=True)
        if value is not None
    }
    return [FeedbackLine(r, found.get((r.id, "text"), ""), found.get((r.id, "outcome"), "")) for r in rows]
