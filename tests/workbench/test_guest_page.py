"""One guest on one screen: who, what to do, this stay, facts with source and age, history and counters."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binzhi.audit.models import Act
from binzhi.guests.drafts import ContactDraft, DocumentDraft
from binzhi.guests.enums import ContactKind, DocumentKind, NoteKind
from binzhi.guests.models import Guest, GuestContact
from binzhi.org.models import Staff
from binzhi.stays.domain.consumption import record_spend
from binzhi.stays.domain.house import add_code
from binzhi.stays.enums import CodeKind
from tests.builders import (
    NOW,
    TODAY,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_note,
    make_past_stay,
    make_room,
    make_staff,
    open_house,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


def page_of(guest: Guest) -> str:
    return reverse("workbench:guest", args=[guest.id])


def fill(guest: Guest, *, stays: int, facts: int) -> None:
    """Give a guest a past."""
    hotel = make_hotel()
    room = make_room(hotel, f"90{stays:02d}")
    with open_house(hotel) as scope:
        add_code(scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.OUTLET, code="BAR", name_zh="大堂吧")
    for n in range(stays):
        stay = make_past_stay(hotel, guest, arrival=TODAY - timedelta(days=30 * (n + 1)), room=room, rate=Decimal(500))
        with open_house(hotel) as scope:
            record_spend(
                scope=scope,
                now=NOW,
                hotel=hotel,
                guest=guest,
                outlet="BAR",
                day=stay.arrival,
                amount=Decimal(88),
                stay_id=stay.id,
            )
    for n in range(facts):
        make_fact(guest, "likes", f"喜好{n}")


def test_the_page_shows_who_facts_stays_counters_and_spend(sign_in: SignIn) -> None:
    hotel = make_hotel()
    guest = make_guest("王建国", position="财政局局长", company="宏远贸易", vip_level="V2")
    fill(guest, stays=2, facts=1)
    make_fact(guest, "allergy", "花生")
    make_note(hotel, guest, "空调太响", kind=NoteKind.COMPLAINT)
    make_booking(hotel, guest, arrival=TODAY + timedelta(days=4000), nights=3)
    browser = sign_in(make_staff(hotel, "front_desk"))
    html = browser.get(page_of(guest)).content.decode()
    for text in ("王建国", "王局长", "宏远贸易", "V2", "喜好0", "花生", "空调太响"):
        assert text in html, text
    history = reverse("workbench:guest_history", args=[guest.id])
    assert f'hx-get="{history}"' in html  # the stays are the first tab
    panel = browser.get(history, headers={"HX-Request": "true"}).content.decode()
    for text in ("大堂吧", "¥176.00", "¥88.00"):
        assert text in panel, text
    assert "<html" not in panel and "<html" in browser.get(history).content.decode()
    assert html.index("花生") < html.index("空调太响")  # what stops comes first


def test_the_number_of_queries_does_not_grow_with_the_history(sign_in: SignIn) -> None:
    browser = sign_in(make_staff(make_hotel(), "front_desk"))
    counts = []
    for stays, facts in ((1, 1), (40, 60)):
        guest = make_guest("王建国")
        fill(guest, stays=stays, facts=facts)
        browser.get(page_of(guest))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(page_of(guest)).status_code == 200
            assert browser.get(reverse("workbench:guest_history", args=[guest.id])).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1], counts


def test_sealed_values_are_masked_and_shown_only_with_a_logged_reason(sign_in: SignIn) -> None:
    hotel = make_hotel()
    guest = make_guest(
        "王建国",
        contacts=(ContactDraft(ContactKind.MOBILE, "13800001234"),),
        documents=(DocumentDraft(DocumentKind.PASSPORT, "E77776666", "CN"),),
    )
    browser = sign_in(make_staff(hotel, "front_desk"))
    html = browser.get(page_of(guest)).content.decode()
    assert "13800001234" not in html and "E77776666" not in html and "1234" in html
    with open_house(hotel):
        contact = GuestContact.objects.get(guest=guest)
    url = reverse("guests:reveal", args=[guest.id, "contact", contact.id])
    assert "+8613800001234" not in browser.get(url).content.decode()
    refused = browser.post(url, {"purpose": ""})
    assert refused.status_code == 422 and "+8613800001234" not in refused.content.decode()
    shown = browser.post(url, {"purpose": "确认用车"}, headers={"HX-Request": "true"})
    assert "+8613800001234" in shown.content.decode() and "<html" not in shown.content.decode()
    act = Act.objects.filter(name="reveal_guest_field").get()
    assert (act.guest_id, act.purpose, act.is_read) == (guest.id, "确认用车", True)
    assert "13800001234" not in str(act.details)


def test_a_role_without_the_class_sees_neither_value_nor_mask(sign_in: SignIn) -> None:
    hotel = make_hotel()
    guest = make_guest("王建国", contacts=(ContactDraft(ContactKind.MOBILE, "13800001234"),))
    make_fact(guest, "allergy", "花生")
    attendant = sign_in(make_staff(hotel, "housekeeping_attendant")).get(page_of(guest)).content.decode()
    assert "1234" not in attendant and "花生" in attendant  # the alert reaches the floor, the contact does not
    clerk = sign_in(make_staff(hotel, "business_centre")).get(page_of(guest)).content.decode()
    assert "花生" not in clerk
    with open_house(hotel):
        contact = GuestContact.objects.get(guest=guest)
    url = reverse("guests:reveal", args=[guest.id, "contact", contact.id])
    browser = sign_in(make_staff(hotel, "concierge"))
    assert browser.post(url, {"purpose": "好奇"}).status_code == 403
    assert not Act.objects.filter(name="reveal_guest_field").exists()


@pytest.mark.requirement("R-750")
def test_the_history_card_prints_in_both_languages_without_sealed_values(sign_in: SignIn) -> None:
    hotel = make_hotel()
    guest = make_guest("王建国", contacts=(ContactDraft(ContactKind.MOBILE, "13800001234"),))
    make_fact(guest, "extra_pillow", "2")
    make_fact(guest, "allergy", "花生")
    make_past_stay(hotel, guest, arrival=TODAY - timedelta(days=90))
    url = reverse("workbench:history_card", args=[guest.id])
    browser = sign_in(make_staff(hotel, "concierge"))
    chinese = browser.get(url, {"language": "zh-hans"}).content.decode()
    english = browser.get(url, {"language": "en"}).content.decode()
    assert "客史卡" in chinese and "Guest history card" in english
    for html in (chinese, english):
        assert "王建国" in html and "2025-12-10" in html
        assert "13800001234" not in html and "花生" not in html  # this role may not read class C4
    assert 'lang="en"' in english and 'lang="zh-hans"' in chinese
    desk = sign_in(make_staff(hotel, "front_desk")).get(url, {"language": "zh-hans"}).content.decode()
    assert "花生" in desk and "13800001234" not in desk


def test_a_guest_who_does_not_exist(sign_in: SignIn) -> None:
    browser = sign_in(make_staff(make_hotel(), "front_desk"))
    answer = browser.get(reverse("workbench:guest", args=["01a1ff9a-3442-71f3-840f-425db848b4d6"]))
    assert answer.status_code == 404


def test_without_signing_in_the_page_is_not_shown() -> None:
    guest = make_guest("王建国")
    answer = Client().get(page_of(guest))
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/")
