"""Tonight's house and the days ahead: in-house guests, today's and tomorrow's arrivals, later bookings."""

from datetime import date, time, timedelta

from binzhi.config.demo.habits import draw_habits
from binzhi.config.demo.houses import CITY, Built
from binzhi.config.demo.past import booking_words, company_code, draw_manner, draw_type
from binzhi.config.demo.people import draw_person
from binzhi.config.demo.world import Known, World
from binzhi.guests.domain.facts import record_fact
from binzhi.guests.domain.profile import change_guest, create_guest
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.enums import SourceKind
from binzhi.guests.models import Guest
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.booking import book_reservation
from binzhi.stays.domain.registration import check_in
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.enums import ConfirmationMethod, ReservationState
from binzhi.stays.models import Reservation, Room, Stay

WISHES = (
    "", "", "", "", "", "尽量安排安静的房间。", "需要加一张床。", "预计晚到,请保留房间。", "与同事安排相邻房间。",
    "需要开增值税专用发票。",
    "早餐希望七点前用。", "请提前开好空调。", "High floor please.", "Late check-out until 14:00 if possible.",
)  # fmt: skip
NEW_GUESTS = 0.28
ARRIVAL_HOURS = (9, 11, 12, 13, 14, 14, 15, 15, 16, 16, 17, 17, 18, 18, 19, 20, 21, 22, 23)


