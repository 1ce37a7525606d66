"""A process that imports is killed again and again, and started again: the same rows, none lost, none doubled."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.integrations.files import GOOD_ID, table, text_file

ROOT = Path(__file__).resolve().parents[2]
HEADS = ["预订号", "姓名", "手机", "证件类型", "证件号码", "抵店日期", "离店日期", "房型", "房价", "特殊要求"]


def bookings(count: int) -> str:
    """A few thousand bookings with persons, some of them twice, some refused."""
    rows: list[list[object]] = []
    for n in range(count):
        person = n % (count * 3 // 4)
        day = f"2026-{1 + n % 12:02d}-{1 + n % 27:02d}"
        leaving = day if n % 97 else "2025-01-01"
        rows.append(
            [
                f"R{n}",
                f"客人{person}",
                f"138{person:08d}",
                "",
                "",
                day,
                leaving,
                "DLX" if n % 3 else "STD",
                100 + n % 500,
                "高楼层" if n % 5 == 0 else "",
            ]
        )
    return table(HEADS, *rows)


class Home:
    """A data folder of its own with one hotel, for commands in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("BINZHI_", "DATABASE_URL", "KEYSTORE_URL", "DJANGO_"))
        }
        self.environment = {**kept, "BINZHI_HOME": str(folder), "BINZHI_LANG": "en", "PYTHONPATH": str(ROOT / "src")}

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "binzhi.config.command", *words],
            env=self.environment, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *words: str) -> tuple[int, str]:
        process = self.start(*words)
        out, error = process.communicate(timeout=300)
        assert process.returncode in {0, 1, 2}, error
        return process.returncode, out + error

    def rows(self, statement: str) -> list[Any]:
        with sqlite3.connect(self.folder / "data" / "binzhi.sqlite3") as data:
            return data.execute(statement).fetchall()

    def picture(self) -> list[Any]:
        """Every booking, stay and guest by what it says, not by its id, and the first batch with its lines.

        A kill between the last row and the end of the process makes the next start a second import, which tries the
        refused rows once more as a batch of its own.
        """
        first = "select id from integrations_batch order by created_at limit 1"
        return [
            self.rows(
                "select r.number, r.arrival, r.departure, r.state, r.rate, g.name, t.code, r.special_requests is null"
                " from stays_reservation r join guests_guest g on g.id = r.guest_id"
                " left join stays_room_type t on t.id = r.room_type_id order by r.number"
            ),
            self.rows("select name, count(*) from guests_guest group by name order by name"),
            self.rows(
                "select g.name, s.arrival, s.departure, s.state from stays_stay s join guests_guest g on g.id = s.guest_id order by 1, 2, 3"
            ),
            self.rows(
                "select row_no, outcome, made_guest, made_reservation, problems from integrations_line"
                f" where batch_id = ({first}) order by row_no"
            ),
            self.rows(
                "select count(*) from guests_contact union all select count(*) from guests_contact_key"
                " union all select count(*) from stays_reservation_key"
            ),
            self.rows(f"select counts, next_row, state from integrations_batch where id = ({first})"),
        ]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hotel opened once; every test works on a copy."""
    made = Home(tmp_path_factory.mktemp("opened"))
    code, said = made.run("init", "--group", "Test", "--hotel", "BJ01", "--admin", "admin")
    assert code == 0, said
    return made.folder


@pytest.fixture
def home(opened: Path, tmp_path: Path) -> Home:
    shutil.copytree(opened, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.mark.slow
def test_killed_at_any_point_and_started_again_ends_with_the_same_rows(home: Home, tmp_path: Path) -> None:
    path = text_file(tmp_path, bookings(3000))
    words = ("import", str(path), "--kind", "reservations-csv", "--hotel", "BJ01", "--create-codes")
    shutil.copytree(home.folder, tmp_path / "whole")
    other = Home(tmp_path / "whole")
    started = time.monotonic()
    code, _ = other.run(*words)
    whole_time, kills, chance = time.monotonic() - started, 0, random.Random(7)
    assert code == 1
    said = ""
    for _ in range(12):
        process = home.start(*words)
        try:
            out, error = process.communicate(timeout=chance.uniform(0.2, 0.8) * whole_time)
            code, said = process.returncode, out + error
            break  # came to its end before the kill; once more would be a second import
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += 1
    if not said:
        code, said = home.run(*words)
    assert kills >= 2, "the import was never killed in the middle"
    assert code == 1, said
    for mine, theirs in zip(home.picture(), other.picture(), strict=True):
        assert [pair for pair in zip(mine, theirs, strict=False) if pair[0] != pair[1]][:2] == []
        assert len(mine) == len(theirs)
    assert home.rows("select count(*) from stays_reservation") == [(3000 - 31,)]
    assert home.run("audit", "verify")[0] == 0


def test_the_same_file_twice_says_so_and_changes_nothing(home: Home, tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        table(HEADS, ["R1", "王建国", "13812345678", "身份证", GOOD_ID, "2026-03-11", "2026-03-12", "DLX", 1, ""]),
    )
    words = ("import", str(path), "--kind", "reservations-csv", "--hotel", "BJ01")
    code, said = home.run(*words)
    assert (code, "DLX" in said) == (1, True)
    assert home.run(*words, "--create-codes")[0] == 0
    before = home.picture()
    acts = home.rows("select count(*) from audit_act")
    code, said = home.run(*words, "--create-codes")
    assert (code, "nothing was changed" in said) == (0, True)
    assert (home.picture(), home.rows("select count(*) from audit_act")) == (before, acts)
