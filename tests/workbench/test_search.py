"""The one search box."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from binzhi.org.models import Staff
from binzhi.stays.domain.assignment import assign_room
from tests.builders import TOMORROW, make_booking, make_guest, make_hotel, make_room, make_staff, open_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]
HTMX = {"HX-Request": "true"}


def asked(browser: Client, text: str) -> str:
    answer = browser.post(reverse("workbench:search"), {"q": text}, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_guest_is_found_by_name_room_and_booking_number(sign_in: SignIn) -> None:
    hotel = make_hotel()
    guest = make_guest("欧阳娜娜")
    stay = make_booking(hotel, guest, arrival=TOMORROW, number="R-20931")
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=timezone.now(), stay=stay, room=make_room(hotel, "1208"))
    browser = sign_in(make_staff(hotel, "front_desk"))
    for text in ("欧阳", "ouyangn", "1208", "r-20931"):
        assert "欧阳娜娜" in asked(browser, text), text
    assert "欧阳娜娜" not in asked(browser, "1209")


def test_at_most_twenty_and_never_a_count(sign_in: SignIn) -> None:
    hotel = make_hotel()
    for _ in range(22):
        make_guest("王建国")
    html = asked(sign_in(make_staff(hotel, "front_desk")), "王")
    assert html.count("search-hit") == 20 and ">22<" not in html and "22 " not in html


def test_nobody_found_offers_a_new_history_to_those_who_may(sign_in: SignIn) -> None:
    hotel = make_hotel()
    assert "/guests/new/" in asked(sign_in(make_staff(hotel, "front_desk")), "某人")
    assert "/guests/new/" not in asked(sign_in(make_staff(hotel, "concierge")), "某人")


def test_without_htmx_the_page_answers_and_nothing_is_taken_from_the_address(sign_in: SignIn) -> None:
    make_hotel()
    make_guest("王建国")
    browser = sign_in(make_staff(make_hotel(), "front_desk"))
    page = browser.post(reverse("workbench:search"), {"q": "王"}).content.decode()
    assert "王建国" in page and "<main" in page
    page = browser.get(reverse("workbench:search"), {"q": "王"}).content.decode()
    assert "王建国" not in page and "weiwang" in page, "opened by its address it explains itself"


def test_the_auditor_may_not_search(sign_in: SignIn) -> None:
    browser = sign_in(make_staff(make_hotel(), "auditor"))
    assert browser.get(reverse("workbench:search"), {"q": "王"}).status_code == 403
