"""What an undone import means for the preparation: open items of its stays go; work someone has done keeps the stay."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from binzhi.arrivals.domain.day import touch_day
from binzhi.arrivals.enums import ItemState, Outcome
from binzhi.arrivals.models import GiftRequest, PreparationItem, PreRegistration, RoomProposal, StayEvent, StayOffer
from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import record, unit_of_work
from binzhi.kernel.scope import Scope
from binzhi.stays.access import BOOK
from binzhi.stays.models import Stay

FORGOT = declare_act(
    "forget_preparation",
    zh="撤销导入，取消 {count} 项尚未处理的准备",
    en="Import undone: {count} open items of preparation were dropped",
)


def worked_on(stays: Iterable[Stay]) -> set[UUID]:
    """Return the stays for which someone has signed, refused, asked for or noted something."""
    rows = list(stays)
    place = {"guest_id__in": {s.guest_id for s in rows}, "stay_id__in": [s.id for s in rows]}
    items = PreparationItem.objects.filter(**place)
    found: set[UUID] = set(items.exclude(state=ItemState.OPEN).values_list("stay_id", flat=True))
    found |= set(items.exclude(outcome=Outcome.NONE).values_list("stay_id", flat=True))
    for model in (GiftRequest, StayOffer, StayEvent):
        found |= set(model.objects.filter(**place).values_list("stay_id", flat=True))
    confirmed = PreRegistration.objects.filter(**place, confirmed_at__isnull=False)
    decided = RoomProposal.objects.filter(**place, decided_at__isnull=False)
    return found | set(confirmed.values_list("stay_id", flat=True)) | set(decided.values_list("stay_id", flat=True))


def forget_stays(*, scope: Scope, now: datetime, stays: Iterable[Stay]) -> int:
    """Drop the open preparation of stays that are about to be removed; returns how many items went."""
    scope.need(BOOK)
    rows = list(stays)
    for hotel_id in {s.hotel_id for s in rows}:
        scope.need_hotel(hotel_id)
    place = {"guest_id__in": {s.guest_id for s in rows}, "stay_id__in": [s.id for s in rows]}
    with unit_of_work(scope):
        items = PreparationItem.objects.filter(**place)
        days = sorted(set(items.values_list("hotel_id", "for_date")))
        count: int = items.count()
        items.delete()
        RoomProposal.objects.filter(**place).delete()
        PreRegistration.objects.filter(**place).delete()
        for hotel_id, day in days:
            touch_day(hotel_id=hotel_id, day=day, now=now)
        if count:
            record(
                FORGOT,
                scope=scope,
                now=now,
                object_type="import_batch",
                hotel_id=rows[0].hotel_id,
                details={"count": count},
            )
    return count
