"""Bad input: every row says column, value and what to do in both languages, and nothing of the row is kept."""

from pathlib import Path

import pytest

from binzhi.integrations.readers import ImportRefused, read_map
from binzhi.integrations.readers.problems import mask_value
from tests.integrations.files import BAD_ID, codes, guest, opened, read_all, refusal_of, stay, table, text_file

GUEST = {
    "姓名": "王建国",
    "性别": "男",
    "证件类型": "",
    "证件号码": "",
    "手机": "13800138000",
    "生日": "1974-03-15",
    "入住次数": "3",
    "消费合计": "688",
    "备注": "",
}
STAY = {
    "预订号": "R1",
    "姓名": "王建国",
    "抵店日期": "2026-01-05",
    "离店日期": "2026-01-08",
    "房型": "DK",
    "房价": "688",
    "状态": "预订",
    "预抵时间": "14:30",
}
SECRETS = ["11010519491231002X", "138 0013 8000", "+86-138-0013-8000", "6222 0200 1234 5678", "anna.smith@example.com"]


def one_row(folder: Path, kind: str, cells: dict[str, str], **changed: str) -> tuple[str, str, str]:
    """Return (code, column, shown value) of the only problem of a row with one cell changed."""
    cells = {**cells, **changed}
    (row,) = read_all(text_file(folder, table(tuple(cells), tuple(cells.values()))), kind)
    (problem,) = row.errors
    assert row.data is None
    assert row.refused
    assert problem.row == 2
    assert problem.zh
    assert problem.en
    return problem.code, problem.column, problem.value


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("姓名", "", "value-missing"),
        ("证件号码", BAD_ID, "id-check-digit"),
        ("证件号码", "110105194913310022", "id-check-digit"),
        ("证件号码", "110105194902300020", "id-date"),
        ("证件号码", "990105194912310023", "id-region"),
        ("手机", "138001", "phone-wrong"),
        ("手机", "请致电前台", "phone-wrong"),
        ("手机", "1.38E+10", "digits-lost"),
        ("证件号码", "1.10105E+17", "digits-lost"),
        ("生日", "1990-02-30", "date-impossible"),
        ("生日", "1790-02-03", "date-range"),
        ("生日", "去年", "date-wrong"),
        ("入住次数", "三次", "number-wrong"),
        ("入住次数", "-3", "number-negative"),
        ("消费合计", "很多", "money-wrong"),
        ("消费合计", "-5", "number-negative"),
        ("证件类型", "图书证", "document-type-unknown"),
    ],
)
def test_a_bad_guest_cell_refuses_its_row(tmp_path: Path, column: str, value: str, code: str) -> None:
    changed = {column: value}
    if column == "生日":  # the format of the column is decided by its other values
        text = table(tuple(GUEST), tuple({**GUEST, **changed}.values()), *[tuple(GUEST.values())] * 3)
        row = read_all(text_file(tmp_path, text), "guests-csv")[0]
        assert (codes(row), row.data) == ([code], None)
        return
    assert one_row(tmp_path, "guests-csv", GUEST, **changed)[:2] == (code, column)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("抵店日期", "", "value-missing"),
        ("离店日期", "", "value-missing"),
        ("离店日期", "2026-01-04", "departure-before-arrival"),
        ("离店日期", "2026-13-08", "date-impossible"),
        ("离店日期", "2046-01-08", "stay-too-long"),
        ("状态", "已经起飞", "status-unknown"),
        ("预抵时间", "25:99", "time-wrong"),
        ("房价", "面议", "money-wrong"),
    ],
)
def test_a_bad_reservation_cell_refuses_its_row(tmp_path: Path, column: str, value: str, code: str) -> None:
    assert one_row(tmp_path, "reservations-csv", STAY, **{column: value})[:2] == (code, column)


def test_an_id_card_of_the_wrong_length(tmp_path: Path) -> None:
    assert one_row(tmp_path, "guests-csv", GUEST, 证件类型="身份证", 证件号码="4503051974")[0] == "id-form"


@pytest.mark.parametrize(
    "value", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|x", "＝1+1", '=HYPERLINK("http://x")']
)
def test_formula_cells_are_refused(tmp_path: Path, value: str) -> None:
    quoted = '"' + value.replace('"', '""') + '"'
    assert one_row(tmp_path, "guests-csv", GUEST, 备注=quoted)[:2] == ("formula", "备注")


