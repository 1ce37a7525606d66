"""Verbs on communications and feedback: log a talk, record feedback, turn a requirement into a task, settle it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.joined import row_of
from binzhi.guests.models import Guest
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel, Staff
from binzhi.service.access import REQUEST
from binzhi.service.domain.tasks import need_known, own_department, request_task
from binzhi.service.enums import Channel, Direction, FeedbackKind, SourceOf, TaskKind, TouchKind, Urgency
from binzhi.service.errors import AlreadyMadeTask, WrongStay
from binzhi.service.models import Feedback, ServiceTask, Touchpoint
from binzhi.service.texts import Evidence, Text, checked, sealed
from binzhi.service.wordings import FEEDBACK, TOUCH
from binzhi.stays.models import Stay

TOUCHED = declare_act("log_touchpoint", zh="记录沟通（{channel}）", en="Logged a talk ({channel})", said=TOUCH)
SAID = declare_act("record_feedback", zh="记录{kind}", en="Recorded: {kind}", said=FEEDBACK)
MADE_TASK = declare_act("feedback_to_task", zh="{kind}转为服务事项", en="Made a task of: {kind}", said=FEEDBACK)
SETTLED = declare_act("settle_feedback", zh="{kind}已处理完毕", en="Settled: {kind}", said=FEEDBACK)

OLDEST = timedelta(days=365 * 40)
SCORED = frozenset({FeedbackKind.SATISFACTION, FeedbackKind.REVIEW})
DIMENSIONS = ("room", "service", "food", "cleanliness", "location", "facilities", "value")


def log_touchpoint(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    summary: Text,
    channel: Channel = Channel.FACE,
    direction: Direction = Direction.IN,
    kind: TouchKind = TouchKind.COMMUNICATION,
    happened_at: datetime | None = None,
    staff: Staff | None = None,
    department: str = "",
    stay: Stay | None = None,
    is_sensitive: bool = False,
) -> Touchpoint:
    """Log a communication with the guest, or an encounter of the guest with an employee (R-094, R-095).

    ``staff`` is the employee concerned (the actor by default); the summary is sealed. Refuses a moment later than now,
    an empty summary, and document or card numbers in it.
    """
    scope.need(REQUEST)
    scope.need_hotel(hotel.id)
    summary = checked(summary, "summary")
    _check(hotel, guest, stay, department)
    moment = happened_at or now
    _not_later(moment, now, "happened_at")
    with unit_of_work(scope):
        row_id = uuid7()
        row = persist(
            Touchpoint(
                guest=guest,
                id=row_id,
                hotel=hotel,
                stay_id=stay.id if stay else None,
                kind=kind,
                direction=direction,
                channel=channel,
                department=department or own_department(scope),
                happened_at=moment,
                summary=sealed("service_touchpoint", guest.id, row_id, "summary", summary),
                staff_id=staff.id if staff else scope.actor.id,
                staff=staff.name if staff else scope.actor.name,
                recorded_at=now,
                recorded_by_id=scope.actor.id,
                recorded_by=scope.actor.name,
                is_sensitive=is_sensitive,
            )
        )
        record(
            TOUCHED,
            scope=scope,
            now=now,
            object_type="touchpoint",
            object_id=row.id,
            guest_id=guest.id,
            hotel_id=hotel.id,
            details={"channel": str(channel), "kind": str(kind)},
        )
    return row


def _check(hotel: Hotel, guest: Guest, stay: Stay | None, department: str) -> None:
    if department:
        need_known(hotel.id, department)
    if stay is not None and (stay.guest_id != guest.id or stay.hotel_id != hotel.id):
        raise WrongStay


def _not_later(moment: datetime, now: datetime, field: str) -> None:
    if moment > now:
        raise BadInput(field=field, zh="时间不能晚于现在。", en="it cannot be later than now.")
    if now - moment > OLDEST:
        raise BadInput(field=field, zh="时间太早，请检查。", en="that is too long ago.")


def _score(score: int | None, field: str) -> None:
    if score is not None and not 1 <= score <= 5:
        raise BadInput(field=field, zh="评分为1到5分。", en="a score is 1 to 5.")


def check_scores(scores: Mapping[str, int]) -> dict[str, int]:
    """Return scores by dimension; refuses a dimension nobody knows and a score outside 1 to 5."""
    for name, score in scores.items():
        if name not in DIMENSIONS:
            raise BadInput(field="scores", zh=f"没有评分项“{name}”。", en=f'there is no dimension "{name}".')
        _score(score, "scores")
    return dict(scores)


def record_feedback(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    kind: FeedbackKind,
    text: Text = "",
    score: int | None = None,
    scores: Mapping[str, int] | None = None,
    about_kind: SourceOf = SourceOf.NONE,
    about_id: UUID | None = None,
    department: str = "",
    channel: Channel = Channel.FACE,
    employee: Staff | None = None,
    given_at: datetime | None = None,
    stay: Stay | None = None,
) -> Feedback:
    """Record what a guest says: suggestion, opinion, requirement, review with score, satisfaction, service card.

    R-087, R-090 to R-093, R-165. A satisfaction score names the transaction or service it is about; a service card
    names an employee or a department and passes the praise on as a message. Refuses a score outside 1 to 5, a
    satisfaction or review without a score, and words-only kinds without words.
    """
    scope.need(REQUEST)
    scope.need_hotel(hotel.id)
    text = checked(text, "text", needed=kind not in SCORED)
    _refuse_incomplete(kind, score, about_id, employee, department)
    _check(hotel, guest, stay, department)
    moment = given_at or now
    _not_later(moment, now, "given_at")
    with unit_of_work(scope):
        row_id = uuid7()
        row = persist(
            Feedback(
                guest=guest, id=row_id, hotel=hotel, stay_id=stay.id if stay else None, kind=kind, score=score,
                scores=check_scores(scores or {}), text=sealed("service_feedback", guest.id, row_id, "text", text),
                about_kind=about_kind, about_id=about_id, department=department, channel=channel,
                employee_id=employee.id if employee else None, employee=employee.name if employee else "",
                given_at=moment, recorded_at=now, recorded_by_id=scope.actor.id, recorded_by=scope.actor.name,
            )
        )  # fmt: skip
        _record(SAID, scope, now, row)
        if kind == FeedbackKind.SERVICE_CARD:
            _pass_praise_on(scope, now, row, hotel, guest, employee, stay, text)
    return row


def _refuse_incomplete(
    kind: FeedbackKind, score: int | None, about_id: UUID | None, employee: Staff | None, department: str
) -> None:
    """Refuse a score outside 1 to 5 and a kind without what makes it one."""
    _score(score, "score")
    if kind in SCORED and score is None:
        raise BadInput(field="score", zh="请给出1到5分。", en="give a score of 1 to 5.")
    if kind == FeedbackKind.SATISFACTION and about_id is None:
        raise BadInput(
            field="about", zh="请选择评价的是哪一笔消费或服务。", en="say which transaction or service it is about."
        )
    if kind == FeedbackKind.SERVICE_CARD and employee is None and not department:
        raise BadInput(
            field="employee", zh="请选择被表扬的员工或部门。", en="choose the employee or department praised."
        )


def _record(name: str, scope: Scope, now: datetime, row: Feedback) -> None:
    record(
        name,
        scope=scope,
        now=now,
        object_type="feedback",
        object_id=row.id,
        guest_id=row.guest_id,
        hotel_id=row.hotel_id,
        details={"kind": str(row.kind)},
    )


def _home_of(employee: Staff, hotel: Hotel) -> str:
    post = employee.posts.filter(hotel=hotel).select_related("department").order_by("department__position").first()
    return post.department.code if post else "management"


def _pass_praise_on(
    scope: Scope,
    now: datetime,
    row: Feedback,
    hotel: Hotel,
    guest: Guest,
    employee: Staff | None,
    stay: Stay | None,
    text: Text,
) -> None:
    """Make the praise a message to the employee, or to the department named (R-165)."""
    task = request_task(
        scope=scope,
        now=now,
        hotel=hotel,
        guest=guest,
        department=row.department or (_home_of(employee, hotel) if employee else "management"),
        text=Words("客人填写服务卡表扬，请转达并致谢", "A guest's service card praises you: pass it on with thanks"),
        kind=TaskKind.MESSAGE,
        stay=stay,
        urgency=Urgency.TODAY,
        assignee=employee,
        why=text,
        evidence=[Evidence("feedback", row.id)],
        source_kind=SourceOf.FEEDBACK,
        source_id=row.id,
    )
    row.task_id = task.id
    amend(row, "task_id")


def feedback_to_task(
    *,
    scope: Scope,
    now: datetime,
    feedback: Feedback,
    text: Text,
    department: str,
    urgency: Urgency = Urgency.TODAY,
    due_at: datetime | None = None,
) -> ServiceTask:
    """Turn a requirement (or any feedback) into a task in one step (R-092); refuses doing so twice."""
    scope.need(REQUEST)
    scope.need_hotel(feedback.hotel_id)
    with unit_of_work(scope):
        row = _locked(feedback)
        if row.task_id is not None:
            raise AlreadyMadeTask
        stay = row_of(Stay.objects.select_related("room"), row.guest_id, row.stay_id) if row.stay_id else None
        task = request_task(
            scope=scope,
            now=now,
            hotel=row.hotel,
            guest=row.guest,
            department=department,
            text=text,
            kind=TaskKind.FOLLOW_UP,
            stay=stay if row.stay_id else None,
            urgency=urgency,
            due_at=due_at,
            evidence=[Evidence("feedback", row.id)],
            source_kind=SourceOf.FEEDBACK,
            source_id=row.id,
        )
        row.task_id, row.version = task.id, row.version + 1
        amend(row, "task_id", "version")
        _record(MADE_TASK, scope, now, row)
    return task


def settle_feedback(*, scope: Scope, now: datetime, feedback: Feedback, outcome: Text) -> Feedback:
    """Write down what came of an opinion or requirement (R-108); the outcome is sealed. Writing again replaces it."""
    scope.need(REQUEST)
    scope.need_hotel(feedback.hotel_id)
    outcome = checked(outcome, "outcome")
    with unit_of_work(scope):
        row = _locked(feedback)
        row.outcome = sealed("service_feedback", row.guest_id, row.id, "outcome", outcome)
        row.settled_at, row.settled_by, row.version = now, scope.actor.name, row.version + 1
        amend(row, "outcome", "settled_at", "settled_by", "version")
        _record(SETTLED, scope, now, row)
    return row


def _locked(feedback: Feedback) -> Feedback:
    row: Feedback | None = locked(Feedback.objects.filter(guest_id=feedback.guest_id, id=feedback.id)).first()
    if row is None:
        raise NotFound
    return row
