"""Builders of real rows for tests: they call the verbs, so a built row is one the house could have made.

hotel = make_hotel()
clerk = make_staff(hotel, "front_desk")
guest = make_guest("王建国")
stay = make_booking(hotel, guest, arrival=TOMORROW, nights=3)
with scope_of(clerk): ...
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from binzhi.audit.domain.unit import unit_of_work
from binzhi.guests.domain.facts import record_fact
from binzhi.guests.domain.field_choices import is_switchable
from binzhi.guests.domain.notes import write_note
from binzhi.guests.domain.profile import create_guest
from binzhi.guests.drafts import DateDraft, GuestDraft
from binzhi.guests.enums import DateKind, Gender, LawfulBasis, NoteKind, SourceKind
from binzhi.guests.fields import fields as profile_fields
from binzhi.guests.items import items
from binzhi.guests.models import Fact, FieldChoice, Guest, GuestNote
from binzhi.kernel.permissions import declared
from binzhi.kernel.scope import Scope, open_scope
from binzhi.org.access import scope_for, system_scope
from binzhi.org.domain.house import found_group, founding_scope, open_hotel
from binzhi.org.domain.staff import give_post, hire_staff
from binzhi.org.models import Department, Group, Hotel, Staff
from binzhi.org.roles import roles
from binzhi.stays.domain.booking import book_reservation, stays_of
from binzhi.stays.domain.house import add_code, add_room, add_room_type
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.enums import CodeKind, ReservationState
from binzhi.stays.models import Reservation, Room, RoomType, Stay

# 10 March 2026, 18:00 in Shanghai: the business date is the 10th, tomorrow the 11th.
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)
TOMORROW = date(2026, 3, 11)
PASSWORD = "correct horse battery staple"

_numbers = count(1)


def make_group() -> Group:
    """The one group of the database."""
    return Group.objects.first() or found_group(name_zh="宾至酒店集团", name_en="Binzhi Hotels")


def make_hotel(
    code: str = "BJ01", *, business_date: date = TODAY, now: datetime = NOW, switched_on: bool = True
) -> Hotel:
    """An empty hotel with all departments and every sensitive field switched on; one that stands is returned."""
    standing = Hotel.objects.filter(code=code).first()
    if standing is not None:
        return standing
    scope = founding_scope(make_group())
    with open_scope(scope):
        hotel = open_hotel(
            scope=scope,
            now=now,
            code=code,
            name_zh=f"宾至酒店{code}",
            name_en=f"Hotel {code}",
            business_date=business_date,
        )
    if switched_on:
        switch_everything_on(hotel, now=now)
    return hotel


def switch_everything_on(hotel: Hotel, *, now: datetime = NOW) -> None:
    """Record purpose and basis for every sensitive and never-ask field (rows, as the verb writes them)."""
    codes = [code for code in {**items(), **profile_fields()} if is_switchable(code)]
    FieldChoice.unscoped.bulk_create(
        FieldChoice(
            hotel=hotel,
            field=code,
            is_on=True,
            purpose="照顾宾客的安全与习惯",
            basis=LawfulBasis.SEPARATE_CONSENT,
            chosen_by="builder",
            chosen_at=now,
        )
        for code in codes
    )


def everything(hotel: Hotel) -> Scope:
    """The machine with every declared permission in one hotel."""
    return system_scope(hotel=hotel, permissions=frozenset(declared()))


@contextmanager
def open_house(hotel: Hotel) -> Iterator[Scope]:
    """Work as the machine in a hotel."""
    with open_scope(everything(hotel)) as scope:
        yield scope


def make_staff(hotel: Hotel, role: str, *, department: str = "", name: str = "", username: str = "") -> Staff:
    """A staff member with one post in the hotel."""
    number = next(_numbers)
    scope = everything(hotel)
    with open_scope(scope):
        staff = hire_staff(
            scope=scope,
            now=NOW,
            username=username or f"{role}-{number}",
            name=name or f"员工{number}",
            password=PASSWORD,
        )
        place = Department.objects.get(hotel=hotel, code=department or roles()[role].department)
        give_post(scope=scope, now=NOW, staff=staff, department=place, role=role)
    return staff


@contextmanager
def scope_of(staff: Staff, *, language: str = "") -> Iterator[Scope]:
    """Work as a staff member."""
    scope = scope_for(staff, language=language)
    with open_scope(scope):
        yield scope


def make_room_type(
    hotel: Hotel,
    code: str = "DLX",
    *,
    features: Sequence[str] = (),
    rank: int = 0,
    name_zh: str = "",
    name_en: str = "",
) -> RoomType:
    """A room type; one that stands is returned."""
    with open_house(hotel) as scope:
        standing = RoomType.objects.filter(hotel=hotel, code=code).first()
        if standing is not None:
            return standing
        return add_room_type(
            scope=scope,
            now=NOW,
            hotel_id=hotel.id,
            code=code,
            name_zh=name_zh or f"房型{code}",
            name_en=name_en or f"Type {code}",
            feature_codes=list(features),
            rank=rank,
        )


def make_room(
    hotel: Hotel,
    number: str,
    *,
    room_type: RoomType | None = None,
    floor: int | None = None,
    features: Sequence[str] = (),
) -> Room:
    """A room; the floor is read from the number unless it is given."""
    kind = room_type or make_room_type(hotel)
    digits = "".join(ch for ch in number if ch.isdigit())
    with open_house(hotel) as scope:
        return add_room(
            scope=scope,
            now=NOW,
            room_type=kind,
            number=number,
            floor=int(digits[:-2] or 0) if floor is None else floor,
            feature_codes=list(features),
        )


def make_guest(
    name: str = "", *, gender: Gender = Gender.MALE, birthday: str = "", wedding: str = "", **values: Any
) -> Guest:
    """A guest history; ``values`` are further fields of the draft."""
    hotel = Hotel.objects.order_by("code").first() or make_hotel()
    dates = [(DateKind.BIRTHDAY, birthday), (DateKind.WEDDING, wedding)]
    draft = GuestDraft(
        name=name or f"客人{next(_numbers)}",
        gender=gender,
        dates=tuple(DateDraft(kind=kind, value=text) for kind, text in dates if text),
    )
    known = {f.name for f in fields(GuestDraft)}
    unknown = set(values) - known
    assert not unknown, unknown
    with open_house(hotel) as scope:
        return create_guest(scope=scope, now=NOW, draft=replace(draft, **values))


def make_fact(
    guest: Guest,
    item: str,
    value: str = "yes",
    *,
    hotel: Hotel | None = None,
    source: SourceKind = SourceKind.STATED,
    at: datetime = NOW,
    department: str = "front_office",
) -> Fact:
    """Something known about a guest."""
    place = hotel or Hotel.objects.order_by("code").first()
    assert place is not None
    with open_house(place) as scope:
        return record_fact(
            scope=scope,
            now=at,
            guest=guest,
            item_code=item,
            value=value,
            source=source,
            hotel_id=hotel.id if hotel else None,
            department=department,
        )


def make_note(
    hotel: Hotel,
    guest: Guest,
    text: str,
    *,
    kind: NoteKind = NoteKind.GENERAL,
    department: str = "front_office",
    stay: Stay | None = None,
    at: datetime = NOW,
) -> GuestNote:
    """A note of a department."""
    with open_house(hotel) as scope:
        return write_note(
            scope=scope,
            now=at,
            guest=guest,
            hotel_id=hotel.id,
            department=department,
            kind=kind,
            text=text,
            stay_id=stay.id if stay else None,
        )


def make_booking(
    hotel: Hotel,
    guest: Guest,
    *,
    arrival: date = TOMORROW,
    nights: int = 1,
    eta: time | None = None,
    room_type: RoomType | None = None,
    rate: Decimal | None = None,
    state: ReservationState = ReservationState.BOOKED,
    booked_at: datetime = NOW,
    **values: Any,
) -> Stay:
    """A booking and its first stay; ``values`` are further fields of the draft."""
    kind = room_type or make_room_type(hotel)
    draft = ReservationDraft(
        arrival=arrival,
        departure=arrival + timedelta(days=nights),
        eta=eta,
        room_type=kind.code,
        rate=rate,
        state=state,
        **values,
    )
    with open_house(hotel) as scope:
        reservation = book_reservation(scope=scope, now=booked_at, hotel=hotel, guest=guest, draft=draft)
        return stays_of(reservation)[0]


def make_past_stay(
    hotel: Hotel, guest: Guest, *, arrival: date, nights: int = 2, room: Room | None = None, **values: Any
) -> Stay:
    """A stay that is over."""
    state = ReservationState.CHECKED_OUT
    stay = make_booking(hotel, guest, arrival=arrival, nights=nights, state=state, **values)
    if room is not None:
        with unit_of_work(everything(hotel)):
            Stay.unscoped.filter(guest_id=guest.id, id=stay.id).update(room=room)
        stay.room = room
    return stay


def reservation_of(stay: Stay) -> Reservation:
    """The booking behind a stay."""
    row: Reservation = Reservation.unscoped.get(guest_id=stay.host_guest_id, id=stay.reservation_id)
    return row


def make_company(hotel: Hotel, code: str, *, agreed_rate: Decimal) -> str:
    """A contract company with its agreed rate; returns the code."""
    with open_house(hotel) as scope:
        return add_code(
            scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.COMPANY, code=code, agreed_rate=agreed_rate
        ).code
