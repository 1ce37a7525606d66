"""binzhi search rebuild and tidy, and what doctor and migrate say of the search."""

import sqlite3
from pathlib import Path

import pytest

from tests.config.conftest import binzhi

pytestmark = pytest.mark.house  # runs the command in a folder of its own, on SQLite

ADD = """INSERT INTO guests_guest (id, group_id, kind, state, name, family_name, given_name, pinyin, initials, latin_name,
  latin_key, nickname, title, salutation_zh, salutation_en, gender, nationality, native_place, language, company, position,
  vip_level, confirmation_method, version, created_at, created_by, updated_at, origins, profiles)
  SELECT ?, id, 'person', 'active', '王伟', '王', '伟', 'wangwei', 'ww', '', '', '', '', '', '', 'male', '', '', '', '', '',
  '', '', 1, '2026-01-01', '', '2026-01-01', '{}', '[]' FROM org_group LIMIT 1"""


def add_unseen_guest(home: Path) -> None:
    """A guest as an older version would have left one: not in the search."""
    with sqlite3.connect(home / "data" / "binzhi.sqlite3") as database:
        assert database.execute(ADD, ["0190f8d0000070008000000000000001"]).rowcount == 1


def entries(home: Path) -> int:
    with sqlite3.connect(home / "data" / "binzhi.sqlite3") as database:
        found: int = database.execute("SELECT count(*) FROM guests_search_entry").fetchone()[0]
        hits = database.execute("SELECT count(*) FROM guests_search WHERE guests_search MATCH 'xwangwei'").fetchone()[0]
        assert hits == found
        return found


@pytest.mark.parametrize("words", [("search", "rebuild"), ("search", "rebuild", "--empty"), ("migrate",)])
def test_a_guest_outside_the_search_is_taken_in(house: Path, words: tuple[str, ...]) -> None:
    add_unseen_guest(house)
    assert "search rebuild" in binzhi(house, "doctor").stdout
    done = binzhi(house, *words)
    assert done.returncode == 0, done.stderr
    assert entries(house) == 1 and "1 guest histories compared" in done.stdout
    assert "1 guest histories can be found" in binzhi(house, "doctor").stdout
    assert binzhi(house, "search", "tidy").returncode == 0 and entries(house) == 1
    assert "已核对 1 份客史" in binzhi(house, "search", "rebuild", language="zh").stdout


def test_an_empty_house_needs_nothing(house: Path) -> None:
    assert "0 guest histories can be found" in binzhi(house, "doctor").stdout
    assert "compared" not in binzhi(house, "migrate").stdout
    assert binzhi(house, "search", "rebuild", "--quiet").stdout == ""
