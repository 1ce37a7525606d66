"""The demo hotels: same seed, same hotel; its own folder only; tomorrow with the guests of the scenarios."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from binzhi.config.demo import home
from binzhi.config.demo.cast import CAST
from binzhi.config.demo.chinese import chinese_name
from binzhi.config.demo.habits import HABITS
from binzhi.config.demo.people import Numbers, draw_person
from binzhi.guests.enums import DocumentKind
from binzhi.guests.items import items
from binzhi.kernel.documents import read_id_card
from tests.config.conftest import binzhi

pytestmark = pytest.mark.house  # runs the command in a folder of its own, on SQLite

DAY = "2026-11-21"
SMALL = ("demo", "--guests", "60", "--date", DAY, "--no-serve")


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "data" / "binzhi.sqlite3")) as database:
        return database.execute(query).fetchall()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo") / "home"
    done = binzhi(folder, *SMALL, language="zh")
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_the_same_seed_gives_the_same_hotel(demo: tuple[Path, str], tmp_path: Path) -> None:
    done = binzhi(tmp_path / "again", *SMALL)
    assert done.returncode == 0, done.stderr
    first, second = home.read_mark(demo[0]), home.read_mark(tmp_path / "again")
    assert first is not None
    assert second is not None
    assert first.digest == second.digest != ""
    assert first.password != second.password


def test_another_seed_gives_other_guests() -> None:
    def names(seed: int) -> list[str]:
        draw, numbers = Random(seed), Numbers()
        return [draw_person(draw, date(2026, 11, 21), numbers).draft.name for _ in range(30)]

    assert names(1) == names(1)
    assert names(1) != names(2)


def test_the_report_names_the_guests_of_the_scenarios_and_what_to_do(demo: tuple[Path, str]) -> None:
    printed = demo[1]
    for character in CAST:
        assert character.name.split()[0] in printed, character.name
    assert "传真" in printed
    assert "06:30" in printed
    assert "[须签字]" in printed
    assert "2026-11-22" in printed


def test_the_contract_companies_have_people_in_lines_and_guests_who_work_there(demo: tuple[Path, str]) -> None:
    counts = rows(demo[0], "SELECT count(*), sum(main_contact_id IS NOT NULL) FROM companies_organisation")
    assert counts == [(8, 6)]
    assert rows(demo[0], "SELECT count(*) FROM companies_contact_person WHERE superior_id IS NOT NULL")[0][0] >= 4
    assert rows(demo[0], "SELECT count(*) FROM companies_employment WHERE is_over = 0")[0][0] >= 10


def test_the_log_ins_are_printed_and_one_password_opens_all(demo: tuple[Path, str]) -> None:
    mark = home.read_mark(demo[0])
    assert mark is not None
    assert mark.password in demo[1]
    roles = {role for (role,) in rows(demo[0], "SELECT role FROM org_post")}
    from binzhi.org.roles import roles as known

    assert roles == set(known())
    assert len(rows(demo[0], "SELECT DISTINCT password FROM org_staff")) == 1


def test_rooms_arrivals_and_history_are_there(demo: tuple[Path, str]) -> None:
    per_hotel = dict(
        rows(demo[0], "SELECT h.code, count(*) FROM stays_room r JOIN org_hotel h ON h.id = r.hotel_id GROUP BY 1")
    )
    assert per_hotel == {"BZCITY": 180, "BZBAY": 120}
    assert rows(demo[0], "SELECT count(*) FROM stays_stay WHERE arrival = '2026-11-22'")[0][0] >= len(CAST)
    assert rows(demo[0], "SELECT count(*) FROM stays_stay WHERE state = 'in_house' AND room_id IS NULL")[0][0] == 0
    assert rows(demo[0], "SELECT count(*) FROM stays_stay WHERE state = 'departed'")[0][0] > 60
    later = "SELECT count(*) FROM audit_act WHERE at > '2026-11-20 16:30:01'"
    assert rows(demo[0], later)[0][0] == 0  # nothing lies in the future of the demo


def test_no_text_of_a_sealed_value_lies_in_the_data_file(demo: tuple[Path, str]) -> None:
    data = b"".join(path.read_bytes() for path in (demo[0] / "data").iterdir())
    assert "花生及花生油".encode() not in data
    assert "走廊施工噪音".encode() not in data


def test_the_demo_is_used_again_and_can_be_built_anew(demo: tuple[Path, str]) -> None:
    before = home.read_mark(demo[0])
    again = binzhi(demo[0], "demo", "--guests", "70", "--date", DAY, "--no-serve")
    assert again.returncode == 0, again.stderr
    assert "--fresh" in again.stderr
    assert home.read_mark(demo[0]) == before


def test_a_real_hotel_is_never_touched(house: Path) -> None:
    before = (house / "data" / "binzhi.sqlite3").read_bytes()
    for words in (SMALL, (*SMALL, "--fresh")):
        done = binzhi(house, *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert "real hotel" in done.stderr
    assert (house / "data" / "binzhi.sqlite3").read_bytes() == before
    assert not (house / "demo").exists()


def test_an_unmarked_folder_is_not_cleared(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(home.RealHotel):
        home.clear(tmp_path)
    assert (tmp_path / "data").exists()


def test_a_demo_that_was_cut_short_is_built_anew(tmp_path: Path) -> None:
    home.write_mark(tmp_path, home.Mark(seed=1, guests=60, day=DAY, password="x"))
    assert json.loads((tmp_path / "demo").read_text())["ready"] is False
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "binzhi.sqlite3").write_bytes(b"half")
    home.clear(tmp_path)
    assert not (tmp_path / "data").exists()
    assert (tmp_path / "demo").stat().st_mode & 0o077 == 0


def test_a_running_demo_is_not_cleared(tmp_path: Path) -> None:
    home.write_mark(tmp_path, home.Mark(seed=1, guests=60, day=DAY, password="x", ready=True))
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "worker.beat").touch()
    with pytest.raises(home.StillRunning):
        home.clear(tmp_path)
    assert (tmp_path / "run").exists()


def test_outside_databases_are_refused(tmp_path: Path) -> None:
    done = binzhi(tmp_path / "x", *SMALL, DATABASE_URL="postgres://nobody@localhost/x")
    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr


def test_documents_are_valid_and_belong_to_nobody() -> None:
    draw, numbers = Random(7), Numbers()
    people = [draw_person(draw, date(2026, 11, 21), numbers) for _ in range(400)]
    cards = [d.number for p in people for d in p.draft.documents if d.kind == DocumentKind.ID_CARD]
    assert len(cards) == len(set(cards)) > 150
    for number in cards:
        assert read_id_card(number) is not None
        assert number[2:6] == "0000"  # a province alone is never issued
    mobiles = [c.value for p in people for c in p.draft.contacts if c.value.startswith("+86")]
    assert len(mobiles) == len(set(mobiles))
    assert all(number.startswith("+8612") and len(number) == 14 for number in mobiles)  # 12x: no operator has it
    mails = [c.value for p in people for c in p.draft.contacts if "@" in c.value]
    assert all(mail.rsplit("@", 1)[1] in {"example.com", "example.net", "example.org"} for mail in mails)


def test_names_are_of_every_kind() -> None:
    draw = Random(3)
    names = [chinese_name(draw) for _ in range(800)]
    assert any("·" in one.name for one in names)
    assert any(one.name.startswith(("欧阳", "上官", "司马", "诸葛")) for one in names)
    assert {one.region for one in names} == {"CN", "HK", "TW", "MO"}
    people = [draw_person(draw, date(2026, 11, 21), Numbers()) for _ in range(1500)]
    chinese = sum(p.draft.nationality in {"CN", "HK", "TW", "MO"} for p in people) / len(people)
    assert 0.65 < chinese < 0.75
    assert len({p.draft.nationality for p in people}) >= 25


def test_every_habit_is_an_item_of_the_catalogue() -> None:
    for item, values in [(h.item, h.values) for h in HABITS] + [(x.item, (x.value,)) for c in CAST for x in c.learned]:
        assert item in items(), item
        choices = {code for code, _ in items()[item].choices}
        assert not choices or set(values) <= choices, item
