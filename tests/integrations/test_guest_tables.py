"""Guest tables: the heads of Chinese and English exports are recognised without a map and every field lands."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from binzhi.integrations.readers import read_map
from binzhi.integrations.rows import ExternalId
from tests.integrations.files import GOOD_ID, codes, guest, opened, read_all, refusal_of, table, text_file, workbook

CHINESE_HEADS = (
    "姓名", "性别", "证件类型", "证件号码", "手机", "生日", "国籍", "地址", "单位", "会员卡号", "会员等级", "协议单位",
    "入住次数", "入住天数", "消费合计", "首次入住", "最近入住", "房号", "房型", "房价", "客源", "备注", "黑名单",
)  # fmt: skip
WANG = (
    "王建国", "男", "护照", "E12345678", "13800138000", "1974-03-15", "中国", "桂林市象山区", "桂林商贸", "VIP001", "金卡", "漓江贸易",
    "12", "36", "￥28800.50", "2019/3/5", "20251102", "1208", "豪华大床", "688元", "协议", "喜欢安静", "否",
)  # fmt: skip


def test_every_chinese_head_is_read_without_a_map(tmp_path: Path) -> None:
    source = opened(text_file(tmp_path, table(CHINESE_HEADS, WANG)), "guests-csv")
    assert source.detected.unmapped == ()
    assert source.detected.problems == ()
    (row,) = source
    found = guest(row)
    assert (found.name, found.gender, found.nationality) == ("王建国", "male", "CN")
    assert (found.document_type, found.document_no) == ("passport", "E12345678")
    assert [(p.number, p.use) for p in found.phones] == [("+8613800138000", "mobile")]
    assert found.birth_date == date(1974, 3, 15)
    assert (found.address, found.company, found.agreement_company) == ("桂林市象山区", "桂林商贸", "漓江贸易")
    assert (found.member_no, found.member_level) == ("VIP001", "金卡")
    assert (found.visits, found.nights_total, found.spend_total) == (12, 36, Decimal("28800.50"))
    assert (found.first_visit, found.last_visit) == (date(2019, 3, 5), date(2025, 11, 2))
    assert (found.last_room_no, found.last_room_type, found.last_rate) == ("1208", "豪华大床", Decimal("688.00"))
    assert (found.source, found.notes, found.flags) == ("协议", "喜欢安静", ())
    assert row.problems == ()


def test_english_heads_are_read_without_a_map(tmp_path: Path) -> None:
    heads = (
        "Guest ID",
        "Last Name",
        "First Name",
        "Gender",
        "Mobile",
        "E-mail",
        "Date of Birth",
        "Nationality",
        "VIP",
        "Notes",
        "Blacklist",
    )
    cells = (
        "77",
        "Smith",
        "Anna",
        "F",
        "+1 415 555 0100",
        "Anna@Example.com",
        "1980-05-12",
        "United States",
        "2",
        "likes tea",
        "Y",
    )
    (row,) = read_all(text_file(tmp_path, table(heads, cells)), "guests-csv")
    found = guest(row)
    assert (found.name, found.latin_name, found.family_name, found.given_name) == (
        "Anna Smith",
        "Anna Smith",
        "Smith",
        "Anna",
    )
    assert found.identity == ExternalId("csv", "profile", "77")
    assert (found.gender, found.nationality, found.vip_level, found.flags) == ("female", "US", "2", ("blacklist",))
    assert found.emails[0].address == "anna@example.com"


def test_heads_are_compared_without_case_width_blanks_and_remarks(tmp_path: Path) -> None:
    text = table(
        ("客人姓名（必填）", " 手 机 号 码* ", "ＶＩＰ等级", "E_Mail"), ("李四", "13900139000", "V2", "li@example.cn")
    )
    source = opened(text_file(tmp_path, text), "guests-csv")
    assert [h.field for h in source.detected.heads] == ["name", "mobile", "vip_level", "email"]


def test_a_report_title_above_the_heads_and_a_line_of_totals_are_no_guests(tmp_path: Path) -> None:
    text = "漓江饭店客史报表,,\n打印日期:2026-01-05,,\n姓名,手机,入住次数\n王建国,13800138000,3\n合计,,3\n"
    source = opened(text_file(tmp_path, text), "guests-csv")
    rows = list(source)
    assert source.detected.head_row == 3
    assert [(r.row_no, r.skipped) for r in rows] == [(4, False), (5, True)]
    assert codes(rows[1]) == ["total-row"]


def test_a_chinese_id_number_gives_birth_date_and_gender(tmp_path: Path) -> None:
    text = table(("姓名", "证件号码"), ("王建国", GOOD_ID))
    found = guest(read_all(text_file(tmp_path, text), "guests-csv")[0])
    assert (found.document_type, found.birth_date, found.gender) == ("id_card", date(1949, 12, 31), "female")
    assert found.native_place.startswith("北京")


def test_the_id_number_wins_over_birthday_and_gender_with_a_warning(tmp_path: Path) -> None:
    text = table(("姓名", "性别", "生日", "证件号码"), ("王建国", "男", "1950-01-01", GOOD_ID))
    (row,) = read_all(text_file(tmp_path, text), "guests-csv")
    assert codes(row) == ["birth-differs", "gender-differs"]
    assert guest(row).birth_date == date(1949, 12, 31)


def test_an_old_15_digit_number_is_written_with_18(tmp_path: Path) -> None:
    text = table(("姓名", "证件号码"), ("王建国", "110105491231002"))
    assert guest(read_all(text_file(tmp_path, text), "guests-csv")[0]).document_no == GOOD_ID


def test_a_birthday_may_lack_its_year(tmp_path: Path) -> None:
    text = table(("姓名", "生日"), ("王建国", "5月12日"), ("李四", "03-09"))
    rows = read_all(text_file(tmp_path, text), "guests-csv")
    assert [guest(r).birth_month_day for r in rows] == [(5, 12), (3, 9)]


def test_several_phone_columns_and_several_numbers_in_a_cell(tmp_path: Path) -> None:
    text = table(
        ("姓名", "手机", "家庭电话", "电话3"), ("王建国", "13800138000/13900139000", "0773-2825678", "13800138000")
    )
    found = guest(read_all(text_file(tmp_path, text), "guests-csv")[0])
    assert [(p.number, p.use) for p in found.phones] == [
        ("+8613800138000", "mobile"),
        ("+8613900139000", "mobile"),
        ("+867732825678", "home"),
    ]


def test_mail_relays_are_kept_but_marked(tmp_path: Path) -> None:
    masks = [
        "a1@guest.booking.com",
        "b2@m.expediapartnercentral.com",
        "c3@agoda-messaging.com",
        "d4@guest.airbnb.com",
        "e5@guest.trip.com",
    ]
    text = table(("name", "email"), *((f"Guest {i}", m) for i, m in enumerate([*masks, "anna@example.com"])))
    rows = read_all(text_file(tmp_path, text), "guests-csv")
    assert [guest(r).emails[0].relay for r in rows] == [True] * 5 + [False]


@pytest.mark.parametrize(("length", "cut"), [(19, False), (20, True), (21, False), (30, True), (40, True)])
def test_an_upper_case_name_of_a_cutting_length_is_flagged(tmp_path: Path, length: int, cut: bool) -> None:
    name = ("WOLFESCHLEGELSTEINHAUSENBERGERDORFFWELCHEVORALTERN")[:length]
    text = table(("name",), (name,), (name.title(),))
    rows = read_all(text_file(tmp_path, text), "guests-csv")
    assert [guest(r).name_truncated for r in rows] == [cut, False]


def test_preferences_carry_the_column_they_came_from(tmp_path: Path) -> None:
    text = table(("姓名", "客房喜好", "过敏史", "忌讳", "枕头"), ("王建国", "高楼层", "花生", "数字4", "荞麦枕"))
    assert guest(read_all(text_file(tmp_path, text), "guests-csv")[0]).preferences == (
        ("room", "高楼层"),
        ("allergy", "花生"),
        ("taboo", "数字4"),
        ("pillow", "荞麦枕"),
    )


def test_words_for_nothing_are_nothing(tmp_path: Path) -> None:
    text = table(("姓名", "手机", "过敏史", "单位", "生日"), ("王建国", "-", "无", "N/A", "0000-00-00"))
    found = guest(read_all(text_file(tmp_path, text), "guests-csv")[0])
    assert (found.phones, found.preferences, found.company, found.birth_date) == ((), (), "", None)


def test_a_map_names_columns_values_dates_and_defaults(tmp_path: Path) -> None:
    mapping = read_map(
        '[file]\nsystem = "foxhis"\ndelimiter = "pipe"\n[columns]\n"内部码" = "guest_no"\n"甲" = "name"\n"乙" = "preference.tea"\n'
        '"丙" = "ignore"\n[values.gender]\n"甲方" = "male"\n[dates]\n"出生" = "DD/MM/YYYY"\n[defaults]\nnationality = "中国"\n'
    )
    text = table(
        ("内部码", "甲", "乙", "丙", "性别", "出生日期"), ("9", "王建国", "龙井", "?", "甲方", "1974-03-15"), mark="|"
    )
    source = opened(text_file(tmp_path, text), "guests-csv", mapping)
    found = guest(next(iter(source)))
    assert found.identity == ExternalId("foxhis", "profile", "9")
    assert (found.name, found.gender, found.nationality, found.preferences) == (
        "王建国",
        "male",
        "CN",
        (("tea", "龙井"),),
    )
    assert source.detected.unmapped == ("丙",)


def test_a_restart_goes_on_after_the_last_row_applied(tmp_path: Path) -> None:
    text = table(("姓名",), *((f"客人{i}",) for i in range(10)))
    source = opened(text_file(tmp_path, text), "guests-csv")
    whole = list(source)
    assert list(source.rows(after=6)) == [r for r in whole if r.row_no > 6]


def test_sealed_values_are_not_in_the_repr(tmp_path: Path) -> None:
    text = table(CHINESE_HEADS, WANG)
    shown = repr(read_all(text_file(tmp_path, text), "guests-csv")[0])
    for secret in ("E12345678", "13800138000", "8613800138000", "VIP001", "象山", "喜欢安静"):
        assert secret not in shown


def test_the_same_table_reads_the_same_from_a_workbook(tmp_path: Path) -> None:
    from_text = read_all(text_file(tmp_path, table(CHINESE_HEADS, WANG)), "guests-csv")
    from_book = read_all(workbook(tmp_path, [CHINESE_HEADS, WANG]), "guests-csv")
    assert from_text[0].data == from_book[0].data


def test_two_columns_for_one_field_ask_for_a_map(tmp_path: Path) -> None:
    path = text_file(tmp_path, table(("姓名", "生日", "出生日期"), ("王建国", "1974-03-15", "1974-03-15")))
    problem = refusal_of(path, "guests-csv")
    assert problem.code == "column-double"
    assert "生日、出生日期" in problem.zh


def test_a_missing_name_column_says_which_heads_would_do(tmp_path: Path) -> None:
    problem = refusal_of(text_file(tmp_path, table(("性别", "手机"), ("男", "13800138000"))), "guests-csv")
    assert problem.code == "column-missing"
    assert "姓名" in problem.en


def test_heads_that_are_not_read_are_listed_masked(tmp_path: Path) -> None:
    source = opened(text_file(tmp_path, table(("姓名", "内部码", "13800138000"), ("王建国", "1", "2"))), "guests-csv")
    assert source.detected.unmapped[0] == "内部码"
    assert "13800138000" not in repr(source.detected)
