"""The unit of work: rows, acts and tasks in one transaction or none.

Every verb runs inside :func:`unit_of_work`; a verb called by a verb joins the outer unit. Acts are linked to their
chain when the outermost unit ends, so that the chain head is locked last and briefly. In a *batch* unit the rows given
to :func:`persist` are collected and written in bulk at the end, which makes an import fast without a second road.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction

from binzhi.audit.catalogue import act_type
from binzhi.audit.chain import GENESIS, link_hash
from binzhi.audit.domain.bulk import make_row, write_rows
from binzhi.audit.locks import locked
from binzhi.audit.models import Act, ChainHead
from binzhi.audit.reactions import is_anything_due, reactions_to
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope

M = TypeVar("M", bound=models.Model)
ROUNDS = 8


@dataclass(slots=True)
class Unit:
    """What one transaction collects."""

    scope: Scope
    batch: bool
    acts: list[Act] = field(default_factory=list)
    rows: dict[type[models.Model], list[models.Model]] = field(default_factory=dict)
    before_rows: dict[str, Callable[[], None]] = field(default_factory=dict)
    after_rows: dict[str, Callable[[], None]] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)
    claimed: dict[str, dict[Any, Any]] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    watched: list[models.Model] | None = None
    trying: bool = False

    def claims(self, name: str) -> dict[Any, Any]:
        """Return what the rows of this unit have claimed under a rule (a document number, a date) and for whom."""
        return self.claimed.setdefault(name, {})

    def collected(self, name: str) -> list[Any]:
        """Return a list that belongs to the rows of this unit: what a refused row added to it is taken out again."""
        return self.lists.setdefault(name, [])

    def add(self, row: models.Model) -> None:
        """Write the row now, or collect it in a batch unit."""
        if self.watched is not None:
            self.watched.append(row)
        if self.batch:
            self.rows.setdefault(type(row), []).append(row)
        else:
            self.run_before_rows()
            row.save(force_insert=True)

    def run_before_rows(self) -> None:
        """Run what must be on disk before the rows (new keys of the keystore)."""
        pending, self.before_rows = self.before_rows, {}
        for step in pending.values():
            step()

    def flush(self) -> None:
        """Write the collected rows (parents first, in order of appearance), let rooms react, then link the acts."""
        if self.trying:
            raise RuntimeError("flush inside attempt: a refused row would take the rows before it along")
        self._write_collected()
        self._react()
        self._run_after_rows()
        acts, self.acts = self.acts, []
        _link(acts)

    def _run_after_rows(self) -> None:
        """Run what is made from the rows once they are written (the search entries of guests)."""
        due, self.after_rows = self.after_rows, {}
        for step in due.values():
            step()

    def _write_collected(self) -> None:
        self.run_before_rows()
        rows, self.rows = self.rows, {}
        for model in _parents_first(list(rows)):
            write_rows(model, rows[model])

    def _react(self) -> None:
        """Run what other rooms registered for the acts of this unit, and for the acts of those reactions."""
        heard = 0
        for _round in range(ROUNDS):
            fresh, heard = self.acts[heard:], len(self.acts)
            if not is_anything_due(fresh):
                return
            by_name: dict[str, list[Act]] = {}
            for act in fresh:
                by_name.setdefault(act.name, []).append(act)
            for name, acts in by_name.items():
                for reaction in reactions_to(name):
                    reaction(self.scope, acts)
            self._write_collected()
        raise RuntimeError("reactions that answer each other without end")


def _parents_first(tables: list[type[models.Model]]) -> list[type[models.Model]]:
    """Order tables so that a foreign key never points at a row written later."""
    ordered: list[type[models.Model]] = []

    def visit(table: type[models.Model]) -> None:
        if table in ordered:
            return
        for column in table._meta.get_fields():
            target = column.related_model if isinstance(column, models.ForeignKey) else None
            if isinstance(target, type) and target is not table and target in tables:
                visit(target)
        ordered.append(table)

    for table in tables:
        visit(table)
    return ordered


_unit: ContextVar[Unit | None] = ContextVar("binzhi_unit", default=None)


def _link(acts: list[Act]) -> None:
    chains: dict[UUID, list[Act]] = {}
    for act in acts:
        chains.setdefault(act.chain_id, []).append(act)
    for chain_id in sorted(chains, key=str):
        head = locked(ChainHead.objects.filter(chain_id=chain_id)).first()
        if head is None:
            ChainHead.objects.get_or_create(chain_id=chain_id, defaults={"seq": 0, "hash": GENESIS})
            head = locked(ChainHead.objects.filter(chain_id=chain_id)).get()
        last = bytes(head.hash)
        for act in chains[chain_id]:
            head.seq += 1
            act.seq, act.prev_hash = head.seq, last
            last = act.hash = link_hash(act, last)
        head.hash = last
        write_rows(Act, chains[chain_id])
        head.save(update_fields=["seq", "hash"])


@contextmanager
def unit_of_work(scope: Scope, *, batch: bool = False) -> Iterator[Unit]:
    """Open a transaction for one or more verbs, or join the open one."""
    outer = _unit.get()
    if outer is not None:
        yield outer
        return
    unit = Unit(scope=scope, batch=batch)
    token = _unit.set(unit)
    try:
        with transaction.atomic():
            yield unit
            unit.flush()
    finally:
        _unit.reset(token)


@contextmanager
def attempt(*, firm: bool = True) -> Iterator[None]:
    """Try one row inside the open unit: when the block raises, nothing of it stays, and the unit goes on.

    A block that only collects new rows of a batch unit needs no savepoint and may say ``firm=False``.
    """
    unit = current_unit()
    sizes = {model: len(rows) for model, rows in unit.rows.items()}
    claims = {name: len(rows) for name, rows in unit.claimed.items()}
    lists = {name: len(rows) for name, rows in unit.lists.items()}
    acts = len(unit.acts)
    outer, unit.trying = unit.trying, True
    try:
        if unit.batch and not firm:
            yield
        else:
            with transaction.atomic():
                yield
    except Exception:
        for model, rows in unit.rows.items():
            del rows[sizes.get(model, 0) :]
        for name, taken in unit.claimed.items():
            while len(taken) > claims.get(name, 0):
                taken.popitem()
        for name, listed in unit.lists.items():
            del listed[lists.get(name, 0) :]
        del unit.acts[acts:]
        raise
    finally:
        unit.trying = outer


def current_unit() -> Unit:
    """Return the open unit; writing outside one is a programming error."""
    unit = _unit.get()
    if unit is None:
        raise RuntimeError("a verb wrote outside unit_of_work")
    return unit


def inside_unit() -> bool:
    """Tell whether a unit is open."""
    return _unit.get() is not None


def persist(row: M) -> M:
    """Insert a new row in the open unit."""
    current_unit().add(row)
    return row


def persist_key(row: models.Model, *, taken: Callable[[], DomainError]) -> None:
    """Insert a row of a key table, whose primary key is a rule; a key someone else took meanwhile is the refusal.

    In a batch unit the rule is met when the unit ends, as an IntegrityError of the whole batch.
    """
    unit = current_unit()
    if unit.batch:
        unit.add(row)
        return
    try:
        with transaction.atomic():
            unit.add(row)
    except IntegrityError as error:
        raise taken() from error


def amend(row: M, *fields: str) -> M:
    """Write the named fields of an existing row; a row still collected in this unit is left to the flush."""
    unit = current_unit()
    if row._state.adding:
        return row
    unit.run_before_rows()
    row.save(update_fields=list(fields))
    return row


def record(
    name: str,
    *,
    scope: Scope,
    now: datetime,
    object_type: str,
    object_id: UUID | None = None,
    guest_id: UUID | None = None,
    hotel_id: UUID | None = None,
    purpose: str = "",
    details: dict[str, Any] | None = None,
) -> Act:
    """Record an act in the open unit. ``details`` holds names, codes and dates; never values of sealed fields."""
    kind = act_type(name)
    act = make_row(
        Act,
        chain_id=hotel_id or scope.hotel_id or scope.group_id,
        name=name,
        is_read=kind.is_read,
        at=now,
        actor_kind=scope.actor.kind,
        actor_id=scope.actor.id,
        actor_name=scope.actor.name,
        guest_id=guest_id,
        object_type=object_type,
        object_id=object_id,
        purpose=purpose,
        details=details or {},
        request_id=scope.request_id,
    )
    current_unit().acts.append(act)
    return act
