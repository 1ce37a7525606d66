"""Reads of the room: the keepers' queue, one item in full, what waits for whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from binzhi.collection.access import COLLECT, CONSOLIDATE, ENQUIRE, KEEP
from binzhi.collection.access import visible_items as permitted_items
from binzhi.collection.cells import question_cell, value_cell, words_cell
from binzhi.collection.enums import EnquiryState, ItemState
from binzhi.collection.models import CollectedItem, Enquiry
from binzhi.collection.routing import Keeping, keeping_of, may_decide, own_queues, sorts_all
from binzhi.collection.targets import COLUMN, FACT, NOTE, Target, target_of
from binzhi.collection.wordings import words_of_code
from binzhi.guests.enums import Channel, FactStatus, SourceKind, Stage
from binzhi.guests.errors import UnknownItem
from binzhi.guests.joined import People, ids_of, people_of_rows, row_of, show_guest
from binzhi.guests.models import Fact, GuestFlag
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org import policy
from binzhi.vault.domain.sealing import Cell, read_many

OPEN = (ItemState.COLLECTED, ItemState.SORTED)
DONE = (ItemState.STORED, ItemState.UPDATED, ItemState.USED)
TABS = ("mine", "open", "asked", "late", "done", "rejected")


def visible_items(scope: Scope) -> QuerySet[Any]:
    """Return the items the reader may see: own ones, those of own departments and queues, all for the consolidators."""
    scope.need(COLLECT)
    found = permitted_items(scope)
    keeping = keeping_of(scope.hotel_id) if scope.hotel_id else Keeping({}, frozenset())
    if "*" in scope.departments or scope.may(CONSOLIDATE) or sorts_all(scope, keeping):
        return found
    near = Q(collector_id=scope.actor.id)
    if scope.may(KEEP):
        mine = set(scope.departments) | own_queues(scope, keeping)
        near |= Q(department__in=scope.departments) | Q(keeper_department__in=mine)
    near_ones: QuerySet[Any] = found.filter(near)
    return near_ones


def get_item(scope: Scope, guest_id: UUID, collected_id: UUID, *, to: str = COLLECT) -> CollectedItem:
    """Return a visible item, or refuse."""
    scope.need(to)
    found = visible_items(scope).select_related("guest", "hotel")
    row: CollectedItem | None = row_of(found, guest_id, collected_id)
    if row is None:
        raise NotFound
    return row


def _mine(scope: Scope, keeping: Keeping) -> Q:
    """What the reader may decide on now."""
    found = Q(pk__in=[])
    if sorts_all(scope, keeping):
        found |= Q(state=ItemState.COLLECTED)
    elif queues := own_queues(scope, keeping):
        found |= Q(state=ItemState.COLLECTED, keeper_department__in=queues)
    if scope.may(CONSOLIDATE):
        found |= Q(state=ItemState.SORTED)
    return found


def _tab(scope: Scope, keeping: Keeping, tab: str, now: datetime) -> Q:
    return {
        "mine": _mine(scope, keeping) & Q(asked_at__isnull=True),
        "asked": Q(state=ItemState.COLLECTED, asked_at__isnull=False),
        "late": Q(state__in=OPEN, due_at__lt=now),
        "done": Q(state__in=DONE),
        "rejected": Q(state=ItemState.REJECTED),
    }.get(tab, Q(state__in=OPEN))


def queue_items(
    scope: Scope,
    *,
    now: datetime,
    tab: str = "mine",
    department: str = "",
    kind: str = "",
    guest_id: UUID | None = None,
) -> QuerySet[Any]:
    """Return the items of a tab of the queue, the most urgent first; finished ones newest first."""
    if scope.hotel_id is None:
        nothing: QuerySet[Any] = CollectedItem.objects.none()
        return nothing
    found = visible_items(scope).filter(_tab(scope, keeping_of(scope.hotel_id), tab, now))
    if department:
        found = found.filter(department=department)
    if kind:
        found = found.filter(kind=kind)
    if guest_id is not None:
        found = found.filter(guest_id__in=ids_of(guest_id))
    found = found.select_related("guest", "hotel")
    if tab in {"done", "rejected"}:
        return found.order_by("-moved_at", "id")
    return found.order_by(F("due_at").asc(nulls_last=True), "collected_at", "id")


def tab_counts(scope: Scope, *, now: datetime) -> dict[str, int]:
    """Return how many items each open tab holds, with one query (after who keeps what)."""
    if scope.hotel_id is None:
        return {}
    keeping = keeping_of(scope.hotel_id)
    counts: dict[str, int] = (
        visible_items(scope)
        .filter(Q(state__in=OPEN))
        .aggregate(
            **{tab: Count("id", filter=_tab(scope, keeping, tab, now)) for tab in ("mine", "open", "asked", "late")}
        )
    )
    return counts


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: items to decide on, of them late, questions to answer, enquiries."""

    mine: int = 0
    late: int = 0
    questions: int = 0
    enquiries: int = 0

    @property
    def total(self) -> int:
        """How many things in all."""
        return self.mine + self.questions + self.enquiries


