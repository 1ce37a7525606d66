"""The whole profile over the API: every field with its origin, partial change with ETag, reveal, conflicts and history."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Header, Query, Router, Schema
from pydantic import ConfigDict

from binzhi.guests.access import EDIT, READ, get_guest
from binzhi.guests.api import router as guest_router
from binzhi.guests.domain.profile import change_guest
from binzhi.guests.domain.values import decide_value, get_waiting
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.enums import Gender, SourceKind
from binzhi.guests.errors import VersionNeeded, VersionPassed
from binzhi.guests.fields import fields
from binzhi.guests.file import build_file
from binzhi.guests.history import history_of_field
from binzhi.guests.models import Guest
from binzhi.guests.origin import Origin, Told
from binzhi.guests.shown import FileValue
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.org.access import my_hotel
from binzhi.org.models import Hotel
from binzhi.org.queries import business_date
from binzhi.ui.doors import api_door

router = Router(tags=["guests"])


class OriginOut(Schema):
    """Where a value comes from."""

    source: str
    by: str
    department: str
    channel: str
    stage: str
    place: str
    at: datetime | None
    confidence: int
    last_confirmed_at: datetime | None


class ValueOut(Schema):
    """A value; of a sealed one only a mask and where to reveal it."""

    text: str
    origin: OriginOut | None
    sealed: str | None = Field(None, description="kind of the sealed value, for the reveal address")
    sealed_id: UUID | None = None
    fact_id: UUID | None = None
    note: str = ""


class WaitingOut(Schema):
    """A differing value that waits for a decision."""

    value_id: UUID | None
    fact_id: UUID | None
    standing: ValueOut | None
    waiting: ValueOut


class FieldOut(Schema):
    """One field of the file."""

    field: str
    words: dict[str, str]
    section: str
    group: str
    facet: str
    field_class: str
    is_derived: bool
    never_ask: bool
    values: list[ValueOut]
    waiting: list[WaitingOut]


class ShareOut(Schema):
    """Known of counted."""

    known: int
    counted: int
    percent: int | None


class FaultOut(Schema):
    """Something wrong or doubtful."""

    code: str
    field: str
    words: dict[str, str]
    embarrassing: bool


class ProfileOut(Schema):
    """The file as the token's role may see it."""

    id: UUID
    version: int
    fields: list[FieldOut]
    completeness: ShareOut
    sections: dict[str, ShareOut]
    departments: dict[str, ShareOut]
    missing: list[str]
    accuracy: int | None
    faults: list[FaultOut]
    specificity: int


class EarlierOut(Schema):
    """A value that does not stand any more."""

    value: ValueOut
    outcome: str
    at: datetime
    by: str


