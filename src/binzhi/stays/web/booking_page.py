"""What the page of one booking shows, gathered with a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from binzhi.audit.queries import acts_on
from binzhi.guests.incognito import show_rows
from binzhi.guests.joined import people_of
from binzhi.guests.models import GuestFlag
from binzhi.guests.queries import flags_of
from binzhi.kernel.scope import Scope
from binzhi.stays import queries
from binzhi.stays.enums import ConfirmationMethod, ReservationState, StayState
from binzhi.stays.models import HeldProperty, Reservation, RoomMove, Stay
from binzhi.vault.domain.sealing import read_many


@dataclass(slots=True)
class BookedRoom:
    """One room of the booking and the guests in it; ``lead`` is the stay that rooms are given to."""

    index: int
    stays: list[Stay] = field(default_factory=list)
    moves: list[RoomMove] = field(default_factory=list)

    @property
    def lead(self) -> Stay:
        return self.stays[0]

    @property
    def room(self) -> Any:
        return next((s.room for s in self.stays if s.room is not None), None)


@dataclass(frozen=True, slots=True)
class Told:
    """Flags and held property of a guest of the booking."""

    guest: Any
    flags: list[GuestFlag]
    held: list[HeldProperty]


def booked_rooms(row: Reservation) -> list[BookedRoom]:
    """Return the rooms of a booking, the main guest first in each."""
    rooms: dict[int, BookedRoom] = {}
    rank = {"primary": 0, "accompanying": 1}
    stays = Stay.objects.filter(hotel_id=row.hotel_id, reservation_id=row.id)
    found = list(stays.select_related("guest", "room", "room__room_type", "room_type"))
    for stay in sorted(found, key=lambda s: (s.room_index, rank.get(s.role, 2), s.id)):
        rooms.setdefault(stay.room_index, BookedRoom(stay.room_index)).stays.append(stay)
    return list(rooms.values())


def booking_page(scope: Scope, row: Reservation, *, now: datetime, today: date) -> dict[str, Any]:
    """Gather the page of one booking."""
    rooms = booked_rooms(row)
    stays = [s for room in rooms for s in room.stays]
    show_rows(scope, [row], stays)
    people = people_of([s.guest for s in stays] or [row.guest])
    guests = {lead.id: lead for lead in people.persons}
    for move in queries.moves_of(stays):
        for room in rooms:
            if room.lead.id == move.stay_id:
                room.moves.append(move)
    flags, held = flags_of(people), queries.held_for(people)
    cell = queries.requests_cell(row)
    spend = queries.spend_on(stays)
    codes = queries.code_words(row.hotel_id)
    own = row.id, *(s.id for s in stays)
    return {
        "reservation": row,
        "guest": row.guest,
        "rooms": rooms,
        "told": [
            Told(g, flags.get(i, []), [h for h in held if people.lead_id(h.guest_id) == i]) for i, g in guests.items()
        ],
        "requests": read_many(scope=scope, now=now, cells=[cell], purpose="booking")[0] if cell else "",
        "spend": spend,
        "spent": sum((s.amount for s in spend), Decimal(0)),
        "words": {kind: {c: w for (k, c), w in codes.items() if k == kind} for kind in {k for k, _ in codes}},
        "acts": acts_on(scope, guest_ids=people.ids, object_ids=own),
        "is_open": row.state in {ReservationState.BOOKED, ReservationState.REQUESTED},
        "is_live": row.state in {ReservationState.BOOKED, ReservationState.REQUESTED, ReservationState.IN_HOUSE},
        "missing": any(s.state == StayState.EXPECTED and s.arrival <= today for s in stays),
        "today": today,
        "methods": ConfirmationMethod.choices,
    }
