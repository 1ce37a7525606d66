"""Matters of health leave after the stay (R-343, R-711, S10, S23): what was noticed is emptied, only that it was stays."""

from datetime import date, datetime

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.collection.access import COLLECT
from binzhi.collection.enums import ItemState
from binzhi.collection.models import CollectedItem
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay

REMOVED = declare_act(
    "remove_observations", zh="离店后清除{count}条关怀记录", en="Removed {count} matters of care after the stay"
)
EMPTIED = (
    "item", "value", "sealed", "text", "number", "place", "reason", "offers", "tasks", "facts", "source_kind", "channel",
    "kind", "state", "steps", "moved_at", "moved_by", "removes_on",
)  # fmt: skip


def remove_observations(*, scope: Scope, now: datetime, hotel: Hotel, today: date) -> int:
    """Empty what was to be removed after the stay; returns how many entries.

    What, why and which task are gone; that somebody handed something in for the stay, and when, is left. Without a stay
    it goes the day after it was written. A stay that goes on keeps it, whatever day was foreseen.
    """
    scope.need(COLLECT)
    scope.need_hotel(hotel.id)
    with unit_of_work(scope):
        due = _due(hotel, today)
        rows = locked(CollectedItem.objects.filter(guest_id__in={i.guest_id for i in due}, id__in=[i.id for i in due]))
        removed = 0
        for item in rows:
            _empty(item, now)
            removed += 1
        if removed:
            record(
                REMOVED,
                scope=scope,
                now=now,
                object_type="collected_item",
                hotel_id=hotel.id,
                details={"count": removed},
            )
    return removed


def _due(hotel: Hotel, today: date) -> list[CollectedItem]:
    found = list(CollectedItem.objects.filter(hotel=hotel, removes_on__isnull=False))
    stays = Stay.objects.filter(
        guest_id__in={i.guest_id for i in found}, id__in=[i.stay_id for i in found if i.stay_id]
    )
    here = set(stays.filter(state__in=[StayState.IN_HOUSE, StayState.EXPECTED]).values_list("id", flat=True))
    return [i for i in found if (i.stay_id not in here if i.stay_id else i.removes_on < today)]


def _empty(item: CollectedItem, now: datetime) -> None:
    item.item, item.value, item.place, item.reason, item.channel = "", "", "", "", ""
    item.sealed = item.text = item.number = None
    item.offers, item.tasks, item.facts, item.steps = [], [], [], []
    item.state, item.moved_at, item.moved_by, item.removes_on = ItemState.REMOVED, now, "Binzhi", None
    amend(item, *EMPTIED)
