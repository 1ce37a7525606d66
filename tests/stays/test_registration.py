"""Check-in, check-out, no-show and the night audit."""

from datetime import timedelta

import pytest

from binzhi.org.queries import business_date
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.booking import add_accompanying_guest, stays_of
from binzhi.stays.domain.house import set_room_status
from binzhi.stays.domain.night_audit import open_matters, run_night_audit
from binzhi.stays.domain.registration import check_in, check_out, mark_no_show
from binzhi.stays.enums import ReservationState, RoomStatus, StayState
from binzhi.stays.errors import DayNotFinished, NoRoomYet, NotArrivalDay, RoomNotReady, RoomOccupied, WrongState
from binzhi.stays.models import Room, RoomNight, Stay
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_guest,
    make_hotel,
    make_room,
    make_staff,
    open_house,
    reservation_of,
    scope_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def fresh(stay: Stay) -> Stay:
    """The stay as stored."""
    row: Stay = Stay.unscoped.select_related("room").get(guest_id=stay.guest_id, id=stay.id)
    return row


def test_check_in_and_check_out_by_the_desk() -> None:
    hotel, room = make_hotel(), None
    room = make_room(hotel, "1001")
    stay = make_booking(hotel, make_guest(), arrival=TODAY, nights=3)
    with scope_of(make_staff(hotel, "front_desk", name="周敏")) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=room)
        check_in(scope=scope, now=NOW, stay=stay, today=TODAY)
        assert (fresh(stay).state, fresh(stay).served_by) == (StayState.IN_HOUSE, "周敏")
        assert reservation_of(stay).state == ReservationState.IN_HOUSE
        check_out(scope=scope, now=NOW, stay=fresh(stay), today=TODAY + timedelta(days=2))
    assert (fresh(stay).state, fresh(stay).departure, fresh(stay).nights) == (
        StayState.DEPARTED,
        TODAY + timedelta(days=2),
        2,
    )
    assert reservation_of(stay).state == ReservationState.CHECKED_OUT
    assert Room.unscoped.get(id=room.id).status == RoomStatus.DIRTY
    assert sorted(n.night for n in RoomNight.objects.all()) == [TODAY, TODAY + timedelta(days=1)]


def test_what_stops_a_check_in() -> None:
    hotel = make_hotel()
    room = make_room(hotel, "1001")
    stay = make_booking(hotel, make_guest(), arrival=TODAY, nights=2)
    late = make_booking(hotel, make_guest(), arrival=TOMORROW)
    with open_house(hotel) as scope:
        with pytest.raises(NoRoomYet):
            check_in(scope=scope, now=NOW, stay=stay, today=TODAY)
        assign_room(scope=scope, now=NOW, stay=stay, room=room)
        set_room_status(scope=scope, now=NOW, room=room, status=RoomStatus.DIRTY)
        with pytest.raises(RoomNotReady):
            check_in(scope=scope, now=NOW, stay=fresh(stay), today=TODAY)
        with pytest.raises(NotArrivalDay):
            check_in(scope=scope, now=NOW, stay=late, today=TODAY)
        set_room_status(scope=scope, now=NOW, room=room, status=RoomStatus.INSPECTED)
        check_in(scope=scope, now=NOW, stay=fresh(stay), today=TODAY)
        with pytest.raises(WrongState):
            check_in(scope=scope, now=NOW, stay=fresh(stay), today=TODAY)


def test_nobody_checks_in_to_a_room_whose_guest_has_not_left() -> None:
    hotel = make_hotel()
    room = make_room(hotel, "1001")
    leaving = make_booking(hotel, make_guest(), arrival=TODAY - timedelta(days=1), nights=1)
    coming = make_booking(hotel, make_guest(), arrival=TODAY)
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=leaving, room=room)
        check_in(scope=scope, now=NOW, stay=leaving, today=TODAY - timedelta(days=1))
        assign_room(scope=scope, now=NOW, stay=coming, room=room)
        with pytest.raises(RoomOccupied):
            check_in(scope=scope, now=NOW, stay=coming, today=TODAY)


