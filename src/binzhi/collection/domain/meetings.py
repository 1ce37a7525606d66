"""Verbs of the customer-information analysis meeting of a work team (R-153, R-154)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.collection.access import MEET
from binzhi.collection.domain.notices import Notice, hand_in, step
from binzhi.collection.enums import ItemKind, ItemState, MeetingState
from binzhi.collection.errors import MeetingClosed, NoPresence, TooLate, WordsNeeded
from binzhi.collection.models import CollectedItem, Meeting, MeetingConclusion, MeetingMember
from binzhi.collection.parameters import MEETING_HOURS, number_of
from binzhi.collection.wordings import ITEM
from binzhi.guests.domain.facts import record_fact
from binzhi.guests.enums import Channel, SourceKind
from binzhi.guests.models import Guest
from binzhi.kernel.errors import BadInput, NotAllowed, NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Actor, Scope
from binzhi.org.models import Department, Hotel
from binzhi.org.queries import staff_of

PLANNED = declare_act(
    "plan_meeting", zh="安排信息分析会（{department}）", en="Planned an analysis meeting ({department})", said=ITEM
)
CALLED_OFF = declare_act(
    "call_off_meeting",
    zh="取消信息分析会（{department}）",
    en="Called the analysis meeting off ({department})",
    said=ITEM,
)
ATTENDED = declare_act("note_attendance", zh="登记到会：{count}人", en="Noted the attendance: {count} people")
CONCLUDED = declare_act(
    "conclude_in_meeting", zh="分析会结论：“{item}”", en='Concluded in the meeting: "{item}"', said=ITEM
)
CLOSED = declare_act(
    "close_meeting", zh="信息分析会结束（{department}）", en="Closed the analysis meeting ({department})", said=ITEM
)
FIRST_LOOK = timedelta(days=30)


def _need(scope: Scope, department: str) -> None:
    scope.need(MEET)
    if "*" not in scope.departments and department not in scope.departments:
        raise NotAllowed(permission=f"{MEET}:{department}")


def _log(name: str, scope: Scope, now: datetime, row: Meeting, **more: object) -> None:
    record(
        name, scope=scope, now=now, object_type="meeting", object_id=row.id, hotel_id=row.hotel_id,
        details={"department": row.department, **more},
    )  # fmt: skip


def plan_meeting(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    department: str,
    planned_at: datetime,
    team: str = "",
    subject: str = "",
    place: str = "",
) -> Meeting:
    """Schedule a meeting of a work team (班组); everybody of the department is invited.

    The agenda begins where the team's last meeting ended, at the first one a month back. Subject and place name no
    guest. Refuses another department's team and a moment more than a year ahead.
    """
    _need(scope, department)
    scope.need_hotel(hotel.id)
    if not Department.objects.filter(hotel=hotel, code=department).exists():
        raise NotFound
    if planned_at > now + timedelta(days=366):
        raise BadInput(field="planned_at", zh="时间太远。", en="That is too far ahead.")
    with unit_of_work(scope):
        rows = Meeting.objects.filter(hotel=hotel, department=department, team=team.strip(), state=MeetingState.HELD)
        last = rows.order_by("-planned_at").first()
        row = persist(
            Meeting(
                hotel=hotel, department=department, team=team.strip()[:60], subject=subject.strip()[:120],
                place=place.strip()[:60], planned_at=planned_at, since=last.planned_at if last else planned_at - FIRST_LOOK,
                chair_id=scope.actor.id, chair=scope.actor.name,
                due_at=planned_at + timedelta(hours=number_of(hotel.id, MEETING_HOURS)),
            )
        )  # fmt: skip
        for person in staff_of(hotel.id, department):
            persist(MeetingMember(hotel=hotel, meeting=row, staff_id=person.id, staff=person.name))
        _log(PLANNED, scope, now, row)
    return row


def _open(scope: Scope, meeting: Meeting) -> Meeting:
    row: Meeting | None = locked(Meeting.objects.filter(id=meeting.id)).first()
    if row is None:
        raise NotFound
    _need(scope, row.department)
    if row.state != MeetingState.PLANNED:
        raise MeetingClosed
    return row


def call_off_meeting(*, scope: Scope, now: datetime, meeting: Meeting) -> Meeting:
    """Call a planned meeting off; its observations come to the next one."""
    with unit_of_work(scope):
        row = _open(scope, meeting)
        row.state, row.closed_at, row.closed_by = MeetingState.CANCELLED, now, scope.actor.name
        amend(row, "state", "closed_at", "closed_by")
        _log(CALLED_OFF, scope, now, row)
    return row


def note_attendance(*, scope: Scope, now: datetime, meeting: Meeting, present: Collection[UUID]) -> Meeting:
    """Note who is there (R-154). Somebody hired since the meeting was planned is added."""
    with unit_of_work(scope):
        row = _open(scope, meeting)
        if row.planned_at - timedelta(hours=12) > now:
            raise TooLate
        members = {m.staff_id: m for m in MeetingMember.objects.filter(meeting=row)}
        for person in staff_of(row.hotel_id, row.department):
            if person.id not in members and person.id in present:
                fresh = MeetingMember(hotel_id=row.hotel_id, meeting=row, staff_id=person.id, staff=person.name)
                members[person.id] = persist(fresh)
        for staff_id, member in members.items():
            member.is_present = staff_id in present
            amend(member, "is_present")
        _log(ATTENDED, scope, now, row, count=sum(m.is_present for m in members.values()))
    return row


def conclude(
    *,
    scope: Scope,
    now: datetime,
    meeting: Meeting,
    guest: Guest,
    item_code: str,
    value: str,
    evidence: Sequence[CollectedItem] = (),
    said_by: UUID | None = None,
) -> MeetingConclusion:
    """Record what the team concluded about a guest as a fact, with the observations behind it (R-153, R-155).

    Refuses a conclusion by somebody who is not noted as present, and observations of another guest. The observations
    that were still waiting are stored with it.
    """
    with unit_of_work(scope):
        row = _open(scope, meeting)
        speaker = MeetingMember.objects.filter(meeting=row, staff_id=said_by or scope.actor.id).first()
        if said_by and (speaker is None or not speaker.is_present):
            raise NoPresence(name=speaker.staff if speaker else "—")
        name = speaker.staff if speaker else scope.actor.name
        if not item_code:
            raise WordsNeeded
        if any(one.guest_id != guest.id for one in evidence):
            raise BadInput(field="evidence", zh="观察记录不属于该宾客。", en="An observation is another guest's.")
        collected = hand_in(
            scope=scope, now=now, hotel=row.hotel, guest=guest, kind=ItemKind.MEETING, department=row.department,
            notice=Notice(item=item_code, value=value, source=SourceKind.OBSERVED, channel=Channel.MEETING, place=row.place),
            reporter=name,
        )  # fmt: skip
        because = [
            {"kind": "observation", "id": str(one.id), "at": one.happened_at.isoformat(timespec="seconds")}
            for one in evidence
        ]
        fact = record_fact(
            scope=scope, now=now, guest=guest, item_code=item_code, value=value, source=SourceKind.OBSERVED,
            department=row.department, place=row.place, channel=Channel.MEETING, evidence=because,
            stage=str(collected.stage), learned_by=Actor("staff", speaker.staff_id, name) if speaker else None,
        )  # fmt: skip
        for one in [collected, *evidence]:
            _store(scope, now, one, fact.id)
        found = persist(
            MeetingConclusion(
                guest=guest, id=uuid7(), hotel_id=row.hotel_id, meeting_id=row.id, item=item_code, fact_id=fact.id,
                collected_id=collected.id, evidence=because, said_by_id=speaker.staff_id if speaker else scope.actor.id,
                said_by=name, concluded_at=now,
            )
        )  # fmt: skip
        record(
            CONCLUDED, scope=scope, now=now, object_type="meeting", object_id=row.id, guest_id=guest.id,
            hotel_id=row.hotel_id, details={"item": item_code, "department": row.department},
        )  # fmt: skip
    return found


def _store(scope: Scope, now: datetime, item: CollectedItem, fact_id: UUID) -> None:
    """The meeting is the team's consolidation: what waited is stored with the fact it became or supports."""
    item.facts = [*item.facts, {"kind": "fact", "id": str(fact_id)}]
    if item.state in {ItemState.COLLECTED, ItemState.SORTED}:
        passed = [ItemState.SORTED, ItemState.STORED] if item.state == ItemState.COLLECTED else [ItemState.STORED]
        item.steps = [*item.steps, *(step(state, scope, now) for state in passed)]
        item.state, item.moved_at, item.moved_by, item.due_at = ItemState.STORED, now, scope.actor.name, None
    amend(item, "facts", "steps", "state", "moved_at", "moved_by", "due_at")