class Pool:
    """Guests who may come: those who stay often first, nobody twice."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.left = sorted(world.guests, key=lambda known: -known.stays)
        self.near = [k for k in self.left if self._birthday_in(k, 1, 4)]

    def _birthday_in(self, known: Known, first: int, last: int) -> bool:
        if known.birth is None:
            return False
        days = [self.world.today + timedelta(days=n) for n in range(first, last + 1)]
        return (known.birth.month, known.birth.day) in {(d.month, d.day) for d in days}

    def take(self, *, regular: float = 0.5) -> Known:
        """Take a guest, or a new one who has never stayed; ``regular`` is the share of those who stay often."""
        draw = self.world.draw
        if draw.random() < NEW_GUESTS:
            return self._new()
        if not self.left:
            raise ValueError("more arrivals than guests")
        reach = max(len(self.left) // 6, 1) if draw.random() < regular else len(self.left)
        return self._gone(self.left[draw.randrange(reach)])

    def take_birthday(self) -> Known:
        """Take a guest with a birthday in the coming days, if there is one."""
        fitting = [k for k in self.near if k in self.left]
        return self._gone(fitting[0]) if fitting else self.take()

    def _new(self) -> Known:
        world = self.world
        person = draw_person(world.draw, world.today, world.numbers)
        clerk = world.crew.one(CITY, "reservations")
        guest = create_guest(scope=clerk, now=world.now, draft=person.draft, source=SourceKind.STATED)
        world.count("guests")
        manner = draw_manner(world, company_code(person.draft.company or ""))
        return Known(guest=guest, birth=person.birth, stays=0, manner=manner, kinds={})

    def _gone(self, known: Known) -> Known:
        self.left.remove(known)
        return known


def book_ahead(
    world: World,
    house: Built,
    known: Known,
    arrival: date,
    *,
    nights: int = 0,
    kind: str = "",
    state: ReservationState = ReservationState.BOOKED,
) -> Reservation:
    """Book a stay that lies ahead, or one that began before today."""
    draw, code = world.draw, house.house.code
    nights = nights or draw.choices((1, 2, 3, 4, 5), (25, 35, 22, 12, 6))[0]
    kind = kind or (known.kinds.get(code, "") if draw.random() < 0.9 else "") or draw_type(world, code)
    booked_on = min(arrival - timedelta(days=draw.randrange(1, 35)), world.today)
    draft = ReservationDraft(
        arrival=arrival,
        departure=arrival + timedelta(days=nights),
        state=state,
        room_type=kind,
        adults=draw.choice((1, 1, 2)),
        children=1 if draw.random() < 0.06 else 0,
        eta=time(draw.choice(ARRIVAL_HOURS), draw.choice((0, 10, 20, 30, 45))),
        special_requests=draw.choice(WISHES),
        confirmation_method=draw.choice((ConfirmationMethod.SMS, ConfirmationMethod.WECHAT, ConfirmationMethod.EMAIL)),
        booked_on=booked_on,
        **booking_words(house, kind, known.manner),  # type: ignore[arg-type]  # the words are fields of the draft
    )
    world.count("reservations")
    return book_reservation(
        scope=world.crew.one(code, "reservations"),
        now=world.at(booked_on, 14, 20),
        hotel=house.hotel,
        guest=known.guest,
        draft=draft,
    )


def fill_house(world: World, pool: Pool, house: Built, many: int) -> None:
    """Check guests in who arrived on the days before and are still here, by the verbs of the desk."""
    code = house.house.code
    for _ in range(many):
        known = pool.take(regular=0.3)
        back = world.draw.choices((1, 2, 3), (50, 32, 18))[0]
        ahead = world.draw.choices((0, 1, 2, 3, 5), (22, 30, 24, 16, 8))[0]
        kind = known.kinds.get(code) or draw_type(world, code)
        arrival = world.today - timedelta(days=back)
        room = world.free_room(code, kind, arrival, back + ahead)
        if room is None:
            continue
        booking = book_ahead(world, house, known, arrival, nights=back + ahead, kind=kind)
        stay = Stay.objects.select_related("room_type").get(guest_id=known.guest.id, reservation_id=booking.id)
        _settle_in(world, house, stay, room, arrival)
        world.count("in house")
        for habit in draw_habits(world.draw, world.draw.choice((0, 1, 1, 2))):
            record_fact(
                scope=world.crew.one(code, habit.role),
                now=world.at(arrival + timedelta(days=1), 0, 10),
                guest=known.guest,
                item_code=habit.item,
                value=world.draw.choice(habit.values),
                source=habit.source,
                place=habit.place,
                stage="in_stay",
                stay_id=stay.id,
            )
            world.count("facts")


def _settle_in(world: World, house: Built, stay: Stay, room: Room, arrival: date) -> None:
    clerk = world.crew.one(house.house.code, "front_desk", world.draw.randrange(3))
    moment = world.at(arrival, world.draw.randrange(14, 22), world.draw.randrange(60))
    assign_room(scope=clerk, now=moment, stay=stay, room=room)
    check_in(scope=clerk, now=moment, stay=stay, today=arrival)


def write_arrivals(world: World, pool: Pool, house: Built) -> None:
    """Book today's and tomorrow's arrivals and the three weeks after; called in a batch unit."""
    code, scale = house.house.code, len(world.guests) / 3000
    today = max(int(house.house.arrivals * 0.45 * min(scale, 1)), 2)
    for _ in range(today):
        book_ahead(world, house, pool.take(regular=0.4), world.today)
    tomorrow = world.today + timedelta(days=1)
    already = world.counts.get(f"arrivals {code}", 0)
    wanted = max(int(house.house.arrivals * min(scale, 1)) - already, 3)
    for n in range(wanted):
        known = pool.take_birthday() if n < 3 else pool.take(regular=0.55)
        book_ahead(world, house, known, tomorrow, nights=3 if n < 3 else 0)
        world.count(f"arrivals {code}")
        if known.stays >= 6 and not known.guest.vip_level:
            raise_vip(world, known.guest, code)
    for ahead in range(2, 22):
        for _ in range(max(int(house.house.arrivals / 8 * min(scale, 1)), 1)):
            if len(pool.left) < 10:
                return
            state = ReservationState.CANCELLED if world.draw.random() < 0.08 else ReservationState.BOOKED
            book_ahead(world, house, pool.take(regular=0.3), world.today + timedelta(days=ahead), state=state)


def raise_vip(world: World, guest: Guest, code: str) -> None:
    """Give a faithful guest a VIP level."""
    level = "V2" if world.draw.random() < 0.3 else "V3"
    scope = world.crew.one(code, "guest_relations")
    change_guest(scope=scope, now=world.now, guest=guest, draft=GuestDraft(name=guest.name, vip_level=level))
