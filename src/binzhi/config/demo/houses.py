"""The two hotels: room types with features, rooms floor by floor, status, codes and agreements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from binzhi.config.demo.codes import COMPANIES, LISTS, agreed_rate
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.stays.domain.house import add_code, add_room, add_room_type, block_room, set_room_status
from binzhi.stays.enums import CodeKind, RoomStatus
from binzhi.stays.models import Room, RoomType

GROUP = Words("宾至酒店集团(演示)", "Binzhi Hotels (demo)")
CITY, BAY = "BZCITY", "BZBAY"


@dataclass(frozen=True, slots=True)
class Type:
    """A room type: its rate, its standing features and how many of ten rooms on a floor are of it."""

    code: str
    words: Words
    rate: int
    features: tuple[str, ...]
    share: int


@dataclass(frozen=True, slots=True)
class House:
    """A hotel to build."""

    code: str
    words: Words
    floors: range
    rooms_a_floor: int
    left_out: tuple[str, ...]
    types: tuple[Type, ...]
    top_types: tuple[Type, ...]
    views: tuple[tuple[str, ...], tuple[str, ...]]
    arrivals: int
    in_house: int


CITY_HOUSE = House(
    code=CITY,
    words=Words("宾至城市酒店", "Binzhi City Hotel"),
    floors=range(6, 19),
    rooms_a_floor=15,
    left_out=("13", "14"),  # floors without number: unlucky
    types=(
        Type("DLK", Words("高级大床房", "Deluxe king"), 620, ("king_bed", "desk", "non_smoking"), 5),
        Type("DLT", Words("高级双床房", "Deluxe twin"), 620, ("twin_beds", "desk", "non_smoking"), 4),
        Type("SMK", Words("大床房(可吸烟)", "King, smoking"), 600, ("king_bed", "desk", "smoking"), 1),
    ),
    top_types=(
        Type(
            "EXK", Words("行政大床房", "Executive king"), 880, ("king_bed", "desk", "lounge_access", "non_smoking"), 6
        ),
        Type(
            "EXT", Words("行政双床房", "Executive twin"), 880, ("twin_beds", "desk", "lounge_access", "non_smoking"), 2
        ),
        Type(
            "STE",
            Words("行政套房", "Executive suite"),
            1680,
            ("king_bed", "desk", "lounge_access", "bathtub", "non_smoking"),
            2,
        ),
    ),
    views=(("city_view",), ("garden_view",)),
    arrivals=60,
    in_house=98,
)
BAY_HOUSE = House(
    code=BAY,
    words=Words("宾至海湾度假酒店", "Binzhi Bay Resort"),
    floors=range(1, 10),
    rooms_a_floor=15,
    left_out=("4",),
    types=(
        Type("GDK", Words("园景大床房", "Garden king"), 780, ("king_bed", "non_smoking"), 4),
        Type("GDT", Words("园景双床房", "Garden twin"), 780, ("twin_beds", "non_smoking"), 3),
        Type("FAM", Words("亲子房", "Family room"), 1080, ("king_bed", "bathtub", "non_smoking"), 3),
    ),
    top_types=(
        Type("SVK", Words("海景大床房", "Sea-view king"), 1180, ("king_bed", "balcony", "non_smoking"), 5),
        Type("SVT", Words("海景双床房", "Sea-view twin"), 1180, ("twin_beds", "balcony", "non_smoking"), 3),
        Type(
            "SVS",
            Words("海景套房", "Sea-view suite"),
            2280,
            ("king_bed", "balcony", "bathtub", "desk", "non_smoking"),
            2,
        ),
    ),
    views=(("sea_view",), ("garden_view",)),
    arrivals=30,
    in_house=52,
)
HOUSES = (CITY_HOUSE, BAY_HOUSE)


@dataclass(slots=True)
class Built:
    """A hotel with its rooms, for the chapters that fill it."""

    house: House
    hotel: Hotel
    types: dict[str, RoomType]
    rooms: list[Room]
    closed: set[str]

    def rate(self, code: str) -> int:
        """Return the rate of a type."""
        return next(t.rate for t in (*self.house.types, *self.house.top_types) if t.code == code)


def _types_of_floor(house: House, floor: int) -> list[Type]:
    top = floor >= house.floors.stop - (4 if house.code == CITY else 3)
    spread: list[Type] = []
    for one in house.top_types if top else house.types:
        spread += [one] * one.share
    return spread


def _plan(house: House) -> Iterator[tuple[str, int, str, list[str]]]:
    """Yield (number, floor, type, features of the room itself)."""
    numbers = [f for f in house.floors if str(f) not in house.left_out]
    if house.code == CITY:
        numbers.append(house.floors.stop)
    high = numbers[-4]
    for floor in numbers:
        spread = _types_of_floor(house, floor)
        for place in range(1, house.rooms_a_floor + 1):
            kind = spread[place % len(spread)]
            own = list(house.views[place % 2] if house.code == CITY or floor >= 3 else ("garden_view",))
            own += ["high_floor"] if floor >= high else ["low_floor"] if floor <= numbers[1] else []
            own += ["near_lift"] if place <= 3 else []
            own += ["away_from_lift", "quiet"] if place >= house.rooms_a_floor - 4 else []
            own += ["corner"] if place == house.rooms_a_floor else []
            own += ["accessible"] if place == 2 and floor == numbers[0] else []
            own += ["connecting"] if place in {7, 8} else []
            own += ["bathtub"] if place % 5 == 0 and "bathtub" not in kind.features else []
            yield f"{floor}{place:02d}", floor, kind.code, own


def furnish(*, scope: Scope, now: datetime, hotel: Hotel, house: House, draw: Random, today: date) -> Built:
    """Write types, rooms with status, and codes of a hotel; called inside a unit of work."""
    types: dict[str, RoomType] = {}
    for rank, one in enumerate((*house.types, *house.top_types)):
        types[one.code] = add_room_type(
            scope=scope,
            now=now,
            hotel_id=hotel.id,
            code=one.code,
            name_zh=one.words.zh,
            name_en=one.words.en,
            feature_codes=list(one.features),
            rank=rank,
        )
    built = Built(house=house, hotel=hotel, types=types, rooms=[], closed=set())
    for number, floor, kind, features in _plan(house):
        room = add_room(scope=scope, now=now, room_type=types[kind], number=number, floor=floor, feature_codes=features)
        built.rooms.append(room)
        _give_status(scope=scope, now=now, room=room, draw=draw, today=today, built=built)
    add_codes(scope=scope, now=now, hotel=hotel)
    return built


def _give_status(*, scope: Scope, now: datetime, room: Room, draw: Random, today: date, built: Built) -> None:
    if draw.random() < 0.015:
        days = draw.randrange(2, 9)
        reason = draw.choice(("空调检修", "浴室漏水维修", "更换地毯", "墙面重新粉刷"))
        block_room(
            scope=scope, now=now, room=room, first_night=today, last_night=today + timedelta(days=days), reason=reason
        )
        set_room_status(scope=scope, now=now, room=room, status=RoomStatus.OUT_OF_ORDER)
        built.closed.add(room.number)
    elif draw.random() < 0.3:
        set_room_status(scope=scope, now=now, room=room, status=RoomStatus.CLEAN)


def add_codes(*, scope: Scope, now: datetime, hotel: Hotel) -> None:
    """Write the code lists and the contract companies with their agreed rates."""
    for kind, words in LISTS.items():
        for code, word in words.items():
            add_code(scope=scope, now=now, hotel_id=hotel.id, kind=kind, code=code, name_zh=word.zh, name_en=word.en)
    for code, company in COMPANIES.items():
        add_code(
            scope=scope,
            now=now,
            hotel_id=hotel.id,
            kind=CodeKind.COMPANY,
            code=code,
            name_zh=company.zh,
            name_en=company.en,
            agreed_rate=agreed_rate(code),
        )
