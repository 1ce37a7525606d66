"""What a guest wishes of a room, as masks over the rooms of a hotel: plain arrays, no database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

import numpy as np
from numpy.typing import NDArray

from binzhi.arrivals.cases import Case
from binzhi.guests.models import Fact
from binzhi.kernel.words import Words
from binzhi.stays.enums import RoomStatus
from binzhi.stays.features import features
from binzhi.stays.models import Room

Mask = NDArray[np.bool_]
EARLY = time(12, 0)
_NUMBERS = re.compile(r"\d+")

# How much a wish counts. A type that was reserved and a room to avoid weigh more than all likings together.
WEIGHTS = {
    "favourite_room": 100,
    "last_room": 60,
    "not_last_room": 70,
    "quiet": 45,
    "view": 40,
    "floor": 40,
    "feature": 25,
    "desk": 20,
    "lucky": 10,
    "unlucky": 250,
    "avoid": 500,
    "ready_early": 20,
    "near": 35,
    "type_wish": 30,
    "upgrade": 300,
}


class Rooms:
    """The rooms that may be given, as arrays in one order."""

    def __init__(self, rooms: list[Room]) -> None:
        self.rooms = rooms
        self.by_feature: dict[str, Mask] = {}
        self.floors = np.array([r.floor for r in self.rooms], dtype=np.int64)
        self.ranks = np.array([r.room_type.rank for r in self.rooms], dtype=np.int64)
        self.types = np.array([str(r.room_type_id) for r in self.rooms])
        self.type_codes = np.array([r.room_type.code for r in self.rooms])
        self.numbers = [r.number for r in self.rooms]
        self.clean = np.array(
            [r.status in {RoomStatus.CLEAN, RoomStatus.INSPECTED} for r in self.rooms], dtype=np.bool_
        )
        for code in features():
            self.by_feature[code] = np.array(
                [code in r.features or code in r.room_type.features for r in self.rooms], dtype=np.bool_
            )
        order = sorted(
            range(len(self.rooms)), key=lambda i: (self.rooms[i].building, self.rooms[i].floor, self.numbers[i])
        )
        self.places = np.empty(len(self.rooms), dtype=np.int64)
        self.places[order] = np.arange(len(self.rooms))
        top = int(self.floors.max()) if len(self.rooms) else 0
        low = int(self.floors.min()) if len(self.rooms) else 0
        third = max(1.0, (top - low) / 3)
        self.high: Mask = (self.floors >= top - third) | self.has("high_floor")
        self.low: Mask = (self.floors <= low + third) | self.has("low_floor")

    def has(self, code: str) -> Mask:
        """Return which rooms have a feature."""
        return self.by_feature.get(code, np.zeros(len(self.rooms), dtype=np.bool_))

    def named(self, number: str) -> Mask:
        """Return the room of a number."""
        wanted = number.strip().upper()
        return np.array([n.upper() == wanted for n in self.numbers], dtype=np.bool_)

    def holding(self, digits: str) -> Mask:
        """Return the rooms whose number holds some digits."""
        return np.array([digits in n for n in self.numbers], dtype=np.bool_)

    def near(self, index: int) -> NDArray[np.float64]:
        """Return how near each room is to one: 1 next door, less along the floor, 0 elsewhere."""
        same = self.floors == self.floors[index]
        distance = np.abs(self.places - self.places[index])
        return np.where(same & (distance > 0), 1.0 / np.maximum(distance, 1), 0.0)


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish: how much it counts, which rooms meet it, and what to say when it is met or not."""

    weight: int
    mask: Mask
    met: Words
    unmet: Words
    silent: bool = False


def _wish(kind: str, mask: Mask, zh: str, en: str, *, unmet: Words | None = None, silent: bool = False) -> Wish:
    missing = unmet or Words(f"未能满足：{zh}", f"not met: {en}")
    return Wish(WEIGHTS[kind], mask, Words(zh, en), missing, silent)


def _choice(fact: Fact) -> Words:
    return features().get(fact.value, Words(fact.value, fact.value))


