"""binzhi doctor finds planted faults and says what to do."""

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from binzhi.config import beats, checks
from tests.config.conftest import binzhi

pytestmark = pytest.mark.house  # runs the command in a folder of its own, on SQLite


def findings(home: Path, **more: str) -> tuple[int, dict[str, list[dict[str, str]]]]:
    done = binzhi(home, "doctor", "--format", "json", **more)
    assert "Traceback" not in done.stderr
    found: dict[str, list[dict[str, str]]] = {}
    for line in json.loads(done.stdout)["findings"]:
        found.setdefault(line["check"], []).append(line)
    return done.returncode, found


def levels(found: dict[str, list[dict[str, str]]], check: str) -> set[str]:
    return {line["level"] for line in found.get(check, [])}


def test_a_sound_house_has_no_fault_of_keys_and_databases(house: Path) -> None:
    _, found = findings(house)
    for check in ("home", "keys", "database default", "database keys", "clock", "sign-in"):
        assert levels(found, check) == {"ok"}, found.get(check)


def test_faults_of_modes_and_surroundings(house: Path, tmp_path: Path) -> None:
    (house / "keys" / "master.key").chmod(0o644)
    house.chmod(0o755)
    code, found = findings(house, BINZHI_SECOND_FACTOR="off", BINZHI_NODE_MODULES=str(tmp_path / "none"))
    assert code == 1
    assert levels(found, "keys") == {"fault"}
    assert "chmod 600" in found["keys"][0]["en"]
    assert "chmod 600" in found["keys"][0]["zh"]
    assert levels(found, "home") == {"warn"}
    assert "chmod 700" in found["home"][0]["advice_en"]
    assert levels(found, "sign-in") == {"fault"}
    assert "make assets" in found["pages"][0]["advice_en"]


def test_faults_of_places_and_clock(house: Path) -> None:
    shutil.copy(house / "keys" / "master.key", house / "data" / "master.key")
    shutil.rmtree(house / "keystore")
    later = time.time() + 7200
    os.utime(house / "data" / "binzhi.sqlite3", (later, later))
    code, found = findings(house, BINZHI_KEY_FILE=str(house / "data" / "master.key"))
    assert code == 1
    assert levels(found, "keys") == {"fault"}  # beside the data
    assert levels(found, "database keys") == {"fault"}  # gone
    assert levels(found, "clock") == {"fault"}  # went back


def test_missing_tables_are_a_fault(house: Path) -> None:
    (house / "data" / "binzhi.sqlite3").write_bytes(b"")
    code, found = findings(house)
    assert code == 1
    assert "binzhi migrate" in found["tables default"][0]["advice_en"]


def test_a_damaged_file_is_a_fault(house: Path) -> None:
    (house / "data" / "binzhi.sqlite3").write_bytes(b"not a database at all" * 500)
    code, found = findings(house)
    assert code == 1
    assert "fault" in levels(found, "database default")


def test_a_full_disk_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 1024

    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _path: Usage)
    assert [f.level for f in checks.check_disk()] == ["fault"]
    Usage.free = checks.LOW_DISK - 1
    assert [f.level for f in checks.check_disk()] == ["warn"]
    Usage.free = checks.LOW_DISK
    assert [f.level for f in checks.check_disk()] == ["ok"]


def test_missing_fonts_are_said_with_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_chinese_font", lambda: False)
    found = list(checks.check_printing())
    assert found[0].level == "warn"
    assert "fonts-noto-cjk" in found[0].advice.en


def test_a_silent_worker_is_noted(settings: Any, tmp_path: Path) -> None:
    settings.BINZHI_HOME = tmp_path
    (tmp_path / "run").mkdir()
    assert [f.level for f in checks.check_work()] == ["warn", "warn"]
    for name in ("worker", "scheduler"):
        beats.beat_file(name).touch()
    assert [f.level for f in checks.check_work()] == ["ok", "ok"]
    old = time.time() - beats.STALE - 1
    os.utime(beats.beat_file("worker"), (old, old))
    assert [f.level for f in checks.check_work()] == ["warn", "ok"]


def test_a_check_that_breaks_is_itself_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def check_moon() -> Any:
        raise RuntimeError("no moon")

    monkeypatch.setattr(checks, "CHECKS", (check_moon,))
    found = checks.examine()
    assert [(f.check, f.level) for f in found] == [("moon", "fault")]


def test_the_report_speaks_chinese(house: Path) -> None:
    (house / "keys" / "master.key").chmod(0o644)
    done = binzhi(house, "doctor", language="zh")
    assert done.returncode == 1
    assert "故障" in done.stdout
