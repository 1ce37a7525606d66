"""From what was noticed again and again to a proposed fact with its evidence (R-155); and what the guest answers."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.audit.domain.unit import unit_of_work
from binzhi.audit.locks import locked
from binzhi.collection.access import COLLECT
from binzhi.collection.cue_parameters import REPETITIONS
from binzhi.collection.cue_rules import CueRule, Habit, rules_of
from binzhi.collection.enums import ItemState
from binzhi.collection.lent import lend, lend_everywhere
from binzhi.collection.models import CollectedItem
from binzhi.guests.access import RECORD_FACT
from binzhi.guests.domain.evidence import add_evidence
from binzhi.guests.domain.facts import confirm_fact, decide_fact, record_fact
from binzhi.guests.enums import Channel, FactStatus, SourceKind, Stage
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Fact, Guest
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.org.parameters import parameter
from binzhi.service.access import SIGN
from binzhi.service.domain.tasks import not_needed
from binzhi.service.enums import OPEN_STATES, SourceOf
from binzhi.service.models import ServiceTask
from binzhi.stays.models import Stay

LOOK_BACK = timedelta(days=400)
SAME_HOUR = timedelta(hours=2)
DAILY = re.compile(r"(?P<place>.*) (?P<time>\d\d:\d\d) (?P<order>.*)\Z", re.S)
EVIDENCE_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry as evidence: what, where, when."""

    id: UUID
    value: str
    place: str
    at: datetime
    kind: str = "observation"

    def as_evidence(self) -> dict[str, str]:
        """Return it as a proposed fact keeps it: kind, id and moment, never the value."""
        return {"kind": self.kind, "id": str(self.id), "at": self.at.isoformat(timespec="minutes")}


def repetitions(hotel_id: UUID) -> int:
    """Return on how many days something is noticed before it is proposed as a habit (at least one)."""
    return max(1, int(parameter(hotel_id, REPETITIONS)))


def habits_from(*, scope: Scope, now: datetime, hotel: Hotel, item: CollectedItem) -> list[Fact]:
    """Look at what was noticed of the same cue before and propose or confirm the habit it shows.

    A standing fact that says the same is confirmed. Otherwise the entry and those before it, on as many different days
    as the hotel set, make a proposed fact, once; further entries become evidence. A habit the guest declined, or
    somebody rejected, is not proposed again.
    """
    made = []
    for rule in rules_of(item.item):
        if rule.habit is not None:
            fact = _habit(scope, now, hotel, item, rule, rule.habit)
            if fact is not None:
                made.append(fact)
    return made


def _habit(scope: Scope, now: datetime, hotel: Hotel, item: CollectedItem, rule: CueRule, habit: Habit) -> Fact | None:
    zone = ZoneInfo(hotel.timezone)
    alike = _alike(item, habit, _before(item), zone)
    spoilt = _days_of(item, habit.unless, zone)
    alike = [s for s in alike if s.at.astimezone(zone).date() not in spoilt]
    if not any(s.id == item.id for s in alike):
        return None
    value = daily_value(alike, zone) if habit.daily else habit.value or item.value
    enough = len({s.at.astimezone(zone).date() for s in alike}) >= repetitions(hotel.id)
    return propose(
        scope=scope,
        now=now,
        guest=item.guest,
        item_code=habit.item,
        value=value,
        seen=alike,
        stay_id=item.stay_id,
        department=item.department,
        same=is_same_daily(value) if habit.daily else None,
        only_confirm=not enough,
    )


def _before(item: CollectedItem) -> list[Seen]:
    """Return what was noticed of the cue so far on any profile of the person, the entry itself included, oldest first."""
    rows = CollectedItem.objects.filter(
        guest_id__in=ids_of(item.guest),
        item=item.item,
        happened_at__gte=item.happened_at - LOOK_BACK,
        removes_on__isnull=True,
    ).exclude(state__in=[ItemState.REJECTED, ItemState.REMOVED])
    columns = rows.order_by("happened_at").values_list("id", "value", "place", "happened_at")
    return [Seen(*row) for row in columns]


def _alike(item: CollectedItem, habit: Habit, seen: list[Seen], zone: ZoneInfo) -> list[Seen]:
    """Return the entries that say the same as this one."""
    if habit.value:
        return seen
    same = [s for s in seen if s.value == item.value]
    if habit.daily:
        same = near_in_time([s for s in same if s.place == item.place], item.happened_at, zone)
    return same


def near_in_time(seen: Iterable[Seen], moment: datetime, zone: ZoneInfo) -> list[Seen]:
    """Return what was noticed at about the same hour of any day."""
    minutes = _minutes(moment, zone)
    return [s for s in seen if abs(_minutes(s.at, zone) - minutes) <= SAME_HOUR.total_seconds() / 60]