def close_meeting(*, scope: Scope, now: datetime, meeting: Meeting) -> Meeting:
    """Close a meeting: each member's contribution is counted and stands in the minutes from then on (R-154)."""
    with unit_of_work(scope):
        row = _open(scope, meeting)
        if now < row.planned_at - timedelta(hours=12):
            raise TooLate
        handed = CollectedItem.objects.filter(
            hotel_id=row.hotel_id, collected_at__gt=row.since, collected_at__lte=now, department=row.department
        ).exclude(kind=ItemKind.MEETING)
        counts: dict[UUID, int] = {}
        for staff_id in handed.values_list("collector_id", flat=True):
            counts[staff_id] = counts.get(staff_id, 0) + 1
        said: dict[UUID, int] = {}
        for staff_id in MeetingConclusion.objects.filter(meeting_id=row.id).values_list("said_by_id", flat=True):
            said[staff_id] = said.get(staff_id, 0) + 1
        for member in MeetingMember.objects.filter(meeting=row):
            member.handed_in, member.concluded = counts.get(member.staff_id, 0), said.get(member.staff_id, 0)
            amend(member, "handed_in", "concluded")
        row.state, row.closed_at, row.closed_by = MeetingState.HELD, now, scope.actor.name
        amend(row, "state", "closed_at", "closed_by")
        _log(CLOSED, scope, now, row)
    return row
