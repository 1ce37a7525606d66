"""Scenario S01 in a real browser: the repeat guest 王建国, from tomorrow's report to the key in his hand."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from binzhi.arrivals.models import PreparationItem
from binzhi.guests.enums import SourceKind
from binzhi.org.models import Hotel
from binzhi.stays.domain.night_audit import run_night_audit
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay
from tests.browser.conftest import PHONE
from tests.builders import (
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_past_stay,
    make_room,
    make_room_type,
    make_staff,
    open_house,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]


@pytest.fixture
def hotel() -> Hotel:
    """A hotel today, with the repeat guest and a newcomer due tomorrow."""
    now = timezone.now()
    today = timezone.localdate()
    hotel = make_hotel(business_date=today, now=now)
    kind = make_room_type(hotel, "DLX", name_zh="高级大床房", name_en="Deluxe king")
    room = make_room(hotel, "1208", room_type=kind)
    make_room(hotel, "1209", room_type=kind)
    guest = make_guest("王建国", position="商人", company="建国商行")
    for days in (400, 90):
        make_past_stay(hotel, guest, arrival=today - timedelta(days=days), nights=3, room=room)
    seen = now - timedelta(days=88)
    make_fact(guest, "travels_with_computer", source=SourceKind.OBSERVED, at=seen)
    make_fact(guest, "office_service", "fax", source=SourceKind.OBSERVED, at=seen)
    make_fact(guest, "in_room_dining", "06:30", source=SourceKind.OBSERVED, at=seen)
    tomorrow = today + timedelta(days=1)
    make_booking(hotel, make_guest("李新客"), arrival=tomorrow, eta=time(9, 0), booked_at=now)
    make_booking(hotel, guest, arrival=tomorrow, nights=3, eta=time(15, 30), booked_at=now)
    return hotel


def open_items(hotel: Hotel, department: str) -> int:
    with open_house(hotel):
        return PreparationItem.objects.filter(
            hotel=hotel, department=department, guest__name="王建国", state__in=["open", "acknowledged"]
        ).count()


def sign_all(page: Any, url: str, department: str, hotel: Hotel) -> None:
    """Sign the guest's items before arrival, one tap each."""
    page.goto(f"{url}/arrivals/?department={department}")
    card = page.locator("li.card", has_text="王建国")
    for _ in range(12):
        buttons = card.locator(".items .btn-sign:visible")
        left = buttons.count()
        if not left:
            return
        buttons.first.click()
        page.wait_for_function(
            "([n]) => [...document.querySelectorAll('li.card')].find(c => c.textContent.includes('王建国'))"
            ".querySelectorAll('.items .btn-sign').length < n",
            arg=[card.locator(".items .btn-sign").count()],
        )
    raise AssertionError(f"items of {department} stay open: {open_items(hotel, department)}")


@pytest.mark.requirement("R-213")
@pytest.mark.requirement("R-216")
@pytest.mark.requirement("R-241")
def test_the_repeat_guest_is_prepared_and_welcomed_back(
    hotel: Hotel, desk: Callable[..., Any], live_server: LiveServer
) -> None:
    url = live_server.url
    clerk = make_staff(hotel, "front_desk", name="陈静")
    page = desk(clerk)

    # The report of tomorrow lists him first, with what is known and what to do about it.
    page.goto(f"{url}/arrivals/")
    names = page.locator("li.card .name").all_inner_texts()
    assert names[0].startswith("王建国") and len(names) == 2
    card = page.locator("li.card").first.inner_text()
    for words in ("传真", "06:30", "电脑"):
        assert words in card, words

    # Each department signs its part with one tap, the floor on a phone.
    for role, department in (
        ("housekeeping_supervisor", "housekeeping"),
        ("business_centre", "business_centre"),
        ("food_beverage", "food_beverage"),
    ):
        assert open_items(hotel, department) > 0, department
        size = PHONE if department == "housekeeping" else (1280, 900)
        sign_all(desk(make_staff(hotel, role), size=size), url, department, hotel)
    page.goto(f"{url}/arrivals/readiness/")
    assert "王建国" in page.locator("main").inner_text()

    # The next day: he comes, the clerk sees who he is, and checks him in.
    with open_house(hotel) as scope:
        run_night_audit(scope=scope, now=timezone.now(), hotel=hotel, no_shows=True)
        stay = Stay.objects.get(hotel=hotel, guest__name="王建国", state=StayState.EXPECTED)
    page.goto(f"{url}/stays/{stay.host_guest_id}/{stay.reservation_id}/")
    page.get_by_role("link", name="分房").first.click()
    page.locator("main li, main tr", has_text="1208").get_by_role("button").first.click()
    page.get_by_role("link", name="办理入住").first.click()
    prompt = page.locator("main").inner_text()
    for words in ("王先生", "传真", "06:30", "1208"):
        assert words in prompt, words
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url("**/stays/**")
    with open_house(hotel):
        stay = Stay.objects.select_related("room").get(guest_id=stay.guest_id, id=stay.id)
    assert stay.state == StayState.IN_HOUSE and stay.room.number == "1208" and stay.served_by == "陈静"
