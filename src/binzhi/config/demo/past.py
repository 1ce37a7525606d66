"""Two years of stays: bookings in their final state, room, spend by outlet, what was learned, notes."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from binzhi.audit.domain.unit import Unit
from binzhi.config.demo.codes import COMPANIES, agreed_rate
from binzhi.config.demo.habits import LEFT_ITEMS, LUGGAGE, draw_habits, draw_story
from binzhi.config.demo.houses import BAY, CITY, Built
from binzhi.config.demo.people import Person
from binzhi.config.demo.world import Known, Manner, World, newest
from binzhi.guests.domain.facts import record_fact
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.notes import settle_note, write_note
from binzhi.guests.domain.profile import create_guest
from binzhi.guests.enums import FlagCode, SourceKind
from binzhi.guests.models import Guest
from binzhi.stays.domain.booking import book_reservation
from binzhi.stays.domain.consumption import hand_over_property, hold_property, record_spend
from binzhi.stays.domain.history import note_past_stay
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.enums import ConfirmationMethod, PropertyKind, ReservationState, StayState
from binzhi.stays.models import Stay

ENDINGS = (ReservationState.CHECKED_OUT, ReservationState.CANCELLED, ReservationState.NO_SHOW)
OUTLETS = {
    "CHINESE": ("午餐", "晚餐", "商务宴请", 80, 900),
    "WESTERN": ("早餐", "牛排套餐", "商务午餐", 60, 500),
    "LOBBY": ("下午茶", "咖啡", "会客茶饮", 38, 260),
    "ROOMSERVICE": ("送餐早餐", "夜宵", "果盘", 48, 220),
    "LAUNDRY": ("衬衫洗熨", "西装干洗", "客衣加急", 30, 180),
    "SPA": ("足疗", "游泳", "肩颈护理", 120, 680),
    "BUSINESS": ("传真", "打印装订", "会议室两小时", 10, 600),
    "MINIBAR": ("饮料", "啤酒", "坚果", 15, 90),
    "BAR": ("鸡尾酒", "红酒一杯", "精酿啤酒", 58, 420),
}
OUTLET_WEIGHTS = (20, 18, 16, 10, 9, 7, 6, 8, 6)


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay to write."""

    code: str
    arrival: date
    nights: int
    kind: str
    state: ReservationState = ReservationState.CHECKED_OUT

    @property
    def departure(self) -> date:
        """The day of leaving."""
        return self.arrival + timedelta(days=self.nights)


def draw_type(world: World, code: str) -> str:
    """Draw a room type as often as the house has rooms of it."""
    return world.draw.choice(world.houses[code].rooms).room_type.code


def draw_visits(world: World, many: int, kinds: dict[str, str]) -> list[Visit]:
    """Draw stays that do not overlap, within the two years before the demo day."""
    draw = world.draw
    days = sorted(draw.sample(range(8, 730), many * 2), reverse=True)
    home = CITY if draw.random() < 0.7 else BAY
    visits: list[Visit] = []
    last = date.min
    for back in days[::2]:
        arrival = world.today - timedelta(days=back)
        if arrival <= last:
            continue
        code = home if draw.random() < 0.85 else (BAY if home == CITY else CITY)
        nights = draw.choices((1, 2, 3, 4, 6), (40, 32, 16, 8, 4) if code == CITY else (15, 35, 28, 15, 7))[0]
        nights = min(nights, back - 4)
        state = draw.choices(ENDINGS, (90, 7, 3))[0]
        usual = kinds.setdefault(code, draw_type(world, code))
        kind = usual if draw.random() < 0.85 else draw_type(world, code)
        visits.append(Visit(code, arrival, nights, kind, state))
        last = visits[-1].departure
    return visits


def company_code(name: str) -> str:
    """Return the code of the contract company a guest works for."""
    return next((code for code, company in COMPANIES.items() if name and name in {company.zh, company.en}), "")


