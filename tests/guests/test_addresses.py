"""The home address: in parts, sealed in one cell, never asked, shown in parts (R-025)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.audit.domain.unit import unit_of_work
from binzhi.guests.domain.identifiers import add_contact
from binzhi.guests.drafts import ContactDraft
from binzhi.guests.enums import ContactKind
from binzhi.guests.fields import fields
from binzhi.guests.models import Guest, GuestContact
from binzhi.guests.queries import contact_cell
from binzhi.integrations.drafts import contacts_of
from binzhi.integrations.rows import GuestRow
from binzhi.kernel.addresses import read_address
from binzhi.vault.domain.sealing import holds, seal
from tests.builders import NOW, make_guest, make_hotel, make_staff, open_house

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.requirement("R-025")]
LINE = "浙江省杭州市西湖区曙光路120号"
KEPT = '{"country":"CN","province":"浙江省","city":"杭州市","district":"西湖区","street":"曙光路120号"}'
BOXES = {"province": "浙江省", "city": "杭州市", "district": "西湖区", "street": "曙光路120号"}


def home_of(guest: Guest) -> GuestContact:
    """The one home address."""
    row: GuestContact = GuestContact.unscoped.get(guest=guest, kind=ContactKind.ADDRESS)  # unscoped: looks at the store
    return row


@pytest.fixture
def browser(sign_in: Callable[..., Client]) -> Client:
    """A desk that keeps files."""
    return sign_in(make_staff(make_hotel(), "service_manager"))


def test_a_line_is_kept_in_parts_in_one_sealed_cell_and_once() -> None:
    guest = make_guest("王建国", contacts=(ContactDraft(ContactKind.ADDRESS, LINE),))
    row = home_of(guest)
    assert holds(cell=contact_cell(row), plain=KEPT)
    assert row.hint == "••••" and "杭州".encode() not in bytes(row.value)
    again = ContactDraft(ContactKind.ADDRESS, "310007 浙江省 杭州市 西湖区 曙光路 120号")
    with open_house(make_hotel()) as scope:
        assert not add_contact(scope=scope, now=NOW, guest=guest, draft=again)
    assert fields()["home_address"].never_ask


def test_the_form_has_parts_and_the_look_shows_parts(browser: Client) -> None:
    guest = make_guest("王建国")
    page = browser.get(reverse("guests:edit", args=[guest.id])).content.decode()
    for part in ("country", "province", "city", "district", "street", "postcode"):
        assert f'name="address_{part}"' in page
    typed = {"name": "王建国", "gender": "unspecified", **{f"address_{part}": text for part, text in BOXES.items()}}
    assert browser.post(reverse("guests:edit", args=[guest.id]), typed).status_code == 302
    row = home_of(guest)
    assert holds(cell=contact_cell(row), plain=KEPT)
    look = reverse("guests:reveal", args=[guest.id, "contact", row.id])
    shown = browser.post(look, {"purpose": "寄送遗留物品"}, headers={"HX-Request": "true"}).content.decode()
    assert LINE in shown
    for label, part in (
        ("国家", "中国"),
        ("省", "浙江省"),
        ("市", "杭州市"),
        ("区县", "西湖区"),
        ("街道门牌", "曙光路120号"),
    ):
        assert f"<dd>{part}</dd>" in shown and label in shown
    assert browser.post(
        reverse("guests:edit", args=[guest.id]), {**typed, "address_country": "Q9"}
    ).status_code == 422  # fmt: skip


def test_one_field_of_the_file_takes_the_parts(browser: Client) -> None:
    guest = make_guest("王建国")
    place = f"/guests/{guest.id}/file/home_address/"
    assert 'name="value_district"' in browser.get(place).content.decode()
    sent = {"source": "scanned", **{f"value_{part}": text for part, text in BOXES.items()}}
    assert browser.post(place, sent).status_code in {200, 204, 302}
    assert holds(cell=contact_cell(home_of(guest)), plain=KEPT)


def test_an_address_from_the_time_of_plain_lines_is_shown_in_parts(browser: Client) -> None:
    guest = make_guest("王建国", contacts=(ContactDraft(ContactKind.ADDRESS, LINE),))
    row = home_of(guest)
    with open_house(make_hotel()) as scope, unit_of_work(scope):
        row.value = seal(table="guests_contact", guest_id=guest.id, row_id=row.id, column="value", plain=f"{LINE} 南门")
    GuestContact.unscoped.filter(guest_id=guest.id, id=row.id).update(value=row.value)  # unscoped: an old row
    look = reverse("guests:reveal", args=[guest.id, "contact", row.id])
    shown = browser.post(look, {"purpose": "寄送遗留物品"}, headers={"HX-Request": "true"}).content.decode()
    assert f"{LINE} 南门" in shown and "<dd>西湖区</dd>" in shown


def test_an_import_row_brings_its_city_and_postcode_into_the_parts() -> None:
    row = GuestRow(name="王建国", address="曙光路120号", city="杭州市", postal_code="310007")
    guest = make_guest("王建国", contacts=contacts_of(row))
    text = '{"city":"杭州市","street":"曙光路120号","postcode":"310007"}'
    assert holds(cell=contact_cell(home_of(guest)), plain=text)


def test_the_interface_takes_and_gives_parts(api_client: Callable[..., Client]) -> None:
    browser, guest = api_client(make_staff(make_hotel(), "service_manager")), make_guest("王建国")
    place = f"/api/v1/guests/{guest.id}/contacts"
    given = {"kind": "address", "value": {"country": "CN", **BOXES}}
    answer = browser.post(place, given, content_type="application/json")
    assert answer.status_code == 201, answer.content
    row = home_of(guest)
    seen = browser.put(
        f"/api/v1/guests/{guest.id}/sealed/{row.id}?kind=contact", {"purpose": "寄送遗留物品"},
        content_type="application/json",
    ).json()  # fmt: skip
    assert seen["value"] == LINE and seen["parts"]["district"] == "西湖区"
    assert seen["parts"]["street"] == read_address(LINE).street
    wrong = browser.post(place, {"kind": "mobile", "value": {"city": "杭州市"}}, content_type="application/json")
    assert wrong.status_code == 422
