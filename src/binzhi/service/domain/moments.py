"""Verbs on moments: a guest was recognised somewhere, and the other terminals show the card."""

from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import persist, record, unit_of_work
from binzhi.guests.models import Guest
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.service.access import IDENTIFY
from binzhi.service.enums import Place, Sign
from binzhi.service.errors import WrongStay
from binzhi.service.models import GuestMoment
from binzhi.service.wordings import MOMENT
from binzhi.stays.models import Stay

IDENTIFIED = declare_act(
    "identify_guest", zh="在{place}识别客人（{sign}）", en="Recognised at {place} ({sign})", said=MOMENT
)


def identify_guest(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    place: Place,
    sign: Sign = Sign.IN_PERSON,
    stay: Stay | None = None,
) -> GuestMoment:
    """Note that a guest was recognised at a service terminal (R-192, R-193): every terminal shows the card at once.

    ``place`` is where, ``sign`` by what (in person, caller number, room, table). Refuses a stay of someone else.
    """
    scope.need(IDENTIFY)
    scope.need_hotel(hotel.id)
    if stay is not None and (stay.guest_id != guest.id or stay.hotel_id != hotel.id):
        raise WrongStay
    with unit_of_work(scope):
        row = note_moment(scope, now, hotel.id, guest.id, place, sign, stay.id if stay else None)
        record(
            IDENTIFIED,
            scope=scope,
            now=now,
            object_type="moment",
            object_id=row.id,
            guest_id=guest.id,
            hotel_id=hotel.id,
            details={"place": place.value, "sign": sign.value},
        )
    return row


def note_moment(
    scope: Scope, now: datetime, hotel_id: UUID, guest_id: UUID, place: Place, sign: Sign, stay_id: UUID | None
) -> GuestMoment:
    """Write the moment of an act that is recorded elsewhere (a check-in, a booking)."""
    return persist(
        GuestMoment(
            guest_id=guest_id,
            hotel_id=hotel_id,
            stay_id=stay_id,
            place=place,
            sign=sign,
            at=now,
            staff_id=scope.actor.id,
            staff=scope.actor.name,
        )
    )
