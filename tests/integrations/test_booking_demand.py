"""hotel-booking-demand: rows without persons, their traps, and the real file."""

import tracemalloc
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest

from binzhi.integrations.readers.bookings import OPTIONAL, REQUIRED
from binzhi.integrations.rows import ExternalId
from tests.integrations.files import codes, opened, read_all, real, refusal_of, stay, table, text_file

KIND = "hotel-booking-demand"
HEADS = (*REQUIRED, *OPTIONAL)
ROW = {
    "is_canceled": "0", "lead_time": "7", "arrival_date_year": "2015", "arrival_date_month": "July", "arrival_date_day_of_month": "1",
    "stays_in_weekend_nights": "1", "stays_in_week_nights": "2", "adults": "2", "children": "0", "babies": "0", "country": "PRT",
    "reserved_room_type": "A", "adr": "75.5", "reservation_status": "Check-Out", "hotel": "Resort Hotel", "meal": "BB",
    "market_segment": "Direct", "distribution_channel": "Direct", "is_repeated_guest": "1", "previous_cancellations": "2",
    "previous_bookings_not_canceled": "5", "assigned_room_type": "C", "booking_changes": "3", "deposit_type": "No Deposit", "agent": "NULL",
    "company": "40", "days_in_waiting_list": "0", "customer_type": "Transient", "required_car_parking_spaces": "1",
    "total_of_special_requests": "2", "reservation_status_date": "2015-07-04", "arrival_date_week_number": "27",
}  # fmt: skip


def rows_of(folder: Path, *changes: dict[str, str]) -> Path:
    rows = [[{**ROW, **change}[h] for h in HEADS] for change in changes]
    return text_file(folder, table(HEADS, *rows))


def test_a_row_becomes_a_reservation_of_a_placeholder_guest(tmp_path: Path) -> None:
    source = opened(rows_of(tmp_path, {}), KIND)
    (row,) = source
    found = stay(row)
    assert row.problems == ()
    assert found.identity == ExternalId("file", KIND, f"{source.digest}:2")
    assert (found.guest.placeholder, found.guest.nationality, found.guest.name) == (True, "PT", "")
    assert (found.arrival, found.departure, found.booked_on) == (date(2015, 7, 1), date(2015, 7, 4), date(2015, 6, 24))
    assert (found.nights, found.adults, found.rate, found.currency) == (3, 2, Decimal("75.50"), "EUR")
    assert (found.room_type, found.assigned_room_type, found.meal) == ("A", "C", "BB")
    assert (found.repeat_guest, found.previous_stays, found.previous_cancellations) == (True, 5, 2)
    assert (found.agent_code, found.company_code, found.deposit_type) == ("", "40", "no_deposit")
    assert (found.status, found.status_on, found.hotel_code) == ("checked_out", date(2015, 7, 4), "Resort Hotel")


def test_equal_rows_are_separate_bookings(tmp_path: Path) -> None:
    rows = read_all(rows_of(tmp_path, {}, {}, {}), KIND)
    assert len({stay(r).identity for r in rows}) == 3


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"adults": "0"}, ["no-guests"]),
        ({"children": "NA"}, ["count-unknown"]),
        ({"adr": "-6.38"}, ["rate-negative"]),
        ({"country": "XYZ"}, ["country-unknown"]),
    ],
)
def test_doubtful_rows_are_taken_with_a_warning(tmp_path: Path, change: dict[str, str], expected: list[str]) -> None:
    (row,) = read_all(rows_of(tmp_path, change), KIND)
    assert codes(row) == expected
    assert stay(row).arrival == date(2015, 7, 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"arrival_date_day_of_month": "31", "arrival_date_month": "June"}, "date-impossible"),
        ({"adults": "two"}, "number-wrong"),
        ({"lead_time": "-3"}, "number-negative"),
        ({"adr": "free"}, "money-wrong"),
        ({"reservation_status": "Flown"}, "status-unknown"),
        ({"is_canceled": "1"}, "status-contradiction"),
        ({"reservation_status_date": "04.07.2015"}, "date-wrong"),
    ],
)
def test_wrong_rows_are_refused(tmp_path: Path, change: dict[str, str], code: str) -> None:
    (row,) = read_all(rows_of(tmp_path, change), KIND)
    assert (codes(row), row.data) == ([code], None)


def test_undefined_null_and_extreme_values(tmp_path: Path) -> None:
    rows = read_all(
        rows_of(
            tmp_path,
            {"meal": "Undefined", "market_segment": "Undefined", "country": "NULL", "adr": "5400"},
            {"country": "CN", "adr": "0"},
            {"country": "TMP", "stays_in_weekend_nights": "0", "stays_in_week_nights": "0"},
        ),
        KIND,
    )
    first, second, third = (stay(r) for r in rows)
    assert (first.meal, first.market, first.guest.nationality, first.rate) == ("", "", "", Decimal("5400.00"))
    assert (second.guest.nationality, second.rate) == ("CN", Decimal("0.00"))
    assert (third.guest.nationality, third.nights, third.departure) == ("TL", 0, third.arrival)
    assert all(not r.problems for r in rows)


def test_cancelled_and_no_show_are_told_apart(tmp_path: Path) -> None:
    cancelled = {"is_canceled": "1", "reservation_status": "Canceled", "reservation_status_date": "2015-06-30"}
    first, second = read_all(rows_of(tmp_path, cancelled, {"is_canceled": "1", "reservation_status": "No-Show"}), KIND)
    assert (stay(first).status, stay(first).cancelled_on) == ("cancelled", date(2015, 6, 30))
    assert (stay(second).status, stay(second).cancelled_on) == ("no_show", None)


def test_missing_columns_and_a_foreign_table_are_refused(tmp_path: Path) -> None:
    text = table(tuple(h for h in HEADS if h != "adr"), [v for k, v in ROW.items() if k != "adr"])
    problem = refusal_of(text_file(tmp_path, text), KIND)
    assert (problem.code, problem.column) == ("column-missing", "adr")
    assert refusal_of(text_file(tmp_path, "a,b\n1,2\n"), KIND).code == "heads-missing"


def test_a_cut_row_is_refused(tmp_path: Path) -> None:
    path = rows_of(tmp_path, {}, {})
    path.write_bytes(path.read_bytes()[:-60])
    assert [codes(r) for r in read_all(path, KIND)] == [[], ["row-cut"]]


def test_every_row_of_the_real_file_is_taken() -> None:
    source = opened(real("hotel_bookings_dev.csv.gz"), KIND)
    seen = Counter(stay(row).status for row in source)
    assert sum(seen.values()) == source.detected.row_estimate == 58_792
    assert seen == {"checked_out": 37_883, "cancelled": 20_206, "no_show": 703}


def test_memory_does_not_grow_with_the_rows() -> None:
    rows = iter(opened(real("hotel_bookings_dev.csv.gz"), KIND))
    tracemalloc.start()
    sizes = []
    for _ in range(3):
        for _ in islice(rows, 5_000):
            pass
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert sizes[2] - sizes[0] < 3 * 1024 * 1024
