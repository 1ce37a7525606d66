"""The bookings behind the outside ids and numbers of one chunk of rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Q

from binzhi.integrations.drafts import OWN_SYSTEMS, reservation_ids
from binzhi.integrations.rows import ReservationRow
from binzhi.stays.domain.booking_rows import COPIED, says_requests
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.enums import ReservationState
from binzhi.stays.models import Reservation, ReservationKey, Stay

Triple = tuple[str, str, str]
EMPTY: tuple[Any, ...] = ("", None, 0)


def number_keys(row: ReservationRow) -> list[Triple]:
    """Return the numbers a booking may be known by at the desk: the confirmation number, else the sender's number."""
    own = row.identity
    numbers = [row.confirmation_no, own.value if own and own.system not in OWN_SYSTEMS else ""]
    return [("binzhi", "number", n[:40]) for n in dict.fromkeys(numbers) if n]


def keys_of(row: ReservationRow) -> list[Triple]:
    """Return the ids of a row and its numbers."""
    return [*reservation_ids(row), *number_keys(row)]


def cancels_all(row: ReservationRow) -> bool:
    """Tell whether a row cancels a whole booking by its number (all of its room stays)."""
    return row.partial and row.status == "cancelled" and row.identity is not None


@dataclass(slots=True)
class KnownReservations:
    """Read with a few queries, kept up to date while the chunk runs."""

    hotel_id: UUID
    places: dict[Triple, tuple[UUID, UUID]] = field(default_factory=dict)
    rows: dict[UUID, Reservation] = field(default_factory=dict)
    stays: dict[UUID, list[Stay]] = field(default_factory=dict)
    systems: dict[UUID, set[tuple[str, str]]] = field(default_factory=dict)

    def read(self, rows: Iterable[ReservationRow]) -> set[tuple[UUID, str, str, str]]:
        """Read the keys of some rows; returns those known to be unused."""
        rows = list(rows)
        wanted = {t for r in rows for t in keys_of(r)}
        if not wanted:
            return set()
        asked = Q(system__in={t[0] for t in wanted}, kind__in={t[1] for t in wanted}, value__in={t[2] for t in wanted})
        for row in rows:
            if cancels_all(row) and row.identity:
                one = row.identity
                asked |= Q(system=one.system[:40], kind=one.type[:40], value__startswith=f"{one.value[:118]}#")
        for key in ReservationKey.objects.filter(asked, hotel_id=self.hotel_id):
            self.places[key.system, key.kind, key.value] = (key.guest_id, key.reservation_id)
        ids = {reservation_id for _, reservation_id in self.places.values()}
        guests = {guest_id for guest_id, _ in self.places.values()}
        if ids:
            found = Reservation.objects.filter(guest_id__in=guests, id__in=ids)
            for row_found in found.select_related("room_type", "guest"):
                self.rows[row_found.id] = row_found
            stays = Stay.objects.filter(hotel_id=self.hotel_id, reservation_id__in=ids).select_related("room")
            for stay in stays.order_by("room_index", "role"):
                self.stays.setdefault(stay.reservation_id, []).append(stay)
            keys = ReservationKey.objects.filter(reservation_id__in=ids)
            for reservation_id, system, kind in keys.values_list("reservation_id", "system", "kind"):
                self.systems.setdefault(reservation_id, set()).add((system, kind))
        return {(self.hotel_id, *t) for t in wanted if t not in self.places}

    def find(self, row: ReservationRow) -> Reservation | None:
        """Return the booking a row means: by outside id, else by number.

        A number alone does not prove it when the sender gave the booking under that number another id: several room
        stays share one confirmation number.
        """
        if not self.rows:
            return None
        own = row.identity
        sender = (own.system[:40], own.type[:40]) if own and own.system not in OWN_SYSTEMS else None
        for triple in reservation_ids(row):
            place = self.places.get(triple)
            if place and place[1] in self.rows:
                return self.rows[place[1]]
        for triple in number_keys(row):
            place = self.places.get(triple)
            if place and place[1] in self.rows and sender not in self.systems.get(place[1], ()):
                return self.rows[place[1]]
        return None

    def free_number(self, row: ReservationRow) -> str:
        """Return the number a new booking of the row gets; empty: one is made up."""
        return next((t[2] for t in number_keys(row) if t not in self.places), "")

    def find_all(self, row: ReservationRow) -> list[Reservation]:
        """Return the booking a row means; for a cancellation by the booking's number all of its room stays."""
        first = self.find(row)
        found = [first] if first else []
        if cancels_all(row) and row.identity:
            one, leg = row.identity, 2
            while place := self.places.get((one.system[:40], one.type[:40], f"{one.value}#{leg}"[:120])):
                found += [self.rows[place[1]]] if place[1] in self.rows else []
                leg += 1
        return list({r.id: r for r in found}.values())

    def learn(self, row: ReservationRow, reservation: Reservation) -> None:
        """Remember a booking made in this chunk; one known by file and row only cannot be meant by a later row."""
        if row.identity and row.identity.system in OWN_SYSTEMS and not (row.external_ids or row.confirmation_no):
            return
        self.rows[reservation.id] = reservation
        for triple in [*reservation_ids(row), ("binzhi", "number", reservation.number)]:
            self.places.setdefault(triple, (reservation.guest_id, reservation.id))
            self.systems.setdefault(reservation.id, set()).add(triple[:2])

    def borrow(self, earlier: "KnownReservations", row: ReservationRow) -> None:
        """Take over what another memory knows about the keys of a row (the dry run: rows of earlier chunks)."""
        triples = keys_of(row)
        if cancels_all(row) and row.identity:
            one, leg = row.identity, 2
            while (triple := (one.system[:40], one.type[:40], f"{one.value}#{leg}"[:120])) in earlier.places:
                triples.append(triple)
                leg += 1
        for triple in triples:
            place = earlier.places.get(triple)
            if place is not None:
                self.places[triple] = place
                self.rows[place[1]] = earlier.rows[place[1]]
                self.systems.setdefault(place[1], set()).update(earlier.systems.get(place[1], ()))

    def refresh(self, reservation_id: UUID, guest_id: UUID) -> Reservation:
        """Read a booking again after it was written or changed."""
        row: Reservation = Reservation.objects.select_related("room_type", "guest").get(
            guest_id=guest_id, id=reservation_id
        )
        stays = Stay.objects.filter(hotel_id=self.hotel_id, reservation_id=reservation_id).select_related("room")
        self.rows[row.id], self.stays[row.id] = row, list(stays.order_by("room_index", "role"))
        return row


