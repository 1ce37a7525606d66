"""Verbs on tasks: ask for one, acknowledge, complete, not possible, not needed, open again, hand on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, current_unit, inside_unit, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.models import Guest
from binzhi.kernel.errors import BadInput, NotFound, Stale
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel, Staff
from binzhi.org.queries import departments
from binzhi.service.access import REQUEST, SIGN, need_department
from binzhi.service.enums import OPEN_STATES, SourceOf, TaskKind, TaskState, Urgency
from binzhi.service.errors import ReasonNeeded, TaskClosed, UnknownDepartment, WrongStay
from binzhi.service.models import ServiceTask
from binzhi.service.texts import Evidence, Text, checked, sealed, wording
from binzhi.service.wordings import TASK
from binzhi.stays.models import Stay

REQUESTED = declare_act("request_task", zh="{department}事项：{kind}", en="For {department}: {kind}", said=TASK)
ACKNOWLEDGED = declare_act(
    "acknowledge_task", zh="{department}知悉事项（{kind}）", en="{department} acknowledged a task ({kind})", said=TASK
)
COMPLETED = declare_act(
    "complete_task", zh="{department}完成事项（{kind}）", en="{department} completed a task ({kind})", said=TASK
)
CANNOT = declare_act(
    "task_not_possible", zh="{department}做不到（{kind}）", en="{department} cannot do a task ({kind})", said=TASK
)
UNNEEDED = declare_act(
    "task_not_needed",
    zh="{department}认为不需要（{kind}）",
    en="{department} says a task is not needed ({kind})",
    said=TASK,
)
REOPENED = declare_act(
    "reopen_task", zh="{department}重新打开事项（{kind}）", en="{department} opened a task again ({kind})", said=TASK
)
HANDED_ON = declare_act("hand_task_on", zh="事项（{kind}）转交{to}", en="Handed a task ({kind}) on to {to}", said=TASK)

TABLE = "service_task"
FAR = timedelta(days=1100)
WITHIN = {Urgency.NOW: timedelta(minutes=15), Urgency.SOON: timedelta(hours=1)}


def request_task(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    department: str,
    text: Text,
    kind: TaskKind = TaskKind.REQUEST,
    stay: Stay | None = None,
    room_number: str = "",
    urgency: Urgency = Urgency.TODAY,
    due_at: datetime | None = None,
    assignee: Staff | None = None,
    why: Text = "",
    evidence: Sequence[Evidence] = (),
    source_kind: SourceOf = SourceOf.NONE,
    source_id: UUID | None = None,
    asked_department: str = "",
    service: str = "",
    is_charged: bool = False,
    is_proactive: bool = False,
    is_sensitive: bool = False,
    remove_after_stay: bool = False,
) -> ServiceTask:
    """Ask a department for something to be done for a guest (R-088, R-202); returns the open task.

    ``text`` is what to do: typed, or ``Words`` of the house. ``why`` is the reason, sealed; of a sensitive task only
    the department that asked and readers of class C4 see it. ``evidence`` names the rows behind it. ``due_at`` is
    fifteen minutes (at once), an hour (soon) or this evening from now unless given. Refuses a department the hotel does
    not have (:class:`UnknownDepartment`), a stay of someone else (:class:`WrongStay`), an empty or too long text, and
    document or card numbers in it.
    """
    scope.need(REQUEST)
    need_place(scope, hotel, guest, department, stay)
    text, why = checked(text, "text"), checked(why, "why", needed=False)
    due = near(due_at, now) if due_at else due_by(hotel, now, urgency)
    with unit_of_work(scope):
        row_id = uuid7()
        words, secret = wording(TABLE, guest.id, row_id, text, sensitive=is_sensitive)
        task = persist(
            ServiceTask(
                id=row_id, department=department, kind=kind, service=service[:32], words=words, text=secret,
                cause=sealed(TABLE, guest.id, row_id, "cause", why), evidence=[e.as_json() for e in evidence],
                source_kind=source_kind, source_id=source_id, urgency=urgency, due_at=due,
                open_day=due.astimezone(ZoneInfo(hotel.timezone)).date(), asked_at=now, asked_by_id=scope.actor.id,
                asked_by=scope.actor.name, asked_department=asked_department or own_department(scope),
                assignee_id=assignee.id if assignee else None, assignee=assignee.name if assignee else "",
                is_charged=is_charged, is_proactive=is_proactive, is_sensitive=is_sensitive,
                remove_after_stay=remove_after_stay, **place_values(hotel, guest, stay, room_number),
            )
        )  # fmt: skip
        log_task(REQUESTED, scope, now, task)
    return task


def need_place(scope: Scope, hotel: Hotel, guest: Guest, department: str, stay: Stay | None) -> None:
    """Refuse another hotel, a department it does not have and a stay of someone else."""
    scope.need_hotel(hotel.id)
    need_known(hotel.id, department)
    if stay is not None and (stay.guest_id != guest.id or stay.hotel_id != hotel.id):
        raise WrongStay


def place_values(hotel: Hotel, guest: Guest, stay: Stay | None, room_number: str) -> dict[str, Any]:
    """Return whose row it is and where: guest, hotel, stay and the room of the stay unless another is named."""
    room = room_number or (stay.room.number if stay and stay.room else "")
    return {"guest": guest, "hotel": hotel, "stay_id": stay.id if stay else None, "room_number": room[:12]}


def near(moment: datetime, now: datetime) -> datetime:
    """Return the moment; refuses one that is years away, which is a slip of the keyboard."""
    if abs(moment - now) > FAR:
        raise BadInput(field="due_at", zh="日期相差太远，请检查。", en="the date is years away.")
    return moment


def due_by(hotel: Hotel, now: datetime, urgency: Urgency) -> datetime:
    """Return when a task of this urgency is due: 15 minutes, an hour, or 20:00 of the day (two hours when later)."""
    if urgency in WITHIN:
        return now + WITHIN[urgency]
    evening = now.astimezone(ZoneInfo(hotel.timezone)).replace(hour=20, minute=0, second=0, microsecond=0)
    return evening if evening > now + timedelta(hours=1) else now + timedelta(hours=2)


def need_known(hotel_id: UUID, department: str) -> None:
    """Refuse a department the hotel does not have; inside a unit its departments are read once."""
    memory = current_unit().memory if inside_unit() else {}
    key = f"departments {hotel_id}"
    if key not in memory:
        memory[key] = {d.code for d in departments(hotel_id)}
    if department not in memory[key]:
        raise UnknownDepartment(department=department)


def own_department(scope: Scope) -> str:
    """Return the department the actor works in, the first by code; empty for the machine."""
    own = sorted(scope.departments - {"*"})
    return own[0] if own else ""


def log_task(name: str, scope: Scope, now: datetime, task: ServiceTask, **details: Any) -> None:
    """Record an act on a task: department and kind, never its text."""
    record(
        name,
        scope=scope,
        now=now,
        object_type="service_task",
        object_id=task.id,
        guest_id=task.guest_id,
        hotel_id=task.hotel_id,
        details={"department": task.department, "kind": str(task.kind), **details},
    )


def _locked(task: ServiceTask, version: int | None) -> ServiceTask:
    row: ServiceTask | None = locked(ServiceTask.objects.filter(guest_id=task.guest_id, id=task.id)).first()
    if row is None:
        raise NotFound
    if version is not None and row.version != version:
        raise Stale
    return row


def _may(scope: Scope, task: ServiceTask) -> None:
    scope.need(SIGN)
    scope.need_hotel(task.hotel_id)
    need_department(scope, task.department)


def acknowledge(*, scope: Scope, now: datetime, task: ServiceTask) -> ServiceTask:
    """Say that the task was read and will be done. Acknowledging twice changes nothing."""
    _may(scope, task)
    with unit_of_work(scope):
        row = _locked(task, None)
        if row.state == TaskState.ACKNOWLEDGED:
            return row
        if row.state != TaskState.OPEN:
            raise TaskClosed(who=row.signed_by, state=TaskState(row.state).label)
        row.state, row.acknowledged_at, row.acknowledged_by = TaskState.ACKNOWLEDGED, now, scope.actor.name
        row.version += 1
        amend(row, "state", "acknowledged_at", "acknowledged_by", "version")
        log_task(ACKNOWLEDGED, scope, now, row)
    return row


def _close(
    scope: Scope, now: datetime, task: ServiceTask, state: TaskState, act: str, reason: str, version: int | None
) -> ServiceTask:
    _may(scope, task)
    with unit_of_work(scope):
        row = _locked(task, version)
        if row.state == state and row.signed_by_id == scope.actor.id:
            return row  # the same tap twice
        if row.state not in OPEN_STATES:
            raise TaskClosed(who=row.signed_by, state=TaskState(row.state).label)
        row.state, row.reason, row.open_day = state, reason, None
        row.signed_at, row.signed_by, row.signed_by_id = now, scope.actor.name, scope.actor.id
        row.version += 1
        amend(row, "state", "reason", "open_day", "signed_at", "signed_by", "signed_by_id", "version")
        log_task(act, scope, now, row)
    return row


def complete(*, scope: Scope, now: datetime, task: ServiceTask, version: int | None = None) -> ServiceTask:
    """Sign the task as done, with time and name. Refuses one somebody else signed (:class:`TaskClosed`)."""
    return _close(scope, now, task, TaskState.DONE, COMPLETED, "", version)


def _reason(text: str) -> str:
    text = str(checked(text, "reason", needed=False))
    if len(text) < 2:
        raise ReasonNeeded
    return text[:300]


def cannot(*, scope: Scope, now: datetime, task: ServiceTask, reason: str, version: int | None = None) -> ServiceTask:
    """Say with a reason that it cannot be done."""
    return _close(scope, now, task, TaskState.NOT_POSSIBLE, CANNOT, _reason(reason), version)


def not_needed(
    *, scope: Scope, now: datetime, task: ServiceTask, reason: str, version: int | None = None
) -> ServiceTask:
    """Say with a reason that it need not be done."""
    return _close(scope, now, task, TaskState.NOT_NEEDED, UNNEEDED, _reason(reason), version)


def reopen(*, scope: Scope, now: datetime, task: ServiceTask) -> ServiceTask:
    """Take a signature back: the task is open again; who had signed stays in the log."""
    _may(scope, task)
    with unit_of_work(scope):
        row = _locked(task, None)
        if row.state in OPEN_STATES:
            return row
        row.state, row.reason = TaskState.OPEN, ""
        row.open_day = row.due_at.astimezone(ZoneInfo(row.hotel.timezone)).date()
        row.signed_at, row.signed_by, row.signed_by_id = None, "", None
        row.version += 1
        amend(row, "state", "reason", "open_day", "signed_at", "signed_by", "signed_by_id", "version")
        log_task(REOPENED, scope, now, row)
    return row


def hand_on(
    *, scope: Scope, now: datetime, task: ServiceTask, staff: Staff | None = None, department: str = ""
) -> ServiceTask:
    """Give an open task to a named colleague, or to another department of the hotel, which then sees it as new."""
    _may(scope, task)
    if department:
        need_known(task.hotel_id, department)
    with unit_of_work(scope):
        row = _locked(task, None)
        if row.state not in OPEN_STATES:
            raise TaskClosed(who=row.signed_by, state=TaskState(row.state).label)
        row.assignee_id, row.assignee = (staff.id, staff.name) if staff else (None, "")
        if department and department != row.department:
            row.department, row.state = department, TaskState.OPEN
            row.acknowledged_at, row.acknowledged_by = None, ""
        row.version += 1
        fields = ("assignee_id", "assignee", "department", "state", "acknowledged_at", "acknowledged_by", "version")
        amend(row, *fields)
        log_task(HANDED_ON, scope, now, row, to=staff.name if staff else department)
    return row
