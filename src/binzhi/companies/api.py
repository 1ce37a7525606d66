"""Organisations over the API: search, read with ETag, create, change with If-Match, contact persons, people."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Header, Query, Router, Schema, Status

from binzhi.companies import queries
from binzhi.companies.access import EDIT, READ, get_organisation
from binzhi.companies.domain.contacts import add_contact_person
from binzhi.companies.domain.employment import employ, leave
from binzhi.companies.domain.organisations import change_organisation, create_organisation
from binzhi.companies.drafts import GivenValue, OrganisationDraft
from binzhi.companies.enums import OrgState
from binzhi.companies.errors import VersionDiffers, VersionMissing
from binzhi.companies.models import ContactPerson, Employment, Organisation
from binzhi.guests.access import EDIT as EDIT_GUEST
from binzhi.guests.access import get_guest
from binzhi.guests.enums import Channel, SourceKind
from binzhi.guests.origin import Origin
from binzhi.kernel.errors import Stale
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.ui.doors import api_door

router = Router(tags=["organisations"])
MOST = 100


class OrganisationOut(Schema):
    """An organisation as lists show it."""

    id: UUID
    name: str
    short_name: str
    english_name: str
    other_names: list[str]
    state: str
    nature: str
    industry: str
    city: str
    responsible: str
    version: int
    updated_at: datetime


class OrganisationList(Schema):
    """Found organisations in order of name; ``more`` tells that there are others after them."""

    items: list[OrganisationOut]
    more: bool


class OrganisationValueOut(Schema):
    """A value in force with its origin; fields of a class the role may not read are not in the list at all."""

    field: str
    period: str
    value: str
    text: str
    source: str
    author: str
    department: str
    learned_at: datetime
    last_confirmed_at: datetime
    confidence: int


class OrganisationDetail(OrganisationOut):
    """An organisation with the values its reader may see."""

    values: list[OrganisationValueOut]
    known: int
    counted: int


class ValueIn(Schema):
    """A value to set; an object for a field with parts (address, financial year, dated text), "" takes it back."""

    field: str = Field(max_length=48, examples=["web"])
    value: str | dict[str, str] = Field(examples=["https://www.example.com"])
    period: str = Field("", max_length=4, examples=["2025"])


class OrganisationIn(Schema):
    """An organisation to create; the official name is all that is needed."""

    name: str = Field(max_length=160, examples=["东海重工集团有限公司"])
    short_name: str | None = Field(None, max_length=80)
    english_name: str | None = Field(None, max_length=160)
    other_names: list[str] = Field([], max_length=12)
    values: list[ValueIn] = Field([], max_length=60)
    source: SourceKind = SourceKind.STATED
    channel: Channel | None = None
    why_new: str = Field("", max_length=200)


class OrganisationPatch(Schema):
    """What to change; what is left out stays."""

    name: str | None = Field(None, max_length=160)
    short_name: str | None = Field(None, max_length=80)
    english_name: str | None = Field(None, max_length=160)
    other_names: list[str] | None = Field(None, max_length=12)
    values: list[ValueIn] = Field([], max_length=60)
    source: SourceKind = SourceKind.STATED
    channel: Channel | None = None
    why_new: str = Field("", max_length=200)


class ContactOut(Schema):
    """A contact person; the phone is masked, and empty where the role may not read contact data."""

    id: UUID
    guest_id: UUID
    name: str
    role: str
    phone_hint: str
    is_main: bool
    reports_to: UUID | None


class ContactPersonIn(Schema):
    """A guest to make a contact person."""

    guest_id: UUID
    role: str = Field("", max_length=80)
    phone: str = Field("", max_length=40)
    reports_to: UUID | None = None
    main: bool = False


class JobOut(Schema):
    """A position with its dates; without an organisation only the employer's name is known."""

    id: UUID
    guest_id: UUID
    name: str
    organisation_id: UUID | None
    employer: str
    position: str
    started_on: date | None
    ended_on: date | None
    is_over: bool


class JobIn(Schema):
    """A guest who works at the organisation."""

    guest_id: UUID
    position: str = Field("", max_length=80)
    started_on: date | None = None
    beside: bool = False


