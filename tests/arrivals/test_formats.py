"""The report as JSON, CSV and text."""

import csv
import io
import json
from datetime import date, time

import pytest

from binzhi.arrivals.formats import padded, to_csv, to_json, to_text, width_of, wrapped
from binzhi.kernel.cells import guarded
from tests.arrivals.plans import plan, read
from tests.builders import (
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_past_stay,
    make_staff,
)

database = pytest.mark.django_db(databases=["default", "keys"])


@database
@pytest.mark.requirement("R-213")
def test_json_has_the_shape_of_the_contract() -> None:
    hotel, guest = make_hotel(), make_guest("单田芳")
    make_past_stay(hotel, guest, arrival=date(2025, 11, 2))
    make_fact(guest, "bed_board")
    make_booking(hotel, guest, nights=2, eta=time(15, 0))
    plan(hotel)
    found = json.loads(json.dumps(to_json(read(make_staff(hotel, "front_desk"), hotel))))
    assert (found["date"], found["hotel"], found["planned"]) == (TOMORROW.isoformat(), "BJ01", True)
    (arrival,) = found["arrivals"]
    assert {"guest", "stay", "items", "ready"} <= set(arrival)
    assert arrival["ready"] is False
    assert arrival["guest"]["name"] == "单田芳"
    assert arrival["guest"]["salutation"]["zh"] == "单先生"
    assert arrival["guest"]["stays"] == 1
    assert arrival["guest"]["last_stay"]["arrival"] == "2025-11-02"
    assert (arrival["stay"]["eta"], arrival["stay"]["nights"]) == ("15:00", 2)
    item = next(i for i in arrival["items"] if i["rule"] == "extra_items")
    assert item["text"] == {"zh": "放入房间：硬板床", "en": "Place in the room: Hard bed board"}
    assert item["department"] == "housekeeping"
    assert item["because"][0]["zh"] == "硬板床"
    assert (item["state"], item["signed_by"], item["blocks_check_in"]) == ("open", "", False)


@database
def test_csv_has_one_row_per_item_and_no_cell_is_a_formula() -> None:
    hotel, guest = make_hotel(), make_guest("＝cmd|' /C calc'!A0")
    make_fact(guest, "tea", "=1+1")
    make_booking(hotel, guest)
    make_booking(hotel, make_guest("无事"))
    plan(hotel)
    text = to_csv(read(make_staff(hotel, "housekeeping_attendant"), hotel), "zh-hans")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0][:4] == ["日期", "房号", "抵店", "姓名"]
    assert {r[3] for r in rows[1:]} == {"'＝cmd|' /C calc'!A0", "无事"}
    assert all(len(r) == len(rows[0]) for r in rows)
    assert not [c for r in rows for c in r if c.startswith(("=", "+", "-", "@", "＝"))]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠", " =", "\u3000="])
def test_formula_signs_are_guarded(sign: str) -> None:
    assert guarded(f"{sign}SUM(A1)").startswith("'")
    assert guarded("2026-03-11") == "2026-03-11"


@database
@pytest.mark.parametrize(("language", "head"), [("zh-hans", "次日抵店客人报告"), ("en", "Arrivals report")])
def test_text_speaks_both_languages_and_keeps_its_width(language: str, head: str) -> None:
    hotel, guest = make_hotel(), make_guest("王建国", birthday="1968-03-11")
    make_fact(guest, "favourite_dish", "松鼠鳜鱼、响油鳝糊、清炒虾仁、蟹粉豆腐、阳春面、桂花糖藕、酒酿圆子、八宝鸭")
    make_fact(guest, "allergy", "花生")
    make_booking(hotel, guest, eta=time(14, 30))
    plan(hotel)
    text = to_text(read(make_staff(hotel, "service_manager"), hotel), language)
    assert text.startswith(head)
    assert "王建国" in text
    assert "花生" in text
    assert max(width_of(line) for line in text.splitlines()) <= 102
    empty = to_text(read(make_staff(hotel, "service_manager"), hotel, date(2026, 3, 20)), language)
    assert ("没有客人抵店" if language == "zh-hans" else "Nobody arrives") in empty


def test_wide_characters_count_twice_and_lines_break_between_them() -> None:
    assert width_of("王ab") == 4
    assert padded("王", 4) == "王  "
    assert wrapped("一二三四五", 4) == ["一二", "三四", "五"]
    assert wrapped("sockets at the desk", 12) == ["sockets at", "the desk"]
    assert wrapped("", 10) == [""]
