"""Reads of the room: stay history and counters, spend by outlet, lists by day."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from binzhi.guests.access import READ_GROUP
from binzhi.guests.joined import People, Whose, ids_of, named, people_among, people_meant
from binzhi.guests.models import Guest
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays.enums import PropertyKind, ReservationState, RoomStatus, StayState
from binzhi.stays.models import (
    HeldProperty,
    HotelCode,
    Reservation,
    ReservationKey,
    Room,
    RoomBlock,
    RoomMove,
    RoomNight,
    Spend,
    Stay,
)
from binzhi.vault.domain.sealing import Cell

STAYED = (StayState.IN_HOUSE, StayState.DEPARTED)


@dataclass(slots=True)
class Counters:
    """What a guest's stays add up to (readable hotels)."""

    stays: int = 0
    all_stays: int = 0
    nights: int = 0
    cancelled: int = 0
    no_shows: int = 0
    first_arrival: date | None = None
    last_departure: date | None = None
    spend: Decimal = Decimal(0)
    spend_by_outlet: list[tuple[str, Decimal]] = field(default_factory=list)


def counters(whose: People | Iterable[UUID]) -> dict[UUID, Counters]:
    """Return stay counters of several persons by the id of each of their profiles; one query for :class:`People`."""
    people = people_among(whose)
    found: dict[UUID, Counters] = {}
    rows = (
        Stay.objects.filter(guest_id__in=people.ids)
        .values_list("guest_id", "state")
        .annotate(Count("id"), Sum("nights"), Min("arrival"), Max("departure"))
        .order_by()
    )
    for guest_id, state, count, nights, first, last in rows:
        mine = found.setdefault(people.lead_id(guest_id), Counters())
        mine.all_stays += count
        if state in STAYED:
            mine.stays += count
            mine.nights += nights or 0
            mine.first_arrival = min(first, mine.first_arrival or first)
        if state == StayState.DEPARTED:
            mine.last_departure = max(last, mine.last_departure or last)
        elif state == StayState.CANCELLED:
            mine.cancelled += count
        elif state == StayState.NO_SHOW:
            mine.no_shows += count
    return people.spread(found)


def guest_counters(whose: Guest | UUID) -> Counters:
    """Return the counters of one person with spend by outlet."""
    people = people_meant(whose)
    result = counters(people).get(whose.id if isinstance(whose, Guest) else whose, Counters())
    for outlet, total in (
        Spend.objects.filter(guest_id__in=people.ids).values_list("outlet").annotate(t=Sum("amount")).order_by("-t")
    ):
        result.spend_by_outlet.append((outlet, total))
        result.spend += total
    return result


def stays_of_guest(whose: Guest | UUID, *, limit: int | None = None) -> list[Stay]:
    """Return the stays of a person in the readable hotels, newest first (the latest ``limit``)."""
    found = Stay.objects.filter(guest_id__in=ids_of(whose)).select_related("room", "room_type")
    return list(found.order_by("-arrival", "-id")[:limit])


def stays_in_group(scope: Scope, whose: Guest | UUID, *, limit: int = 40) -> list[Stay]:
    """Return the stays of a person in the group's other hotels, newest first (R-211); rate and spend are not for others.

    Refuses without the group's permission.
    """
    scope.need(READ_GROUP)
    ids = ids_of(whose)
    found = Stay.unscoped.filter(guest_id__in=ids, guest__group_id=scope.group_id)  # unscoped: the group's archive
    found = found.exclude(hotel_id__in=scope.readable_hotel_ids).exclude(state=StayState.CANCELLED)
    return list(found.select_related("hotel", "room_type").order_by("-arrival", "-id")[:limit])


def current_stays(whose: Guest | UUID, *, today: date) -> list[Stay]:
    """Return the stays of a person in house or still to come, the earliest first."""
    found = Stay.objects.filter(guest_id__in=ids_of(whose), state__in=[StayState.IN_HOUSE, StayState.EXPECTED])
    return list(found.filter(departure__gte=today).select_related("room", "room_type").order_by("arrival", "id"))


