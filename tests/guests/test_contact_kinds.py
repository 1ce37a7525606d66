"""Every way to reach a guest is a kind of its own, sealed, masked on the page, and apart from the others."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.guests.drafts import ContactDraft
from binzhi.guests.enums import ContactKind
from binzhi.guests.models import GuestContact
from binzhi.org.models import Staff
from binzhi.stays.enums import ConfirmationMethod
from tests.builders import make_guest, make_hotel, make_staff, open_house

pytestmark = pytest.mark.django_db(databases="__all__")
SignIn = Callable[[Staff], Client]


@pytest.mark.parametrize(
    ("kind", "value", "label"),
    [
        pytest.param("mailing_address", "杭州市湖滨路8号信箱3", "通讯地址", marks=pytest.mark.requirement("R-055")),
        pytest.param("mobile", "13800001234", "手机", marks=pytest.mark.requirement("R-056")),
        pytest.param("fax", "057187650000", "传真", marks=pytest.mark.requirement("R-058")),
    ],
)
def test_a_contact_keeps_its_kind_and_is_sealed(kind: str, value: str, label: str, sign_in: SignIn) -> None:
    hotel = make_hotel()
    other = ContactDraft(ContactKind.COMPANY_PHONE, "01065550000")
    guest = make_guest("王建国", contacts=(ContactDraft(ContactKind(kind), value), other))
    with open_house(hotel):
        rows = {row.kind: row for row in GuestContact.objects.filter(guest=guest)}
    assert set(rows) == {kind, "company_phone"}
    assert value.encode() not in bytes(rows[kind].value)
    browser = sign_in(make_staff(hotel, "front_desk"))
    page = browser.get(reverse("workbench:guest", args=[guest.id])).content.decode()
    assert label in page and value not in page
    look = reverse("guests:reveal", args=[guest.id, "contact", rows[kind].id])
    shown = browser.post(look, {"purpose": "寄送确认函"}, headers={"HX-Request": "true"}).content.decode()
    assert value.removeprefix("0") in shown


@pytest.mark.requirement("R-058")
def test_a_confirmation_may_go_by_fax() -> None:
    assert "fax" in ConfirmationMethod.values
