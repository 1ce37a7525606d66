"""Notices, the queue and enquiries over the API."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from binzhi.collection.enums import ItemState
from binzhi.collection.models import CollectedItem
from binzhi.guests.models import Fact
from binzhi.org.models import Staff
from tests.collection.keeping import handed, make_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Api = Callable[[Staff], Client]
ROOT = "/api/v1/collection"


def test_a_notice_goes_its_way_over_the_api(api_client: Api) -> None:
    house = make_house("attendant", "keeper", "clerk")
    body = {"guest": str(house.stay.guest_id), "item": "pillow_kind", "value": "buckwheat", "text": "问荞麦枕"}
    key = {"Idempotency-Key": str(uuid4())}
    attendant = api_client(house.attendant)
    made = [attendant.post(f"{ROOT}/notices", body, content_type="application/json", headers=key) for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    assert CollectedItem.unscoped.count() == 1
    assert made[0].json()["keeper_department"] == "housekeeping"
    keeper, clerk = api_client(house.keeper), api_client(house.clerk)
    listed = keeper.get(f"{ROOT}/queue").json()
    assert [(i["item"], i["value"], i["text"], i["becomes"]) for i in listed["items"]] == [
        ("pillow_kind", "buckwheat", "问荞麦枕", "fact")
    ]
    place = f"{ROOT}/queue/{house.stay.guest_id}/{listed['items'][0]['id']}"
    refused = clerk.post(f"{place}/accept", {"shown": "collected"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_your_queue")
    assert (
        keeper.post(f"{place}/accept", {"shown": "collected"}, content_type="application/json").json()["state"]
        == "sorted"
    )
    again = keeper.post(f"{place}/accept", {"shown": "collected"}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "item_already_decided")
    assert clerk.post(f"{place}/accept", {}, content_type="application/json").json()["state"] == "stored"
    assert Fact.unscoped.get().value == "buckwheat"


def test_reject_ask_and_bad_input_over_the_api(api_client: Api) -> None:
    house = make_house("attendant", "keeper")
    first, second = handed(house.attendant, house.stay), handed(house.attendant, house.stay, value="latex")
    keeper = api_client(house.keeper)
    place = f"{ROOT}/queue/{house.stay.guest_id}"
    assert keeper.post(f"{place}/{first.id}/reject", {"reason": ""}, content_type="application/json").status_code == 422
    done = keeper.post(f"{place}/{first.id}/reject", {"reason": "重复"}, content_type="application/json").json()
    assert (done["state"], done["reason"]) == (ItemState.REJECTED, "重复")
    asked = keeper.post(f"{place}/{second.id}/ask", {"reason": "哪一晚？"}, content_type="application/json")
    assert asked.json()["state"] == ItemState.COLLECTED
    assert keeper.get(f"{ROOT}/queue?tab=nothing").status_code == 422
    assert keeper.post(f"{place}/{uuid4()}/accept", {}, content_type="application/json").status_code == 404
    bad = {"guest": str(house.stay.guest_id), "text": "身份证 11010519491231002X"}
    assert keeper.post(f"{ROOT}/notices", bad, content_type="application/json").status_code == 422


def test_enquiries_over_the_api(api_client: Api) -> None:
    house = make_house("information", "attendant")
    office = api_client(house.information)
    body = {"guest": str(house.stay.guest_id), "kind": "ask", "item": "tea", "question": "喜欢哪种茶"}
    made = office.post(f"{ROOT}/enquiries", body, content_type="application/json")
    assert made.status_code == 201
    assert [one["question"] for one in office.get(f"{ROOT}/enquiries").json()] == ["喜欢哪种茶"]
    place = f"{ROOT}/enquiries/{house.stay.guest_id}/{made.json()['id']}/result"
    assert office.post(place, {"value": "绿茶"}, content_type="application/json").json()["state"] == "answered"
    assert Fact.unscoped.get().value == "绿茶"
    assert api_client(house.attendant).get(f"{ROOT}/enquiries").status_code == 403
    never = {**body, "item": "allergy"}
    assert office.post(f"{ROOT}/enquiries", never, content_type="application/json").status_code == 422
