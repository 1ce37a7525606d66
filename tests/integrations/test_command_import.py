"""``binzhi import``: what it prints, its exit codes, and what it refuses, in both languages."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from binzhi.config import console
from binzhi.config.commands import import_
from binzhi.guests.models import Guest, GuestDocument
from binzhi.integrations.models import ImportBatch
from binzhi.integrations.readers import KINDS
from binzhi.kernel.errors import DomainError
from binzhi.stays.models import Reservation
from tests.builders import make_hotel, make_room_type, make_staff
from tests.integrations.files import BAD_ID, GOOD_ID, rewrite_zip, table, text_file, workbook
from tests.integrations.house import table_counts

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

HEADS = ["预订号", "姓名", "手机", "证件类型", "证件号码", "抵店日期", "离店日期", "房型", "房价", "特殊要求"]
ROW = ["R1", "王建国", "13812345678", "身份证", GOOD_ID, "2026-03-11", "2026-03-12", "DLX", "880", "高楼层"]
Run = Callable[..., tuple[int, str]]


def one(**changed: object) -> str:
    return table(HEADS, [changed.get(h, v) for h, v in zip(HEADS, ROW, strict=True)])


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command as ``main`` does, in the test's own database; returns the exit code and what was printed."""
    make_hotel()
    monkeypatch.setenv("BINZHI_LANG", "en")

    def go(*words: str, kind: str = "reservations-csv", hotel: str = "BJ01") -> tuple[int, str]:
        parser = argparse.ArgumentParser()
        import_.add_arguments(parser)
        named = (*words, "--kind", kind, "--hotel", hotel) if words and not words[0].startswith("--") else words
        try:
            code = import_.run(parser.parse_args(named))
        except DomainError as refusal:
            return 2, refusal.text(console.language())
        said = capsys.readouterr()
        return code, said.out + said.err

    return go


def every_table() -> dict[str, int]:
    return {m._meta.db_table: m._base_manager.count() for m in apps.get_models() if m._meta.app_label != "vault"}


def test_unknown_codes_are_refused_and_created_on_request(run: Run, tmp_path: Path) -> None:
    path = str(text_file(tmp_path, one()))
    code, said = run(path)
    assert (code, "room types DLX" in said, Reservation.unscoped.count()) == (1, True, 0)
    assert run(path, "--create-codes")[0] == 0
    assert Reservation.unscoped.count() == 1


@pytest.mark.requirement("R-740")
def test_the_same_file_twice_says_so_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    path = str(text_file(tmp_path, one()))
    assert run(path, "--create-codes")[0] == 0
    before = every_table()
    code, said = run(path, "--create-codes")
    assert (code, "nothing was changed" in said) == (0, True)
    assert every_table() == before


def test_a_dry_run_leaves_no_trace_and_foretells_the_run(run: Run, tmp_path: Path) -> None:
    path = str(text_file(tmp_path, one() + one(预订号="R2", 离店日期="2026-03-01").splitlines()[1] + "\n"))
    before, files = every_table(), sorted((Path(settings.BINZHI_HOME)).rglob("*"))
    code, said = run(path, "--create-codes", "--dry-run", "--format", "json")
    foretold = json.loads(said[said.index("{") : said.rindex("}") + 1])
    assert (code, every_table(), sorted((Path(settings.BINZHI_HOME)).rglob("*"))) == (1, before, files)
    code, said = run(path, "--create-codes", "--format", "json")
    done = json.loads(said[said.index("{") : said.rindex("}") + 1])
    assert (code, done["counts"]) == (1, foretold["counts"])
    assert {p["code"] for line in done["lines"] for p in line["problems"]} == {"departure-before-arrival"}


def test_a_dry_run_shows_encoding_columns_and_codes(run: Run, tmp_path: Path) -> None:
    code, said = run(str(text_file(tmp_path, one().replace(",", ";"), encoding="gb18030")), "--dry-run")
    assert code == 1
    for part in ("GB18030, semicolon separated", "姓名 → name", "room types: DLX", "nothing was written", "refused 1"):
        assert part in said, said