def _minutes(moment: datetime, zone: ZoneInfo) -> int:
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute


def _days_of(item: CollectedItem, cues: tuple[str, ...], zone: ZoneInfo) -> set[object]:
    if not cues:
        return set()
    rows = CollectedItem.objects.filter(guest_id__in=ids_of(item.guest), item__in=cues).values_list(
        "happened_at", flat=True
    )
    return {at.astimezone(zone).date() for at in rows}


def daily_value(seen: list[Seen], zone: ZoneInfo) -> str:
    """Return a daily pattern as a value: outlet, usual time (to the half hour, the middle one), what."""
    middle = sorted(_minutes(s.at, zone) for s in seen)[len(seen) // 2]
    half = min(round(middle / 30) * 30, 23 * 60 + 30)
    return f"{seen[-1].place} {half // 60:02d}:{half % 60:02d} {seen[-1].value}"


def is_same_daily(value: str) -> Callable[[str], bool]:
    """Return a test whether another value tells of the same outlet and order, whatever the minute."""
    mine = DAILY.match(value)

    def same(other: str) -> bool:
        theirs = DAILY.match(other)
        return bool(mine and theirs and (mine["place"], mine["order"]) == (theirs["place"], theirs["order"]))

    return same


def propose(
    *,
    scope: Scope,
    now: datetime,
    guest: Guest,
    item_code: str,
    value: str,
    seen: list[Seen],
    stay_id: UUID | None = None,
    department: str = "",
    same: Callable[[str], bool] | None = None,
    only_confirm: bool = False,
) -> Fact | None:
    """Propose a fact with its evidence, once; confirm one that stands, add to one that waits, leave a declined one.

    Runs inside the unit that holds the guest's lock, so that two last observations make one proposal.
    """
    evidence = [s.as_evidence() for s in seen[-EVIDENCE_LIMIT:]]
    rows = Fact.objects.filter(guest_id__in=ids_of(guest), item=item_code).exclude(status=FactStatus.SUPERSEDED)
    equal = [f for f in rows if (same(f.value) if same else f.value == value)]
    by_status = {f.status: f for f in equal}
    lent = lend(scope, RECORD_FACT)
    with unit_of_work(scope):
        if FactStatus.ACCEPTED in by_status:
            return confirm_fact(scope=lent, now=now, fact=by_status[FactStatus.ACCEPTED])
        if FactStatus.PROPOSED in by_status:
            return add_evidence(scope=lent, now=now, fact=by_status[FactStatus.PROPOSED], evidence=evidence)
        if only_confirm or FactStatus.REJECTED in by_status:
            return None
        return record_fact(
            scope=lent,
            now=now,
            guest=guest,
            item_code=item_code,
            value=value,
            source=SourceKind.INFERRED,
            department=department,
            stage=Stage.IN_STAY,
            stay_id=stay_id,
            channel=Channel.OBSERVATION,
            evidence=evidence,
        )


def propose_for(
    *,
    scope: Scope,
    now: datetime,
    stay: Stay,
    item_code: str,
    value: str,
    seen: list[Seen],
    department: str,
    same: Callable[[str], bool] | None = None,
) -> Fact | None:
    """Propose a fact of the guest of a stay under the guest's lock, see :func:`propose`."""
    with unit_of_work(scope):
        guest = locked(Guest.objects.filter(id=stay.guest_id), lets_refer=True).first()
        if guest is None:
            return None
        return propose(
            scope=scope,
            now=now,
            guest=guest,
            item_code=item_code,
            value=value,
            seen=seen,
            stay_id=stay.id,
            department=department,
            same=same,
        )


def answer_habit(*, scope: Scope, now: datetime, fact: Fact, likes: bool) -> Fact:
    """Keep what the guest answered to a question worded from a habit (R-384): yes accepts it, no is remembered.

    A declined habit is not asked about again, and what is still open because of it is closed.
    """
    scope.need(COLLECT)
    status = FactStatus.ACCEPTED if likes else FactStatus.REJECTED
    with unit_of_work(scope):
        if fact.status == status:
            return fact
        fact = decide_fact(scope=lend(scope, RECORD_FACT), now=now, fact=fact, status=status)
        if not likes:
            _close_suggestions(scope, now, fact)
    return fact


def _close_suggestions(scope: Scope, now: datetime, fact: Fact) -> None:
    rows = ServiceTask.objects.filter(
        guest_id__in=ids_of(fact.guest), source_kind=SourceOf.FACT, source_id=fact.id, state__in=OPEN_STATES
    )
    for task in rows:
        not_needed(scope=lend_everywhere(scope, SIGN), now=now, task=task, reason="宾客谢绝 / declined")
