"""Verbs on rooms given to stays. ``RoomNight`` is the rule: its primary key refuses a room given twice."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.kernel.scope import Scope
from binzhi.stays.access import ASSIGN_ROOM
from binzhi.stays.enums import RoomStatus, StayState
from binzhi.stays.errors import RoomNotReady, RoomOccupied, RoomOutOfOrder, RoomTaken, WrongState
from binzhi.stays.models import Room, RoomBlock, RoomMove, RoomNight, Stay

ASSIGNED = declare_act("assign_room", zh="分房 {room}", en="Assigned room {room}")
RELEASED = declare_act("release_room", zh="取消分房 {room}", en="Released room {room}")
MOVED = declare_act("move_room", zh="换房 {from_room} → {to_room}", en="Moved from room {from_room} to {to_room}")


def nights_between(first: date, departure: date) -> list[date]:
    """Return the nights of a stay; a day use counts its day."""
    return [first + timedelta(days=n) for n in range(max(1, (departure - first).days))]


def _sharers(stay: Stay, *, state: str = "") -> list[Stay]:
    same = Stay.objects.filter(
        hotel_id=stay.hotel_id,
        reservation_id=stay.reservation_id,
        room_index=stay.room_index,
        state=state or stay.state,
    )
    return list(same.exclude(guest_id=stay.guest_id, id=stay.id))


def free_rooms_of(stay: Stay, *, from_night: date | None = None) -> None:
    """Give back the room nights of a stay (from a night on)."""
    held = RoomNight.objects.filter(stay_id=stay.id)
    if from_night is not None:
        held = held.filter(night__gte=from_night)
    held.delete()


def refuse_unready(stay: Stay, room: Room) -> None:
    """Refuse a room that is not clean, or that someone else still lives in (a night key does not know day guests)."""
    if room.status not in {RoomStatus.CLEAN, RoomStatus.INSPECTED}:
        raise RoomNotReady(room=room.number)
    others = Stay.objects.filter(hotel_id=stay.hotel_id, room=room, state=StayState.IN_HOUSE)
    if others.exclude(reservation_id=stay.reservation_id, room_index=stay.room_index).exists():
        raise RoomOccupied(room=room.number)


def pass_on_nights(stay: Stay, *, from_night: date) -> None:
    """Leave the room nights of a departing guest to someone who shares the room and stays, or give them back."""
    heirs = [s for s in _sharers(stay, state=StayState.IN_HOUSE) if s.room_id == stay.room_id]
    held = RoomNight.objects.filter(stay_id=stay.id, night__gte=from_night)
    if heirs:
        heir = max(heirs, key=lambda s: s.departure)
        held.filter(night__gte=heir.departure).delete()
        held.update(guest_id=heir.guest_id, stay_id=heir.id)
    else:
        held.delete()


def refit_rooms(stays: list[Stay]) -> None:
    """Fit the room nights to changed dates of the stays of one booking.

    A guest in the house keeps the room or the change is refused (:class:`RoomTaken`); an expected guest keeps it when
    it is free on the new nights and loses it otherwise. ``room`` of the stays is set, not yet written.
    """
    for index in sorted({s.room_index for s in stays}):
        group = [s for s in stays if s.room_index == index]
        for holder in group:
            if holder.room is not None and holder.state in {StayState.EXPECTED, StayState.IN_HOUSE}:
                held = RoomNight.objects.filter(stay_id=holder.id, room_id=holder.room.id)
                nights = sorted(held.values_list("night", flat=True))
                if nights and not _refit(holder, holder.room, nights):
                    for one in group:
                        one.room = None


def _refit(holder: Stay, room: Room, held: list[date]) -> bool:
    """Claim the missing nights, then give back the surplus ones; False when an expected guest lost the room."""
    begin = holder.arrival if holder.state == StayState.EXPECTED else max(held[0], holder.arrival)
    wanted = nights_between(begin, holder.departure)
    missing = [n for n in wanted if n not in held]
    try:
        if missing:
            claim_nights(holder, room, missing)
    except (RoomTaken, RoomOutOfOrder):
        if holder.state == StayState.IN_HOUSE:
            raise
        free_rooms_of(holder)
        return False
    surplus = [n for n in held if n not in wanted]
    RoomNight.objects.filter(stay_id=holder.id, room_id=room.id, night__in=surplus).delete()
    return True


def claim_nights(stay: Stay, room: Room, nights: list[date]) -> None:
    """Write the room nights or refuse with the night that is taken."""
    blocked = RoomBlock.objects.filter(room=room, first_night__lte=nights[-1], last_night__gte=nights[0]).first()
    if blocked is not None:
        raise RoomOutOfOrder(room=room.number, reason=blocked.reason or "—")
    rows = [
        RoomNight(hotel_id=stay.hotel_id, room_id=room.id, night=n, guest_id=stay.guest_id, stay_id=stay.id)
        for n in nights
    ]
    try:
        with transaction.atomic():
            RoomNight.objects.bulk_create(rows)
    except IntegrityError as error:
        taken = RoomNight.objects.filter(hotel_id=stay.hotel_id, room_id=room.id, night__in=nights)
        night = taken.order_by("night").values_list("night", flat=True).first()
        raise RoomTaken(room=room.number, night=night or nights[0]) from error


def assign_room(*, scope: Scope, now: datetime, stay: Stay, room: Room) -> Stay:
    """Give a room to an expected stay (and to those who share it) for all its nights (R-217).

    A room assigned before is given back. Refuses a room that another stay holds on any night (:class:`RoomTaken`) or
    that cannot be let (:class:`RoomOutOfOrder`).
    """
    scope.need(ASSIGN_ROOM)
    scope.need_hotel(stay.hotel_id)
    if stay.state != StayState.EXPECTED:
        raise WrongState(state=StayState(stay.state).label)
    with unit_of_work(scope):
        sharers = _sharers(stay)
        for one in [stay, *sharers]:
            free_rooms_of(one)
        claim_nights(stay, room, nights_between(stay.arrival, stay.departure))
        for one in [stay, *sharers]:
            one.room = room
            amend(one, "room")
        record(
            ASSIGNED,
            scope=scope,
            now=now,
            object_type="stay",
            object_id=stay.id,
            guest_id=stay.guest_id,
            hotel_id=stay.hotel_id,
            details={"room": room.number},
        )
    return stay


def note_room(*, scope: Scope, now: datetime, stay: Stay, room: Room, today: date) -> Stay:
    """Note which room a past or present stay of another system has: past nights are not claimed, those ahead are.

    Refuses a room that another stay holds on a night ahead (:class:`RoomTaken`).
    """
    scope.need(ASSIGN_ROOM)
    scope.need_hotel(stay.hotel_id)
    with unit_of_work(scope):
        if stay.state == StayState.IN_HOUSE and stay.departure > today:
            free_rooms_of(stay, from_night=today)
            claim_nights(stay, room, nights_between(max(stay.arrival, today), stay.departure))
        stay.room = room
        amend(stay, "room")
        record(
            ASSIGNED,
            scope=scope,
            now=now,
            object_type="stay",
            object_id=stay.id,
            guest_id=stay.guest_id,
            hotel_id=stay.hotel_id,
            details={"room": room.number},
        )
    return stay


def release_room(*, scope: Scope, now: datetime, stay: Stay) -> Stay:
    """Take the room from an expected stay."""
    scope.need(ASSIGN_ROOM)
    scope.need_hotel(stay.hotel_id)
    if stay.state != StayState.EXPECTED:
        raise WrongState(state=StayState(stay.state).label)
    if stay.room is None:
        return stay
    number = stay.room.number
    with unit_of_work(scope):
        for one in [stay, *_sharers(stay)]:
            free_rooms_of(one)
            one.room = None
            amend(one, "room")
        record(
            RELEASED,
            scope=scope,
            now=now,
            object_type="stay",
            object_id=stay.id,
            guest_id=stay.guest_id,
            hotel_id=stay.hotel_id,
            details={"room": number},
        )
    return stay


def move_room(*, scope: Scope, now: datetime, stay: Stay, room: Room, today: date, reason: str = "") -> Stay:
    """Move an in-house guest (and sharers) to another room from tonight on; the move stays in the history.

    The room left becomes dirty. Refuses a room that is not ready (:class:`RoomNotReady`), lived in
    (:class:`RoomOccupied`), given away (:class:`RoomTaken`) or out of use (:class:`RoomOutOfOrder`).
    """
    scope.need(ASSIGN_ROOM)
    scope.need_hotel(stay.hotel_id)
    if stay.state != StayState.IN_HOUSE:
        raise WrongState(state=StayState(stay.state).label)
    refuse_unready(stay, room)
    left = stay.room
    before = left.number if left else ""
    with unit_of_work(scope):
        if left is not None and left.id != room.id:
            left.status, left.status_at = RoomStatus.DIRTY, now
            amend(left, "status", "status_at")
        sharers = _sharers(stay)
        for one in [stay, *sharers]:
            free_rooms_of(one, from_night=today)
        claim_nights(stay, room, nights_between(today, max(stay.departure, today + timedelta(days=1))))
        for one in [stay, *sharers]:
            one.room = room
            amend(one, "room")
            persist(
                RoomMove(
                    guest_id=one.guest_id,
                    hotel_id=stay.hotel_id,
                    stay_id=one.id,
                    from_room=before,
                    to_room=room.number,
                    moved_at=now,
                    reason=reason.strip()[:200],
                )
            )
        record(
            MOVED,
            scope=scope,
            now=now,
            object_type="stay",
            object_id=stay.id,
            guest_id=stay.guest_id,
            hotel_id=stay.hotel_id,
            details={"from_room": before, "to_room": room.number},
        )
    return stay
