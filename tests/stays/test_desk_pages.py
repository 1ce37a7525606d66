"""The doors of the desk: rooms, moves, spend, night audit, room board, luggage and left items."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binzhi.org.models import Hotel, Staff
from binzhi.org.queries import business_date
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.house import add_code, set_room_status
from binzhi.stays.domain.registration import check_in
from binzhi.stays.enums import CodeKind, ReservationState, RoomStatus, StayState
from binzhi.stays.models import HeldProperty, Room, RoomBlock, Spend, Stay
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
    reservation_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]
HTMX = {"HX-Request": "true"}


def booking_url(stay: Stay, name: str = "reservation") -> str:
    return reverse(f"stays:{name}", args=[stay.host_guest_id, stay.reservation_id])


def stay_url(stay: Stay, name: str) -> str:
    return reverse(f"stays:{name}", args=[stay.guest_id, stay.id])


def here(hotel: Hotel, room: str, **values: object) -> Stay:
    """A guest in the house."""
    stay = make_booking(hotel, make_guest(), arrival=TODAY, nights=2, **values)  # type: ignore[arg-type]
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=make_room(hotel, room))
        return check_in(scope=scope, now=NOW, stay=stay, today=TODAY)


def fresh(stay: Stay) -> Stay:
    row: Stay = Stay.unscoped.select_related("room").get(guest_id=stay.guest_id, id=stay.id)
    return row


def messages_of(answer: object) -> list[str]:
    return [str(m) for m in answer.context["messages"]]  # type: ignore[attr-defined]


# --- the desk ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R-217")
def test_a_room_is_chosen_given_and_released(sign_in: SignIn) -> None:
    hotel, guest = make_hotel(), make_guest()
    room, taken = make_room(hotel, "1001"), make_room(hotel, "1002")
    make_fact(guest, "favourite_room", "1001")
    stay, other = make_booking(hotel, guest), make_booking(hotel, make_guest())
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=other, room=taken)
    browser = sign_in(make_staff(hotel, "front_desk"))
    page = browser.get(stay_url(stay, "choose_room"))
    assert [(o.room.number, o.is_favourite) for o in page.context["rooms"]] == [("1001", True)]
    assert [w.value for w in page.context["wishes"]] == ["1001"]
    browser.post(stay_url(stay, "choose_room"), {"room": str(room.id)})
    assert fresh(stay).room_id == room.id
    refused = browser.post(stay_url(stay, "choose_room"), {"room": str(taken.id)}, follow=True)
    assert "1002" in messages_of(refused)[-1]
    assert fresh(stay).room_id == room.id
    assert browser.post(stay_url(stay, "choose_room"), {"room": "nonsense"}).status_code == 404
    browser.post(stay_url(stay, "release_room"))
    assert fresh(stay).room_id is None


def test_a_guest_moves_and_leaves(sign_in: SignIn) -> None:
    hotel = make_hotel()
    stay, room = here(hotel, "1001"), make_room(hotel, "1002")
    browser = sign_in(make_staff(hotel, "front_desk"))
    browser.post(stay_url(stay, "choose_room"), {"room": str(room.id), "reason": "噪音"})
    assert fresh(stay).room_id == room.id
    assert "噪音" in browser.get(booking_url(stay)).content.decode()
    browser.post(stay_url(stay, "check_out"))
    assert fresh(stay).state == StayState.DEPARTED


@pytest.mark.requirement("R-741")
def test_spend_is_entered_on_the_stay(sign_in: SignIn) -> None:
    hotel = make_hotel()
    stay = here(hotel, "1001")
    with open_house(hotel) as scope:
        add_code(scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.OUTLET, code="BAR", name_zh="大堂吧")
    browser = sign_in(make_staff(hotel, "food_beverage"))
    values = {"outlet": "BAR", "item": "龙井", "amount": "58", "day": str(TODAY), "covers": "2"}
    assert browser.post(stay_url(stay, "spend"), {**values, "amount": "many"}).status_code == 422
    browser.post(stay_url(stay, "spend"), values)
    assert [(s.item, s.amount, s.covers, s.stay_id) for s in Spend.unscoped.all()] == [
        ("龙井", Decimal(58), 2, stay.id)
    ]
    assert "大堂吧" in browser.get(booking_url(stay)).content.decode()


def test_the_night_audit_from_the_page(sign_in: SignIn) -> None:
    hotel = make_hotel()
    stay = make_booking(hotel, make_guest(), arrival=TODAY)
    browser = sign_in(make_staff(hotel, "night_auditor"))
    page = browser.get(reverse("stays:night_audit"))
    assert ([r.id for r in page.context["late"]], page.context["over"]) == ([stay.reservation_id], [])
    browser.post(reverse("stays:night_audit"), {"no_shows": "0"})
    assert business_date(hotel, now=NOW) == TODAY
    browser.post(reverse("stays:night_audit"), {"no_shows": "1"})
    assert business_date(hotel, now=NOW) == TOMORROW
    assert reservation_of(stay).state == ReservationState.NO_SHOW


# --- rooms and property -----------------------------------------------------------------------------------------------


def test_one_tap_changes_the_status_and_the_board_is_told(sign_in: SignIn) -> None:
    hotel = make_hotel()
    room = make_room(hotel, "1001")
    with open_house(hotel) as scope:
        set_room_status(scope=scope, now=NOW, room=room, status=RoomStatus.DIRTY)
    browser = sign_in(make_staff(hotel, "housekeeping_attendant"))
    board = browser.get(reverse("stays:rooms"))
    stamp = board.context["stamp"]
    assert browser.get(reverse("stays:rooms"), {"since": stamp}, headers=HTMX).status_code == 204
    tile = browser.post(reverse("stays:room_status", args=[room.id]), {"status": "clean"}, headers=HTMX)
    assert tile.context["tile"].room.status == RoomStatus.CLEAN
    assert b"<html" not in tile.content
    changed = browser.get(reverse("stays:rooms"), {"since": stamp}, headers=HTMX)
    assert (changed.status_code, changed.context["counts"][1]) == (200, ("clean", 1))
    browser.post(reverse("stays:room_status", args=[room.id]), {"status": "sparkling"}, headers=HTMX)
    assert Room.unscoped.get(id=room.id).status == RoomStatus.CLEAN


def test_the_board_needs_as_many_queries_for_thirty_rooms_as_for_one(sign_in: SignIn) -> None:
    hotel = make_hotel()
    browser = sign_in(make_staff(hotel, "housekeeping_attendant"))
    counts = []
    for rooms in (range(1), range(1, 30)):
        for n in rooms:
            here(hotel, f"10{n:02d}")
        browser.get(reverse("stays:rooms"))
        with CaptureQueriesContext(connection) as caught:
            browser.get(reverse("stays:rooms"))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_a_room_is_taken_out_of_use_and_back(sign_in: SignIn) -> None:
    hotel = make_hotel()
    room = make_room(hotel, "1001")
    browser = sign_in(make_staff(hotel, "housekeeping_supervisor"))
    url = reverse("stays:room", args=[room.id])
    wrong = browser.post(url, {"first_night": str(TOMORROW), "last_night": str(TODAY), "reason": "x"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["last_night"])
    browser.post(url, {"first_night": str(TODAY), "last_night": str(TOMORROW), "reason": "更换空调"})
    block = RoomBlock.unscoped.get()
    assert "更换空调" in browser.get(url).content.decode()
    browser.post(reverse("stays:end_block", args=[block.id]))
    assert RoomBlock.unscoped.count() == 0
    assert sign_in(make_staff(hotel, "concierge")).post(url, {}).status_code == 403


@pytest.mark.requirement("R-106", "R-357")
def test_property_is_taken_in_by_the_room_it_was_found_in_and_handed_over(sign_in: SignIn) -> None:
    hotel = make_hotel()
    stay = here(hotel, "1103")
    browser = sign_in(make_staff(hotel, "concierge"))
    found = browser.post(reverse("stays:take_in"), {"q": "1103"})
    assert [s.guest_id for s in found.context["of_room"]] == [stay.guest_id]
    url = f"{reverse('stays:take_in')}?guest={stay.guest_id}&kind=left_item"
    form = browser.get(url).context["form"]
    values = {"kind": "left_item", "description": "充电器", "held_on": str(TODAY), "found_in": "1103", "place": "12 柜"}
    assert form.fields["stay"].initial == str(stay.id)
    assert browser.post(url, {**values, "description": ""}).status_code == 422
    browser.post(url, {**values, "stay": str(stay.id)})
    held = HeldProperty.unscoped.get()
    assert (held.stay_id, held.found_in, held.kind) == (stay.id, "1103", "left_item")
    assert "充电器" in browser.get(reverse("stays:property"), {"q": "1103"}, headers=HTMX).content.decode()
    browser.post(reverse("stays:hand_over", args=[held.guest_id, held.id]))
    assert HeldProperty.unscoped.get().handed_over_by
    assert [h.id for h in browser.get(reverse("stays:property"), {"gone": "1"}).context["page"]] == [held.id]
    assert list(browser.get(reverse("stays:property")).context["page"]) == []
