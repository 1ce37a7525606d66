"""The same question at every door: API, scan, company, booking, walk-in. None makes a second history in silence."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.audit.models import Act
from binzhi.companies.domain.organisations import create_organisation
from binzhi.companies.models import Organisation
from binzhi.guests.drafts import ContactDraft, DocumentDraft
from binzhi.guests.enums import ContactKind, DocumentKind
from binzhi.guests.models import Guest
from binzhi.stays.models import Reservation, Stay
from tests.builders import make_guest, make_hotel, make_room_type, make_staff, open_house

pytestmark = pytest.mark.django_db(databases="__all__")
SignIn = Callable[[Any], Client]

PHONE = (ContactDraft(ContactKind.MOBILE, "13800138001"),)
PAPERS = (DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN"),)


def people() -> int:
    return int(Guest.unscoped.count())  # unscoped: a test


@pytest.mark.requirement("R-178")
@pytest.mark.requirement("R-180")
def test_the_api_answers_409_with_candidates_unless_told_why(api_client: SignIn) -> None:
    client = api_client(make_staff(make_hotel(), "front_desk"))
    known = make_guest("王磊", contacts=PHONE, documents=PAPERS, company="宏远贸易")
    body: dict[str, Any] = {"name": "王磊", "contacts": [{"kind": "mobile", "value": "13800138001"}]}

    def post(**more: Any) -> Any:
        return client.post("/api/v1/guests", {**body, **more}, content_type="application/json")

    refused = post()
    assert refused.status_code == 409
    assert refused["Content-Type"] == "application/problem+json"
    said = refused.json()
    assert said["code"] == "match_found"
    [one] = said["candidates"]
    assert (one["id"], one["is_strong"], "phone" in one["recognised_by"]) == (str(known.id), True, True)
    assert one["for"]
    assert one["for"][0].keys() == {"zh", "en"}
    assert "13800138001" not in refused.content.decode()
    assert Act.objects.filter(name="search_by_number", guest_id=known.id).count() == 1
    assert post(confirmed_new=True).status_code == 409
    used = post(use=str(known.id))
    assert (used.status_code, used.json()["id"], people()) == (200, str(known.id), 1)
    assert post(reason="父子同用一部手机").status_code == 201
    assert people() == 2
    assert Act.objects.filter(name="create_guest_beside_match").count() == 1


@pytest.mark.requirement("R-181")
def test_the_api_wants_a_confirmation_for_a_namesake(api_client: SignIn) -> None:
    client = api_client(make_staff(make_hotel(), "front_desk"))
    make_guest("王磊")
    refused = client.post("/api/v1/guests", {"name": "王磊"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "same_name_found")
    made = client.post("/api/v1/guests", {"name": "王磊", "confirmed_new": True}, content_type="application/json")
    assert (made.status_code, people()) == (201, 2)


@pytest.mark.requirement("R-183")
def test_a_scan_of_a_known_guest_asks_before_it_makes_a_second_history(sign_in: SignIn) -> None:
    browser = sign_in(make_staff(make_hotel(), "front_desk"))
    known = make_guest("王磊", birthday="1975-03-02")
    page = browser.post("/guests/scan/by-hand/")["Location"]
    form = {"name": "王磊", "birth_date": "1975-03-02", "document_kind": "passport", "document_number": "E12345678"}
    asked = browser.post(page, form)
    assert asked.status_code == 409
    assert "是新建客史还是选择当前客史?" in asked.content.decode()
    assert people() == 1
    assert browser.post(page, {**form, "choose": str(known.id)}).status_code == 302
    assert people() == 1
    page = browser.post("/guests/scan/by-hand/")["Location"]
    other = {**form, "document_number": "E87654321", "reason": "同名同日生的双胞胎", "choose": ""}
    assert browser.post(page, other).status_code == 302
    assert people() == 2


@pytest.mark.requirement("R-181")
def test_a_new_person_of_a_company_is_compared_too(sign_in: SignIn) -> None:
    hotel = make_hotel()
    browser = sign_in(make_staff(hotel, "sales"))
    known = make_guest("王磊")
    with open_house(hotel) as scope:
        organisation: Organisation = create_organisation(scope=scope, now=known.created_at, **organisation_values())
    page = reverse("companies:add_person", args=[organisation.id])
    form = {"new_name": "王磊", "is_contact": "on", "role": "采购"}
    asked = browser.post(page, form)
    assert asked.status_code == 409
    assert str(known.id) in asked.content.decode()
    assert browser.post(page, {**form, "guest": str(known.id)}).status_code == 302
    assert people() == 1
    assert browser.post(page, {**form, "role": "财务", "sure_other": "1"}).status_code == 302
    assert people() == 2


def organisation_values() -> dict[str, Any]:
    from binzhi.companies.drafts import OrganisationDraft

    return {"draft": OrganisationDraft(name="宏远贸易")}


@pytest.mark.requirement("R-183")
@pytest.mark.requirement("R-184")
@pytest.mark.parametrize(("address", "then"), [("/stays/book/", "book"), ("/stays/book/?walk_in=1", "walk_in")])
def test_no_booking_and_no_walk_in_without_a_history_that_was_compared(
    sign_in: SignIn, address: str, then: str
) -> None:
    hotel = make_hotel()
    make_room_type(hotel, "DLX")
    browser = sign_in(make_staff(hotel, "front_desk"))
    known = make_guest("王磊", contacts=PHONE)
    page = browser.post(address, {"q": "欧阳雪", "arrival": "2026-03-10", "departure": "2026-03-11"}).content.decode()
    assert not Reservation.unscoped.exists()  # unscoped: a test
    assert f"/guests/new/?then={then}" in page.replace("&amp;", "&")
    form = {"name": "王磊", "gender": "male", "mobile": "13800138001", "then": then, "decision": "new"}
    assert browser.post("/guests/new/", form).status_code == 409
    chosen = browser.post("/guests/new/", {**form, "decision": "choose", "choose": str(known.id)})
    assert chosen["Location"].startswith(f"/stays/book/?guest={known.id}")
    assert ("walk_in=1" in chosen["Location"]) is (then == "walk_in")
    booked = browser.post(
        chosen["Location"],
        {
            "arrival": "2026-03-10", "departure": "2026-03-11", "room_type": "DLX", "rooms": "1", "adults": "1",
            "children": "0", "babies": "0", "state": "booked", "confirmation_method": "", "position": "经理",
        },
    )  # fmt: skip
    assert booked.status_code == 302, booked.content.decode()[-3000:]
    stay = Stay.unscoped.get()  # unscoped: a test
    assert stay.guest_id == known.id
    assert ("check-in" in booked["Location"]) is (then == "walk_in")


@pytest.mark.requirement("R-183")
def test_every_row_of_a_booking_names_a_guest() -> None:
    for model in (Reservation, Stay):
        assert model._meta.get_field("guest").null is False