@pytest.mark.parametrize(
    ("value", "kept"), [("+86 138 0013 8000", "+8613800138000"), ('"=""13800138000"""', "+8613800138000"), ("-", "")]
)
def test_signs_that_are_no_formula_are_read(tmp_path: Path, value: str, kept: str) -> None:
    cells = {**GUEST, "手机": value, "备注": "-要高楼层(怕吵)"}
    (row,) = read_all(text_file(tmp_path, table(tuple(cells), tuple(cells.values()))), "guests-csv")
    assert [p.number for p in guest(row).phones] == ([kept] if kept else [])
    assert guest(row).notes == "-要高楼层(怕吵)"


def test_secrets_are_masked_in_every_problem(tmp_path: Path) -> None:
    cells = {**GUEST, "证件号码": BAD_ID, "手机": "138001380009999", "备注": "=A1&13800138000"}
    (row,) = read_all(text_file(tmp_path, table(tuple(cells), tuple(cells.values()))), "guests-csv")
    assert sorted(codes(row)) == ["formula", "id-check-digit", "phone-wrong"]
    shown = repr(row)
    for secret in (BAD_ID, BAD_ID[:6], "138001380009999", "13800138000"):
        assert secret not in shown


@pytest.mark.parametrize(
    "secret",
    ["11010519491231002X", "138 0013 8000", "+86-138-0013-8000", "6222 0200 1234 5678", "anna.smith@example.com"],
)
def test_a_secret_in_an_unexpected_column_is_masked_too(secret: str) -> None:
    assert secret not in mask_value(f"见 {secret} 备注")


def test_what_is_doubtful_is_a_warning_and_the_row_stays(tmp_path: Path) -> None:
    heads = ("姓名", "性别", "国籍", "邮箱", "手机")
    text = table(heads, ("王建国", "雄", "火星", "没有邮箱@", "00000000000"))
    (row,) = read_all(text_file(tmp_path, text), "guests-csv")
    assert codes(row) == ["gender-unknown", "country-unknown", "email-wrong", "phone-dummy"]
    assert row.errors == ()
    found = guest(row)
    assert (found.gender, found.nationality, found.emails, found.phones) == ("", "", (), ())


def test_a_row_with_a_lost_cell_is_refused_and_the_others_are_not(tmp_path: Path) -> None:
    text = "姓名,手机,备注\n王建国,13800138000,a\n李四,13900139000\n赵六,13700137000,b,c\n钱七,13600136000,d,\n"
    rows = read_all(text_file(tmp_path, text), "guests-csv")
    assert [codes(r) for r in rows] == [[], ["row-cells"], ["row-cells"], []]


def test_a_file_cut_inside_a_row_refuses_that_row(tmp_path: Path) -> None:
    rows = read_all(text_file(tmp_path, "姓名,手机,备注\n王建国,13800138000,a\n李四,139001"), "guests-csv")
    assert [codes(r) for r in rows] == [[], ["row-cut"]]


def test_a_last_row_without_line_break_is_taken_with_a_warning(tmp_path: Path) -> None:
    rows = read_all(text_file(tmp_path, "姓名,备注\n王建国,a\n李四,可能被截"), "guests-csv")
    assert [codes(r) for r in rows] == [[], ["last-line-open"]]
    assert guest(rows[1]).name == "李四"


def test_an_open_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    lines = ["姓名,备注", '王建国,"没有关上', *[f"客人{i},x" for i in range(500)], '李四,"关上"了', '赵六,"两\n行"']
    rows = read_all(text_file(tmp_path, "\n".join(lines) + "\n"), "guests-csv")
    bad = {r.row_no: codes(r) for r in rows if r.problems}
    assert bad == {2: ["quote-open"], 503: ["quote-bad"]}
    assert guest(rows[-1]).notes == "两\n行"


def test_a_file_of_broken_rows_is_given_up(tmp_path: Path) -> None:
    path = text_file(tmp_path, "姓名,备注\n" + '王建国,"a"b\n' * 1100)
    assert refusal_of(path, "guests-csv").code == "too-many-broken-rows"


