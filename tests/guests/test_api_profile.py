"""The profile over the API: origins, ETag, parts, reveal, switches; every change by the verb of the screen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from binzhi.audit.models import Act
from binzhi.guests.domain.profile import change_guest
from binzhi.guests.drafts import ContactDraft, DocumentDraft, GuestDraft
from binzhi.guests.enums import ContactKind, DocumentKind, SourceKind
from binzhi.guests.models import Guest, GuestValue
from binzhi.guests.origin import Origin
from tests.builders import NOW, make_fact, make_guest, make_hotel, make_staff, open_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
JSON = "application/json"
NUMBER = "11010519491231002X"


@pytest.fixture
def desk(api_client: Callable[..., Client]) -> Client:
    """A client of the service manager."""
    return api_client(make_staff(make_hotel(), "service_manager"))


def send(client: Client, method: str, path: str, body: dict[str, Any], **headers: str) -> Any:
    """Send a JSON body."""
    return client.generic(method, f"/api/v1/guests{path}", _json(body), content_type=JSON, headers=headers)


def _json(body: dict[str, Any]) -> str:
    import json

    return json.dumps(body)


@pytest.mark.requirement("R-196")
def test_a_change_names_the_version_it_was_made_from(desk: Client) -> None:
    guest = make_guest("王建国", company="甲公司")
    read = desk.get(f"/api/v1/guests/{guest.id}/profile")
    tag = read["ETag"]
    assert send(desk, "PATCH", f"/{guest.id}", {"company": "乙公司"}).status_code == 428
    done = send(desk, "PATCH", f"/{guest.id}", {"company": "乙公司"}, **{"If-Match": tag})
    assert (done.status_code, done.json()["changed"], done["ETag"]) == (200, ["company"], '"2"')
    late = send(desk, "PATCH", f"/{guest.id}", {"company": "丙公司"}, **{"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "version_passed")
    assert late["Content-Type"].startswith("application/problem+json")
    assert Guest.unscoped.get(id=guest.id).company == "乙公司"
    assert Guest.unscoped.get(id=guest.id).name == "王建国"
    history = desk.get(f"/api/v1/guests/{guest.id}/history?field=company").json()
    assert [h["value"]["text"] for h in history] == ["甲公司"]
    assert send(desk, "PATCH", f"/{guest.id}", {"age": 40}, **{"If-Match": '"2"'}).status_code == 422


def test_the_whole_file_comes_with_origins_and_masks(desk: Client) -> None:
    guest = make_guest(
        "王建国", contacts=(ContactDraft(ContactKind.MOBILE, "13800000001"),),
        documents=(DocumentDraft(DocumentKind.ID_CARD, NUMBER),),
    )  # fmt: skip
    make_fact(guest, "interests", "摄影")
    answer = desk.get(f"/api/v1/guests/{guest.id}/profile")
    found = {f["field"]: f for f in answer.json()["fields"]}
    assert found["interests"]["values"][0]["text"] == "摄影"
    assert found["interests"]["values"][0]["origin"]["source"] == "stated"
    assert found["id_number"]["values"][0]["sealed"] == "document"
    assert NUMBER not in answer.content.decode()
    assert "13800000001" not in answer.content.decode()
    assert answer.json()["completeness"]["counted"] > 20


def test_a_sealed_value_is_looked_at_with_a_purpose_and_logged(desk: Client) -> None:
    guest = make_guest("王建国", contacts=(ContactDraft(ContactKind.MOBILE, "13800000001"),))
    row = desk.get(f"/api/v1/guests/{guest.id}/contacts").json()[0]
    path = f"/{guest.id}/sealed/{row['id']}?kind=contact"
    assert send(desk, "PUT", path, {"purpose": ""}).status_code == 422
    before = Act.objects.filter(name="reveal_guest_field").count()
    assert send(desk, "PUT", path, {"purpose": "回电确认"}).json() == {"value": "+8613800000001", "parts": None}
    assert Act.objects.filter(name="reveal_guest_field").count() == before + 1
    assert send(desk, "PUT", path.replace("=contact", "=document"), {"purpose": "回电"}).status_code == 404


def test_facts_are_listed_recorded_contested_and_decided(desk: Client) -> None:
    guest = make_guest("王建国")
    first = send(desk, "POST", f"/{guest.id}/facts", {"item": "floor_height", "value": "low"}).json()
    second = send(desk, "POST", f"/{guest.id}/facts", {"item": "floor_height", "value": "high"}).json()
    assert (first["status"], second["status"], second["contests"]) == ("accepted", "proposed", first["id"])
    send(desk, "POST", f"/{guest.id}/facts/{second['id']}/verdict", {"status": "accepted"})
    listed = desk.get(f"/api/v1/guests/{guest.id}/facts").json()
    assert [(f["item"], f["value"]) for f in listed] == [("floor_height", "high")]
    assert send(desk, "POST", f"/{guest.id}/facts", {"item": "age", "value": "40"}).status_code == 422


def test_contacts_and_documents_are_added_and_never_read_back(desk: Client) -> None:
    guest = make_guest("王建国")
    for path, body in (
        ("contacts", {"kind": "email", "value": "one@example.com"}),
        ("documents", {"kind": "id_card", "number": NUMBER}),
    ):
        answer = send(desk, "POST", f"/{guest.id}/{path}", body)
        assert (answer.status_code, answer.json()["added"]) == (201, True), path
        assert send(desk, "POST", f"/{guest.id}/{path}", body).json()["added"] is False
        page = desk.get(f"/api/v1/guests/{guest.id}/{path}").content.decode()
        assert "one@example.com" not in page
        assert NUMBER not in page


def test_a_differing_value_is_decided(desk: Client) -> None:
    guest = make_guest("王建国", nationality="CN")
    with open_house(make_hotel()) as scope:
        draft = GuestDraft(name="王建国", nationality="JP")
        origin = Origin(source=SourceKind.SCANNED)
        change_guest(scope=scope, now=NOW, guest=guest, draft=draft, origin=origin, keep_standing=True)
        value = GuestValue.objects.get(guest=guest)
    path = f"/{guest.id}/values/{value.id}/decision"
    assert send(desk, "POST", path, {"take": True}).json()["changed"] == ["nationality"]
    assert Guest.unscoped.get(id=guest.id).nationality == "JP"
    assert send(desk, "POST", path, {"take": True}).status_code == 404


@pytest.mark.requirement("R-157")
def test_fields_are_switched_with_purpose_and_basis(api_client: Callable[..., Client]) -> None:
    hotel = make_hotel(switched_on=False)
    desk = api_client(make_staff(hotel, "service_manager"))
    found = {f["field"]: f for f in desk.get("/api/v1/guests/fields").json()}
    assert found["bank_account"]["on"] is False
    assert send(desk, "PUT", "/fields", {"field": "bank_account", "on": True}).status_code == 422
    body = {"field": "bank_account", "on": True, "purpose": "结算退款", "basis": "separate_consent"}
    assert send(desk, "PUT", "/fields", body).json()["on"] is True
    assert send(desk, "PUT", "/fields", {**body, "field": "skin_colour"}).status_code == 404
    clerk = api_client(make_staff(hotel, "front_desk"))
    assert clerk.get("/api/v1/guests/fields").status_code == 403
    assert send(clerk, "PUT", "/fields", body).status_code == 403


def test_a_role_never_receives_a_class_it_may_not_read(api_client: Callable[..., Client]) -> None:
    hotel = make_hotel()
    guest = make_guest("王建国", contacts=(ContactDraft(ContactKind.MOBILE, "13800000001"),), birthday="1980-05-17")
    make_fact(guest, "personality", "C2OPINION")
    make_fact(guest, "belief_custom", "C4CUSTOM")
    concierge = api_client(make_staff(hotel, "concierge"))
    for part in ("profile", "facts", "contacts", "documents", "history?field=personality"):
        text = concierge.get(f"/api/v1/guests/{guest.id}/{part}").content.decode()
        for hidden in ("C2OPINION", "C4CUSTOM", "0001", "1980-05-17", "belief_custom", '"personality"'):
            assert hidden not in text.replace("-0001", ""), (part, hidden)
