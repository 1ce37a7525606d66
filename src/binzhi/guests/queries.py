"""Reads of the room: the guest page's parts, search, sealed cells."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from binzhi.guests.access import READ_GROUP, visible_guests
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, FactStatus, NoteKind, ValueStatus
from binzhi.guests.fields import fields
from binzhi.guests.items import Item, items
from binzhi.guests.joined import People, Whose, ids_of, people_among, people_meant
from binzhi.guests.models import (
    Fact,
    Guest,
    GuestContact,
    GuestDate,
    GuestDocument,
    GuestFlag,
    GuestNote,
    GuestValue,
    MemberCard,
)
from binzhi.guests.search.find import find
from binzhi.guests.standing import once, standing_facts
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.vault.domain.sealing import Cell, read_many

CLASS_OF_CONTACT = "C2"
CLASS_OF_DOCUMENT = "C3"
CLASS_OF_DATE = {DateKind.BIRTHDAY.value: "C3", DateKind.WEDDING.value: "C2", DateKind.OTHER.value: "C2"}


def contact_cell(row: GuestContact) -> Cell:
    """Return the sealed cell of a contact."""
    label = ContactKind(row.kind).label
    return Cell("guests_contact", row.guest_id, row.id, "value", bytes(row.value), CLASS_OF_CONTACT, str(label))


def document_cell(row: GuestDocument) -> Cell:
    """Return the sealed cell of a document number."""
    label = DocumentKind(row.kind).label
    return Cell("guests_document", row.guest_id, row.id, "number", bytes(row.number), CLASS_OF_DOCUMENT, str(label))


def date_cell(row: GuestDate) -> Cell:
    """Return the sealed cell of a birthday or anniversary."""
    label = DateKind(row.kind).label
    return Cell("guests_date", row.guest_id, row.id, "value", bytes(row.value), CLASS_OF_DATE[row.kind], str(label))


def member_cell(row: MemberCard) -> Cell:
    """Return the sealed cell of a member number."""
    return Cell("guests_member_card", row.guest_id, row.id, "number", bytes(row.number), "C2", "member number")


def fact_cell(row: Fact) -> Cell:
    """Return the sealed cell of a fact."""
    item = items().get(row.item)
    field_class = item.field_class if item else "C4"
    return Cell("guests_fact", row.guest_id, row.id, "sealed", bytes(row.sealed or b""), field_class, row.item)


def value_cell(row: GuestValue) -> Cell:
    """Return the sealed cell of a value that does not stand, in the class of its field."""
    field = fields().get(row.field)
    field_class = field.field_class if field else "C4"
    return Cell("guests_value", row.guest_id, row.id, "sealed", bytes(row.sealed or b""), field_class, row.field)


def note_cell(row: GuestNote) -> Cell:
    """Return the sealed cell of a note; free text is class C1 for whoever may read the department's notes."""
    return Cell("guests_note", row.guest_id, row.id, "text", bytes(row.text), "C1", "note")


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact as shown: item, value (None when the role may not read it), origin and age."""

    fact: Fact
    item: Item | None
    value: str | None
    is_stale: bool
    against: "FactLine | None" = None  # the standing one that a proposed one contradicts

    @property
    def is_alert(self) -> bool:
        return bool(self.item and self.item.alert)


UNREAD = ("author_id", "stay_id", "evidence", "decided_at", "decided_by", "replaced_by", "number", "learned_at")


def facts_of(whose: Whose, *, with_proposed: bool = False, brief: bool = False) -> list[Fact]:
    """Return the standing facts of some persons, on whichever profile, alerts' items and newest first, with one query.

    ``brief`` leaves out the columns no list shows; touching one costs a query.
    """
    states = [FactStatus.ACCEPTED, FactStatus.PROPOSED] if with_proposed else [FactStatus.ACCEPTED]
    people = people_meant(whose)
    found = Fact.objects.filter(guest_id__in=people.ids, status__in=states)
    if brief:
        found = found.defer(*UNREAD)
    return standing_facts(found.order_by("guest_id", "item", "-last_confirmed_at"), people)


def fact_lines(scope: Scope, facts: list[Fact], *, now: datetime, purpose: str) -> list[FactLine]:
    """Put facts into lines; sealed values come through the vault, which logs one read for all of them.

    Sensitive fields of the file that no department works by stay closed: they are revealed one by one.
    """
    closed = {code for code, item in items().items() if item.is_in_file_only}
    sealed = [f for f in facts if f.sealed is not None and f.item not in closed]
    opened: dict[UUID, str | None] = {}
    if sealed:
        values = read_many(scope=scope, now=now, cells=[fact_cell(f) for f in sealed], purpose=purpose)
        opened = {f.id: v for f, v in zip(sealed, values, strict=True)}
    lines = []
    for fact in facts:
        item = items().get(fact.item)
        readable = policy.decide(scope, "read", field_class=item.field_class if item else "C4")
        value = opened.get(fact.id) if fact.sealed is not None else (fact.value if readable else None)
        stale = fact.valid_until is not None and fact.valid_until < now.date()
        lines.append(FactLine(fact, item, value, stale))
    said = {line.fact.id: line for line in lines}
    return [
        replace(line, against=said.get(line.fact.contests)) if line.fact.contests in said else line for line in lines
    ]


def flags_of(whose: People | Iterable[UUID]) -> dict[UUID, list[GuestFlag]]:
    """Return the flags of some persons by the id of each of their profiles: what stands on one holds for the person.

    One query for :class:`People`, one or two more for ids. Each flag comes once, the older of two equal ones.
    """
    people = people_among(whose)
    rows = GuestFlag.objects.filter(guest_id__in=people.ids).order_by("code", "set_at")
    found = people.gather((flag.guest_id, flag) for flag in rows)
    return {one: list({flag.code: flag for flag in reversed(own)}.values())[::-1] for one, own in found.items()}


def notes_of(scope: Scope, whose: Whose) -> list[GuestNote]:
    """Return the notes of some persons that the scope's departments may read, newest first."""
    found = GuestNote.objects.filter(guest_id__in=ids_of(whose))
    if "*" not in scope.departments:
        shared = Q(kind__in=[NoteKind.UNHAPPY, NoteKind.COMPLAINT, NoteKind.ACCIDENT])
        found = found.filter(Q(department__in=scope.departments) | shared)
    return list(found.order_by("-written_at"))