def test_who_shares_and_stays_on_keeps_the_room() -> None:
    hotel = make_hotel()
    room = make_room(hotel, "1001")
    stay = make_booking(hotel, make_guest(), arrival=TODAY, nights=3)
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=room)
        friend = add_accompanying_guest(scope=scope, now=NOW, reservation=reservation_of(stay), guest=make_guest())
        for one in (stay, friend):
            check_in(scope=scope, now=NOW, stay=one, today=TODAY)
        check_out(scope=scope, now=NOW, stay=fresh(stay), today=TODAY + timedelta(days=1))
        held = RoomNight.objects.filter(stay_id=friend.id).order_by("night").values_list("night", flat=True)
        assert list(held) == [TODAY + timedelta(days=1), TODAY + timedelta(days=2)]
        assert reservation_of(stay).state == ReservationState.IN_HOUSE
        check_out(scope=scope, now=NOW, stay=fresh(friend), today=TODAY + timedelta(days=3))
    assert reservation_of(stay).state == ReservationState.CHECKED_OUT


def test_a_no_show_frees_the_room() -> None:
    hotel = make_hotel()
    stay = make_booking(hotel, make_guest(), arrival=TODAY)
    row = reservation_of(stay)
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=make_room(hotel, "1001"))
        mark_no_show(scope=scope, now=NOW, reservation=row, today=TODAY)
        with pytest.raises(WrongState):
            mark_no_show(scope=scope, now=NOW, reservation=row, today=TODAY)
    assert (reservation_of(stay).state, fresh(stay).state) == (ReservationState.NO_SHOW, StayState.NO_SHOW)
    assert RoomNight.objects.count() == 0


def test_only_the_missing_room_of_a_booking_becomes_a_no_show() -> None:
    hotel = make_hotel()
    stay = make_booking(hotel, make_guest(), arrival=TODAY, nights=2, rooms=2)
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=make_room(hotel, "1001"))
        check_in(scope=scope, now=NOW, stay=stay, today=TODAY)
        mark_no_show(scope=scope, now=NOW, reservation=reservation_of(stay), today=TODAY)
        states = [s.state for s in stays_of(reservation_of(stay))]
    assert states == [StayState.IN_HOUSE, StayState.NO_SHOW]
    assert reservation_of(stay).state == ReservationState.IN_HOUSE


def test_the_night_audit_closes_only_a_finished_day() -> None:
    hotel = make_hotel()
    expected = make_booking(hotel, make_guest(), arrival=TODAY)
    over = make_booking(hotel, make_guest(), arrival=TODAY - timedelta(days=1), nights=1)
    later = make_booking(hotel, make_guest(), arrival=TOMORROW)
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=over, room=make_room(hotel, "1001"))
        check_in(scope=scope, now=NOW, stay=over, today=TODAY - timedelta(days=1))
        late, staying = open_matters(hotel, TODAY)
        assert ([r.id for r in late], [s.id for s in staying]) == ([expected.reservation_id], [over.id])
        with pytest.raises(DayNotFinished):
            run_night_audit(scope=scope, now=NOW, hotel=hotel, no_shows=True)
        check_out(scope=scope, now=NOW, stay=fresh(over), today=TODAY)
        with pytest.raises(DayNotFinished):
            run_night_audit(scope=scope, now=NOW, hotel=hotel)
    with scope_of(make_staff(hotel, "night_auditor")) as scope:
        assert run_night_audit(scope=scope, now=NOW, hotel=hotel, no_shows=True) == TOMORROW
    assert business_date(hotel, now=NOW) == TOMORROW
    assert (fresh(expected).state, fresh(later).state) == (StayState.NO_SHOW, StayState.EXPECTED)
