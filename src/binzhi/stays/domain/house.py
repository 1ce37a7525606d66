"""Verbs on room types, rooms, blocks and codes."""

import re
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, current_unit, persist, record, unit_of_work
from binzhi.audit.wordings import choice_words
from binzhi.kernel.errors import BadInput
from binzhi.kernel.scope import Scope
from binzhi.org.domain.house import CodeTaken
from binzhi.stays.access import MANAGE_HOUSE, ROOM_STATUS
from binzhi.stays.enums import CodeKind, RoomStatus
from binzhi.stays.errors import DepartureBeforeArrival, RoomTaken
from binzhi.stays.features import features
from binzhi.stays.models import HotelCode, Room, RoomBlock, RoomNight, RoomType

ADDED_TYPE = declare_act("add_room_type", zh="新增房型 {code}", en="Added room type {code}")
CHANGED_TYPE = declare_act("change_room_type", zh="修改房型 {code}", en="Changed room type {code}")
ADDED_ROOM = declare_act("add_room", zh="新增客房 {number}", en="Added room {number}")
CHANGED_ROOM = declare_act("change_room", zh="修改客房 {number}", en="Changed room {number}")
KIND = {"kind": choice_words(CodeKind)}
ADDED_CODE = declare_act("add_code", zh="新增{kind} {code}", en="Added to {kind}: {code}", said=KIND)
CHANGED_STATUS = declare_act(
    "set_room_status",
    zh="{number} 房态改为{status}",
    en="Room {number} is now {status}",
    said={"status": choice_words(RoomStatus)},
)
CHANGED_CODE = declare_act("change_code", zh="修改{kind} {code}", en="Changed in {kind}: {code}", said=KIND)
UNBLOCKED = declare_act(
    "unblock_room", zh="{number} 房恢复使用 {first} 至 {last}", en="Room {number} in use again {first} to {last}"
)
BLOCKED = declare_act(
    "block_room", zh="{number} 房停用 {first} 至 {last}", en="Room {number} out of use {first} to {last}"
)

RANGE_LIMIT = 200


def _known_features(codes: list[str]) -> list[str]:
    unknown = [c for c in codes if c not in features()]
    if unknown:
        raise BadInput(field="features", zh=f"没有这种特征：{unknown[0]}", en=f"no such feature: {unknown[0]}")
    return sorted(set(codes))


def add_room_type(
    *,
    scope: Scope,
    now: datetime,
    hotel_id: UUID,
    code: str,
    name_zh: str,
    name_en: str = "",
    feature_codes: list[str] | None = None,
    rank: int = 0,
) -> RoomType:
    """Add a room type. Refuses a taken or empty code and unknown features."""
    scope.need(MANAGE_HOUSE)
    scope.need_hotel(hotel_id)
    code = code.strip()
    if not code or len(code) > 16:
        raise BadInput(field="code", zh="请填1至16位房型代码。", en="Enter a code of 1 to 16 characters.")
    if RoomType.objects.filter(hotel_id=hotel_id, code=code).exists():
        raise CodeTaken(taken=code)
    with unit_of_work(scope) as unit:
        row = persist(
            RoomType(
                hotel_id=hotel_id,
                code=code,
                name_zh=name_zh.strip() or code,
                name_en=name_en.strip(),
                features=_known_features(feature_codes or []),
                rank=rank,
            )
        )
        book = unit.memory.get("code_books", {}).get(hotel_id)
        if book is not None:
            book.room_types[code] = row
        record(
            ADDED_TYPE,
            scope=scope,
            now=now,
            object_type="room_type",
            object_id=row.id,
            hotel_id=hotel_id,
            details={"code": code},
        )
    return row


def change_room_type(
    *,
    scope: Scope,
    now: datetime,
    room_type: RoomType,
    name_zh: str,
    name_en: str,
    feature_codes: list[str],
    rank: int,
    is_active: bool,
) -> RoomType:
    """Change names, features, order or use of a room type."""
    scope.need(MANAGE_HOUSE)
    scope.need_hotel(room_type.hotel_id)
    room_type.name_zh = name_zh.strip() or room_type.name_zh
    room_type.name_en, room_type.rank, room_type.is_active = name_en.strip(), rank, is_active
    room_type.features = _known_features(feature_codes)
    with unit_of_work(scope):
        amend(room_type, "name_zh", "name_en", "rank", "is_active", "features")
        record(
            CHANGED_TYPE,
            scope=scope,
            now=now,
            object_type="room_type",
            object_id=room_type.id,
            details={"code": room_type.code},
        )
    return room_type


