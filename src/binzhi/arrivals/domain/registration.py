"""Verbs of pre-registration from history (R-218): prepared before arrival, confirmed with a signature at the desk."""

from datetime import datetime

from binzhi.arrivals.access import SIGN
from binzhi.arrivals.domain.day import touch_day
from binzhi.arrivals.domain.items import sign_item
from binzhi.arrivals.enums import UNSIGNED
from binzhi.arrivals.errors import RegistrationMissing
from binzhi.arrivals.models import PreparationItem, PreRegistration
from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.enums import ContactKind
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Guest, GuestContact, GuestDate, GuestDocument
from binzhi.kernel.scope import Scope
from binzhi.stays.access import CHECK_IN
from binzhi.stays.models import Stay

PREPARED = declare_act(
    "prepare_registration", zh="预先登记完成，缺 {missing} 项", en="Prepared the registration, {missing} missing"
)
CONFIRMED = declare_act(
    "confirm_registration", zh="客人核对并签字登记", en="The guest checked and signed the registration"
)

REQUIRED = ("name", "gender", "nationality", "document", "mobile")


def missing_of(guest: Guest) -> list[str]:
    """Return which fields a registration needs that the history does not hold; their values are never copied."""
    ids = ids_of(guest)
    documents = GuestDocument.objects.filter(guest_id__in=ids).exists()
    phones = GuestContact.objects.filter(guest_id__in=ids, kind=ContactKind.MOBILE).exists()
    held = {
        "name": bool(guest.name),
        "gender": guest.gender not in {"", "unspecified"},
        "nationality": bool(guest.nationality),
        "document": documents,
        "mobile": phones,
    }
    return [field for field in REQUIRED if not held[field]]


def has_birthday(guest: Guest) -> bool:
    """Tell whether a birth date is in the history."""
    return bool(GuestDate.objects.filter(guest_id__in=ids_of(guest), kind="birthday").exists())


def registration_of(stay: Stay) -> PreRegistration | None:
    """Return the registration prepared for a stay."""
    row: PreRegistration | None = PreRegistration.objects.filter(guest_id=stay.guest_id, stay_id=stay.id).first()
    return row


def prepare_registration(*, scope: Scope, now: datetime, stay: Stay, guest: Guest) -> PreRegistration:
    """Complete a registration from history, so that check-in only needs a look and a signature; signs its item."""
    scope.need(SIGN)
    scope.need_hotel(stay.hotel_id)
    missing = missing_of(guest)
    with unit_of_work(scope):
        row = registration_of(stay)
        if row is None:
            row = persist(
                PreRegistration(
                    guest_id=stay.guest_id,
                    hotel_id=stay.hotel_id,
                    stay_id=stay.id,
                    missing=missing,
                    prepared_at=now,
                    prepared_by=scope.actor.name,
                )
            )
        else:
            row.missing, row.prepared_at, row.prepared_by = missing, now, scope.actor.name
            amend(row, "missing", "prepared_at", "prepared_by")
        touch_day(hotel_id=stay.hotel_id, day=stay.arrival, now=now)
        items = PreparationItem.objects.filter(
            guest_id=stay.guest_id, stay_id=stay.id, rule_code="pre_registration", state__in=UNSIGNED
        )
        for item in items:
            if scope.actor.kind == "staff" and ("*" in scope.departments or item.department in scope.departments):
                sign_item(scope=scope, now=now, item=item)
        record(
            PREPARED,
            scope=scope,
            now=now,
            object_type="registration",
            object_id=row.id,
            guest_id=stay.guest_id,
            hotel_id=stay.hotel_id,
            details={"missing": len(missing)},
        )
    return row


def confirm_registration(*, scope: Scope, now: datetime, stay: Stay) -> PreRegistration:
    """Note at check-in that the guest looked at the registration and signed. Refuses one that was never prepared."""
    scope.need(CHECK_IN)
    scope.need_hotel(stay.hotel_id)
    with unit_of_work(scope):
        row: PreRegistration | None = locked(
            PreRegistration.objects.filter(guest_id=stay.guest_id, stay_id=stay.id)
        ).first()
        if row is None:
            raise RegistrationMissing
        if row.confirmed_at is None:
            row.confirmed_at, row.confirmed_by = now, scope.actor.name
            amend(row, "confirmed_at", "confirmed_by")
            record(
                CONFIRMED,
                scope=scope,
                now=now,
                object_type="registration",
                object_id=row.id,
                guest_id=stay.guest_id,
                hotel_id=stay.hotel_id,
            )
    return row
