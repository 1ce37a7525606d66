"""What tells guests of one name apart at the desk: where they are now, when they are due, when they were here last."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from binzhi.org.models import Hotel
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay

COMING_DAYS = 30


@dataclass(slots=True)
class StayMark:
    """Where a guest stands with the hotel; ``last_stay`` counts every readable hotel."""

    room: str = ""
    in_house: bool = False
    arrival: date | None = None
    departure: date | None = None
    last_stay: date | None = None


def marks_of(hotel: Hotel, guest_ids: Collection[UUID], *, today: date) -> dict[UUID, StayMark]:
    """Return the marks of some guests, with two queries however many there are."""
    marks = {guest_id: StayMark() for guest_id in guest_ids}
    if not marks:
        return marks
    coming = Q(
        state=StayState.EXPECTED,
        arrival__gte=today - timedelta(days=1),
        arrival__lte=today + timedelta(days=COMING_DAYS),
    )
    near = Stay.objects.filter(Q(state=StayState.IN_HOUSE) | coming, hotel=hotel, guest_id__in=list(marks))
    for stay in near.select_related("room").order_by("-arrival"):
        mark = marks[stay.guest_id]
        here = stay.state == StayState.IN_HOUSE
        if mark.in_house and not here:
            continue
        mark.in_house, mark.arrival, mark.departure = here, stay.arrival, stay.departure
        mark.room = stay.room.number if stay.room else ""
    past: Any = Stay.objects.filter(guest_id__in=list(marks), state=StayState.DEPARTED)
    for guest_id, last in past.values_list("guest_id").annotate(Max("departure")):
        marks[guest_id].last_stay = last
    return marks
