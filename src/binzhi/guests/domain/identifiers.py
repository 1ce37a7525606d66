"""Verbs on documents, contacts, dates, member cards and outside ids. Each seals its value."""

from datetime import datetime

from binzhi.audit.domain.unit import current_unit, persist, persist_key, unit_of_work
from binzhi.guests import identifying
from binzhi.guests.digests import ADDRESSES, PHONES, contact_digest, document_digest, normal_contact, normal_document
from binzhi.guests.domain.dates import note_differing_date
from binzhi.guests.domain.days import keep_day
from binzhi.guests.domain.field_choices import need_field
from binzhi.guests.domain.search_entries import add_numbers
from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, MemberDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, SourceKind
from binzhi.guests.errors import DocumentTaken, MemberNumberTaken, WrongDate
from binzhi.guests.fields import field_stored
from binzhi.guests.joined import ids_of
from binzhi.guests.models import (
    ContactKey,
    DocumentKey,
    ExternalGuestKey,
    Guest,
    GuestContact,
    GuestDate,
    GuestDocument,
    MemberCard,
    MemberKey,
)
from binzhi.guests.origin import Origin
from binzhi.guests.search.numbers import contact_tokens, document_token, member_token
from binzhi.kernel.addresses import read_kept
from binzhi.kernel.calendar import PartialDate
from binzhi.kernel.documents import read_id_card
from binzhi.kernel.errors import Stale
from binzhi.kernel.ids import uuid7
from binzhi.kernel.masking import mask_document, mask_email, mask_phone, mask_text
from binzhi.kernel.scope import Scope
from binzhi.vault.domain.sealing import seal
from binzhi.vault.index import member_index


def _hint(kind: ContactKind, value: str) -> str:
    if kind in PHONES:
        return mask_phone(value)
    return mask_email(value) if kind == ContactKind.EMAIL else mask_text(value)


def _need_switched_on(scope: Scope, kind: str, code: str) -> None:
    """Refuse a never-ask kind (home address, wedding day) that the hotel has not switched on."""
    if field := field_stored(kind, code):
        need_field(scope, field, None)


def _taken_by(digest: bytes, guest: Guest) -> str | None:
    """Return the name of the other guest a document belongs to, if any; counts rows collected in this unit."""
    claimed = current_unit().claims("document")
    if digest in claimed:
        owner, name = claimed[digest]
        return "" if owner == guest.id else str(name)
    if digest in current_unit().memory.get("document_known_absent", ()):
        return None
    key = DocumentKey.objects.filter(digest=digest).first()
    if key is None:
        return None
    if key.guest_id in ids_of(guest):
        return ""
    other = Guest.objects.filter(id=key.guest_id).first()
    return other.name if other else "—"


def add_document(
    *,
    scope: Scope,
    now: datetime,
    guest: Guest,
    draft: DocumentDraft,
    source: SourceKind = SourceKind.STATED,
    origin: Origin | None = None,
) -> bool:
    """Add a document; False when the guest has it already. Refuses one of another guest (:class:`DocumentTaken`).

    A resident ID number also gives the birth date.
    """
    origin = origin or Origin(source=source)
    country, number = normal_document(draft)
    digest = document_digest(draft)
    with unit_of_work(scope) as unit:
        owner = _taken_by(digest, guest)
        if owner == "":
            return False
        if owner is not None:
            raise DocumentTaken(name=owner)
        row_id = uuid7()
        persist(
            GuestDocument(
                guest=guest,
                id=row_id,
                kind=draft.kind,
                country=country,
                number=seal(table="guests_document", guest_id=guest.id, row_id=row_id, column="number", plain=number),
                hint=mask_document(number),
                digest=digest,
                expires_on=draft.expires_on,
                source=origin.source,
                origin=origin.stamp(scope, now),
                added_at=now,
            )
        )
        key = DocumentKey(digest=digest, guest_id=guest.id, document_id=row_id)
        persist_key(key, taken=lambda: DocumentTaken(name=_taken_by(digest, guest) or guest.name))
        unit.claims("document")[digest] = (guest.id, guest.name)
        add_numbers(guest.id, [document_token(number)])
        identifying.told(guest.id, identifying.DOCUMENT, (draft.kind.value, country, number))
        if draft.kind == DocumentKind.ID_CARD and (reading := read_id_card(number)):
            born = DateDraft(kind=DateKind.BIRTHDAY, value=reading.birth_date.isoformat())
            add_date(scope=scope, now=now, guest=guest, draft=born, origin=origin)
    return True


def add_contact(
    *,
    scope: Scope,
    now: datetime,
    guest: Guest,
    draft: ContactDraft,
    source: SourceKind = SourceKind.STATED,
    origin: Origin | None = None,
) -> bool:
    """Add a phone, e-mail or address; False when the guest has it already. Relay addresses get no look-up key.

    Refuses a home address where the hotel has not switched the field on (:class:`FieldSwitchedOff`).
    """
    origin = origin or Origin(source=source)
    value = normal_contact(draft)
    _need_switched_on(scope, "contact", draft.kind.value)
    looked_up = (draft.kind in PHONES or draft.kind == ContactKind.EMAIL) and not draft.is_relay
    digest = contact_digest(draft.kind, value)
    with unit_of_work(scope) as unit:
        claims = unit.claims("contact")
        fresh = guest.id in unit.memory.get("vault_new_guests", ())
        known = (digest, guest.id) in claims
        if known or (not fresh and GuestContact.objects.filter(guest=guest, digest=digest).exists()):
            return False
        row_id = uuid7()
        persist(
            GuestContact(
                guest=guest,
                id=row_id,
                kind=draft.kind,
                value=seal(table="guests_contact", guest_id=guest.id, row_id=row_id, column="value", plain=value),
                hint=_hint(draft.kind, value),
                digest=digest,
                is_preferred=draft.is_preferred,
                is_relay=draft.is_relay,
                source=origin.source,
                origin=origin.stamp(scope, now),
                confirmed_on=now.date(),
            )
        )
        claims[digest, guest.id] = True
        if looked_up:
            persist_key(ContactKey(digest=digest, guest_id=guest.id), taken=Stale)
            add_numbers(guest.id, contact_tokens(draft.kind, value))
        _tell_contact(guest, draft, value)
    return True