def _fact_wishes(facts: Iterable[Fact], rooms: Rooms) -> list[Wish]:
    found: list[Wish] = []
    for fact in facts:
        value = fact.value.strip()
        if fact.item == "favourite_room":
            found.append(_wish("favourite_room", rooms.named(value), f"喜欢的房号 {value}", f"favourite room {value}"))
        elif fact.item == "avoid_room":
            found.append(_wish("avoid", ~rooms.named(value), f"避开 {value} 房", f"not room {value}"))
        elif fact.item == "floor_height" and value in {"high", "low", "middle"}:
            mask = {"high": rooms.high, "low": rooms.low, "middle": ~rooms.high & ~rooms.low}[value]
            zh, en = {
                "high": ("高楼层", "high floor"),
                "low": ("低楼层", "low floor"),
                "middle": ("中间楼层", "middle floor"),
            }[value]
            found.append(_wish("floor", mask, zh, en))
        elif fact.item == "view":
            found.append(_wish("view", rooms.has(value), _choice(fact).zh, _choice(fact).en.lower()))
        elif fact.item == "room_feature":
            found.append(_wish("feature", rooms.has(value), _choice(fact).zh, _choice(fact).en.lower()))
        elif fact.item == "room_type":
            mask = np.array([value.upper() == code.upper() for code in rooms.type_codes], dtype=np.bool_)
            found.append(_wish("type_wish", mask, f"喜欢的房型 {value}", f"preferred type {value}"))
        elif fact.item == "travels_with_computer":
            found.append(_wish("desk", rooms.has("desk"), "有写字台与插座", "desk with sockets"))
    return found


def _number_wishes(facts: Iterable[Fact], rooms: Rooms) -> list[Wish]:
    """Lucky and unlucky numbers, also those a taboo about numbers names (R-021, R-071)."""
    found: list[Wish] = []
    for fact in facts:
        if fact.item == "lucky_number" and fact.number is not None:
            digits = f"{fact.number:f}".split(".")[0]
            found.append(
                _wish("lucky", rooms.holding(digits), f"房号含喜欢的 {digits}", f"number holds {digits}", silent=True)
            )
        unlucky: list[str] = []
        if fact.item == "unlucky_number" and fact.number is not None:
            unlucky = [f"{fact.number:f}".split(".")[0]]
        elif fact.item == "taboo" and (fact.value.isdigit() or re.search(r"数字|房号|楼层|号|number", fact.value)):
            unlucky = _NUMBERS.findall(fact.value)
        found += [
            _wish("unlucky", ~rooms.holding(d), f"房号避开 {d}", f"number without {d}", silent=False) for d in unlucky
        ]
    return found


def _is_of_type(case: Case, rooms: Rooms, number: str) -> bool:
    """The room of last time is only a wish when it is of the type reserved now."""
    mask = rooms.named(number)
    if case.stay.room_type is not None:
        mask = mask & (rooms.types == str(case.stay.room_type_id))
    return bool(mask.any())


def wishes_of(case: Case, rooms: Rooms) -> list[Wish]:
    """Return what a guest wishes of the room, by facts, the last stay and the hour of arrival."""
    single = {"favourite_room", "room_type"}  # of one room only, not of every room of a booking
    facts = [f for f in case.facts if not (case.is_further_room and f.item in single)]
    found = _fact_wishes(facts, rooms) + _number_wishes(facts, rooms)
    last = None if case.is_further_room else case.last_here
    if case.notes:
        quiet = rooms.has("quiet") | (rooms.has("away_from_lift") & ~rooms.has("near_lift"))
        found.append(_wish("quiet", quiet, "上次不愉快，给安静的房间", "quiet after the trouble of last time"))
        if last is not None and last.room:
            other = ~rooms.named(last.room)
            found.append(_wish("not_last_room", other, f"不再给上次的 {last.room} 房", f"not room {last.room} again"))
    elif last is not None and last.room and _is_of_type(case, rooms, last.room):
        missing = Words(f"上次的 {last.room} 房不空", f"room {last.room} of last time is not free")
        found.append(
            _wish(
                "last_room",
                rooms.named(last.room),
                f"上次住的 {last.room} 房",
                f"room {last.room} of last time",
                unmet=missing,
            )
        )
    if case.eta_known and case.eta < EARLY:
        found.append(
            _wish("ready_early", rooms.clean, "早到，给已净的房间", "ready for the early arrival", silent=True)
        )
    return found