def test_undo_by_the_beginning_of_the_batch(run: Run, tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    before = table_counts()
    run(str(text_file(tmp_path, one())), "--create-codes")
    batch = json.loads(run("--list", "--format", "json")[1])[0]["batch"]
    assert batch in run("--list", "--hotel", "BJ01")[1]
    with django_capture_on_commit_callbacks(execute=True):
        code, said = run("--undo", batch[:20])
    assert (code, "Undone: removed 1" in said) == (0, True)
    assert table_counts() == before
    assert run("--undo", "zz")[0] == 2
    assert run("--undo", batch)[0] == 2


def test_somebody_imports_in_his_own_name_and_needs_the_right(run: Run, tmp_path: Path) -> None:
    hotel = make_hotel()
    make_room_type(hotel)
    path = str(text_file(tmp_path, one()))
    make_staff(hotel, "kitchen", username="cook")
    code, said = run(path, "--user", "cook")
    assert (code, "integrations.import" in said) == (2, True)
    make_staff(hotel, "customer_information", username="keeper", name="周信息")
    assert run(path, "--user", "keeper")[0] == 0
    assert ImportBatch.unscoped.get().created_by == "周信息"


BAD_FILES: dict[str, tuple[bytes, str, str]] = {
    "no columns": ("甲,乙\n1,2\n".encode(), "表头", "head"),
    "missing column": ("姓名,手机\n王建国,13812345678\n".encode(), "抵店", "arrival"),
    "empty": (b"", "空", "empty"),
    "old office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64, "xls", "xls"),
    "cut gzip": (b"\x1f\x8b\x08\0\0\0\0\0\0\x03abc", "压缩", "cut"),
    "wrong encoding": (
        "姓名,抵店日期,离店日期\n王建国".encode() + b"\xff\xfe\xfa,2026-03-11,2026-03-12\n",
        "第 2 行",
        "line 2",
    ),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_read_is_refused(
    name: str, language: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, zh, en = BAD_FILES[name]
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    monkeypatch.setenv("BINZHI_LANG", language)
    code, said = run(str(path))
    assert code == 2, said
    assert (zh if language == "zh" else en).lower() in said.lower(), said
    assert Guest.unscoped.count() == 0


BAD_ROWS: dict[str, tuple[dict[str, object], str]] = {
    "impossible date": ({"抵店日期": "2026-02-30"}, "2026-02-30"),
    "departure before arrival": ({"离店日期": "2026-03-01"}, "2026-03-01"),
    "wrong check digit": ({"证件号码": BAD_ID}, "••••"),
    "unknown room type": ({"房型": "ZZZ"}, "ZZZ"),
    "formula": ({"姓名": "=HYPERLINK(1)"}, "HYPERLINK"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_wrong_rows_are_refused_with_row_column_and_value(
    run: Run, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_room_type(make_hotel())
    lines = [one(**changed).splitlines()[1] for changed, _ in BAD_ROWS.values()]
    path = text_file(tmp_path, "\n".join([one().splitlines()[0], *lines]) + "\n")
    monkeypatch.setenv("BINZHI_LANG", language)
    code, said = run(str(path))
    assert code == 1
    for row, (name, (_, shown)) in enumerate(BAD_ROWS.items(), 2):
        told = [line for line in said.splitlines() if line.strip().startswith(f"{row} ")]
        assert any(shown in line for line in told), (name, said)
    assert BAD_ID not in said
    assert GOOD_ID not in said
    assert (Guest.unscoped.count(), GuestDocument.unscoped.count(), Reservation.unscoped.count()) == (0, 0, 0)


def test_a_workbook_that_explodes_is_refused(run: Run, tmp_path: Path) -> None:
    path = rewrite_zip(workbook(tmp_path, [HEADS, ROW]), xl__worksheets__sheet1__xml=b"<x>" + b" " * (64 << 20))
    assert run(str(path))[0] == 2


def test_a_map_names_the_columns(run: Run, tmp_path: Path) -> None:
    path = str(text_file(tmp_path, "谁,何时来,何时走\n王建国,2026-03-11,2026-03-12\n"))
    assert run(path)[0] == 2
    named = '[columns]\n"谁" = "name"\n"何时来" = "arrival"\n"何时走" = "departure"\n'
    assert run(path, "--map", str(text_file(tmp_path, named, name="map.toml")))[0] == 0
    assert Guest.unscoped.get().name == "王建国"
    code, said = run(path, "--map", str(text_file(tmp_path, '[columns]\n"谁" = "nonsense"\n', name="wrong.toml")))
    assert (code, "nonsense" in said) == (2, True)


def test_what_is_missing_is_named(run: Run, tmp_path: Path) -> None:
    assert "FILE, --kind, --hotel" in run("--dry-run")[1]
    assert "nowhere.csv" in run("nowhere.csv")[1]
    assert "ohip" in run(str(text_file(tmp_path, one())), kind="nonsense")[1]
    assert "BJ01" in run("nowhere.csv", hotel="XX")[1]
    assert run("nowhere.csv", "--user", "nobody")[0] == 2


def test_kinds_are_listed_in_both_languages(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(kind in run("--list-kinds")[1] for kind in KINDS)
    monkeypatch.setenv("BINZHI_LANG", "zh")
    assert "客人资料表" in run("--list-kinds")[1]
    assert {k["kind"] for k in json.loads(run("--list-kinds", "--format", "json")[1])} == set(KINDS)


def test_refused_rows_are_listed_as_a_safe_table(run: Run, tmp_path: Path) -> None:
    path = str(text_file(tmp_path, one(姓名="=1+1")))
    code, said = run(path, "--create-codes", "--format", "csv")
    assert (code, "row,place,result,column,value,reason and what to do" in said) == (1, True)
    assert ",'=1+1," in said
