"""Reactions of the room to acts; registered when the house starts (decision record 0012)."""

from uuid import UUID

from binzhi.audit.models import Act
from binzhi.audit.reactions import after
from binzhi.identity.domain.events import LINKED, UNLINKED
from binzhi.kernel.scope import Scope
from binzhi.stays.domain.booking import ADDED_GUEST, BOOKED, CANCELLED
from binzhi.stays.domain.booking import CHANGED as CHANGED_BOOKING
from binzhi.stays.domain.presence import put_in_front
from binzhi.stays.domain.registration import CHECKED_IN, CHECKED_OUT, NO_SHOW

OF_BOOKINGS = (CHANGED_BOOKING, CANCELLED, NO_SHOW)
OF_GUESTS = (BOOKED, ADDED_GUEST, CHECKED_IN, CHECKED_OUT)


def on_stay(_scope: Scope, acts: list[Act]) -> None:
    """Stays of guests changed: who is in house or expected comes in front in the search."""
    bookings = [act.object_id for act in acts if act.name in OF_BOOKINGS and act.object_id is not None]
    guests = [act.guest_id for act in acts if act.guest_id is not None]
    put_in_front(guest_ids=guests, reservation_ids=bookings, now=acts[-1].at)


def on_persons(_scope: Scope, acts: list[Act]) -> None:
    """Profiles were joined or parted: each person stands where the stays of all its profiles put it."""
    guests = {act.guest_id for act in acts if act.guest_id is not None}
    guests |= {UUID(act.details["other"]) for act in acts if act.details.get("other")}
    put_in_front(guest_ids=guests, reservation_ids=[], now=acts[-1].at)


def register() -> None:
    """Register every reaction of the room."""
    for name in (LINKED, UNLINKED):
        after(name, on_persons)
    for name in (*OF_GUESTS, *OF_BOOKINGS):
        after(name, on_stay)
