"""Reads of the room: stay history and counters, spend by outlet, lists by day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from binzhi.org.models import Hotel
from binzhi.stays.enums import ReservationState, StayState
from binzhi.stays.models import HeldProperty, HotelCode, Reservation, Room, RoomBlock, RoomNight, Spend, Stay

STAYED = (StayState.IN_HOUSE, StayState.DEPARTED)


@dataclass(slots=True)
class Counters:
    """What a guest's stays add up to (readable hotels). ``reported_stays`` counts stays another system reported."""

    stays: int = 0
    nights: int = 0
    cancelled: int = 0
    no_shows: int = 0
    first_arrival: date | None = None
    last_departure: date | None = None
    spend: Decimal = Decimal(0)
    spend_by_outlet: list[tuple[str, Decimal]] = field(default_factory=list)
    reported_stays: int = 0


def counters(guest_ids: Iterable[UUID]) -> dict[UUID, Counters]:
    """Return stay counters of several guests with one query."""
    found: dict[UUID, Counters] = {}
    stayed = Q(state__in=STAYED)
    rows = (
        Stay.objects.filter(guest_id__in=list(guest_ids))
        .values("guest_id")
        .annotate(
            stays=Count("id", filter=stayed),
            total_nights=Sum("nights", filter=stayed),
            cancelled=Count("id", filter=Q(state=StayState.CANCELLED)),
            no_shows=Count("id", filter=Q(state=StayState.NO_SHOW)),
            first=Min("arrival", filter=stayed),
            last=Max("departure", filter=Q(state=StayState.DEPARTED)),
        )
    )
    for row in rows:
        found[row["guest_id"]] = Counters(
            stays=row["stays"],
            nights=row["total_nights"] or 0,
            cancelled=row["cancelled"],
            no_shows=row["no_shows"],
            first_arrival=row["first"],
            last_departure=row["last"],
        )
    return found


def guest_counters(guest_id: UUID) -> Counters:
    """Return the counters of one guest with spend by outlet."""
    result = counters([guest_id]).get(guest_id, Counters())
    for outlet, total in (
        Spend.objects.filter(guest_id=guest_id).values_list("outlet").annotate(t=Sum("amount")).order_by("-t")
    ):
        result.spend_by_outlet.append((outlet, total))
        result.spend += total
    return result


def stays_of_guest(guest_id: UUID) -> list[Stay]:
    """Return all stays of a guest in the readable hotels, newest first."""
    found = Stay.objects.filter(guest_id=guest_id).select_related("hotel", "room", "room_type")
    return list(found.order_by("-arrival", "-id"))


def reservations_of(stays: Iterable[Stay]) -> dict[UUID, Reservation]:
    """Return the reservations behind some stays by id, with one query."""
    stays = list(stays)
    found = Reservation.objects.filter(
        guest_id__in={s.host_guest_id for s in stays}, id__in={s.reservation_id for s in stays}
    )
    return {r.id: r for r in found}


def spend_of_stays(guest_id: UUID) -> dict[UUID, Decimal]:
    """Return the spend of each stay of a guest."""
    rows = Spend.objects.filter(guest_id=guest_id, stay_id__isnull=False).values_list("stay_id").annotate(Sum("amount"))
    return {stay_id: total for stay_id, total in rows}


def arrivals_on(hotel: Hotel, day: date) -> QuerySet[Any]:
    """Return the stays arriving on a day; for a past day what stood for it, without cancelled bookings."""
    found: QuerySet[Any] = Stay.objects.filter(hotel=hotel, arrival=day)
    return found.exclude(state=StayState.CANCELLED).select_related("guest", "room", "room_type")


def in_house(hotel: Hotel) -> QuerySet[Any]:
    """Return the stays in house."""
    found: QuerySet[Any] = Stay.objects.filter(hotel=hotel, state=StayState.IN_HOUSE)
    return found.select_related("guest", "room", "room_type").order_by("room__number")


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


def held_for(guest_ids: Iterable[UUID]) -> list[HeldProperty]:
    """Return what is still held for some guests."""
    found = HeldProperty.objects.filter(guest_id__in=list(guest_ids), handed_over_at__isnull=True)
    return list(found.order_by("held_on"))


def reservations_matching(hotel: Hotel, *, text: str = "", day: date | None = None, state: str = "") -> QuerySet[Any]:
    """Return the bookings of a hotel filtered by number or main guest, arrival day and state."""
    found: QuerySet[Any] = Reservation.objects.filter(hotel=hotel).select_related("guest", "room_type")
    if text:
        low = text.strip().lower()
        found = found.filter(
            Q(number__istartswith=text)
            | Q(guest__name__startswith=text)
            | Q(guest__pinyin__startswith=low)
            | Q(guest__latin_key__startswith=low)
        )
    if day is not None:
        found = found.filter(arrival=day)
    if state in ReservationState.values:
        found = found.filter(state=state)
    return found.order_by("-arrival", "number")
