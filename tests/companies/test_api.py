"""Organisations over the API: search, create once, read with ETag, change with If-Match, people."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from binzhi.companies.models import ContactPerson, Employment, Organisation, OrganisationValue
from binzhi.guests.models import Guest
from binzhi.org.models import Staff
from tests.builders import make_guest, make_hotel, make_staff
from tests.companies.made import RESTRICTED, make_contact, make_job, make_organisation

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ROOT = "/api/v1/organisations"
Token = Callable[[Staff], Client]


@pytest.fixture
def sales(api_client: Token) -> Client:
    """The token of somebody of the sales office."""
    return api_client(make_staff(make_hotel(), "sales"))


def send(client: Client, method: str, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.generic(method, f"{ROOT}{path}", json.dumps(body), "application/json", headers=headers)


def test_search_lists_pages_and_never_counts(sales: Client) -> None:
    for n in range(3):
        make_organisation(f"第{n}号贸易有限公司", {"nature": "private"})
    make_organisation("东海重工集团有限公司")
    found = sales.get(ROOT, {"q": "maoyi", "limit": 2}).json()
    assert ([o["name"] for o in found["items"]], found["more"]) == (["第0号贸易有限公司", "第1号贸易有限公司"], True)
    rest = sales.get(ROOT, {"q": "贸易", "limit": 2, "offset": 2}).json()
    assert (len(rest["items"]), rest["more"]) == (1, False)
    assert len(sales.get(ROOT, {"nature": "private"}).json()["items"]) == 3
    assert sales.get(ROOT, {"limit": 0}).status_code == 422


@pytest.mark.requirement("R-062", "R-110")
def test_create_is_done_once_and_an_equal_name_needs_a_reason(sales: Client) -> None:
    body = {
        "name": "东海重工集团有限公司",
        "values": [
            {"field": "web", "value": "donghai.example"},
            {"field": "financial_year", "value": {"start": "04-01", "end": "03-31"}},
            {"field": "annual_sales", "value": "3亿", "period": "2025"},
        ],
        "channel": "business_card",
    }
    answers = [send(sales, "POST", "", body, **{"Idempotency-Key": "k1"}) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201] and answers[0].json() == answers[1].json()
    made = Organisation.unscoped.get()
    assert made.year_start == "04-01"
    assert {v["field"]: v["text"] for v in answers[0].json()["values"]} == {
        "web": "https://donghai.example", "financial_year": "04-01 – 03-31", "annual_sales": "CNY 300,000,000",
    }  # fmt: skip
    refused = send(sales, "POST", "", {"name": "東海重工集團公司"})
    assert (refused.status_code, refused.json()["code"]) == (409, "similar_organisation")
    assert send(sales, "POST", "", {"name": "東海重工集團公司", "why_new": "台湾的公司"}).status_code == 201


def test_change_needs_the_etag_that_was_read(sales: Client) -> None:
    made = make_organisation(values={"web": "one.example"})
    read = sales.get(f"{ROOT}/{made.id}")
    assert read["ETag"] == '"1"'
    change = {"values": [{"field": "web", "value": "two.example"}], "short_name": "东海"}
    assert send(sales, "PATCH", f"/{made.id}", change).status_code == 428
    assert send(sales, "PATCH", f"/{made.id}", change, **{"If-Match": '"7"'}).status_code == 412
    assert send(sales, "PATCH", f"/{made.id}", change, **{"If-Match": "nonsense"}).status_code == 412
    done = send(sales, "PATCH", f"/{made.id}", change, **{"If-Match": read["ETag"]})
    assert (done.status_code, done["ETag"], done.json()["short_name"]) == (200, '"2"', "东海")
    assert (
        send(sales, "PATCH", f"/{made.id}", change, **{"If-Match": '"1"'}).json()["code"]
        == "organisation_version_differs"
    )
    assert OrganisationValue.unscoped.filter(state="standing").get().value == "https://two.example"


def test_wrong_values_are_answered_with_a_code(sales: Client) -> None:
    made = make_organisation()
    for values, code in (
        ([{"field": "skin", "value": "x"}], "unknown_organisation_field"),
        ([{"field": "web", "value": "x"}], "bad_input"),
        ([{"field": "web", "value": {"a": "b"}}], "bad_input"),
        ([{"field": "address", "value": "text"}], "bad_input"),
        ([{"field": "annual_sales", "value": "3亿"}], "bad_input"),
    ):
        answer = send(sales, "PATCH", f"/{made.id}", {"values": values}, **{"If-Match": '"1"'})
        assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.requirement("R-063")
def test_contact_persons_with_lines_and_masked_phones(sales: Client, api_client: Token) -> None:
    made, one, two = make_organisation(), make_guest("王丽"), make_guest("李强")
    first = send(
        sales, "POST", f"/{made.id}/contacts", {"guest_id": str(one.id), "role": "订房", "phone": "13900001111"}
    )
    assert (first.status_code, first.json()["is_main"], first.json()["phone_hint"]) == (201, True, "•••• 1111")
    body = {"guest_id": str(two.id), "reports_to": first.json()["id"]}
    assert send(sales, "POST", f"/{made.id}/contacts", body).json()["reports_to"] == first.json()["id"]
    assert send(sales, "POST", f"/{made.id}/contacts", body).json()["code"] == "already_contact"
    assert send(sales, "POST", f"/{made.id}/contacts", {**body, "guest_id": str(made.id)}).status_code == 404
    assert [c["name"] for c in sales.get(f"{ROOT}/{made.id}/contacts").json()] == ["王丽", "李强"]
    other = api_client(make_staff(make_hotel(), "marketing"))
    assert {c["phone_hint"] for c in other.get(f"{ROOT}/{made.id}/contacts").json()} == {""}
    assert "13900001111" not in sales.get(f"{ROOT}/{made.id}/contacts").content.decode()


@pytest.mark.requirement("R-030", "R-052")
def test_people_come_change_and_leave(sales: Client) -> None:
    made, guest = make_organisation(), make_guest("王丽")
    body = {"guest_id": str(guest.id), "position": "科长", "started_on": "2024-05-01"}
    send(sales, "POST", f"/{made.id}/people", body)
    job = send(sales, "POST", f"/{made.id}/people", {**body, "position": "处长", "started_on": "2025-05-01"}).json()
    assert Guest.unscoped.get(id=guest.id).position == "处长"
    assert [(j["position"], j["is_over"]) for j in sales.get(f"{ROOT}/people/{guest.id}").json()] == [
        ("处长", False),
        ("科长", True),
    ]
    done = send(sales, "POST", f"/people/{guest.id}/{job['id']}/leave", {"ended_on": "2026-01-31"})
    assert (done.status_code, done.json()["ended_on"]) == (200, "2026-01-31")
    assert send(sales, "POST", f"/people/{guest.id}/{job['id']}/leave", {}).json()["code"] == "already_left"
    assert len(sales.get(f"{ROOT}/{made.id}/people").json()) == 2


def test_restricted_fields_are_not_even_named_to_others(sales: Client, api_client: Token) -> None:
    made = make_organisation(values={**RESTRICTED, "web": "donghai.example"})
    other = api_client(make_staff(make_hotel(), "marketing"))
    assert [v["field"] for v in other.get(f"{ROOT}/{made.id}").json()["values"]] == ["web"]
    assert {v["field"] for v in sales.get(f"{ROOT}/{made.id}").json()["values"]} == {*RESTRICTED, "web"}
    assert send(other, "PATCH", f"/{made.id}", {}, **{"If-Match": '"1"'}).status_code == 403


def test_the_lists_of_people_cost_the_same_for_one_and_thirty(
    sales: Client, django_assert_max_num_queries: Any
) -> None:
    made = make_organisation()
    for n in range(30):
        guest = make_guest(f"人{n}")
        make_contact(made, guest)
        make_job(made, guest, "科员")
    with django_assert_max_num_queries(12):
        assert len(sales.get(f"{ROOT}/{made.id}/contacts").json()) == 30
    with django_assert_max_num_queries(12):
        assert len(sales.get(f"{ROOT}/{made.id}/people").json()) == 30
    assert ContactPerson.unscoped.count() == Employment.unscoped.count() == 30
