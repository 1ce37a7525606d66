"""Room types, rooms, codes, room status; luggage, left items and spend."""

from datetime import timedelta
from decimal import Decimal

import pytest

from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.org.domain.house import CodeTaken
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.consumption import hand_over_property, hold_property, record_spend
from binzhi.stays.domain.house import (
    add_code,
    add_room_type,
    add_rooms,
    block_room,
    change_code,
    change_room,
    change_room_type,
    room_numbers,
    set_room_status,
    unblock_room,
)
from binzhi.stays.enums import CodeKind, PropertyKind, RoomStatus
from binzhi.stays.errors import RoomTaken, UnknownCode, WrongState
from binzhi.stays.models import HotelCode, Room, RoomBlock, Spend
from binzhi.stays.queries import board_stamp, guest_counters, held_for, room_board
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
    scope_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1001", ["1001"]),
        ("1001-1003", ["1001", "1002", "1003"]),
        ("0801-0803，0901", ["0801", "0802", "0803", "0901"]),
        ("A101-A102 A101", ["A101", "A102"]),
        ("1001至1002", ["1001", "1002"]),
    ],
)
def test_a_list_of_room_numbers(text: str, numbers: list[str]) -> None:
    assert room_numbers(text) == numbers


@pytest.mark.parametrize("text", ["", "1003-1001", "1-1000", "A101-B102", "大堂", "1001-"])
def test_no_list_of_room_numbers(text: str) -> None:
    with pytest.raises(BadInput):
        room_numbers(text)


@pytest.mark.requirement("R-169")
def test_a_floor_of_rooms_is_added_at_once_or_not_at_all() -> None:
    hotel = make_hotel()
    kind = make_room_type(hotel)
    with open_house(hotel) as scope:
        added = add_rooms(scope=scope, now=NOW, room_type=kind, numbers="1001-1020")
        assert ({r.floor for r in added}, len(added)) == ({10}, 20)
        with pytest.raises(CodeTaken):
            add_rooms(scope=scope, now=NOW, room_type=kind, numbers="1019-1025")
        assert Room.objects.filter(hotel=hotel).count() == 20


def test_a_code_stands_once_and_keeps_its_code() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        one = add_code(scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.SOURCE, code="OTA", name_zh="线上")
        assert add_code(scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.SOURCE, code="OTA").id == one.id
        change_code(
            scope=scope, now=NOW, code=one, name_zh="线上旅行社", name_en="Online", agreed_rate=None, is_active=False
        )
        row = HotelCode.objects.get(hotel=hotel, kind="source")
        assert (row.code, row.name_zh, row.is_active) == ("OTA", "线上旅行社", False)


def test_a_room_type_needs_a_free_code_and_known_features() -> None:
    hotel = make_hotel()
    kind = make_room_type(hotel)
    with open_house(hotel) as scope:
        with pytest.raises(CodeTaken):
            add_room_type(scope=scope, now=NOW, hotel_id=hotel.id, code="DLX", name_zh="豪华")
        with pytest.raises(BadInput):
            change_room_type(
                scope=scope,
                now=NOW,
                room_type=kind,
                name_zh="x",
                name_en="",
                feature_codes=["pool"],
                rank=0,
                is_active=True,
            )


def test_a_given_room_is_not_taken_out_of_the_house() -> None:
    hotel = make_hotel()
    room, stay = make_room(hotel, "1001"), make_booking(hotel, make_guest())
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=room)
        with pytest.raises(RoomTaken):
            change_room(
                scope=scope, now=NOW, room=room, room_type=room.room_type, floor=10, feature_codes=[], is_active=False
            )
    assert Room.unscoped.get(id=room.id).is_active


