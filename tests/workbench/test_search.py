"""The one search box."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from binzhi.audit.models import Act
from binzhi.companies.domain.organisations import create_organisation
from binzhi.companies.drafts import OrganisationDraft
from binzhi.guests.drafts import ContactDraft
from binzhi.guests.enums import ContactKind
from binzhi.org.models import Staff
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.registration import check_in
from binzhi.stays.models import Stay
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_guest,
    make_hotel,
    make_past_stay,
    make_room,
    make_room_type,
    make_staff,
    open_house,
)

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


@pytest.mark.requirement("R-197")
def test_guests_of_one_name_are_told_apart_and_those_here_stand_first(sign_in: SignIn) -> None:
    hotel, other = make_hotel(), make_hotel("SH02")
    plain = make_guest("王伟", company="宏远贸易", native_place="上海市")
    elsewhere, coming, living = make_guest("王伟"), make_guest("王伟"), make_guest("王伟", vip_level="V2")
    make_past_stay(hotel, plain, arrival=TODAY - timedelta(days=300))
    for place, guest, number in ((other, elsewhere, "0901"), (hotel, living, "1208")):
        stay = make_booking(place, guest, arrival=TODAY)
        with open_house(place) as scope:
            assign_room(
                scope=scope,
                now=timezone.now(),
                stay=stay,
                room=make_room(place, number, room_type=make_room_type(place)),
            )
            check_in(scope=scope, now=NOW, stay=Stay.objects.get(guest_id=guest.id), today=TODAY)
    make_booking(hotel, coming, arrival=TOMORROW)
    html = asked(sign_in(make_staff(hotel, "front_desk")), "王伟")
    places = [html.index(str(guest.id)) for guest in (living, coming, elsewhere, plain)]
    assert places == sorted(places), "in this house, expected here, in another house, the others"
    for said in ("1208", "宏远贸易", "上海市", "V2", "在其他酒店", "上次入住"):
        assert said in html, said
    assert "0901" not in html, "the room in another hotel is no business of this one"


def test_companies_are_found_by_name(sign_in: SignIn) -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        create_organisation(scope=scope, now=NOW, draft=OrganisationDraft(name="宏远贸易有限公司"))
    html = asked(sign_in(make_staff(hotel, "sales")), "宏远")
    assert "宏远贸易有限公司" in html and "/companies/" in html
    assert "/companies/" not in asked(sign_in(make_staff(hotel, "housekeeping_attendant")), "宏远")


@pytest.mark.requirement("R-033", "R-204")
def test_a_number_stays_out_of_addresses_and_its_find_is_in_the_log(sign_in: SignIn) -> None:
    hotel = make_hotel()
    guest = make_guest("王伟", contacts=(ContactDraft(ContactKind.MOBILE, "13800138000"),))
    browser = sign_in(make_staff(hotel, "front_desk"))
    assert str(guest.id) in asked(browser, "138 0013 8000")
    assert Act.objects.filter(name="search_by_number", guest_id=guest.id, is_read=True).count() == 1
    nobody = asked(browser, "13800138001")
    assert "/guests/new/" in nobody and "1380013800" not in re.sub(r"value=\"[^\"]*\"", "", nobody)
    page = browser.get("/").content.decode()
    assert f'hx-post="{reverse("workbench:search")}"' in page and f'hx-get="{reverse("workbench:search")}"' not in page
    assert 'hx-post="/guests/"' in browser.get("/guests/").content.decode()
    assert (
        str(guest.id)
        not in browser.get("/guests/", {"q": "13800138000"}).content.decode().partition('id="guest-list"')[0]
    )


def test_the_box_needs_the_same_queries_for_one_hit_and_thirty(sign_in: SignIn) -> None:
    hotel = make_hotel()
    make_past_stay(hotel, make_guest("王伟"), arrival=TODAY - timedelta(days=30))
    browser = sign_in(make_staff(hotel, "front_desk"))
    asked(browser, "王")
    with CaptureQueriesContext(connection) as one:
        asked(browser, "王")
    for n in range(29):
        make_past_stay(hotel, make_guest("王芳"), arrival=TODAY - timedelta(days=40 + n))
    with CaptureQueriesContext(connection) as thirty:
        assert asked(browser, "王").count("search-hit") == 20
    assert len(one) == len(thirty)


@pytest.mark.requirement("R-200")
def test_the_list_of_guests_tells_how_many_are_held_and_how_fast_they_are_found(sign_in: SignIn) -> None:
    hotel = make_hotel()
    make_guest("王伟")
    browser = sign_in(make_staff(hotel, "front_desk"))
    assert reverse("guests:held") in browser.get("/guests/").content.decode()
    assert re.search(
        r"共保存 1 份客史 · 检索“王”用时 [0-9.]+ 毫秒", browser.get(reverse("guests:held")).content.decode()
    )


def test_nobody_searches_without_signing_in(client: Client) -> None:
    for url in ("workbench:search", "guests:list", "guests:held", "stays:pick_guest"):
        assert client.get(reverse(url)).status_code == 302


def test_the_auditor_may_not_search(sign_in: SignIn) -> None:
    browser = sign_in(make_staff(make_hotel(), "auditor"))
    assert browser.get(reverse("workbench:search"), {"q": "王"}).status_code == 403
