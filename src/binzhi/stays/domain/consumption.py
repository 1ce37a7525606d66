"""Verbs on spend by outlet and on property held for guests."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.wordings import choice_words
from binzhi.guests.models import Guest
from binzhi.kernel.errors import BadInput
from binzhi.kernel.money import amount as money
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays.access import HOLD_PROPERTY, RECORD_SPEND
from binzhi.stays.codes import code_book
from binzhi.stays.enums import PropertyKind
from binzhi.stays.errors import UnknownCode, WrongState
from binzhi.stays.models import HeldProperty, Spend

SPENT = declare_act("record_spend", zh="消费 {outlet} {amount}", en="Spend {outlet} {amount}")
HELD = declare_act(
    "hold_property", zh="登记{kind}：{tag}", en="Took in {kind}: {tag}", said={"kind": choice_words(PropertyKind)}
)
HANDED = declare_act("hand_over_property", zh="已交还 {tag}", en="Handed over {tag}")


def record_spend(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    outlet: str,
    day: date,
    amount: Decimal,
    item: str = "",
    stay_id: UUID | None = None,
    covers: int = 0,
    at: datetime | None = None,
) -> Spend:
    """Enter one consumption (R-741). Refuses an unknown outlet and an amount that is none."""
    scope.need(RECORD_SPEND)
    scope.need_hotel(hotel.id)
    if not code_book(hotel.id).knows("outlet", outlet):
        raise UnknownCode(kind_zh="营业点", kind_en="outlet", value=outlet)
    try:
        value = money(amount)
    except ValueError as error:
        raise BadInput(field="amount", zh="请填写金额。", en="Enter an amount.") from error
    if abs(value) >= Decimal(10) ** 10:
        raise BadInput(field="amount", zh="金额过大。", en="The amount is too large.")
    with unit_of_work(scope):
        row = persist(
            Spend(
                guest=guest,
                hotel=hotel,
                stay_id=stay_id,
                outlet=outlet,
                item=item.strip()[:120],
                day=day,
                at=at,
                amount=value,
                currency=hotel.currency,
                covers=covers,
            )
        )
        record(
            SPENT,
            scope=scope,
            now=now,
            object_type="spend",
            object_id=row.id,
            guest_id=guest.id,
            hotel_id=hotel.id,
            details={"outlet": outlet, "amount": str(value)},
        )
    return row


def hold_property(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    kind: PropertyKind,
    description: str,
    held_on: date,
    tag: str = "",
    place: str = "",
    found_in: str = "",
    stay_id: UUID | None = None,
) -> HeldProperty:
    """Take luggage into storage (R-106) or register an item left behind (R-357)."""
    scope.need(HOLD_PROPERTY)
    scope.need_hotel(hotel.id)
    if not description.strip():
        raise BadInput(field="description", zh="请描述物品。", en="Describe the item.")
    with unit_of_work(scope):
        row = persist(
            HeldProperty(
                guest=guest,
                hotel=hotel,
                kind=kind,
                stay_id=stay_id,
                tag=tag.strip()[:24],
                description=description.strip()[:200],
                place=place.strip()[:80],
                found_in=found_in.strip()[:24],
                held_on=held_on,
                held_by=scope.actor.name,
            )
        )
        record(
            HELD,
            scope=scope,
            now=now,
            object_type="held_property",
            object_id=row.id,
            guest_id=guest.id,
            hotel_id=hotel.id,
            details={"kind": kind.value, "tag": row.tag},
        )
    return row


def hand_over_property(*, scope: Scope, now: datetime, held: HeldProperty) -> HeldProperty:
    """Hand luggage or a left item to the guest; refuses what was handed over already."""
    scope.need(HOLD_PROPERTY)
    scope.need_hotel(held.hotel_id)
    if held.handed_over_at is not None:
        raise WrongState(state=f"{held.handed_over_at:%Y-%m-%d %H:%M} {held.handed_over_by}")
    with unit_of_work(scope):
        held.handed_over_at, held.handed_over_by = now, scope.actor.name
        amend(held, "handed_over_at", "handed_over_by")
        record(
            HANDED,
            scope=scope,
            now=now,
            object_type="held_property",
            object_id=held.id,
            guest_id=held.guest_id,
            hotel_id=held.hotel_id,
            details={"tag": held.tag},
        )
    return held
