"""Parts of a profile over the API: facts, contacts and documents (masked), reveal with a purpose, field switches.

Answers to POST hold no value of the guest, because they may be kept for retries; a reveal is asked by PUT and never kept.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from binzhi.guests import queries
from binzhi.guests.access import EDIT, READ, RECORD_FACT, SWITCH_FIELDS, get_guest
from binzhi.guests.api_address import AddressParts, contact_draft
from binzhi.guests.api_profile import now_of, scope_of
from binzhi.guests.cells import address_in, cell_of
from binzhi.guests.domain.contacts import confirm_contact, mark_contact_dead, prefer_contact
from binzhi.guests.domain.facts import confirm_fact, decide_fact, get_fact, record_fact
from binzhi.guests.domain.field_choices import switch_field
from binzhi.guests.domain.profile import change_guest
from binzhi.guests.drafts import DocumentDraft, GuestDraft
from binzhi.guests.enums import Channel, ContactKind, DocumentKind, FactStatus, LawfulBasis, SourceKind
from binzhi.guests.fields import fields
from binzhi.guests.items import items
from binzhi.guests.models import Fact
from binzhi.guests.switches import choices_of, switchable, words_of
from binzhi.kernel.errors import NotFound, Stale
from binzhi.org import policy
from binzhi.org.access import my_hotel
from binzhi.ui.doors import api_door
from binzhi.vault.domain.sealing import reveal

router = Router(tags=["guests"])
Sealed = Literal["contact", "document", "date", "member", "fact", "value"]


class FactIn(Schema):
    """A fact or preference to record."""

    item: str = Field(max_length=48, examples=["interests"])
    value: str = Field("yes", max_length=300, examples=["摄影"])
    source: SourceKind = SourceKind.STATED
    channel: Channel | None = None
    place: str = Field("", max_length=60)
    stay_id: UUID | None = None
    replaces: UUID | None = None


class FactLineOut(Schema):
    """A fact with its origin; ``value`` is null where it is sealed or the role may not read its class."""

    id: UUID
    item: str
    value: str | None
    status: str
    contests: UUID | None
    source: str
    by: str
    department: str
    place: str
    learned_at: datetime
    last_confirmed_at: datetime
    confidence: int


class FactDone(Schema):
    """What became of a fact."""

    id: UUID
    status: str
    contests: UUID | None


class Verdict(Schema):
    """What is decided on a fact."""

    status: Literal["accepted", "rejected", "confirmed"]


class ContactToAdd(Schema):
    """A contact to add."""

    kind: ContactKind
    value: Annotated[str, Field(max_length=300, min_length=1)] | AddressParts
    is_preferred: bool = False
    is_relay: bool = False


class DocumentToAdd(Schema):
    """A document to add."""

    kind: DocumentKind
    number: str = Field(max_length=40, min_length=1)
    country: str = Field("", max_length=2)
    expires_on: date | None = None


class Added(Schema):
    """Whether anything was added; false when it stood already or waits for a decision."""

    added: bool
    version: int


class MaskedOut(Schema):
    """A masked value."""

    id: UUID
    kind: str
    hint: str
    last_confirmed_on: date | None = None
    state: str = ""
    is_preferred: bool = False


class ContactVerdict(Schema):
    """What is judged of a contact."""

    verdict: Literal["confirm", "dead", "prefer"]


class ContactNow(Schema):
    """A contact after the verdict."""

    id: UUID
    state: str
    is_preferred: bool
    last_confirmed_on: date | None


JUDGE = {"confirm": confirm_contact, "dead": mark_contact_dead, "prefer": prefer_contact}


class Purpose(Schema):
    """Why a sealed value is looked at; it is logged."""

    purpose: str = Field(min_length=2, max_length=200, examples=["核对证件"])


class Revealed(Schema):
    """A sealed value in clear; an address is on one line here and in its parts."""

    value: str
    parts: AddressParts | None = None


class SwitchIn(Schema):
    """Whether the hotel keeps a field, why, and on what basis."""

    field: str = Field(max_length=48, examples=["bank_account"])
    on: bool
    purpose: str = Field("", max_length=200)
    basis: LawfulBasis | None = None


class SwitchOut(Schema):
    """A field that is off until switched on."""

    field: str
    words: dict[str, str]
    never_ask: bool
    field_class: str
    on: bool
    purpose: str
    basis: str


def _fact(fact: Fact, *, readable: bool) -> dict[str, Any]:
    return {
        "id": fact.id,
        "item": fact.item,
        "value": fact.value if readable and fact.sealed is None else None,
        "status": fact.status,
        "contests": fact.contests,
        "source": fact.source_kind,
        "by": fact.author,
        "department": fact.department,
        "place": fact.place,
        "learned_at": fact.learned_at,
        "last_confirmed_at": fact.last_confirmed_at,
        "confidence": fact.confidence,
    }


def _class_of(code: str) -> str:
    item = items().get(code)
    return item.field_class if item else "C4"


@router.get("/{uuid:guest_id}/facts", response=list[FactLineOut], summary="List facts")
@api_door(READ)
def facts(request: HttpRequest, guest_id: UUID) -> Any:
    """Return standing and proposed facts of classes the role may read; sealed values are null."""
    scope = scope_of(request)
    guest = get_guest(scope, guest_id)
    found = queries.facts_of(guest, with_proposed=True)
    return [_fact(f, readable=True) for f in found if policy.decide(scope, "read", field_class=_class_of(f.item))]


@router.post("/{uuid:guest_id}/facts", response={201: FactDone}, summary="Record a fact")
@api_door(RECORD_FACT)
def add_fact(request: HttpRequest, guest_id: UUID, body: FactIn) -> Any:
    """Record a fact; one that contradicts a standing one waits as proposed, unless it names what it ``replaces``."""
    scope = scope_of(request)
    guest = get_guest(scope, guest_id, to="record_fact")
    fact = record_fact(
        scope=scope,
        now=now_of(request),
        guest=guest,
        item_code=body.item,
        value=body.value,
        source=body.source,
        channel=body.channel,
        place=body.place,
        stay_id=body.stay_id,
        replaces=body.replaces,
    )
    return Status(201, {"id": fact.id, "status": fact.status, "contests": fact.contests})


@router.post("/{uuid:guest_id}/facts/{uuid:fact_id}/verdict", response=FactDone, summary="Confirm or decide a fact")
@api_door(RECORD_FACT)
def judge_fact(request: HttpRequest, guest_id: UUID, fact_id: UUID, body: Verdict) -> Any:
    """Confirm a fact again, accept it in the place of what it contests, or reject it."""
    scope = scope_of(request)
    get_guest(scope, guest_id, to="record_fact")
    fact = get_fact(scope, guest_id, fact_id)
    if fact.status not in {FactStatus.ACCEPTED, FactStatus.PROPOSED}:
        raise Stale
    if body.status == "confirmed":
        fact = confirm_fact(scope=scope, now=now_of(request), fact=fact)
    else:
        fact = decide_fact(scope=scope, now=now_of(request), fact=fact, status=FactStatus(body.status))
    return {"id": fact.id, "status": fact.status, "contests": fact.contests}


@router.get("/{uuid:guest_id}/contacts", response=list[MaskedOut], summary="List contacts, masked")
@api_door(READ)
def contacts(request: HttpRequest, guest_id: UUID) -> Any:
    """Return the contacts in use with the day they were last confirmed (R-208); empty for roles without their class."""
    scope = scope_of(request)
    found = queries.identity_of(scope, get_guest(scope, guest_id)).contacts
    return [
        {
            "id": c.id,
            "kind": c.kind,
            "hint": c.hint,
            "last_confirmed_on": c.confirmed_on,
            "state": c.state,
            "is_preferred": c.is_preferred,
        }
        for c in found
    ]


@router.put("/{uuid:guest_id}/contacts/{uuid:row_id}", response=ContactNow, summary="Judge a contact")
@api_door(EDIT)
def judge_contact(request: HttpRequest, guest_id: UUID, row_id: UUID, body: ContactVerdict) -> Any:
    """Confirm a contact, mark it dead, or use it first among its kind (R-032, R-208)."""
    scope = scope_of(request)
    guest = get_guest(scope, guest_id, to="edit")
    row = JUDGE[body.verdict](scope=scope, now=now_of(request), guest=guest, contact_id=row_id)
    return {"id": row.id, "state": row.state, "is_preferred": row.is_preferred, "last_confirmed_on": row.confirmed_on}


@router.get("/{uuid:guest_id}/documents", response=list[MaskedOut], summary="List documents, masked")
@api_door(READ)
def documents(request: HttpRequest, guest_id: UUID) -> Any:
    """Return masked document numbers; the numbers come through reveal only."""
    scope = scope_of(request)
    found = queries.identity_of(scope, get_guest(scope, guest_id)).documents
    return [{"id": d.id, "kind": d.kind, "hint": d.hint} for d in found]


def _add(request: HttpRequest, guest_id: UUID, **parts: Any) -> dict[str, Any]:
    scope = scope_of(request)
    guest = get_guest(scope, guest_id, to="edit")
    draft = GuestDraft(name=guest.name, **parts)
    changed = change_guest(scope=scope, now=now_of(request), guest=guest, draft=draft)
    return {"added": bool(changed), "version": get_guest(scope, guest_id).version}


@router.post("/{uuid:guest_id}/contacts", response={201: Added}, summary="Add a contact")
@api_door(EDIT)
def add_contact(request: HttpRequest, guest_id: UUID, body: ContactToAdd) -> Any:
    """Add a phone, e-mail or address; false when the guest has it."""
    draft = contact_draft(body.kind, body.value, is_preferred=body.is_preferred, is_relay=body.is_relay)
    return Status(201, _add(request, guest_id, contacts=(draft,)))


@router.post("/{uuid:guest_id}/documents", response={201: Added}, summary="Add a document")
@api_door(EDIT)
def add_document(request: HttpRequest, guest_id: UUID, body: DocumentToAdd) -> Any:
    """Add a document; refuses one of another guest and a wrong check digit."""
    draft = DocumentDraft(body.kind, body.number, body.country, body.expires_on)
    return Status(201, _add(request, guest_id, documents=(draft,)))


@router.put("/{uuid:guest_id}/sealed/{uuid:row_id}", response=Revealed, summary="Look at one sealed value")
@api_door(READ)
def look(request: HttpRequest, guest_id: UUID, row_id: UUID, kind: Sealed, body: Purpose) -> Any:
    """Return one sealed value; the look is logged with its purpose before the value is opened."""
    scope = scope_of(request)
    cell = cell_of(get_guest(scope, guest_id).id, kind, row_id)
    policy.require(scope, "reveal", field_class=cell.field_class)
    value = reveal(scope=scope, now=now_of(request), cell=cell, purpose=body.purpose)
    address = address_in(cell, value)
    return {"value": address.line(scope.language), "parts": address.parts()} if address else {"value": value}


@router.get("/fields", response=list[SwitchOut], summary="Sensitive fields and whether the hotel keeps them")
@api_door(SWITCH_FIELDS)
def switches(request: HttpRequest) -> Any:
    """Return the fields that are off until switched on, with purpose and basis."""
    chosen = choices_of(my_hotel(scope_of(request)).id)
    found = []
    for code in switchable():
        known, choice = fields().get(code) or items()[code], chosen.get(code)
        found.append(
            {
                "field": code,
                "words": {"zh": words_of(code).zh, "en": words_of(code).en},
                "never_ask": known.never_ask,
                "field_class": known.field_class,
                "on": bool(choice and choice.is_on),
                "purpose": choice.purpose if choice else "",
                "basis": choice.basis if choice and choice.is_on else "",
            }
        )
    return found


@router.put("/fields", response=SwitchOut, summary="Switch a sensitive field on or off")
@api_door(SWITCH_FIELDS)
def switch(request: HttpRequest, body: SwitchIn) -> Any:
    """Switch a field on, with purpose and lawful basis, or off; every choice stays in the history."""
    scope = scope_of(request)
    code = body.field
    if code not in switchable():
        raise NotFound
    row = switch_field(
        scope=scope,
        now=now_of(request),
        hotel_id=my_hotel(scope).id,
        field=code,
        on=body.on,
        purpose=body.purpose,
        basis=body.basis,
    )
    known = fields().get(code) or items()[code]
    return {
        "field": code,
        "words": {"zh": words_of(code).zh, "en": words_of(code).en},
        "never_ask": known.never_ask,
        "field_class": known.field_class,
        "on": row.is_on,
        "purpose": row.purpose,
        "basis": row.basis if row.is_on else "",
    }
