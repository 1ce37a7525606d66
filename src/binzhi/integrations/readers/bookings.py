"""hotel-booking-demand: the public table of two Portuguese hotels (Antonio, de Almeida, Nunes 2019), .csv or .csv.gz.

It names nobody: every row is a reservation with a placeholder guest of the row's country, and equal rows are separate
bookings, so the identity of a row is (file hash, row). What was decided about its traps stands in README.md.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from binzhi.integrations.readers.base import Source
from binzhi.integrations.readers.catalogue import country_code
from binzhi.integrations.readers.dates import MONTH_NAMES
from binzhi.integrations.readers.delimited import DELIMITER_NAMES, RawRow, delimited_rows, sample_rows
from binzhi.integrations.readers.files import TextFile, check_file, inspect_text
from binzhi.integrations.readers.problems import BadCell, make_problem, refuse
from binzhi.integrations.rows import Detected, GuestRow, HeadMatch, ReservationRow, RowProblem, SourceRow
from binzhi.kernel.money import amount

_MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
_STATUS = {"check-out": "checked_out", "canceled": "cancelled", "cancelled": "cancelled", "no-show": "no_show"}
_DEPOSIT = {"no deposit": "no_deposit", "non refund": "non_refund", "refundable": "refundable"}
_ABSENT = frozenset({"", "NULL", "NA", "Undefined"})
REQUIRED = (
    "is_canceled", "lead_time", "arrival_date_year", "arrival_date_month", "arrival_date_day_of_month",
    "stays_in_weekend_nights", "stays_in_week_nights", "adults", "children", "babies", "country", "reserved_room_type",
    "adr", "reservation_status",
)  # fmt: skip
OPTIONAL = (
    "hotel", "meal", "market_segment", "distribution_channel", "is_repeated_guest", "previous_cancellations",
    "previous_bookings_not_canceled", "assigned_room_type", "booking_changes", "deposit_type", "agent", "company",
    "days_in_waiting_list", "customer_type", "required_car_parking_spaces", "total_of_special_requests",
    "reservation_status_date", "arrival_date_week_number",
)  # fmt: skip
CURRENCY = "EUR"


@lru_cache(maxsize=512)
def _guest(country: str) -> GuestRow:
    return GuestRow(placeholder=True, nationality=country, country=country)


@lru_cache(maxsize=4096)
def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 7:
        return int(text)
    try:
        number = float(text)
    except ValueError:
        raise BadCell("number-wrong") from None
    if number < 0:
        raise BadCell("number-negative")
    if not number.is_integer() or number > 999_999:
        raise BadCell("number-wrong")
    return int(number)


@lru_cache(maxsize=4096)
def _arrival(year: str, month: str, day: str) -> date:
    number = _MONTHS.get(month.strip().lower())
    try:
        return date(_count(year), number or _count(month), _count(day))
    except (ValueError, BadCell):
        raise BadCell("date-impossible") from None


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCell("date-wrong", format="YYYY-MM-DD") from None


@lru_cache(maxsize=16384)
def _rate(text: str) -> Decimal:
    try:
        return amount(text)
    except ValueError:
        raise BadCell("money-wrong") from None


class BookingDemand(Source):
    """The rows of the table, in file order."""

    kind = "hotel-booking-demand"
    system = "hotel-booking-demand"
    found: TextFile
    delimiter = ","
    at: dict[str, int]
    width = 0

    def detect(self) -> Detected:
        """Find the encoding and the columns."""
        check_file(self.path)
        self.found = inspect_text(self.path, self.map.encoding)
        self.delimiter = self.map.delimiter or self._delimiter()
        first = next(delimited_rows(self.found, self.delimiter), None)
        heads = [h.strip().lower() for h in first.cells] if first else []
        self.at = {name: heads.index(name) for name in (*REQUIRED, *OPTIONAL) if name in heads}
        self.width = len(heads)
        missing = [name for name in REQUIRED if name not in self.at]
        if len(missing) == len(REQUIRED):
            raise refuse("heads-missing", rows=1)
        problems: tuple[RowProblem, ...] = ()
        if missing:
            columns, examples = ", ".join(missing), ", ".join(REQUIRED[:3])
            problems = (make_problem("column-missing", row=1, column=missing[0], columns=columns, examples=examples),)
        return Detected(
            kind=self.kind,
            size_bytes=self.path.stat().st_size,
            encoding={"gb18030": "GB18030", "utf-16": "UTF-16"}.get(self.found.encoding, "UTF-8"),
            delimiter=DELIMITER_NAMES.get(self.delimiter, self.delimiter),
            head_row=1,
            heads=tuple(HeadMatch(h, h if h in self.at else "") for h in heads if h),
            row_estimate=max(self.found.lines - 1, 0),
            problems=problems,
        )

    def _delimiter(self) -> str:
        def known(mark: str) -> int:
            return max((len(set(REQUIRED).intersection(r)) for r in sample_rows(self.found, mark)[:1]), default=0)

        return max(",;\t", key=known)

    def read(self, after: int) -> Iterator[SourceRow]:
        """Yield the rows after a row number."""
        for raw in delimited_rows(self.found, self.delimiter):
            if raw.row_no > max(after, 1):
                yield self._row(raw)

    def _row(self, raw: RawRow) -> SourceRow:
        place = str(raw.row_no)
        if raw.problem is not None:
            return SourceRow(raw.row_no, place, None, (raw.problem,))
        count = len(raw.cells)
        if count != self.width:
            cut = raw.last and count < self.width and not self.found.ends_with_newline
            code = "row-cut" if cut else "row-cells"
            return SourceRow(
                raw.row_no, place, None, (make_problem(code, row=raw.row_no, count=count, heads=self.width),)
            )
        got = _Row(raw.cells, self.at, raw.row_no)
        data = self._reservation(got)
        if any(p.is_error for p in got.problems):
            return SourceRow(raw.row_no, place, None, tuple(got.problems))
        return SourceRow(raw.row_no, place, data, tuple(got.problems))

    def _reservation(self, got: "_Row") -> ReservationRow | None:
        arrival = got.arrival()
        nights = got.count("stays_in_weekend_nights") + got.count("stays_in_week_nights")
        lead = got.count("lead_time")
        adults, children, babies = got.count("adults"), got.heads("children"), got.heads("babies")
        rate, status = got.rate(), got.status()
        status_on = got.day("reservation_status_date")
        if arrival is None or any(p.is_error for p in got.problems):
            return None
        if not adults + children + babies:
            got.complain("no-guests", "adults")
        return ReservationRow(
            identity=self.row_id(got.row_no),
            hotel_code=got.text("hotel"),
            guest=_guest(got.country()),
            status=status,
            arrival=arrival,
            departure=arrival + timedelta(days=nights),
            nights=nights,
            adults=adults,
            children=children,
            babies=babies,
            room_type=got.text("reserved_room_type"),
            assigned_room_type=got.text("assigned_room_type"),
            rate=rate,
            currency=self.options.currency or CURRENCY,
            channel=got.text("distribution_channel"),
            market=got.text("market_segment"),
            agent_code=got.text("agent"),
            company_code=got.text("company"),
            customer_type=got.text("customer_type"),
            special_request_count=got.heads("total_of_special_requests"),
            meal=got.text("meal"),
            deposit_type=_DEPOSIT.get(got.text("deposit_type").lower(), ""),
            booked_on=arrival - timedelta(days=lead),
            cancelled_on=status_on if status == "cancelled" else None,
            status_on=status_on,
            repeat_guest=got.heads("is_repeated_guest") > 0,
            previous_stays=got.heads("previous_bookings_not_canceled"),
            previous_cancellations=got.heads("previous_cancellations"),
            changes=got.heads("booking_changes"),
            waiting_days=got.heads("days_in_waiting_list"),
            parking_spaces=got.heads("required_car_parking_spaces"),
        )


class _Row:
    """The cells of one row by the names of their columns."""

    __slots__ = ("at", "cells", "problems", "row_no")

    def __init__(self, cells: list[str], at: dict[str, int], row_no: int) -> None:
        self.cells = cells
        self.at = at
        self.row_no = row_no
        self.problems: list[RowProblem] = []

    def complain(self, code: str, column: str, value: str = "", **params: Any) -> None:
        self.problems.append(make_problem(code, row=self.row_no, column=column, value=value, **params))

    def text(self, column: str) -> str:
        at = self.at.get(column)
        value = self.cells[at].strip() if at is not None else ""
        return "" if value in _ABSENT else value

    def count(self, column: str) -> int:
        value = self.cells[self.at[column]].strip()
        try:
            return _count(value)
        except BadCell as bad:
            self.complain(bad.code, column, value, **bad.params)
            return 0

    def heads(self, column: str) -> int:
        """A count that may be unknown (NA in four rows); unknown is 0 with a warning where it matters."""
        if self.text(column):
            return self.count(column)
        if column in ("children", "babies"):
            self.complain("count-unknown", column)
        return 0

    def arrival(self) -> date | None:
        cells, at = self.cells, self.at
        parts = [cells[at[f"arrival_date_{p}"]].strip() for p in ("year", "month", "day_of_month")]
        try:
            return _arrival(*parts)
        except BadCell as bad:
            self.complain(bad.code, "arrival_date_day_of_month", " ".join(parts), **bad.params)
            return None

    def day(self, column: str) -> date | None:
        value = self.text(column)
        try:
            return _day(value) if value else None
        except BadCell as bad:
            self.complain(bad.code, column, value, **bad.params)
            return None

    def rate(self) -> Decimal | None:
        value = self.text("adr")
        try:
            found = _rate(value) if value else None
        except BadCell as bad:
            self.complain(bad.code, "adr", value, **bad.params)
            return None
        if found is not None and found < 0:
            self.complain("rate-negative", "adr", value)
            return None
        return found

    def status(self) -> str:
        value = self.text("reservation_status")
        status = _STATUS.get(value.lower(), "")
        if not status:
            self.complain("status-unknown", "reservation_status", value, known="Check-Out, Canceled, No-Show")
        elif (self.count("is_canceled") == 1) != (status != "checked_out"):
            self.complain("status-contradiction", "reservation_status", value)
        return status

    def country(self) -> str:
        value = self.text("country")
        code = country_code(value) if value else ""
        if value and not code:
            self.complain("country-unknown", "country", value)
        return code