def add_room(
    *,
    scope: Scope,
    now: datetime,
    room_type: RoomType,
    number: str,
    floor: int,
    building: str = "",
    feature_codes: list[str] | None = None,
) -> Room:
    """Add a room. Refuses a taken number."""
    scope.need(MANAGE_HOUSE)
    scope.need_hotel(room_type.hotel_id)
    number = number.strip()
    if not number or len(number) > 12:
        raise BadInput(field="number", zh="请填1至12位房号。", en="Enter a room number of 1 to 12 characters.")
    with unit_of_work(scope) as unit:
        if not unit.batch and Room.objects.filter(hotel_id=room_type.hotel_id, number=number).exists():
            raise CodeTaken(taken=number)
        row = persist(
            Room(
                hotel_id=room_type.hotel_id,
                room_type=room_type,
                number=number,
                floor=floor,
                building=building.strip(),
                features=_known_features(feature_codes or []),
                status_at=now,
            )
        )
        record(
            ADDED_ROOM,
            scope=scope,
            now=now,
            object_type="room",
            object_id=row.id,
            hotel_id=room_type.hotel_id,
            details={"number": number},
        )
    return row


def add_rooms(
    *, scope: Scope, now: datetime, room_type: RoomType, numbers: str, floor: int | None = None, building: str = ""
) -> list[Room]:
    """Add several rooms at once: ``1001-1020, 1101`` (R-169); without a floor it is read from each number. All or none."""
    wanted = room_numbers(numbers)
    with unit_of_work(scope):
        return [
            add_room(
                scope=scope,
                now=now,
                room_type=room_type,
                number=number,
                floor=floor if floor is not None else floor_of(number),
                building=building,
            )
            for number in wanted
        ]


def room_numbers(text: str) -> list[str]:
    """Return the numbers that a list with ranges names; leading zeros and letters before the digits are kept."""
    found: list[str] = []
    for part in re.split("[,\uff0c、;\uff1b\\s]+", text.strip()):
        match = re.fullmatch(r"(?P<head>\D*)(?P<first>\d{1,8})(?:[-–—~至](?P<tail>\D*)(?P<last>\d{1,8}))?", part)
        if match is None or match["tail"] not in {None, "", match["head"]}:
            raise BadInput(field="numbers", zh="请写成 1001-1020 或 1001, 1002。", en="Write 1001-1020 or 1001, 1002.")
        first, last = match["first"], match["last"] or match["first"]
        if int(last) < int(first) or int(last) - int(first) >= RANGE_LIMIT:
            raise BadInput(
                field="numbers",
                zh=f"一段最多{RANGE_LIMIT}间，且后一个号码要大于前一个。",
                en=f"A range holds at most {RANGE_LIMIT} rooms and runs upwards.",
            )
        found += [f"{match['head']}{n:0{len(first)}d}" for n in range(int(first), int(last) + 1)]
    return list(dict.fromkeys(found))


def floor_of(number: str) -> int:
    """Return the floor a room number tells: all digits but the last two."""
    digits = "".join(ch for ch in number if ch.isdigit())
    return int(digits[:-2] or 0)


def change_room(
    *,
    scope: Scope,
    now: datetime,
    room: Room,
    room_type: RoomType,
    floor: int,
    feature_codes: list[str],
    is_active: bool,
) -> Room:
    """Change type, floor, features or use of a room. Refuses to take a room out of the house that is given to a guest."""
    scope.need(MANAGE_HOUSE)
    scope.need_hotel(room.hotel_id)
    if room.is_active and not is_active:
        ahead = RoomNight.objects.filter(hotel_id=room.hotel_id, room_id=room.id, night__gte=now.date())
        night = ahead.order_by("night").values_list("night", flat=True).first()
        if night is not None:
            raise RoomTaken(room=room.number, night=night)
    room.room_type, room.floor, room.is_active = room_type, floor, is_active
    room.features = _known_features(feature_codes)
    with unit_of_work(scope):
        amend(room, "room_type", "floor", "is_active", "features")
        record(
            CHANGED_ROOM,
            scope=scope,
            now=now,
            object_type="room",
            object_id=room.id,
            details={"number": room.number},
        )
    return room


