"""The three shifts of a day: when each begins, which one is on, which one follows. Hours are parameters of the hotel."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.kernel.errors import BadInput
from binzhi.org.models import Hotel
from binzhi.org.parameters import parameters_of
from binzhi.service.enums import Shift
from binzhi.service.parameters import MIDDLE, MORNING, NIGHT

ORDER = (Shift.MORNING, Shift.MIDDLE, Shift.NIGHT)
KEYS = {Shift.MORNING: MORNING, Shift.MIDDLE: MIDDLE, Shift.NIGHT: NIGHT}


@dataclass(frozen=True, slots=True)
class Slot:
    """One shift of one day; the night shift belongs to the day on which it begins."""

    day: date
    shift: Shift
    begins_at: datetime
    ends_at: datetime


def _hours(hotel_id: UUID) -> dict[Shift, time]:
    values = parameters_of(hotel_id)
    found = {}
    for shift, key in KEYS.items():
        value = values[key]
        is_text = isinstance(value, str) and ":" in value
        found[shift] = time.fromisoformat(value) if is_text else time(int(value))
    return found


def slots_around(hotel: Hotel, now: datetime, *, before: int = 1, after: int = 2) -> list[Slot]:
    """Return the shifts from ``before`` days before today to ``after`` days after it, in order."""
    zone = ZoneInfo(hotel.timezone)
    today = now.astimezone(zone).date()
    hours = _hours(hotel.id)
    starts: list[tuple[datetime, date, Shift]] = []
    for offset in range(-before, after + 2):
        day = today + timedelta(days=offset)
        starts += [(datetime.combine(day, hours[shift], tzinfo=zone), day, shift) for shift in ORDER]
    starts.sort(key=lambda s: s[0])
    found = [Slot(s[1], s[2], s[0], n[0]) for s, n in pairwise(starts)]
    return [s for s in found if s.day <= today + timedelta(days=after)]


def slot_now(hotel: Hotel, now: datetime) -> Slot:
    """Return the shift that is on."""
    return next(s for s in reversed(slots_around(hotel, now)) if s.begins_at <= now)


def slot_after(hotel: Hotel, now: datetime) -> Slot:
    """Return the shift that comes next."""
    return next(s for s in slots_around(hotel, now) if s.begins_at > now)


def slot_of(hotel: Hotel, now: datetime, day: date, shift: Shift) -> Slot:
    """Return one shift of one day; refuses a day more than a year away."""
    if abs((day - now.astimezone(ZoneInfo(hotel.timezone)).date()).days) > 400:
        raise BadInput(field="day", zh="日期相差太远，请检查。", en="the day is more than a year away.")
    zone = ZoneInfo(hotel.timezone)
    near = datetime.combine(day, time(12), tzinfo=zone)
    return next(s for s in slots_around(hotel, near) if s.day == day and s.shift == shift)


def next_slot_of(hotel: Hotel, now: datetime, shift: Shift) -> Slot:
    """Return the next time a shift is on: the present one if it is on now."""
    return next(s for s in slots_around(hotel, now) if s.shift == shift and s.ends_at > now)