def test_the_board_shows_guests_blocks_and_changes_its_stamp() -> None:
    hotel = make_hotel()
    room, other = make_room(hotel, "1001"), make_room(hotel, "1002")
    guest = make_guest("王建国")
    stay = make_booking(hotel, guest, arrival=TODAY)
    with open_house(hotel) as scope:
        before = board_stamp(hotel, TODAY)
        assign_room(scope=scope, now=NOW, stay=stay, room=room)
        block = block_room(scope=scope, now=NOW, room=other, first_night=TODAY, last_night=TODAY, reason="空调")
        tiles = room_board(hotel, TODAY)
        assert [(t.room.number, [s.guest.name for s in t.arriving], bool(t.block)) for t in tiles] == [
            ("1001", ["王建国"], False),
            ("1002", [], True),
        ]
        middle = board_stamp(hotel, TODAY)
        unblock_room(scope=scope, now=NOW, block=block)
        after = board_stamp(hotel, TODAY)
        set_room_status(scope=scope, now=NOW + timedelta(minutes=1), room=other, status=RoomStatus.DIRTY)
        assert len({before, middle, after, board_stamp(hotel, TODAY)}) == 4
        assert RoomBlock.objects.count() == 0


def test_attendants_change_the_status_and_nothing_else() -> None:
    hotel = make_hotel()
    room = make_room(hotel, "1001")
    with scope_of(make_staff(hotel, "housekeeping_attendant")) as scope:
        set_room_status(scope=scope, now=NOW, room=room, status=RoomStatus.CLEAN)
        with pytest.raises(NotAllowed):
            add_rooms(scope=scope, now=NOW, room_type=room.room_type, numbers="1002")


@pytest.mark.requirement("R-741")
def test_spend_is_entered_by_outlet_item_and_amount() -> None:
    hotel, guest = make_hotel(), make_guest()
    stay = make_booking(hotel, guest, arrival=TODAY)
    with open_house(hotel) as scope:
        add_code(scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.OUTLET, code="BAR")
        for text in ("58", "41.999"):
            record_spend(
                scope=scope, now=NOW, hotel=hotel, guest=guest, outlet="BAR", day=TODAY, amount=Decimal(text), item="龙井",
                stay_id=stay.id, at=NOW,
            )  # fmt: skip
        with pytest.raises(UnknownCode):
            record_spend(scope=scope, now=NOW, hotel=hotel, guest=guest, outlet="SPA", day=TODAY, amount=Decimal(1))
        with pytest.raises(BadInput):
            record_spend(scope=scope, now=NOW, hotel=hotel, guest=guest, outlet="BAR", day=TODAY, amount=Decimal("NaN"))
        assert guest_counters(guest.id).spend_by_outlet == [("BAR", Decimal("100.00"))]
    assert {(s.item, s.at, s.stay_id) for s in Spend.unscoped.all()} == {("龙井", NOW, stay.id)}


@pytest.mark.requirement("R-106", "R-357")
def test_luggage_and_left_items_are_held_until_handed_over_once() -> None:
    hotel, guest = make_hotel(), make_guest()
    stay = make_booking(hotel, guest)
    with open_house(hotel) as scope:
        bag = hold_property(
            scope=scope, now=NOW, hotel=hotel, guest=guest, kind=PropertyKind.LUGGAGE, description="黑色拉杆箱",
            held_on=TODAY, tag="A-0417", place="礼宾部 3 号架",
        )  # fmt: skip
        left = hold_property(
            scope=scope, now=NOW, hotel=hotel, guest=guest, kind=PropertyKind.LEFT_ITEM, description="充电器",
            held_on=TOMORROW, found_in="1103", place="12 柜", stay_id=stay.id,
        )  # fmt: skip
        assert [h.id for h in held_for([guest.id])] == [bag.id, left.id]
        hand_over_property(scope=scope, now=NOW, held=bag)
        assert (bag.handed_over_at, bag.handed_over_by) == (NOW, scope.actor.name)
        with pytest.raises(WrongState):
            hand_over_property(scope=scope, now=NOW, held=bag)
        assert [(h.found_in, h.held_by, h.stay_id) for h in held_for([guest.id])] == [("1103", "Binzhi", stay.id)]
