"""A regular's daily pattern: found in what was noticed or spent, and told to the outlet before the usual time (R-384)."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.collection.access import COLLECT
from binzhi.collection.cue_parameters import USUAL_AHEAD
from binzhi.collection.domain.habits import (
    DAILY,
    Seen,
    daily_value,
    is_same_daily,
    near_in_time,
    propose_for,
    repetitions,
)
from binzhi.collection.lent import lend_everywhere
from binzhi.guests.enums import FactStatus, FlagCode
from binzhi.guests.joined import People, people_of
from binzhi.guests.models import Fact, GuestFlag
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.org.parameters import parameter
from binzhi.service.access import REQUEST
from binzhi.service.domain.tasks import request_task
from binzhi.service.enums import SourceOf, TaskKind, Urgency
from binzhi.service.models import ServiceTask
from binzhi.service.texts import Evidence
from binzhi.stays.enums import CodeKind, StayState
from binzhi.stays.models import HotelCode, Spend, Stay

ITEM = "usual_order"
LOOK_BACK = timedelta(days=30)
ASKED = "usual_order"  # mark of the task that asks
OUTLET_DEPARTMENT = "food_beverage"


def _here(hotel: Hotel) -> tuple[dict[UUID, Stay], People]:
    """Return the stay of each person in the house by the id of each profile, and the persons."""
    rows = list(Stay.objects.filter(hotel=hotel, state=StayState.IN_HOUSE).select_related("guest", "room"))
    people = people_of(stay.guest for stay in rows)
    return people.merge(((stay.guest_id, stay) for stay in rows), lambda _first, last: last), people


def find_usual_orders(*, scope: Scope, now: datetime, hotel: Hotel) -> list[Fact]:
    """Propose what guests in the house have ordered at the same outlet and hour on the hotel's number of days.

    Read from the spend of the last thirty days; a pattern that stands, waits or was declined is not doubled.
    """
    scope.need(COLLECT)
    scope.need_hotel(hotel.id)
    (here, people), zone, enough = _here(hotel), ZoneInfo(hotel.timezone), repetitions(hotel.id)
    known: dict[UUID, list[Fact]] = {}
    for fact in Fact.objects.filter(guest_id__in=people.ids, item=ITEM).exclude(status=FactStatus.SUPERSEDED):
        known.setdefault(people.lead_id(fact.guest_id), []).append(fact)
    names = dict(HotelCode.objects.filter(hotel=hotel, kind=CodeKind.OUTLET).values_list("code", "name_zh"))
    found = []
    for (guest_id, outlet, _item), seen in _spent(hotel, people, now).items():
        alike = [Seen(s.id, s.value, names.get(outlet, outlet), s.at, s.kind) for s in seen]
        alike = near_in_time(alike, alike[-1].at, zone)
        if len({s.at.astimezone(zone).date() for s in alike}) < enough:
            continue
        value = daily_value(alike, zone)
        same = is_same_daily(value)
        if any(same(f.value) for f in known.get(guest_id, [])):
            continue
        fact = propose_for(
            scope=scope,
            now=now,
            stay=here[guest_id],
            item_code=ITEM,
            value=value,
            seen=alike,
            department=OUTLET_DEPARTMENT,
            same=same,
        )
        if fact is not None:
            known.setdefault(guest_id, []).append(fact)
            found.append(fact)
    return found


def _spent(hotel: Hotel, people: People, now: datetime) -> dict[tuple[UUID, str, str], list[Seen]]:
    rows = Spend.objects.filter(guest_id__in=people.ids, hotel=hotel, at__gte=now - LOOK_BACK, at__lte=now)
    grouped: dict[tuple[UUID, str, str], list[Seen]] = {}
    for spend in rows.exclude(item="").order_by("at"):
        key = (people.lead_id(spend.guest_id), spend.outlet, spend.item)
        grouped.setdefault(key, []).append(Seen(spend.id, spend.item, spend.outlet, spend.at, "spend"))
    return grouped


def suggest_usual_orders(*, scope: Scope, now: datetime, hotel: Hotel) -> list[ServiceTask]:
    """Tell the outlet of a guest's usual order some minutes before the usual time, worded as a question; once a day.

    Not for guests who declined it or do not want to be asked or disturbed (implied 40).
    """
    scope.need(COLLECT)
    scope.need_hotel(hotel.id)
    (here, people), zone = _here(hotel), ZoneInfo(hotel.timezone)
    facts = list(
        Fact.objects.filter(
            guest_id__in=people.ids, item=ITEM, status__in=[FactStatus.PROPOSED, FactStatus.ACCEPTED]
        ).order_by("guest_id", "learned_at")
    )
    ahead = timedelta(minutes=max(0, int(parameter(hotel.id, USUAL_AHEAD))))
    due = [(f, at) for f in facts if (at := _usual_time(f, now, zone)) is not None and at - ahead <= now < at]
    if not due:
        return []
    left_alone = _left_alone(people)
    asked = _asked_today([f for f, _at in due], now, zone)
    return [
        _ask(scope, now, hotel, here[fact.guest_id], fact, at)
        for fact, at in due
        if fact.guest_id not in left_alone and fact.id not in asked
    ]


def _left_alone(people: People) -> set[UUID]:
    codes = [FlagCode.DO_NOT_ASK, FlagCode.DO_NOT_DISTURB]
    rows = GuestFlag.objects.filter(guest_id__in=people.ids, code__in=codes)
    return people.all_of(rows.values_list("guest_id", flat=True))


def _usual_time(fact: Fact, now: datetime, zone: ZoneInfo) -> datetime | None:
    parts = DAILY.match(fact.value)
    if parts is None:
        return None
    try:
        usual = time.fromisoformat(parts["time"])
    except ValueError:
        return None
    return datetime.combine(now.astimezone(zone).date(), usual, tzinfo=zone)


def _asked_today(facts: list[Fact], now: datetime, zone: ZoneInfo) -> set[object]:
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = ServiceTask.objects.filter(
        guest_id__in={f.guest_id for f in facts},
        service=ASKED,
        source_id__in=[f.id for f in facts],
        asked_at__gte=midnight,
    )
    return set(rows.values_list("source_id", flat=True))


def _ask(scope: Scope, now: datetime, hotel: Hotel, stay: Stay, fact: Fact, at: datetime) -> ServiceTask:
    parts = DAILY.match(fact.value)
    place, order = (parts["place"], parts["order"]) if parts else ("", fact.value)
    guest = stay.guest
    zh, en = guest.salutation_zh or guest.name, guest.salutation_en or guest.latin_name or guest.name
    text = Words(
        f"{at:%H:%M} {place}：留好常坐的位子。「{zh}，还是照旧来{order}吗？」客人谢绝就点谢绝，不再提示。",
        f'{at:%H:%M} {place}: keep the usual table. "{en}, would you like {order} as usual?" If declined, say so: no more hints.',
    )
    days = len({e.get("at", "")[:10] for e in fact.evidence})
    return request_task(
        scope=lend_everywhere(scope, REQUEST),
        now=now,
        hotel=hotel,
        guest=guest,
        department=OUTLET_DEPARTMENT,
        text=text,
        kind=TaskKind.VALUE_ADDED,
        stay=stay,
        urgency=Urgency.SOON,
        due_at=at,
        why=Words(f"已有{days}天同样的时间、同样的内容", f"The same at the same hour on {days} days"),
        evidence=[Evidence("fact", fact.id)],
        source_kind=SourceOf.FACT,
        source_id=fact.id,
        service=ASKED,
        is_proactive=True,
    )
