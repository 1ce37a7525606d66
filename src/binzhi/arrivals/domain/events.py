"""Verbs on changes and unexpected events during a stay (R-239): what happened, what was done, how long it took."""

from datetime import datetime
from uuid import UUID

from binzhi.arrivals.access import SIGN, own_departments
from binzhi.arrivals.enums import EventKind
from binzhi.arrivals.errors import AlreadySigned
from binzhi.arrivals.models import StayEvent
from binzhi.arrivals.wordings import EVENT
from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.joined import row_of
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.stays.models import Stay
from binzhi.vault.domain.sealing import Cell, read_many, seal

HAPPENED = declare_act("log_stay_event", zh="在住期间发生：{kind}", en="Happened during the stay: {kind}", said=EVENT)
CLOSED = declare_act(
    "close_stay_event",
    zh="已处理（{kind}，用时 {minutes} 分钟）",
    en="Dealt with ({kind}, {minutes} minutes)",
    said=EVENT,
)

TABLE = "arrivals_event"
LIMIT = 2000


def _checked(text: str, field: str) -> str:
    text = text.strip()[:LIMIT]
    if not text:
        raise BadInput(field=field, zh="请填写内容。", en="write what happened.")
    refuse_numbers(text)
    return text


def _class_of(kind: str) -> str:
    """An illness is sensitive; anything else is service."""
    return "C4" if kind == EventKind.ILLNESS else "C1"


def log_event(
    *, scope: Scope, now: datetime, stay: Stay, kind: EventKind, text: str, happened_at: datetime | None = None
) -> StayEvent:
    """Log a change of plan, a delay, an illness, a fault; the clock runs from the moment it happened."""
    scope.need(SIGN)
    scope.need_hotel(stay.hotel_id)
    text = _checked(text, "text")
    moment = happened_at or now
    if moment > now:
        raise BadInput(field="happened_at", zh="发生时间不能晚于现在。", en="it cannot happen later than now.")
    with unit_of_work(scope):
        row_id = uuid7()
        own = sorted(own_departments(scope))
        row = persist(
            StayEvent(
                guest_id=stay.guest_id,
                id=row_id,
                hotel_id=stay.hotel_id,
                stay_id=stay.id,
                kind=kind,
                happened_at=moment,
                text=seal(table=TABLE, guest_id=stay.guest_id, row_id=row_id, column="text", plain=text),
                department=own[0] if own else "",
                reported_by=scope.actor.name,
            )
        )
        _record(HAPPENED, scope, now, row, kind=kind.value)
    return row


def _record(name: str, scope: Scope, now: datetime, row: StayEvent, **details: object) -> None:
    record(
        name,
        scope=scope,
        now=now,
        object_type="stay_event",
        object_id=row.id,
        guest_id=row.guest_id,
        hotel_id=row.hotel_id,
        details=details,
    )


def get_event(scope: Scope, guest_id: UUID, event_id: UUID) -> StayEvent:
    """Return an event, or refuse."""
    scope.need(SIGN)
    row: StayEvent | None = row_of(StayEvent.objects, guest_id, event_id)
    if row is None:
        raise NotFound
    return row


def close_event(*, scope: Scope, now: datetime, event: StayEvent, answer: str) -> StayEvent:
    """Write down what was done; the minutes taken are counted from the moment it happened."""
    scope.need(SIGN)
    scope.need_hotel(event.hotel_id)
    answer = _checked(answer, "answer")
    with unit_of_work(scope):
        row: StayEvent = locked(StayEvent.objects.filter(guest_id=event.guest_id, id=event.id)).get()
        if row.closed_at is not None:
            raise AlreadySigned(who=row.closed_by)
        row.answer = seal(table=TABLE, guest_id=row.guest_id, row_id=row.id, column="answer", plain=answer)
        row.closed_at, row.closed_by = now, scope.actor.name
        row.minutes = max(0, int((now - row.happened_at).total_seconds() // 60))
        amend(row, "answer", "closed_at", "closed_by", "minutes")
        _record(CLOSED, scope, now, row, kind=row.kind, minutes=row.minutes)
    return row


def events_of(scope: Scope, stay: Stay, *, now: datetime) -> list[tuple[StayEvent, str | None, str | None]]:
    """Return the events of a stay with their texts; an illness only for readers of class C4."""
    rows = list(StayEvent.objects.filter(guest_id=stay.guest_id, stay_id=stay.id).order_by("-happened_at"))
    cells: list[Cell] = []
    for row in rows:
        own = _class_of(row.kind)
        cells.append(Cell(TABLE, row.guest_id, row.id, "text", bytes(row.text), own, "event"))
        if row.answer is not None:
            cells.append(Cell(TABLE, row.guest_id, row.id, "answer", bytes(row.answer), own, "event"))
    values = read_many(scope=scope, now=now, cells=cells, purpose="events of a stay")
    found = {(c.row_id, c.column): v for c, v in zip(cells, values, strict=True)}
    return [(r, found.get((r.id, "text")), found.get((r.id, "answer"))) for r in rows]