def draw_manner(world: World, company: str) -> Manner:
    """Draw how a guest books; most keep to it."""
    draw = world.draw
    pick = draw.random()
    if company and pick < 0.8:
        return Manner("COMPANY", draw.choice(("PHONE", "EMAIL")), "CORP", company=company, market="CORPORATE")
    pick = draw.random()
    if pick < 0.45:
        return Manner("OTA", "OTA", "BAR", agent="YOUTU", share="0.92")
    if pick < 0.62:
        return Manner("MEMBER", "WECHAT", "MEMBER", share="0.88")
    if pick < 0.74:
        return Manner("AGENCY", "EMAIL", "PACKAGE", agent=draw.choice(("LVXING", "SHANHAI", "SILKWAY")))
    return Manner(
        "DIRECT", draw.choice(("WEB", "PHONE", "DESK", "WECHAT")), "BAR", market=draw.choice(("BUSINESS", "LEISURE"))
    )


def booking_words(house: Built, kind: str, manner: Manner) -> dict[str, object]:
    """Return where a booking came from and what it costs."""
    full = Decimal(house.rate(kind))
    agreed = agreed_rate(manner.company) if manner.company else None
    return {
        "source": manner.source,
        "channel": manner.channel,
        "market": "LEISURE" if house.house.code == BAY and not manner.company else manner.market,
        "rate_plan": manner.plan,
        "agent": manner.agent,
        "company": manner.company,
        "rate": agreed or (full * Decimal(manner.share)).quantize(Decimal(1)),
        "purpose": "business" if manner.company else "",
    }


def write_person(world: World, unit: Unit, person: Person) -> Known:
    """Create a guest with all stays of the two years."""
    kinds: dict[str, str] = {}
    visits = draw_visits(world, person.frequent, kinds)
    first = visits[0] if visits else Visit(CITY, world.today, 1, "DLK")
    clerk = world.crew.one(first.code, "reservations")
    booked = first.arrival - timedelta(days=world.draw.randrange(2, 25))
    guest = create_guest(scope=clerk, now=world.at(booked, 10, 15), draft=person.draft, source=SourceKind.STATED)
    world.count("guests")
    manner = draw_manner(world, company_code(person.draft.company or ""))
    written = [write_visit(world, unit, guest, visit, manner) for visit in visits]
    stays = [stay for stay in written if stay is not None]
    if stays:
        write_memory(world, guest, stays)
    return Known(guest=guest, birth=person.birth, stays=len(stays), manner=manner, kinds=kinds)


def write_visit(world: World, unit: Unit, guest: Guest, visit: Visit, manner: Manner) -> Stay | None:
    """Write one past booking; returns its stay when the guest came."""
    draw, house = world.draw, world.houses[visit.code]
    booked_on = visit.arrival - timedelta(days=draw.randrange(1, 30))
    details = booking_words(house, visit.kind, manner if draw.random() < 0.9 else draw_manner(world, manner.company))
    draft = ReservationDraft(
        arrival=visit.arrival,
        departure=visit.departure,
        state=visit.state,
        room_type=visit.kind,
        adults=draw.choice((1, 1, 1, 2)) if visit.code == CITY else 2,
        children=1 if visit.code == BAY and draw.random() < 0.25 else 0,
        confirmation_method=draw.choice((ConfirmationMethod.SMS, ConfirmationMethod.WECHAT, ConfirmationMethod.EMAIL)),
        booked_on=booked_on,
        state_on=visit.departure if visit.state == ReservationState.CHECKED_OUT else visit.arrival,
        **details,  # type: ignore[arg-type]  # the words are fields of the draft
    )
    book_reservation(
        scope=world.crew.one(visit.code, "reservations"),
        now=world.at(booked_on, 10, 40),
        hotel=house.hotel,
        guest=guest,
        draft=draft,
    )
    world.count("reservations")
    stay = newest(unit, Stay)
    if stay.state != StayState.DEPARTED:
        return None
    room = world.free_room(visit.code, visit.kind, visit.arrival, visit.nights)
    if room is not None:
        clerk = world.crew.one(visit.code, "front_desk", visit.arrival.day)
        note_past_stay(
            scope=clerk,
            now=world.at(visit.departure, 11, 30),
            stay=stay,
            room=room,
            checked_in_at=world.at(visit.arrival, draw.randrange(14, 22), draw.randrange(60)),
            checked_out_at=world.at(visit.departure, draw.randrange(8, 12), draw.randrange(60)),
            served_by=clerk.actor.name,
        )
    write_spend(world, guest, stay, visit)
    world.count("stays")
    return stay


