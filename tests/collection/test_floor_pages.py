"""The doors of capture: what a phone may keep, sending once, the card, the desktop form, the panel, the API."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from binzhi.collection.models import CollectedItem
from binzhi.guests.models import Fact
from binzhi.org.models import GivenAnswer, Hotel, Staff
from binzhi.service.models import ServiceTask
from binzhi.stays.models import Stay
from tests.builders import make_fact, make_hotel, make_staff, open_house
from tests.collection.floors import in_house, see

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def hotel() -> Hotel:
    return make_hotel(business_date=timezone.localdate(), now=timezone.now())


@pytest.fixture
def stay(hotel: Hotel) -> Stay:
    return in_house(hotel, "王建国", arrival=timezone.localdate() - timedelta(days=2), now=timezone.now())


def entry(staff: Staff, **more: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "staff": str(staff.pk), "room": "1208", "at": timezone.now().isoformat(), **more}


def send(browser: Client, body: dict[str, Any]) -> Any:
    return browser.post("/floor/send/", json.dumps(body), content_type="application/json")


@pytest.mark.requirement("R-711")
def test_what_a_phone_keeps_holds_no_alert_and_no_full_name(
    hotel: Hotel, stay: Stay, sign_in: Callable[[Staff], Client]
) -> None:
    make_fact(stay.guest, "allergy", "C4CANARYPEANUT")
    for role in ("housekeeping_attendant", "front_desk", "system_administrator"):
        browser = sign_in(make_staff(hotel, role))
        kept = browser.get("/floor/house/").content.decode() + browser.get("/floor/").content.decode()
        assert "C4CANARYPEANUT" not in kept
        assert "王建国" not in kept
        listed = json.loads(browser.get("/floor/house/").content)
        assert [r["room"] for r in listed["rooms"]] == ["1208"]
        assert listed["rooms"][0]["who"] == ("宾客" if role == "system_administrator" else "王先生")
    card = f"/floor/{stay.guest_id}/{stay.id}/"
    assert "C4CANARYPEANUT" in sign_in(make_staff(hotel, "housekeeping_attendant")).get(card).content.decode()
    for role in ("concierge", "system_administrator"):
        assert "C4CANARYPEANUT" not in sign_in(make_staff(hotel, role)).get(card).content.decode(), role


def test_the_worker_may_control_the_phone_page_only(client: Client) -> None:
    worker = client.get("/floor/worker.js")
    assert worker["Service-Worker-Allowed"] == "/floor/"
    assert worker["Content-Type"].startswith("text/javascript")
    assert "script-src 'self'" in worker["Content-Security-Policy"]
    assert "const SHELL = [" in worker.content.decode() and "Outbox" in worker.content.decode()
    assert client.get("/floor/icon.png").content.startswith(b"\x89PNG")
    assert client.get("/floor/manifest.webmanifest")["Content-Type"] == "application/manifest+json"
    assert client.get("/floor/").status_code == 302  # nobody is signed in


def test_an_entry_is_sent_once_and_refusals_name_the_way_out(
    hotel: Hotel, stay: Stay, sign_in: Callable[[Staff], Client]
) -> None:
    staff = make_staff(hotel, "housekeeping_attendant")
    browser, body = sign_in(staff), entry(staff, cue="cue_feels_cold")
    first, again = send(browser, body), send(browser, body)
    assert (first.status_code, first.json()["outcome"]) == (201, "stored")
    assert (again.status_code, again.json()["outcome"]) == (200, "found")
    assert first.json()["offers"][0]["text"]["zh"] == "马上给 1208 房加一条毛毯"
    with open_house(hotel):
        assert CollectedItem.objects.count() == ServiceTask.objects.count() == 1
    refused = {
        "other_person": entry(make_staff(hotel, "concierge"), cue="cue_feels_cold"),
        "nobody_in_room": entry(staff, cue="cue_feels_cold", room="9999"),
        "health_words": entry(staff, text="客人发烧"),
        "nothing_noticed": entry(staff),
        "bad_input": {**entry(staff, cue="cue_feels_cold"), "at": "yesterday"},
        "out_of_range": entry(staff, cue="cue_temperature", value="99"),
    }
    for code, wrong in refused.items():
        answer = send(browser, wrong)
        assert answer.status_code in {409, 422} and answer.json()["code"] == code, code
        assert answer.json()["title"]
    for shape in ("[]", "null", '"x"', "{", '{"key": 5}'):
        assert browser.post("/floor/send/", shape, content_type="application/json").status_code == 422


def test_two_guests_in_a_room_are_told_apart(hotel: Hotel, stay: Stay, sign_in: Callable[[Staff], Client]) -> None:
    other = in_house(hotel, "李娜", room="1209", arrival=timezone.localdate(), now=timezone.now())
    Stay.unscoped.filter(id=other.id, guest_id=other.guest_id).update(room=stay.room)
    staff = make_staff(hotel, "housekeeping_attendant")
    browser = sign_in(staff)
    answer = send(browser, entry(staff, cue="cue_curtain_gap"))
    assert answer.json()["code"] == "several_in_room"
    people = answer.json()["people"]
    assert {p["guest"] for p in people} == {str(stay.guest_id), str(other.guest_id)}
    named = send(browser, entry(staff, cue="cue_curtain_gap", guest=str(other.guest_id)))
    assert named.json()["guest"] == str(other.guest_id)


@pytest.mark.requirement("R-384")
def test_a_question_on_the_card_is_answered_at_the_door(
    hotel: Hotel, stay: Stay, sign_in: Callable[[Staff], Client]
) -> None:
    staff, now = make_staff(hotel, "housekeeping_attendant"), timezone.now()
    for back in (1, 0):
        see(staff, stay, "cue_curtain_gap", at=now - timedelta(days=back), now=now)
    browser, habit = sign_in(staff), Fact.unscoped.get()
    page = browser.get(f"/floor/{stay.guest_id}/{stay.id}/").content.decode()
    assert "遮光窗帘：中间留出一条缝，以后都这样吗？" in page
    answer = browser.post(f"/floor/{stay.guest_id}/habits/{habit.id}/", {"answer": "no"})
    assert "不再询问" in answer.content.decode()
    assert Fact.unscoped.get().status == "rejected"


def test_offers_are_taken_and_declined_over_their_address(
    hotel: Hotel, stay: Stay, sign_in: Callable[[Staff], Client]
) -> None:
    staff, now = make_staff(hotel, "housekeeping_attendant"), timezone.now()
    for sign in ("chair_at_bed", "baby_clothes"):
        seen = see(staff, stay, "cue_baby", sign, at=now)
    address = f"/floor/{stay.guest_id}/{seen.item.id}/offers/baby_cot/"
    browser = sign_in(staff)
    assert "已安排" in browser.post(address, {"answer": "yes"}).content.decode()
    assert ServiceTask.unscoped.count() == 1
    assert browser.post(address, {"answer": "no"}).status_code == 409
    assert browser.post(address.replace("baby_cot", "blanket"), {"answer": "yes"}).status_code == 404


@pytest.mark.requirement("R-132")
def test_the_desktop_form_hands_in_what_was_said_and_the_panel_shows_it(
    hotel: Hotel, stay: Stay, sign_in: Callable[[Staff], Client]
) -> None:
    browser = sign_in(make_staff(hotel, "front_desk", name="陈静"))
    address = f"/collection/{stay.guest_id}/observations/new/"
    assert "cue_flavour" in browser.get(address).content.decode()
    said = browser.post(address, {"item": "cue_flavour", "value": "清淡", "source": "stated"})
    assert said.status_code == 302
    (kept,) = CollectedItem.unscoped.all()
    assert (kept.value, kept.source_kind, kept.collector) == ("light", "stated", "陈静")
    wrong = browser.post(address, {"item": "", "text": "客人感冒了", "source": "observed"})
    assert wrong.status_code == 422 and "关怀" in wrong.content.decode()
    browser.post(address, {"item": "", "text": "FREECANARYLINE", "source": "observed"})
    panel = f"/collection/{stay.guest_id}/observations/"
    assert "清淡" in browser.get(panel).content.decode()
    assert "FREECANARYLINE" in browser.get(panel).content.decode()
    assert "FREECANARYLINE" not in sign_in(make_staff(hotel, "concierge")).get(panel).content.decode()


def test_the_panel_costs_the_same_for_one_and_thirty(
    hotel: Hotel, stay: Stay, sign_in: Callable[[Staff], Client]
) -> None:
    staff, now = make_staff(hotel, "front_desk"), timezone.now()
    browser, panel, counts = sign_in(staff), f"/collection/{stay.guest_id}/observations/", []
    for many in (1, 12):
        for n in range(many if many == 1 else 11):
            see(staff, stay, "", text=f"留意到第{many}{n}件事", at=now)
        browser.get(panel)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(panel).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.requirement("R-131")
@pytest.mark.requirement("R-156")
def test_the_api_hands_in_once_and_lists(hotel: Hotel, stay: Stay, api_client: Callable[[Staff], Client]) -> None:
    client, key = api_client(make_staff(hotel, "housekeeping_attendant")), str(uuid4())
    body = {"room": "1208", "item": "cue_temperature", "value": "23", "device_key": key}

    def post(**more: Any) -> Any:
        return client.post("/api/v1/observations", {**body, **more}, content_type="application/json")

    assert post().status_code == 201
    assert (post().status_code, post().json()["outcome"]) == (200, "found")
    assert post(device_key=None, item="", value="", text="喜欢安静", source="stated").status_code == 201
    assert post(device_key=None, source="inferred").status_code == 422
    assert post(device_key=None, room="9").json()["code"] == "nobody_in_room"
    listed = client.get(f"/api/v1/observations?guest={stay.guest_id}&limit=1").json()
    assert (listed["items"][0]["source"], listed["items"][0]["text"]) == ("stated", "喜欢安静")
    rest = client.get(f"/api/v1/observations?after={listed['next']}").json()
    assert [(i["item"], i["value"]) for i in rest["items"]] == [("cue_temperature", "23")]
    concierge = api_client(make_staff(hotel, "concierge"))
    assert "喜欢安静" not in concierge.get("/api/v1/observations").content.decode()


@pytest.mark.requirement("R-343")
@pytest.mark.requirement("R-711")
def test_the_api_says_care_and_keeps_no_more(hotel: Hotel, stay: Stay, api_client: Callable[[Staff], Client]) -> None:
    client = api_client(make_staff(hotel, "housekeeping_attendant"))
    answer = client.post(
        "/api/v1/observations",
        {"room": "1208", "item": "cue_medicine"},
        content_type="application/json",
        headers={"Idempotency-Key": "k1"},
    )
    assert (answer.status_code, answer.json()["item"]) == (201, "care")
    kept = GivenAnswer.objects.get()
    assert "medicine" not in kept.body and "药" not in kept.body
    kitchen = api_client(make_staff(hotel, "kitchen"))
    assert kitchen.get("/api/v1/observations").json()["items"] == []
