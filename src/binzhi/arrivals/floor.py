"""The floor sheet: cleaning, turndown and laundry of every occupied and arriving room (R-226, R-227, R-353)."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from binzhi.arrivals.cases import value_words
from binzhi.arrivals.gather import arriving, is_sure, staying_over
from binzhi.arrivals.parameters import TURNDOWN_HOUR, hour_of
from binzhi.guests.enums import FactStatus, FlagCode
from binzhi.guests.incognito import show_rows_hidden
from binzhi.guests.items import items
from binzhi.guests.joined import People, people_of
from binzhi.guests.models import Fact, GuestFlag
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.stays.models import Stay

STANDARD = Words("标准夜床：遮光窗帘完全拉合", "Standard turndown: draw the blackout curtain fully")
NONE = Words("不做夜床", "No turndown")
COLUMNS = {
    "cleaning": ("cleaning_time", "cleanings_a_day", "cleaning_way"),
    "turndown": ("turndown_time", "turndowns_a_day", "curtain", "room_temperature"),
    "laundry": ("laundry_care", "laundry_collect_time", "laundry_return_time", "laundry_return_way"),
}


@dataclass(slots=True)
class FloorRow:
    """One room on the floor sheet."""

    stay: Stay
    arriving: bool
    cleaning: list[Words] = field(default_factory=list)
    turndown: list[Words] = field(default_factory=list)
    laundry: list[Words] = field(default_factory=list)
    turndown_at: time = time(18, 0)
    by_preference: bool = False
    no_turndown: bool = False
    no_disturb: bool = False


def _phrase(fact: Fact) -> Words:
    item = items()[fact.item]
    value = value_words(item, fact.value)
    return Words(f"{item.words.zh}：{value.zh}", f"{item.words.en}: {value.en}")


def _facts(hotel: Hotel, people: People, day: date) -> dict[UUID, dict[str, Fact]]:
    codes = [code for column in COLUMNS.values() for code in column]
    until = datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(hotel.timezone))
    rows = Fact.objects.filter(
        guest_id__in=people.ids, item__in=codes, status=FactStatus.ACCEPTED, learned_at__lt=until
    )
    found: dict[UUID, dict[str, Fact]] = {}
    for fact in rows.filter(Q(hotel_id__isnull=True) | Q(hotel=hotel)).order_by("last_confirmed_at", "id"):
        if is_sure(fact, day):
            found.setdefault(people.lead_id(fact.guest_id), {})[fact.item] = fact
    return people.spread(found)


def _fill(row: FloorRow, facts: dict[str, Fact], hour: time) -> None:
    row.cleaning = [_phrase(facts[c]) for c in COLUMNS["cleaning"] if c in facts]
    row.laundry = [_phrase(facts[c]) for c in COLUMNS["laundry"] if c in facts]
    own = [_phrase(facts[c]) for c in COLUMNS["turndown"] if c in facts]
    count = facts.get("turndowns_a_day")
    row.no_turndown = count is not None and count.number == 0
    row.by_preference = bool(own)
    row.turndown = [NONE] if row.no_turndown else own
    if "curtain" not in facts and not row.no_turndown:
        row.turndown = [STANDARD, *own]
    at = facts.get("turndown_time")
    try:
        row.turndown_at = time.fromisoformat(at.value) if at else hour
    except ValueError:
        row.turndown_at = hour


def _place(row: FloorRow) -> tuple[bool, int, str, str]:
    """Rooms by number, 609 before 1104; guests without a room last."""
    number = row.stay.room.number if row.stay.room else ""
    return (not number, len(number), number, row.stay.guest.name)


def floor_sheet(hotel: Hotel, day: date) -> list[FloorRow]:
    """Return the rooms in house and arriving on a date by room number, with the wishes of the guest or the standard.

    The standard turndown holds for every occupied room unless the guest's preference overrides it (R-353).
    """
    hour = hour_of(hotel.id, TURNDOWN_HOUR)
    stays = [*arriving(hotel, day), *staying_over(hotel, day)]
    show_rows_hidden(stays)
    people = people_of(s.guest for s in stays)
    facts = _facts(hotel, people, day)
    flagged = GuestFlag.objects.filter(guest_id__in=people.ids, code=FlagCode.DO_NOT_DISTURB)
    quiet = people.all_of(flagged.values_list("guest_id", flat=True))
    rows = []
    for stay in stays:
        row = FloorRow(stay, arriving=stay.arrival == day, no_disturb=stay.guest_id in quiet)
        _fill(row, facts.get(stay.guest_id, {}), hour)
        rows.append(row)
    return sorted(rows, key=_place)
