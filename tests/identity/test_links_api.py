"""Decisions on suspected pairs over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from binzhi.identity.domain.cases import open_case
from tests.builders import NOW, make_guest, make_hotel, make_staff, open_house

pytestmark = pytest.mark.django_db(databases="__all__")
ApiClient = Callable[[Any], Client]
JSON = "application/json"


@pytest.mark.requirement("R-185", "R-186")
def test_pairs_are_listed_decided_and_taken_back(api_client: ApiClient) -> None:
    hotel = make_hotel()
    one, two, three = (make_guest("王一") for _ in range(3))
    with open_house(hotel) as scope:
        case = open_case(scope=scope, now=NOW, guest_a=one.id, guest_b=two.id, origin="run", weight=7.5)
    assert case is not None
    keeper, clerk = api_client(make_staff(hotel, "customer_information")), api_client(make_staff(hotel, "front_desk"))
    assert clerk.get("/api/v1/identity/cases").status_code == 403
    assert [c["id"] for c in keeper.get("/api/v1/identity/cases").json()["items"]] == [str(case.id)]
    there = f"/api/v1/identity/cases/{case.id}"
    assert {c["kind"] for c in keeper.get(there).json()["clues"]} <= {"for", "against", "missing"}
    body = {"answer": "same", "choices": {}}
    assert keeper.post(f"{there}/decision", body, JSON).json()["state"] == "same"
    again = keeper.post(f"{there}/decision", body, JSON)
    assert again.status_code == 409 and again["Content-Type"].startswith("application/problem+json")
    person = keeper.get(f"/api/v1/identity/guests/{two.id}").json()
    assert person["lead"] == str(one.id) and set(person["profiles"]) == {str(one.id), str(two.id)}
    assert keeper.post(f"{there}/undo", {}, JSON).json()["state"] == "open"
    pair = {"guest_a": str(one.id), "guest_b": str(three.id)}
    linked = keeper.post("/api/v1/identity/links", pair, JSON)
    assert linked.status_code == 201
    event = linked.json()["id"]
    assert keeper.post(f"/api/v1/identity/decisions/{event}/undo", {}, JSON).status_code == 200
    assert keeper.post(f"/api/v1/identity/decisions/{event}/undo", {}, JSON).json()["code"] == "not_joined"
    assert keeper.post("/api/v1/identity/apart", pair, JSON).status_code == 201
    assert keeper.post("/api/v1/identity/links", pair, JSON).json()["code"] == "held_apart"
    said = {**pair, "reason": "本人到店确认"}
    assert keeper.post("/api/v1/identity/links", said, JSON).status_code == 201
    assert keeper.post(f"/api/v1/identity/guests/{three.id}/part", {}, JSON).json()["kind"] == "unlink"
    assert clerk.post("/api/v1/identity/links", pair, JSON).status_code == 403
