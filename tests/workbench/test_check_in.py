"""The check-in: its prompts, and what stops it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.arrivals.domain.items import sign_item
from binzhi.arrivals.domain.readiness import blocking_items
from binzhi.guests.models import GuestNote
from binzhi.org.models import Staff
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.house import set_room_status
from binzhi.stays.enums import RoomStatus, StayState
from binzhi.stays.models import Stay
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_room,
    make_staff,
    open_house,
    scope_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


def arriving(*, fact: bool = False) -> Stay:
    """A guest expected today with a clean room, perhaps with an allergy."""
    hotel, guest = make_hotel(), make_guest("陈雅琴")
    if fact:
        make_fact(guest, "allergy", "花生", department="food_beverage")
    stay = make_booking(hotel, guest, arrival=TODAY, nights=2, special_requests="荞麦枕")
    with open_house(hotel) as scope:
        return assign_room(scope=scope, now=NOW, stay=stay, room=make_room(hotel, "1001"))


def check_in_url(stay: Stay) -> str:
    return reverse("workbench:check_in", args=[stay.guest_id, stay.id])


def state_of(stay: Stay) -> str:
    return str(Stay.unscoped.get(guest_id=stay.guest_id, id=stay.id).state)


@pytest.mark.requirement("R-260", "R-262")
def test_the_desk_is_prompted_through_the_check_in(sign_in: SignIn) -> None:
    stay = arriving()
    browser = sign_in(make_staff(make_hotel(), "front_desk"))
    text = browser.get(check_in_url(stay)).content.decode()
    for word in ("陈先生", "1001", "2 晚", "荞麦枕"):
        assert word in text, word
    answer = browser.post(check_in_url(stay), {"needs": "早上六点叫醒"})
    assert (answer.status_code, state_of(stay)) == (302, StayState.IN_HOUSE)
    assert [(n.stay_id, n.department) for n in GuestNote.unscoped.all()] == [(stay.id, "front_office")]


def test_a_card_number_in_the_needs_stops_before_anything_is_done(sign_in: SignIn) -> None:
    stay = arriving()
    browser = sign_in(make_staff(make_hotel(), "front_desk"))
    answer = browser.post(check_in_url(stay), {"needs": "卡号 4111 1111 1111 1111"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["needs"])
    assert (state_of(stay), GuestNote.unscoped.count()) == (StayState.EXPECTED, 0)


def test_an_unsigned_allergy_stops_the_check_in_until_a_named_person_signs(sign_in: SignIn) -> None:
    stay = arriving(fact=True)
    browser = sign_in(make_staff(make_hotel(), "front_desk"))
    page_text = browser.get(check_in_url(stay)).content.decode()
    assert "stop-block" in page_text
    refused = browser.post(check_in_url(stay), {"needs": ""})
    assert (refused.status_code, state_of(stay)) == (409, StayState.EXPECTED)
    supervisor = make_staff(make_hotel(), "service_manager")
    with scope_of(supervisor) as scope:
        for item in blocking_items(scope, stay, NOW):
            sign_item(scope=scope, now=NOW, item=item)
    assert browser.post(check_in_url(stay), {"needs": ""}).status_code == 302
    assert state_of(stay) == StayState.IN_HOUSE


def test_a_dirty_room_or_another_day_is_said_on_the_page(sign_in: SignIn) -> None:
    stay = arriving()
    hotel = make_hotel()
    later = make_booking(hotel, make_guest(), arrival=TOMORROW + timedelta(days=1))
    with open_house(hotel) as scope:
        assert stay.room is not None
        set_room_status(scope=scope, now=NOW, room=stay.room, status=RoomStatus.DIRTY)
    browser = sign_in(make_staff(hotel, "front_desk"))
    for one, word in ((stay, "1001"), (later, str(later.arrival))):
        answer = browser.post(check_in_url(one), {"needs": ""})
        assert (answer.status_code, word in answer.context["refusal"]) == (409, True)


def test_check_in_opens_to_its_role_and_hotel(sign_in: SignIn) -> None:
    stay = arriving()
    for role, code, status in (
        ("front_desk", "BJ01", 200),
        ("night_auditor", "BJ01", 200),
        ("housekeeping_attendant", "BJ01", 403),
        ("front_desk", "SH01", 404),
    ):
        assert sign_in(make_staff(make_hotel(code), role)).get(check_in_url(stay)).status_code == status
