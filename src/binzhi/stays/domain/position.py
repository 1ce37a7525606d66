"""Booking with the guest's position: entered, or marked as asked and unknown (R-138)."""

from datetime import datetime

from binzhi.audit.domain.unit import unit_of_work
from binzhi.guests.access import EDIT
from binzhi.guests.domain.field_edits import enter_value
from binzhi.guests.domain.profile_forms import mark_unknown
from binzhi.guests.enums import Channel, SourceKind, Stage
from binzhi.guests.fields import fields
from binzhi.guests.models import Guest
from binzhi.guests.origin import Origin
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays.domain.booking import book_reservation
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.models import Reservation

ASKED = Origin(source=SourceKind.STATED, channel=Channel.BOOKING_FORM, stage=Stage.BOOKING)


def book_with_position(
    *, scope: Scope, now: datetime, hotel: Hotel, guest: Guest, draft: ReservationDraft, position: str | None
) -> Reservation:
    """Book, and put the position learned at booking into the profile, in one unit.

    ``position``: None when it was not asked (it is known), empty when it was asked and could not be learned. A role
    that books but may not change profiles only books.
    """
    with unit_of_work(scope):
        row = book_reservation(scope=scope, now=now, hotel=hotel, guest=guest, draft=draft)
        if position is not None and scope.may(EDIT):
            if position.strip():
                enter_value(scope=scope, now=now, guest=guest, field=fields()["position"], value=position, origin=ASKED)
            else:
                mark_unknown(scope=scope, now=now, guest=guest, field="position", origin=ASKED)
    return row