def reservations_of(stays: Iterable[Stay]) -> dict[UUID, Reservation]:
    """Return the reservations behind some stays by id, with one query."""
    stays = list(stays)
    found = Reservation.objects.filter(
        guest_id__in={s.host_guest_id for s in stays}, id__in={s.reservation_id for s in stays}
    )
    return {r.id: r for r in found}


def spend_of_stays(whose: Guest | UUID) -> dict[UUID, Decimal]:
    """Return the spend of each stay of a person."""
    rows = (
        Spend.objects.filter(guest_id__in=ids_of(whose), stay_id__isnull=False)
        .values_list("stay_id")
        .annotate(Sum("amount"))
    )
    return dict(rows)


def arrivals_on(hotel: Hotel, day: date) -> QuerySet[Any]:
    """Return the stays arriving on a day; for a past day what stood for it, without cancelled bookings."""
    found: QuerySet[Any] = Stay.objects.filter(hotel=hotel, arrival=day)
    return found.exclude(state=StayState.CANCELLED).select_related("guest", "room", "room_type")


def in_house(hotel: Hotel) -> QuerySet[Any]:
    """Return the stays in house."""
    found: QuerySet[Any] = Stay.objects.filter(hotel=hotel, state=StayState.IN_HOUSE)
    return found.select_related("guest", "room", "room_type").order_by("room__floor", "room__number")


def departures_on(hotel: Hotel, day: date) -> QuerySet[Any]:
    """Return the in-house stays due to leave on a day."""
    return in_house(hotel).filter(departure__lte=day)


def occupied(hotel: Hotel, first: date, last: date) -> set[UUID]:
    """Return the rooms held on any night from ``first`` to ``last``."""
    rows = RoomNight.objects.filter(hotel_id=hotel.id, night__gte=first, night__lte=last)
    return set(rows.values_list("room_id", flat=True))


def blocked(hotel: Hotel, first: date, last: date) -> set[UUID]:
    """Return the rooms out of use on any night from ``first`` to ``last``."""
    rows = RoomBlock.objects.filter(hotel=hotel, first_night__lte=last, last_night__gte=first)
    return set(rows.values_list("room_id", flat=True))


def rooms_of(hotel: Hotel) -> list[Room]:
    """Return the rooms in use, by number."""
    return list(Room.objects.filter(hotel=hotel, is_active=True).select_related("room_type").order_by("number"))


def code_words(hotel_id: UUID) -> dict[tuple[str, str], HotelCode]:
    """Return the codes of a hotel by (kind, code)."""
    return {(c.kind, c.code): c for c in HotelCode.objects.filter(hotel_id=hotel_id)}


def held_for(whose: Whose) -> list[HeldProperty]:
    """Return what is still held for some persons."""
    found = HeldProperty.objects.filter(guest_id__in=ids_of(whose), handed_over_at__isnull=True)
    return list(found.order_by("held_on"))


def reservations_matching(hotel: Hotel, *, text: str = "", day: date | None = None, state: str = "") -> QuerySet[Any]:
    """Return the bookings of a hotel filtered by number or main guest, arrival day and state."""
    found: QuerySet[Any] = Reservation.objects.filter(hotel=hotel).select_related("guest", "room_type")
    if text:
        found = found.filter(Q(number__istartswith=text) | named(text))
    if day is not None:
        found = found.filter(arrival=day)
    if state in ReservationState.values:
        found = found.filter(state=state)
    return found.order_by("-arrival", "number")


TABS = ("arriving", "tomorrow", "in_house", "leaving")


def stays_listed(hotel: Hotel, tab: str, *, today: date, text: str = "") -> QuerySet[Any]:
    """Return the stays of one tab of the list, filtered by guest, room or reservation number."""
    if tab == "in_house":
        found = in_house(hotel)
    elif tab == "leaving":
        found = departures_on(hotel, today)
    else:
        day = today if tab == "arriving" else today + timedelta(days=1)
        found = arrivals_on(hotel, day).exclude(state=StayState.NO_SHOW).order_by("eta", "guest__pinyin", "id")
    if text:
        numbers = Reservation.objects.filter(hotel=hotel, number__istartswith=text).values("id")
        found = found.filter(Q(room__number=text) | named(text) | Q(reservation_id__in=numbers))
    return found


