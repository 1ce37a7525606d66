"""Verbs on reservations: book, change, cancel, add accompanying guests."""

from datetime import date, datetime, timedelta
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.bulk import make_row
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.audit.wordings import choice_words
from binzhi.guests.models import Guest
from binzhi.kernel.errors import BadInput, Stale
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays.access import BOOK
from binzhi.stays.codes import CODE_FIELDS, CodeBook, code_book
from binzhi.stays.domain.assignment import free_rooms_of, refit_rooms
from binzhi.stays.domain.booking_rows import (
    COPIED,
    STAY_STATE,
    key_row,
    says_requests,
    sealed_requests,
    stay_row,
)
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.enums import ConfirmationMethod, GuestRole, ReservationState, StayState
from binzhi.stays.errors import DepartureBeforeArrival, GuestInBooking, NumberTaken, UnknownCode, WrongState
from binzhi.stays.models import Reservation, ReservationKey, RoomType, Stay
from binzhi.stays.wordings import field_words

BOOKED = declare_act(
    "book_reservation", zh="预订 {number}：{arrival} 至 {departure}", en="Booked {number}: {arrival} to {departure}"
)
CHANGED = declare_act(
    "change_reservation",
    zh="修改预订 {number}：{fields}",
    en="Changed reservation {number}: {fields}",
    said={"fields": field_words},
)
CANCELLED = declare_act("cancel_reservation", zh="取消预订 {number}", en="Cancelled reservation {number}")
CONFIRMED = declare_act(
    "confirm_reservation",
    zh="已确认预订 {number}（{method}）",
    en="Confirmed reservation {number} ({method})",
    said={"method": choice_words(ConfirmationMethod)},
)
ADDED_GUEST = declare_act("add_accompanying_guest", zh="{number} 加同住客人", en="Added a guest to {number}")


def check_dates(arrival: date, departure: date) -> None:
    """Refuse a departure before the arrival and dates out of range."""
    if departure < arrival:
        raise DepartureBeforeArrival(arrival=arrival, departure=departure)
    if (departure - arrival).days > 1000 or not 1990 <= arrival.year <= 2100:
        raise BadInput(field="arrival", zh="日期超出合理范围。", en="The dates are out of range.")


def _check_codes(book: CodeBook, draft: ReservationDraft) -> RoomType | None:
    for field, kind in CODE_FIELDS.items():
        value = getattr(draft, field)
        if value and not book.knows(kind.value, value):
            raise UnknownCode(kind_zh=str(kind.label), kind_en=str(kind.value).replace("_", " "), value=value)
    if draft.room_type and draft.room_type not in book.room_types:
        raise UnknownCode(kind_zh="房型", kind_en="room type", value=draft.room_type)
    if draft.assigned_room_type and draft.assigned_room_type not in book.room_types:
        raise UnknownCode(kind_zh="房型", kind_en="room type", value=draft.assigned_room_type)
    return book.room_types.get(draft.room_type)


def check_counts(draft: ReservationDraft) -> None:
    """Refuse impossible numbers of rooms and guests."""
    if not 1 <= draft.rooms <= 500:
        raise BadInput(field="rooms", zh="房间数应为1至500。", en="Book 1 to 500 rooms.")
    if min(draft.adults, draft.children, draft.babies) < 0 or max(draft.adults, draft.children, draft.babies) > 999:
        raise BadInput(field="adults", zh="人数不合理。", en="The number of guests is not right.")


def _number(draft: ReservationDraft, reservation_id: UUID, arrival: date) -> str:
    return draft.number.strip() or f"{arrival:%y%m%d}-{reservation_id.hex[-6:].upper()}"


