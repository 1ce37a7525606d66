"""Guests in the house and what staff notice, for the tests of the room."""

from datetime import date, datetime, timedelta
from typing import Any

from binzhi.audit.domain.unit import unit_of_work
from binzhi.collection.domain.observe import Observed, observe
from binzhi.collection.models import CollectedItem
from binzhi.guests.models import Guest
from binzhi.org.models import Hotel, Staff
from binzhi.service.models import ServiceTask
from binzhi.stays.enums import ReservationState, StayState
from binzhi.stays.models import Stay
from tests.builders import NOW, TODAY, everything, make_booking, make_guest, make_room, open_house, scope_of

MORNING = NOW.replace(hour=1, minute=30)  # 09:30 in Shanghai


def in_house(
    hotel: Hotel,
    name: str = "王建国",
    *,
    room: str = "1208",
    arrival: date = TODAY - timedelta(days=3),
    nights: int = 6,
    guest: Guest | None = None,
    now: datetime = NOW,
    **values: Any,
) -> Stay:
    """A guest who is in the house in a room."""
    who = guest or make_guest(name, **values)
    stay = make_booking(hotel, who, arrival=arrival, nights=nights, state=ReservationState.IN_HOUSE, booked_at=now)
    place = make_room(hotel, room)
    with unit_of_work(everything(hotel)):
        Stay.unscoped.filter(guest_id=who.id, id=stay.id).update(
            room=place, state=StayState.IN_HOUSE, checked_in_at=datetime.combine(arrival, NOW.time(), tzinfo=NOW.tzinfo)
        )
    found: Stay = Stay.unscoped.select_related("room", "guest", "hotel").get(guest_id=who.id, id=stay.id)
    return found


def see(staff: Staff, stay: Stay, cue: str, value: str = "", *, at: datetime = MORNING, **more: Any) -> Observed:
    """Let a member of staff hand in what was noticed about a guest in the house."""
    with scope_of(staff) as scope:
        return observe(
            scope=scope,
            now=more.pop("now", at),
            hotel=stay.hotel,
            guest=stay.guest,
            stay=stay,
            cue=cue,
            value=value,
            happened_at=at,
            **more,
        )


def leave(stay: Stay) -> None:
    """The guest has left."""
    with unit_of_work(everything(stay.hotel)):
        Stay.unscoped.filter(guest_id=stay.guest_id, id=stay.id).update(state=StayState.DEPARTED)


def tasks(hotel: Hotel, **only: Any) -> list[ServiceTask]:
    """The tasks of the house."""
    with open_house(hotel):
        return list(ServiceTask.objects.filter(hotel=hotel, **only).order_by("id"))


def entries(hotel: Hotel) -> list[CollectedItem]:
    """Everything handed in."""
    with open_house(hotel):
        return list(CollectedItem.objects.filter(hotel=hotel).order_by("id"))
