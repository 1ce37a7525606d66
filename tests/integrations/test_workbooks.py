"""XLSX: dates and numbers as Excel means them, formulas refused, containers that attack or are cut refused."""

import struct
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from binzhi.integrations.readers import ImportMap, limits
from tests.integrations.files import (
    GOOD_ID,
    codes,
    guest,
    opened,
    raw_workbook,
    read_all,
    refusal_of,
    rewrite_zip,
    stay,
    text_file,
    workbook,
)

SHEET = "xl__worksheets__sheet1.xml"


def test_dates_numbers_and_times_are_read_as_excel_means_them(tmp_path: Path) -> None:
    heads = ("预订号", "姓名", "抵店日期", "离店日期", "房号", "房价", "预抵时间", "人数")
    path = workbook(
        tmp_path,
        [heads, (90001, "王建国", date(2026, 1, 5), datetime(2026, 1, 8, 12, 0), 1208, 688.5, time(14, 30), 2)],
    )
    found = stay(read_all(path, "reservations-csv")[0])
    assert (str(found.arrival), str(found.departure), found.room_no) == ("2026-01-05", "2026-01-08", "1208")
    assert (str(found.rate), found.eta, found.booking_ref, found.adults) == ("688.50", time(14, 30), "90001", 2)


def test_the_row_number_is_the_one_excel_shows(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["漓江饭店"], [], ["姓名", "手机"], [], ["王建国", 13800138000], [], ["李四", "x"]])
    source = opened(path, "guests-csv")
    rows = list(source)
    assert source.detected.head_row == 3
    assert [(r.row_no, r.place, codes(r)) for r in rows] == [(5, "客史!5", []), (7, "客史!7", ["phone-wrong"])]
    assert guest(rows[0]).phones[0].number == "+8613800138000"


def test_formula_cells_are_refused_with_their_place(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [["姓名", "备注", "入住次数"], ["王建国", "=1+1", 3], ["李四", "好", "=SUM(C2:C2)"], ["赵六", "好", 1]],
    )
    rows = read_all(path, "guests-csv")
    assert [(codes(r), [p.column for p in r.problems]) for r in rows] == [
        (["formula"], ["备注"]),
        (["formula"], ["入住次数"]),
        ([], []),
    ]


def test_a_cached_value_does_not_hide_a_formula(tmp_path: Path) -> None:
    rows = """<row r="1"><c r="A1" t="str"><v>姓名</v></c><c r="B1" t="str"><v>备注</v></c></row>
    <row r="2"><c r="A2" t="str"><v>王建国</v></c><c r="B2" t="str"><f>A2</f><v>好</v></c></row>"""
    assert codes(read_all(raw_workbook(tmp_path, rows), "guests-csv")[0]) == ["formula"]


def test_shared_strings_are_joined_without_their_phonetic_readings(tmp_path: Path) -> None:
    shared = (
        "<si><t>姓名</t></si><si><r><t>高橋</t></r><r><t>さくら</t></r><rPh sb='0' eb='2'><t>タカハシ</t></rPh></si>"
    )
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>'
    assert guest(read_all(raw_workbook(tmp_path, rows, shared=shared), "guests-csv")[0]).name == "高橋さくら"
    beyond = rows.replace("<v>1</v>", "<v>7</v>")
    assert refusal_of(raw_workbook(tmp_path, beyond, shared=shared), "guests-csv").code == "xlsx-damaged"


def test_a_document_number_stored_as_a_number_has_lost_its_digits(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["姓名", "证件号码"], ["王建国", 450305197403151234], ["李四", GOOD_ID]])
    rows = read_all(path, "guests-csv")
    assert [codes(r) for r in rows] == [["digits-lost"], []]
    assert "4503" not in repr(rows[0])


def test_an_excel_error_value_is_refused(tmp_path: Path) -> None:
    rows = """<row r="1"><c r="A1" t="str"><v>姓名</v></c><c r="B1" t="str"><v>备注</v></c></row>
    <row r="2"><c r="A2" t="str"><v>王建国</v></c><c r="B2" t="e"><v>#REF!</v></c></row>"""
    assert codes(read_all(raw_workbook(tmp_path, rows), "guests-csv")[0]) == ["cell-error"]


