"""Encodings and delimiters are found and shown; what cannot be decoded is refused with byte and line."""

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binzhi.integrations.readers import ImportMap, ImportRefused, open_source
from binzhi.integrations.readers.delimited import DELIMITERS, delimited_rows
from binzhi.integrations.readers.files import file_digest, inspect_text
from tests.integrations.files import guest, opened, read_all, refusal_of, table, text_file

HEADS = ("姓名", "性别", "手机", "单位")
ROW = ("王建国", "男", "13800138000", "桂林商贸")
SHOWN = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gbk": "GB18030", "gb18030": "GB18030", "utf-16": "UTF-16"}


@pytest.mark.parametrize("mark", list(DELIMITERS))
@pytest.mark.parametrize("encoding", list(SHOWN))
def test_encoding_and_delimiter_are_detected_and_shown(tmp_path: Path, encoding: str, mark: str) -> None:
    source = opened(text_file(tmp_path, table(HEADS, ROW, mark=mark), encoding=encoding), "guests-csv")
    assert source.detected.encoding == SHOWN[encoding]
    assert source.detected.delimiter == {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}[mark]
    found = guest(next(iter(source)))
    assert (found.name, found.company) == ("王建国", "桂林商贸")


def test_a_name_that_only_gb18030_knows(tmp_path: Path) -> None:
    text = table(("姓名", "单位", "地址"), ("\U00020000某", "桂林商贸有限公司", "桂林市象山区"))
    found = guest(read_all(text_file(tmp_path, text, encoding="gb18030"), "guests-csv")[0])
    assert found.name == "\U00020000某"


def test_gzip_is_read_directly(tmp_path: Path) -> None:
    path = tmp_path / "guests.csv.gz"
    path.write_bytes(gzip.compress(table(HEADS, ROW).encode("gbk")))
    assert guest(read_all(path, "guests-csv")[0]).name == "王建国"


def test_a_wrong_byte_in_utf8_is_named_by_line_and_byte(tmp_path: Path) -> None:
    good = table(HEADS, ROW).encode()
    path = tmp_path / "file.csv"
    path.write_bytes(good + b"\xff\xfe" + good)
    problem = refusal_of(path, "guests-csv")
    assert (problem.code, problem.row) == ("encoding-wrong", 3)
    assert str(len(good)) in problem.zh


def test_a_wrong_byte_in_gbk_is_named_by_line_and_byte(tmp_path: Path) -> None:
    good = table(HEADS, ROW, ROW, ROW).encode("gbk")
    path = tmp_path / "file.csv"
    path.write_bytes(good + b"\xff\xff,,,\n")
    problem = refusal_of(path, "guests-csv")
    assert (problem.code, problem.row) == ("encoding-wrong", 5)
    assert "GB18030" in problem.en


@pytest.mark.parametrize("encoding", ["cp1252", "big5"])
def test_an_encoding_that_is_neither_is_refused_not_read_as_rubbish(tmp_path: Path, encoding: str) -> None:
    words = {
        "cp1252": "José Müller,Zürich\nRené,Orléans",
        "big5": "歐陽國華,漁業學會\n張麗雲,東灣酒樓",
    }
    path = text_file(tmp_path, f"name,company\n{words[encoding]}\n", encoding=encoding)
    assert refusal_of(path, "guests-csv").code == "encoding-unknown"


def test_the_map_may_name_the_encoding(tmp_path: Path) -> None:
    path = text_file(tmp_path, "name,company\nJosé Müller,Zürich\n", encoding="cp1252")
    (row,) = read_all(path, "guests-csv", ImportMap(encoding="cp1252"))
    assert guest(row).name == "José Müller"


def test_a_file_cut_inside_a_character_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(table(HEADS, ROW, ROW).encode()[:-2])
    assert refusal_of(path, "guests-csv").code == "encoding-cut"


def test_nul_bytes_are_refused(tmp_path: Path) -> None:
    path = text_file(tmp_path, "name\nAnna\nB\0b\n")
    problem = refusal_of(path, "guests-csv")
    assert (problem.code, problem.row) == ("nul-byte", 3)


@pytest.mark.parametrize("cut", [10, 200, -1])
def test_a_cut_gzip_is_refused_whole(tmp_path: Path, cut: int) -> None:
    packed = gzip.compress(table(HEADS, *[(f"客人{i}", "男", f"138{i:08d}", "x") for i in range(2000)]).encode())
    path = tmp_path / "guests.csv.gz"
    path.write_bytes(packed[:cut])
    assert refusal_of(path, "guests-csv").code in ("gzip-cut", "gzip-bad")


def test_a_gzip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"name\n" + b"a" * 40_000_000))
    assert refusal_of(path, "guests-csv").code == "unpack-bomb"


def test_an_empty_file_and_a_missing_one(tmp_path: Path) -> None:
    empty = text_file(tmp_path, "")
    assert refusal_of(empty, "guests-csv").code == "file-empty"
    assert refusal_of(tmp_path / "nowhere.csv", "guests-csv").code == "file-missing"
    assert refusal_of(empty, "no-such-kind").code == "kind-unknown"


def test_the_digest_is_of_the_bytes(tmp_path: Path) -> None:
    path = text_file(tmp_path, "name\nAnna\n")
    before = file_digest(path)
    assert len(before) == 64
    path.write_bytes(path.read_bytes() + b"\n")
    assert file_digest(path) != before


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\x85"), max_size=12)
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=TABLES, mark=st.sampled_from(DELIMITERS), encoding=st.sampled_from(["utf-8-sig", "utf-16", "gb18030"]))
def test_every_table_written_is_the_table_read(tmp_path: Path, rows: list[list[str]], mark: str, encoding: str) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    text = "".join(mark.join(quoted(c) for c in row) + "\r\n" for row in rows)
    path = text_file(tmp_path, text, encoding=encoding)
    found = inspect_text(path, "" if encoding.startswith("utf") else encoding)
    read = [(r.row_no, r.cells) for r in delimited_rows(found, mark)]
    assert read == [(n, row) for n, row in enumerate(rows, 1) if any(row)]


COMMON = st.text(
    st.sampled_from("王李张刘陈杨赵黄周吴桂林商贸公司喜欢安静房间豪华大床abcXYZ019 -"), min_size=1, max_size=20
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cells=st.lists(COMMON, min_size=1, max_size=20), encoding=st.sampled_from(["utf-8", "gb18030"]))
def test_chinese_text_is_never_read_in_the_wrong_encoding(tmp_path: Path, cells: list[str], encoding: str) -> None:
    text = "姓名,备注\n" + "".join(f"王建国,{c}\n" for c in cells)
    source = open_source(text_file(tmp_path, text, encoding=encoding), "guests-csv")
    assert source.detected.encoding == {"utf-8": "UTF-8", "gb18030": "GB18030"}[encoding]


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=200).map(lambda b: "姓名,手机,生日\n".encode() + b),
        st.binary(max_size=200).map(lambda b: b"PK\x03\x04" + b),
        st.binary(max_size=200).map(lambda b: b"\x1f\x8b\x08" + b),
        st.binary(max_size=200).map(lambda b: b'{"profileDetails": {"customer": ' + b),
        st.binary(max_size=200).map(lambda b: b"<OTA_ResRetrieveRS><ReservationsList>" + b),
    ),
    kind=st.sampled_from(["guests-csv", "reservations-csv", "hotel-booking-demand", "ohip", "ota-xml"]),
)
def test_no_bytes_can_do_more_than_be_refused(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "random"
    path.write_bytes(content)
    with suppress(ImportRefused):
        for row in open_source(path, kind):
            assert row.data is not None or row.problems
