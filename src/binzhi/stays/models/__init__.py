from binzhi.stays.models.bookings import (
    HeldProperty,
    HotelGuestRow,
    Reservation,
    ReservationKey,
    RoomMove,
    RoomNight,
    Spend,
    Stay,
)
from binzhi.stays.models.levels import LevelOverride
from binzhi.stays.models.rooms import HotelCode, Room, RoomBlock, RoomType

__all__ = [
    "HeldProperty",
    "HotelCode",
    "HotelGuestRow",
    "LevelOverride",
    "Reservation",
    "ReservationKey",
    "Room",
    "RoomBlock",
    "RoomMove",
    "RoomNight",
    "RoomType",
    "Spend",
    "Stay",
]
