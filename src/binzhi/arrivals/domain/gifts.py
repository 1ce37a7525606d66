"""Verbs of the gift request form (宾客礼品申请表): ask, decide, deliver (R-220)."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from binzhi.arrivals.access import APPROVE_GIFT, REQUEST_GIFT, SIGN, need_department, own_departments
from binzhi.arrivals.domain.day import touch_day
from binzhi.arrivals.domain.items import sign_item
from binzhi.arrivals.enums import UNSIGNED, GiftKind, GiftState, Occasion
from binzhi.arrivals.errors import CostMissing, GiftNotOpen, OwnGift, ReasonMissing
from binzhi.arrivals.models import GiftRequest, PreparationItem
from binzhi.arrivals.wordings import GIFT
from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.enums import FactStatus
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Fact, Guest
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.money import amount
from binzhi.kernel.scope import Scope
from binzhi.org.models import Department, Hotel
from binzhi.stays.models import Stay
from binzhi.vault.domain.sealing import Cell, seal

REQUESTED = declare_act(
    "request_gift", zh="申请礼品 {number}（{kind}）", en="Asked for gift {number} ({kind})", said=GIFT
)
APPROVED = declare_act("approve_gift", zh="批准礼品 {number}", en="Approved gift {number}")
REFUSED = declare_act("refuse_gift", zh="未批准礼品 {number}（{reason}）", en="Refused gift {number} ({reason})")
DELIVERED = declare_act("deliver_gift", zh="送达礼品 {number}，费用 {cost}", en="Delivered gift {number}, cost {cost}")

TABOO_STARTS = ("不送", "不要", "忌", "不吃", "不喝", "不能", "no ", "avoid ")


def _cost(value: object) -> Decimal:
    if value is None or value == "":
        raise CostMissing
    try:
        cost = amount(str(value))
    except ValueError as error:
        raise CostMissing from error
    if not 0 <= cost < 1_000_000:
        raise BadInput(field="cost", zh="费用应在0至999,999之间。", en="the cost should be 0 to 999,999.")
    return cost


def message_cell(row: GiftRequest) -> Cell:
    """Return the sealed cell of the words on the card."""
    return Cell("arrivals_gift", row.guest_id, row.id, "message", bytes(row.message or b""), "C1", "card")


def contradicted_taboos(whose: Guest | UUID, text: str) -> list[str]:
    """Return the taboos a gift seems to contradict (R-021): those whose words stand in the gift."""
    rows = Fact.objects.filter(guest_id__in=ids_of(whose), item="taboo", status=FactStatus.ACCEPTED)
    found = []
    for value in rows.values_list("value", flat=True):
        core = value.lower().strip()
        for start in TABOO_STARTS:
            core = core.removeprefix(start).strip()
        if core and (
            core in text.lower() or any(core[i : i + 2] in text for i in range(len(core) - 1) if not core.isascii())
        ):
            found.append(value)
    return found


def request_gift(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    stay: Stay,
    kind: GiftKind,
    text: str,
    department: str,
    deliver_by: datetime,
    estimated_cost: Decimal | str | None,
    occasion: Occasion = Occasion.WELCOME,
    message: str = "",
    is_surprise: bool = False,
) -> GiftRequest:
    """Issue a gift form to the department that delivers; it waits for approval (R-220, S04).

    Signs the asker's open "issue the gift form" item. Refuses an empty text, a missing cost, an unknown department.
    """
    scope.need(REQUEST_GIFT)
    scope.need_hotel(hotel.id)
    text = text.strip()
    if not text:
        raise BadInput(field="text", zh="请写明礼品。", en="say what the gift is.")
    if not Department.objects.filter(hotel=hotel, code=department, is_active=True).exists():
        raise BadInput(field="department", zh="没有这个部门。", en="there is no such department.")
    refuse_numbers(message)
    cost = _cost(estimated_cost)
    with unit_of_work(scope):
        row_id = uuid7()
        own = sorted(own_departments(scope))
        row = persist(
            GiftRequest(
                guest_id=stay.guest_id,
                id=row_id,
                hotel=hotel,
                number=f"G{stay.arrival:%y%m%d}-{row_id.hex[-4:].upper()}",
                stay_id=stay.id,
                kind=kind,
                occasion=occasion,
                text=text[:200],
                message=_sealed_message(stay, row_id, message),
                department=department,
                requested_department=own[0] if own else "",
                deliver_by=deliver_by,
                estimated_cost=cost,
                currency=hotel.currency,
                is_surprise=is_surprise,
                requested_by=scope.actor.name,
                requested_by_id=scope.actor.id,
                requested_at=now,
            )
        )
        touch_day(hotel_id=hotel.id, day=stay.arrival, now=now)
        _sign_form_items(scope, now, stay)
        _record(REQUESTED, scope, now, row, kind=kind.value)
    return row


def _sealed_message(stay: Stay, row_id: UUID, message: str) -> bytes | None:
    words = message.strip()[:1000]
    if not words:
        return None
    return seal(table="arrivals_gift", guest_id=stay.guest_id, row_id=row_id, column="message", plain=words)


def _sign_form_items(scope: Scope, now: datetime, stay: Stay) -> None:
    if not scope.may(SIGN) or scope.actor.kind != "staff":
        return
    found = PreparationItem.objects.filter(
        guest_id=stay.guest_id, stay_id=stay.id, rule_code="gift_form", state__in=UNSIGNED
    )
    for item in found:
        if "*" in scope.departments or item.department in scope.departments:
            sign_item(scope=scope, now=now, item=item)


def _record(name: str, scope: Scope, now: datetime, row: GiftRequest, **details: str) -> None:
    record(
        name,
        scope=scope,
        now=now,
        object_type="gift",
        object_id=row.id,
        guest_id=row.guest_id,
        hotel_id=row.hotel_id,
        details={"number": row.number, **details},
    )


def _locked(gift: GiftRequest, *states: GiftState) -> GiftRequest:
    row: GiftRequest | None = locked(GiftRequest.objects.filter(guest_id=gift.guest_id, id=gift.id)).first()
    if row is None:
        raise NotFound
    if row.state not in states:
        raise GiftNotOpen(state=GiftState(row.state).label)
    return row


def decide_gift(*, scope: Scope, now: datetime, gift: GiftRequest, approve: bool, reason: str = "") -> GiftRequest:
    """Approve or refuse a form; another person than the one who asked decides (:class:`OwnGift`)."""
    scope.need(APPROVE_GIFT)
    scope.need_hotel(gift.hotel_id)
    reason = reason.strip()[:200]
    if not approve and len(reason) < 2:
        raise ReasonMissing
    if scope.actor.id is not None and scope.actor.id == gift.requested_by_id:
        raise OwnGift
    with unit_of_work(scope):
        row = _locked(gift, GiftState.REQUESTED)
        row.state = GiftState.APPROVED if approve else GiftState.REFUSED
        row.decided_by, row.decided_at, row.decision_reason = scope.actor.name, now, reason
        row.version += 1
        amend(row, "state", "decided_by", "decided_at", "decision_reason", "version")
        if approve:
            _record(APPROVED, scope, now, row)
        else:
            _record(REFUSED, scope, now, row, reason=reason)
    return row


def deliver_gift(
    *, scope: Scope, now: datetime, gift: GiftRequest, actual_cost: Decimal | str | None = None
) -> GiftRequest:
    """Note that an approved gift was delivered, by whom and at what cost; the delivering department does it."""
    scope.need(SIGN)
    scope.need_hotel(gift.hotel_id)
    need_department(scope, gift.department)
    with unit_of_work(scope):
        row = _locked(gift, GiftState.APPROVED)
        row.actual_cost = row.estimated_cost if actual_cost in (None, "") else _cost(actual_cost)
        row.state, row.delivered_by, row.delivered_at = GiftState.DELIVERED, scope.actor.name, now
        row.version += 1
        amend(row, "actual_cost", "state", "delivered_by", "delivered_at", "version")
        _record(DELIVERED, scope, now, row, cost=str(row.actual_cost))
    return row
