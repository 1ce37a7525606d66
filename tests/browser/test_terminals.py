"""Two service terminals in real browsers: a check-in at the front desk is a card in the restaurant within two seconds."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay
from tests.builders import make_booking, make_fact, make_guest, make_hotel, make_room, make_staff, open_house

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]
BEAT = 2.0
ROOM_FOR_A_SLOW_MACHINE = 4.0


@pytest.mark.requirement("R-192")
@pytest.mark.requirement("R-198")
def test_a_check_in_at_one_desk_is_a_card_at_the_other(desk: Callable[..., Any], live_server: LiveServer) -> None:
    now, today = timezone.now(), timezone.localdate()
    hotel = make_hotel(business_date=today, now=now)
    guest, room = make_guest("王建国"), make_room(hotel, "1208")
    make_fact(guest, "favourite_liquor", "绍兴黄酒")
    stay = make_booking(hotel, guest, arrival=today, nights=2, booked_at=now - timedelta(days=2))
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=now, stay=stay, room=room)
    restaurant = desk(make_staff(hotel, "food_beverage"))
    restaurant.goto(f"{live_server.url}/service/terminal/")
    assert (
        restaurant.locator("#guest-card").count() == 0 or "在住" not in restaurant.locator("#guest-card").inner_text()
    )

    front = desk(make_staff(hotel, "front_desk", name="陈静"))
    front.goto(f"{live_server.url}/stays/{stay.guest_id}/stay/{stay.id}/check-in/")
    front.get_by_role("button", name="办理入住", exact=True).click()
    front.wait_for_url(f"**/stays/{stay.guest_id}/{stay.reservation_id}/")
    began = time.monotonic()
    with open_house(hotel):
        assert Stay.objects.get(guest_id=guest.id, id=stay.id).state == StayState.IN_HOUSE
    card = restaurant.locator("#guest-card")
    card.get_by_text("入住 · 前台").wait_for()
    waited = time.monotonic() - began
    words = card.inner_text()
    for found in ("1208", "王先生", "绍兴黄酒", "陈静"):
        assert found in words, found
    assert waited < BEAT + ROOM_FOR_A_SLOW_MACHINE

    # Whoever sits at the restaurant types a room number and gets the card held.
    restaurant.fill("main input[name=q]", "1208")
    restaurant.keyboard.press("Enter")
    restaurant.wait_for_url("**guest=**")
    assert "王先生" in restaurant.locator("#guest-card").inner_text()

    # What the waiter learns is on the other terminal at the next beat.
    front.goto(f"{live_server.url}/service/terminal/?place=restaurant&guest={guest.id}")
    make_fact(guest, "allergy", "花生")
    front.locator("#guest-card").get_by_role("alert").get_by_text("花生").wait_for()
