"""Dates of a person: age, birthday within a stay, star sign and zodiac animal. A birth date is a date, never a time."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from lunar_python import Lunar, Solar

_WRITTEN = re.compile(r"([0-9]{4}-)?[0-9]{1,2}-[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A month and day, with the year when it is known."""

    month: int
    day: int
    year: int | None = None

    @classmethod
    def parse(cls, text: str, *, lunar: bool = False) -> "PartialDate":
        """Read ``1980-05-17`` or ``05-17``; raises ValueError for an impossible date. A lunar month has up to 30 days."""
        if not _WRITTEN.fullmatch(text):
            raise ValueError("not a date")
        parts = [int(p) for p in text.split("-")]
        if lunar:
            if not (1 <= parts[-2] <= 12 and 1 <= parts[-1] <= 30):
                raise ValueError("not a lunar date")
            return cls(parts[-2], parts[-1], parts[0] if len(parts) == 3 else None)
        if len(parts) == 3:
            date(parts[0], parts[1], parts[2])
            return cls(parts[1], parts[2], parts[0])
        date(2000, parts[0], parts[1])
        return cls(parts[0], parts[1])

    def text(self) -> str:
        """Return the ISO form, with or without the year."""
        tail = f"{self.month:02d}-{self.day:02d}"
        return f"{self.year:04d}-{tail}" if self.year else tail

    def in_year(self, year: int) -> date:
        """Return the day it is kept in ``year``; 29 February is kept on the 28th where the year has none."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, 2, 28)

    def kept_between(self, first: date, last: date) -> date | None:
        """Return the first day within [first, last] on which it is kept, if any."""
        for year in range(first.year, last.year + 1):
            day = self.in_year(year)
            if first <= day <= last:
                return day
        return None


def lunar_kept_between(month: int, day: int, first: date, last: date) -> date | None:
    """Return the solar day within [first, last] on which a lunar month and day falls, if any."""
    current = first
    while current <= last:
        lunar = Solar.fromYmd(current.year, current.month, current.day).getLunar()
        if abs(lunar.getMonth()) == month and lunar.getDay() == day:
            return current
        current += timedelta(days=1)
    return None


def kept_on(day: date, *, lunar: bool) -> list[tuple[int, int]]:
    """Return the months and days (of the solar or lunar year) of what is kept on a day.

    29 February is kept on the 28th where the year has none; the 30th of a lunar month on the 29th where it is short.
    A leap month of the lunar year keeps nothing: its days were kept in the month before.
    """
    if not lunar:
        short = (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3
        return [(2, 28), (2, 29)] if short else [(day.month, day.day)]
    own, following = (Solar.fromYmd(d.year, d.month, d.day).getLunar() for d in (day, day + timedelta(days=1)))
    month, number = own.getMonth(), own.getDay()
    if month < 0:
        return []
    return [(month, 29), (month, 30)] if number == 29 and following.getDay() == 1 else [(month, number)]


def age_on(birth: PartialDate, day: date) -> int | None:
    """Return full years on ``day``; None without a birth year."""
    if birth.year is None:
        return None
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def zodiac_animal(birth: date) -> str:
    """Return the Chinese zodiac animal with the lunar-new-year boundary."""
    lunar: Lunar = Solar.fromYmd(birth.year, birth.month, birth.day).getLunar()
    return str(lunar.getYearShengXiao())


ZODIAC = {
    "鼠": "Rat", "牛": "Ox", "虎": "Tiger", "兔": "Rabbit", "龙": "Dragon", "蛇": "Snake",
    "马": "Horse", "羊": "Goat", "猴": "Monkey", "鸡": "Rooster", "狗": "Dog", "猪": "Pig",
}  # fmt: skip
# the last day of each sign, in the order of the year
SIGNS = (
    (119, "摩羯座", "Capricorn"), (218, "水瓶座", "Aquarius"), (320, "双鱼座", "Pisces"), (419, "白羊座", "Aries"),
    (520, "金牛座", "Taurus"), (621, "双子座", "Gemini"), (722, "巨蟹座", "Cancer"), (822, "狮子座", "Leo"),
    (922, "处女座", "Virgo"), (1023, "天秤座", "Libra"), (1122, "天蝎座", "Scorpio"), (1221, "射手座", "Sagittarius"),
)  # fmt: skip


def star_sign(month: int, day: int) -> tuple[str, str]:
    """Return the star sign of a day of the solar year, in Chinese and English."""
    number = month * 100 + day
    return next(((zh, en) for last, zh, en in SIGNS if number <= last), SIGNS[0][1:])


def solar_of_lunar(part: PartialDate) -> date | None:
    """Return the solar day of a lunar birth date with its year; None without one or for a day the year had not."""
    if part.year is None:
        return None
    try:
        solar = Lunar.fromYmd(part.year, part.month, part.day).getSolar()
    except Exception:
        return None
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
