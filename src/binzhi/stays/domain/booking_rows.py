"""How the rows of a booking are made: its number, its stays, its sealed requests."""

from uuid import UUID

from binzhi.audit.domain.bulk import make_row
from binzhi.guests.models import Guest
from binzhi.kernel.ids import uuid7
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.enums import GuestRole, ReservationState, StayState
from binzhi.stays.models import Reservation, ReservationKey, RoomType, Stay
from binzhi.vault.domain.sealing import Cell, holds, seal

STAY_STATE = {
    ReservationState.REQUESTED: StayState.EXPECTED,
    ReservationState.BOOKED: StayState.EXPECTED,
    ReservationState.IN_HOUSE: StayState.IN_HOUSE,
    ReservationState.CHECKED_OUT: StayState.DEPARTED,
    ReservationState.CANCELLED: StayState.CANCELLED,
    ReservationState.NO_SHOW: StayState.NO_SHOW,
}
TEXT_LIMIT = 2000

COPIED = (
    "state",
    "arrival",
    "departure",
    "rooms",
    "adults",
    "children",
    "babies",
    "rate",
    "rate_plan",
    "source",
    "channel",
    "market",
    "agent",
    "company",
    "meal",
    "deposit",
    "purpose",
    "booker",
    "confirmation_method",
    "request_count",
    "reported_repeat",
    "reported_stays",
    "reported_cancellations",
    "booked_on",
    "state_on",
)


def key_row(hotel_id: UUID, system: str, kind: str, value: str, row: Reservation) -> ReservationKey:
    """Return the key row of a number or outside id."""
    return make_row(
        ReservationKey,
        hotel_id=hotel_id,
        system=system,
        kind=kind,
        value=value,
        guest_id=row.guest_id,
        reservation_id=row.id,
    )


def sealed_requests(guest_id: UUID, reservation_id: UUID, text: str) -> bytes | None:
    """Return special requests sealed for their booking, or None when there are none."""
    text = text.strip()[:TEXT_LIMIT]
    if not text:
        return None
    return seal(
        table="stays_reservation", guest_id=guest_id, row_id=reservation_id, column="special_requests", plain=text
    )


def stay_row(
    row: Reservation, guest: Guest, role: GuestRole, index: int, room_type: RoomType | None, draft: ReservationDraft
) -> Stay:
    """Return the expected (or past) stay of a guest in a room of a booking."""
    return make_row(
        Stay,
        guest=guest,
        id=uuid7(),
        hotel_id=row.hotel_id,
        reservation_id=row.id,
        host_guest_id=row.guest_id,
        role=role,
        room_index=index,
        state=STAY_STATE[ReservationState(row.state)],
        arrival=row.arrival,
        departure=row.departure,
        nights=row.nights,
        eta=draft.eta,
        room_type=room_type,
        rate=row.rate,
    )


def says_requests(row: Reservation, text: str) -> bool:
    """Tell whether the booking holds these special requests already; they are compared inside the vault."""
    text = text.strip()[:TEXT_LIMIT]
    if row.special_requests is None or not text:
        return row.special_requests is None and not text
    sealed = bytes(row.special_requests)
    return holds(cell=Cell("stays_reservation", row.guest_id, row.id, "special_requests", sealed, "C1"), plain=text)
