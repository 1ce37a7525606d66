"""Verbs on preparation items: acknowledge, sign, not possible, not needed, hand over, record opinions."""

from datetime import datetime
from uuid import UUID

from binzhi.arrivals.access import SIGN, SIGN_BLOCK, need_department
from binzhi.arrivals.domain.day import touch_day
from binzhi.arrivals.enums import UNSIGNED, ItemState, Outcome
from binzhi.arrivals.errors import AlreadySigned, NeedsNamedSign, ReasonMissing
from binzhi.arrivals.models import PreparationItem
from binzhi.arrivals.wordings import ITEM
from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.domain.notes import write_note
from binzhi.guests.enums import NoteKind
from binzhi.guests.models import Guest, GuestNote
from binzhi.kernel.errors import NotFound, Stale
from binzhi.kernel.scope import Scope
from binzhi.org.models import Staff

ACKNOWLEDGED = declare_act(
    "acknowledge_item", zh="{department} 知悉 {rule}", en="{department} acknowledged {rule}", said=ITEM
)
SIGNED = declare_act("sign_item", zh="{department} 签字完成 {rule}", en="{department} signed {rule}", said=ITEM)
IMPOSSIBLE = declare_act(
    "mark_item_impossible", zh="{department} 做不到 {rule}", en="{department} cannot do {rule}", said=ITEM
)
UNNEEDED = declare_act(
    "mark_item_unneeded", zh="{department} 认为不需要 {rule}", en="{department} says {rule} is not needed", said=ITEM
)
REOPENED = declare_act(
    "reopen_item", zh="{department} 重新打开 {rule}", en="{department} opened {rule} again", said=ITEM
)
HANDED = declare_act("hand_item_to", zh="{rule} 交给 {to}", en="Handed {rule} to {to}", said=ITEM)
OUTCOME = declare_act("mark_outcome", zh="{rule}:{outcome}", en="{rule}: {outcome}", said=ITEM)


def _locked(item: PreparationItem, version: int | None) -> PreparationItem:
    row: PreparationItem | None = locked(PreparationItem.objects.filter(guest_id=item.guest_id, id=item.id)).first()
    if row is None:
        raise NotFound
    if version is not None and row.version != version:
        raise Stale
    return row


def _record(name: str, scope: Scope, now: datetime, item: PreparationItem, **details: str) -> None:
    record(
        name,
        scope=scope,
        now=now,
        object_type="preparation_item",
        object_id=item.id,
        guest_id=item.guest_id,
        hotel_id=item.hotel_id,
        details={"department": item.department, "rule": item.rule_code, **details},
    )


def _may_close(scope: Scope, item: PreparationItem) -> None:
    """Refuse other departments' items, and what stops a check-in unless a person in charge signs in their own name."""
    scope.need(SIGN)
    scope.need_hotel(item.hotel_id)
    need_department(scope, item.department)
    if item.needs_named_sign and (scope.actor.kind != "staff" or not scope.may(SIGN_BLOCK)):
        raise NeedsNamedSign


def _close(
    scope: Scope, now: datetime, item: PreparationItem, state: ItemState, act: str, reason: str, version: int | None
) -> PreparationItem:
    _may_close(scope, item)
    with unit_of_work(scope):
        touch_day(hotel_id=item.hotel_id, day=item.for_date, now=now)
        row = _locked(item, version)
        if row.state == state and row.signed_by_id == scope.actor.id:
            return row  # the same tap twice
        if row.state not in UNSIGNED and row.signed_by:
            raise AlreadySigned(who=row.signed_by)
        row.state, row.reason, row.retired = state, reason, False
        row.signed_at, row.signed_by, row.signed_by_id = now, scope.actor.name, scope.actor.id
        row.version += 1
        amend(row, "state", "reason", "retired", "signed_at", "signed_by", "signed_by_id", "version")
        _record(act, scope, now, row)
    return row


def acknowledge_item(*, scope: Scope, now: datetime, item: PreparationItem) -> PreparationItem:
    """Say that the item was read and will be done (R-237). Acknowledging twice changes nothing."""
    scope.need(SIGN)
    scope.need_hotel(item.hotel_id)
    need_department(scope, item.department)
    with unit_of_work(scope):
        touch_day(hotel_id=item.hotel_id, day=item.for_date, now=now)
        row = _locked(item, None)
        if row.state == ItemState.ACKNOWLEDGED:
            return row
        if row.state != ItemState.OPEN:
            raise AlreadySigned(who=row.signed_by or "Binzhi")
        row.state, row.acknowledged_at, row.acknowledged_by = ItemState.ACKNOWLEDGED, now, scope.actor.name
        row.version += 1
        amend(row, "state", "acknowledged_at", "acknowledged_by", "version")
        _record(ACKNOWLEDGED, scope, now, row)
    return row