def _tell_contact(guest: Guest, draft: ContactDraft, value: str) -> None:
    """Tell what recognises the guest: the own telephones and mails, and the city; a company's switchboard is everybody's."""
    if draft.is_relay:
        return
    if draft.kind in {ContactKind.MOBILE, ContactKind.PHONE}:
        identifying.told(guest.id, identifying.PHONE, value)
    elif draft.kind == ContactKind.EMAIL:
        identifying.told(guest.id, identifying.EMAIL, value)
    elif draft.kind in ADDRESSES and (city := read_kept(value).city):
        identifying.told(guest.id, identifying.CITY, city)


def add_date(
    *,
    scope: Scope,
    now: datetime,
    guest: Guest,
    draft: DateDraft,
    source: SourceKind = SourceKind.STATED,
    origin: Origin | None = None,
) -> bool:
    """Set a birthday or anniversary, of the guest or of a person around the guest (``relation_id``).

    False when one of that kind and label stands: it is not overwritten, a differing one waits for a decision. Refuses a
    wedding day where the hotel has not switched the field on (:class:`FieldSwitchedOff`).
    """
    origin = origin or Origin(source=source)
    part = _day_of(draft)
    _need_switched_on(scope, "date", draft.kind.value)
    with unit_of_work(scope) as unit:
        claims = unit.claims("date")
        place = (guest.id, draft.kind.value, draft.label, draft.relation_id)
        fresh = guest.id in unit.memory.get("vault_new_guests", ())
        standing = GuestDate.objects.filter(
            guest=guest, kind=draft.kind, label=draft.label, relation_id=draft.relation_id
        )
        if place in claims:
            return False
        if not fresh and (row := standing.first()) is not None:
            note_differing_date(scope=scope, now=now, row=row, text=part.text(), origin=origin)
            return False
        row_id = uuid7()
        persist(
            GuestDate(
                guest=guest,
                id=row_id,
                kind=draft.kind,
                value=seal(table="guests_date", guest_id=guest.id, row_id=row_id, column="value", plain=part.text()),
                label=draft.label,
                is_lunar=draft.is_lunar,
                relation_id=draft.relation_id,
                source=origin.source,
                origin=origin.stamp(scope, now),
            )
        )
        if draft.kind == DateKind.BIRTHDAY and draft.relation_id is None and not draft.is_lunar:
            identifying.told(guest.id, identifying.BIRTH, part.text())
        keep_day(guest.id, row_id, kind=draft.kind, is_lunar=draft.is_lunar, part=part)
        claims[place] = True
    return True


def _day_of(draft: DateDraft) -> PartialDate:
    """Return the day as written; a lunar month has at most thirty days, whatever the solar one has."""
    try:
        return PartialDate.parse(draft.value, lunar=draft.is_lunar)
    except ValueError as error:
        raise WrongDate from error


def _member_taken(digest: bytes) -> MemberNumberTaken:
    key = MemberKey.objects.filter(digest=digest).first()
    other = Guest.objects.filter(id=key.guest_id).first() if key else None
    return MemberNumberTaken(name=other.name if other else "—")


def add_member_card(*, scope: Scope, now: datetime, guest: Guest, draft: MemberDraft) -> bool:
    """Add a member number; False when the guest has it. Refuses one of another guest."""
    number = draft.number.strip().upper()
    digest = member_index(programme=draft.programme, number=number)
    with unit_of_work(scope) as unit:
        claims = unit.claims("member")
        owner = claims.get(digest)
        if owner is None and digest not in unit.memory.get("member_known_absent", ()):
            key = MemberKey.objects.filter(digest=digest).first()
            owner = key.guest_id if key else None
        if owner is not None and owner in ids_of(guest):
            return False
        if owner is not None:
            other = Guest.objects.filter(id=owner).first()
            raise MemberNumberTaken(name=other.name if other else "—")
        row_id = uuid7()
        persist(
            MemberCard(
                guest=guest,
                id=row_id,
                programme=draft.programme,
                number=seal(
                    table="guests_member_card", guest_id=guest.id, row_id=row_id, column="number", plain=number
                ),
                hint=mask_document(number),
                level=draft.level[:24],
                joined_on=draft.joined_on,
            )
        )
        persist_key(MemberKey(digest=digest, guest_id=guest.id), taken=lambda: _member_taken(digest))
        claims[digest] = guest.id
        add_numbers(guest.id, [member_token(number)])
    return True


def link_external(*, scope: Scope, guest: Guest, system: str, kind: str, value: str) -> bool:
    """Note the id another system uses; False when it is noted already (first come stays)."""
    with unit_of_work(scope) as unit:
        claims = unit.claims("external")
        place = (system, kind, value)
        absent = place in unit.memory.get("external_known_absent", ())
        if place in claims:
            return False
        if not absent and ExternalGuestKey.objects.filter(system=system, kind=kind, value=value).exists():
            return False
        persist_key(ExternalGuestKey(system=system, kind=kind, value=value, guest_id=guest.id), taken=Stale)
        claims[place] = True
    return True