class ProfilePatch(Schema):
    """The plain fields to change; a field that is left out stays as it is."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"position": "财政局局长", "source": "stated"}]}
    )

    name: str | None = Field(None, max_length=120, min_length=1)
    latin_name: str | None = Field(None, max_length=120)
    nickname: str | None = Field(None, max_length=60)
    title: str | None = Field(None, max_length=40)
    gender: Gender | None = None
    nationality: str | None = Field(None, max_length=2)
    native_place: str | None = Field(None, max_length=80)
    language: str | None = Field(None, max_length=12)
    company: str | None = Field(None, max_length=160)
    position: str | None = Field(None, max_length=80)
    vip_level: str | None = Field(None, max_length=12)
    confirmation_method: str | None = Field(None, max_length=12)
    source: SourceKind = SourceKind.STATED
    keep_standing: bool = Field(False, description="let differing values wait for a decision instead of replacing")


class Changed(Schema):
    """The new version and the fields that changed."""

    id: UUID
    version: int
    changed: list[str]


class ValueDecision(Schema):
    """Whether the waiting value is taken."""

    take: bool


def scope_of(request: HttpRequest) -> Scope:
    """Return the scope of the token."""
    scope: Scope = request.auth  # type: ignore[attr-defined]  # set by the API's TokenAuth
    return scope


def now_of(request: HttpRequest) -> datetime:
    """Return the moment of the request."""
    now: datetime = request.now  # type: ignore[attr-defined]  # set by the scope middleware
    return now


def etag_of(guest: Guest) -> str:
    """Return the ETag of a profile."""
    return f'"{guest.version}"'


def need_version(guest: Guest, if_match: str | None) -> int:
    """Return the version a change was made from; refuses without one (428) and with a passed one (412)."""
    if not if_match:
        raise VersionNeeded
    named = {tag.strip().removeprefix("W/").strip('"') for tag in if_match.split(",")}
    if "*" not in named and str(guest.version) not in named:
        raise VersionPassed(version=guest.version)
    return guest.version


def _origin(told: Told | None) -> dict[str, Any] | None:
    if told is None:
        return None
    return {
        "source": told.source,
        "by": told.by,
        "department": told.department,
        "channel": told.channel,
        "stage": told.stage,
        "place": told.place,
        "at": told.at,
        "confidence": told.sure,
        "last_confirmed_at": told.confirmed_at,
    }


def _value(value: FileValue) -> dict[str, Any]:
    return {
        "text": value.text,
        "origin": _origin(value.told),
        "sealed": value.sealed.kind if value.sealed else None,
        "sealed_id": value.sealed.row_id if value.sealed else None,
        "fact_id": value.fact_id,
        "note": value.note,
    }


def _words(words: Any) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _share(share: Any) -> dict[str, Any]:
    return {"known": share.known, "counted": share.counted, "percent": share.percent}


def _today(request: HttpRequest, hotel: Hotel) -> date:
    return business_date(hotel, now=now_of(request))


@router.get("/{uuid:guest_id}/profile", response=ProfileOut, summary="Read the whole file with origins")
@api_door(READ)
def profile(request: HttpRequest, guest_id: UUID, response: HttpResponse) -> Any:
    """Every field the role may read, with origin, gaps and faults. Sealed values are masked; ``ETag`` names the version."""
    scope = scope_of(request)
    guest, hotel = get_guest(scope, guest_id), my_hotel(scope)
    file = build_file(scope, guest, hotel_id=hotel.id, now=now_of(request), today=_today(request, hotel))
    response["ETag"] = etag_of(guest)
    lines = [
        {
            "field": line.field.code,
            "words": _words(line.field.words),
            "section": line.field.section,
            "group": line.field.group,
            "facet": line.field.facet,
            "field_class": line.field.field_class,
            "is_derived": line.field.is_derived,
            "never_ask": line.field.never_ask,
            "values": [_value(v) for v in line.values],
            "waiting": [
                {
                    "value_id": c.value_id,
                    "fact_id": c.fact_id,
                    "standing": _value(c.standing) if c.standing else None,
                    "waiting": _value(c.waiting),
                }
                for c in line.conflicts
            ],
        }
        for line in file.lines
    ]
    return {
        "id": guest.id,
        "version": guest.version,
        "fields": lines,
        "completeness": _share(file.completeness.total),
        "sections": {code: _share(s) for code, s in file.completeness.sections.items()},
        "departments": {code: _share(s) for code, s in file.completeness.departments.items()},
        "missing": [f.code for f in file.completeness.missing],
        "accuracy": file.accuracy.score,
        "faults": [
            {"code": f.code, "field": f.field, "words": _words(f.words), "embarrassing": f.embarrassing}
            for f in file.accuracy.faults
        ],
        "specificity": file.specificity,
    }


@guest_router.patch("/{uuid:guest_id}", response=Changed, summary="Change plain fields")
@api_door(EDIT)
def change(
    request: HttpRequest,
    guest_id: UUID,
    body: ProfilePatch,
    response: HttpResponse,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=80)] = None,
) -> Any:
    """Change what is named. ``If-Match`` must hold the ETag that was read: 428 without it, 412 when it has passed."""
    scope = scope_of(request)
    guest = get_guest(scope, guest_id, to="edit")
    version = need_version(guest, if_match)
    sent = body.dict(exclude_unset=True, exclude={"source", "keep_standing"})
    values = {k: v for k, v in sent.items() if v is not None}
    if nation := values.get("nationality"):
        values["nationality"] = str(nation).upper()
    changed = change_guest(
        scope=scope,
        now=now_of(request),
        guest=guest,
        draft=GuestDraft(**{"name": guest.name, **values}),
        version=version,
        origin=Origin(source=body.source),
        keep_standing=body.keep_standing,
    )
    fresh = Guest.objects.get(id=guest.id)
    response["ETag"] = etag_of(fresh)
    return {"id": fresh.id, "version": fresh.version, "changed": changed}


@router.get("/{uuid:guest_id}/history", response=list[EarlierOut], summary="Earlier values of a field")
@api_door(READ)
def field_history(request: HttpRequest, guest_id: UUID, field: Annotated[str, Query(max_length=48)]) -> Any:
    """Return what stood before and what was rejected, newest first; masked where sealed."""
    scope = scope_of(request)
    guest, known = get_guest(scope, guest_id), fields().get(field)
    if known is None or not policy.decide(scope, "read", field_class=known.field_class):
        raise NotFound
    found = history_of_field(scope, guest, known)
    return [{"value": _value(e.value), "outcome": str(e.outcome), "at": e.at, "by": e.by} for e in found]


@router.post(
    "/{uuid:guest_id}/values/{uuid:value_id}/decision", response=Changed, summary="Decide on a differing value"
)
@api_door(EDIT)
def decide(request: HttpRequest, guest_id: UUID, value_id: UUID, body: ValueDecision) -> Any:
    """Take the waiting value, or keep the standing one; the loser stays in the history."""
    scope = scope_of(request)
    get_guest(scope, guest_id, to="edit")
    value = get_waiting(scope, guest_id, value_id)
    known = fields().get(value.field)
    if value.sealed is not None and not (known and policy.decide(scope, "read", field_class=known.field_class)):
        raise NotFound
    guest = decide_value(scope=scope, now=now_of(request), value=value, take=body.take)
    return {"id": guest.id, "version": guest.version, "changed": [value.field] if body.take else []}
