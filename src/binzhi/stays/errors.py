"""Refusals of the room."""

from binzhi.kernel.errors import DomainError


class DepartureBeforeArrival(DomainError):
    """The departure lies before the arrival."""

    code = "departure_before_arrival"
    zh = "离店日期 {departure} 早于抵店日期 {arrival}，请核对。"
    en = "The departure {departure} lies before the arrival {arrival}. Check the dates."
    status = 422


class UnknownCode(DomainError):
    """The hotel does not know the code."""

    code = "unknown_code"
    zh = "酒店没有{kind_zh}代码“{value}”。请先建立该代码，或导入时选择“新建代码”。"
    en = 'The hotel does not know the {kind_en} code "{value}". Create it first, or import with "create codes".'
    status = 422


class NumberTaken(DomainError):
    """The confirmation number is in use."""

    code = "number_taken"
    zh = "预订号 {number} 已被使用。"
    en = "The reservation number {number} is in use already."


class GuestInBooking(DomainError):
    """The guest has a stay in the booking already."""

    code = "guest_in_booking"
    zh = "该客人已在此预订中。"
    en = "This guest is in the booking already."


class RoomTaken(DomainError):
    """Another stay holds the room on one of the nights (R-217: never one room twice)."""

    code = "room_taken"
    zh = "{room} 房在 {night} 已分给其他客人，请另选一间。"
    en = "Room {room} is given to another guest on {night}. Choose another."


class RoomOutOfOrder(DomainError):
    """The room cannot be let on those nights."""

    code = "room_out_of_order"
    zh = "{room} 房在所选日期停用({reason})。"
    en = "Room {room} cannot be let on those nights ({reason})."


class RoomNotReady(DomainError):
    """The room is dirty."""

    code = "room_not_ready"
    zh = "{room} 房尚未打扫完毕，不能入住。请等管家部改为净房，或换一间。"
    en = "Room {room} is not clean yet. Wait for housekeeping or take another room."


class RoomOccupied(DomainError):
    """Someone still lives in the room."""

    code = "room_occupied"
    zh = "{room} 房仍有客人在住。请先为其办理退房，或换一间。"
    en = "Someone still lives in room {room}. Check that guest out first, or take another room."


class NotArrivalDay(DomainError):
    """The guest is expected on a later day."""

    code = "not_arrival_day"
    zh = "该客人 {arrival} 抵店，当前营业日是 {today}。如客人提前到达，请先修改抵店日期。"
    en = "This guest is expected on {arrival} and the business date is {today}. Change the arrival if the guest is early."


class WrongState(DomainError):
    """The act does not fit the state."""

    code = "wrong_state"
    zh = "当前状态为“{state}”，不能执行此操作。"
    en = 'This cannot be done while the state is "{state}".'


class NoRoomYet(DomainError):
    """Check-in needs a room."""

    code = "no_room_yet"
    zh = "请先分房，再办理入住。"
    en = "Assign a room before check-in."


class DayNotFinished(DomainError):
    """The night audit finds work left."""

    code = "day_not_finished"
    zh = "夜审未完成：还有 {arrivals} 位预抵客人未处理，{departures} 位应离客人未退房。"
    en = "The day cannot close: {arrivals} expected arrivals and {departures} due departures are not dealt with."
