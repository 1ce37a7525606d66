"""Verbs of arrival and departure: check in, check out, no-show."""

from datetime import date, datetime

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, record, unit_of_work
from binzhi.kernel.scope import Scope
from binzhi.stays.access import CHECK_IN, CHECK_OUT
from binzhi.stays.domain.assignment import free_rooms_of, pass_on_nights, refuse_unready
from binzhi.stays.domain.booking import stays_of
from binzhi.stays.enums import ReservationState, RoomStatus, StayState
from binzhi.stays.errors import NoRoomYet, NotArrivalDay, WrongState
from binzhi.stays.models import Reservation, Stay

CHECKED_IN = declare_act("check_in", zh="入住 {room}", en="Checked in to {room}")
CHECKED_OUT = declare_act("check_out", zh="退房 {room}", en="Checked out of {room}")
NO_SHOW = declare_act("mark_no_show", zh="应到未到 {number}", en="No-show {number}")


def _reservation_of(stay: Stay) -> Reservation:
    row: Reservation = Reservation.objects.get(guest_id=stay.host_guest_id, id=stay.reservation_id)
    return row


def check_in(*, scope: Scope, now: datetime, stay: Stay, today: date) -> Stay:
    """Check an expected guest in to the assigned room.

    Refuses without a room (:class:`NoRoomYet`), a dirty room (:class:`RoomNotReady`), a room someone still lives in
    (:class:`RoomOccupied`), a later arrival day (:class:`NotArrivalDay`) and another state. What blocks a check-in (an
    unsigned allergy) is asked by the door before.
    """
    scope.need(CHECK_IN)
    scope.need_hotel(stay.hotel_id)
    if stay.state != StayState.EXPECTED:
        raise WrongState(state=StayState(stay.state).label)
    if stay.arrival > today:
        raise NotArrivalDay(arrival=stay.arrival, today=today)
    if stay.room is None:
        raise NoRoomYet
    refuse_unready(stay, stay.room)
    with unit_of_work(scope):
        stay.state, stay.checked_in_at, stay.served_by = StayState.IN_HOUSE, now, scope.actor.name
        amend(stay, "state", "checked_in_at", "served_by")
        reservation = _reservation_of(stay)
        if reservation.state != ReservationState.IN_HOUSE:
            reservation.state, reservation.state_on, reservation.updated_at = ReservationState.IN_HOUSE, today, now
            amend(reservation, "state", "state_on", "updated_at")
        record(
            CHECKED_IN,
            scope=scope,
            now=now,
            object_type="stay",
            object_id=stay.id,
            guest_id=stay.guest_id,
            hotel_id=stay.hotel_id,
            details={"room": stay.room.number},
        )
    return stay


def check_out(*, scope: Scope, now: datetime, stay: Stay, today: date) -> Stay:
    """Check an in-house guest out; the room becomes dirty, unused nights become free, an early departure shortens it.

    Someone who shares the room and stays on keeps its nights. The booking is over when nobody of it is in or expected.
    """
    scope.need(CHECK_OUT)
    scope.need_hotel(stay.hotel_id)
    if stay.state != StayState.IN_HOUSE:
        raise WrongState(state=StayState(stay.state).label)
    with unit_of_work(scope):
        stay.state, stay.checked_out_at = StayState.DEPARTED, now
        if today < stay.departure:
            stay.departure = max(today, stay.arrival)
            stay.nights = (stay.departure - stay.arrival).days
        amend(stay, "state", "checked_out_at", "departure", "nights")
        pass_on_nights(stay, from_night=max(today, stay.arrival))
        if stay.room is not None:
            stay.room.status, stay.room.status_at = RoomStatus.DIRTY, now
            amend(stay.room, "status", "status_at")
        reservation = _reservation_of(stay)
        others = [s for s in stays_of(reservation) if s.id != stay.id]
        if all(s.state not in {StayState.IN_HOUSE, StayState.EXPECTED} for s in others):
            reservation.state, reservation.state_on = ReservationState.CHECKED_OUT, today
            reservation.updated_at = now
            amend(reservation, "state", "state_on", "updated_at")
        record(
            CHECKED_OUT,
            scope=scope,
            now=now,
            object_type="stay",
            object_id=stay.id,
            guest_id=stay.guest_id,
            hotel_id=stay.hotel_id,
            details={"room": stay.room.number if stay.room else ""},
        )
    return stay


def mark_no_show(*, scope: Scope, now: datetime, reservation: Reservation, today: date) -> Reservation:
    """Note who of the booking did not come: all of them, or those missing beside the ones in house; rooms become free."""
    scope.need(CHECK_IN)
    scope.need_hotel(reservation.hotel_id)
    missing = [s for s in stays_of(reservation) if s.state == StayState.EXPECTED]
    if not missing:
        raise WrongState(state=ReservationState(reservation.state).label)
    with unit_of_work(scope):
        if reservation.state in {ReservationState.BOOKED, ReservationState.REQUESTED}:
            reservation.state, reservation.state_on, reservation.updated_at = ReservationState.NO_SHOW, today, now
            amend(reservation, "state", "state_on", "updated_at")
        for stay in missing:
            free_rooms_of(stay)
            stay.state, stay.room = StayState.NO_SHOW, None
            amend(stay, "state", "room")
        record(
            NO_SHOW,
            scope=scope,
            now=now,
            object_type="reservation",
            object_id=reservation.id,
            guest_id=reservation.guest_id,
            hotel_id=reservation.hotel_id,
            details={"number": reservation.number},
        )
    return reservation
