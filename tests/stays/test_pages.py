"""The doors of the room: who may open them, what they show, what they do, and how many queries they need."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binzhi.audit.models import Act
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.drafts import ContactDraft
from binzhi.guests.enums import ContactKind, FlagCode
from binzhi.org.models import Hotel, Staff
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.booking import stays_of
from binzhi.stays.domain.consumption import hold_property
from binzhi.stays.domain.house import block_room
from binzhi.stays.domain.registration import check_in
from binzhi.stays.enums import ConfirmationMethod, PropertyKind, ReservationState
from binzhi.stays.models import Reservation, Stay
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_company,
    make_guest,
    make_hotel,
    make_room,
    make_room_type,
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


# --- who may open what ------------------------------------------------------------------------------------------------

READERS = ["stays:list", "stays:rooms", "stays:property"]


@pytest.mark.parametrize("name", READERS)
def test_lists_open_to_readers_and_to_nobody_else(sign_in: SignIn, name: str) -> None:
    hotel = make_hotel()
    assert sign_in(make_staff(hotel, "marketing")).get(reverse(name)).status_code == 200
    assert sign_in(make_staff(hotel, "auditor")).get(reverse(name)).status_code == 403
    assert Client().get(reverse(name)).status_code == 302


@pytest.mark.parametrize(
    ("name", "owner", "stranger"),
    [
        ("stays:book", "front_desk", "marketing"),
        ("stays:take_in", "concierge", "housekeeping_attendant"),
        ("stays:night_audit", "night_auditor", "front_desk"),
    ],
)
def test_forms_open_to_their_role(sign_in: SignIn, name: str, owner: str, stranger: str) -> None:
    hotel = make_hotel()
    assert sign_in(make_staff(hotel, owner)).get(reverse(name)).status_code == 200
    assert sign_in(make_staff(hotel, stranger)).get(reverse(name)).status_code == 403


@pytest.mark.parametrize(
    ("name", "on", "post", "stranger"),
    [
        ("reservation", booking_url, False, "auditor"),
        ("letter", booking_url, False, "auditor"),
        ("change", booking_url, False, "marketing"),
        ("cancel", booking_url, True, "marketing"),
        ("add_guest", booking_url, True, "marketing"),
        ("confirm", booking_url, True, "marketing"),
        ("no_show", booking_url, True, "housekeeping_attendant"),
        ("choose_room", stay_url, False, "housekeeping_attendant"),
        ("release_room", stay_url, True, "housekeeping_attendant"),
        ("check_out", stay_url, True, "housekeeping_attendant"),
        ("spend", stay_url, False, "housekeeping_attendant"),
    ],
)
def test_a_booking_opens_to_its_role_and_its_hotel(
    sign_in: SignIn, name: str, on: Callable[[Stay, str], str], post: bool, stranger: str
) -> None:
    hotel, elsewhere = make_hotel(), make_hotel("SH01")
    stay = make_booking(hotel, make_guest())
    url = on(stay, name)

    def status(browser: Client) -> int:
        return (browser.post(url) if post else browser.get(url)).status_code

    assert status(sign_in(make_staff(hotel, "front_desk"))) in {200, 302}
    assert status(sign_in(make_staff(hotel, stranger))) == 403
    assert status(sign_in(make_staff(elsewhere, "front_desk"))) == 404


def test_rooms_and_property_open_to_their_role_and_their_hotel(sign_in: SignIn) -> None:
    hotel, elsewhere = make_hotel(), make_hotel("SH01")
    room, guest = make_room(hotel, "1001"), make_guest()
    with open_house(hotel) as scope:
        block = block_room(scope=scope, now=NOW, room=room, first_night=TOMORROW, last_night=TOMORROW, reason="x")
        held = hold_property(
            scope=scope, now=NOW, hotel=hotel, guest=guest, kind=PropertyKind.LUGGAGE, description="箱", held_on=TODAY
        )
    doors = [
        (reverse("stays:room", args=[room.id]), False, "auditor"),
        (reverse("stays:room_status", args=[room.id]), True, "concierge"),
        (reverse("stays:end_block", args=[block.id]), True, "concierge"),
        (reverse("stays:hand_over", args=[guest.id, held.id]), True, "housekeeping_attendant"),
    ]
    for url, post, stranger in doors:
        for staff, wanted in (
            (make_staff(hotel, stranger), {403}),
            (make_staff(elsewhere, "front_desk"), {404}),
            (make_staff(hotel, "front_desk"), {200, 302}),
        ):
            browser = sign_in(staff)
            assert (browser.post(url) if post else browser.get(url)).status_code in wanted, url


# --- lists ------------------------------------------------------------------------------------------------------------


def test_the_tabs_tell_who_comes_is_in_and_leaves(sign_in: SignIn) -> None:
    hotel = make_hotel()
    browser = sign_in(make_staff(hotel, "front_desk"))
    make_booking(hotel, make_guest("王建国"), arrival=TODAY)
    make_booking(hotel, make_guest("陈雅琴"), arrival=TOMORROW)
    inside = here(hotel, "1001")
    page = browser.get(reverse("stays:list"))
    assert page.context["counts"] == {"arriving": 2, "tomorrow": 1, "in_house": 1, "leaving": 0}
    names = {
        tab: [row.guest.name for row in browser.get(reverse("stays:list"), {"tab": tab}).context["page"]]
        for tab in ("arriving", "tomorrow", "in_house", "leaving")
    }
    assert "王建国" in names["arriving"]
    assert (names["tomorrow"], names["in_house"], names["leaving"]) == (["陈雅琴"], [inside.guest.name], [])


def test_the_list_finds_by_name_room_and_number_and_answers_fragments(sign_in: SignIn) -> None:
    hotel = make_hotel()
    browser = sign_in(make_staff(hotel, "front_desk"))
    stay = here(hotel, "1001", number="X-77")
    here(hotel, "1002")
    for text in (stay.guest.name, "1001", "x-7"):
        answer = browser.get(reverse("stays:list"), {"tab": "in_house", "q": text}, headers=HTMX)
        assert [row.id for row in answer.context["page"]] == [stay.id], text
        assert b"<html" not in answer.content
    answer = browser.get(reverse("stays:list"), {"tab": "all", "q": "X-77", "state": "in_house", "day": str(TODAY)})
    assert [row.number for row in answer.context["page"]] == ["X-77"]
    for day in ("2026-99-99", "nonsense"):
        assert browser.get(reverse("stays:list"), {"tab": "all", "day": day}).status_code == 200


@pytest.mark.parametrize("tab", ["arriving", "in_house", "all"])
def test_the_list_needs_as_many_queries_for_thirty_rows_as_for_one(sign_in: SignIn, tab: str) -> None:
    hotel = make_hotel()
    browser = sign_in(make_staff(hotel, "front_desk"))
    counts = []
    for rows in (range(1), range(1, 25)):
        for n in rows:
            here(hotel, f"10{n:02d}")
        browser.get(reverse("stays:list"), {"tab": tab})
        with CaptureQueriesContext(
            connection,
        ) as caught:
            page = browser.get(reverse("stays:list"), {"tab": tab}).context["page"]
        counts.append((len(page), len(caught)))
    assert [n for n, _ in counts] == [1, 25]
    assert counts[0][1] == counts[1][1]


def test_pages_of_twenty_five(sign_in: SignIn) -> None:
    hotel = make_hotel()
    for _ in range(27):
        make_booking(hotel, make_guest())
    browser = sign_in(make_staff(hotel, "front_desk"))
    second = browser.get(reverse("stays:list"), {"tab": "all", "page": 2}).context["page"]
    assert (len(second), second.paginator.num_pages) == (2, 2)


# --- booking ----------------------------------------------------------------------------------------------------------


def entries(**values: object) -> dict[str, object]:
    return {
        "arrival": str(TOMORROW),
        "departure": str(TOMORROW + timedelta(days=2)),
        "room_type": "DLX",
        "rooms": 1,
        "adults": 2,
        "children": 0,
        "babies": 0,
        "state": "booked",
        "position_unknown": "on",
        **values,
    }


def test_a_guest_is_found_chosen_and_booked(sign_in: SignIn) -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    make_room_type(hotel)
    make_company(hotel, "HY", agreed_rate=Decimal("688.00"))
    browser = sign_in(make_staff(hotel, "front_desk"))
    picked = browser.post(reverse("stays:pick_guest"), {"q": "wangjian"}, headers=HTMX)
    assert [g.id for g in picked.context["found"]] == [guest.id]
    url = f"{reverse('stays:book')}?guest={guest.id}"
    assert browser.get(url).context["form"].initial["arrival"] == TODAY
    answer = browser.post(url, entries(company="HY", eta="14:30", booker="高秘书", special_requests="荞麦枕"))
    row = Reservation.unscoped.get()
    assert answer.headers["Location"] == reverse("stays:reservation", args=[guest.id, row.id])
    assert (row.rate, row.company, row.booker, row.adults) == (Decimal("688.00"), "HY", "高秘书", 2)
    page = browser.get(answer.headers["Location"])
    assert page.context["requests"] == "荞麦枕"
    assert "荞麦枕" in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"departure": str(TODAY)}, "departure"),
        ({"rooms": 0}, "rooms"),
        ({"arrival": "31.31.2026"}, "arrival"),
        ({"number": "TAKEN"}, "number"),
        ({"special_requests": "身份证 11010519491231002X 朝南"}, "special_requests"),
    ],
)
def test_a_wrong_entry_is_shown_at_its_field_and_the_rest_is_kept(
    sign_in: SignIn, wrong: dict[str, object], field: str
) -> None:
    hotel, guest = make_hotel(), make_guest()
    make_booking(hotel, make_guest(), number="TAKEN")
    browser = sign_in(make_staff(hotel, "front_desk"))
    answer = browser.post(f"{reverse('stays:book')}?guest={guest.id}", entries(booker="高秘书", **wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'value="高秘书"' in answer.content.decode()
    assert Reservation.unscoped.count() == 1


def test_booking_shows_a_guest_who_must_not_be_admitted(sign_in: SignIn) -> None:
    hotel, guest = make_hotel(), make_guest()
    with open_house(hotel) as scope:
        set_flag(scope=scope, now=NOW, guest=guest, code=FlagCode.DO_NOT_RENT)
    page = sign_in(make_staff(hotel, "front_desk")).get(f"{reverse('stays:book')}?guest={guest.id}")
    assert page.content.decode().count("strip-stop") == 1


def test_a_change_shows_what_stands_and_refuses_an_older_page(sign_in: SignIn) -> None:
    hotel = make_hotel()
    stay = make_booking(hotel, make_guest(), special_requests="高楼层", number="X-1")
    browser = sign_in(make_staff(hotel, "reservations"))
    page = browser.get(booking_url(stay, "change"))
    assert page.context["form"].initial["special_requests"] == "高楼层"
    values = entries(adults=3, special_requests="高楼层，安静", version=1)
    assert browser.post(booking_url(stay, "change"), values).status_code == 302
    row = reservation_of(stay)
    assert (row.adults, row.number, row.version) == (3, "X-1", 2)
    late = browser.post(booking_url(stay, "change"), {**values, "adults": 4})
    assert (late.status_code, reservation_of(stay).adults) == (422, 3)
    assert "form" in late.context


def test_cancel_share_and_no_show_from_the_page(sign_in: SignIn) -> None:
    hotel, friend = make_hotel(), make_guest()
    stay, missing = make_booking(hotel, make_guest()), make_booking(hotel, make_guest(), arrival=TODAY)
    browser = sign_in(make_staff(hotel, "front_desk"))
    browser.post(booking_url(stay, "add_guest"), {"guest": str(friend.id), "room_index": "1"})
    browser.post(booking_url(stay, "add_guest"), {"guest": "nobody"})
    again = browser.post(booking_url(stay, "add_guest"), {"guest": str(friend.id)}, follow=True)
    assert "toast-stop" in again.content.decode()
    with open_house(hotel):
        assert {s.guest_id for s in stays_of(reservation_of(stay))} == {stay.guest_id, friend.id}
    browser.post(booking_url(stay, "cancel"))
    browser.post(booking_url(missing, "no_show"))
    assert (reservation_of(stay).state, reservation_of(missing).state) == (
        ReservationState.CANCELLED,
        ReservationState.NO_SHOW,
    )


def test_the_booking_page_needs_as_many_queries_for_ten_rooms_as_for_one(sign_in: SignIn) -> None:
    hotel = make_hotel()
    browser = sign_in(make_staff(hotel, "front_desk"))
    counts = []
    for rooms in (1, 10):
        stay = make_booking(hotel, make_guest(), rooms=rooms)
        browser.get(booking_url(stay))
        with CaptureQueriesContext(connection) as caught:
            assert len(browser.get(booking_url(stay)).context["rooms"]) == rooms
        counts.append(len(caught))
    assert counts[0] == counts[1]


@pytest.mark.requirement("R-743")
@pytest.mark.parametrize(
    ("language", "nationality", "word"), [("zh", "", "尊敬的"), ("en", "", "Dear"), ("", "DE", "Dear")]
)
def test_the_confirmation_is_in_the_guests_language_and_is_noted(
    sign_in: SignIn, language: str, nationality: str, word: str
) -> None:
    hotel = make_hotel()
    fax = ContactDraft(ContactKind.FAX, "+86 10 6512 8888")
    guest = make_guest("李四", language=language or None, nationality=nationality or None, contacts=(fax,))
    stay = make_booking(hotel, guest, rate=Decimal(688), confirmation_method=ConfirmationMethod.FAX)
    browser = sign_in(make_staff(hotel, "front_desk"))
    answer = browser.post(booking_url(stay, "confirm"), {"method": "fax"}, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain[0][0] == booking_url(stay, "letter")
    assert word in text
    assert "688.00" in text
    assert "6512 8888" not in text.replace("****", "")
    act = Act.objects.get(name="confirm_reservation")
    assert (act.actor_kind, act.guest_id, act.details["method"]) == ("staff", guest.id, "fax")
