"""The service over the API: everything a screen does, once per key, and no text in an answer that is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from binzhi.guests.drafts import ContactDraft
from binzhi.guests.enums import ContactKind
from binzhi.org.models import GivenAnswer, Staff
from binzhi.service.models import Feedback, GuestMoment, OnlineReview, ServiceTask, ShiftInstruction, Touchpoint
from tests.builders import make_fact, make_guest, make_staff
from tests.service.houses import House

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ApiClient = Callable[[Staff], Client]
API = "/api/v1/service"


def post(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(f"{API}{path}", body, content_type="application/json", headers=headers)


def test_a_task_from_asking_to_signing(api_client: ApiClient) -> None:
    house = House()
    client = api_client(make_staff(house.hotel, "housekeeping_supervisor", name="李梅"))
    body = {
        "guest_id": str(house.guest.id),
        "stay_id": str(house.stay.id),
        "department": "housekeeping",
        "text": "加毯子",
    }
    made = post(client, "/tasks", body, **{"Idempotency-Key": "one"})
    again = post(client, "/tasks", body, **{"Idempotency-Key": "one"})
    assert (made.status_code, made.json(), ServiceTask.unscoped.count()) == (201, again.json(), 1)
    assert "加毯子" not in GivenAnswer.objects.get().body
    task = f"/tasks/{house.guest.id}/{made.json()['id']}"
    read = client.get(API + task).json()
    assert (read["text"], read["room"], read["state"]) == ("加毯子", "1208", "open")
    assert [t["id"] for t in client.get(f"{API}/tasks").json()["items"]] == [read["id"]]
    assert post(client, f"{task}/state", {"state": "not_needed"}).json()["code"] == "reason_needed"
    assert post(client, f"{task}/state", {"state": "acknowledged"}).json()["state"] == "acknowledged"
    assert post(client, f"{task}/state", {"state": "done", "version": 1}).json()["code"] == "stale"
    assert post(client, f"{task}/state", {"state": "done"}).json()["state"] == "done"
    assert post(client, f"{task}/state", {"state": "open"}).json()["state"] == "open"
    assert post(client, f"{task}/hand-on", {"department": "concierge"}).status_code == 200
    assert client.get(API + task).json()["department"] == "concierge"
    assert post(client, "/tasks", {**body, "department": "moon"}).json()["code"] == "unknown_department"


def test_word_for_a_shift(api_client: ApiClient) -> None:
    house = House()
    client = api_client(make_staff(house.hotel, "housekeeping_attendant", name="李梅"))
    body = {"guest_id": str(house.guest.id), "department": "housekeeping", "text": "调到26度"}
    made = post(client, "/instructions", body).json()
    row = ShiftInstruction.unscoped.get()
    listed = client.get(f"{API}/instructions", {"day": str(row.day), "shift": row.shift}).json()
    assert [(one["text"], one["state"]) for one in listed] == [("调到26度", "waiting")]
    state = f"/instructions/{house.guest.id}/{made['id']}/state"
    assert post(client, state, {"state": "acknowledged"}).json()["state"] == "acknowledged"
    assert post(client, state, {"state": "not_done"}).status_code == 422
    assert post(client, state, {"state": "done"}).json()["state"] == "done"


def test_a_caller_is_found_recognised_and_shown(api_client: ApiClient) -> None:
    house = House()
    GuestMoment.unscoped.all().delete()
    caller = make_guest("赵来电", contacts=(ContactDraft(ContactKind.MOBILE, "13912345678"),))
    make_fact(caller, "favourite_liquor", "绍兴黄酒")
    centre = api_client(make_staff(house.hotel, "call_centre"))
    found = post(centre, "/find", {"q": "13912345678"}).json()
    assert [(one["guest_id"], one["sign"], one["is_sure"]) for one in found] == [(str(caller.id), "caller", True)]
    maid = api_client(make_staff(house.hotel, "housekeeping_attendant"))
    assert post(maid, "/find", {"q": "13912345678"}).json() == []
    assert post(maid, "/find", {"q": "1208"}).json()[0]["guest_id"] == str(house.guest.id)
    body = {"guest_id": str(caller.id), "place": "call_centre", "sign": "caller"}
    assert post(centre, "/identify", body).status_code == 201
    assert GuestMoment.unscoped.get().guest_id == caller.id
    card = centre.get(f"{API}/cards/{caller.id}", {"place": "restaurant"}).json()
    assert card["facts"] == [{"item": "favourite_liquor", "value": "绍兴黄酒"}]


def test_talks_feedback_and_reviews(api_client: ApiClient) -> None:
    house = House()
    client = api_client(make_staff(house.hotel, "guest_relations"))
    guest = {"guest_id": str(house.guest.id)}
    assert post(client, "/touchpoints", {**guest, "summary": "问早餐", "channel": "phone"}).status_code == 201
    assert Touchpoint.unscoped.count() == 1
    talks = client.get(f"{API}/guests/{house.guest.id}/touchpoints").json()
    assert [(one["summary"], one["channel"]) for one in talks] == [("问早餐", "phone")]
    said = post(client, "/feedback", {**guest, "kind": "requirement", "text": "高楼层"}).json()
    path = f"/feedback/{house.guest.id}/{said['id']}/task"
    body = {"text": "预留高楼层", "department": "reservations"}
    assert post(client, path, body).status_code == 201
    assert post(client, path, body).json()["code"] == "already_made_task"
    assert client.get(f"{API}/guests/{house.guest.id}/feedback").json()[0]["text"] == "高楼层"
    review = {"site": "携程", "published_on": str(house.today), "text": "住1208房，好", "scores": {"service": 5}}
    made = post(client, "/reviews", review).json()
    suggested = client.get(f"{API}/reviews/{made['id']}/suggestions").json()
    assert [one["guest_id"] for one in suggested] == [str(house.guest.id)]
    assert OnlineReview.unscoped.get().linked_guest is None
    stay = suggested[0]["stay_id"]
    assert post(client, f"/reviews/{made['id']}/link", {**guest, "stay_id": stay}).status_code == 200
    assert Feedback.unscoped.filter(kind="online_review").count() == 1
