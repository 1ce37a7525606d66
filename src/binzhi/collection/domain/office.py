"""Heavy use of an office service, counted from what was spent and asked for: a proposed preference (R-118)."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.collection.access import COLLECT
from binzhi.collection.cue_parameters import OFFICE_USES
from binzhi.collection.domain.habits import LOOK_BACK, Seen, propose_for
from binzhi.guests.enums import FactStatus
from binzhi.guests.joined import People, people_of
from binzhi.guests.models import Fact
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.org.parameters import parameter
from binzhi.service.enums import TaskState
from binzhi.service.models import ServiceTask
from binzhi.stays.enums import CodeKind, StayState
from binzhi.stays.models import HotelCode, Spend, Stay

ITEM = "office_service"
DEPARTMENT = "business_centre"
AHEAD = timedelta(days=7)
OUTLET = re.compile(r"商务|business", re.IGNORECASE)
SERVICES = {
    "fax": re.compile(r"传真|\bfax", re.IGNORECASE),
    "copies": re.compile(r"复印|影印|\bcop(?:y|ies)|photocop", re.IGNORECASE),
    "printing": re.compile(r"打印|\bprint", re.IGNORECASE),
    "translation": re.compile(r"翻译|\btranslat|\binterpret", re.IGNORECASE),
    "secretary": re.compile(r"文秘|秘书|打字|\bsecretar|\btyping", re.IGNORECASE),
    "meeting_room": re.compile(r"会议室|\bmeeting room", re.IGNORECASE),
    "tickets": re.compile(r"票务|订票|\bticket", re.IGNORECASE),
}


def find_office_services(*, scope: Scope, now: datetime, hotel: Hotel) -> list[Fact]:
    """Propose what guests in the house or arriving within a week used in the business centre again and again.

    Counted over four hundred days: lines of the business centre's outlet and tasks of its department, at least the
    hotel's number of one service. A preference that stands, waits or was rejected is not proposed again.
    """
    scope.need(COLLECT)
    scope.need_hotel(hotel.id)
    stays, people = _near(hotel, now)
    uses = _uses(hotel, people, now)
    enough = max(2, int(parameter(hotel.id, OFFICE_USES)))
    rows = Fact.objects.filter(guest_id__in=people.ids, item=ITEM).exclude(status=FactStatus.SUPERSEDED)
    known = {(people.lead_id(guest_id), value) for guest_id, value in rows.values_list("guest_id", "value")}
    found = []
    for (guest_id, code), seen in uses.items():
        if len(seen) < enough or (guest_id, code) in known:
            continue
        seen.sort(key=lambda one: one.at)
        fact = propose_for(
            scope=scope, now=now, stay=stays[guest_id], item_code=ITEM, value=code, seen=seen, department=DEPARTMENT
        )
        found += [fact] if fact is not None else []
    return found


def _near(hotel: Hotel, now: datetime) -> tuple[dict[UUID, Stay], People]:
    """The stay of each person in the house or arriving within a week; whoever is here counts before who comes."""
    today = now.astimezone(ZoneInfo(hotel.timezone)).date()
    coming = Stay.objects.filter(hotel=hotel, state=StayState.EXPECTED, arrival__gte=today, arrival__lte=today + AHEAD)
    here = Stay.objects.filter(hotel=hotel, state=StayState.IN_HOUSE)
    stays = [*coming.select_related("guest").order_by("-arrival"), *here.select_related("guest")]
    people = people_of(stay.guest for stay in stays)
    return people.merge(((stay.guest_id, stay) for stay in stays), lambda _first, last: last), people


def _uses(hotel: Hotel, people: People, now: datetime) -> dict[tuple[UUID, str], list[Seen]]:
    """Every use of an office service by person and service."""
    found: dict[tuple[UUID, str], list[Seen]] = {}
    for guest_id, text, seen in (*_spent(hotel, people, now), *_asked(hotel, people, now)):
        for code, pattern in SERVICES.items():
            if pattern.search(text):
                found.setdefault((people.lead_id(guest_id), code), []).append(seen)
    return found


def _spent(hotel: Hotel, people: People, now: datetime) -> Iterator[tuple[UUID, str, Seen]]:
    codes = HotelCode.objects.filter(hotel=hotel, kind=CodeKind.OUTLET).values_list("code", "name_zh", "name_en")
    office = [code for code, zh, en in codes if OUTLET.search(f"{code} {zh} {en}")]
    zone = ZoneInfo(hotel.timezone)
    rows = Spend.objects.filter(guest_id__in=people.ids, hotel=hotel, outlet__in=office, day__lte=now.date())
    for one in rows.filter(day__gte=(now - LOOK_BACK).date()).exclude(item=""):
        at = one.at or datetime(one.day.year, one.day.month, one.day.day, 12, tzinfo=zone)
        yield one.guest_id, one.item, Seen(one.id, one.item, one.outlet, at, "spend")


def _asked(hotel: Hotel, people: People, now: datetime) -> Iterator[tuple[UUID, str, Seen]]:
    """Tasks of the department in the words of the house; what somebody typed is sealed and not opened for a count."""
    rows = ServiceTask.objects.filter(
        guest_id__in=people.ids, hotel=hotel, department=DEPARTMENT, asked_at__gte=now - LOOK_BACK, asked_at__lte=now
    ).exclude(state__in=[TaskState.NOT_NEEDED, TaskState.NOT_POSSIBLE])
    for task in rows:
        text = " ".join([task.service.replace("_", " "), *(str(words) for words in task.words.values())])
        yield task.guest_id, text, Seen(task.id, task.service, DEPARTMENT, task.asked_at, "service_task")
