"""What the booking form and the registration form bring into the profile: typed once, never twice (R-121, R-129, R-130)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import persist, unit_of_work
from binzhi.collection.domain.notices import log, step
from binzhi.collection.enums import ItemKind, ItemState
from binzhi.collection.models import CollectedItem
from binzhi.collection.targets import target_of
from binzhi.collection.wordings import ITEM
from binzhi.guests.domain.profile import PLAIN, change_guest
from binzhi.guests.drafts import ContactDraft, GuestDraft
from binzhi.guests.enums import Channel, ContactKind, Gender, GuestKind, SourceKind, Stage
from binzhi.guests.errors import UnknownItem
from binzhi.guests.fields import field_of_column
from binzhi.guests.models import Guest
from binzhi.guests.origin import Origin, own_department
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.stays.access import BOOK, CHECK_IN
from binzhi.stays.models import HotelCode, Reservation, Stay

COPIED = declare_act(
    "copy_form", zh="从表单填入“{item}”：{status}", en='Copied "{item}" from a form: {status}', said=ITEM
)
REGISTERED_CONTACTS = {"mobile": ContactKind.MOBILE, "email": ContactKind.EMAIL, "address": ContactKind.ADDRESS}
WEB_SIGNS = ("web", "ota", "online", "internet", "网络", "官网", "ctrip", "booking")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form brought: the fields that are filled now, and those whose value waits for a decision."""

    fields: list[str]
    waiting: list[str]


def register_guest(*, scope: Scope, now: datetime, stay: Stay, guest: Guest, values: Mapping[str, str]) -> Filled:
    """Fill the guest overview from the registration form at check-in; empty entries stay empty (R-129).

    A value that differs from the standing one waits for a decision beside it. Every entry is a collected item with
    channel registration form and stage check-in.
    """
    scope.need(CHECK_IN)
    scope.need_hotel(stay.hotel_id)
    origin = Origin(
        source=SourceKind.STATED, channel=Channel.REGISTRATION, stage=Stage.CHECK_IN, stay_id=stay.id, learned_at=now
    )
    return _fill(scope, now, guest, values, origin, hotel=stay.hotel, stay=stay)


def copy_booking(*, scope: Scope, now: datetime, reservation: Reservation) -> Filled:
    """Copy each item of the booking form into the matching profile field (R-130); the web is noted as web (R-121)."""
    scope.need(BOOK)
    values = {"confirmation_method": str(reservation.confirmation_method), "company": _company(reservation)}
    channel = Channel.WEB if is_web(reservation) else Channel.BOOKING_FORM
    origin = Origin(source=SourceKind.STATED, channel=channel, stage=Stage.BOOKING, learned_at=now)
    return _fill(scope, now, reservation.guest, values, origin, hotel=reservation.hotel, stay=None)


def is_web(reservation: Reservation) -> bool:
    """Tell whether a booking came by the web, by its source or channel."""
    said = f"{reservation.source} {reservation.channel}".lower()
    return any(sign in said for sign in WEB_SIGNS)


def _company(reservation: Reservation) -> str:
    """Return the name of the contract company booked for; a code nobody named says nothing."""
    if not reservation.company:
        return ""
    row = HotelCode.objects.filter(hotel_id=reservation.hotel_id, kind="company", code=reservation.company).first()
    return str(row.name_zh or row.name_en) if row else ""


def _fill(
    scope: Scope,
    now: datetime,
    guest: Guest,
    values: Mapping[str, str],
    origin: Origin,
    *,
    hotel: Any,
    stay: Stay | None,
) -> Filled:
    columns = {n: v.strip() for n, v in values.items() if (n in PLAIN or n == "name") and _says(guest, n, v)}
    contacts = {n: v.strip() for n, v in values.items() if n in REGISTERED_CONTACTS and v.strip()}
    if not columns and not contacts:
        return Filled([], [])
    with unit_of_work(scope):
        waiting = [n for n in columns if getattr(guest, n) not in {"", Gender.UNSPECIFIED}]
        draft = GuestDraft(
            name=columns.get("name", guest.name),
            kind=GuestKind(guest.kind),
            contacts=tuple(ContactDraft(REGISTERED_CONTACTS[n], v) for n, v in contacts.items()),
            **{n: v for n, v in columns.items() if n != "name"},  # type: ignore[arg-type]  # text columns of the draft
        )
        change_guest(scope=scope, now=now, guest=guest, draft=draft, origin=origin, keep_standing=True)
        for name in [*columns, *contacts]:
            _collect(scope, now, guest, name, {**columns, **contacts}[name], origin, hotel, stay, name in waiting)
    return Filled([n for n in [*columns, *contacts] if n not in waiting], waiting)


def _says(guest: Guest, name: str, value: str) -> bool:
    """Tell whether an entry says something that does not stand already."""
    value = value.strip()
    return bool(value) and value != Gender.UNSPECIFIED and value != getattr(guest, name)


def _code_of(name: str) -> str:
    field = field_of_column(name)
    try:
        return target_of(field.code).code if field else ""
    except UnknownItem:
        return ""


def _collect(
    scope: Scope, now: datetime, guest: Guest, name: str, value: str, origin: Origin, hotel: Any, stay: Stay | None,
    waits: bool,
) -> None:  # fmt: skip
    """Keep the entry as an item of the form, stored at once; the value itself stands in the profile only."""
    state = ItemState.STORED
    row = CollectedItem(
        guest=guest, id=uuid7(), hotel=hotel, kind=ItemKind.FORM, item=_code_of(name) or name, source_kind=origin.source,
        channel=origin.channel or "", stage=origin.stage or "", department=own_department(scope),
        stay_id=stay.id if stay else None, room_number=stay.room.number if stay and stay.room else "",
        collector_id=scope.actor.id, collector=scope.actor.name, happened_at=now, collected_at=now, state=state,
        moved_at=now, moved_by=scope.actor.name, facts=[{"kind": "field", "id": name}],
        steps=[step(s, scope, now) for s in (ItemState.COLLECTED, ItemState.SORTED, ItemState.STORED)],
        reason="waits" if waits else "",
    )  # fmt: skip
    persist(row)
    log(COPIED, scope, now, row, status=str(state))
