"""Service terminals: the card of the department appears wherever a guest is recognised, for those who may see it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from binzhi.audit.models import Act, ChainHead
from binzhi.guests.drafts import ContactDraft
from binzhi.guests.enums import ContactKind
from binzhi.org.models import Staff
from binzhi.service.domain.moments import identify_guest
from binzhi.service.enums import Place, Sign
from binzhi.service.models import GuestMoment
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.registration import check_in, check_out
from tests.builders import make_booking, make_fact, make_guest, make_room, make_staff, open_house, scope_of
from tests.service.houses import House, live

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]
FRAGMENT = {"HX-Request": "true"}
TERMINAL = "/service/terminal/"


@pytest.fixture
def house() -> House:
    house = House()
    GuestMoment.unscoped.all().delete()  # the check-in that built the house is not part of the story
    return house


def page_of(browser: Client, place: str = "", guest: UUID | None = None) -> Any:
    query = {k: str(v) for k, v in (("place", place), ("guest", guest)) if v}
    return browser.get(TERMINAL, query)


def poll(browser: Client, page: Any) -> Any:
    """Ask as the live part of the page does."""
    return browser.get(f"{TERMINAL}?{page.context['poll']}", headers=FRAGMENT)


@pytest.mark.requirement("R-192")
def test_a_guest_recognised_at_one_desk_shows_at_the_other_with_that_departments_card(
    house: House, sign_in: SignIn
) -> None:
    make_fact(house.guest, "favourite_liquor", "绍兴黄酒")
    make_fact(house.guest, "bed_board")
    make_fact(house.guest, "allergy", "花生")
    waiter = sign_in(make_staff(house.hotel, "food_beverage"))
    maid = sign_in(make_staff(house.hotel, "housekeeping_attendant"))
    restaurant, floor = page_of(waiter), page_of(maid)
    assert (restaurant.context["place"], floor.context["place"]) == (Place.RESTAURANT, Place.HOUSEKEEPING)
    assert restaurant.context["card"] is None
    assert poll(waiter, restaurant).status_code == 204
    with scope_of(make_staff(house.hotel, "front_desk", name="陈静")) as scope:
        identify_guest(
            scope=scope,
            now=timezone.now(),
            hotel=house.hotel,
            guest=house.guest,
            place=Place.FRONT_DESK,
            stay=house.stay,
        )
    shown = poll(waiter, restaurant).content.decode()
    for words in ("王先生", "1208", "花生", "绍兴黄酒", "陈静"):
        assert words in shown, words
    assert "硬板床" not in shown
    there = poll(maid, floor).content.decode()
    assert "绍兴黄酒" not in there
    assert "花生" in there


@pytest.mark.requirement("R-192")
def test_a_check_in_or_a_booking_at_another_desk_shows_too(house: House, sign_in: SignIn) -> None:
    maid = sign_in(make_staff(house.hotel, "housekeeping_attendant"))
    page = page_of(maid)
    guest, room = make_guest("李新客"), make_room(house.hotel, "1501")
    clerk = make_staff(house.hotel, "front_desk", name="陈静")
    stay = make_booking(house.hotel, guest, arrival=house.today, booked_at=timezone.now())
    assert "李新客" in poll(maid, page).content.decode()
    GuestMoment.unscoped.all().delete()
    page = page_of(maid)
    with open_house(house.hotel) as scope:
        assign_room(scope=scope, now=timezone.now(), stay=stay, room=room)
    with scope_of(clerk) as scope:
        check_in(scope=scope, now=timezone.now(), stay=stay, today=house.today)
    shown = poll(maid, page)
    card = shown.context["card"]
    assert (card.guest.id, card.moment.sign, card.moment.staff) == (guest.id, "check_in", "陈静")
    assert card.moment.place == Place.FRONT_DESK
    with scope_of(clerk) as scope:
        check_out(scope=scope, now=timezone.now(), stay=stay, today=house.today)
    assert poll(maid, shown).context["card"].moment.sign == "check_out"


@pytest.mark.requirement("R-193")
@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("front_desk", "front_desk"),
        ("food_beverage", "restaurant"),
        ("housekeeping_attendant", "housekeeping"),
        ("call_centre", "call_centre"),
        ("business_centre", "business_centre"),
        ("concierge", "concierge"),
        ("guest_relations", "spa"),
    ],
)
def test_every_service_terminal_finds_a_guest(house: House, sign_in: SignIn, role: str, place: str) -> None:
    browser = sign_in(make_staff(house.hotel, role))
    answer = browser.post(reverse("service:find"), {"q": "1208", "place": place})
    assert answer["Location"] == f"{TERMINAL}?place={place}&guest={house.guest.id}"
    moment = GuestMoment.unscoped.get()
    assert (moment.place, moment.sign, moment.stay_id) == (place, Sign.ROOM, house.stay.id)
    page = browser.get(answer["Location"])
    assert page.context["card"].guest.id == house.guest.id
    assert "王先生" in page.content.decode()
    offered = browser.post(reverse("service:find"), {"q": "陈晓明", "place": place}, headers=FRAGMENT)
    assert "陈晓明" in offered.content.decode()
    chosen = {"guest": str(house.arriving.id), "place": place, "sign": "search"}
    assert browser.post(reverse("service:identify"), chosen, headers=FRAGMENT)["HX-Redirect"].endswith(
        str(house.arriving.id)
    )


def test_a_caller_is_recognised_by_the_number_only_for_roles_that_read_contacts(house: House, sign_in: SignIn) -> None:
    caller = make_guest("赵来电", contacts=(ContactDraft(ContactKind.MOBILE, "13912345678"),))
    centre, maid = (sign_in(make_staff(house.hotel, role)) for role in ("call_centre", "housekeeping_attendant"))
    refused = maid.post(reverse("service:find"), {"q": "13912345678"}, headers=FRAGMENT)
    assert "赵来电" not in refused.content.decode()
    assert not GuestMoment.unscoped.exists()
    answer = centre.post(reverse("service:find"), {"q": "139 1234 5678"})
    assert str(caller.id) in answer["Location"]
    assert GuestMoment.unscoped.get().sign == Sign.CALLER
    assert "13912345678" not in str(list(Act.objects.values_list("details", "purpose")))


def test_two_guests_of_one_number_are_both_offered(house: House, sign_in: SignIn) -> None:
    for name in ("赵甲", "赵乙"):
        make_guest(name, contacts=(ContactDraft(ContactKind.MOBILE, "13912345678"),))
    centre = sign_in(make_staff(house.hotel, "call_centre"))
    answer = centre.post(reverse("service:find"), {"q": "13912345678"}, headers=FRAGMENT).content.decode()
    assert "赵甲" in answer and "赵乙" in answer
    assert not GuestMoment.unscoped.exists()


@pytest.mark.requirement("R-198")
def test_a_new_fact_shows_at_the_next_beat_and_a_look_is_no_news(house: House, sign_in: SignIn) -> None:
    make_fact(house.guest, "allergy", "花生")
    waiter = sign_in(make_staff(house.hotel, "food_beverage"))
    page = page_of(waiter, guest=house.guest.id)
    assert poll(waiter, page).status_code == 204
    head = ChainHead.objects.get(chain_id=house.hotel.id).seq
    page_of(sign_in(make_staff(house.hotel, "food_beverage")), guest=house.guest.id)  # reads the allergy: a logged look
    assert ChainHead.objects.get(chain_id=house.hotel.id).seq > head
    assert poll(waiter, page).status_code == 204
    make_fact(house.guest, "favourite_liquor", "绍兴黄酒")
    answer = poll(waiter, page)
    assert "绍兴黄酒" in answer.content.decode()
    make_fact(make_guest(), "favourite_liquor", "茅台酒")  # of a guest who is not on the page
    assert poll(waiter, answer).status_code == 204
    assert 'hx-trigger="every 2s"' in page.content.decode()  # within five seconds


@pytest.mark.requirement("R-203")
def test_arriving_and_in_house_guests_are_listed_until_they_leave(house: House, sign_in: SignIn) -> None:
    waiter = sign_in(make_staff(house.hotel, "food_beverage"))

    def names(listed: str) -> list[str]:
        return [stay.guest.name for stay in page_of(waiter).context[listed]]

    assert (names("arriving"), names("in_house")) == (["陈晓明"], ["王建国"])
    assert page_of(waiter, guest=house.arriving.id).context["card"].guest.id == house.arriving.id
    with open_house(house.hotel) as scope:
        check_out(scope=scope, now=timezone.now(), stay=house.stay, today=house.today)
    assert (names("arriving"), names("in_house")) == (["陈晓明"], [])


@pytest.mark.requirement("R-201")
@pytest.mark.parametrize(
    ("role", "sees_allergy"),
    [("food_beverage", True), ("concierge", False), ("business_centre", False), ("sales", False)],
)
def test_any_department_opens_the_card_and_sees_what_its_role_may(
    house: House, sign_in: SignIn, role: str, sees_allergy: bool
) -> None:
    make_fact(house.guest, "allergy", "花生")
    browser = sign_in(make_staff(house.hotel, role))
    for place in Place.values:
        shown = page_of(browser, place, house.guest.id).content.decode()
        assert "王先生" in shown
        assert ("花生" in shown) is sees_allergy
    assert browser.get(reverse("service:history_panel", args=[house.guest.id])).status_code == 200


def test_a_held_card_stays_and_a_newcomer_is_announced_above_it(house: House, sign_in: SignIn) -> None:
    waiter = sign_in(make_staff(house.hotel, "food_beverage"))
    page = page_of(waiter, guest=house.guest.id)
    with open_house(house.hotel) as scope:
        identify_guest(
            scope=scope,
            now=timezone.now(),
            hotel=house.hotel,
            guest=house.arriving,
            place=Place.SPA,
            sign=Sign.IN_PERSON,
        )
    again = poll(waiter, page)
    assert again.context["card"].guest.id == house.guest.id
    assert again.context["latest"].guest_id == house.arriving.id
    assert "陈晓明" in again.content.decode()


def test_a_card_fades_after_the_minutes_the_hotel_sets(house: House, sign_in: SignIn) -> None:
    with open_house(house.hotel) as scope:
        past = timezone.now() - timedelta(minutes=31)
        identify_guest(scope=scope, now=past, hotel=house.hotel, guest=house.guest, place=Place.SPA)
    assert page_of(sign_in(make_staff(house.hotel, "food_beverage"))).context["card"] is None


def queries_of(browser: Client) -> int:
    page_of(browser)
    with CaptureQueriesContext(connection) as found:
        assert page_of(browser).status_code == 200
    return len(found)


def test_the_page_asks_as_often_for_thirty_guests_as_for_one(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "front_desk"))
    now = timezone.now()
    with open_house(house.hotel) as scope:
        identify_guest(scope=scope, now=now, hotel=house.hotel, guest=house.guest, place=Place.SPA)
    one = queries_of(browser)
    for number in range(30):
        live(house.hotel, make_guest(), f"{2000 + number}", now=now, today=house.today)
    assert queries_of(browser) == one


def test_a_quiet_poll_is_one_read_beyond_the_session(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "front_desk"))
    page = page_of(browser)
    with CaptureQueriesContext(connection) as found:
        assert poll(browser, page).status_code == 204
    assert len([q for q in found if "audit_" in q["sql"]]) == 1
    assert not [q for q in found if "stays_" in q["sql"] or "guests_" in q["sql"]]
