"""Verbs that take an import back: reservations it made go, those it changed get their old values, its codes go."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.kernel.scope import Scope
from binzhi.stays.access import BOOK, MANAGE_HOUSE
from binzhi.stays.codes import CODE_FIELDS
from binzhi.stays.domain.assignment import claim_nights, free_rooms_of, nights_between
from binzhi.stays.domain.booking import stays_of
from binzhi.stays.domain.booking_rows import COPIED
from binzhi.stays.enums import CodeKind, StayState
from binzhi.stays.errors import RoomOutOfOrder, RoomTaken
from binzhi.stays.models import HotelCode, Reservation, ReservationKey, Room, RoomNight, RoomType, Spend, Stay

REMOVED = declare_act(
    "remove_imported_reservation", zh="撤销导入，删除预订 {number}", en="Import undone: removed reservation {number}"
)
RESTORED = declare_act(
    "restore_reservation",
    zh="撤销导入，恢复预订 {number} 的原值:{fields}",
    en="Import undone: reservation {number} has its old values again: {fields}",
)
CODE_GONE = declare_act(
    "remove_unused_code", zh="删除未使用的代码 {kind} {code}", en="Removed the unused code {kind} {code}"
)

ROOM_TYPE = "room_type"
STAY_FIELDS = ("state", "arrival", "departure", "nights", "eta", "rate")
Snapshot = dict[str, Any]


def remove_imported_reservations(*, scope: Scope, now: datetime, reservations: Iterable[Reservation]) -> int:
    """Remove reservations that only an import made, with their stays, room nights and numbers; returns how many.

    Whether anyone has worked with them since is asked by the caller; one with spend refuses by leaving it out.
    """
    scope.need(BOOK)
    rows = {row.id: row for row in reservations}
    for row in rows.values():
        scope.need_hotel(row.hotel_id)
    with unit_of_work(scope):
        stays = list(Stay.objects.filter(reservation_id__in=list(rows)))
        spent = Spend.objects.filter(guest_id__in={s.guest_id for s in stays}, stay_id__in=[s.id for s in stays])
        paid = set(spent.values_list("stay_id", flat=True))
        for stay in stays:
            if stay.id in paid:
                rows.pop(stay.reservation_id, None)
        going = [s for s in stays if s.reservation_id in rows]
        guests = {r.guest_id for r in rows.values()}
        RoomNight.objects.filter(stay_id__in=[s.id for s in going]).delete()
        Stay.objects.filter(guest_id__in={s.guest_id for s in going}, id__in=[s.id for s in going]).delete()
        ReservationKey.objects.filter(reservation_id__in=list(rows)).delete()
        Reservation.objects.filter(guest_id__in=guests, id__in=list(rows)).delete()
        for row in rows.values():
            record(
                REMOVED,
                scope=scope,
                now=now,
                object_type="reservation",
                object_id=row.id,
                guest_id=row.guest_id,
                hotel_id=row.hotel_id,
                details={"number": row.number},
            )
    return len(rows)


def stay_snapshots(reservation: Reservation) -> list[Snapshot]:
    """Return what :func:`restore_reservation` needs to know about the stays of a booking."""
    return [
        {
            "id": stay.id.hex,
            "guest": stay.guest_id.hex,
            "room": stay.room_id.hex if stay.room_id else "",
            "room_type": stay.room_type_id.hex if stay.room_type_id else "",
            **{f: _plain(getattr(stay, f)) for f in STAY_FIELDS},
        }
        for stay in stays_of(reservation)
    ]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


def _value_of(model: type[models.Model], name: str, kept: Any) -> Any:
    column: Any = model._meta.get_field(name)
    return column.to_python(kept)


def reservation_snapshot(reservation: Reservation) -> Snapshot:
    """Return the values of a booking that a change may touch, as JSON can keep them; requests stay sealed."""
    kept: Snapshot = {f: _plain(getattr(reservation, f)) for f in COPIED}
    kept[ROOM_TYPE] = reservation.room_type_id.hex if reservation.room_type_id else ""
    sealed = reservation.special_requests
    kept["special_requests"] = bytes(sealed).hex() if sealed is not None else ""
    return kept


def restore_reservation(
    *, scope: Scope, now: datetime, reservation: Reservation, values: Snapshot, stays: list[Snapshot]
) -> list[str]:
    """Put the old values of a booking and its stays back; returns the rooms that could not be given back."""
    scope.need(BOOK)
    scope.need_hotel(reservation.hotel_id)
    with unit_of_work(scope):
        row: Reservation = locked(Reservation.objects.filter(guest_id=reservation.guest_id, id=reservation.id)).get()
        for field in COPIED:
            if field in values:
                setattr(row, field, _value_of(Reservation, field, values[field]))
        if ROOM_TYPE in values:
            row.room_type_id = UUID(values[ROOM_TYPE]) if values[ROOM_TYPE] else None
        if "special_requests" in values:
            text = values["special_requests"]
            row.special_requests = bytes.fromhex(text) if text else None
        row.nights, row.updated_at, row.version = (row.departure - row.arrival).days, now, row.version + 1
        amend(row, *COPIED, "room_type", "special_requests", "nights", "updated_at", "version")
        lost = _restore_stays(row, {UUID(s["id"]): s for s in stays})
        record(
            RESTORED,
            scope=scope,
            now=now,
            object_type="reservation",
            object_id=row.id,
            guest_id=row.guest_id,
            hotel_id=row.hotel_id,
            details={"number": row.number, "fields": ", ".join(sorted(values)) or "rooms"},
        )
    return lost


def _restore_stays(row: Reservation, wanted: dict[UUID, Snapshot]) -> list[str]:
    standing = [stay for stay in stays_of(row) if stay.id in wanted]
    for stay in standing:
        kept = wanted[stay.id]
        for field in STAY_FIELDS:
            setattr(stay, field, _value_of(Stay, field, kept[field]))
        stay.room_type_id = UUID(kept["room_type"]) if kept["room_type"] else None
    lost: list[str] = []
    for index in sorted({s.room_index for s in standing}):
        expected = [s for s in standing if s.room_index == index and s.state == StayState.EXPECTED]
        lost += _give_back_room(expected, [wanted[s.id]["room"] for s in expected])
    for stay in standing:
        amend(stay, *STAY_FIELDS, "room_type", "room")
    return lost


def _give_back_room(sharers: list[Stay], rooms: list[str]) -> list[str]:
    """Let expected guests who share have the room of before the import again, when it is still free."""
    for stay in sharers:
        free_rooms_of(stay)
        stay.room = None
    room = next((r for room_id in rooms if room_id and (r := Room.objects.filter(id=UUID(room_id)).first())), None)
    if room is None:
        return []
    holder = next(s for s, room_id in zip(sharers, rooms, strict=True) if room_id)
    try:
        claim_nights(holder, room, nights_between(holder.arrival, holder.departure))
    except (RoomTaken, RoomOutOfOrder):
        return [room.number]
    for stay, room_id in zip(sharers, rooms, strict=True):
        stay.room = room if room_id else None
    return []


def remove_unused_codes(*, scope: Scope, now: datetime, hotel_id: UUID, codes: Iterable[tuple[str, str]]) -> int:
    """Remove codes and room types that nothing in the hotel uses; the others stay. Returns how many went."""
    scope.need(MANAGE_HOUSE)
    scope.need_hotel(hotel_id)
    gone = 0
    with unit_of_work(scope):
        for kind, code in codes:
            found = (
                RoomType.objects.filter(hotel_id=hotel_id, code=code)
                if kind == ROOM_TYPE
                else (HotelCode.objects.filter(hotel_id=hotel_id, kind=kind, code=code))
            )
            row = found.first()
            if row is None or _in_use(hotel_id, kind, row):
                continue
            found.delete()
            gone += 1
            record(
                CODE_GONE,
                scope=scope,
                now=now,
                object_type="code",
                object_id=row.id,
                hotel_id=hotel_id,
                details={"kind": kind, "code": code},
            )
    return gone


def _in_use(hotel_id: UUID, kind: str, row: Any) -> bool:
    bookings = Reservation.objects.filter(hotel_id=hotel_id)
    if kind == ROOM_TYPE:
        stays = Stay.objects.filter(hotel_id=hotel_id, room_type_id=row.id)
        rooms = Room.objects.filter(room_type_id=row.id)
        return any(found.exists() for found in (rooms, stays, bookings.filter(room_type_id=row.id)))
    if kind == CodeKind.OUTLET.value:
        return any(Spend.objects.filter(hotel_id=hotel_id, outlet=row.code)[:1])
    return any(bookings.filter(**{f: row.code}).exists() for f, one in CODE_FIELDS.items() if one.value == kind)
