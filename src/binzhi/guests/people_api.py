"""People around a guest, names, days and lists over the API. Exports do not go over the API."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from binzhi.guests.access import EDIT, READ, RELATE, SEARCH, get_guest
from binzhi.guests.calendar import day_lines, kept_between, kinds_for
from binzhi.guests.domain.names import add_name
from binzhi.guests.domain.relations import end_relation, note_date, relate
from binzhi.guests.drafts import DateDraft
from binzhi.guests.enums import DateKind, NameKind, RelationKind
from binzhi.guests.incognito import hide_from
from binzhi.guests.lists import get_list, guests_by, read_rules, saved_lists
from binzhi.guests.models import Guest
from binzhi.guests.people import name_lines, relation_lines
from binzhi.kernel.scope import Scope
from binzhi.ui.doors import api_door

router = Router(tags=["guests"])
MOST = 100


class RelationOut(Schema):
    """What another person is to the guest; ``name`` is empty where the role may not read it."""

    id: UUID
    kind: str
    guest: UUID | None
    name: str
    note: str
    is_minor: bool
    ended_at: datetime | None


class RelationIn(Schema):
    """A relation to note: with the other guest's id, or with a name that is sealed."""

    kind: RelationKind
    guest: UUID | None = None
    name: str = Field("", max_length=120)
    note: str = Field("", max_length=300)
    is_minor: bool = False


class NameOut(Schema):
    """A name with its parts and readings; ``id`` is null for the main name."""

    id: UUID | None
    kind: str
    name: str
    family_name: str
    given_name: str
    readings: list[str]


class NameIn(Schema):
    """A further name."""

    kind: NameKind
    name: str = Field(max_length=120)
    family_first: bool = False


class DateOut(Schema):
    """A birthday or anniversary of the guest; the day itself is opened only by the reveal of the page, with a reason."""

    id: UUID
    kind: str
    label: str
    is_lunar: bool


class DateIn(Schema):
    """A day to note: ``1998-10-01`` or ``10-01``."""

    kind: DateKind
    value: str = Field(max_length=10)
    label: str = Field("", max_length=60)
    is_lunar: bool = False


class ListOut(Schema):
    """A saved list: its conditions as field, operator, value."""

    id: UUID
    name: str
    owner: str
    is_shared: bool
    conditions: list[list[str]]


class ListedGuest(Schema):
    """A guest of a list."""

    id: UUID
    name: str
    company: str
    vip_level: str


class ListedGuests(Schema):
    """One page of a list; ``more`` tells that there are others."""

    items: list[ListedGuest]
    more: bool


class KeptOut(Schema):
    """Whose birthday or anniversary is on a day."""

    day: date
    guest: UUID
    name: str
    kind: str
    label: str
    years: int | None
    person: str


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.auth  # type: ignore[attr-defined]  # set by the API's TokenAuth
    return scope


def _now(request: HttpRequest) -> datetime:
    now: datetime = request.now  # type: ignore[attr-defined]  # set by the scope middleware
    return now


@router.get("/lists", response=list[ListOut], summary="Saved lists")
@api_door(SEARCH)
def lists(request: HttpRequest) -> Any:
    """Return the token owner's lists and those shared in the hotel."""
    return [
        {"id": s.id, "name": s.name, "owner": s.owner, "is_shared": s.is_shared, "conditions": s.rules}
        for s in saved_lists(_scope(request))
    ]


