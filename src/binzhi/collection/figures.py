"""The procedure with who is late, and what each department and employee handed in (R-152)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from binzhi.collection.enums import EnquiryState, ItemKind, ItemState, MeetingState
from binzhi.collection.models import CollectedItem, Enquiry, Meeting
from binzhi.collection.parameters import (
    ANSWER_HOURS,
    ENQUIRY_HOURS,
    MEETING_HOURS,
    SORT_HOURS,
    STORE_HOURS,
)
from binzhi.collection.queries import DONE, OPEN
from binzhi.collection.routing import HOUSE, keeping_of
from binzhi.guests.enums import Channel, SourceKind
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.org.parameters import parameters_of

MOST = 200
AUTOMATIC = (SourceKind.SCANNED.value, SourceKind.IMPORTED.value)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the standard procedure: what, who is responsible, within how many hours."""

    code: str
    words: Words
    responsible: Words
    hours: int
    people: list[str] = field(default_factory=list)
    late: int = 0


def procedure(hotel: Hotel, *, now: datetime) -> list[Step]:
    """Return the standard procedure with responsible persons, deadlines and how much is late."""
    values, keeping = parameters_of(hotel.id), keeping_of(hotel.id)
    late = CollectedItem.objects.filter(hotel=hotel, state__in=OPEN, due_at__lt=now).aggregate(
        sort=Count("id", filter=Q(state=ItemState.COLLECTED, asked_at__isnull=True)),
        answer=Count("id", filter=Q(state=ItemState.COLLECTED, asked_at__isnull=False)),
        store=Count("id", filter=Q(state=ItemState.SORTED)),
    )
    enquiries = Enquiry.objects.filter(hotel=hotel, open_on__isnull=False, due_at__lt=now).count()
    meetings = Meeting.objects.filter(hotel=hotel, state=MeetingState.PLANNED, due_at__lt=now).count()
    keepers = sorted({k.staff for d, people in keeping.designated.items() if d != HOUSE for k in people})
    rows: tuple[tuple[str, tuple[str, str], tuple[str, str], str, list[str], int], ...] = (
        ("answer", ("补充说明", "Answer the keeper"), ("提交人", "the collector"), ANSWER_HOURS, [], late["answer"]),
        ("sort", ("部门整理", "Sort"), ("部门客史专员", "the department's keeper"), SORT_HOURS, keepers, late["sort"]),
        (
            "store",
            ("前厅归档", "Consolidate"),
            ("前厅部", "the front office"),
            STORE_HOURS,
            keeping.people(HOUSE),
            late["store"],
        ),
        ("enquiry", ("客户信息调查", "Enquire"), ("客户信息部", "customer information"), ENQUIRY_HOURS, [], enquiries),
        ("meeting", ("写入会议结论", "Enter conclusions"), ("主持人", "the chair"), MEETING_HOURS, [], meetings),
    )
    return [
        Step(code, Words(*words), Words(*who), int(values[hours]), people, many)
        for code, words, who, hours, people, many in rows
    ]


@dataclass(frozen=True, slots=True)
class Late:
    """A step that is overdue: which, about whom, who is late, since when."""

    step: str
    row: Any
    label: str
    people: list[str]
    department: str
    due_at: datetime


