"""One row of a file through the verbs of the screen: guest, reservation, company."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from binzhi.audit.domain.unit import current_unit
from binzhi.guests.domain.memory import record_fact, set_flag, write_note
from binzhi.guests.domain.profile import PLAIN, change_guest, create_guest, snapshot
from binzhi.guests.enums import FlagCode, GuestKind, NoteKind, SourceKind
from binzhi.guests.items import items
from binzhi.guests.models import Guest
from binzhi.integrations.domain.codes import company_kind
from binzhi.integrations.drafts import guest_draft, reservation_draft, reservation_ids
from binzhi.integrations.enums import Outcome
from binzhi.integrations.errors import UnknownGuest, UnknownReservation
from binzhi.integrations.recognise import Evidence, KnownGuests, Recognition, evidence_of
from binzhi.integrations.rows import CompanyRow, ExternalId, GuestRow, ReservationRow
from binzhi.kernel.names import has_han
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays.domain.assignment import assign_room, note_room
from binzhi.stays.domain.booking import (
    COPIED,
    add_accompanying_guest,
    book_reservation,
    cancel_reservation,
    change_reservation,
    stays_of,
)
from binzhi.stays.domain.house import add_code
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.enums import ReservationState, StayState
from binzhi.stays.errors import RoomOutOfOrder, RoomTaken
from binzhi.stays.models import Reservation, ReservationKey, Room

Triple = tuple[str, str, str]


@dataclass(slots=True)
class Result:
    """What became of a row."""

    outcome: Outcome
    guest_id: UUID | None = None
    reservation_id: UUID | None = None
    made_guest: bool = False
    made_reservation: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class KnownReservations:
    """The bookings behind the outside ids and numbers of one chunk."""

    hotel_id: UUID
    places: dict[Triple, tuple[UUID, UUID]] = field(default_factory=dict)
    rows: dict[UUID, Reservation] = field(default_factory=dict)

    def read(self, rows: Iterable[ReservationRow]) -> set[tuple[UUID, str, str, str]]:
        """Read the keys of some rows; returns those known to be unused."""
        wanted = {t for r in rows for t in keys_of(r)}
        if not wanted:
            return set()
        found = ReservationKey.objects.filter(hotel_id=self.hotel_id, value__in={t[2] for t in wanted})
        for key in found:
            self.places[key.system, key.kind, key.value] = (key.guest_id, key.reservation_id)
        ids = {reservation_id for _, reservation_id in self.places.values()}
        guests = {guest_id for guest_id, _ in self.places.values()}
        if ids:
            for row in Reservation.objects.filter(guest_id__in=guests, id__in=ids):
                self.rows[row.id] = row
        return {(self.hotel_id, *t) for t in wanted if t not in self.places}

    def find(self, row: ReservationRow) -> Reservation | None:
        """Return the booking a row means."""
        for triple in keys_of(row):
            place = self.places.get(triple)
            if place and place[1] in self.rows:
                return self.rows[place[1]]
        return None

    def learn(self, row: ReservationRow, reservation: Reservation) -> None:
        """Remember a booking made in this chunk."""
        self.rows[reservation.id] = reservation
        for triple in [*keys_of(row), ("binzhi", "number", reservation.number)]:
            self.places.setdefault(triple, (reservation.guest_id, reservation.id))


def keys_of(row: ReservationRow) -> list[Triple]:
    """Return the ids of a row and its confirmation number."""
    number = [("binzhi", "number", row.confirmation_no[:40])] if row.confirmation_no else []
    return [*reservation_ids(row), *number]


@dataclass(slots=True)
class Applier:
    """Applies rows within the open unit of work."""

    scope: Scope
    now: datetime
    hotel: Hotel
    today: date
    guests: KnownGuests
    reservations: KnownReservations

    def apply(self, data: GuestRow | ReservationRow | CompanyRow, row_no: int, row_id: ExternalId) -> Result:
        """Apply one row; refusals of the verbs pass through."""
        if isinstance(data, CompanyRow):
            return self._company(data)
        if isinstance(data, GuestRow):
            named = data if data.identity else replace(data, identity=row_id)
            return self._guest(named, row_no)
        return self._reservation(data, row_no)

    def _company(self, row: CompanyRow) -> Result:
        kind = company_kind(row)
        name = row.name or row.code
        add_code(
            scope=self.scope,
            now=self.now,
            hotel_id=self.hotel.id,
            kind=kind,
            code=(row.code or name)[:60],
            name_zh=name[:120],
            name_en="" if has_han(name) else name[:120],
        )
        return Result(Outcome.NEW)

    def _guest(self, row: GuestRow, row_no: int) -> Result:
        evidence = evidence_of(row)
        found = self.guests.recognise(evidence)
        if found.guest_id is not None:
            guest, before = self._change(row, found)
            self.guests.learn(guest.id, evidence)
            outcome = Outcome.CHANGED if before else Outcome.MATCHED
            return Result(outcome, guest_id=guest.id, before={"guest": before} if before else {})
        if row.partial:
            raise UnknownGuest
        guest = self._create(row, row_no, evidence)
        return Result(_new(found), guest_id=guest.id, made_guest=True, problems=_doubts(found))

    def _create(self, row: GuestRow, row_no: int, evidence: Evidence | None) -> Guest:
        name = f"Guest {row_no:06d} ({row.country or '??'})" if row.placeholder else row.name
        draft = guest_draft(row, name=name)
        guest = create_guest(scope=self.scope, now=self.now, draft=draft, source=SourceKind.IMPORTED)
        if evidence is not None:
            self.guests.note(guest)
            self.guests.learn(guest.id, evidence)
            self._memory(guest, row, first=True)
        return guest

    def _change(self, row: GuestRow, found: Recognition) -> tuple[Guest, dict[str, str]]:
        assert found.guest_id is not None
        guest = self.guests.guests.get(found.guest_id) or Guest.objects.get(id=found.guest_id)
        old = snapshot(guest)
        draft = guest_draft(row, name=guest.name)
        if row.latin_name == "" and not has_han(row.name) and has_han(guest.name) and not row.name_truncated:
            draft = replace(draft, latin_name=guest.latin_name or row.name[:120])
        if row.name and not row.name_truncated and guest.kind == GuestKind.PLACEHOLDER:
            draft = replace(draft, name=row.name)
        change_guest(scope=self.scope, now=self.now, guest=guest, draft=draft, source=SourceKind.IMPORTED)
        new = snapshot(guest)
        self._memory(guest, row, first=False)
        return guest, {f: old[f] for f in ("name", *PLAIN) if old[f] != new[f]}

    def _memory(self, guest: Guest, row: GuestRow, *, first: bool) -> None:
        known = items()
        for code, value in row.preferences:
            item = code if code in known else "special_requirement"
            record_fact(
                scope=self.scope,
                now=self.now,
                guest=guest,
                item_code=item,
                value=value[:300],
                source=SourceKind.IMPORTED,
                hotel_id=self.hotel.id,
                department="reservations",
            )
        for flag in row.flags:
            if flag in FlagCode.values:
                set_flag(scope=self.scope, now=self.now, guest=guest, code=FlagCode(flag))
        text = "\n".join(part for part in (row.notes, _reported(row)) if part) if first else ""
        if text:
            write_note(
                scope=self.scope,
                now=self.now,
                guest=guest,
                hotel_id=self.hotel.id,
                department="reservations",
                kind=NoteKind.GENERAL,
                text=text[:4000],
            )

    def _reservation(self, row: ReservationRow, row_no: int) -> Result:
        standing = self.reservations.find(row)
        if standing is not None:
            return self._standing(row, standing)
        if row.partial or row.arrival is None or row.departure is None:
            raise UnknownReservation
        guest, found, made = self._guest_of(row.guest, row_no)
        reservation = book_reservation(
            scope=self.scope, now=self.now, hotel=self.hotel, guest=guest, draft=reservation_draft(row)
        )
        self.reservations.learn(row, reservation)
        problems = _doubts(found)
        for one in row.accompanying:
            other, _, _ = self._guest_of(one, row_no)
            add_accompanying_guest(scope=self.scope, now=self.now, reservation=reservation, guest=other)
        if row.room_no:
            problems += self._room(row, reservation)
        return Result(
            _new(found) if made else Outcome.MATCHED,
            guest_id=guest.id,
            reservation_id=reservation.id,
            made_guest=made,
            made_reservation=True,
            problems=problems,
        )

    def _guest_of(self, row: GuestRow, row_no: int) -> tuple[Guest, Recognition, bool]:
        if row.placeholder:
            return self._create(row, row_no, None), Recognition(None), True
        evidence = evidence_of(row)
        found = self.guests.recognise(evidence)
        if found.guest_id is not None:
            guest, _ = self._change(row, found)
            self.guests.learn(guest.id, evidence)
            return guest, found, False
        return self._create(row, row_no, evidence), found, True

    def _standing(self, row: ReservationRow, standing: Reservation) -> Result:
        if standing._state.adding:
            current_unit().flush()
            standing = Reservation.objects.get(guest_id=standing.guest_id, id=standing.id)
            self.reservations.rows[standing.id] = standing
        if row.partial or row.arrival is None or row.departure is None:
            return self._cancel(row, standing)
        before = {f: getattr(standing, f) for f in COPIED}
        draft = merge_with(reservation_draft(row), standing)
        changed = change_reservation(scope=self.scope, now=self.now, reservation=standing, draft=draft)
        old = {f: _plain(before[f]) for f in changed if f in before}
        outcome = Outcome.CHANGED if changed else Outcome.UNCHANGED
        return Result(
            outcome,
            guest_id=standing.guest_id,
            reservation_id=standing.id,
            before={"reservation": old} if old else {},
        )

    def _cancel(self, row: ReservationRow, standing: Reservation) -> Result:
        ids = {"guest_id": standing.guest_id, "reservation_id": standing.id}
        if row.status != "cancelled" or standing.state == ReservationState.CANCELLED:
            return Result(Outcome.UNCHANGED, **ids)
        old = standing.state
        cancel_reservation(
            scope=self.scope, now=self.now, reservation=standing, today=row.cancelled_on or row.status_on or self.today
        )
        return Result(Outcome.CHANGED, before={"reservation": {"state": str(old)}}, **ids)

    def _room(self, row: ReservationRow, reservation: Reservation) -> list[dict[str, Any]]:
        room = Room.objects.filter(hotel=self.hotel, number=row.room_no.strip()).select_related("room_type").first()
        if room is None:
            return [_warning("room_unknown", "房号", row.room_no, "酒店没有此房号,未分房。", "No such room; none was assigned.")]
        current_unit().flush()
        stay = stays_of(reservation)[0]
        if stay.state != StayState.EXPECTED:
            note_room(scope=self.scope, now=self.now, stay=stay, room=room)
            return []
        try:
            assign_room(scope=self.scope, now=self.now, stay=stay, room=room)
        except (RoomTaken, RoomOutOfOrder) as error:
            return [_warning(error.code, "房号", row.room_no, error.text("zh"), error.text("en"))]
        return []


EMPTY: tuple[Any, ...] = ("", None, 0)


def merge_with(draft: ReservationDraft, standing: Reservation) -> ReservationDraft:
    """Return the draft with the standing values where the file says nothing; a state never goes backwards."""
    kept = {f: getattr(standing, f) for f in COPIED if getattr(draft, f) in EMPTY}
    ours = {ReservationState.IN_HOUSE, ReservationState.CHECKED_OUT}
    if standing.state in ours and draft.state in {ReservationState.BOOKED, ReservationState.REQUESTED}:
        kept["state"] = ReservationState(standing.state)
    return replace(draft, special_requests="", **kept)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _new(found: Recognition) -> Outcome:
    return Outcome.DOUBTFUL if found.doubtful else Outcome.NEW


def _warning(code: str, column: str, value: str, zh: str, en: str) -> dict[str, Any]:
    return {"code": code, "column": column, "value": value, "zh": zh, "en": en, "severity": "warning"}


def _doubts(found: Recognition) -> list[dict[str, Any]]:
    if not found.doubtful:
        return []
    line = _warning(
        "possible_duplicate",
        "",
        "",
        "可能与已有客史重复,已另建一份,请合并专员核对。",
        "May be a guest we know already; a new history was made. The merge keeper should look.",
    )
    return [{**line, "guests": [str(g) for g in found.doubtful]}]


def _reported(row: GuestRow) -> str:
    parts = [
        f"入住 {row.visits} 次" if row.visits else "",
        f"{row.nights_total} 晚" if row.nights_total else "",
        f"消费 {row.spend_total}" if row.spend_total else "",
        f"首次 {row.first_visit}" if row.first_visit else "",
        f"最近 {row.last_visit}" if row.last_visit else "",
    ]
    said = ",".join(p for p in parts if p)
    return f"原系统记录:{said}" if said else ""
