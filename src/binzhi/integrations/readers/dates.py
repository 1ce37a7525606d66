"""Dates: one format for a column, decided by the file or by the map, never guessed cell by cell."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from binzhi.integrations.readers import limits
from binzhi.integrations.readers.problems import BadCell

YMD, DMY, MDY, SERIAL, NAMED = "YYYY-MM-DD", "D/M/YYYY", "M/D/YYYY", "serial", "D-MMM-YYYY"

_TIME_TAIL = r"(?:[T\s]+\d{1,2}[:时]\d{1,2}.*|[T\s]+)?"
_YMD = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?" + _TIME_TAIL)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4}(?:\d{2})?Z?|[T\s]+\d{1,2}:?\d{2}.*)?")
_XY = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})" + _TIME_TAIL)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_NAMED = re.compile(r"(\d{1,2})[-\s/.]?([A-Za-z]{3,9})[-\s/.,]*(\d{4})" + _TIME_TAIL)
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(?:--)(\d{2})-?(\d{2})")
_NOTHING = re.compile(r"0000[-/.]?00[-/.]?00.*|0001[-/.]0?1[-/.]0?1(?!\d).*|0101-01-01.*|1899-12-3[01].*|1900-01-00.*")
MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_CLOCK = re.compile(
    r"(上午|早上|凌晨|中午|下午|傍晚|晚上|am|pm)?\s*(\d{1,2})"
    r"(?:[:：点时h](\d{1,2}|半)?(?::\d{2}(?:\.\d+)?)?分?)?\s*(am|pm)?"
)
_EPOCH = date(1899, 12, 30)


@lru_cache(maxsize=20_000)
def _make(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise BadCell("date-impossible") from None
    if not limits.MIN_YEAR <= year <= limits.MAX_YEAR:
        raise BadCell("date-range", low=limits.MIN_YEAR, high=limits.MAX_YEAR)
    return found


def says_nothing(text: str) -> bool:
    """Tell whether a date cell holds the zero date of its system (0000-00-00, 0001-01-01)."""
    return bool(_NOTHING.fullmatch(text))


def read_ymd(text: str) -> date:
    """Read a date that begins with its year: 2026-01-05, 2026/1/5, 20260105, 2026年1月5日, with or without a time."""
    match = _YMD.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is None:
        raise BadCell("date-wrong", format=YMD)
    return _make(int(match[1]), int(match[2]), int(match[3]))


def _read_dmy(text: str) -> date:
    match = _XY.fullmatch(text)
    if match is None:
        raise BadCell("date-wrong", format=DMY)
    return _make(int(match[3]), int(match[2]), int(match[1]))


def _read_mdy(text: str) -> date:
    match = _XY.fullmatch(text)
    if match is None:
        raise BadCell("date-wrong", format=MDY)
    return _make(int(match[3]), int(match[1]), int(match[2]))


def _read_serial(text: str) -> date:
    match = _SERIAL.fullmatch(text)
    if match is None:
        raise BadCell("date-wrong", format="Excel serial")
    found = _EPOCH + timedelta(days=int(match[1]))
    return _make(found.year, found.month, found.day)


def _month_number(name: str) -> int:
    name = name.lower()
    for number, full in enumerate(MONTH_NAMES, 1):
        if name in (full, full[:3]):
            return number
    raise BadCell("date-wrong", format=NAMED)


def _read_named(text: str) -> date:
    match = _NAMED.fullmatch(text)
    if match is None:
        raise BadCell("date-wrong", format=NAMED)
    return _make(int(match[3]), _month_number(match[2]), int(match[1]))


_READERS: dict[str, Callable[[str], date]] = {
    YMD: read_ymd,
    DMY: _read_dmy,
    MDY: _read_mdy,
    SERIAL: _read_serial,
    NAMED: _read_named,
}
_TOKEN = re.compile(r"YYYY|YY|MMM|MM|M|DD|D")
_TOKEN_PATTERNS = {
    "YYYY": r"(?P<y>\d{4})",
    "YY": r"(?P<s>\d{2})",
    "MMM": r"(?P<n>[A-Za-z]{3,9})",
    "MM": r"(?P<m>\d{1,2})",
    "M": r"(?P<m>\d{1,2})",
    "DD": r"(?P<d>\d{1,2})",
    "D": r"(?P<d>\d{1,2})",
}


def date_reader(form: str) -> Callable[[str], date]:
    """Return the reader of a format: a known name, or tokens YYYY YY MMM MM M DD D with any text between.

    Raises ValueError when the format does not name a day, a month and a year.
    """
    ready = _READERS.get(form)
    if ready is not None:
        return ready
    parts, at = [], 0
    bare = not re.search(r"[^YMD]", form)
    for token in _TOKEN.finditer(form):
        parts.append(re.escape(form[at : token.start()]))
        pattern = _TOKEN_PATTERNS[token.group()]
        parts.append(pattern.replace("{1,2}", "{2}") if bare else pattern)
        at = token.end()
    parts.append(re.escape(form[at:]))
    try:
        shape = re.compile("".join(parts) + _TIME_TAIL)
    except re.error:
        raise ValueError(form) from None
    has = shape.groupindex
    if not ("d" in has and ("m" in has or "n" in has) and ("y" in has or "s" in has)):
        raise ValueError(form)
    return _own_reader(form, shape)


def _own_reader(form: str, shape: re.Pattern[str]) -> Callable[[str], date]:
    def read(text: str) -> date:
        match = shape.fullmatch(text)
        if match is None:
            raise BadCell("date-wrong", format=form)
        got = match.groupdict()
        year = int(got["y"]) if got.get("y") else _full_year(int(got["s"] or 0))
        month = _month_number(got["n"]) if got.get("n") else int(got["m"] or 0)
        return _make(year, month, int(got["d"] or 0))

    return read


def _full_year(short: int) -> int:
    return 2000 + short if short < 70 else 1900 + short


def read_month_day(text: str) -> tuple[int, int] | None:
    """Read a birthday without a year (5月12日, 05-12, --0512); None when it is none."""
    match = _MONTH_DAY.fullmatch(text)
    if match is None:
        return None
    month, day = int(match[1] or match[3]), int(match[2] or match[4])
    try:
        date(2024, month, day)
    except ValueError:
        return None
    return month, day


@dataclass(frozen=True, slots=True)
class Inferred:
    """The format of a column, or the code of the problem that stops it, with one telling value."""

    form: str = ""
    problem: str = ""
    example: str = ""


def infer_format(values: Iterable[str]) -> Inferred:
    """Decide the one date format of a column from its first values; doubt is a problem, not a choice."""
    shapes: dict[str, str] = {}
    low_first = high_first = low_second = ""
    for text in values:
        shape = _shape(text)
        shapes.setdefault(shape, text)
        if shape == "xy" and (match := _XY.fullmatch(text)):
            if int(match[1]) > 12:
                high_first = high_first or text
            elif int(match[2]) > 12:
                low_second = low_second or text
            else:
                low_first = low_first or text
    shapes.pop("", None)
    shapes.pop("md", None)
    if "ymd" in shapes:
        return Inferred(form=YMD)  # cannot be misread; a cell in another form is refused by itself
    if "xy" in shapes and high_first and low_second:
        return Inferred(problem="date-mixed", example=f"{high_first} / {low_second}")
    if "xy" in shapes and not high_first and not low_second:
        return Inferred(problem="date-ambiguous", example=low_first)
    known = [s for s in shapes if s != "?"]
    if len(known) > 1:
        return Inferred(problem="date-mixed", example=" / ".join(shapes[s] for s in known[:2]))
    if not known:
        return Inferred(problem="date-unreadable", example=shapes["?"]) if "?" in shapes else Inferred(form=YMD)
    forms = {"serial": SERIAL, "named": NAMED, "xy": DMY if high_first else MDY}
    return Inferred(form=forms[known[0]])


def _shape(text: str) -> str:
    if says_nothing(text):
        return ""
    if _YMD.fullmatch(text) or _COMPACT.fullmatch(text):
        return "ymd"
    if _XY.fullmatch(text):
        return "xy"
    if _SERIAL.fullmatch(text):
        return "serial"
    if _NAMED.fullmatch(text):
        return "named"
    return "md" if _MONTH_DAY.fullmatch(text) else "?"


def read_clock(text: str) -> time:
    """Read a time of day (14:30, 下午2点半, 2 pm), also at the end of a full date."""
    tail = re.search(r"[T\s](\d{1,2}:\d{2})", text)
    if tail and (_YMD.fullmatch(text) or _XY.fullmatch(text) or _COMPACT.fullmatch(text)):
        text = tail[1]
    folded = text.strip().casefold()
    if re.fullmatch(r"[012]\d[0-5]\d", folded):
        folded = f"{folded[:2]}:{folded[2:]}"
    match = _CLOCK.fullmatch(folded)
    if match is None or (match[3] is None and not re.search(r"[:：点时hap上下晚早凌中傍]", folded)):
        raise BadCell("time-wrong")
    hour, minute = int(match[2]), 30 if match[3] == "半" else int(match[3] or 0)
    half = match[1] or match[4] or ""
    if half in ("下午", "傍晚", "晚上", "pm") and hour < 12:
        hour += 12
    if half in ("凌晨", "am") and hour == 12:
        hour = 0
    if hour == 24 and minute == 0:
        hour = 0
    if hour > 23 or minute > 59:
        raise BadCell("time-wrong")
    return time(hour, minute)


def read_iso_date(text: str) -> date | None:
    """Return the calendar day of an ISO date or date-time as it is written; None when it is neither."""
    match = _YMD.match(text) or _COMPACT.fullmatch(text)
    if match is None:
        return None
    try:
        found = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return found if limits.MIN_YEAR <= found.year <= limits.MAX_YEAR else None


def read_iso_time(text: str) -> time | None:
    """Return the time of an ISO date-time; None for a bare date or midnight, which stands for "not said"."""
    match = re.search(r"[T ](\d{2}):(\d{2})", text)
    if match is None:
        return None
    try:
        found = datetime.strptime(f"{match[1]}:{match[2]}", "%H:%M").time()  # noqa: DTZ007 - a clock reading
    except ValueError:
        return None
    return found if found != time(0, 0) else None
