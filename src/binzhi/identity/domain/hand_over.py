"""What was told of a person since two profiles were joined stands on the lead. When they are parted somebody may say it was
told of the other: then it is recorded again there with its origin, and settled or rejected on the lead. Rows never move.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binzhi.audit.domain.unit import amend
from binzhi.audit.locks import locked
from binzhi.guests.domain.facts import decide_fact, record_fact
from binzhi.guests.domain.identifiers import add_contact, add_document
from binzhi.guests.domain.notes import settle_note, write_note
from binzhi.guests.domain.profile import put_field
from binzhi.guests.domain.taking_out import take_contact_off, take_document_off
from binzhi.guests.drafts import ContactDraft, DocumentDraft
from binzhi.guests.enums import Channel, ContactKind, DocumentKind, FactStatus, NoteKind, SourceKind
from binzhi.guests.fields import field_of_column
from binzhi.guests.items import items
from binzhi.guests.models import Fact, Guest, GuestContact, GuestDocument, GuestNote
from binzhi.guests.origin import Origin, told
from binzhi.identity.domain import persons
from binzhi.identity.domain.persons import Held
from binzhi.identity.models import LinkEvent
from binzhi.kernel.scope import Actor, Scope
from binzhi.kernel.words import Words
from binzhi.vault.domain.sealing import Cell, derive_many

GIVE = "give"
LIVING = (FactStatus.ACCEPTED, FactStatus.PROPOSED)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing told of the person since: ``key`` names it in the answers; without ``can_give`` it stays and is only told."""

    key: str
    label: str
    by: str
    at: datetime | None
    can_give: bool = True


Since = Callable[[UUID, UUID], Sequence[Question]]
_since: list[Since] = []


def also_ask(since: Since) -> None:
    """Let a room list what it keeps of the lead since an event: ``since(lead_id, event_id)`` (bookings of the stays room)."""
    if since not in _since:
        _since.append(since)


def questions_of(*, scope: Scope, profile_id: UUID, held: Held | None = None) -> list[Question]:
    """Return what was told of the person on its lead since the profile was joined; empty for most. Writes nothing."""
    if held is None:
        members, links = persons.connected([profile_id])
        held = Held({g.id: g for g in Guest.objects.filter(id__in=members)}, links)
    lead = next((g for g in held.guests.values() if g.joined_to is None), None)
    if lead is None or len(held.guests) < 2:
        return []
    since = _joined_at(profile_id, lead.id, held)
    if since is None:
        return []
    found = [*_facts(lead, since), *_notes(lead, since), *_numbers(lead, since), *_fields(lead, since)]
    return found + [one for ask in _since for one in ask(lead.id, since.id)]


def _joined_at(profile_id: UUID, lead_id: UUID, held: Held) -> LinkEvent | None:
    """Return the event that joined a profile with its lead; for the lead the first one that joined anybody with it."""
    if profile_id == lead_id:
        event_id = min((row.event_id for row in held.links if lead_id in (row.guest_a, row.guest_b)), default=None)
    else:
        event_id = persons.joined_since(profile_id, lead_id, held.links)
    found: LinkEvent | None = LinkEvent.objects.filter(id=event_id).first() if event_id else None
    return found


def _say(words: Words) -> str:
    return words.text(get_language() or "zh-hans")


def _facts(lead: Guest, since: LinkEvent) -> list[Question]:
    rows = Fact.objects.filter(guest_id=lead.id, id__gt=since.id, status__in=LIVING).order_by("id")
    known = items()
    return [
        Question(
            f"fact:{row.id}",
            _say(known[row.item].words) if row.item in known else row.item,
            row.author,
            row.learned_at,
        )
        for row in rows
    ]


def _notes(lead: Guest, since: LinkEvent) -> list[Question]:
    rows = GuestNote.objects.filter(guest_id=lead.id, id__gt=since.id, settled_at__isnull=True).order_by("id")
    return [Question(f"note:{row.id}", str(row.get_kind_display()), row.author, row.written_at) for row in rows]


def _numbers(lead: Guest, since: LinkEvent) -> list[Question]:
    found = []
    for kind, table in (("contact", GuestContact), ("document", GuestDocument)):
        for row in table.objects.filter(guest_id=lead.id, id__gt=since.id).order_by("id"):
            origin = told(row.origin)
            label = f"{row.get_kind_display()} {row.hint}"
            found.append(Question(f"{kind}:{row.id}", label, origin.by, origin.at))
    return found


def _fields(lead: Guest, since: LinkEvent) -> list[Question]:
    found = []
    for name in sorted((lead.own or {}).get("before", {})):
        entry = _before(lead, name, since)
        if entry is None:
            continue
        origin = told(lead.own["origins"].get(name, {}))
        field = field_of_column(name)
        label = f"{_say(field.words) if field else _('Name')}: {lead.own['values'].get(name, '')}"
        found.append(Question(f"field:{name}", label, origin.by, origin.at))
    return found


def _before(lead: Guest, name: str, since: LinkEvent) -> tuple[str, Mapping[str, Any]] | None:
    """Return what the lead said of a field before the first change since an event."""
    for at, value, stamp in (lead.own or {}).get("before", {}).get(name, []):
        if datetime.fromisoformat(at) >= since.at:
            return value, stamp
    return None