@router.get("/lists/{uuid:list_id}", response=ListedGuests, summary="Guests of a saved list")
@api_door(SEARCH)
def list_guests(
    request: HttpRequest,
    list_id: UUID,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Any:
    """Return a page of the guests that meet the conditions now."""
    scope = _scope(request)
    rules = read_rules(scope, get_list(scope, list_id).rules)
    found = list(guests_by(scope, rules)[offset : offset + limit + 1])
    hide_from(scope, found)
    items = [{"id": g.id, "name": g.name, "company": g.company, "vip_level": g.vip_level} for g in found[:limit]]
    return {"items": items, "more": len(found) > limit}


@router.get("/calendar", response=list[KeptOut], summary="Birthdays and anniversaries")
@api_door(READ)
def calendar(request: HttpRequest, first: date, last: date) -> Any:
    """Return whose day is in a period of at most two months, of the kinds the role may see; at most a hundred."""
    scope = _scope(request)
    kept = kept_between(scope, first, last, kinds_for(scope))[:MOST]
    lines = day_lines(scope, kept, now=_now(request), purpose="API calendar")
    return [
        {
            "day": x.day,
            "guest": x.guest.id,
            "name": x.guest.name,
            "kind": x.kind,
            "label": x.label,
            "years": x.years,
            "person": x.person,
        }
        for x in lines
    ]


def _relations(request: HttpRequest, guest: Guest) -> list[dict[str, Any]]:
    lines, _dates = relation_lines(_scope(request), guest, now=_now(request), dates=False)
    return [
        {
            "id": x.row.id,
            "kind": x.row.kind,
            "guest": x.row.other_id,
            "name": x.other.name if x.other else x.name,
            "note": x.note,
            "is_minor": x.row.is_minor,
            "ended_at": x.row.ended_at,
        }
        for x in lines
    ]


@router.get("/{uuid:guest_id}/relations", response=list[RelationOut], summary="People around a guest")
@api_door(READ)
def relations(request: HttpRequest, guest_id: UUID) -> Any:
    """Return the relations the role may see, standing ones first; one read is logged."""
    return _relations(request, get_guest(_scope(request), guest_id))


@router.post("/{uuid:guest_id}/relations", response={201: list[RelationOut]}, summary="Relate a guest")
@api_door(RELATE)
def add_relation(request: HttpRequest, guest_id: UUID, body: RelationIn) -> Any:
    """Note what another person is to the guest, both ways. The same ``Idempotency-Key`` gives the same answer."""
    scope = _scope(request)
    guest = get_guest(scope, guest_id, to="relate")
    other = get_guest(scope, body.guest, to="relate") if body.guest else None
    relate(
        scope=scope,
        now=_now(request),
        guest=guest,
        kind=body.kind,
        other=other,
        other_name=body.name,
        note=body.note,
        is_minor=body.is_minor,
    )
    return Status(201, _relations(request, guest))


@router.post("/{uuid:guest_id}/relations/{uuid:relation_id}/end", response=list[RelationOut], summary="End a relation")
@api_door(RELATE)
def end(request: HttpRequest, guest_id: UUID, relation_id: UUID) -> Any:
    """Note that a relation is over, in both files; ending it again changes nothing."""
    scope = _scope(request)
    guest = get_guest(scope, guest_id, to="relate")
    end_relation(scope=scope, now=_now(request), guest=guest, relation_id=relation_id)
    return _relations(request, guest)


def _names(request: HttpRequest, guest_id: UUID) -> list[dict[str, Any]]:
    guest = get_guest(_scope(request), guest_id)
    return [
        {
            "id": x.row.id if x.row else None,
            "kind": x.row.kind if x.row else "main",
            "name": x.name,
            "family_name": x.family,
            "given_name": x.given,
            "readings": list(x.readings),
        }
        for x in name_lines(guest)
    ]


@router.get("/{uuid:guest_id}/names", response=list[NameOut], summary="Names of a guest")
@api_door(READ)
def names(request: HttpRequest, guest_id: UUID) -> Any:
    """Return the main name and the further ones with their readings."""
    return _names(request, guest_id)


@router.post("/{uuid:guest_id}/names", response={201: list[NameOut]}, summary="Add a name")
@api_door(EDIT)
def new_name(request: HttpRequest, guest_id: UUID, body: NameIn) -> Any:
    """Add a further name; the guest is found by it at once."""
    scope = _scope(request)
    guest = get_guest(scope, guest_id, to="edit")
    add_name(
        scope=scope, now=_now(request), guest=guest, kind=body.kind, name=body.name, family_first=body.family_first
    )
    return Status(201, _names(request, guest_id))


def _dates(request: HttpRequest, guest: Guest) -> list[dict[str, Any]]:
    _lines, own = relation_lines(_scope(request), guest, now=_now(request))
    return [
        {
            "id": x.row.id,
            "kind": x.row.kind,
            "label": x.row.label,
            "is_lunar": x.row.is_lunar,
        }
        for x in own
    ]


@router.get("/{uuid:guest_id}/dates", response=list[DateOut], summary="Birthdays and anniversaries of a guest")
@api_door(READ)
def dates(request: HttpRequest, guest_id: UUID) -> Any:
    """Return the days of the guest that the role may see; masked."""
    return _dates(request, get_guest(_scope(request), guest_id))


@router.post("/{uuid:guest_id}/dates", response={201: list[DateOut]}, summary="Note a day")
@api_door(RELATE)
def new_date(request: HttpRequest, guest_id: UUID, body: DateIn) -> Any:
    """Note a birthday or anniversary of the guest."""
    scope = _scope(request)
    guest = get_guest(scope, guest_id, to="relate")
    draft = DateDraft(kind=body.kind, value=body.value, label=body.label, is_lunar=body.is_lunar)
    note_date(scope=scope, now=_now(request), guest=guest, draft=draft)
    return Status(201, _dates(request, guest))
