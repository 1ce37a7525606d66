"""One row of a file through the verbs of the screen: guest, reservation, company."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from binzhi.audit.domain.unit import current_unit
from binzhi.guests.domain.facts import fact_stands, record_fact
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.notes import note_stands, write_note
from binzhi.guests.domain.profile import change_guest, create_guest, snapshot
from binzhi.guests.domain.withdrawal import added_row
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.enums import GuestKind, NoteKind, SourceKind
from binzhi.guests.models import Guest
from binzhi.guests.origin import Origin
from binzhi.guests.switches import fields_off
from binzhi.identity.neighbours import Neighbours
from binzhi.integrations.domain.allowed import allowed_contacts, allowed_facts, left_out
from binzhi.integrations.domain.codes import company_kind
from binzhi.integrations.domain.known import KnownReservations, booking_differences, merge_with
from binzhi.integrations.domain.outcome import Line, Result, Weighed, doubts, new_or_doubtful, warning
from binzhi.integrations.drafts import (
    OWN_SYSTEMS,
    form_origin,
    guest_draft,
    origin_of,
    reported,
    reservation_draft,
    reservation_ids,
)
from binzhi.integrations.enums import Outcome
from binzhi.integrations.errors import UnknownGuest, UnknownReservation
from binzhi.integrations.preferences import flags_of
from binzhi.integrations.recognise import Evidence, KnownGuests, Recognition, evidence_of, names_somebody
from binzhi.integrations.rows import CompanyRow, ExternalId, GuestRow, ReservationRow
from binzhi.integrations.weigh import profile_of, weigh
from binzhi.kernel.names import clean_name, has_han
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays.codes import code_book
from binzhi.stays.domain.booking import (
    add_accompanying_guest,
    book_reservation,
    cancel_reservation,
    change_reservation,
)
from binzhi.stays.domain.house import add_code
from binzhi.stays.domain.outside_ids import link_reservation
from binzhi.stays.domain.withdrawal import reservation_snapshot, stay_snapshots
from binzhi.stays.enums import ReservationState
from binzhi.stays.models import Reservation

DEPARTMENT = "reservations"
Data = GuestRow | ReservationRow | CompanyRow


def draft_for(guest: Any, row: GuestRow) -> GuestDraft:
    """Return what a row may change about a known guest. Names are kept, but for a placeholder or a cut one."""
    draft = guest_draft(row, name=guest.name)
    if row.placeholder:
        return draft
    draft = replace(draft, kind=GuestKind.PERSON)
    if not row.name or row.name_truncated:
        return replace(draft, latin_name=None)
    cut = guest.name.isupper() and clean_name(row.name).casefold().startswith(guest.name.casefold())
    if guest.kind == GuestKind.PLACEHOLDER or (cut and len(clean_name(row.name)) > len(guest.name)):
        return replace(draft, name=row.name)
    if not has_han(row.name) and has_han(guest.name):
        return replace(draft, latin_name=guest.latin_name or row.name[:120])
    return draft


def is_plain(data: Data, reservations: KnownReservations) -> bool:
    """Tell whether a row can only add new rows (a booking of nobody in particular): it needs no savepoint."""
    if not isinstance(data, ReservationRow) or data.accompanying or names_somebody(data.guest):
        return False
    return reservations.find(data) is None


@dataclass(slots=True)
class Applier:
    """Applies rows within the open unit of work. What a row teaches is learned only when the row is through."""

    scope: Scope
    now: datetime
    hotel: Hotel
    today: date
    guests: KnownGuests
    reservations: KnownReservations
    near: Neighbours
    heads: Mapping[str, str] = field(default_factory=dict)
    rooms: list[tuple[ReservationRow, Reservation, Result]] = field(default_factory=list)
    pending: list[tuple[Guest, Evidence]] = field(default_factory=list)
    saved: list[tuple[models.Model, dict[str, Any]]] = field(default_factory=list)
    people: list[Line] = field(default_factory=list)
    weighed: list[Weighed] = field(default_factory=list)
    learned: list[tuple[UUID, GuestRow]] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)
    row_no: int = 0
    off: frozenset[str] = frozenset()
    unkept: list[str] = field(default_factory=list)
    form: Origin | None = None  # how the guest's values of a booking form were learned; none for a list of guests

    def __post_init__(self) -> None:
        self.off = fields_off(self.hotel.id)

    def apply(self, data: Data, row_no: int, row_id: ExternalId) -> Result:
        """Apply one row; refusals of the verbs pass through and leave nothing of the row in memory."""
        self.row_no = row_no
        for collected in (self.pending, self.saved, self.people, self.weighed, self.learned, self.after, self.unkept):
            collected.clear()
        unit, plain = current_unit(), is_plain(data, self.reservations)
        unit.watched = None if plain else []
        try:
            result = self._apply(data, row_id)
        except Exception:
            for known, values in self.saved:
                known.__dict__.clear()
                known.__dict__.update(values)
            raise
        else:
            if not plain:
                self._trace(result, unit.watched or [])
        finally:
            unit.watched = None
        for guest, evidence in self.pending:
            self.guests.note(guest)
            self.guests.learn(guest.id, evidence)
        for guest_id, person in self.learned:
            self.near.learn(guest_id, self.near.profiles.get(person) or profile_of(person))
        for step in self.after:
            step()
        result.weighed = list(self.weighed)
        result.problems += left_out(self.unkept, self.row_no)
        return result

    def _apply(self, data: Data, row_id: ExternalId) -> Result:
        self.form = form_origin(data) if isinstance(data, ReservationRow) else None
        if isinstance(data, CompanyRow):
            return self._company(data)
        if isinstance(data, GuestRow):
            return self._guest(data if data.identity else replace(data, identity=row_id))
        return self._reservation(data)

    def _trace(self, result: Result, rows: list[models.Model]) -> None:
        """Keep what an undo needs beyond the guest and reservation of the line."""
        made = {p["guest"] for p in self.people if p.get("made")}
        if result.made_guest and result.guest_id:
            made.add(result.guest_id.hex)
        added = [a for row in rows if (a := added_row(row)) and a[1] not in made]
        if self.people:
            result.before["people"] = list(self.people)
        if added:
            result.before["added"] = added

    def _keep(self, known: models.Model) -> None:
        self.saved.append((known, dict(known.__dict__)))

    # --- companies -----------------------------------------------------------------------------------------------------

    def _company(self, row: CompanyRow) -> Result:
        kind, name = company_kind(row), row.name or row.code
        code = (row.code or name).strip()[:60]
        if code_book(self.hotel.id).knows(kind.value, code):
            return Result(Outcome.UNCHANGED)
        add_code(
            scope=self.scope,
            now=self.now,
            hotel_id=self.hotel.id,
            kind=kind,
            code=code,
            name_zh=name[:120],
            name_en="" if has_han(name) else name[:120],
        )
        return Result(Outcome.NEW, before={"code": [kind.value, code]})

    # --- guests --------------------------------------------------------------------------------------------------------

    def _guest(self, row: GuestRow) -> Result:
        evidence = evidence_of(row)
        found = self._recognise(evidence, row)
        if found.guest_id is not None:
            guest, changed = self._change(row, found.guest_id, evidence)
            return Result(Outcome.CHANGED if changed else Outcome.MATCHED, guest_id=guest.id)
        if row.partial:
            raise UnknownGuest
        guest = self._create(row, evidence, found)
        said = doubts(found, self.row_no)
        return Result(new_or_doubtful(found), guest_id=guest.id, made_guest=True, problems=said)

    def _recognise(self, evidence: Evidence, row: GuestRow | None = None) -> Recognition:
        found = self.guests.recognise(evidence)
        if found.guest_id is None:
            for guest, other in self.pending:
                if evidence.same_person(other):
                    return Recognition(guest.id, "this_row")
        return weigh(self.near, row, found) if row is not None else found

    def _create(self, row: GuestRow, evidence: Evidence | None, found: Recognition | None = None) -> Guest:
        name = f"Guest {self.row_no:06d} ({row.country or '??'})" if row.placeholder else row.name
        draft = allowed_contacts(guest_draft(row, name=name), self.off, self.unkept)
        guest = create_guest(scope=self.scope, now=self.now, draft=draft, origin=self._origin(row))
        if evidence is not None:
            self.pending.append((guest, evidence))
            self.learned.append((guest.id, row))
            self._memory(guest, row, first=True)
        if found is not None and (found.joins or found.queue):
            self.weighed.append(Weighed(guest.id, found))
        return guest

    def _change(self, row: GuestRow, guest_id: UUID, evidence: Evidence) -> tuple[Guest, bool]:
        mine = [guest for guest, _ in self.pending if guest.id == guest_id]
        guest = mine[0] if mine else self.guests.guests.get(guest_id) or Guest.objects.get(id=guest_id)
        self._keep(guest)
        old = snapshot(guest)
        draft = allowed_contacts(draft_for(guest, row), self.off, self.unkept)
        waits = self.form is not None and draft.name == guest.name  # a booking form replaces nothing
        origin = self._origin(row)
        change_guest(scope=self.scope, now=self.now, guest=guest, draft=draft, origin=origin, keep_standing=waits)
        if not current_unit().batch and not guest._state.adding:
            guest.refresh_from_db()
        new = snapshot(guest)
        changed = {f: old[f] for f in old if old[f] != new[f]}
        if changed:
            self.people.append({"guest": guest.id.hex, "old": changed, "new": {f: new[f] for f in changed}})
        self.pending.append((guest, evidence))
        self._memory(guest, row, first=False)
        return guest, bool(changed)

    def _origin(self, row: GuestRow) -> Origin:
        return self.form if self.form is not None and not row.scanned else origin_of(row)

    def _memory(self, guest: Guest, row: GuestRow, *, first: bool) -> None:
        """Facts, flags and notes of the row that do not stand yet: a file that says it again confirms nothing."""
        for item, value in allowed_facts(row, self.off, self.unkept):
            if not fact_stands(guest, item, value):
                self._record(guest, item, value)
        for flag in flags_of(row):
            set_flag(scope=self.scope, now=self.now, guest=guest, code=flag)
        for text in (row.notes, reported(row) if first else ""):
            if text.strip() and not note_stands(guest, self.hotel.id, text[:4000]):
                write_note(
                    scope=self.scope,
                    now=self.now,
                    guest=guest,
                    hotel_id=self.hotel.id,
                    department=DEPARTMENT,
                    kind=NoteKind.GENERAL,
                    text=text[:4000],
                )

    def _record(self, guest: Guest, item: str, value: str) -> None:
        record_fact(
            scope=self.scope,
            now=self.now,
            guest=guest,
            item_code=item,
            value=value,
            source=SourceKind.IMPORTED,
            hotel_id=self.hotel.id,
            department=DEPARTMENT,
        )

    # --- reservations --------------------------------------------------------------------------------------------------

    def _reservation(self, row: ReservationRow) -> Result:
        if row.partial or row.arrival is None or row.departure is None:
            return self._partial(row)
        standing = self.reservations.find(row)
        if standing is not None:
            return self._standing(row, standing)
        guest, found, made = self._guest_of(row.guest)
        draft = reservation_draft(row, number=self.reservations.free_number(row))
        reservation = book_reservation(scope=self.scope, now=self.now, hotel=self.hotel, guest=guest, draft=draft)
        self.after.append(lambda: self.reservations.learn(row, reservation))
        problems = [*doubts(found, self.row_no), *self._sharers(row, reservation, {guest.id})]
        result = Result(
            new_or_doubtful(found) if made else Outcome.MATCHED,
            guest_id=guest.id,
            reservation_id=reservation.id,
            made_guest=made,
            made_reservation=True,
            problems=problems,
        )
        if row.room_no:
            self.after.append(lambda: self.rooms.append((row, reservation, result)))
        return result

    def _sharers(self, row: ReservationRow, reservation: Reservation, inside: set[UUID]) -> list[Line]:
        problems: list[Line] = []
        for one in row.accompanying:
            guest, found, made = self._guest_of(one)
            if made:
                self.people.append({"guest": guest.id.hex, "made": True})
            problems += doubts(found, self.row_no)
            if guest.id not in inside:
                inside.add(guest.id)
                add_accompanying_guest(scope=self.scope, now=self.now, reservation=reservation, guest=guest)
        return problems

    def _guest_of(self, row: GuestRow) -> tuple[Guest, Recognition, bool]:
        if not names_somebody(row):
            return self._create(row, None), Recognition(None), True
        evidence = evidence_of(row)
        found = self._recognise(evidence, row)
        if found.guest_id is not None:
            return self._change(row, found.guest_id, evidence)[0], found, False
        return self._create(row, evidence, found), found, True

    def _standing(self, row: ReservationRow, standing: Reservation) -> Result:
        """A row of a booking we know: the booking follows it, and so does its guest when it is the same person."""
        problems = self._guest_again(row.guest, standing)
        result = Result(
            Outcome.CHANGED if self.people else Outcome.UNCHANGED,
            guest_id=standing.guest_id,
            reservation_id=standing.id,
            problems=problems,
        )
        stays = self.reservations.stays.get(standing.id, [])
        draft = merge_with(reservation_draft(row), standing)
        new_ids = self._outside_ids(row)
        numbers = {s.room.number for s in stays if s.room}
        new_room = bool(row.room_no) and row.room_no.strip() not in numbers
        if stays and not (new_ids or new_room or booking_differences(draft, standing, stays)):
            return result
        before: Line = {"old": {}, "stays": stay_snapshots(standing)}
        old = reservation_snapshot(standing)
        changed = change_reservation(scope=self.scope, now=self.now, reservation=standing, draft=draft)
        if changed:
            result.outcome = Outcome.CHANGED
            before["old"] = {f: old[f] for f in old if f in changed}
            self.after.append(lambda: self._refresh(standing))
        linked = link_reservation(scope=self.scope, reservation=standing, ids=new_ids)
        if linked:
            before["linked"] = linked
            self.after.append(lambda: self.reservations.learn(row, standing))
        if new_room:
            self.after.append(lambda: self.rooms.append((row, standing, result)))
        if changed or linked or new_room:
            result.before["booking"] = before
        return result

    def _outside_ids(self, row: ReservationRow) -> list[tuple[str, str, str]]:
        return [t for t in reservation_ids(row) if t[0] not in OWN_SYSTEMS and t not in self.reservations.places]

    def _refresh(self, standing: Reservation) -> None:
        self.reservations.refresh(standing.id, standing.guest_id)

    def _guest_again(self, row: GuestRow, standing: Reservation) -> list[Line]:
        if not names_somebody(row) or row.placeholder:
            return []
        evidence = evidence_of(row)
        found = self._recognise(evidence)
        owner = self.guests.guests.get(standing.guest_id) or standing.guest
        if found.guest_id == owner.id or (found.guest_id is None and may_be(owner, row)):
            self.guests.guests.setdefault(owner.id, owner)
            self._change(row, owner.id, evidence)
            return []
        text = (
            "预订的客人与本行不同，客人未更换，请核对。",
            "The booking has another guest; it was kept. Please check.",
        )
        return [warning("guest_differs", "", "", *text, self.row_no)]

    def _partial(self, row: ReservationRow) -> Result:
        """A change that carries only the id: a cancellation is carried out, everything else changes nothing."""
        found = self.reservations.find_all(row)
        if not found:
            raise UnknownReservation
        going = [r for r in found if r.state != ReservationState.CANCELLED] if row.status == "cancelled" else []
        ids: dict[str, Any] = {"guest_id": found[0].guest_id, "reservation_id": found[0].id}
        if not going:
            return Result(Outcome.UNCHANGED, **ids)
        kept = []
        for one in going:
            self._keep(one)
            old = reservation_snapshot(one)
            state = {"state": old["state"], "state_on": old["state_on"]}
            kept.append({"id": one.id.hex, "guest": one.guest_id.hex, "old": state, "stays": stay_snapshots(one)})
            today = row.cancelled_on or row.status_on or self.today
            cancel_reservation(scope=self.scope, now=self.now, reservation=one, today=today)
        return Result(Outcome.CHANGED, before={"bookings": kept}, **ids)


def may_be(owner: Guest, row: GuestRow) -> bool:
    """Tell whether the guest of a booking and the person of its row go by the same name (or nobody was named yet)."""
    if owner.kind == GuestKind.PLACEHOLDER:
        return True
    name, known = clean_name(row.name).casefold(), owner.name.casefold()
    cut = row.name_truncated or owner.name.isupper()
    return name == known or (cut and (name.startswith(known) or known.startswith(name)))
