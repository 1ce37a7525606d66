"""Tasks and instructions as a person reads them: text, reason and evidence opened for those who may, in few queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from binzhi.guests.joined import people_of_rows
from binzhi.guests.models import Fact
from binzhi.guests.queries import FactLine, fact_lines
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org.departments import catalogue_departments
from binzhi.org.queries import departments
from binzhi.service.access import sees_all, sees_department
from binzhi.service.enums import OPEN_STATES, InstructionState, SourceOf
from binzhi.service.models import ServiceTask, ShiftInstruction
from binzhi.service.texts import unpacked
from binzhi.vault.domain.sealing import Cell, read_many

Row = ServiceTask | ShiftInstruction
R = TypeVar("R", ServiceTask, ShiftInstruction)


@dataclass(slots=True)
class Line:
    """One task or instruction. ``text`` is empty when the reader may not see it."""

    row: Row
    text: str
    cause: str
    department: Words
    facts: list[FactLine] = field(default_factory=list)
    is_late: bool = False
    is_mine: bool = False

    @property
    def is_open(self) -> bool:
        return self.row.state in (*OPEN_STATES, InstructionState.WAITING)

    @property
    def is_removed(self) -> bool:
        return self.row.removed_at is not None

    @property
    def is_task(self) -> bool:
        return isinstance(self.row, ServiceTask)


def asked_in(row: Row) -> str:
    """Return the department that asked."""
    return row.asked_department if isinstance(row, ServiceTask) else row.left_department


def _text_class(scope: Scope, row: Row) -> str:
    """What has to be done is work of the department and of who asked for it; to all others it is sensitive."""
    mine = row.department in scope.departments or asked_in(row) in scope.departments
    return "C1" if mine or not row.is_sensitive else "C4"


def _sees_cause(scope: Scope, row: Row) -> bool:
    """The reason of a sensitive task is for the department that asked; who only carries it out does not need it."""
    return not row.is_sensitive or sees_all(scope) or asked_in(row) in scope.departments


def _cells(scope: Scope, rows: Sequence[Row]) -> list[Cell]:
    cells = []
    for row in rows:
        table = row._meta.db_table
        if row.text is not None:
            own = _text_class(scope, row)
            cells.append(Cell(table, row.guest_id, row.id, "text", bytes(row.text), own, "task"))
        if row.cause is not None and _sees_cause(scope, row):
            own = "C4" if row.is_sensitive else "C1"
            cells.append(Cell(table, row.guest_id, row.id, "cause", bytes(row.cause), own, "reason of a task"))
    return cells


def _opened(scope: Scope, now: datetime, rows: Sequence[Row]) -> dict[tuple[UUID, str], str]:
    cells = _cells(scope, rows)
    values = read_many(scope=scope, now=now, cells=cells, purpose="tasks")
    return {
        (cell.row_id, cell.column): unpacked(value, scope.language)
        for cell, value in zip(cells, values, strict=True)
        if value is not None
    }


def _evidence(scope: Scope, now: datetime, rows: Sequence[Row]) -> dict[UUID, FactLine]:
    """Return the facts behind some tasks as the reader may see them, with one query."""
    wanted = {
        UUID(e["id"]) for row in rows if _sees_cause(scope, row) for e in row.evidence if e["kind"] == SourceOf.FACT
    }
    if not wanted:
        return {}
    facts = list(Fact.objects.filter(guest_id__in=people_of_rows(rows).ids, id__in=wanted))
    return {line.fact.id: line for line in fact_lines(scope, facts, now=now, purpose="tasks")}


def department_names(hotel_id: UUID) -> dict[str, Words]:
    """Return the words of the departments of a hotel by code."""
    found = dict(catalogue_departments())
    found |= {d.code: Words(d.name_zh, d.name_en) for d in departments(hotel_id)}
    return found


def lines_of(scope: Scope, rows: Sequence[R], *, now: datetime, names: dict[str, Words] | None = None) -> list[Line]:
    """Put tasks or instructions into lines."""
    if not rows:
        return []
    texts = _opened(scope, now, rows)
    facts = _evidence(scope, now, rows)
    names = department_names(rows[0].hotel_id) if names is None else names
    return [
        Line(
            row=row,
            text=Words(row.words["zh"], row.words["en"]).text(scope.language)
            if row.words
            else texts.get((row.id, "text"), ""),
            cause=texts.get((row.id, "cause"), ""),
            department=names.get(row.department, Words(row.department, row.department)),
            facts=[facts[UUID(e["id"])] for e in row.evidence if UUID(e["id"]) in facts],
            is_late=_is_late(row, now),
            is_mine=sees_department(scope, row.department),
        )
        for row in rows
    ]


def _is_late(row: Row, now: datetime) -> bool:
    if isinstance(row, ServiceTask):
        return row.state in OPEN_STATES and row.due_at < now
    return row.state == InstructionState.WAITING and row.begins_at < now
