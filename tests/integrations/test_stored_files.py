"""A stored import file holds in clear what the database seals: it goes when its rows are in, or after a week."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from binzhi.config import schedule
from binzhi.integrations.domain.batches import KEEP_WAITING, drop_waiting_files, imports_folder, take_in_file
from binzhi.integrations.domain.run import run_batch
from binzhi.integrations.enums import BatchState
from binzhi.integrations.models import ImportBatch
from binzhi.org.models import Hotel
from tests.builders import NOW, make_hotel, open_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def hotel(settings: Any, tmp_path: Path) -> Hotel:
    """A hotel with a data folder of its own."""
    settings.BINZHI_HOME = tmp_path
    return make_hotel()


def take_in(hotel: Hotel, table: Path) -> ImportBatch:
    """A small table, taken in."""
    table.write_text("姓名,手机\n王建国,13800138000\n", encoding="utf-8")
    with open_house(hotel) as scope:
        return take_in_file(scope=scope, now=NOW, hotel=hotel, path=table, kind="guests-csv")


def test_the_copy_goes_when_the_rows_are_in(
    hotel: Hotel, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    table = tmp_path / "guests.csv"
    batch = take_in(hotel, table)
    assert Path(batch.stored_as).stat().st_mode & 0o077 == 0
    with open_house(hotel) as scope, django_capture_on_commit_callbacks(execute=True):
        run_batch(scope=scope, clock=lambda: NOW, batch=batch)
    assert batch.state == BatchState.FINISHED
    assert not Path(batch.stored_as).exists()
    assert table.exists(), "the hotel's own file is not ours to remove"


def test_a_file_nobody_imported_goes_after_a_week(hotel: Hotel, tmp_path: Path) -> None:
    stored = Path(take_in(hotel, tmp_path / "guests.csv").stored_as)
    folder = imports_folder() / "folder"
    folder.mkdir()
    (folder / "part.json").write_text("{}")
    for age, left in ((KEEP_WAITING - timedelta(hours=1), 2), (KEEP_WAITING + timedelta(hours=1), 0)):
        for path in (stored, folder):
            os.utime(path, ((NOW - age).timestamp(),) * 2)
        assert drop_waiting_files(now=NOW) == 2 - left
        assert len(list(imports_folder().iterdir())) == left


def test_the_clock_does_it_once_a_day(hotel: Hotel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "call_command", lambda *_, **__: None)
    stored = Path(take_in(hotel, tmp_path / "guests.csv").stored_as)
    late = NOW.replace(year=2027, hour=20, minute=0)
    assert schedule.tidy(late.replace(minute=1)) == []
    assert stored.exists()
    assert schedule.tidy(late)
    assert not stored.exists()