class LeaveIn(Schema):
    """The end of a position; no date means today."""

    ended_on: date | None = None


def _out(organisation: Organisation) -> dict[str, Any]:
    return {name: getattr(organisation, name) for name in OrganisationOut.model_fields}


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.auth  # type: ignore[attr-defined]  # set by the API's TokenAuth
    return scope


def _now(request: HttpRequest) -> datetime:
    now: datetime = request.now  # type: ignore[attr-defined]  # set by the scope middleware
    return now


def _given(values: list[ValueIn]) -> tuple[GivenValue, ...]:
    return tuple(GivenValue(one.field, one.value, one.period) for one in values)


def _detail(request: HttpRequest, response: HttpResponse, organisation: Organisation) -> dict[str, Any]:
    scope = _scope(request)
    sections = queries.sections_of(scope, organisation, now=_now(request), purpose="API")
    found: list[dict[str, Any]] = []
    for line in (line for section in sections for line in section.lines):
        rows = [(row, text, text) for _period, text, row in line.years]
        rows += [(line.row, line.raw, line.text)] if line.row else []
        for row, raw, text in rows:
            found.append(
                {
                    "field": row.field,
                    "period": row.period,
                    "value": raw,
                    "text": text,
                    "source": row.source_kind,
                    "author": row.author,
                    "department": row.department,
                    "learned_at": row.learned_at,
                    "last_confirmed_at": row.last_confirmed_at,
                    "confidence": row.confidence,
                }
            )
    known, counted = queries.completeness(sections)
    response["ETag"] = f'"{organisation.version}"'
    return {**_out(organisation), "values": found, "known": known, "counted": counted}


@router.get("", response=OrganisationList, summary="Search organisations")
@api_door(READ)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=120)] = "",
    nature: Annotated[str, Query(max_length=24)] = "",
    industry: Annotated[str, Query(max_length=24)] = "",
    state: OrgState = OrgState.ACTIVE,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
) -> Any:
    """Find organisations by any part of a name, pinyin or initials; without ``q`` list them by name."""
    found = queries.listed(_scope(request), text=q, nature=nature, industry=industry, state=state)
    rows = list(found[offset : offset + limit + 1])
    return {"items": [_out(o) for o in rows[:limit]], "more": len(rows) > limit}


@router.post("", response={201: OrganisationDetail}, summary="Create an organisation")
@api_door(EDIT)
def create(request: HttpRequest, body: OrganisationIn, response: HttpResponse) -> Any:
    """Create an organisation. The same ``Idempotency-Key`` gives the same answer; an equal name needs ``why_new``."""
    draft = OrganisationDraft(body.name, body.short_name, body.english_name, tuple(body.other_names))
    organisation = create_organisation(
        scope=_scope(request),
        now=_now(request),
        draft=draft,
        values=_given(body.values),
        origin=Origin(source=body.source, channel=body.channel),
        why_new=body.why_new,
    )
    return Status(201, _detail(request, response, organisation))


@router.get("/{uuid:organisation_id}", response=OrganisationDetail, summary="Read one organisation")
@api_door(READ)
def read(request: HttpRequest, organisation_id: UUID, response: HttpResponse) -> Any:
    """Return an organisation with the values the token's role may read; ``ETag`` is its version."""
    return _detail(request, response, get_organisation(_scope(request), organisation_id))


@router.patch("/{uuid:organisation_id}", response=OrganisationDetail, summary="Change an organisation")
@api_door(EDIT)
def change(
    request: HttpRequest,
    organisation_id: UUID,
    body: OrganisationPatch,
    response: HttpResponse,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=40)] = None,
) -> Any:
    """Change what is named. ``If-Match`` must carry the ETag that was read: 428 without it, 412 when it is another one."""
    organisation = get_organisation(_scope(request), organisation_id, to=EDIT)
    if if_match is None:
        raise VersionMissing
    tag = if_match.strip().removeprefix("W/").strip('"')
    others = None if body.other_names is None else tuple(body.other_names)
    try:
        change_organisation(
            scope=_scope(request),
            now=_now(request),
            organisation=organisation,
            draft=OrganisationDraft(body.name, body.short_name, body.english_name, others),
            values=_given(body.values),
            origin=Origin(source=body.source, channel=body.channel),
            version=int(tag) if tag.isdecimal() and tag.isascii() else -1,
            why_new=body.why_new,
        )
    except Stale as error:
        raise VersionDiffers from error
    return _detail(request, response, get_organisation(_scope(request), organisation_id))