def tab_counts(hotel: Hotel, today: date) -> dict[str, int]:
    """Return how many stays each tab holds, with one query."""
    expected = Q(state__in=[StayState.EXPECTED, StayState.IN_HOUSE, StayState.DEPARTED])
    here = Q(state=StayState.IN_HOUSE)
    found: dict[str, int] = Stay.objects.filter(
        Q(arrival__in=[today, today + timedelta(days=1)]) | here, hotel=hotel
    ).aggregate(
        arriving=Count("id", filter=expected & Q(arrival=today)),
        tomorrow=Count("id", filter=expected & Q(arrival=today + timedelta(days=1))),
        in_house=Count("id", filter=here),
        leaving=Count("id", filter=here & Q(departure__lte=today)),
    )
    return found


def rooms_given(reservations: Iterable[Reservation]) -> dict[UUID, list[str]]:
    """Return the room numbers given to some bookings by booking, with one query."""
    found: dict[UUID, list[str]] = {}
    rows = Stay.objects.filter(reservation_id__in=[r.id for r in reservations], room__isnull=False)
    for reservation_id, number in rows.order_by("room_index").values_list("reservation_id", "room__number"):
        numbers = found.setdefault(reservation_id, [])
        if number not in numbers:
            numbers.append(number)
    return found


def rooms_to_choose(stay: Stay, *, first: date, lived_in: bool = False) -> list[Room]:
    """Return the rooms free for a stay from ``first`` on: the booked type first, ready ones first, by floor.

    With ``lived_in`` also the rooms someone still lives in are left out (a move happens at once).
    """
    last = max(stay.departure - timedelta(days=1), first)
    own = Stay.objects.filter(reservation_id=stay.reservation_id, room_index=stay.room_index).values_list(
        "id", flat=True
    )
    held = RoomNight.objects.filter(hotel_id=stay.hotel_id, night__gte=first, night__lte=last)
    taken = set(held.exclude(stay_id__in=list(own)).values_list("room_id", flat=True))
    taken |= blocked(stay.hotel, first, last)
    if lived_in:
        here = Stay.objects.filter(hotel_id=stay.hotel_id, state=StayState.IN_HOUSE, room__isnull=False)
        taken |= set(here.values_list("room_id", flat=True))
    ready = {status: rank for rank, status in enumerate(RoomStatus.values)}
    rooms = [r for r in rooms_of(stay.hotel) if r.id not in taken]
    return sorted(rooms, key=lambda r: (r.room_type_id != stay.room_type_id, ready[r.status], r.floor, r.number))


@dataclass(slots=True)
class RoomTile:
    """A room on the board: who lives in it, who comes today, and whether it is out of use."""

    room: Room
    guests: list[Stay] = field(default_factory=list)
    arriving: list[Stay] = field(default_factory=list)
    block: RoomBlock | None = None
    today: date | None = None

    @property
    def leaves_today(self) -> bool:
        return any(self.today is not None and s.departure <= self.today for s in self.guests)

    @property
    def next_status(self) -> str:
        """The status one tap leads to."""
        following = {
            RoomStatus.DIRTY.value: RoomStatus.CLEAN.value,
            RoomStatus.CLEAN.value: RoomStatus.INSPECTED.value,
            RoomStatus.INSPECTED.value: RoomStatus.DIRTY.value,
            RoomStatus.OUT_OF_ORDER.value: RoomStatus.DIRTY.value,
        }
        return following[self.room.status]


def room_board(hotel: Hotel, today: date, *, room_id: UUID | None = None) -> list[RoomTile]:
    """Return the tiles of the rooms in use, by floor and number (four queries), or of one room."""
    rooms = Room.objects.filter(hotel=hotel, is_active=True)
    present = Q(state=StayState.IN_HOUSE) | Q(state=StayState.EXPECTED, arrival=today)
    stays = Stay.objects.filter(present, hotel=hotel, room__isnull=False).select_related("guest")
    blocks = RoomBlock.objects.filter(hotel=hotel, first_night__lte=today, last_night__gte=today)
    if room_id is not None:
        rooms, stays, blocks = rooms.filter(id=room_id), stays.filter(room_id=room_id), blocks.filter(room_id=room_id)
    ordered = rooms.select_related("room_type").order_by("building", "floor", "number")
    tiles = {room.id: RoomTile(room, today=today) for room in ordered}
    for stay in stays.order_by("room_index", "role"):
        tile = tiles.get(stay.room_id)
        if tile is not None:
            (tile.guests if stay.state == StayState.IN_HOUSE else tile.arriving).append(stay)
    for block in blocks:
        if block.room_id in tiles:
            tiles[block.room_id].block = block
    return list(tiles.values())


