"""Booking, changing, cancelling, who shares a room, confirming."""

from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal

import pytest

from binzhi.audit.models import Act
from binzhi.kernel.errors import BadInput, NotAllowed, Stale
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.booking import (
    add_accompanying_guest,
    book_reservation,
    cancel_reservation,
    change_reservation,
    confirm_reservation,
    stays_of,
)
from binzhi.stays.domain.registration import check_in
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.enums import ConfirmationMethod, GuestRole, ReservationState, StayState
from binzhi.stays.errors import (
    DepartureBeforeArrival,
    GuestInBooking,
    NumberTaken,
    RoomTaken,
    UnknownCode,
    WrongState,
)
from binzhi.stays.models import Reservation, RoomNight
from binzhi.stays.queries import requests_cell
from binzhi.stays.web.forms import draft_of
from binzhi.vault.domain.sealing import read_many
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
    scope_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
DRAFT = ReservationDraft(arrival=TOMORROW, departure=TOMORROW + timedelta(days=2), room_type="DLX")


@pytest.mark.requirement("R-183")
def test_a_booking_makes_one_expected_stay_per_room() -> None:
    hotel, guest = make_hotel(), make_guest()
    make_room_type(hotel)
    make_company(hotel, "HY", agreed_rate=Decimal(600))
    draft = replace(DRAFT, rooms=3, adults=4, company="HY", eta=time(14, 30), rate=Decimal("688.00"))
    with open_house(hotel) as scope:
        row = book_reservation(scope=scope, now=NOW, hotel=hotel, guest=guest, draft=draft)
        stays = stays_of(row)
    assert (row.state, row.nights, row.company, row.currency) == (ReservationState.BOOKED, 2, "HY", "CNY")
    assert [(s.room_index, s.state, s.role, s.eta, s.rate) for s in stays] == [
        (n, StayState.EXPECTED, GuestRole.PRIMARY, time(14, 30), Decimal("688.00")) for n in (1, 2, 3)
    ]
    act = Act.objects.get(name="book_reservation")
    assert (act.guest_id, act.object_id, act.details["number"]) == (guest.id, row.id, row.number)


def test_special_requests_are_sealed_and_can_be_read() -> None:
    hotel, guest = make_hotel(), make_guest()
    make_room_type(hotel)
    with open_house(hotel) as scope:
        draft = replace(DRAFT, special_requests="荞麦枕两个")
        row = book_reservation(scope=scope, now=NOW, hotel=hotel, guest=guest, draft=draft)
        cell = requests_cell(row)
        assert cell is not None
        assert "荞麦枕".encode() not in bytes(row.special_requests or b"")
        assert read_many(scope=scope, now=NOW, cells=[cell], purpose="test") == ["荞麦枕两个"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"departure": TODAY}, DepartureBeforeArrival),
        ({"room_type": "NONE"}, UnknownCode),
        ({"source": "NONE"}, UnknownCode),
        ({"rooms": 0}, BadInput),
        ({"adults": -1}, BadInput),
        ({"arrival": TODAY.replace(year=1900)}, BadInput),
    ],
)
def test_a_wrong_booking_is_refused_and_nothing_is_stored(change: dict[str, object], refusal: type[Exception]) -> None:
    hotel, guest = make_hotel(), make_guest()
    make_room_type(hotel)
    with open_house(hotel) as scope, pytest.raises(refusal):
        book_reservation(scope=scope, now=NOW, hotel=hotel, guest=guest, draft=replace(DRAFT, **change))  # type: ignore[arg-type]
    assert Reservation.unscoped.count() == 0


def test_a_number_is_used_once_per_hotel() -> None:
    here, there, guest = make_hotel(), make_hotel("SH01"), make_guest()
    make_booking(here, guest, number="A1")
    make_booking(there, guest, number="A1", room_type=make_room_type(there))
    with pytest.raises(NumberTaken):
        make_booking(here, guest, number="A1")


def test_booking_needs_the_permission() -> None:
    hotel, guest = make_hotel(), make_guest()
    make_room_type(hotel)
    with scope_of(make_staff(hotel, "marketing")) as scope, pytest.raises(NotAllowed):
        book_reservation(scope=scope, now=NOW, hotel=hotel, guest=guest, draft=DRAFT)


def test_a_change_moves_the_stays_and_says_what_changed() -> None:
    hotel, guest = make_hotel(), make_guest()
    row = reservation_of(make_booking(hotel, guest))
    with open_house(hotel) as scope:
        draft = replace(draft_of(row), departure=TOMORROW + timedelta(days=3), adults=2)
        changed = change_reservation(scope=scope, now=NOW, reservation=row, draft=draft, version=row.version)
        stay = stays_of(row)[0]
    assert sorted(changed) == ["adults", "departure"]
    assert (stay.departure, stay.nights) == (TOMORROW + timedelta(days=3), 3)
    assert Act.objects.get(name="change_reservation").details["fields"] == "adults, departure"


def test_a_change_over_a_newer_one_is_refused() -> None:
    hotel, guest = make_hotel(), make_guest()
    row = reservation_of(make_booking(hotel, guest))
    with open_house(hotel) as scope:
        change_reservation(scope=scope, now=NOW, reservation=row, draft=replace(draft_of(row), adults=2))
        draft = replace(draft_of(row), adults=3)
        with pytest.raises(Stale):
            change_reservation(scope=scope, now=NOW, reservation=row, draft=draft, version=row.version)
    assert Reservation.unscoped.get(id=row.id).adults == 2


