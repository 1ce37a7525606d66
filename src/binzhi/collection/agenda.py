"""What a team looks at in its meeting: its own raw observations, by guest and item (R-153)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from binzhi.collection.access import MEET
from binzhi.collection.cells import words_cell
from binzhi.collection.enums import ItemKind, ItemState, MeetingState
from binzhi.collection.models import CollectedItem, Meeting, MeetingConclusion, MeetingMember
from binzhi.collection.queries import safe_target, said_value
from binzhi.collection.wordings import words_of_code
from binzhi.guests.items import items
from binzhi.guests.joined import put_leads
from binzhi.guests.models import Guest
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.vault.domain.sealing import read_many

MOST = 400


def visible_meetings(scope: Scope) -> QuerySet[Any]:
    """Return the meetings of the reader's departments, all for the whole house."""
    scope.need(MEET)
    found: QuerySet[Any] = Meeting.objects.all()
    own: QuerySet[Any] = found.filter(department__in=scope.departments)
    return found if "*" in scope.departments else own


def get_meeting(scope: Scope, meeting_id: UUID) -> Meeting:
    """Return a meeting the reader may see, or refuse."""
    row: Meeting | None = visible_meetings(scope).select_related("hotel").filter(id=meeting_id).first()
    if row is None:
        raise NotFound
    return row


def meetings_listed(scope: Scope, *, department: str = "") -> QuerySet[Any]:
    """Return the meetings, planned ones first, then the latest, with how many were there."""
    found = visible_meetings(scope)
    if department:
        found = found.filter(department=department)
    counted: QuerySet[Any] = found.annotate(
        invited=Count("members"), present=Count("members", filter=Q(members__is_present=True))
    ).order_by("-planned_at", "id")
    return counted


@dataclass(slots=True)
class Sight:
    """What was seen of one item of one guest: each observation with its value, day and observer."""

    code: str
    label: Words
    rows: list[CollectedItem] = field(default_factory=list)
    said: list[tuple[CollectedItem, Words]] = field(default_factory=list)
    proposal: str = ""
    target: str = ""

    @property
    def ids(self) -> str:
        """The ids of the observations, for the form."""
        return ",".join(str(row.id) for row in self.rows)


@dataclass(slots=True)
class Subject:
    """A guest on the agenda with what was seen and what was concluded."""

    guest: Guest
    sights: list[Sight] = field(default_factory=list)
    concluded: list[tuple[MeetingConclusion, Words]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many observations."""
        return sum(len(s.rows) for s in self.sights)


def observations_of(meeting: Meeting) -> list[CollectedItem]:
    """Return the team's raw observations since its last meeting, newest last; matters of care are left out."""
    until = meeting.closed_at or meeting.planned_at
    found = CollectedItem.objects.filter(
        hotel_id=meeting.hotel_id,
        department=meeting.department,
        collected_at__gt=meeting.since,
        removes_on__isnull=True,
    ).exclude(kind=ItemKind.MEETING)
    if meeting.state == MeetingState.HELD:
        found = found.filter(collected_at__lte=until)
    found = found.exclude(state__in=[ItemState.REJECTED, ItemState.REMOVED]).select_related("guest")
    return list(found.order_by("-collected_at")[:MOST])


def agenda(scope: Scope, meeting: Meeting, *, now: datetime) -> list[Subject]:
    """Return the agenda: guests with the most observations first, each with what was seen, by item."""
    rows = observations_of(meeting)
    conclusions = list(MeetingConclusion.objects.filter(meeting_id=meeting.id).select_related("guest"))
    put_leads([*rows, *conclusions])
    cells = [c for r in rows if (c := words_cell(r))]
    opened = read_many(scope=scope, now=now, cells=cells, purpose="meeting") if cells else []
    texts = {c.row_id: text or "" for c, text in zip(cells, opened, strict=True)}
    subjects: dict[UUID, Subject] = {}
    for row in reversed(rows):
        subject = subjects.setdefault(row.guest.id, Subject(row.guest))
        sight = next((s for s in subject.sights if s.code == row.item), None)
        if sight is None:
            sight = Sight(row.item, words_of_code(row.item))
            subject.sights.append(sight)
        sight.rows.append(row)
        target = safe_target(row.item)
        value = texts.get(row.id, "") if not row.item else row.value
        sight.said.append((row, said_value(target, value) if value else Words("•••", "•••")))
    for one in conclusions:
        subject = subjects.setdefault(one.guest.id, Subject(one.guest))
        subject.concluded.append((one, words_of_code(one.item)))
    for subject in subjects.values():
        for sight in subject.sights:
            sight.target, sight.proposal = proposal_of(sight.rows)
    return sorted(subjects.values(), key=lambda s: (-s.count, s.guest.name))


def proposal_of(rows: Sequence[CollectedItem]) -> tuple[str, str]:
    """Return the item and value a repeated observation suggests: what the cue leads to, with its commonest value."""
    item = items().get(rows[0].item)
    if item is None:
        return "", ""
    code = item.suggests or (item.code if item.kind != "cue" else "")
    values: dict[str, int] = {}
    for row in rows:
        if row.value:
            values[row.value] = values.get(row.value, 0) + 1
    best = max(values, key=lambda v: values[v]) if values else ""
    target = items().get(code)
    if target is not None and target.value == "choice" and best not in {c for c, _ in target.choices}:
        best = ""
    return code, best


@dataclass(frozen=True, slots=True)
class Contribution:
    """A member's part: observations handed in, conclusions said."""

    member: MeetingMember
    handed_in: int
    concluded: int


def contributions(meeting: Meeting) -> list[Contribution]:
    """Return each member's part: counted now while the meeting is open, as it was when it closed afterwards."""
    members = list(MeetingMember.objects.filter(meeting=meeting).order_by("staff", "id"))
    if meeting.state == MeetingState.HELD:
        return [Contribution(m, m.handed_in, m.concluded) for m in members]
    handed: dict[UUID | None, int] = {}
    for row in observations_of(meeting):
        handed[row.collector_id] = handed.get(row.collector_id, 0) + 1
    said: dict[UUID | None, int] = {}
    for staff_id in MeetingConclusion.objects.filter(meeting_id=meeting.id).values_list("said_by_id", flat=True):
        said[staff_id] = said.get(staff_id, 0) + 1
    return [Contribution(m, handed.get(m.staff_id, 0), said.get(m.staff_id, 0)) for m in members]