def waiting_for(scope: Scope, *, now: datetime) -> Waiting:
    """Return what waits for the reader, for the home page and the badge; a few indexed counts."""
    if not scope.may(COLLECT) or scope.hotel_id is None:
        return Waiting()
    mine = late = enquiries = 0
    open_rows = CollectedItem.objects.filter(state__in=OPEN)
    if scope.may(KEEP):
        decide = _mine(scope, keeping_of(scope.hotel_id)) & Q(asked_at__isnull=True)
        counts = open_rows.aggregate(
            mine=Count("id", filter=decide), late=Count("id", filter=decide & Q(due_at__lt=now))
        )
        mine, late = counts["mine"], counts["late"]
    questions = open_rows.filter(collector_id=scope.actor.id, asked_at__isnull=False).count()
    if scope.may(ENQUIRE):
        own = Q(assignee_id=scope.actor.id) | Q(assignee_id__isnull=True)
        enquiries = Enquiry.objects.filter(own, open_on__isnull=False, state=EnquiryState.OPEN).count()
    return Waiting(mine, late, questions, enquiries)


@dataclass(slots=True)
class Line:
    """An item as shown: what it says, what it would become, what stands against it, who decides."""

    row: CollectedItem
    label: Words
    target: Target
    words: str = ""
    value: Words | None = None
    question: str = ""
    is_hidden: bool = False
    standing: list[Words] = field(default_factory=list)
    agrees: bool = False
    similar: int = 0
    may_decide: bool = False
    keepers: list[str] = field(default_factory=list)
    is_late: bool = False
    flags: list[GuestFlag] = field(default_factory=list)

    @property
    def becomes(self) -> str:
        """What it would become: fact, field, contact or note."""
        return self.target.kind

    @property
    def conflicts(self) -> bool:
        """Tell whether another value stands of an item that has one value only."""
        return bool(self.standing) and not self.agrees

    @property
    def channel_label(self) -> str:
        """The words of the channel."""
        return str(Channel(self.row.channel).label) if self.row.channel in Channel.values else ""

    @property
    def stage_label(self) -> str:
        """The words of the stage."""
        return str(Stage(self.row.stage).label) if self.row.stage in Stage.values else ""

    @property
    def source_label(self) -> str:
        """The words of the kind of source."""
        return str(SourceKind(self.row.source_kind).label)


def said_value(target: Target, value: str) -> Words:
    """Return the wording of a value: choices by their words, yes in words, numbers with their unit."""
    item = target.item
    if item is not None:
        if item.value == "choice":
            return dict(item.choices).get(value, Words(value, value))
        if item.value == "yes":
            return Words("是", "yes")
        if item.value == "number":
            return Words(f"{value} {item.unit}".strip(), value)
    if target.field is not None:
        return dict(target.field.choices).get(value, Words(value, value))
    return Words(value, value)


def safe_target(code: str) -> Target:
    """Return what a code leads to; one no catalogue knows any more leads to a note."""
    try:
        return target_of(code)
    except UnknownItem:
        return Target(NOTE, code)


