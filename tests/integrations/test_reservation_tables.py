"""Reservation tables: heads, dates, head counts, companions, and several rooms of one booking."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from binzhi.integrations.readers import read_map
from binzhi.integrations.readers.tables import Seen
from binzhi.integrations.rows import ExternalId
from tests.integrations.files import codes, opened, read_all, refusal_of, stay, table, text_file

FULL = {
    "预订号": "R1",
    "确认号": "C1",
    "客人姓名": "王建国",
    "手机": "13800138000",
    "抵店日期": "2026年1月5日",
    "离店日期": "2026年1月8日",
    "间数": "1",
    "人数": "2大1小",
    "房型": "DK",
    "房号": "1208",
    "房价": "688",
    "渠道": "OTA",
    "市场": "散客",
    "客源": "携程",
    "预抵时间": "下午2点半",
    "特殊要求": "高楼层,远离电梯",
    "同住人": "李秀英、王小明",
    "预订人": "张秘书",
    "预订人电话": "13900139000",
    "预订方式": "传真",
    "状态": "已确认",
    "协议单位": "漓江贸易",
    "渠道订单号": "T900",
    "备注": "蜜月",
}


def test_every_chinese_reservation_head_is_read_without_a_map(tmp_path: Path) -> None:
    source = opened(text_file(tmp_path, table(tuple(FULL), tuple(FULL.values()), mark=";")), "reservations-csv")
    assert source.detected.unmapped == ()
    (row,) = source
    found = stay(row)
    assert row.problems == ()
    assert found.identity == ExternalId("csv", "reservation", "R1")
    assert found.references == (ExternalId("csv", "confirmation", "C1"), ExternalId("csv", "channel", "T900"))
    assert (found.arrival, found.departure, found.nights) == (date(2026, 1, 5), date(2026, 1, 8), 3)
    assert (found.rooms, found.adults, found.children) == (1, 2, 1)
    assert (found.room_type, found.room_no, found.rate) == ("DK", "1208", Decimal("688.00"))
    assert (found.channel, found.market, found.source) == ("OTA", "散客", "携程")
    assert (found.eta, found.status, found.confirmation_method) == (time(14, 30), "reserved", "fax")
    assert (found.special_requests, found.comments, found.company_name) == ("高楼层,远离电梯", "蜜月", "漓江贸易")
    assert (found.guest.name, found.guest.phones[0].number) == ("王建国", "+8613800138000")
    assert [g.name for g in found.accompanying] == ["李秀英", "王小明"]
    assert found.booker is not None
    assert (found.booker.name, found.booker.phones[0].number) == ("张秘书", "+8613900139000")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("预订", "reserved"), ("R", "reserved"), ("在住", "in_house"), ("I", "in_house"), ("离店", "checked_out"), ("O", "checked_out"),
        ("取消", "cancelled"), ("X", "cancelled"), ("应到未到", "no_show"),
        ("No-Show", "no_show"), ("待确认", "requested"), ("候补", "waitlisted"),
    ],
)  # fmt: skip
def test_states_are_read_in_the_words_of_the_trade(tmp_path: Path, word: str, status: str) -> None:
    cells = {**FULL, "状态": word}
    (row,) = read_all(text_file(tmp_path, table(tuple(cells), tuple(cells.values()), mark=";")), "reservations-csv")
    assert stay(row).status == status


def test_nights_stand_in_for_a_departure(tmp_path: Path) -> None:
    text = table(("姓名", "到店日期", "晚数"), ("王建国", "2026-01-05", "3晚"), ("李四", "2026-01-05", "0"))
    rows = read_all(text_file(tmp_path, text), "reservations-csv")
    assert [str(stay(r).departure) for r in rows] == ["2026-01-08", "2026-01-05"]


def test_nights_that_differ_from_the_dates_are_a_warning(tmp_path: Path) -> None:
    text = table(("姓名", "抵店日期", "离店日期", "晚数"), ("王建国", "2026-01-05", "2026-01-08", "4"))
    (row,) = read_all(text_file(tmp_path, text), "reservations-csv")
    assert codes(row) == ["nights-differ"]
    assert stay(row).nights == 3


def test_two_rooms_of_one_booking_are_two_reservations(tmp_path: Path) -> None:
    heads = ("预订号", "姓名", "抵店日期", "离店日期", "房号")
    rows = [("R1", "王建国", "2026-01-05", "2026-01-08", n) for n in ("1208", "1209")]
    first, second = read_all(text_file(tmp_path, table(heads, *rows)), "reservations-csv")
    assert stay(first).identity == ExternalId("csv", "reservation", "R1")
    assert stay(second).identity == ExternalId("csv", "reservation", "R1#2")
    assert stay(first).booking_ref == stay(second).booking_ref == "R1"
    assert codes(second) == ["number-repeated"]


def test_a_restart_numbers_the_rooms_of_a_booking_the_same(tmp_path: Path) -> None:
    heads = ("预订号", "姓名", "抵店日期", "离店日期")
    rows = [("R1", "王建国", "2026-01-05", "2026-01-08")] * 4
    source = opened(text_file(tmp_path, table(heads, *rows)), "reservations-csv")
    assert [stay(r).identity for r in source.rows(after=3)] == [stay(r).identity for r in list(source)[2:]]


def test_rows_without_a_number_are_known_by_file_and_row(tmp_path: Path) -> None:
    text = table(
        ("姓名", "抵店日期", "离店日期"), ("王建国", "2026-01-05", "2026-01-08"), ("王建国", "2026-01-05", "2026-01-08")
    )
    source = opened(text_file(tmp_path, text), "reservations-csv")
    ids = [stay(r).identity for r in source]
    assert ids == [ExternalId("file", "reservations-csv", f"{source.digest}:{n}") for n in (2, 3)]
    assert [p.code for p in source.detected.problems] == ["no-booking-number"]


@pytest.mark.parametrize("gone", ["姓名", "抵店日期", "离店日期"])
def test_a_missing_required_column_is_refused(tmp_path: Path, gone: str) -> None:
    cells = {"预订号": "R1", "姓名": "王建国", "抵店日期": "2026-01-05", "离店日期": "2026-01-08"}
    del cells[gone]
    assert (
        refusal_of(text_file(tmp_path, table(tuple(cells), tuple(cells.values()))), "reservations-csv").code
        == "column-missing"
    )


@pytest.mark.parametrize(
    ("text", "count"), [("2", (2, 0)), ("2大1小", (2, 1)), ("2/1", (2, 1)), ("3人", (3, 0)), ("2成人1儿童", (2, 1))]
)
def test_head_counts(tmp_path: Path, text: str, count: tuple[int, int]) -> None:
    (row,) = read_all(
        text_file(tmp_path, table(("姓名", "抵店日期", "晚数", "人数"), ("王建国", "2026-01-05", "1", text))),
        "reservations-csv",
    )
    assert (stay(row).adults, stay(row).children) == count


def test_the_opera_upload_columns_are_read_without_a_map(tmp_path: Path) -> None:
    heads = ("RES_Unique_ID_Reservation", "IC_Unique_ID_Ind_Contact", "IC_Last_Name", "RES_Confirmation_Number",
             "RES_Reservation_Type", "RES_Arrival_Date", "RES_Departure_Date")  # fmt: skip
    (row,) = read_all(
        text_file(tmp_path, table(heads, ("90001", "30001", "Example", "100001", "6PM", "20250410", "20250413"))),
        "reservations-csv",
    )
    found = stay(row)
    assert (found.nights, found.confirmation_no, found.deposit_type) == (3, "100001", "6PM")
    assert found.guest.identity == ExternalId("csv", "profile", "30001")


def test_own_status_words_come_from_the_map(tmp_path: Path) -> None:
    mapping = read_map('[values.status]\n"飞走了" = "no_show"\n[defaults]\ncurrency = "人民币"\n')
    text = table(("姓名", "抵店日期", "晚数", "状态"), ("王建国", "2026-01-05", "1", "飞走了"))
    found = stay(read_all(text_file(tmp_path, text), "reservations-csv", mapping)[0])
    assert (found.status, found.currency) == ("no_show", "CNY")


def test_repeated_numbers_are_counted_right_among_many() -> None:
    seen = Seen()
    numbers = [f"R{n}" for n in range(20_000)]
    assert {seen.count(n) for n in numbers} == {1}
    assert [seen.count(n) for n in ("R7", "R7", "R19999")] == [2, 3, 2]
