"""A day with 400 arrivals over 200,000 guests: the plan, the page of the report, the pre-assignment of rooms."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bench.figures import Figure, median_ms, watch
from bench.scratch import engine, scratch_house

GUESTS, ARRIVALS, ROOMS = 200_000, 400, 500
FAMILY, GIVEN = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
WISHES = (
    ("extra_pillow", "2"),
    ("floor_height", "high"),
    ("in_room_dining", "06:30"),
    ("travels_with_computer", "yes"),
    ("tea", "龙井"),
    ("room_temperature", "24"),
    ("office_service", "fax"),
)


def measure() -> list[Figure]:
    """Build the house, then measure each step on its own."""
    with scratch_house() as (hotel, staff, password):
        from django.test import Client
        from django.utils import timezone

        from binzhi.arrivals.domain.plan import build_plan
        from binzhi.arrivals.domain.preassign import propose_rooms
        from binzhi.kernel.scope import open_scope
        from binzhi.org.access import scope_for
        from binzhi.org.queries import tomorrow

        scope, now = scope_for(staff), timezone.now()
        with open_scope(scope):
            day = tomorrow(hotel, now=now)
            _fill(hotel, scope, now, day)
            with watch() as plan:
                run = build_plan(scope=scope, now=now, hotel=hotel, day=day)
            with watch() as rooms:
                proposed = propose_rooms(scope=scope, now=now, hotel=hotel, day=day)
        browser = Client(SERVER_NAME="127.0.0.1")
        browser.post("/sign-in/", {"username": staff.username, "password": password})
        address = f"/arrivals/?date={day}"
        answered = browser.get(address)
        page, cpu = median_ms(lambda: browser.get(address), times=9)
    size = len(answered.content) / 1024
    where = f"{ARRIVALS} arrivals over {GUESTS:,} guests, {engine()}"
    return [
        Figure(
            f"plan built, {where}",
            "<= 3 s",
            f"{plan.wall:.2f} s wall, {plan.cpu:.2f} s CPU, {run.items} items",
            _said(),
        ),
        Figure(
            f"report page, {where}",
            "<= 300 ms",
            f"{page:.0f} ms wall, {cpu:.0f} ms CPU, {size:.0f} KiB (status {answered.status_code})",
            _said(),
        ),
        Figure(
            f"rooms pre-assigned, {where}",
            "<= 2 s",
            f"{rooms.wall:.2f} s wall, {rooms.cpu:.2f} s CPU, {_count(proposed)} stays",
            _said(),
        ),
    ]


def _said() -> str:
    return "make bench ARGS=arrivals"


def _count(proposed: Any) -> int:
    return len(getattr(proposed, "proposals", proposed))


def _fill(hotel: Any, scope: Any, now: Any, day: Any) -> None:
    """Write the guests of the past in bulk, and those of tomorrow through the verbs."""
    from binzhi.audit.domain.unit import unit_of_work
    from binzhi.stays.domain.house import add_room, add_room_type

    dice = random.Random(7)
    with unit_of_work(scope, batch=True):
        kinds = [
            add_room_type(scope=scope, now=now, hotel_id=hotel.id, code=code, name_zh=code, feature_codes=[feature])
            for code, feature in (("STD", "desk"), ("DLX", "king_bed"), ("TWN", "twin_beds"))
        ]
        rooms = []
        for n in range(ROOMS):
            floor = 3 + n // 25
            feature = "high_floor" if floor > 15 else "low_floor"
            rooms.append(
                add_room(
                    scope=scope,
                    now=now,
                    room_type=kinds[n % 3],
                    number=f"{floor}{n % 25:02d}",
                    floor=floor,
                    feature_codes=[feature],
                )
            )
    _past(hotel, scope, now, day, kinds[0], dice)
    for start in range(0, ARRIVALS, 100):
        with unit_of_work(scope, batch=True):
            for _ in range(start, start + 100):
                _arrival(hotel, scope, now, day, dice)


def _name(dice: random.Random) -> str:
    return dice.choice(FAMILY) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2))))


def _past(hotel: Any, scope: Any, now: Any, day: Any, kind: Any, dice: random.Random) -> None:
    from django.db import transaction

    from binzhi.audit.domain.bulk import make_row, write_rows
    from binzhi.guests.models import Guest
    from binzhi.kernel.ids import uuid7
    from binzhi.stays.models import Reservation, Stay

    for start in range(0, GUESTS, 5000):
        guests, bookings, stays = [], [], []
        for n in range(start, start + 5000):
            guest = make_row(Guest, group_id=scope.group_id, name=_name(dice), created_at=now, updated_at=now)
            first = day - timedelta(days=dice.randrange(2, 900))
            common = {"arrival": first, "departure": first + timedelta(days=2), "nights": 2, "room_type": kind}
            booking = make_row(
                Reservation,
                guest=guest,
                hotel=hotel,
                number=f"P{n}",
                state="checked_out",
                created_at=now,
                updated_at=now,
                **common,
            )
            stay = make_row(
                Stay,
                guest=guest,
                hotel=hotel,
                id=uuid7(),
                reservation_id=booking.id,
                host_guest_id=guest.id,
                state="departed",
                **common,
            )
            guests.append(guest)
            bookings.append(booking)
            stays.append(stay)
        with transaction.atomic():
            write_rows(Guest, guests)
            write_rows(Reservation, bookings)
            write_rows(Stay, stays)


def _arrival(hotel: Any, scope: Any, now: Any, day: Any, dice: random.Random) -> None:
    from datetime import time

    from binzhi.guests.domain.facts import record_fact
    from binzhi.guests.domain.profile import create_guest
    from binzhi.guests.drafts import DateDraft, GuestDraft
    from binzhi.guests.enums import DateKind, Gender, SourceKind
    from binzhi.stays.domain.booking import book_reservation
    from binzhi.stays.drafts import ReservationDraft
    from binzhi.stays.enums import ReservationState

    born = DateDraft(
        DateKind.BIRTHDAY, f"{dice.randrange(1950, 2000)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 28):02d}"
    )
    guest = create_guest(
        scope=scope, now=now, draft=GuestDraft(name=_name(dice), gender=dice.choice(list(Gender)), dates=(born,))
    )
    wishes = dice.sample(WISHES, k=4)
    if dice.random() < 0.1:
        wishes.append(("allergy", "花生"))
    for item, value in wishes:
        record_fact(scope=scope, now=now, guest=guest, item_code=item, value=value, source=SourceKind.STATED)
    for n in range(3):
        first = day - timedelta(days=100 * (n + 1))
        draft = ReservationDraft(
            arrival=first,
            departure=first + timedelta(days=2),
            room_type="STD",
            state=ReservationState.CHECKED_OUT,
            rate=Decimal(500),
        )
        book_reservation(scope=scope, now=now, hotel=hotel, guest=guest, draft=draft)
    draft = ReservationDraft(
        arrival=day,
        departure=day + timedelta(days=dice.randrange(1, 5)),
        room_type=dice.choice(("STD", "DLX", "TWN")),
        eta=time(dice.randrange(9, 23), 0),
        rate=Decimal(600),
    )
    book_reservation(scope=scope, now=now, hotel=hotel, guest=guest, draft=draft)