def note_texts(scope: Scope, notes: list[GuestNote], *, now: datetime) -> dict[UUID, str | None]:
    """Return the texts of notes the reader may see."""
    values = read_many(scope=scope, now=now, cells=[note_cell(n) for n in notes], purpose="notes")
    return {n.id: v for n, v in zip(notes, values, strict=True)}


@dataclass(frozen=True, slots=True)
class Identity:
    """The masked identifiers of a guest, as the role may see them."""

    contacts: list[GuestContact]
    documents: list[GuestDocument]
    dates: list[GuestDate]
    members: list[MemberCard]


def identity_of(scope: Scope, whose: Guest | UUID) -> Identity:
    """Return masked contacts, documents, dates and member cards of a person; classes the role may not read are left out."""

    def may(field_class: str) -> bool:
        return policy.decide(scope, "read", field_class=field_class)

    ids = ids_of(whose)
    contacts = GuestContact.objects.filter(guest_id__in=ids).order_by("-is_preferred", "kind", "id")
    documents = GuestDocument.objects.filter(guest_id__in=ids).order_by("kind", "id")
    dates = GuestDate.objects.filter(guest_id__in=ids).order_by("kind", "id")
    members = MemberCard.objects.filter(guest_id__in=ids).order_by("programme", "id")
    return Identity(
        contacts=once(contacts) if may("C2") else [],
        documents=once(documents) if may("C3") else [],
        dates=[d for d in dates if may(CLASS_OF_DATE[d.kind])] if may("C2") else [],
        members=list(members) if may("C2") else [],
    )


def search_guests(scope: Scope, text: str, *, limit: int = 20) -> list[Guest]:
    """Find guests by words, best first: names in any script, order and spelling, company, place.

    By numbers finds :func:`binzhi.guests.domain.search.search`, which leaves a read log.
    """
    return [hit.guest for hit in find(scope, text, limit=limit, numbers=False)]


def latest_guests(scope: Scope) -> QuerySet[Any]:
    """Return the guests by last change, for the list."""
    return visible_guests(scope).order_by("-updated_at", "id")


def values_of(whose: Guest | UUID, *, statuses: Collection[ValueStatus] = tuple(ValueStatus)) -> list[GuestValue]:
    """Return the values of a person that do not stand, newest first."""
    found = GuestValue.objects.filter(guest_id__in=ids_of(whose), status__in=statuses)
    return list(found.order_by("-noted_at", "field"))


def facts_in_group(scope: Scope, whose: Guest | UUID, *, limit: int = 40) -> list[Fact]:
    """Return what the group's other hotels know of a person and the role may read in clear, newest first (R-211).

    Sealed values stay in their hotel. Refuses without the group's permission.
    """
    scope.need(READ_GROUP)
    readable = [
        code for code, item in items().items() if item.field_class in scope.field_classes and not item.is_sealed
    ]
    ids = ids_of(whose)
    found = Fact.unscoped.filter(guest_id__in=ids, guest__group_id=scope.group_id)  # unscoped: the group's archive
    found = found.filter(hotel_id__isnull=False, item__in=readable, status=FactStatus.ACCEPTED)
    found = found.exclude(hotel_id__in=scope.readable_hotel_ids).select_related("hotel")
    return list(found.order_by("-last_confirmed_at")[:limit])