def test_a_whole_form_clears_what_was_emptied_and_an_import_does_not() -> None:
    hotel, guest = make_hotel(), make_guest()
    row = reservation_of(make_booking(hotel, guest, eta=time(14, 0), special_requests="高楼层"))
    with open_house(hotel) as scope:
        change_reservation(scope=scope, now=NOW, reservation=row, draft=draft_of(row))
        kept = Reservation.objects.get(guest_id=guest.id, id=row.id)
        assert kept.special_requests is not None
        assert stays_of(row)[0].eta == time(14, 0)
        change_reservation(scope=scope, now=NOW, reservation=row, draft=draft_of(row), whole=True)
        assert Reservation.objects.get(guest_id=guest.id, id=row.id).special_requests is None
        assert stays_of(row)[0].eta is None


def test_new_dates_keep_the_room_where_it_is_free_and_lose_it_where_not() -> None:
    hotel, guest = make_hotel(), make_guest()
    room = make_room(hotel, "1001")
    stay, other = (
        make_booking(hotel, guest, nights=2),
        make_booking(hotel, make_guest(), arrival=TOMORROW + timedelta(days=4)),
    )
    row = reservation_of(stay)
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=room)
        assign_room(scope=scope, now=NOW, stay=other, room=room)
        longer = replace(draft_of(row), departure=TOMORROW + timedelta(days=4))
        change_reservation(scope=scope, now=NOW, reservation=row, draft=longer)
        assert stays_of(row)[0].room_id == room.id
        assert RoomNight.objects.filter(stay_id=stay.id).count() == 4
        into = replace(longer, departure=TOMORROW + timedelta(days=5))
        change_reservation(scope=scope, now=NOW, reservation=reservation_of(stay), draft=into)
        assert stays_of(row)[0].room_id is None
        assert RoomNight.objects.filter(stay_id=stay.id).count() == 0
        assert RoomNight.objects.filter(stay_id=other.id).count() == 1


def test_an_in_house_guest_keeps_the_room_or_the_longer_stay_is_refused() -> None:
    hotel, guest = make_hotel(), make_guest()
    room = make_room(hotel, "1001")
    stay = make_booking(hotel, guest, arrival=TODAY, nights=1)
    other = make_booking(hotel, make_guest(), arrival=TODAY + timedelta(days=2))
    row = reservation_of(stay)
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=room)
        check_in(scope=scope, now=NOW, stay=stay, today=TODAY)
        assign_room(scope=scope, now=NOW, stay=other, room=room)
        row = reservation_of(stay)
        change_reservation(
            scope=scope, now=NOW, reservation=row, draft=replace(draft_of(row), departure=TODAY + timedelta(days=2))
        )
        assert (stays_of(row)[0].room_id, stays_of(row)[0].state) == (room.id, StayState.IN_HOUSE)
        row = reservation_of(stay)
        longer = replace(draft_of(row), departure=TODAY + timedelta(days=4))
        with pytest.raises(RoomTaken):
            change_reservation(scope=scope, now=NOW, reservation=row, draft=longer)
    assert reservation_of(stay).departure == TODAY + timedelta(days=2)
    assert RoomNight.objects.filter(stay_id=stay.id).count() == 2


def test_a_cancelled_booking_gives_its_room_back_and_is_cancelled_once() -> None:
    hotel, guest = make_hotel(), make_guest()
    stay = make_booking(hotel, guest)
    row = reservation_of(stay)
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=make_room(hotel, "1001"))
        cancel_reservation(scope=scope, now=NOW, reservation=row, today=TODAY)
        assert [(s.state, s.room_id) for s in stays_of(row)] == [(StayState.CANCELLED, None)]
        with pytest.raises(WrongState):
            cancel_reservation(scope=scope, now=NOW, reservation=row, today=TODAY)
    assert RoomNight.objects.count() == 0


def test_a_guest_who_shares_stands_in_the_booking_once_and_gets_its_room() -> None:
    hotel, guest, friend = make_hotel(), make_guest(), make_guest()
    stay, room = make_booking(hotel, guest), make_room(hotel, "1001")
    row = reservation_of(stay)
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=room)
        shared = add_accompanying_guest(scope=scope, now=NOW, reservation=row, guest=friend)
        assert (shared.role, shared.host_guest_id, shared.room_id) == (GuestRole.ACCOMPANYING, guest.id, room.id)
        with pytest.raises(GuestInBooking):
            add_accompanying_guest(scope=scope, now=NOW, reservation=row, guest=friend)
        with pytest.raises(BadInput):
            add_accompanying_guest(scope=scope, now=NOW, reservation=row, guest=make_guest(), room_index=2)


@pytest.mark.requirement("R-743")
def test_a_confirmation_is_noted_and_makes_a_request_a_booking() -> None:
    hotel, guest = make_hotel(), make_guest()
    row = reservation_of(make_booking(hotel, guest, state=ReservationState.REQUESTED))
    with open_house(hotel) as scope:
        confirm_reservation(scope=scope, now=NOW, reservation=row, method=ConfirmationMethod.FAX)
    assert reservation_of(make_booking(hotel, guest)).state == ReservationState.BOOKED
    assert Reservation.unscoped.get(id=row.id).state == ReservationState.BOOKED
    assert Act.objects.get(name="confirm_reservation").details == {"number": row.number, "method": "fax"}
    with open_house(hotel) as scope:
        cancel_reservation(scope=scope, now=NOW, reservation=row, today=TODAY)
        with pytest.raises(WrongState):
            confirm_reservation(scope=scope, now=NOW, reservation=row, method=ConfirmationMethod.FAX)