def book_reservation(
    *, scope: Scope, now: datetime, hotel: Hotel, guest: Guest, draft: ReservationDraft
) -> Reservation:
    """Book rooms for a guest: a reservation and one expected stay per room, in one transaction (R-183).

    A draft in another state (an import of past bookings) creates the stays in that state. Refuses a departure before
    the arrival, unknown codes, a number in use and impossible counts.
    """
    scope.need(BOOK)
    scope.need_hotel(hotel.id)
    check_dates(draft.arrival, draft.departure)
    check_counts(draft)
    with unit_of_work(scope) as unit:
        room_type = _check_codes(code_book(hotel.id), draft)
        reservation_id = uuid7()
        number = _number(draft, reservation_id, draft.arrival)
        place = (hotel.id, "binzhi", "number", number)
        claims = unit.claims("reservation")
        known_absent = place in unit.memory.get("reservation_known_absent", ())
        if place in claims or (not known_absent and draft.number and _number_in_use(*place)):
            raise NumberTaken(number=number)
        row = make_row(
            Reservation,
            guest=guest,
            id=reservation_id,
            hotel=hotel,
            number=number,
            nights=(draft.departure - draft.arrival).days,
            room_type=room_type,
            currency=draft.currency or hotel.currency,
            special_requests=sealed_requests(guest.id, reservation_id, draft.special_requests),
            created_at=now,
            updated_at=now,
            **{field: getattr(draft, field) for field in COPIED},
        )
        persist(row)
        persist(key_row(hotel.id, "binzhi", "number", number, row))
        claims[place] = True
        for system, kind, value in draft.external_ids:
            persist(key_row(hotel.id, system, kind, value, row))
            claims[hotel.id, system, kind, value] = True
        assigned = code_book(hotel.id).room_types.get(draft.assigned_room_type) or room_type
        for index in range(1, draft.rooms + 1):
            persist(stay_row(row, guest, GuestRole.PRIMARY, index, assigned, draft))
        record(
            BOOKED,
            scope=scope,
            now=now,
            object_type="reservation",
            object_id=row.id,
            guest_id=guest.id,
            hotel_id=hotel.id,
            details={
                "number": number,
                "arrival": draft.arrival.isoformat(),
                "departure": draft.departure.isoformat(),
                "state": draft.state.value,
            },
        )
    return row


def _number_in_use(hotel_id: UUID, system: str, kind: str, value: str) -> bool:
    return ReservationKey.objects.filter(hotel_id=hotel_id, system=system, kind=kind, value=value).exists()


def add_accompanying_guest(
    *, scope: Scope, now: datetime, reservation: Reservation, guest: Guest, room_index: int = 1
) -> Stay:
    """Add a guest who shares a room of the booking; the stay stands in that guest's own history.

    To a room whose guests are in the house the guest comes as expected and is checked in like everyone. Refuses a guest
    who is in the booking already and a room the booking does not have.
    """
    scope.need(BOOK)
    scope.need_hotel(reservation.hotel_id)
    if not 1 <= room_index <= reservation.rooms:
        raise BadInput(field="room_index", zh="该预订没有这间房。", en="The booking has no such room.")
    stays = stays_of(reservation)
    if any(s.guest_id == guest.id and s.state in {StayState.EXPECTED, StayState.IN_HOUSE} for s in stays):
        raise GuestInBooking
    shared = next((s for s in stays if s.room_index == room_index), None)
    draft = ReservationDraft(arrival=reservation.arrival, departure=reservation.departure)
    room_type = shared.room_type if shared else reservation.room_type
    with unit_of_work(scope):
        stay = stay_row(reservation, guest, GuestRole.ACCOMPANYING, room_index, room_type, draft)
        if shared is not None and stay.state in {StayState.EXPECTED, StayState.IN_HOUSE}:
            stay.state, stay.room = StayState.EXPECTED, shared.room
        persist(stay)
        record(
            ADDED_GUEST,
            scope=scope,
            now=now,
            object_type="reservation",
            object_id=reservation.id,
            guest_id=guest.id,
            hotel_id=reservation.hotel_id,
            details={"number": reservation.number},
        )
    return stay


def stays_of(reservation: Reservation) -> list[Stay]:
    """Return all stays of a booking, of the main guest and of those who share."""
    found = Stay.objects.filter(hotel_id=reservation.hotel_id, reservation_id=reservation.id)
    return list(found.select_related("room", "room_type").order_by("room_index", "role"))


def change_reservation(
    *,
    scope: Scope,
    now: datetime,
    reservation: Reservation,
    draft: ReservationDraft,
    version: int | None = None,
    whole: bool = False,
) -> list[str]:
    """Change a booking; returns the changed fields. New dates keep the assigned rooms where they are free.

    A blank time of arrival or request means "as it was"; with ``whole`` (a form that shows everything) it is cleared.
    Refuses what :func:`book_reservation` refuses, a room that an in-house guest cannot keep
    (:class:`~binzhi.stays.errors.RoomTaken`), and :class:`Stale` when someone else changed the booking.
    """
    scope.need(BOOK)
    scope.need_hotel(reservation.hotel_id)
    check_dates(draft.arrival, draft.departure)
    check_counts(draft)
    with unit_of_work(scope):
        row: Reservation = locked(Reservation.objects.filter(guest_id=reservation.guest_id, id=reservation.id)).get()
        if version is not None and row.version != version:
            raise Stale
        room_type = _check_codes(code_book(row.hotel_id), draft)
        changed = [f for f in COPIED if getattr(row, f) != getattr(draft, f)]
        if draft.room_type and room_type is not None and row.room_type_id != room_type.id:
            row.room_type = room_type
            changed.append("room_type")
        for field in changed:
            if field in COPIED:
                setattr(row, field, getattr(draft, field))
        if (whole or draft.special_requests.strip()) and not says_requests(row, draft.special_requests):
            row.special_requests = sealed_requests(row.guest_id, row.id, draft.special_requests)
            changed.append("special_requests")
        stays = stays_of(row)
        if any(s.eta != draft.eta for s in stays) and (whole or draft.eta is not None):
            changed.append("eta")
        if changed:
            _write_change(scope, now, row, draft, changed, stays)
    return changed