def sign_item(*, scope: Scope, now: datetime, item: PreparationItem, version: int | None = None) -> PreparationItem:
    """Sign an item as done, with time and name (R-237).

    What stops a check-in is signed by a person holding ``arrivals.sign_block`` (:class:`NeedsNamedSign`). Refuses an
    item somebody else signed (:class:`AlreadySigned`); the same person's second tap changes nothing.
    """
    return _close(scope, now, item, ItemState.DONE, SIGNED, "", version)


def _reason(text: str) -> str:
    text = text.strip()
    if len(text) < 2:
        raise ReasonMissing
    return text[:300]


def mark_impossible(
    *, scope: Scope, now: datetime, item: PreparationItem, reason: str, version: int | None = None
) -> PreparationItem:
    """Say with a reason that it cannot be done (R-237). A stopped check-in stays stopped."""
    return _close(scope, now, item, ItemState.IMPOSSIBLE, IMPOSSIBLE, _reason(reason), version)


def mark_unneeded(
    *, scope: Scope, now: datetime, item: PreparationItem, reason: str, version: int | None = None
) -> PreparationItem:
    """Say with a reason that it need not be done for this stay."""
    return _close(scope, now, item, ItemState.UNNEEDED, UNNEEDED, _reason(reason), version)


def reopen_item(*, scope: Scope, now: datetime, item: PreparationItem) -> PreparationItem:
    """Take a signature back: the item is open again; who had signed stays in the log."""
    _may_close(scope, item)
    with unit_of_work(scope):
        touch_day(hotel_id=item.hotel_id, day=item.for_date, now=now)
        row = _locked(item, None)
        if row.state in UNSIGNED:
            return row
        row.state, row.reason, row.retired = ItemState.OPEN, "", False
        row.signed_at, row.signed_by, row.signed_by_id = None, "", None
        row.version += 1
        amend(row, "state", "reason", "retired", "signed_at", "signed_by", "signed_by_id", "version")
        _record(REOPENED, scope, now, row)
    return row


def hand_item_to(*, scope: Scope, now: datetime, item: PreparationItem, staff: Staff) -> PreparationItem:
    """Give an item to a named colleague (R-229)."""
    scope.need(SIGN)
    scope.need_hotel(item.hotel_id)
    need_department(scope, item.department)
    with unit_of_work(scope):
        touch_day(hotel_id=item.hotel_id, day=item.for_date, now=now)
        row = _locked(item, None)
        row.assignee_id, row.assignee, row.version = staff.id, staff.name, row.version + 1
        amend(row, "assignee_id", "assignee", "version")
        _record(HANDED, scope, now, row, to=staff.name)
    return row


def record_opinion(
    *, scope: Scope, now: datetime, item: PreparationItem, guest: Guest, text: str, kind: NoteKind = NoteKind.OPINION
) -> GuestNote:
    """Write down what the guest said at a sales call or a dining follow-up, and sign the item (R-230, R-235)."""
    _may_close(scope, item)
    with unit_of_work(scope):
        note = write_note(
            scope=scope,
            now=now,
            guest=guest,
            hotel_id=item.hotel_id,
            department=item.department,
            kind=kind,
            text=text,
            stay_id=item.stay_id,
        )
        if item.state in UNSIGNED:
            _close(scope, now, item, ItemState.DONE, SIGNED, "", None)
    return note


def mark_outcome(*, scope: Scope, now: datetime, item: PreparationItem, outcome: Outcome) -> PreparationItem:
    """Say after the stay whether the wish was kept or missed."""
    scope.need(SIGN)
    scope.need_hotel(item.hotel_id)
    need_department(scope, item.department)
    with unit_of_work(scope):
        row = _locked(item, None)
        row.outcome = outcome
        amend(row, "outcome")
        _record(OUTCOME, scope, now, row, outcome=outcome.value)
    return row


def items_of_stay(guest_id: UUID, stay_id: UUID) -> list[PreparationItem]:
    """Return all items of a stay, of every department."""
    found = PreparationItem.objects.filter(guest_id=guest_id, stay_id=stay_id)
    return list(found.order_by("due_at", "department", "rule_code"))