def lines_of(scope: Scope, rows: Sequence[CollectedItem], *, now: datetime, open_values: bool = False) -> list[Line]:
    """Put items into lines with a fixed number of queries; ``open_values`` also opens sealed values (it is logged)."""
    if not rows:
        return []
    keeping = keeping_of(rows[0].hotel_id)
    texts = _opened(scope, now, [c for r in rows if (c := words_cell(r))])
    questions = _opened(scope, now, [c for r in rows if (c := question_cell(r))])
    values = _opened(scope, now, [c for r in rows if (c := value_cell(r))]) if open_values else {}
    people = people_of_rows(rows)
    for row in rows:
        if "guest" in row._state.fields_cache and row.guest_id in people.leads:
            show_guest(row, people.lead(row.guest_id))
    facts, similar = _facts_of(rows, people), _similar(rows, people)
    lines = []
    for row in rows:
        target = safe_target(row.item)
        readable = policy.decide(scope, "read", field_class=target.field_class)
        value = values.get(row.id) if row.sealed is not None else (row.value if readable else None)
        line = Line(row, words_of_code(row.item), target, words=texts.get(row.id) or "")
        line.question = questions.get(row.id) or ""
        if row.item:
            line.value = said_value(target, value) if value else None
            line.is_hidden = value is None
        _put_standing(line, facts, readable=readable)
        line.similar = max(0, similar.get((row.guest_id, row.item), 0) - 1) if row.item else 0
        line.may_decide = may_decide(scope, row, keeping)
        line.keepers = keeping.people(row.keeper_department) if row.state == ItemState.COLLECTED else []
        line.is_late = row.state in OPEN and row.due_at is not None and row.due_at < now
        lines.append(line)
    return lines


def _opened(scope: Scope, now: datetime, cells: list[Cell]) -> dict[UUID, str | None]:
    if not cells:
        return {}
    values = read_many(scope=scope, now=now, cells=cells, purpose="queue")
    return {cell.row_id: value for cell, value in zip(cells, values, strict=True)}


def _facts_of(rows: Iterable[CollectedItem], people: People) -> dict[tuple[UUID, str], list[Fact]]:
    """Return the standing facts of the same persons and items, with one query."""
    wanted = {r.item for r in rows if r.item}
    found: dict[tuple[UUID, str], list[Fact]] = {}
    if not wanted:
        return found
    facts = Fact.objects.filter(guest_id__in=people.ids, item__in=wanted, status=FactStatus.ACCEPTED)
    for fact in facts.order_by("-last_confirmed_at"):
        for profile_id in people.profiles_of(fact.guest_id):
            found.setdefault((profile_id, fact.item), []).append(fact)
    return found


def _similar(rows: Iterable[CollectedItem], people: People) -> dict[tuple[UUID, str], int]:
    """Return how often the same was handed in about the same person, with one query."""
    wanted = {r.item for r in rows if r.item}
    if not wanted:
        return {}
    counted = CollectedItem.objects.filter(guest_id__in=people.ids, item__in=wanted)
    counted = counted.exclude(state__in=[ItemState.REJECTED, ItemState.REMOVED])
    found: dict[tuple[UUID, str], int] = {}
    for guest_id, item, n in counted.values_list("guest_id", "item").annotate(n=Count("id")):
        for profile_id in people.profiles_of(guest_id):
            found[profile_id, item] = found.get((profile_id, item), 0) + n
    return found


def _put_standing(line: Line, facts: dict[tuple[UUID, str], list[Fact]], *, readable: bool) -> None:
    """What stands already of an item with one value; several values of an item of many do not conflict."""
    row, target = line.row, line.target
    if row.state not in OPEN or not readable:
        return
    if target.kind == FACT and target.item is not None:
        standing = facts.get((row.guest_id, row.item), [])
        line.agrees = any(f.sealed is None and f.value == row.value for f in standing) or target.item.many
        line.standing = [said_value(target, f.value) if f.sealed is None else Words("•••", "•••") for f in standing]
        if target.item.many and not any(f.value == row.value for f in standing):
            line.standing = []
    elif target.kind == COLUMN:
        value = str(getattr(row.guest, target.name) or "")
        line.standing = [said_value(target, value)] if value and value != "unspecified" else []
        line.agrees = value == row.value
