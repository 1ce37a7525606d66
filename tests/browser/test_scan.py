"""A scanner that types, on any page, and a photographed card, in a real browser."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from binzhi.guests import ocr
from binzhi.guests.models import DocumentReading, Guest, GuestDocument
from binzhi.org.models import Hotel
from tests.browser.conftest import PHONE
from tests.builders import make_booking, make_guest, make_hotel, make_staff
from tests.guests.pictures import ID_CARD, ID_NUMBER, picture
from tests.kernel.test_mrz import passport

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]


@pytest.fixture
def hotel() -> Hotel:
    return make_hotel(business_date=timezone.localdate(), now=timezone.now())


def type_fast(page: Any, text: str) -> None:
    """Type as a scanner does: keys a few milliseconds apart, Enter after each line."""
    for line in text.split("\n"):
        page.keyboard.type(line, delay=2)
        page.keyboard.press("Enter")


@pytest.mark.requirement("R-133", "R-739")
def test_a_passport_scanned_on_any_page_opens_for_confirmation(
    hotel: Hotel, desk: Callable[..., Any], live_server: LiveServer
) -> None:
    page = desk(make_staff(hotel, "front_desk"))
    page.goto(f"{live_server.url}/arrivals/")
    type_fast(page, passport())
    page.wait_for_url("**/guests/scan/*/")
    assert page.input_value("[name=document_number]") == "E00000001"
    assert page.input_value("[name=name]") == "Jianguo Wang"
    red = page.locator("td.is-scanned input[name=name]").evaluate("e => getComputedStyle(e).color")
    black = page.locator("h1").evaluate("e => getComputedStyle(e).color")
    assert red != black and page.locator(".scan-sign").count() > 5
    assert not Guest.unscoped.exists()
    page.click("main button.btn-primary")
    page.wait_for_url(lambda url: "/scan/" not in url)
    assert Guest.unscoped.get().name == "Jianguo Wang"


def test_a_burst_into_a_field_leaves_the_field_as_it_was_and_sends_no_form(
    hotel: Hotel, desk: Callable[..., Any], live_server: LiveServer
) -> None:
    page = desk(make_staff(hotel, "front_desk"))
    page.goto(f"{live_server.url}/guests/new/")
    page.fill("[name=name]", "沈")
    page.focus("[name=name]")
    seen: list[str] = []
    page.on("request", lambda request: seen.append(f"{request.method} {request.url}"))
    type_fast(page, ID_NUMBER)
    page.wait_for_url("**/guests/scan/*/")
    assert page.input_value("[name=document_number]") == ID_NUMBER
    assert not any(line.startswith("POST") and line.endswith("/guests/new/") for line in seen)


def test_typing_by_hand_and_other_scanners_are_left_alone(
    hotel: Hotel, desk: Callable[..., Any], live_server: LiveServer
) -> None:
    page = desk(make_staff(hotel, "front_desk"))
    page.goto(f"{live_server.url}/guests/new/")
    page.focus("[name=name]")
    page.keyboard.type(ID_NUMBER, delay=75)  # a quick person
    time.sleep(0.4)
    assert page.input_value("[name=name]") == ID_NUMBER and page.url.endswith("/guests/new/")
    page.fill("[name=name]", "")
    page.keyboard.type("MEMBER-4711", delay=2)  # the scanner of member cards
    time.sleep(0.4)
    assert page.input_value("[name=name]") == "MEMBER-4711" and page.url.endswith("/guests/new/")
    page.goto(f"{live_server.url}/guests/scan/")
    page.focus("#scan-text")
    page.keyboard.type(passport().split("\n")[0], delay=2)  # the field for scanning keeps what it is given
    time.sleep(0.4)
    assert "WANG<<JIANGUO" in page.input_value("#scan-text")


@pytest.mark.requirement("R-133")
def test_at_check_in_a_scan_fills_the_registration_of_this_guest(
    hotel: Hotel, desk: Callable[..., Any], live_server: LiveServer
) -> None:
    guest = make_guest("沈若兰")
    stay = make_booking(hotel, guest, arrival=timezone.localdate(), booked_at=timezone.now())
    page = desk(make_staff(hotel, "front_desk"))
    at = live_server.url + reverse("workbench:check_in", args=[guest.id, stay.id])
    page.goto(at)
    type_fast(page, ID_NUMBER)
    page.wait_for_url("**/guests/scan/*/")
    page.click("main button.btn-primary")
    page.wait_for_url(at)
    assert GuestDocument.unscoped.get().guest_id == guest.id and Guest.unscoped.count() == 1


@pytest.mark.skipif(not ocr.is_installed(), reason="the extra ocr is not installed: pip install 'binzhi[ocr]'")
@pytest.mark.requirement("R-133")
def test_a_card_photographed_with_the_phone(
    hotel: Hotel, desk: Callable[..., Any], live_server: LiveServer, tmp_path: Path, settings: Any
) -> None:
    shot = tmp_path / "card.jpg"
    shot.write_bytes(picture(ID_CARD, turned=2, noise=6))
    page = desk(make_staff(hotel, "front_desk"), size=PHONE)
    page.set_default_timeout(60_000)
    page.goto(f"{live_server.url}/guests/scan/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.set_input_files("[name=front]", str(shot))
    page.locator("form[action$='/photo/'] button.btn-primary").click()
    page.wait_for_selector("[name=document_number]")
    assert page.input_value("[name=document_number]") == ID_NUMBER
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert list((Path(settings.BINZHI_HOME) / "run" / "readings").iterdir()) == []
    page.locator("button[form=scan-drop]").click()
    page.wait_for_url("**/guests/scan/")
    assert not DocumentReading.unscoped.exists() and not Guest.unscoped.exists()