def give_over(
    *,
    scope: Scope,
    now: datetime,
    questions: Sequence[Question],
    answers: Mapping[str, str],
    giver: UUID,
    receiver: UUID,
    fields: Mapping[str, tuple[str, str, Mapping[str, Any], Mapping[str, Any]]] | None = None,
) -> int:
    """Record again for another guest what the keeper says was told of that one; returns how much. Runs when both are apart.

    Only what was asked is given. Author, time, source and place stay; sealed values are opened and sealed inside the vault.
    """
    wanted = [q.key for q in questions if q.can_give and answers.get(q.key) == GIVE]
    if not wanted:
        return 0
    rows = {g.id: g for g in locked(Guest.objects.filter(id__in=[giver, receiver]).order_by("id"), lets_refer=True)}
    one, other = rows[giver], rows[receiver]
    for key in wanted:
        kind, _sep, rest = key.partition(":")
        if kind == "field":
            _give_field(scope, now, rest, one, other, (fields or {})[rest])
        else:
            GIVERS[kind](scope, now, UUID(rest), one, other)
    return len(wanted)


def fields_to_give(profile_id: UUID, held: Held) -> dict[str, Any]:
    """Return for plain fields told since a profile was joined: that value, what stood before, and the origins of both."""
    lead = next(g for g in held.guests.values() if g.joined_to is None)
    since = _joined_at(profile_id, lead.id, held)
    found = {}
    for name in (lead.own or {}).get("before", {}):
        entry = _before(lead, name, since) if since is not None else None
        if entry is not None:
            found[name] = (lead.own["values"][name], entry[0], lead.own["origins"].get(name, {}), entry[1])
    return found


def _give_field(scope: Scope, now: datetime, name: str, one: Guest, other: Guest, told_since: Any) -> None:
    value, before, stamp, stamp_before = told_since
    put_field(scope=scope, now=now, guest=other, field=name, value=value, stamp=dict(stamp))
    put_field(scope=scope, now=now, guest=one, field=name, value=before, stamp=dict(stamp_before))


def _again(cell: Cell, write: Callable[[str], object]) -> None:
    """Let a sealed value be written anew inside the vault; it does not come out."""

    def using(value: str) -> str:
        write(value)
        return ""

    derive_many(cells=[cell], using=using)


def _give_fact(scope: Scope, now: datetime, row_id: UUID, one: Guest, other: Guest) -> None:
    row = Fact.objects.get(guest_id=one.id, id=row_id)

    def write(value: str) -> None:
        fact = record_fact(
            scope=scope,
            now=now,
            guest=other,
            item_code=row.item,
            value=value,
            source=SourceKind(row.source_kind),
            hotel_id=row.hotel_id,
            department=row.department,
            place=row.place,
            stage=row.stage,
            confidence=row.confidence,
            valid_until=row.valid_until,
            learned_at=row.learned_at,
            channel=Channel(row.channel) if row.channel else None,
            evidence=row.evidence,
            learned_by=Actor("staff", row.author_id, row.author),
        )
        if row.status == FactStatus.PROPOSED and fact.status == FactStatus.ACCEPTED and fact.author == row.author:
            fact.status = FactStatus.PROPOSED
            amend(fact, "status")

    if row.sealed is not None:
        _again(Cell("guests_fact", one.id, row.id, "sealed", bytes(row.sealed), "C4"), write)
    else:
        write(row.value)
    decide_fact(scope=scope, now=now, fact=row, status=FactStatus.REJECTED)


def _give_note(scope: Scope, now: datetime, row_id: UUID, one: Guest, other: Guest) -> None:
    row = GuestNote.objects.get(guest_id=one.id, id=row_id)

    def write(text: str) -> None:
        note = write_note(
            scope=scope,
            now=now,
            guest=other,
            hotel_id=row.hotel_id,
            department=row.department,
            kind=NoteKind(row.kind),
            text=text,
            written_at=row.written_at,
        )
        note.author_id, note.author = row.author_id, row.author
        amend(note, "author_id", "author")

    _again(Cell("guests_note", one.id, row.id, "text", bytes(row.text), "C1"), write)
    settle_note(scope=scope, now=now, note=row)


def _give_contact(scope: Scope, now: datetime, row_id: UUID, one: Guest, other: Guest) -> None:
    row = GuestContact.objects.get(guest_id=one.id, id=row_id)
    kind = ContactKind(row.kind)

    def write(value: str) -> None:
        draft = ContactDraft(kind, value, is_preferred=row.is_preferred, is_relay=row.is_relay)
        add_contact(scope=scope, now=now, guest=other, draft=draft, origin=_origin(row.origin, row.source))

    _again(Cell("guests_contact", one.id, row.id, "value", bytes(row.value), "C2"), write)
    take_contact_off(scope=scope, now=now, guest=one, contact_id=row.id)


def _give_document(scope: Scope, now: datetime, row_id: UUID, one: Guest, other: Guest) -> None:
    row = GuestDocument.objects.get(guest_id=one.id, id=row_id)
    cell = Cell("guests_document", one.id, row.id, "number", bytes(row.number), "C3")
    drafts: list[DocumentDraft] = []

    def keep(number: str) -> None:
        drafts.append(DocumentDraft(DocumentKind(row.kind), number, country=row.country, expires_on=row.expires_on))

    _again(cell, keep)
    take_document_off(scope=scope, now=now, guest=one, document_id=row.id)
    for draft in drafts:
        add_document(scope=scope, now=now, guest=other, draft=draft, origin=_origin(row.origin, row.source))


def _origin(stamp: Mapping[str, Any], source: str) -> Origin:
    """Return the stored origin of a row in the form the verbs take."""
    kept = told(stamp)
    return Origin(
        source=SourceKind(source or kept.source or SourceKind.STATED),
        channel=Channel(kept.channel) if kept.channel else None,
        place=kept.place,
        department=kept.department,
        learned_at=kept.at,
        confidence=kept.sure,
        by=kept.by,
    )


GIVERS: dict[str, Callable[[Scope, datetime, UUID, Guest, Guest], None]] = {
    "fact": _give_fact,
    "note": _give_note,
    "contact": _give_contact,
    "document": _give_document,
}
