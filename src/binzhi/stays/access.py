"""Permissions of the room and the gates to its objects."""

from typing import Any
from uuid import UUID

from binzhi.guests.joined import row_of
from binzhi.kernel.errors import NotFound
from binzhi.kernel.permissions import declare
from binzhi.kernel.scope import Scope
from binzhi.stays.models import HeldProperty, HotelCode, Reservation, Room, RoomBlock, RoomType, Stay

READ = declare("stays.read", zh="查看预订与在住", en="See reservations and in-house guests")
BOOK = declare("stays.book", zh="预订、修改与取消", en="Book, change and cancel")
CHECK_IN = declare("stays.check_in", zh="办理入住", en="Check in")
CHECK_OUT = declare("stays.check_out", zh="办理退房", en="Check out")
ASSIGN_ROOM = declare("stays.assign_room", zh="分房与换房", en="Assign and change rooms")
ROOM_STATUS = declare("stays.room_status", zh="更改房态", en="Change the status of rooms")
RECORD_SPEND = declare("stays.record_spend", zh="录入消费", en="Enter spend")
HOLD_PROPERTY = declare("stays.hold_property", zh="寄存与遗留物品", en="Luggage and items left behind")
MANAGE_HOUSE = declare("stays.manage_house", zh="维护房型、客房与代码", en="Set up room types, rooms and codes")
SET_LEVEL = declare("stays.set_level", zh="改定客户级别", en="Set the level of a customer")
NIGHT_AUDIT = declare("stays.night_audit", zh="夜审", en="Night audit")


def _one(found: Any) -> Any:
    return _there(found.first())


def _there(row: Any) -> Any:
    if row is None:
        raise NotFound
    return row


def get_reservation(scope: Scope, guest_id: UUID, reservation_id: UUID, *, to: str = READ) -> Reservation:
    """Return a reservation of a person in a readable hotel, or refuse."""
    scope.need(to)
    row: Reservation = _there(row_of(Reservation.objects, guest_id, reservation_id))
    return row


def get_stay(scope: Scope, guest_id: UUID, stay_id: UUID, *, to: str = READ) -> Stay:
    """Return a stay of a person in a readable hotel, or refuse."""
    scope.need(to)
    row: Stay = _there(row_of(Stay.objects.select_related("room", "room_type"), guest_id, stay_id))
    return row


def get_room(scope: Scope, room_id: UUID, *, to: str = READ) -> Room:
    """Return a room of a readable hotel, or refuse."""
    scope.need(to)
    row: Room = _one(Room.objects.select_related("room_type").filter(id=room_id))
    return row


def get_room_type(scope: Scope, room_type_id: UUID, *, to: str = READ) -> RoomType:
    """Return a room type of a readable hotel, or refuse."""
    scope.need(to)
    row: RoomType = _one(RoomType.objects.filter(id=room_type_id))
    return row


def get_property(scope: Scope, guest_id: UUID, property_id: UUID) -> HeldProperty:
    """Return a held item of a readable hotel, or refuse."""
    scope.need(READ)
    row: HeldProperty = _there(row_of(HeldProperty.objects, guest_id, property_id))
    return row


def get_block(scope: Scope, block_id: UUID) -> RoomBlock:
    """Return a block of a room of a readable hotel, or refuse."""
    scope.need(ROOM_STATUS)
    row: RoomBlock = _one(RoomBlock.objects.select_related("room").filter(id=block_id))
    return row


def get_code(scope: Scope, code_id: UUID) -> HotelCode:
    """Return a code of a readable hotel, or refuse."""
    scope.need(MANAGE_HOUSE)
    row: HotelCode = _one(HotelCode.objects.filter(id=code_id))
    return row
