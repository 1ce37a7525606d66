"""The guest file over the API: search, read, create."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from binzhi.guests import queries
from binzhi.guests.access import CREATE, READ, SEARCH, get_guest
from binzhi.guests.api_address import AddressParts, contact_draft
from binzhi.guests.domain.registering import note_found, register_guest
from binzhi.guests.domain.search import search as search_guests
from binzhi.guests.drafts import DateDraft, DocumentDraft, GuestDraft, MemberDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, Gender, GuestKind
from binzhi.guests.errors import MatchFound, SameNameFound
from binzhi.guests.models import Guest
from binzhi.kernel.scope import Scope
from binzhi.ui.doors import api_door

router = Router(tags=["guests"])


class GuestOut(Schema):
    """A guest as lists show it; contacts and documents are never in it."""

    id: UUID
    name: str
    latin_name: str
    pinyin: str
    salutation: dict[str, str]
    kind: str
    gender: str
    nationality: str
    language: str
    company: str
    position: str
    vip_level: str
    version: int
    updated_at: datetime


class GuestList(Schema):
    """Found guests; ``more`` tells that there are others."""

    items: list[GuestOut]
    more: bool


class FactOut(Schema):
    """A fact with its origin; ``value`` is null where the role may not read its class."""

    item: str
    value: str | None
    source: str
    department: str
    learned_at: datetime
    last_confirmed_at: datetime
    confidence: int
    status: str


class GuestDetail(GuestOut):
    """A guest with facts and masked contacts."""

    facts: list[FactOut]
    contacts: list[dict[str, str]]
    documents: list[dict[str, str]]


class ContactIn(Schema):
    """A contact to add."""

    kind: ContactKind
    value: Annotated[str, Field(max_length=300)] | AddressParts


class DocumentIn(Schema):
    """A document to add."""

    kind: DocumentKind
    number: str = Field(max_length=40)
    country: str = Field("", max_length=2)
    expires_on: date | None = None


class GuestIn(Schema):
    """A guest to create; the name is all that is needed."""

    name: str = Field(max_length=120)
    latin_name: str | None = Field(None, max_length=120)
    kind: GuestKind = GuestKind.PERSON
    gender: Gender | None = None
    title: str | None = Field(None, max_length=40)
    nationality: str | None = Field(None, max_length=2)
    language: str | None = Field(None, max_length=12)
    company: str | None = Field(None, max_length=160)
    position: str | None = Field(None, max_length=80)
    vip_level: str | None = Field(None, max_length=12)
    birthday: str | None = Field(None, max_length=10)
    member_number: str | None = Field(None, max_length=40)
    contacts: list[ContactIn] = []
    documents: list[DocumentIn] = []
    use: UUID | None = Field(None, description="A present history to add this to, instead of a new one.")
    reason: str = Field("", max_length=200, description="Why a new history is made beside a strong match; kept.")
    confirmed_new: bool = Field(False, description="Somebody compared: this is another guest of the same name.")

    def draft(self) -> GuestDraft:
        """Return the draft for the verb."""
        return GuestDraft(
            name=self.name,
            latin_name=self.latin_name,
            kind=self.kind,
            gender=self.gender,
            title=self.title,
            nationality=self.nationality.upper() if self.nationality else None,
            language=self.language,
            company=self.company,
            position=self.position,
            vip_level=self.vip_level,
            contacts=tuple(contact_draft(c.kind, c.value) for c in self.contacts),
            documents=tuple(DocumentDraft(d.kind, d.number, d.country, d.expires_on) for d in self.documents),
            dates=(DateDraft(DateKind.BIRTHDAY, self.birthday),) if self.birthday else (),
            members=(MemberDraft(self.member_number),) if self.member_number else (),
        )


def _out(guest: Guest) -> dict[str, Any]:
    return {
        "id": guest.id,
        "name": guest.name,
        "latin_name": guest.latin_name,
        "pinyin": guest.pinyin,
        "salutation": {"zh": guest.salutation_zh, "en": guest.salutation_en},
        "kind": guest.kind,
        "gender": guest.gender,
        "nationality": guest.nationality,
        "language": guest.language,
        "company": guest.company,
        "position": guest.position,
        "vip_level": guest.vip_level,
        "version": guest.version,
        "updated_at": guest.updated_at,
    }


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.auth  # type: ignore[attr-defined]  # set by the API's TokenAuth
    return scope


@router.get("", response=GuestList, summary="Search guests")
@api_door(SEARCH)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Any:
    """Find guests by name, pinyin, initials, company, city or number, best first; never a count of the whole."""
    return _found(request, q, limit)


class Question(Schema):
    """What is looked for. A number belongs here and not in an address, where logs would keep it."""

    q: str = Field(max_length=200, examples=["王 8000"])
    limit: int = Field(20, ge=1, le=50)


@router.post("/search", response=GuestList, summary="Search guests, with the question in the body")
@api_door(SEARCH)
def search_by_body(request: HttpRequest, body: Question) -> Any:
    """Like the search by address, for telephone, document and member numbers: nothing of them reaches a log."""
    return _found(request, body.q, body.limit)


def _found(request: HttpRequest, text: str, limit: int) -> dict[str, Any]:
    now = request.now  # type: ignore[attr-defined]  # set by the scope middleware
    hits = search_guests(scope=_scope(request), now=now, text=text, limit=limit + 1)
    return {"items": [_out(hit.guest) for hit in hits[:limit]], "more": len(hits) > limit}


@router.get("/{uuid:guest_id}", response=GuestDetail, summary="Read one guest")
@api_door(READ)
def read(request: HttpRequest, guest_id: UUID) -> Any:
    """Return a guest with facts and masked identifiers, as the token's role may see them."""
    scope = _scope(request)
    guest = get_guest(scope, guest_id)
    now = request.now  # type: ignore[attr-defined]  # set by the scope middleware
    lines = queries.fact_lines(scope, queries.facts_of(guest), now=now, purpose="API")
    identity = queries.identity_of(scope, guest)
    return {
        **_out(guest),
        "facts": [
            {
                "item": line.fact.item,
                "value": line.value,
                "source": line.fact.source_kind,
                "department": line.fact.department,
                "learned_at": line.fact.learned_at,
                "last_confirmed_at": line.fact.last_confirmed_at,
                "confidence": line.fact.confidence,
                "status": line.fact.status,
            }
            for line in lines
        ],
        "contacts": [{"kind": c.kind, "hint": c.hint} for c in identity.contacts],
        "documents": [{"kind": d.kind, "hint": d.hint} for d in identity.documents],
    }


@router.post("", response={201: GuestOut, 200: GuestOut}, summary="Create a guest, or use a known one")
@api_door(CREATE)
def create(request: HttpRequest, body: GuestIn) -> Any:
    """Create a guest history. The same ``Idempotency-Key`` gives the same answer.

    A guest who seems to be known is answered with 409 and the masked candidates: send ``use`` with the id of one of them,
    ``reason`` where the match is strong, or ``confirmed_new`` for another guest of the same name.
    """
    scope = _scope(request)
    now = request.now  # type: ignore[attr-defined]  # set by the scope middleware
    try:
        guest = register_guest(
            scope=scope,
            now=now,
            draft=body.draft(),
            chosen=body.use,
            reason=body.reason,
            sure_other=body.confirmed_new,
        )
    except (MatchFound, SameNameFound) as error:
        note_found(scope=scope, now=now, candidates=error.candidates)
        raise
    return Status(200 if body.use else 201, _out(guest))
