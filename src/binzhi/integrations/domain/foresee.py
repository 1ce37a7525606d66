"""What one row would do, found with the same recognition and comparisons as the import, writing nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from binzhi.guests.digests import normal_contact
from binzhi.guests.domain.facts import check_fact
from binzhi.guests.domain.profile import apply_draft, preview_guest
from binzhi.guests.errors import DocumentTaken, MemberNumberTaken
from binzhi.guests.models import Guest
from binzhi.guests.switches import fields_off
from binzhi.guests.text_rules import refuse_numbers
from binzhi.identity.neighbours import Neighbours
from binzhi.integrations.domain.allowed import allowed_contacts, allowed_facts, left_out
from binzhi.integrations.domain.codes import company_kind, unknown_codes
from binzhi.integrations.domain.known import KnownReservations, booking_differences, differing, merge_with
from binzhi.integrations.domain.outcome import Line, Result, doubts, new_or_doubtful, unknown_code_problem
from binzhi.integrations.domain.rows import draft_for, may_be
from binzhi.integrations.drafts import guest_draft, reservation_draft
from binzhi.integrations.enums import Outcome
from binzhi.integrations.errors import UnknownGuest, UnknownReservation
from binzhi.integrations.recognise import Evidence, KnownGuests, Recognition, evidence_of, names_somebody
from binzhi.integrations.rows import CompanyRow, ExternalId, GuestRow, ReservationRow
from binzhi.integrations.weigh import profile_of, profiles_of, weigh
from binzhi.kernel.errors import BadInput
from binzhi.stays.codes import CodeBook
from binzhi.stays.domain.booking import check_counts, check_dates
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.enums import ReservationState
from binzhi.stays.errors import WrongState
from binzhi.stays.models import Reservation

REMEMBERED = 50_000  # guests and bookings of earlier rows that later rows are compared with; memory stays bounded


@dataclass(slots=True)
class Foreseen:
    """A booking as an earlier row of the file would leave it."""

    id: UUID
    guest_id: UUID
    number: str
    draft: ReservationDraft
    guest: Any
    room_no: str = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "draft"), name)


@dataclass(slots=True)
class Foresight:
    """The memory of a dry run: what the database knows of the chunk, and what earlier rows would have written."""

    hotel_id: UUID
    book: CodeBook
    create_codes: bool
    rooms: set[str]
    heads: Mapping[str, str]
    guests: KnownGuests = field(default_factory=KnownGuests)
    bookings: KnownReservations = field(default_factory=lambda: KnownReservations(uuid4()))
    earlier_guests: KnownGuests = field(default_factory=KnownGuests)
    earlier_bookings: KnownReservations = field(default_factory=lambda: KnownReservations(uuid4()))
    near: Neighbours = field(default_factory=Neighbours)
    learned: list[tuple[UUID, GuestRow]] = field(default_factory=list)
    previews: dict[UUID, Guest] = field(default_factory=dict)
    codes: set[tuple[str, str]] = field(default_factory=set)
    cancelled: set[UUID] = field(default_factory=set)
    forgot: bool = False
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    pending: list[tuple[UUID, Evidence, Guest | None]] = field(default_factory=list)
    off: frozenset[str] = frozenset()
    unkept: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.off = fields_off(self.hotel_id)

    def read(self, rows: list[Any], row_ids: list[ExternalId]) -> None:
        """Read what the database and the earlier rows know about a chunk."""
        stays = [r for r in rows if isinstance(r, ReservationRow)]
        self.bookings = KnownReservations(self.hotel_id)
        self.bookings.read(stays)
        for stay in stays:
            self.bookings.borrow(self.earlier_bookings, stay)
        people = [p for r, own in zip(rows, row_ids, strict=True) for p in persons(r, own) if names_somebody(p)]
        self.guests = KnownGuests()
        self.guests.read(people, extra={r.guest_id for r in self.bookings.rows.values()})
        for one in people:
            self.guests.borrow(self.earlier_guests, evidence_of(one))
        self.near.read(profiles_of(people), keep_own=True)

    def outcome(self, data: Any, row_no: int, row_id: ExternalId) -> Result:
        """Return what the row would do; refusals of the verbs pass through."""
        self.pending.clear()
        self.learned.clear()
        self.unkept.clear()
        if isinstance(data, CompanyRow):
            return self._company(data)
        if isinstance(data, GuestRow):
            result = self._guest_row(next(iter(persons(data, row_id))), row_no)
        else:
            result = self._reservation(data, row_no)
        for guest_id, evidence, preview in self.pending:
            self._learn(guest_id, evidence, preview)
        for guest_id, person in self.learned if self.near.remembered < REMEMBERED else ():
            self.near.learn(guest_id, self.near.profiles.get(person) or profile_of(person))
        result.problems += left_out(self.unkept, row_no)
        return result

    def _learn(self, guest_id: UUID, evidence: Evidence, preview: Guest | None) -> None:
        self.guests.learn(guest_id, evidence)
        if len(self.earlier_guests.name_of) >= REMEMBERED and guest_id not in self.earlier_guests.name_of:
            self.forgot = True
            return
        lasting = tuple(t for t in evidence.external if t[0] != "file")
        self.earlier_guests.learn(guest_id, replace(evidence, external=lasting))
        if preview is not None:
            self.previews[guest_id] = preview

    # --- companies -----------------------------------------------------------------------------------------------------

    def _company(self, row: CompanyRow) -> Result:
        kind, code = company_kind(row).value, (row.code or row.name).strip()[:60]
        if not code:
            raise BadInput(field="code", zh="请填1至60位代码。", en="Enter a code of 1 to 60 characters.")
        if self.book.knows(kind, code) or (kind, code) in self.codes:
            return Result(Outcome.UNCHANGED)
        self.codes.add((kind, code))
        return Result(Outcome.NEW)

    # --- guests --------------------------------------------------------------------------------------------------------

    def _guest_row(self, row: GuestRow, row_no: int) -> Result:
        found = self._recognise(evidence_of(row), row)
        if found.guest_id is None and row.partial:
            raise UnknownGuest
        changed = self._person(row, found)
        if found.guest_id is not None:
            return Result(Outcome.CHANGED if changed else Outcome.MATCHED, before={"fields": changed})
        return Result(new_or_doubtful(found), problems=doubts(found, row_no, foreseen=True))

    def _recognise(self, evidence: Evidence, row: GuestRow | None = None) -> Recognition:
        found = self.guests.recognise(evidence)
        if found.guest_id is None:
            for guest_id, other, _ in self.pending:
                if evidence.same_person(other):
                    return Recognition(guest_id, "this_row")
        return weigh(self.near, row, found) if row is not None else found

    def _person(self, row: GuestRow, found: Recognition) -> list[str]:
        """Return the fields the row would change of its guest (none for a new one)."""
        evidence = evidence_of(row)
        check_memory(row, self.off, self.unkept)
        if found.guest_id is None:
            draft = allowed_contacts(guest_draft(row, name=row.name or "Guest"), self.off, self.unkept)
            for contact in draft.contacts:
                normal_contact(contact)
            self.pending.append((uuid4(), evidence, preview_guest(draft)))
            self.learned.append((self.pending[-1][0], row))
            return []
        self._refuse_taken(found.guest_id, evidence)
        guest = self.previews.get(found.guest_id) or self.guests.guests.get(found.guest_id)
        if guest is None:
            self.pending.append((found.guest_id, evidence, None))
            return []
        draft = allowed_contacts(draft_for(guest, row), self.off, self.unkept)
        changed_guest, changed = apply_draft(guest, draft)
        self.pending.append((found.guest_id, evidence, changed_guest if changed else None))
        return changed

    def _refuse_taken(self, guest_id: UUID, evidence: Evidence) -> None:
        for digest in evidence.documents:
            if self.guests.documents.get(digest, guest_id) != guest_id:
                raise DocumentTaken(name=self._name(self.guests.documents[digest]))
        if evidence.member and self.guests.members.get(evidence.member, guest_id) != guest_id:
            raise MemberNumberTaken(name=self._name(self.guests.members[evidence.member]))

    def _name(self, guest_id: UUID) -> str:
        other = self.guests.guests.get(guest_id) or self.previews.get(guest_id)
        return other.name if other else "—"

    # --- reservations --------------------------------------------------------------------------------------------------

    def _reservation(self, row: ReservationRow, row_no: int) -> Result:
        unknown = unknown_codes(row, self.book)
        for kind, code in unknown:
            self.unknown.setdefault(kind, Counter())[code] += 1
        if unknown and not self.create_codes:
            return Result(Outcome.REFUSED, problems=[unknown_code_problem(row_no, unknown, self.heads)])
        if row.partial or row.arrival is None or row.departure is None:
            return self._partial(row)
        draft = reservation_draft(row)
        check_dates(draft.arrival, draft.departure)
        check_counts(draft)
        standing = self.bookings.find(row)
        if standing is not None:
            return self._standing(row, standing, draft)
        found = Recognition(None)
        if names_somebody(row.guest):
            found = self._recognise(evidence_of(row.guest), row.guest)
            self._person(row.guest, found)
        problems = doubts(found, row_no, foreseen=True)
        for one in row.accompanying:
            other = self._recognise(evidence_of(one), one)
            self._person(one, other)
            problems += doubts(other, row_no, foreseen=True)
        self._book(row, draft, found)
        outcome = Outcome.MATCHED if found.guest_id else new_or_doubtful(found)
        return Result(outcome, problems=problems)

    def _book(self, row: ReservationRow, draft: ReservationDraft, found: Recognition) -> None:
        own = row.identity
        lasting = (own is not None and own.system != "file") or row.external_ids or row.confirmation_no
        if not lasting:
            return
        if len(self.earlier_bookings.rows) >= REMEMBERED:
            self.forgot = True
            return
        guest_id = found.guest_id or (self.pending[0][0] if self.pending else uuid4())
        guest = self.pending[0][2] if self.pending else preview_guest(guest_draft(row.guest, name="Guest"))
        booked = Foreseen(uuid4(), guest_id, self.bookings.free_number(row), draft, guest, row.room_no.strip())
        self._note(row, booked)

    def _note(self, row: ReservationRow, booked: Foreseen) -> None:
        shown: Any = booked
        self.bookings.learn(row, shown)
        self.earlier_bookings.learn(row, shown)

    def _standing(self, row: ReservationRow, standing: Any, draft: ReservationDraft) -> Result:
        fields = self._guest_again(row.guest, standing)
        number, merged = row.room_no.strip(), merge_with(draft, standing)
        if isinstance(standing, Reservation):
            stays = self.bookings.stays.get(standing.id, [])
            code = standing.room_type.code if standing.room_type else ""
            fields += booking_differences(merged, standing, stays)
            numbers = {s.room.number if s.room else "" for s in stays}
        else:
            code, numbers = standing.room_type, {standing.room_no}
            fields += foreseen_differences(merged, standing)
        if standing.id in self.cancelled and merged.state != ReservationState.CANCELLED:
            self.cancelled.discard(standing.id)
            fields.append("state")
        open_state = merged.state not in {ReservationState.CANCELLED, ReservationState.NO_SHOW}
        fields += ["room_no"] if number and open_state and number in self.rooms and number not in numbers else []
        if fields:
            kept = replace(merged, room_type=draft.room_type or code)
            if isinstance(standing, Foreseen):
                kept = replace(kept, eta=draft.eta or standing.eta)
                kept = replace(kept, special_requests=draft.special_requests or standing.special_requests)
            guest = self.previews.get(standing.guest_id) or standing.guest
            room = number if "room_no" in fields else next(iter(numbers), "")
            self._note(row, Foreseen(standing.id, standing.guest_id, standing.number, kept, guest, room))
        return Result(Outcome.CHANGED if fields else Outcome.UNCHANGED, before={"fields": fields})

    def _guest_again(self, row: GuestRow, standing: Any) -> list[str]:
        if not names_somebody(row) or row.placeholder:
            return []
        found = self._recognise(evidence_of(row))
        owner = self.guests.guests.get(standing.guest_id) or standing.guest
        same = found.guest_id == standing.guest_id or (found.guest_id is None and may_be(owner, row))
        if not same:
            return []
        self.guests.guests.setdefault(standing.guest_id, owner)
        return self._person(row, Recognition(standing.guest_id))

    def _partial(self, row: ReservationRow) -> Result:
        found: list[Any] = list(self.bookings.find_all(row))
        if not found:
            raise UnknownReservation
        standing = [r for r in found if r.state != ReservationState.CANCELLED and r.id not in self.cancelled]
        going = standing if row.status == "cancelled" else []
        for one in going:
            if one.state not in {ReservationState.BOOKED, ReservationState.REQUESTED}:
                raise WrongState(state=ReservationState(one.state).label)
        self.cancelled |= {one.id for one in going}
        return Result(Outcome.CHANGED if going else Outcome.UNCHANGED, before={"fields": ["state"] if going else []})


def foreseen_differences(draft: ReservationDraft, standing: Foreseen) -> list[str]:
    """Return what a merged draft would change of a booking an earlier row of the file makes."""
    text = draft.special_requests.strip()[:2000]
    found = differing(draft, standing)
    found += ["room_type"] if draft.room_type and draft.room_type != standing.room_type else []
    found += ["special_requests"] if text and text != standing.special_requests.strip()[:2000] else []
    return found + (["eta"] if draft.eta is not None and draft.eta != standing.eta else [])


def persons(data: Any, row_id: ExternalId) -> list[GuestRow]:
    """Return the persons of a row; a guest without an id of its own is known by file and row."""
    if isinstance(data, GuestRow):
        return [data if data.identity else replace(data, identity=row_id)]
    return [data.guest, *data.accompanying] if isinstance(data, ReservationRow) else []


def check_memory(row: GuestRow, off: frozenset[str], unkept: list[str]) -> None:
    """Refuse what the verbs would refuse about facts and notes; what is switched off is added to ``unkept``."""
    refuse_numbers(row.notes)
    for item, value in allowed_facts(row, off, unkept):
        check_fact(item, value)


def fields_line(fields: list[str], row_no: int) -> Line:
    """Return the note which fields a row would change."""
    return {"row": row_no, "column": "", "value": ", ".join(dict.fromkeys(fields)), "code": "would_change",
            "zh": "", "en": "", "severity": "info"}  # fmt: skip
