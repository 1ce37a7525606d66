"""The room numbers of a chunk's bookings, given once the bookings are written."""

from binzhi.audit.domain.unit import attempt, current_unit
from binzhi.integrations.domain.outcome import Result, warning
from binzhi.integrations.domain.rows import Applier
from binzhi.integrations.enums import Outcome
from binzhi.integrations.rows import ReservationRow
from binzhi.stays.domain.assignment import assign_room, note_room
from binzhi.stays.domain.booking import stays_of
from binzhi.stays.enums import StayState
from binzhi.stays.errors import RoomOutOfOrder, RoomTaken
from binzhi.stays.models import Reservation, Room


def give_rooms(applier: Applier) -> None:
    """Assign or note the rooms the rows name; a room that cannot be given is a warning and the booking stands."""
    if not applier.rooms:
        return
    current_unit().flush()
    numbers = {row.room_no.strip() for row, _, _ in applier.rooms}
    column = applier.heads.get("room_no", "room_no")
    found = Room.objects.filter(hotel=applier.hotel, number__in=numbers).select_related("room_type")
    rooms = {room.number: room for room in found}
    for row, reservation, result in applier.rooms:
        room = rooms.get(row.room_no.strip())
        if room is None:
            text = ("酒店没有此房号，未分房。请先建立客房。", "There is no such room; none was assigned. Add it first.")
            result.problems.append(warning("room_unknown", column, row.room_no, *text))
        else:
            _give(applier, row, reservation, result, room)


def _give(applier: Applier, row: ReservationRow, reservation: Reservation, result: Result, room: Room) -> None:
    stay = next(iter(stays_of(reservation)), None)
    if stay is None or stay.room_id == room.id or stay.state in {StayState.CANCELLED, StayState.NO_SHOW}:
        return
    try:
        with attempt():
            if stay.state == StayState.EXPECTED:
                assign_room(scope=applier.scope, now=applier.now, stay=stay, room=room)
            else:
                note_room(scope=applier.scope, now=applier.now, stay=stay, room=room, today=applier.today)
    except (RoomTaken, RoomOutOfOrder) as error:
        said = warning(
            error.code, applier.heads.get("room_no", "room_no"), row.room_no, error.text("zh-hans"), error.text("en")
        )
        result.problems.append(said)
        return
    if result.outcome == Outcome.UNCHANGED:
        result.outcome = Outcome.CHANGED
