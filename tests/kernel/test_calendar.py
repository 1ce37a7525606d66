"""Dates of a person: 29 February, dates without a year, the lunar calendar, and a birth date that is no moment."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binzhi.kernel.calendar import PartialDate, age_on, lunar_kept_between, zodiac_animal

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "kept"),
    [("1980-05-17", PartialDate(5, 17, 1980)), ("05-17", PartialDate(5, 17)), ("02-29", PartialDate(2, 29))],
)
def test_a_date_with_and_without_a_year(text: str, kept: PartialDate) -> None:
    assert PartialDate.parse(text) == kept
    assert kept.text() == text


@pytest.mark.parametrize(
    "text",
    [
        "", "1980", "1980-13-01", "1981-02-29", "02-30", "00-10", "1980-05-17-1", "17.5.1980", "a-b", "²-3",
        "1980-0_5-17", "-05-17", "+5-17", "5 -17", "٠٥-١٧",
    ],
)  # fmt: skip
def test_an_impossible_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


def test_the_29th_of_february_is_kept_on_the_28th() -> None:
    born = PartialDate.parse("2004-02-29")
    assert born.in_year(2025) == date(2025, 2, 28)
    assert born.in_year(2028) == date(2028, 2, 29)
    assert born.kept_between(date(2025, 2, 27), date(2025, 3, 1)) == date(2025, 2, 28)


def test_a_birthday_at_the_turn_of_the_year() -> None:
    assert PartialDate(1, 1).kept_between(date(2025, 12, 30), date(2026, 1, 2)) == date(2026, 1, 1)
    assert PartialDate(12, 31).kept_between(date(2025, 12, 30), date(2026, 1, 2)) == date(2025, 12, 31)
    assert PartialDate(1, 3).kept_between(date(2025, 12, 30), date(2026, 1, 2)) is None


def test_a_stay_of_more_than_a_year_meets_the_first_birthday() -> None:
    assert PartialDate(6, 1).kept_between(date(2024, 1, 1), date(2026, 12, 31)) == date(2024, 6, 1)
    assert PartialDate(6, 1).kept_between(date(2024, 7, 1), date(2026, 5, 1)) == date(2025, 6, 1)


def test_the_age() -> None:
    born = PartialDate.parse("1980-05-17")
    assert age_on(born, date(2026, 5, 16)) == 45
    assert age_on(born, date(2026, 5, 17)) == 46
    assert age_on(PartialDate(5, 17), date(2026, 5, 17)) is None


@pytest.mark.parametrize(
    ("month", "day", "first", "kept"),
    [
        (8, 15, date(2025, 10, 1), date(2025, 10, 6)),  # Mid-Autumn
        (1, 1, date(2026, 2, 10), date(2026, 2, 17)),  # Spring Festival
        (5, 5, date(2025, 5, 25), date(2025, 5, 31)),  # Dragon Boat
    ],
)
def test_a_lunar_day(month: int, day: int, first: date, kept: date) -> None:
    assert lunar_kept_between(month, day, first, first + timedelta(days=10)) == kept
    assert lunar_kept_between(month, day, kept + timedelta(days=1), kept + timedelta(days=9)) is None


def test_a_birthday_in_the_summer_time_of_shanghai_stays_that_day() -> None:
    """Shanghai had summer time from 1986 to 1991: a birthday kept as a moment shows the day before."""
    as_moment = datetime(1988, 7, 1, tzinfo=SHANGHAI).astimezone(UTC)
    assert as_moment.astimezone(ZoneInfo("Etc/GMT-8")).date() == date(1988, 6, 30), "the trap is real"
    assert PartialDate.parse("1988-07-01").text() == "1988-07-01"
    assert PartialDate.parse("1988-07-01").in_year(1988) == date(1988, 7, 1)


def test_the_zodiac_changes_at_the_lunar_new_year() -> None:
    assert zodiac_animal(date(1990, 1, 26)) == "蛇"
    assert zodiac_animal(date(1990, 1, 27)) == "马"


@given(st.dates())
def test_reading_what_was_written_gives_the_same(day: date) -> None:
    whole = PartialDate(day.month, day.day, day.year)
    assert PartialDate.parse(whole.text()) == whole
    assert PartialDate.parse(f"{day:%m-%d}") == PartialDate(day.month, day.day)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2090, 1, 1)), st.integers(0, 900))
def test_a_kept_day_lies_within_and_is_the_first(born: date, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    own = PartialDate(born.month, born.day)
    days = [day for n in range(length + 1) if own.in_year((day := first + timedelta(days=n)).year) == day]
    assert own.kept_between(first, last) == (days[0] if days else None)