def overdue(hotel: Hotel, *, now: datetime) -> list[Late]:
    """Return what is overdue, the longest first, with the responsible people, with a fixed number of queries."""
    keeping = keeping_of(hotel.id)
    rows = CollectedItem.objects.filter(hotel=hotel, state__in=OPEN, due_at__lt=now).select_related("guest")
    found: list[Late] = []
    for row in rows.order_by("due_at", "id")[:MOST]:
        if row.asked_at is not None and row.state == ItemState.COLLECTED:
            step, people, department = "answer", [row.collector], row.department
        elif row.state == ItemState.COLLECTED:
            step, people, department = "sort", keeping.people(row.keeper_department), row.keeper_department
        else:
            step, people, department = "store", keeping.people(HOUSE), "front_office"
        found.append(Late(step, row, row.item, people, department, row.due_at))
    enquiries = Enquiry.objects.filter(hotel=hotel, open_on__isnull=False, due_at__lt=now, state=EnquiryState.OPEN)
    for one in enquiries.select_related("guest").order_by("due_at", "id")[:MOST]:
        people = [one.assignee] if one.assignee else []
        found.append(Late("enquiry", one, one.item, people, "customer_information", one.due_at))
    for meeting in Meeting.objects.filter(hotel=hotel, state=MeetingState.PLANNED, due_at__lt=now)[:MOST]:
        found.append(Late("meeting", meeting, "", [meeting.chair], meeting.department, meeting.due_at))
    return sorted(found, key=lambda one: one.due_at)


@dataclass(slots=True)
class DepartmentFigures:
    """What a department handed in over a period."""

    department: str
    handed_in: int = 0
    accepted: int = 0
    rejected: int = 0
    late: int = 0
    automatic: int = 0

    @property
    def share(self) -> int:
        """Accepted of what was handed in, in per cent."""
        return round(100 * self.accepted / self.handed_in) if self.handed_in else 0

    @property
    def by_hand(self) -> int:
        """Entered by hand."""
        return self.handed_in - self.automatic


@dataclass(slots=True)
class Report:
    """The figures of a period: per department, per channel, per employee (own first)."""

    departments: list[DepartmentFigures]
    channels: list[tuple[str, int, int]]
    people: list[tuple[str, int, int, bool]]
    total: int


def _period(hotel: Hotel, first: datetime, end: datetime) -> Any:
    rows = CollectedItem.objects.filter(hotel=hotel, collected_at__gte=first, collected_at__lt=end)
    return rows.exclude(kind=ItemKind.MEETING)


def report(scope: Scope, hotel: Hotel, *, first: datetime, end: datetime, now: datetime, whole: bool) -> Report:
    """Return the figures of a period; without ``whole`` only the reader's own count is among the people."""
    rows = _period(hotel, first, end)
    by_department = rows.values("department").annotate(
        handed_in=Count("id"),
        accepted=Count("id", filter=Q(state__in=DONE)),
        rejected=Count("id", filter=Q(state=ItemState.REJECTED)),
        late=Count("id", filter=Q(state__in=OPEN, due_at__lt=now)),
        automatic=Count("id", filter=Q(source_kind__in=AUTOMATIC) | Q(kind=ItemKind.FORM)),
    )
    found = [DepartmentFigures(**row) for row in by_department.order_by("-handed_in", "department")]
    total = sum(one.handed_in for one in found)
    channels = [
        (str(Channel(code).label) if code in Channel.values else "—", n, round(100 * n / total) if total else 0)
        for code, n in rows.values_list("channel").annotate(n=Count("id")).order_by("-n", "channel")
    ]
    return Report(found, channels, people_of(scope, rows, whole=whole), total)


def people_of(scope: Scope, rows: Any, *, whole: bool) -> list[tuple[str, int, int, bool]]:
    """Return name, handed in, accepted and whether it is oneself; oneself first, the others by name, no ranking."""
    if not whole:
        rows = rows.filter(collector_id=scope.actor.id)
    counted = rows.values_list("collector_id", "collector").annotate(
        n=Count("id"), accepted=Count("id", filter=Q(state__in=DONE))
    )
    merged: dict[UUID | None, tuple[str, int, int, bool]] = {}
    for staff_id, name, n, accepted in counted.order_by("collector"):
        before = merged.get(staff_id, (name, 0, 0, False))
        merged[staff_id] = (name, before[1] + n, before[2] + accepted, staff_id == scope.actor.id)
    if scope.actor.id not in merged:
        merged[scope.actor.id] = (scope.actor.name, 0, 0, True)
    return sorted(merged.values(), key=lambda row: (not row[3], row[0]))
