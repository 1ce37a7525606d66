"""People, names, days and lists over the API; exports are not there."""

from collections.abc import Callable

import pytest
from django.test import Client

from binzhi.guests.domain.lists import save_list
from binzhi.guests.lists import read_rules
from binzhi.org.models import Staff
from tests.builders import NOW, make_guest, make_hotel, make_staff, scope_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Api = Callable[[Staff], Client]


def test_relations_names_and_days(api_client: Api) -> None:
    hotel, guest, wife = make_hotel(), make_guest("王建国"), make_guest("李梅")
    api = api_client(make_staff(hotel, "guest_relations"))
    base = f"/api/v1/guests/{guest.id}"
    made = api.post(f"{base}/relations", {"kind": "spouse", "guest": str(wife.id)}, content_type="application/json")
    assert made.status_code == 201
    assert made.json()[0]["name"] == "李梅"
    assert api.get(f"/api/v1/guests/{wife.id}/relations").json()[0]["guest"] == str(guest.id)
    ended = api.post(f"{base}/relations/{made.json()[0]['id']}/end", content_type="application/json")
    assert ended.json()[0]["ended_at"]
    assert api.post(f"{base}/relations", {"kind": "spouse"}, content_type="application/json").status_code == 422
    name = api.post(f"{base}/names", {"kind": "other_script", "name": "Wang Jianguo"}, content_type="application/json")
    assert [n["name"] for n in name.json()] == ["王建国", "Wang Jianguo"]
    day = {"kind": "other", "label": "公司成立", "value": "05-04"}
    noted = api.post(f"{base}/dates", day, content_type="application/json")
    assert noted.json()[0]["label"] == "公司成立"
    assert "05-04" not in noted.content.decode()
    assert api.post(f"{base}/dates", day, content_type="application/json").status_code == 409
    period = "/api/v1/guests/calendar?first=2026-05-01&last=2026-05-07"
    assert [x["name"] for x in api.get(period).json()] == ["王建国"]


def test_roles_without_the_class_get_nothing_of_it(api_client: Api) -> None:
    hotel, guest = make_hotel(), make_guest("王建国", birthday="1970-05-17")
    make_api = api_client(make_staff(hotel, "guest_relations"))
    body = {"kind": "parent", "name": "APICANARYFATHER"}
    make_api.post(f"/api/v1/guests/{guest.id}/relations", body, content_type="application/json")
    floor = api_client(make_staff(hotel, "concierge"))
    assert floor.get(f"/api/v1/guests/{guest.id}/relations").json() == []
    assert floor.get(f"/api/v1/guests/{guest.id}/dates").json() == []
    assert floor.get("/api/v1/guests/calendar?first=2026-05-17&last=2026-05-17").json() == []
    refused = floor.post(f"/api/v1/guests/{guest.id}/relations", body, content_type="application/json")
    assert refused.status_code == 403


def test_lists_are_read_page_by_page(api_client: Api) -> None:
    hotel = make_hotel()
    for n in range(3):
        make_guest(f"客{n}", company="宏远")
    clerk = make_staff(hotel, "sales")
    with scope_of(clerk) as scope:
        rules = read_rules(scope, [("company", "is", "宏远")])
        row = save_list(scope=scope, now=NOW, name="宏远", rules=rules, is_shared=False)
    api = api_client(clerk)
    assert api.get("/api/v1/guests/lists").json()[0]["conditions"] == [["company", "is", "宏远"]]
    page = api.get(f"/api/v1/guests/lists/{row.id}?limit=2").json()
    assert (len(page["items"]), page["more"]) == (2, True)
    assert api.get(f"/api/v1/guests/lists/{row.id}?limit=2&offset=2").json()["more"] is False
    assert api_client(make_staff(hotel, "sales")).get(f"/api/v1/guests/lists/{row.id}").status_code == 404
