"""Rooms given to stays: never one room twice, moves, release."""

from datetime import timedelta

import pytest

from binzhi.audit.models import Act
from binzhi.kernel.errors import NotAllowed
from binzhi.stays.domain.assignment import assign_room, move_room, release_room
from binzhi.stays.domain.booking import add_accompanying_guest, stays_of
from binzhi.stays.domain.house import block_room, set_room_status
from binzhi.stays.domain.registration import check_in
from binzhi.stays.enums import RoomStatus
from binzhi.stays.errors import RoomNotReady, RoomOccupied, RoomOutOfOrder, RoomTaken, WrongState
from binzhi.stays.models import Room, RoomMove, RoomNight
from binzhi.stays.queries import rooms_to_choose
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
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


@pytest.mark.requirement("R-217")
def test_a_room_is_given_for_every_night_and_never_twice() -> None:
    hotel = make_hotel()
    room = make_room(hotel, "1001")
    first, second = make_booking(hotel, make_guest(), nights=3), make_booking(hotel, make_guest(), nights=1)
    after = make_booking(hotel, make_guest(), arrival=TOMORROW + timedelta(days=3))
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=first, room=room)
        with pytest.raises(RoomTaken) as refused:
            assign_room(scope=scope, now=NOW, stay=second, room=room)
        assign_room(scope=scope, now=NOW, stay=after, room=room)
        assert stays_of(reservation_of(second))[0].room_id is None
    assert refused.value.where == {"room": "1001", "night": TOMORROW}
    nights = RoomNight.objects.filter(room_id=room.id).order_by("night").values_list("night", "stay_id")
    days = [TOMORROW + timedelta(days=n) for n in range(4)]
    assert list(nights) == [*[(d, first.id) for d in days[:3]], (days[3], after.id)]


def test_another_room_gives_the_first_one_back() -> None:
    hotel = make_hotel()
    stay = make_booking(hotel, make_guest(), nights=2)
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=make_room(hotel, "1001"))
        assign_room(scope=scope, now=NOW, stay=stay, room=make_room(hotel, "1002"))
        assert {n.room_id for n in RoomNight.objects.all()} == {Room.objects.get(number="1002").id}
        release_room(scope=scope, now=NOW, stay=stay)
    assert RoomNight.objects.count() == 0
    assert [a.name for a in Act.objects.filter(object_id=stay.id).order_by("seq")] == [
        "assign_room",
        "assign_room",
        "release_room",
    ]


def test_a_blocked_room_is_not_given_and_a_given_one_not_blocked() -> None:
    hotel = make_hotel()
    room, other = make_room(hotel, "1001"), make_room(hotel, "1002")
    stay = make_booking(hotel, make_guest(), nights=2)
    with open_house(hotel) as scope:
        last = TOMORROW + timedelta(days=1)
        block_room(scope=scope, now=NOW, room=room, first_night=last, last_night=last, reason="空调")
        with pytest.raises(RoomOutOfOrder):
            assign_room(scope=scope, now=NOW, stay=stay, room=room)
        assign_room(scope=scope, now=NOW, stay=stay, room=other)
        with pytest.raises(RoomTaken):
            block_room(scope=scope, now=NOW, room=other, first_night=TODAY, last_night=TOMORROW, reason="x")


def test_a_move_takes_the_sharers_along_and_is_remembered() -> None:
    hotel = make_hotel()
    old, new = make_room(hotel, "1001"), make_room(hotel, "1002")
    stay = make_booking(hotel, make_guest(), arrival=TODAY, nights=2)
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=old)
        friend = add_accompanying_guest(scope=scope, now=NOW, reservation=reservation_of(stay), guest=make_guest())
        for one in (stay, friend):
            check_in(scope=scope, now=NOW, stay=one, today=TODAY)
        tomorrow = TODAY + timedelta(days=1)
        move_room(scope=scope, now=NOW, stay=stay, room=new, today=tomorrow, reason="噪音")
        assert {s.room_id for s in stays_of(reservation_of(stay))} == {new.id}
        assert (
            sorted((m.from_room, m.to_room, m.reason) for m in RoomMove.objects.all()) == [("1001", "1002", "噪音")] * 2
        )
        assert Room.objects.get(id=old.id).status == RoomStatus.DIRTY
        held = {(n.room_id, n.night) for n in RoomNight.objects.all()}
        assert held == {(old.id, TODAY), (new.id, tomorrow)}


def test_nobody_is_moved_into_a_room_that_is_not_ready() -> None:
    hotel = make_hotel()
    rooms = [make_room(hotel, n) for n in ("1001", "1002", "1003")]
    stays = [make_booking(hotel, make_guest(), arrival=TODAY, nights=2) for _ in range(2)]
    with open_house(hotel) as scope:
        for stay, room in zip(stays, rooms, strict=False):
            assign_room(scope=scope, now=NOW, stay=stay, room=room)
            check_in(scope=scope, now=NOW, stay=stay, today=TODAY)
        set_room_status(scope=scope, now=NOW, room=rooms[2], status=RoomStatus.DIRTY)
        with pytest.raises(RoomOccupied):
            move_room(scope=scope, now=NOW, stay=stays[0], room=rooms[1], today=TODAY)
        with pytest.raises(RoomNotReady):
            move_room(scope=scope, now=NOW, stay=stays[0], room=rooms[2], today=TODAY)
        with pytest.raises(WrongState):
            assign_room(scope=scope, now=NOW, stay=stays[0], room=rooms[2])
    assert RoomMove.objects.model.unscoped.count() == 0


def test_giving_rooms_needs_the_permission() -> None:
    hotel = make_hotel()
    stay, room = make_booking(hotel, make_guest()), make_room(hotel, "1001")
    with scope_of(make_staff(hotel, "housekeeping_supervisor")) as scope, pytest.raises(NotAllowed):
        assign_room(scope=scope, now=NOW, stay=stay, room=room)


def test_the_rooms_to_choose_from_are_free_booked_type_and_ready_first() -> None:
    hotel = make_hotel()
    suite = make_room_type(hotel, "STE", rank=1)
    dirty, taken, suited = make_room(hotel, "1001"), make_room(hotel, "1002"), make_room(hotel, "1201", room_type=suite)
    ready = make_room(hotel, "1003")
    stay, other = make_booking(hotel, make_guest(), nights=2), make_booking(hotel, make_guest())
    with open_house(hotel) as scope:
        set_room_status(scope=scope, now=NOW, room=dirty, status=RoomStatus.DIRTY)
        assign_room(scope=scope, now=NOW, stay=other, room=taken)
        found = rooms_to_choose(stay, first=stay.arrival)
    assert [r.number for r in found] == [ready.number, dirty.number, suited.number]
