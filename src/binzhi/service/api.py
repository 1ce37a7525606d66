"""Tasks and shift instructions over the API. Answers to POST hold no text: they may be kept for retries."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import AwareDatetime

from binzhi.guests.access import get_guest
from binzhi.guests.joined import ids_of
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope
from binzhi.org.access import my_hotel
from binzhi.org.models import Hotel, Staff
from binzhi.org.queries import staff_of
from binzhi.service import queries
from binzhi.service.access import READ, REQUEST, SIGN, get_instruction, get_task, visible_tasks
from binzhi.service.domain import instructions as left
from binzhi.service.domain import tasks as verbs
from binzhi.service.enums import Shift, TaskKind, TaskState, Urgency
from binzhi.service.lines import Line, lines_of
from binzhi.service.models import ServiceTask, ShiftInstruction
from binzhi.service.shifts import slot_now, slot_of
from binzhi.stays.access import get_stay
from binzhi.stays.models import Stay
from binzhi.ui.doors import api_door

router = Router(tags=["service"])


class TaskOut(Schema):
    """A task; ``text`` and ``why`` are empty where the role may not see them."""

    id: UUID
    guest_id: UUID
    stay_id: UUID | None
    room: str
    department: str
    kind: str
    text: str
    why: str
    urgency: str
    due_at: AwareDatetime
    state: str
    reason: str
    assignee: str
    asked_by: str
    asked_at: AwareDatetime
    signed_by: str
    signed_at: AwareDatetime | None
    is_sensitive: bool
    is_charged: bool
    version: int


class TaskList(Schema):
    """Tasks, the most urgent first; ``more`` tells that there are others."""

    items: list[TaskOut]
    more: bool


class Made(Schema):
    """What was made or changed."""

    id: UUID
    guest_id: UUID
    state: str
    version: int


class TaskIn(Schema):
    """A task to ask for."""

    guest_id: UUID
    stay_id: UUID | None = None
    department: str = Field(max_length=32, examples=["housekeeping"])
    text: str = Field(max_length=1000, examples=["加一条毯子"])
    kind: TaskKind = TaskKind.REQUEST
    urgency: Urgency = Urgency.TODAY
    due_at: AwareDatetime | None = None
    why: str = Field("", max_length=1000)
    is_charged: bool = False
    is_sensitive: bool = False
    remove_after_stay: bool = False


class StepIn(Schema):
    """What becomes of a task; not possible and not needed are said with a reason."""

    state: TaskState
    reason: str = Field("", max_length=300)
    version: int | None = Field(None, ge=1, le=2_000_000_000)


class HandOnIn(Schema):
    """Another department, a colleague, or both."""

    department: str = Field("", max_length=32)
    staff_id: UUID | None = None


class InstructionOut(Schema):
    """Word left for a shift."""

    id: UUID
    guest_id: UUID
    room: str
    department: str
    day: date
    shift: str
    text: str
    state: str
    left_by: str
    acknowledged_by: str
    signed_by: str
    is_overdue: bool


class InstructionIn(Schema):
    """Word to leave for a shift; without ``shift`` for the next one."""

    guest_id: UUID
    stay_id: UUID | None = None
    department: str = Field(max_length=32)
    text: str = Field(max_length=1000)
    shift: Shift | None = None
    day: date | None = None
    why: str = Field("", max_length=1000)
    is_sensitive: bool = False
    remove_after_stay: bool = False


class InstructionStepIn(Schema):
    """What becomes of an instruction."""

    state: Literal["acknowledged", "done", "not_done"]
    reason: str = Field("", max_length=300)


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.auth  # type: ignore[attr-defined]  # set by the API's TokenAuth
    return scope


def _now(request: HttpRequest) -> Any:
    return request.now  # type: ignore[attr-defined]  # set by the scope middleware


def task_json(line: Line) -> dict[str, Any]:
    """Return a task as the API shows it."""
    row: Any = line.row
    plain = {
        name: getattr(row, name)
        for name in (
            *("id", "guest_id", "stay_id", "department", "kind", "urgency", "due_at", "state", "reason", "assignee"),
            *("asked_by", "asked_at", "signed_by", "signed_at", "is_sensitive", "is_charged", "version"),
        )
    }
    return {**plain, "room": row.room_number, "text": line.text, "why": line.cause}


def _made(row: ServiceTask | ShiftInstruction) -> dict[str, Any]:
    return {"id": row.id, "guest_id": row.guest_id, "state": row.state, "version": row.version}


def _stay(scope: Scope, guest_id: UUID, stay_id: UUID | None) -> Stay | None:
    return get_stay(scope, guest_id, stay_id) if stay_id else None


@router.get("/tasks", response=TaskList, summary="Tasks of a department or about a guest")
@api_door(READ)
def tasks(
    request: HttpRequest,
    department: Annotated[str, Query(max_length=32)] = "",
    guest_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Any:
    """Return the open tasks of a department (one's own without it), or all tasks about a guest, newest first."""
    scope = _scope(request)
    if guest_id is not None:
        found = visible_tasks(scope).filter(guest_id__in=ids_of(guest_id)).order_by("-asked_at", "-id")
    else:
        found = queries.open_tasks(scope, my_hotel(scope), department=department)
    rows: list[ServiceTask] = list(found[: limit + 1])
    lines = lines_of(scope, rows[:limit], now=_now(request))
    return {"items": [task_json(line) for line in lines], "more": len(rows) > limit}


@router.post("/tasks", response={201: Made}, summary="Ask a department for something")
@api_door(REQUEST)
def ask(request: HttpRequest, body: TaskIn) -> Any:
    """Ask a department to do something for a guest; the department sees it at once."""
    scope = _scope(request)
    given = body.dict(exclude={"guest_id", "stay_id"})
    task = verbs.request_task(
        scope=scope,
        now=_now(request),
        hotel=my_hotel(scope),
        guest=get_guest(scope, body.guest_id),
        stay=_stay(scope, body.guest_id, body.stay_id),
        **given,
    )
    return Status(201, _made(task))


@router.get("/tasks/{uuid:guest_id}/{uuid:task_id}", response=TaskOut, summary="Read one task")
@api_door(READ)
def read_task(request: HttpRequest, guest_id: UUID, task_id: UUID) -> Any:
    """Return one task as the token's role may see it."""
    scope = _scope(request)
    return task_json(lines_of(scope, [get_task(scope, guest_id, task_id)], now=_now(request))[0])


@router.post("/tasks/{uuid:guest_id}/{uuid:task_id}/state", response=Made, summary="Acknowledge, sign, refuse, reopen")
@api_door(SIGN)
def step(request: HttpRequest, guest_id: UUID, task_id: UUID, body: StepIn) -> Any:
    """Change the state of a task; the signature is the token's person."""
    scope = _scope(request)
    given: dict[str, Any] = {"scope": scope, "now": _now(request), "task": get_task(scope, guest_id, task_id, to=SIGN)}
    if body.state == TaskState.ACKNOWLEDGED:
        return _made(verbs.acknowledge(**given))
    if body.state == TaskState.OPEN:
        return _made(verbs.reopen(**given))
    given["version"] = body.version
    if body.state == TaskState.DONE:
        return _made(verbs.complete(**given))
    verb = verbs.cannot if body.state == TaskState.NOT_POSSIBLE else verbs.not_needed
    return _made(verb(**given, reason=body.reason))


@router.post("/tasks/{uuid:guest_id}/{uuid:task_id}/hand-on", response=Made, summary="Hand a task on")
@api_door(SIGN)
def hand(request: HttpRequest, guest_id: UUID, task_id: UUID, body: HandOnIn) -> Any:
    """Give a task to a colleague or to another department."""
    scope = _scope(request)
    task = get_task(scope, guest_id, task_id, to=SIGN)
    staff = _colleague(my_hotel(scope), body.staff_id) if body.staff_id else None
    return _made(verbs.hand_on(scope=scope, now=_now(request), task=task, staff=staff, department=body.department))


def _colleague(hotel: Hotel, staff_id: UUID) -> Staff:
    found = next((s for s in staff_of(hotel.id) if s.id == staff_id), None)
    if found is None:
        raise NotFound
    return found


@router.get("/instructions", response=list[InstructionOut], summary="Word left for a shift")
@api_door(READ)
def instructions(
    request: HttpRequest,
    department: Annotated[str, Query(max_length=32)] = "",
    day: date | None = None,
    shift: Shift | None = None,
) -> Any:
    """Return what was left for a shift of a department; the shift that is on by default."""
    scope, now = _scope(request), _now(request)
    hotel = my_hotel(scope)
    slot = slot_of(hotel, now, day, shift) if day and shift else slot_now(hotel, now)
    lines = lines_of(scope, queries.instructions_for(scope, hotel, slot, department=department), now=now)
    return [_instruction(line) for line in lines]


def _instruction(line: Line) -> dict[str, Any]:
    row: Any = line.row
    names = ("id", "guest_id", "department", "day", "shift", "state", "left_by", "acknowledged_by", "signed_by")
    return {
        **{name: getattr(row, name) for name in names},
        "room": row.room_number,
        "text": line.text,
        "is_overdue": line.is_late,
    }


@router.post("/instructions", response={201: Made}, summary="Leave word for a shift")
@api_door(REQUEST)
def leave(request: HttpRequest, body: InstructionIn) -> Any:
    """Leave word about a guest for a shift of a department."""
    scope = _scope(request)
    row = left.leave_instruction(
        scope=scope,
        now=_now(request),
        hotel=my_hotel(scope),
        guest=get_guest(scope, body.guest_id),
        stay=_stay(scope, body.guest_id, body.stay_id),
        **body.dict(exclude={"guest_id", "stay_id"}),
    )
    return Status(201, _made(row))


@router.post("/instructions/{uuid:guest_id}/{uuid:instruction_id}/state", response=Made, summary="Acknowledge, sign")
@api_door(SIGN)
def instruction_step(request: HttpRequest, guest_id: UUID, instruction_id: UUID, body: InstructionStepIn) -> Any:
    """Acknowledge by name, or sign that it was carried out or not."""
    scope = _scope(request)
    row = get_instruction(scope, guest_id, instruction_id, to=SIGN)
    given: dict[str, Any] = {"scope": scope, "now": _now(request), "instruction": row}
    if body.state == "acknowledged":
        return _made(left.acknowledge_instruction(**given))
    if body.state == "done":
        return _made(left.carry_out(**given))
    return _made(left.not_carried_out(**given, reason=body.reason))
