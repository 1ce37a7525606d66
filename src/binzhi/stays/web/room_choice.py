"""Free rooms in the order of the guest's wishes, as the page of room choice shows them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from binzhi.guests.models import Fact
from binzhi.kernel.words import Words
from binzhi.stays.enums import RoomStatus
from binzhi.stays.features import features
from binzhi.stays.models import Room, Stay

WISHES = ("room_type", "favourite_room", "avoid_room", "floor_height", "view", "room_feature")
HEIGHTS = {"high": "high_floor", "low": "low_floor"}
SHOWN = 20


@dataclass(slots=True)
class Wishes:
    """What the facts of a guest ask of a room."""

    favourite: set[str] = field(default_factory=set)
    avoided: set[str] = field(default_factory=set)
    features: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Offer:
    """A free room with its features (wished ones first) and how well it fits."""

    room: Room
    marks: list[tuple[Words, bool]]
    score: int
    is_favourite: bool
    is_avoided: bool


def wishes_of(facts: Iterable[Fact]) -> Wishes:
    """Read the wishes for a room out of facts."""
    wishes = Wishes()
    for fact in facts:
        if fact.item == "favourite_room":
            wishes.favourite.add(fact.value.strip())
        elif fact.item == "avoid_room":
            wishes.avoided.add(fact.value.strip())
        elif fact.item == "floor_height":
            wishes.features.add(HEIGHTS.get(fact.value, fact.value))
        elif fact.item in {"view", "room_feature"}:
            wishes.features.add(fact.value)
    return wishes


def _offer(room: Room, wishes: Wishes) -> Offer:
    known = features()
    codes = {*room.features, *room.room_type.features} & known.keys()
    wished = codes & wishes.features
    marks = [(known[code], code in wished) for code in sorted(codes, key=lambda c: (c not in wished, c))]
    favourite, avoided = room.number in wishes.favourite, room.number in wishes.avoided
    return Offer(room, marks, len(wished) + 20 * favourite - 20 * avoided, favourite, avoided)


def offers(stay: Stay, rooms: Iterable[Room], wishes: Wishes) -> tuple[list[Offer], list[Offer]]:
    """Return the free rooms of the booked type and the others, best fitting and ready ones first."""
    rank = {status: place for place, status in enumerate(RoomStatus.values)}
    found = [_offer(room, wishes) for room in rooms]
    found.sort(key=lambda o: (-o.score, rank[o.room.status], o.room.floor, o.room.number))
    booked = [o for o in found if o.room.room_type_id == stay.room_type_id]
    return booked, [o for o in found if o.room.room_type_id != stay.room_type_id]
