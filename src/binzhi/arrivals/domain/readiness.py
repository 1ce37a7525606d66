"""Whether a guest may be checked in, and whether everything is ready."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from binzhi.arrivals.domain.plan import prepare_stay
from binzhi.arrivals.enums import UNSIGNED, ItemState, Period, Readiness
from binzhi.arrivals.errors import CheckInBlocked
from binzhi.arrivals.models import PreparationItem
from binzhi.arrivals.rules import rules_of
from binzhi.kernel.scope import Scope
from binzhi.stays.models import Stay

STILL_STOPS = (*UNSIGNED, ItemState.IMPOSSIBLE)


def stops(item: PreparationItem) -> bool:
    """Tell whether an item stops the check-in: signed as done, or as not needed, it does not."""
    return item.blocks_check_in and item.state in STILL_STOPS


def readiness(items: Iterable[PreparationItem]) -> Readiness:
    """Return whether a guest is ready: only when every item before arrival is signed."""
    before = [i for i in items if i.period == Period.BEFORE]
    if any(stops(i) for i in before):
        return Readiness.BLOCKED
    return Readiness.OPEN if any(i.state in UNSIGNED for i in before) else Readiness.READY


def blocking_items(scope: Scope, stay: Stay, now: datetime | None = None) -> list[PreparationItem]:
    """Return the unsigned items that stop the check-in of a stay; empty: it may go on.

    A stay that was never planned (a walk-in) is planned first, so that an allergy stops it as well.
    """
    rows = PreparationItem.objects.filter(guest_id=stay.guest_id, stay_id=stay.id)
    items = list(rows)
    if not items:
        items = prepare_stay(scope=scope, now=now or timezone.now(), hotel=stay.hotel, stay=stay)
    return [i for i in items if stops(i)]


def refuse_if_blocked(scope: Scope, stay: Stay, now: datetime | None = None) -> None:
    """Refuse (:class:`CheckInBlocked`) while an allergy or a taboo is not signed."""
    stopping = blocking_items(scope, stay, now)
    if not stopping:
        return
    words = {r.code: r.words for r in rules_of(stay.hotel_id, with_inactive=True)}
    names = [(words[i.rule_code], i.department) for i in stopping if i.rule_code in words]
    raise CheckInBlocked(
        count=len(stopping),
        items_zh="、".join(w.zh for w, _ in names),
        items_en=", ".join(w.en for w, _ in names),
    )
