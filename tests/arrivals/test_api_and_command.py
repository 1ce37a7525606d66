"""The same report over the API and in the terminal."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from binzhi.config.commands import arrivals as command
from binzhi.kernel.errors import BadInput
from binzhi.org.models import Staff
from tests.arrivals.test_pages import House
from tests.builders import make_hotel, make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Api = Callable[[Staff], Client]


@pytest.fixture
def house() -> House:
    return House()


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    import argparse

    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(words)) == 0
    return capsys.readouterr().out


@pytest.mark.requirement("R-213", "R-214")
def test_the_api_answers_arrivals_as_the_role_may_see_them(house: House, api_client: Api) -> None:
    desk = api_client(make_staff(house.hotel, "front_desk"))
    address = f"/api/v1/arrivals?hotel=BJ01&date={house.day.isoformat()}"
    body = desk.get(address).json()
    assert (body["date"], body["hotel"]) == (house.day.isoformat(), "BJ01")
    (arrival,) = body["arrivals"]
    assert arrival["guest"]["name"] == "王建国"
    assert arrival["ready"] is False
    assert "花生" in json.dumps(arrival, ensure_ascii=False)
    sales = api_client(make_staff(house.hotel, "sales")).get(address)
    assert "花生" not in sales.content.decode()
    assert desk.get("/api/v1/arrivals").json()["date"] == house.day.isoformat()  # tomorrow by default
    assert desk.get(address + "&department=kitchen").json()["department"] == "kitchen"


def test_the_api_refuses_with_a_stable_code(house: House, api_client: Api) -> None:
    desk = api_client(make_staff(house.hotel, "front_desk"))
    make_hotel("SH01")
    assert desk.get("/api/v1/arrivals?hotel=SH01").json()["code"] == "not_found"
    assert desk.get("/api/v1/arrivals?date=soon").status_code == 422
    marketing = api_client(make_staff(house.hotel, "marketing")).get("/api/v1/arrivals")
    assert (marketing.status_code, marketing.json()["code"]) == (403, "not_allowed")
    attendant = api_client(make_staff(house.hotel, "housekeeping_attendant"))
    assert attendant.get("/api/v1/arrivals?department=sales").status_code == 403
    assert Client().get("/api/v1/arrivals").status_code == 401


@pytest.mark.requirement("R-213")
def test_the_command_prints_text_json_and_csv(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--hotel", "BJ01", "--date", house.day.isoformat())
    assert "王建国" in run(capsys, *words)
    body = json.loads(run(capsys, *words, "--format", "json"))
    assert body["arrivals"][0]["guest"]["name"] == "王建国"
    assert "王建国" in run(capsys, *words, "--format", "csv")
    kitchen = json.loads(run(capsys, *words, "--department", "kitchen", "--format", "json"))
    assert {i["department"] for i in kitchen["arrivals"][0]["items"]} == {"kitchen"}
    assert "王建国" in run(capsys, "--hotel", "BJ01")
    with pytest.raises(BadInput):
        run(capsys, "--hotel", "BJ01", "--department", "moon")
