"""What a form, an API call or an import row hands to the booking verbs."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from binzhi.stays.enums import ConfirmationMethod, ReservationState


@dataclass(frozen=True, slots=True)
class ReservationDraft:
    """A booking. Codes are the hotel's own (:class:`HotelCode`, :class:`RoomType`)."""

    arrival: date
    departure: date
    number: str = ""
    state: ReservationState = ReservationState.BOOKED
    rooms: int = 1
    adults: int = 1
    children: int = 0
    babies: int = 0
    room_type: str = ""
    rate: Decimal | None = None
    currency: str = ""
    rate_plan: str = ""
    source: str = ""
    channel: str = ""
    market: str = ""
    agent: str = ""
    company: str = ""
    meal: str = ""
    deposit: str = ""
    purpose: str = ""
    booker: str = ""
    confirmation_method: ConfirmationMethod = ConfirmationMethod.NONE
    eta: time | None = None
    special_requests: str = ""
    request_count: int = 0
    reported_repeat: bool = False
    reported_stays: int = 0
    reported_cancellations: int = 0
    booked_on: date | None = None
    state_on: date | None = None
    assigned_room_type: str = ""
    external_ids: tuple[tuple[str, str, str], ...] = ()