def write_spend(world: World, guest: Guest, stay: Stay, visit: Visit) -> None:
    """Write the room and some outlets."""
    draw, hotel = world.draw, world.houses[visit.code].hotel
    desk = world.crew.one(visit.code, "front_desk")
    lines = [("ROOM", f"{visit.nights}晚", visit.departure, (stay.rate or Decimal(600)) * visit.nights)]
    for outlet in draw.choices(list(OUTLETS), OUTLET_WEIGHTS, k=draw.choices((0, 1, 2, 4), (25, 35, 28, 12))[0]):
        one, two, three, low, high = OUTLETS[outlet]
        day = visit.arrival + timedelta(days=draw.randrange(max(visit.nights, 1)))
        lines.append((outlet, draw.choice((one, two, three)), day, Decimal(draw.randrange(low, high))))
    for outlet, item, day, amount in lines:
        record_spend(
            scope=desk,
            now=world.at(day, 21),
            hotel=hotel,
            guest=guest,
            outlet=outlet,
            item=item,
            day=day,
            amount=amount,
            stay_id=stay.id,
            at=world.at(day, 12, 30) if outlet != "ROOM" else None,
        )
        world.count("spend")


def write_memory(world: World, guest: Guest, stays: list[Stay]) -> None:
    """Write facts, now and then a note, a flag, something held."""
    draw = world.draw
    codes = {built.hotel.id: code for code, built in world.houses.items()}
    many = min(draw.choices((0, 1, 2, 3, 5), (30, 30, 20, 12, 8))[0] + len(stays) // 2, 9)
    for habit in draw_habits(draw, many):
        stay = draw.choice(stays)
        code = codes[stay.hotel_id]
        scope = world.crew.one(code, habit.role, stay.arrival.day)
        moment = world.at(stay.arrival + timedelta(days=min(stay.nights, 1)), draw.randrange(8, 21), draw.randrange(60))
        record_fact(
            scope=scope,
            now=moment,
            guest=guest,
            item_code=habit.item,
            value=draw.choice(habit.values),
            source=habit.source,
            hotel_id=stay.hotel_id if draw.random() < 0.3 else None,
            place=habit.place,
            stage="in_stay",
            stay_id=stay.id,
        )
        world.count("facts")
    if draw.random() < 0.04 + 0.06 * len(stays):
        stay = stays[-1] if draw.random() < 0.6 else draw.choice(stays)
        _note(world, guest, stay, codes[stay.hotel_id])
    if draw.random() < 0.02:
        code = draw.choice(
            (FlagCode.DO_NOT_DISTURB, FlagCode.NO_MAILINGS, FlagCode.NEEDS_ATTENTION, FlagCode.INCOGNITO)
        )
        set_flag(
            scope=world.crew.one(CITY, "guest_relations"), now=world.at(stays[-1].departure, 12), guest=guest, code=code
        )
    if draw.random() < 0.02:
        _held(world, guest, stays[-1], codes[stays[-1].hotel_id])


def _note(world: World, guest: Guest, stay: Stay, code: str) -> None:
    story = draw_story(world.draw)
    scope = world.crew.one(code, story.role)
    written = world.at(stay.departure, 9, 20)
    note = write_note(
        scope=scope,
        now=written,
        guest=guest,
        hotel_id=stay.hotel_id,
        department=story.department,
        kind=story.kind,
        text=story.text,
        stay_id=stay.id,
    )
    if world.draw.random() < story.settled:
        settle_note(scope=scope, now=world.at(stay.departure + timedelta(days=1), 15), note=note)
    world.count("notes")


def _held(world: World, guest: Guest, stay: Stay, code: str) -> None:
    left = world.draw.random() < 0.6
    scope = world.crew.one(code, "guest_relations")
    held = hold_property(
        scope=scope,
        now=world.at(stay.departure, 13),
        hotel=world.houses[code].hotel,
        guest=guest,
        kind=PropertyKind.LEFT_ITEM if left else PropertyKind.LUGGAGE,
        description=world.draw.choice(LEFT_ITEMS if left else LUGGAGE),
        held_on=stay.departure,
        tag=f"{'L' if left else 'B'}{world.draw.randrange(1000, 9999)}",
        place="管家部遗留物品柜" if left else "礼宾部行李房",
        found_in=stay.room.number if left and stay.room else "",
        stay_id=stay.id,
    )
    if world.draw.random() < 0.4:
        hand_over_property(scope=scope, now=world.at(stay.departure + timedelta(days=3), 10), held=held)
    world.count("held items")