def merge_with(draft: ReservationDraft, standing: Any) -> ReservationDraft:
    """Return the draft with the standing values where the file says nothing; a state never goes backwards."""
    kept = {f: getattr(standing, f) for f in COPIED if getattr(draft, f) in EMPTY}
    ours = {ReservationState.IN_HOUSE, ReservationState.CHECKED_OUT}
    if standing.state in ours and draft.state in {ReservationState.BOOKED, ReservationState.REQUESTED}:
        kept["state"] = ReservationState(standing.state)
    if standing.state == ReservationState.CHECKED_OUT and draft.state == ReservationState.IN_HOUSE:
        kept["state"] = ReservationState.CHECKED_OUT
    return replace(draft, **kept)


def booking_differences(draft: ReservationDraft, standing: Reservation, stays: list[Stay]) -> list[str]:
    """Return what a merged draft would change of a booking that stands: fields, room type, requests, arrival time."""
    code = standing.room_type.code if standing.room_type else ""
    found = differing(draft, standing)
    found += ["room_type"] if draft.room_type and draft.room_type != code else []
    text = draft.special_requests.strip()
    found += ["special_requests"] if text and not says_requests(standing, text) else []
    found += ["eta"] if draft.eta is not None and any(s.eta != draft.eta for s in stays) else []
    return found


def differing(draft: ReservationDraft, standing: Any) -> list[str]:
    """Return the plain fields in which a merged draft differs from what stands."""
    return [f for f in COPIED if getattr(standing, f) != getattr(draft, f)]
