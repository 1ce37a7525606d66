"""binzhi audit verify and witness."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.config.conftest import binzhi

pytestmark = pytest.mark.house  # runs the command in a folder of its own, on SQLite


def tamper(home: Path, statement: str) -> None:
    with sqlite3.connect(home / "data" / "binzhi.sqlite3") as database:
        assert database.execute(statement).rowcount > 0


def test_an_untouched_log_is_good(house: Path) -> None:
    done = binzhi(house, "audit", "verify", "--format", "json")
    assert done.returncode == 0
    verdict = json.loads(done.stdout)
    assert verdict["ok"] is True
    assert verdict["acts"] > 0
    assert verdict["faults"] == []


def test_a_changed_act_is_found_with_its_place(house: Path) -> None:
    tamper(house, "UPDATE audit_act SET actor_name = 'somebody else' WHERE name = 'hire_staff'")
    done = binzhi(house, "audit", "verify", "--format", "json")
    assert done.returncode == 1
    assert [f["code"] for f in json.loads(done.stdout)["faults"]] == ["changed"]
    said = binzhi(house, "audit", "verify", language="zh")
    assert said.returncode == 1
    assert "记录内容被改动" in said.stdout


def test_a_cut_end_is_found_against_the_witness(house: Path) -> None:
    done = binzhi(house, "audit", "witness")
    assert done.returncode == 0
    witness = house / "witness" / "chain.jsonl"
    assert witness.stat().st_mode & 0o077 == 0
    tamper(house, "DELETE FROM audit_act")
    tamper(house, "UPDATE audit_chain_head SET seq = 0, hash = zeroblob(32)")
    found = binzhi(house, "audit", "verify", "--format", "json")
    assert found.returncode == 1
    assert {f["code"] for f in json.loads(found.stdout)["faults"]} >= {"witness"}


def test_the_clock_writes_the_witness(house: Path) -> None:
    done = binzhi(house, "scheduler", "--once")
    assert done.returncode == 0, done.stderr
    assert (house / "witness" / "chain.jsonl").read_text().count("\n") == 2
    assert "witness" not in binzhi(house, "scheduler", "--once").stdout  # nothing new to note
