"""Reads of the room: boards, what waits for me, the shift, the history of services of a guest."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from binzhi.guests.incognito import show_rows_hidden
from binzhi.guests.joined import ids_of, people_of, put_leads
from binzhi.guests.models import Guest
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.service.access import READ, sees_all, visible_instructions, visible_tasks
from binzhi.service.enums import InstructionState, TaskState
from binzhi.service.models import Feedback, OnlineReview, ServiceTask, ShiftInstruction, ShiftNote, Touchpoint
from binzhi.service.shifts import Slot, slot_after, slot_now
from binzhi.stays.models import Room, Spend, Stay

BOARD = 60
CLOSED = (TaskState.DONE, TaskState.NOT_POSSIBLE, TaskState.NOT_NEEDED)


def _mine(scope: Scope, found: QuerySet[Any], department: str) -> QuerySet[Any]:
    if department:
        return found.filter(department=department)
    return found if sees_all(scope) else found.filter(department__in=scope.departments)


def open_tasks(scope: Scope, hotel: Hotel, *, department: str = "", assignee: UUID | None = None) -> QuerySet[Any]:
    """Return the open tasks of a department (or of one's own departments), the most urgent first."""
    found = _mine(scope, visible_tasks(scope).filter(hotel=hotel, open_day__isnull=False), department)
    if assignee is not None:
        found = found.filter(assignee_id=assignee)
    return found.select_related("guest").order_by("due_at", "id")


def signed_tasks(
    scope: Scope, hotel: Hotel, *, since: datetime, until: datetime | None = None, department: str = ""
) -> QuerySet[Any]:
    """Return the tasks signed since a moment, newest first."""
    found = _mine(scope, visible_tasks(scope).filter(hotel=hotel, signed_at__gte=since), department)
    if until is not None:
        found = found.filter(signed_at__lt=until)
    return found.filter(state__in=CLOSED).select_related("guest").order_by("-signed_at", "-id")


@dataclass(slots=True)
class Board:
    """The tasks of a department in three columns; each is cut at sixty, ``more`` says how many were left out."""

    open: list[ServiceTask]
    acknowledged: list[ServiceTask]
    done: list[ServiceTask]
    counts: dict[str, int]
    late: int


def board(scope: Scope, hotel: Hotel, *, now: datetime, department: str = "", assignee: UUID | None = None) -> Board:
    """Return the board of a department: open, acknowledged, signed today (five queries)."""
    standing = open_tasks(scope, hotel, department=department, assignee=assignee)
    counted = standing.order_by().aggregate(
        open=Count("id", filter=Q(state=TaskState.OPEN)),
        acknowledged=Count("id", filter=Q(state=TaskState.ACKNOWLEDGED)),
        late=Count("id", filter=Q(due_at__lt=now)),
    )
    signed = signed_tasks(scope, hotel, since=day_start(hotel, now), department=department)
    if assignee is not None:
        signed = signed.filter(signed_by_id=assignee)
    counted["done"] = signed.count()
    found = Board(
        open=list(standing.filter(state=TaskState.OPEN)[:BOARD]),
        acknowledged=list(standing.filter(state=TaskState.ACKNOWLEDGED)[:BOARD]),
        done=list(signed[:BOARD]),
        counts=counted,
        late=counted["late"],
    )
    show_rows_hidden(found.open, found.acknowledged, found.done)
    return found


def day_start(hotel: Hotel, now: datetime) -> datetime:
    """Return midnight of the day in the hotel's zone."""
    return now.astimezone(ZoneInfo(hotel.timezone)).replace(hour=0, minute=0, second=0, microsecond=0)


def open_by_department(scope: Scope, hotel: Hotel) -> dict[str, int]:
    """Return how many open tasks each department has."""
    found = visible_tasks(scope).filter(hotel=hotel, open_day__isnull=False).order_by()
    return dict(found.values_list("department").annotate(Count("id")))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the reader's departments, for the first page."""

    tasks: int
    late: int
    instructions: int
    overdue: int
    first: list[ServiceTask]


def waiting_for_me(scope: Scope, hotel: Hotel, *, now: datetime, shown: int = 6) -> Waiting | None:
    """Return open tasks and unacknowledged instructions of one's own departments; None without the right."""
    own = scope.departments - {"*"}
    if not scope.may(READ) or not own:
        return None
    standing = visible_tasks(scope).filter(hotel=hotel, open_day__isnull=False, department__in=own)
    tasks = standing.aggregate(n=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    left = visible_instructions(scope).filter(
        hotel=hotel, department__in=own, state=InstructionState.WAITING, begins_at__lte=now + timedelta(hours=12)
    )
    words = left.aggregate(n=Count("id"), late=Count("id", filter=Q(begins_at__lt=now)))
    first = list(standing.select_related("guest").order_by("due_at", "id")[:shown])
    show_rows_hidden(first)
    return Waiting(tasks["n"], tasks["late"], words["n"], words["late"], first)


def instructions_for(scope: Scope, hotel: Hotel, slot: Slot, *, department: str) -> list[ShiftInstruction]:
    """Return what was left for a shift: its own instructions and older ones nobody has carried out."""
    standing = [InstructionState.WAITING, InstructionState.ACKNOWLEDGED]
    older = Q(begins_at__lt=slot.begins_at, begins_at__gte=slot.begins_at - timedelta(days=2), state__in=standing)
    found = visible_instructions(scope).filter(Q(begins_at=slot.begins_at) | older, hotel=hotel)
    found = _mine(scope, found, department)
    rows = list(found.select_related("guest").order_by("begins_at", "room_number", "id")[:200])
    show_rows_hidden(rows)
    return rows


@dataclass(slots=True)
class GuestLog:
    """What happened to one guest in house across shifts."""

    stay: Stay
    tasks: list[ServiceTask] = field(default_factory=list)
    instructions: list[ShiftInstruction] = field(default_factory=list)
    touchpoints: list[Touchpoint] = field(default_factory=list)


@dataclass(slots=True)
class Handover:
    """The handover page of a department for a shift."""

    slot: Slot
    following: Slot
    instructions: list[ShiftInstruction]
    for_next: list[ShiftInstruction]
    open: list[ServiceTask]
    guests: list[GuestLog]
    notes: list[ShiftNote]


def handover(scope: Scope, hotel: Hotel, *, now: datetime, department: str, slot: Slot | None = None) -> Handover:
    """Return what a shift hands over (R-206): instructions, open tasks, the log per guest since yesterday, notes."""
    here = slot or slot_now(hotel, now)
    following = slot_after(hotel, here.begins_at)
    since = here.begins_at - timedelta(hours=24)
    tasks = list(
        _mine(
            scope,
            visible_tasks(scope).filter(hotel=hotel, signed_at__gte=since, signed_at__lt=here.ends_at),
            department,
        )
        .filter(state__in=CLOSED)
        .select_related("guest")
        .order_by("signed_at")[:300]
    )
    standing = list(open_tasks(scope, hotel, department=department)[:200])
    show_rows_hidden(standing)
    done = list(
        _mine(
            scope,
            visible_instructions(scope).filter(hotel=hotel, begins_at__gte=since, begins_at__lt=here.ends_at),
            department,
        )
        .filter(state__in=[InstructionState.DONE, InstructionState.NOT_DONE])
        .select_related("guest")
        .order_by("signed_at")[:300]
    )
    talks = Touchpoint.objects.filter(hotel=hotel, happened_at__gte=since, happened_at__lt=here.ends_at)
    talks = _mine(scope, talks.filter(is_sensitive=False), department)
    talks = talks.select_related("guest").order_by("happened_at")[:300]
    notes = _mine(
        scope,
        ShiftNote.objects.filter(hotel=hotel, day__gte=here.day - timedelta(days=1), day__lte=here.day),
        department,
    )
    return Handover(
        slot=here,
        following=following,
        instructions=instructions_for(scope, hotel, here, department=department),
        for_next=[
            row
            for row in instructions_for(scope, hotel, following, department=department)
            if row.begins_at == following.begins_at
        ],
        open=standing,
        guests=_logs(hotel, tasks, done, list(talks)),
        notes=list(notes.order_by("-written_at")[:20]),
    )


def _logs(
    hotel: Hotel, tasks: list[ServiceTask], instructions: list[ShiftInstruction], talks: list[Touchpoint]
) -> list[GuestLog]:
    people = people_of(row.guest for rows in (tasks, instructions, talks) for row in rows)
    stays = Stay.objects.filter(hotel=hotel, guest_id__in=people.ids, state__in=["in_house", "departed"])
    latest: dict[UUID, GuestLog] = {}
    for stay in stays.select_related("guest", "room").order_by("-arrival"):
        latest.setdefault(people.lead_id(stay.guest_id), GuestLog(stay))
    show_rows_hidden([log.stay for log in latest.values()])
    logs = people.spread(latest)
    for task in tasks:
        if task.guest_id in logs:
            logs[task.guest_id].tasks.append(task)
    for row in instructions:
        if row.guest_id in logs:
            logs[row.guest_id].instructions.append(row)
    for talk in talks:
        if talk.guest_id in logs:
            logs[talk.guest_id].touchpoints.append(talk)
    return sorted(latest.values(), key=lambda g: g.stay.room.number if g.stay.room else "")


@dataclass(slots=True)
class History:
    """Services given and asked for, communications and feedback of one guest, newest first."""

    given: list[ServiceTask]
    needs: list[ServiceTask]
    spend: list[Spend]
    touchpoints: list[Touchpoint]
    feedback: list[Feedback]


def history_of(scope: Scope, whose: Guest | UUID, *, limit: int = 20) -> History:
    """Return the service history of a person in the readable hotels (R-037, R-088, R-094): five queries."""
    ids = ids_of(whose)
    tasks = visible_tasks(scope).filter(guest_id__in=ids)
    talks = Touchpoint.objects.filter(guest_id__in=ids).order_by("-happened_at", "-id")
    return History(
        given=list(tasks.filter(state=TaskState.DONE).exclude(kind="message").order_by("-signed_at", "-id")[:limit]),
        needs=list(tasks.filter(kind="request").order_by("-asked_at", "-id")[:limit]),
        spend=list(Spend.objects.filter(guest_id__in=ids).order_by("-day", "-id")[:limit]),
        touchpoints=list(talks[:limit]),
        feedback=list(Feedback.objects.filter(guest_id__in=ids).order_by("-given_at", "-id")[:limit]),
    )


def talks(
    scope: Scope, hotel: Hotel, *, staff_id: UUID | None = None, department: str = "", since: datetime | None = None
) -> QuerySet[Any]:
    """Return communications and encounters of a hotel, newest first, for looking them through (R-095)."""
    scope.need(READ)
    found: QuerySet[Any] = Touchpoint.objects.filter(hotel=hotel)
    if since is not None:
        found = found.filter(happened_at__gte=since)
    if staff_id is not None:
        found = found.filter(staff_id=staff_id)
    return _mine(scope, found, department).select_related("guest").order_by("-happened_at", "-id")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A stay that may be the one a review speaks of, and why."""

    stay: Stay
    score: int
    reasons: tuple[str, ...]


def suggest_stays(review: OnlineReview, *, limit: int = 5) -> list[Suggestion]:
    """Suggest who may have written a review, from the room or the building it mentions and its date (R-167).

    A room number or a building of the hotel in the text, with a stay that ended within ninety days before publication.
    Nothing is suggested without a room or a building; nothing is linked.
    """
    rooms = list(Room.objects.filter(hotel_id=review.hotel_id))
    numbers = _numbers_in(review.text)
    named = {r.id for r in rooms if r.number in numbers}
    buildings = {r.building for r in rooms if r.building and r.building in review.text}
    in_building = {r.id for r in rooms if r.building in buildings} if buildings else set()
    wanted = named & in_building or named or in_building
    if not wanted:
        return []
    rows = Stay.objects.filter(
        hotel_id=review.hotel_id,
        room_id__in=wanted,
        arrival__lte=review.published_on,
        departure__gte=review.published_on - timedelta(days=90),
        state__in=["in_house", "departed"],
    ).select_related("guest", "room")
    stays = list(rows[:400])
    put_leads(stays)
    found = [_suggestion(review, stay, named, buildings) for stay in stays]
    return sorted(found, key=lambda s: (-s.score, s.stay.departure))[:limit]


def _numbers_in(text: str) -> set[str]:
    """Return the words of digits (and a letter) that may be room numbers."""
    word, found = "", set()
    for sign in f"{text} ":
        if sign.isascii() and sign.isalnum():
            word += sign
        else:
            found.add(word.upper())
            word = ""
    return {w for w in found if any(c.isdigit() for c in w) and 2 <= len(w) <= 12}


def _suggestion(review: OnlineReview, stay: Stay, named: set[UUID], buildings: set[str]) -> Suggestion:
    reasons: list[str] = []
    score = 0
    if stay.room_id in named:
        score, reasons = score + 60, [*reasons, "room"]
    if stay.room and stay.room.building in buildings:
        score, reasons = score + 20, [*reasons, "building"]
    days = (review.published_on - stay.departure).days
    if days <= 14:
        score, reasons = score + 20 - max(0, days), [*reasons, "date"]
    return Suggestion(stay, score, tuple(reasons))


def reviews(scope: Scope, hotel: Hotel, *, linked: bool | None = None) -> QuerySet[Any]:
    """Return the online reviews of a hotel, newest first."""
    scope.need(READ)
    found: QuerySet[Any] = OnlineReview.objects.filter(hotel=hotel)
    if linked is not None:
        found = found.filter(linked_guest__isnull=not linked)
    return found.order_by("-published_on", "-id")