def _contact(scope: Scope, organisation: Organisation, row: ContactPerson) -> dict[str, Any]:
    return {
        "id": row.id,
        "guest_id": row.guest_id,
        "name": row.guest.name,
        "role": row.role,
        "phone_hint": row.phone_hint if policy.decide(scope, "read", field_class="C2") else "",
        "is_main": row.id == organisation.main_contact_id,
        "reports_to": row.superior_id,
    }


@router.get("/{uuid:organisation_id}/contacts", response=list[ContactOut], summary="Contact persons")
@api_door(READ)
def contacts(request: HttpRequest, organisation_id: UUID) -> Any:
    """Return who speaks for the organisation, with reporting lines (``reports_to`` is the ``id`` of another one)."""
    organisation = get_organisation(_scope(request), organisation_id)
    return [_contact(_scope(request), organisation, row) for row in queries.contacts_of(organisation.id)]


@router.post("/{uuid:organisation_id}/contacts", response={201: ContactOut}, summary="Add a contact person")
@api_door(EDIT)
def add_contact(request: HttpRequest, organisation_id: UUID, body: ContactPersonIn) -> Any:
    """Make a guest a contact person; the first one is the main contact."""
    scope = _scope(request)
    organisation = get_organisation(scope, organisation_id, to=EDIT)
    row = add_contact_person(
        scope=scope,
        now=_now(request),
        organisation=organisation,
        guest=get_guest(scope, body.guest_id),
        role=body.role,
        phone=body.phone,
        superior_id=body.reports_to,
        main=body.main,
    )
    return Status(201, _contact(scope, get_organisation(scope, organisation_id), row))


def _job(row: Employment) -> dict[str, Any]:
    return {"name": row.guest.name, **{name: getattr(row, name) for name in JobOut.model_fields if name != "name"}}


@router.get("/{uuid:organisation_id}/people", response=list[JobOut], summary="People")
@api_door(READ)
def people(request: HttpRequest, organisation_id: UUID) -> Any:
    """Return who works and worked at the organisation, with positions and dates."""
    return [_job(row) for row in queries.people_of(get_organisation(_scope(request), organisation_id).id)]


@router.post("/{uuid:organisation_id}/people", response={201: JobOut}, summary="Note that a guest works here")
@api_door(EDIT_GUEST)
def add_job(request: HttpRequest, organisation_id: UUID, body: JobIn) -> Any:
    """Note a position; the one held before ends and stays as history, unless the new one is held ``beside`` it."""
    scope = _scope(request)
    row = employ(
        scope=scope,
        now=_now(request),
        guest=get_guest(scope, body.guest_id, to="edit"),
        organisation=get_organisation(scope, organisation_id),
        position=body.position,
        started_on=body.started_on,
        beside=body.beside,
    )
    return Status(201, _job(row))


@router.post("/people/{uuid:guest_id}/{uuid:employment_id}/leave", response=JobOut, summary="End a position")
@api_door(EDIT_GUEST)
def end_job(request: HttpRequest, guest_id: UUID, employment_id: UUID, body: LeaveIn) -> Any:
    """Note that a guest no longer holds a position; it stays with its dates."""
    scope = _scope(request)
    get_guest(scope, guest_id, to="edit")
    row = leave(scope=scope, now=_now(request), guest_id=guest_id, employment_id=employment_id, ended_on=body.ended_on)
    return _job(row)


@router.get("/people/{uuid:guest_id}", response=list[JobOut], summary="Where a guest works and worked")
@api_door(READ)
def jobs(request: HttpRequest, guest_id: UUID) -> Any:
    """Return the positions of a guest, the present first."""
    guest = get_guest(_scope(request), guest_id)
    return [_job(job.row) for job in queries.jobs_of(guest)]