def _write_change(
    scope: Scope, now: datetime, row: Reservation, draft: ReservationDraft, changed: list[str], stays: list[Stay]
) -> None:
    row.nights, row.updated_at, row.version = (row.departure - row.arrival).days, now, row.version + 1
    amend(row, *COPIED, "room_type", "nights", "special_requests", "updated_at", "version")
    for stay in stays:
        _follow(stay, row, draft, changed)
    if "arrival" in changed or "departure" in changed:
        refit_rooms(stays)
    for stay in stays:
        amend(stay, "arrival", "departure", "nights", "state", "rate", "eta", "room_type", "room")
    record(
        CHANGED,
        scope=scope,
        now=now,
        object_type="reservation",
        object_id=row.id,
        guest_id=row.guest_id,
        hotel_id=row.hotel_id,
        details={"number": row.number, "fields": ", ".join(sorted(changed))},
    )


def _follow(stay: Stay, row: Reservation, draft: ReservationDraft, changed: list[str]) -> None:
    """Let a stay follow its booking; one that is over keeps its dates."""
    if "state" in changed:
        stay.state = STAY_STATE[ReservationState(row.state)]
    if "state" in changed or stay.state in {StayState.EXPECTED, StayState.IN_HOUSE}:
        stay.arrival, stay.departure, stay.nights, stay.rate = row.arrival, row.departure, row.nights, row.rate
    if "eta" in changed:
        stay.eta = draft.eta
    if "room_type" in changed:
        stay.room_type = row.room_type
    if stay.state in {StayState.CANCELLED, StayState.NO_SHOW}:
        free_rooms_of(stay)
        stay.room = None


def cancel_reservation(*, scope: Scope, now: datetime, reservation: Reservation, today: date) -> Reservation:
    """Cancel a booking that nobody has checked in; assigned rooms become free."""
    scope.need(BOOK)
    scope.need_hotel(reservation.hotel_id)
    if reservation.state not in {ReservationState.BOOKED, ReservationState.REQUESTED}:
        raise WrongState(state=ReservationState(reservation.state).label)
    with unit_of_work(scope):
        reservation.state, reservation.state_on = ReservationState.CANCELLED, today
        reservation.updated_at, reservation.version = now, reservation.version + 1
        amend(reservation, "state", "state_on", "updated_at", "version")
        for stay in stays_of(reservation):
            free_rooms_of(stay)
            stay.state, stay.room = StayState.CANCELLED, None
            amend(stay, "state", "room")
        record(
            CANCELLED,
            scope=scope,
            now=now,
            object_type="reservation",
            object_id=reservation.id,
            guest_id=reservation.guest_id,
            hotel_id=reservation.hotel_id,
            details={"number": reservation.number},
        )
    return reservation


def confirm_reservation(
    *, scope: Scope, now: datetime, reservation: Reservation, method: ConfirmationMethod
) -> Reservation:
    """Note that the confirmation went out by a method (R-743); a request becomes a booking."""
    scope.need(BOOK)
    scope.need_hotel(reservation.hotel_id)
    if reservation.state not in {ReservationState.BOOKED, ReservationState.REQUESTED, ReservationState.IN_HOUSE}:
        raise WrongState(state=ReservationState(reservation.state).label)
    with unit_of_work(scope):
        if reservation.state == ReservationState.REQUESTED:
            reservation.state, reservation.updated_at = ReservationState.BOOKED, now
            reservation.version += 1
            amend(reservation, "state", "updated_at", "version")
        record(
            CONFIRMED,
            scope=scope,
            now=now,
            object_type="reservation",
            object_id=reservation.id,
            guest_id=reservation.guest_id,
            hotel_id=reservation.hotel_id,
            details={"number": reservation.number, "method": method.value or ConfirmationMethod.LETTER.value},
        )
    return reservation


def nights_of(stay: Stay) -> list[date]:
    """Return the nights of a stay; a day use counts its day."""
    return [stay.arrival + timedelta(days=n) for n in range(max(1, stay.nights))]