def test_the_1904_calendar(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = datetime(1904, 1, 1)
    page = book.active
    assert page is not None
    page.append(["姓名", "生日"])
    page.append(["王建国", date(1974, 3, 15)])
    path = tmp_path / "mac.xlsx"
    book.save(path)
    assert guest(read_all(path, "guests-csv")[0]).birth_date == date(1974, 3, 15)


def test_the_sheet_with_the_heads_is_found_and_another_may_be_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first, second, third = book.active, book.create_sheet("客史"), book.create_sheet("去年")
    assert first is not None
    first.title = "说明"
    first.append(["本表由系统导出"])
    for page, name in ((second, "王建国"), (third, "李四")):
        page.append(["姓名", "手机"])
        page.append([name, "13800138000"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    source = opened(path, "guests-csv")
    assert (source.detected.sheet, source.detected.sheets) == ("客史", ("说明", "客史", "去年"))
    assert guest(next(iter(source))).name == "王建国"
    assert guest(read_all(path, "guests-csv", ImportMap(sheet="去年"))[0]).name == "李四"
    assert refusal_of(path, "guests-csv", ImportMap(sheet="前年")).code == "sheet-missing"


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.95, 0.999])
def test_a_cut_workbook_is_refused_whole(tmp_path: Path, keep: float) -> None:
    path = workbook(tmp_path, [["姓名", "手机"], *[[f"客人{i}", "13800138000"] for i in range(500)]])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert refusal_of(path, "guests-csv").code == "xlsx-cut"


def test_damage_inside_a_part_is_refused_with_its_name(tmp_path: Path) -> None:
    path = rewrite_zip(workbook(tmp_path, [["姓名"], ["王建国"]]), **{SHEET: b"<worksheet><sheetData><row r='1'><c"})
    problem = refusal_of(path, "guests-csv")
    assert (problem.code, "sheet1.xml" in problem.en) == ("xlsx-damaged", True)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = rewrite_zip(workbook(tmp_path, [["姓名"], ["王建国"]]), **{SHEET: b" " * 40_000_000})
    assert refusal_of(path, "guests-csv").code == "unpack-bomb"


def test_a_bomb_of_shared_strings_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = "".join(f"<si><t>{word}</t></si>" for word in ["姓名", *(f"客人{i}" for i in range(200))])
    path = raw_workbook(tmp_path, '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared=shared)
    monkeypatch.setattr(limits, "MAX_SHARED_STRINGS", 100)
    assert refusal_of(path, "guests-csv").code == "unpack-bomb"
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MAX_SHARED_STRINGS_BYTES", 1000)
    assert refusal_of(path, "guests-csv").code == "unpack-bomb"


def test_too_many_parts_and_too_large_a_sum_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path, [["姓名"], ["王建国"]])
    monkeypatch.setattr(limits, "MAX_ZIP_ENTRIES", 3)
    assert refusal_of(path, "guests-csv").code == "unpack-bomb"
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 500)
    assert refusal_of(path, "guests-csv").code == "unpack-bomb"


def test_overlapping_parts_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["姓名"], ["王建国"]])
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    places = []
    while content[at : at + 4] == b"PK\x01\x02":
        places.append(at)
        lengths = struct.unpack_from("<HHH", content, at + 28)
        at += 46 + sum(lengths)
    first = struct.unpack_from("<I", content, places[0] + 42)[0]
    for place in places[1:]:
        struct.pack_into("<I", content, place + 42, first)
    path.write_bytes(bytes(content))
    assert refusal_of(path, "guests-csv").code in ("unpack-bomb", "xlsx-cut")


def test_an_entity_in_a_part_is_refused(tmp_path: Path) -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "boom">]><worksheet><sheetData/></worksheet>'
    path = rewrite_zip(workbook(tmp_path, [["姓名"], ["王建国"]]), **{SHEET: evil})
    assert refusal_of(path, "guests-csv").code == "xml-entities"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<row r="1"><c r="A1" t="str"><v>name</v></c><c r="XFD1" t="str"><v>x</v></c></row>', "too-many-columns"),
        ('<row r="9"><c r="A9" t="str"><v>name</v></c></row><row r="2"/>', "xlsx-damaged"),
        ('<row r="999999999"><c t="str"><v>name</v></c></row>', "xlsx-damaged"),
        ('<row r="1"><c r="B1" t="str"><v>name</v></c><c r="A1" t="str"><v>x</v></c></row>', "xlsx-damaged"),
    ],
)
def test_cells_where_no_spreadsheet_puts_them_are_refused(tmp_path: Path, rows: str, code: str) -> None:
    assert refusal_of(raw_workbook(tmp_path, rows), "guests-csv").code == code


def test_old_protected_and_foreign_files_say_what_to_do(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    path = tmp_path / "file.xls"
    path.write_bytes(ole + "Workbook".encode("utf-16-le"))
    assert refusal_of(path, "guests-csv").code == "xls-old"
    path.write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    assert refusal_of(path, "guests-csv").code == "xlsx-encrypted"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    problem = refusal_of(path, "guests-csv")
    assert (problem.code, ".ods" in problem.zh) == ("xlsx-other", True)
    page = text_file(tmp_path, "<html><table><tr><td>姓名</td></tr></table></html>", name="export.xls")
    assert refusal_of(page, "guests-csv").code == "xlsx-other"


def test_text_named_xls_is_read_as_the_text_it_is(tmp_path: Path) -> None:
    path = text_file(tmp_path, "姓名\t手机\n王建国\t13800138000\n", encoding="gbk", name="export.xls")
    source = opened(path, "guests-csv")
    assert (source.detected.encoding, source.detected.delimiter) == ("GB18030", "tab")
    assert guest(next(iter(source))).name == "王建国"
