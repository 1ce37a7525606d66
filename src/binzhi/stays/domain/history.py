"""The verb on stays that took place before the house kept its own book: which room, when, who served."""

from datetime import date, datetime, timedelta

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.kernel.scope import Scope
from binzhi.stays.access import BOOK
from binzhi.stays.enums import StayState
from binzhi.stays.errors import WrongState
from binzhi.stays.models import Room, RoomNight, Stay

NOTED_PAST = declare_act("note_past_stay", zh="补录住店：{room} 房", en="Noted a past stay in room {room}")


def note_past_stay(
    *,
    scope: Scope,
    now: datetime,
    stay: Stay,
    room: Room,
    checked_in_at: datetime,
    checked_out_at: datetime,
    served_by: str = "",
    keep_nights: bool = True,
) -> Stay:
    """Put room, times and the clerk who served on a departed stay; refuses one that has not departed.

    ``keep_nights`` also writes who had the room on each night; leave it out when the source gives one room twice.
    """
    scope.need(BOOK)
    scope.need_hotel(stay.hotel_id)
    if stay.state != StayState.DEPARTED:
        raise WrongState(state=StayState(stay.state).label)
    with unit_of_work(scope):
        stay.room, stay.served_by = room, served_by[:120]
        stay.checked_in_at, stay.checked_out_at = checked_in_at, checked_out_at
        amend(stay, "room", "served_by", "checked_in_at", "checked_out_at")
        if keep_nights:
            for night in _nights(stay.arrival, stay.departure):
                persist(
                    RoomNight(
                        hotel_id=stay.hotel_id, room_id=room.id, night=night, guest_id=stay.guest_id, stay_id=stay.id
                    )
                )
        record(
            NOTED_PAST,
            scope=scope,
            now=now,
            object_type="stay",
            object_id=stay.id,
            guest_id=stay.guest_id,
            hotel_id=stay.hotel_id,
            details={"room": room.number},
        )
    return stay


def _nights(first: date, departure: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(max(1, (departure - first).days))]
