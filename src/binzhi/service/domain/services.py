"""Verbs on services: one given without being a task first, a follow-up from history, and what leaves after the stay."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.models import Guest
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.service.access import REQUEST, SIGN
from binzhi.service.domain.tasks import COMPLETED, log_task, own_department, request_task
from binzhi.service.enums import OPEN_STATES, SourceOf, TaskKind, TaskState, Urgency
from binzhi.service.models import ServiceTask, ShiftInstruction
from binzhi.service.texts import Evidence, Text
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay

REMOVED = declare_act(
    "remove_after_stay",
    zh="离店后清除{count}项照顾内容（含健康情况）",
    en="Removed what {count} caring acts held after the stay",
)


def log_service(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    text: Text,
    kind: TaskKind = TaskKind.EXTRA_SERVICE,
    department: str = "",
    stay: Stay | None = None,
    room_number: str = "",
    given_at: datetime | None = None,
    why: Text = "",
    evidence: Sequence[Evidence] = (),
    source_kind: SourceOf = SourceOf.NONE,
    source_id: UUID | None = None,
    service: str = "",
    is_charged: bool = False,
    is_proactive: bool = True,
    is_sensitive: bool = False,
    remove_after_stay: bool = False,
) -> ServiceTask:
    """File a service that was given already, signed by the actor (R-037, R-038, R-089): an extra or a caring act.

    ``given_at`` is when (now by default); a moment later than now counts as now. Nothing is charged unless said.
    Refuses what :func:`request_task` refuses.
    """
    scope.need(SIGN)
    moment = min(given_at or now, now)
    with unit_of_work(scope):
        task = request_task(
            scope=scope,
            now=now,
            hotel=hotel,
            guest=guest,
            department=department or own_department(scope) or "customer_service",
            text=text,
            kind=kind,
            stay=stay,
            room_number=room_number,
            urgency=Urgency.NOW,
            due_at=moment,
            why=why,
            evidence=evidence,
            source_kind=source_kind,
            source_id=source_id,
            service=service,
            is_charged=is_charged,
            is_proactive=is_proactive,
            is_sensitive=is_sensitive,
            remove_after_stay=remove_after_stay,
        )
        task.state, task.open_day = TaskState.DONE, None
        task.signed_at, task.signed_by, task.signed_by_id = moment, scope.actor.name, scope.actor.id
        amend(task, "state", "open_day", "signed_at", "signed_by", "signed_by_id")
        log_task(COMPLETED, scope, now, task)
    return task


def remove_after_stays(*, scope: Scope, now: datetime, hotel: Hotel, today: date) -> int:
    """Empty what was to be removed after the stay (R-343, S10, S23); returns how many tasks and instructions.

    That an act of care was given, by whom and when, stays; its wording, reason, evidence and source go. Rows without a
    stay go on the day after they were written. An open task is closed as not needed: the guest has left.
    """
    scope.need(REQUEST)
    scope.need_hotel(hotel.id)
    removed = 0
    with unit_of_work(scope):
        for model in (ServiceTask, ShiftInstruction):
            rows = _leaving(model, hotel, today)
            for row in locked(
                model.objects.filter(id__in=[r.id for r in rows], guest_id__in={r.guest_id for r in rows})
            ):
                _empty(row, now)
                removed += 1
        if removed:
            record(
                REMOVED,
                scope=scope,
                now=now,
                object_type="service_task",
                hotel_id=hotel.id,
                details={"count": removed},
            )
    return removed


def _leaving(
    model: type[ServiceTask] | type[ShiftInstruction], hotel: Hotel, today: date
) -> list[ServiceTask | ShiftInstruction]:
    rows = list(model.objects.filter(hotel=hotel, remove_after_stay=True, removed_at__isnull=True))
    stays = Stay.objects.filter(
        guest_id__in={r.guest_id for r in rows}, id__in={r.stay_id for r in rows if r.stay_id}
    ).exclude(state__in=[StayState.IN_HOUSE, StayState.EXPECTED])
    over = set(stays.values_list("id", flat=True))
    return [r for r in rows if r.stay_id in over or (r.stay_id is None and _written(r) < today)]


def _written(row: ServiceTask | ShiftInstruction) -> date:
    moment = row.asked_at if isinstance(row, ServiceTask) else row.left_at
    return moment.astimezone(ZoneInfo(row.hotel.timezone)).date()


def _empty(row: ServiceTask | ShiftInstruction, now: datetime) -> None:
    row.words, row.text, row.cause, row.evidence, row.reason = {}, None, None, [], ""
    row.source_kind, row.source_id, row.removed_at = SourceOf.NONE, None, now
    fields = ["words", "text", "cause", "evidence", "reason", "source_kind", "source_id", "removed_at"]
    if isinstance(row, ServiceTask) and row.state in OPEN_STATES:
        row.state, row.open_day = TaskState.NOT_NEEDED, None
        row.signed_at, row.signed_by = now, "Binzhi"
        fields += ["state", "open_day", "signed_at", "signed_by"]
    amend(row, *fields)