def board_stamp(hotel: Hotel, today: date) -> str:
    """Return a cheap stamp that changes when the board does."""
    rooms = Room.objects.filter(hotel=hotel, is_active=True).aggregate(n=Count("id"), at=Max("status_at"))
    stays = Stay.objects.filter(hotel=hotel, room__isnull=False).filter(
        Q(state=StayState.IN_HOUSE) | Q(state=StayState.EXPECTED, arrival=today)
    )
    given = stays.aggregate(
        n=Count("id"), here=Count("id", filter=Q(state=StayState.IN_HOUSE)), at=Max("checked_in_at")
    )
    blocks = RoomBlock.objects.filter(hotel=hotel, first_night__lte=today, last_night__gte=today).count()
    parts = [rooms["n"], rooms["at"], given["n"], given["here"], given["at"], blocks]
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]


def guests_of_room(hotel: Hotel, number: str, *, limit: int = 4) -> list[Stay]:
    """Return who lives in a room and who lived there last."""
    found = Stay.objects.filter(hotel=hotel, room__number=number, state__in=STAYED).select_related("guest", "room")
    latest: dict[UUID, Stay] = {}
    for stay in found.order_by("-arrival", "-id")[: limit * 3]:
        latest.setdefault(stay.guest.joined_to or stay.guest_id, stay)
    return list(latest.values())[:limit]


def moves_of(stays: Iterable[Stay]) -> list[RoomMove]:
    """Return the room moves of some stays, oldest first."""
    stays = list(stays)
    found = RoomMove.objects.filter(guest_id__in={s.guest_id for s in stays}, stay_id__in=[s.id for s in stays])
    return list(found.order_by("moved_at"))


def spend_on(stays: Iterable[Stay]) -> list[Spend]:
    """Return what was spent on some stays, newest first."""
    stays = list(stays)
    found = Spend.objects.filter(guest_id__in={s.guest_id for s in stays}, stay_id__in=[s.id for s in stays])
    return list(found.select_related("guest").order_by("-day", "-id"))


def requests_cell(reservation: Reservation) -> Cell | None:
    """Return the sealed cell of the special requests; free text is class C1 for whoever reads bookings."""
    if reservation.special_requests is None:
        return None
    sealed = bytes(reservation.special_requests)
    return Cell(
        "stays_reservation", reservation.guest_id, reservation.id, "special_requests", sealed, "C1", "special_requests"
    )


def held_property(hotel: Hotel, *, kind: str = "", handed_over: bool = False, text: str = "") -> QuerySet[Any]:
    """Return luggage and left items of a hotel, newest first; those still held, or those handed over."""
    found: QuerySet[Any] = HeldProperty.objects.filter(hotel=hotel, handed_over_at__isnull=not handed_over)
    if kind in PropertyKind.values:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(Q(tag__iexact=text) | Q(found_in=text) | named(text))
    return found.select_related("guest").order_by("-held_on", "-id")


def people_of_room(hotel: Hotel, number: str, *, today: date) -> list[Stay]:
    """Return who is in a room, and who is due in it today or tomorrow."""
    near = Q(state=StayState.IN_HOUSE) | Q(state=StayState.EXPECTED, arrival__lte=today + timedelta(days=1))
    found = Stay.objects.filter(near, hotel=hotel, room__number__iexact=number, departure__gte=today)
    return list(found.select_related("guest", "room").order_by("arrival")[:6])


def bookings_numbered(hotel: Hotel, number: str) -> list[Reservation]:
    """Return the booking with this confirmation number or outside id."""
    keys = ReservationKey.objects.filter(hotel_id=hotel.id, value__in={number, number.upper()})[:5]
    wanted = {k.reservation_id: k.guest_id for k in keys}
    found = Reservation.objects.filter(guest_id__in=set(wanted.values()), id__in=set(wanted), hotel=hotel)
    return list(found.select_related("guest"))