def set_room_status(*, scope: Scope, now: datetime, room: Room, status: RoomStatus) -> Room:
    """Change the housekeeping status of a room."""
    scope.need(ROOM_STATUS)
    scope.need_hotel(room.hotel_id)
    room.status, room.status_at = status, now
    with unit_of_work(scope):
        amend(room, "status", "status_at")
        record(
            CHANGED_STATUS,
            scope=scope,
            now=now,
            object_type="room",
            object_id=room.id,
            details={"number": room.number, "status": status.value},
        )
    return room


def block_room(
    *, scope: Scope, now: datetime, room: Room, first_night: date, last_night: date, reason: str
) -> RoomBlock:
    """Take a room out of use for some nights. Refuses nights that are given to a guest: move the guest first."""
    scope.need(ROOM_STATUS)
    scope.need_hotel(room.hotel_id)
    if last_night < first_night:
        raise DepartureBeforeArrival(arrival=first_night, departure=last_night)
    held = RoomNight.objects.filter(hotel_id=room.hotel_id, room_id=room.id, night__range=(first_night, last_night))
    night = held.order_by("night").values_list("night", flat=True).first()
    if night is not None:
        raise RoomTaken(room=room.number, night=night)
    with unit_of_work(scope):
        row = persist(
            RoomBlock(
                hotel_id=room.hotel_id,
                room=room,
                first_night=first_night,
                last_night=last_night,
                reason=reason.strip()[:200],
            )
        )
        record(
            BLOCKED,
            scope=scope,
            now=now,
            object_type="room",
            object_id=room.id,
            details={"number": room.number, "first": first_night.isoformat(), "last": last_night.isoformat()},
        )
    return row


def unblock_room(*, scope: Scope, now: datetime, block: RoomBlock) -> None:
    """Put a room back into use: the block goes, the act stays."""
    scope.need(ROOM_STATUS)
    scope.need_hotel(block.hotel_id)
    details = {
        "number": block.room.number,
        "first": block.first_night.isoformat(),
        "last": block.last_night.isoformat(),
    }
    with unit_of_work(scope):
        RoomBlock.objects.filter(id=block.id).delete()
        record(UNBLOCKED, scope=scope, now=now, object_type="room", object_id=block.room_id, details=details)


def add_code(
    *,
    scope: Scope,
    now: datetime,
    hotel_id: UUID,
    kind: CodeKind,
    code: str,
    name_zh: str = "",
    name_en: str = "",
    agreed_rate: Decimal | None = None,
    permission: str = MANAGE_HOUSE,
) -> HotelCode:
    """Add a source, channel, market, agent, contract company, rate plan or outlet. A known code is returned as it is."""
    scope.need(permission)
    scope.need_hotel(hotel_id)
    code = code.strip()
    if not code or len(code) > 60:
        raise BadInput(field="code", zh="请填1至60位代码。", en="Enter a code of 1 to 60 characters.")
    standing: HotelCode | None = HotelCode.objects.filter(hotel_id=hotel_id, kind=kind, code=code).first()
    if standing is not None:
        return standing
    with unit_of_work(scope):
        row = persist(
            HotelCode(
                hotel_id=hotel_id,
                kind=kind,
                code=code,
                name_zh=name_zh.strip() or code,
                name_en=name_en.strip(),
                agreed_rate=agreed_rate,
            )
        )
        book = current_unit().memory.get("code_books", {}).get(hotel_id)
        if book is not None:
            book.codes.setdefault(kind.value, set()).add(code)
        record(
            ADDED_CODE,
            scope=scope,
            now=now,
            object_type="code",
            object_id=row.id,
            hotel_id=hotel_id,
            details={"kind": kind.value, "code": code},
        )
    return row


def change_code(
    *,
    scope: Scope,
    now: datetime,
    code: HotelCode,
    name_zh: str,
    name_en: str,
    agreed_rate: Decimal | None,
    is_active: bool,
) -> HotelCode:
    """Change the words, the agreed rate or the use of a code; the code itself stays, as bookings carry it."""
    scope.need(MANAGE_HOUSE)
    scope.need_hotel(code.hotel_id)
    code.name_zh, code.name_en = name_zh.strip() or code.code, name_en.strip()
    code.agreed_rate, code.is_active = agreed_rate, is_active
    with unit_of_work(scope):
        amend(code, "name_zh", "name_en", "agreed_rate", "is_active")
        record(
            CHANGED_CODE,
            scope=scope,
            now=now,
            object_type="code",
            object_id=code.id,
            details={"kind": code.kind, "code": code.code},
        )
    return code