def test_over_long_cells_rows_and_heads(tmp_path: Path) -> None:
    rows = read_all(text_file(tmp_path, f"姓名,备注\n王建国,{'长' * 40_000}\n"), "guests-csv")
    assert codes(rows[0]) == ["cell-too-long"]
    rows = read_all(text_file(tmp_path, f"姓名,备注\n王建国,{'长' * 140_000}\n李四,x\n"), "guests-csv")
    assert [codes(r) for r in rows] == [["cell-too-long"], []]
    assert refusal_of(text_file(tmp_path, f"姓名\n{'x' * 1_100_000}\n"), "guests-csv").code == "line-too-long"
    heads = ",".join(["姓名", *(f"c{i}" for i in range(600))])
    assert refusal_of(text_file(tmp_path, heads + "\n"), "guests-csv").code == "too-many-columns"


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, "guests-csv").code == "file-not-folder"


def test_a_file_without_heads_is_refused(tmp_path: Path) -> None:
    assert (
        refusal_of(text_file(tmp_path, "王建国,13800138000\n李四,13900139000\n"), "guests-csv").code == "heads-missing"
    )


def test_dates_that_do_not_tell_day_from_month_ask_for_the_map(tmp_path: Path) -> None:
    path = text_file(tmp_path, table(("姓名", "生日"), ("王建国", "03/04/1974"), ("李四", "05/06/1980")))
    problem = refusal_of(path, "guests-csv")
    assert (problem.code, problem.column, problem.value) == ("date-ambiguous", "生日", "03/04/1974")
    rows = read_all(path, "guests-csv", read_map('[dates]\n"生日" = "D/M/YYYY"'))
    assert [str(guest(r).birth_date) for r in rows] == ["1974-04-03", "1980-06-05"]


def test_day_first_and_month_first_in_one_column_are_refused(tmp_path: Path) -> None:
    path = text_file(tmp_path, table(("姓名", "生日"), ("王建国", "23/04/1974"), ("李四", "05/26/1980")))
    assert refusal_of(path, "guests-csv").code == "date-mixed"


@pytest.mark.parametrize(
    ("first", "form", "read"),
    [
        ("2026/1/5", "YYYY-MM-DD", "2026-01-05"),
        ("20260105", "YYYY-MM-DD", "2026-01-05"),
        ("2026年1月5日", "YYYY-MM-DD", "2026-01-05"),
        ("2026-01-05 14:00:00", "YYYY-MM-DD", "2026-01-05"),
        ("2026-01-05T14:00:00+08:00", "YYYY-MM-DD", "2026-01-05"),
        ("46027", "serial", "2026-01-05"),
        ("05-Jan-2026", "D-MMM-YYYY", "2026-01-05"),
        ("25/01/2026", "D/M/YYYY", "2026-01-25"),
        ("01/25/2026", "M/D/YYYY", "2026-01-25"),
    ],
)
def test_one_date_format_is_found_for_a_column(tmp_path: Path, first: str, form: str, read: str) -> None:
    cells = {"姓名": "王建国", "抵店日期": first, "晚数": "2", "房型": "DK"}
    source = opened(text_file(tmp_path, table(tuple(cells), tuple(cells.values()))), "reservations-csv")
    assert source.detected.date_formats == {"抵店日期": form}
    assert str(stay(next(iter(source))).arrival) == read


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('[columns]\n"姓名" = 5\n', "columns"),
        ("[colums]\n", "colums"),
        ('[dates]\n"生日" = "MM-DD"\n', "MM-DD"),
        ('[values.gender]\n"甲" = "mail"\n', "mail"),
        ('[values.hair]\n"甲" = "red"\n', "hair"),
        ('[file]\ndelimiter = "<>"\n', "delimiter"),
        ("not toml", "TOML"),
    ],
)
def test_a_wrong_map_says_where(text: str, part: str) -> None:
    with pytest.raises(ImportRefused) as caught:
        read_map(text)
    assert part in caught.value.text("zh-hans")
    assert part in caught.value.text("en")


def test_a_map_with_an_unknown_field_or_head_is_refused(tmp_path: Path) -> None:
    path = text_file(tmp_path, table(("姓名",), ("王建国",)))
    assert refusal_of(path, "guests-csv", read_map('[columns]\n"姓名" = "nmae"')).code == "map-field-unknown"
    assert refusal_of(path, "guests-csv", read_map('[columns]\n"名称" = "name"')).code == "map-head-missing"
