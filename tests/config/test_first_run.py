"""binzhi init, staff create, token create: an empty hotel that is usable."""

import stat
from pathlib import Path

import pytest
from django.test import Client

from binzhi.config.first_run import HouseExists, open_house
from binzhi.kernel.errors import BadInput
from binzhi.kernel.scope import open_scope
from binzhi.org.access import scope_for
from binzhi.org.domain.house import CodeTaken
from binzhi.org.domain.signin import staff_of_token
from binzhi.org.domain.staff import give_post, hire_staff
from binzhi.org.models import Department, Group, Hotel
from binzhi.stays.domain.house import add_room, add_room_type
from binzhi.stays.models import Room
from tests.builders import NOW, TOMORROW, make_booking, make_guest
from tests.config.conftest import PASSWORD, binzhi


def modes(home: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in [home, *home.iterdir()] if path.is_dir()}


def test_init_closes_folders_and_keys_to_others(opened: Path) -> None:
    assert set(modes(opened).values()) == {0o700}
    key = opened / "keys" / "master.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(bytes.fromhex(key.read_text().strip())) == 32
    for file in (opened / "data" / "binzhi.sqlite3", opened / "keystore" / "keystore.sqlite3"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_init_twice_changes_nothing(opened: Path) -> None:
    before = (opened / "keys" / "master.key").read_bytes()
    done = binzhi(opened, "init", "--group", "另一集团", "--hotel", "SH01", "--admin", "other")
    assert (done.returncode, done.stdout) == (2, "")
    assert "宾至集团" in done.stderr
    assert "BJ01" in done.stderr
    assert (opened / "keys" / "master.key").read_bytes() == before


def test_init_makes_a_password_and_shows_it_once(tmp_path: Path) -> None:
    done = binzhi(tmp_path / "new", "init", "--group", "G", "--hotel", "H1", "--admin", "boss", language="zh")
    assert done.returncode == 0, done.stderr
    shown = [line for line in done.stdout.splitlines() if line.startswith("密码")]
    assert len(shown) == 1
    assert len(shown[0].rsplit(":", 1)[1]) >= 16


def test_init_refuses_a_wrong_code_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = binzhi(tmp_path / "new", "init", "--group", "G", "--hotel", "a b", "--admin", "boss")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    again = binzhi(tmp_path / "new", "init", "--group", "G", "--hotel", "H1", "--admin", "boss")
    assert again.returncode == 0, again.stderr


def test_init_refuses_a_weak_password(tmp_path: Path) -> None:
    done = binzhi(
        tmp_path / "new",
        "init",
        "--group",
        "G",
        "--hotel",
        "H1",
        "--admin",
        "b",
        "--admin-password-stdin",
        given="12345\n",
    )
    assert done.returncode == 2
    assert not (tmp_path / "new" / "data" / "binzhi.sqlite3").exists()


@pytest.mark.requirement("R-169")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_an_empty_hotel_is_usable_after_rooms_staff_and_departments() -> None:
    opened = open_house(now=NOW, group="宾至集团", code="NEW01", admin="boss", password=PASSWORD)
    assert (Group.objects.count(), Room.unscoped.count()) == (1, 0)
    boss = scope_for(opened.admin)
    with open_scope(boss):
        kind = add_room_type(scope=boss, now=NOW, hotel_id=opened.hotel.id, code="DLK", name_zh="大床房")
        add_room(scope=boss, now=NOW, room_type=kind, number="101", floor=1)
        clerk = hire_staff(scope=boss, now=NOW, username="chen.jing", name="陈静", password=PASSWORD)
        desk = Department.objects.get(code="front_office")
        give_post(scope=boss, now=NOW, staff=clerk, department=desk, role="front_desk")
    guest = make_guest("第一位客人")
    stay = make_booking(opened.hotel, guest, arrival=TOMORROW, nights=1, room_type=kind)
    assert stay.hotel_id == opened.hotel.id
    browser = Client()
    assert browser.post("/sign-in/", {"username": "chen.jing", "password": PASSWORD}).status_code == 302


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_second_house_is_refused() -> None:
    open_house(now=NOW, group="宾至集团", code="NEW01", admin="boss", password=PASSWORD)
    with pytest.raises(HouseExists):
        open_house(now=NOW, group="另一集团", code="NEW02", admin="other", password=PASSWORD)
    assert list(Hotel.objects.values_list("code", flat=True)) == ["NEW01"]


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_refused_hotel_leaves_no_group() -> None:
    with pytest.raises((BadInput, CodeTaken)):
        open_house(now=NOW, group="宾至集团", code="not a code", admin="boss", password=PASSWORD)
    assert not Group.objects.exists()


def test_the_token_stands_alone_on_the_last_line(house: Path) -> None:
    done = binzhi(house, "token", "create", "--user", "boss", "--days", "7", "--label", "report")
    assert done.returncode == 0
    assert done.stdout.startswith("bz_")
    assert len(done.stdout.splitlines()) == 1
    assert binzhi(house, "token", "create", "--user", "nobody").returncode == 2
    assert binzhi(house, "token", "create", "--user", "boss", "--days", "0").returncode == 2


@pytest.mark.django_db(databases=["default", "keys"])
def test_the_token_opens_the_door_of_its_owner(capsys: pytest.CaptureFixture[str]) -> None:
    from argparse import Namespace

    from django.utils import timezone

    from binzhi.config.commands import token
    from tests.builders import make_hotel, make_staff

    clerk = make_staff(make_hotel(), "front_desk")
    assert token.run(Namespace(verb="create", user=clerk.username, days=2, label="")) == 0
    assert staff_of_token(now=timezone.now(), token=capsys.readouterr().out.strip().splitlines()[-1]) == clerk


def test_staff_is_added_from_the_command_line(house: Path) -> None:
    words = ["staff", "create", "--hotel", "BJ01", "--user", "li.na", "--name", "李娜", "--role"]
    done = binzhi(house, *words, "front_desk", "--password-stdin", given=PASSWORD + "\n")
    assert done.returncode == 0, done.stderr
    assert "li.na" in done.stdout
    assert PASSWORD not in done.stdout
    assert binzhi(house, *words, "front_desk").returncode == 2  # the name is taken
    unknown = binzhi(house, *words, "pilot")
    assert unknown.returncode == 2
    assert "housekeeping_supervisor" in unknown.stderr


def test_an_unknown_hotel_is_named_with_those_there_are(house: Path) -> None:
    done = binzhi(house, "staff", "create", "--hotel", "XX", "--user", "a", "--name", "b", "--role", "front_desk")
    assert done.returncode == 2
    assert "BJ01" in done.stderr
