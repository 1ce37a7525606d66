"""What tells guests of one name apart at the desk: where they are now, when they are due, when they were here last."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from binzhi.guests.joined import People, people_among
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


def near_marks(hotel: Hotel, whose: People | Collection[UUID], *, today: date) -> dict[UUID, StayMark]:
    """Return the marks of those persons who are in this hotel or expected there, by the id of each of their profiles.

    One query for :class:`People`.
    """
    people = people_among(whose)
    coming = Q(
        state=StayState.EXPECTED,
        arrival__gte=today - timedelta(days=1),
        arrival__lte=today + timedelta(days=COMING_DAYS),
    )
    near: Any = Stay.objects.filter(Q(state=StayState.IN_HOUSE) | coming, hotel=hotel, guest_id__in=people.ids)
    marks: dict[UUID, StayMark] = {}
    rows = near.order_by("-arrival").values_list("guest_id", "state", "arrival", "departure", "room__number")
    for profile_id, state, arrival, departure, room in rows:
        guest_id = people.lead_id(profile_id)
        here = state == StayState.IN_HOUSE
        if guest_id in marks and marks[guest_id].in_house and not here:
            continue
        marks[guest_id] = StayMark(room=room or "", in_house=here, arrival=arrival, departure=departure)
    return people.spread(marks)


def last_stays(whose: People | Collection[UUID]) -> dict[UUID, date]:
    """Return the last departure of persons in any readable hotel by the id of each profile; one query for ``People``."""
    people = people_among(whose)
    past: Any = Stay.objects.filter(guest_id__in=people.ids, state=StayState.DEPARTED)
    return people.merge(past.values_list("guest_id").annotate(Max("departure")), max)
