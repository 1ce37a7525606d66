"""Notices, the keepers' queue and enquiries over the API: the verbs of the pages."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from binzhi.collection.access import COLLECT, ENQUIRE, KEEP, REPORT
from binzhi.collection.domain.enquiries import answer_enquiry, create_enquiry
from binzhi.collection.domain.notices import Notice, hand_in_written
from binzhi.collection.domain.queue import accept_item, ask_collector, reject_item
from binzhi.collection.enums import EnquiryKind, ItemState
from binzhi.collection.handed import EnquiryLine, enquiries_listed, enquiry_lines, get_enquiry
from binzhi.collection.minimum import minimum_of
from binzhi.collection.models import Enquiry
from binzhi.collection.queries import TABS, Line, get_item, lines_of, queue_items
from binzhi.guests.access import READ as READ_GUESTS
from binzhi.guests.access import get_guest
from binzhi.guests.enums import Channel, SourceKind, Stage
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.scope import Scope
from binzhi.org.access import my_hotel
from binzhi.org.queries import business_date
from binzhi.stays.access import get_stay
from binzhi.ui.doors import api_door

router = Router(tags=["collection"])
MOST = 100
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(max_length=48, pattern=r"^[a-z0-9_]*$")]
Past = Annotated[
    dt.datetime, Field(ge=dt.datetime(1990, 1, 1, tzinfo=dt.UTC), le=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
]


class NoticeIn(Schema):
    """A written notice: words, or an item of the catalogue with its value, or both."""

    guest: UUID
    stay: UUID | None = None
    text: Text = ""
    item: Code = ""
    value: Short = ""
    source: SourceKind = SourceKind.OBSERVED
    channel: Channel = Channel.WRITTEN_NOTICE
    stage: Stage | None = None
    place: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""
    happened_at: Past | None = None


class ItemOut(Schema):
    """An item of the queue. ``value`` is null where the role may not read it or where it is sealed."""

    id: UUID
    guest: UUID
    guest_name: str
    kind: str
    state: str
    item: str
    value: str | None
    text: str
    becomes: str
    conflicts: bool
    source: str
    channel: str
    stage: str
    place: str
    department: str
    keeper_department: str
    collector: str
    reporter: str
    happened_at: dt.datetime
    due_at: dt.datetime | None
    is_draft: bool
    is_late: bool
    may_decide: bool
    reason: str


class Page(Schema):
    """The items of a page and whether there are more."""

    items: list[ItemOut]
    more: bool


class Decision(Schema):
    """Accept an item: ``shown`` is the state it was seen in; ``replaces`` puts a differing value in the standing one's place."""

    shown: ItemState | None = None
    replaces: bool = False


class Why(Schema):
    """A reason, or a question."""

    reason: Annotated[str, Field(min_length=2, max_length=200, pattern=r"^[^\x00]*$")]


class EnquiryIn(Schema):
    """Something to ask, verify or complete."""

    guest: UUID
    kind: EnquiryKind = EnquiryKind.ASK
    item: Code = ""
    question: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""
    stay: UUID | None = None
    due_at: Past | None = None


class ResultIn(Schema):
    """What was learned."""

    item: Code | None = None
    value: Short = ""
    text: Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")] = ""
    channel: Channel = Channel.ENQUIRY
    source: SourceKind = SourceKind.STATED


class EnquiryOut(Schema):
    """An enquiry."""

    id: UUID
    guest: UUID
    guest_name: str
    kind: str
    state: str
    item: str
    question: str
    assignee: str
    due_at: dt.datetime
    is_late: bool
    result: UUID | None


def _asked(request: HttpRequest) -> tuple[Scope, dt.datetime]:
    return request.auth, request.now  # type: ignore[attr-defined]  # set by the API's TokenAuth and the middleware


def item_out(line: Line) -> dict[str, Any]:
    """Return an item as the API says it."""
    row = line.row
    hidden = row.sealed is not None or line.is_hidden
    return {
        "id": row.id, "guest": row.guest_id, "guest_name": row.guest.name, "kind": row.kind, "state": row.state,
        "item": row.item, "value": None if hidden else row.value, "text": line.words, "becomes": line.becomes,
        "conflicts": line.conflicts, "source": row.source_kind, "channel": row.channel, "stage": row.stage,
        "place": row.place, "department": row.department, "keeper_department": row.keeper_department,
        "collector": row.collector, "reporter": row.reporter, "happened_at": row.happened_at, "due_at": row.due_at,
        "is_draft": row.is_draft, "is_late": line.is_late, "may_decide": line.may_decide, "reason": row.reason,
    }  # fmt: skip


def _one(request: HttpRequest, guest_id: UUID, item_id: UUID) -> dict[str, Any]:
    scope, now = _asked(request)
    return item_out(lines_of(scope, [get_item(scope, guest_id, item_id)], now=now)[0])


@router.post("/notices", response={201: ItemOut}, summary="Hand in a written notice")
@api_door(COLLECT)
def hand_in_notice(request: HttpRequest, body: NoticeIn) -> Any:
    """Hand in a notice: a draft until the keeper of the department confirms it. Send an Idempotency-Key to retry."""
    scope, now = _asked(request)
    if not scope.may(READ_GUESTS):  # who reads no guest histories finds no guest
        raise NotFound
    guest = get_guest(scope, body.guest)
    stay = get_stay(scope, guest.id, body.stay) if body.stay else None
    notice = Notice(
        text=body.text, item=body.item, value=body.value, source=body.source, channel=body.channel, stage=body.stage,
        place=body.place, happened_at=body.happened_at, stay=stay,
    )  # fmt: skip
    row = hand_in_written(scope=scope, now=now, hotel=my_hotel(scope), guest=guest, notice=notice)
    return Status(201, _one(request, row.guest_id, row.id))


@router.get("/queue", response=Page, summary="The keepers' queue")
@api_door(KEEP)
def list_queue(
    request: HttpRequest,
    tab: str = "mine",
    department: Code = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Any:
    """Return a page of 100: ``mine`` (to decide), ``open``, ``asked``, ``late``, ``done`` or ``rejected``."""
    scope, now = _asked(request)
    if tab not in TABS:
        raise BadInput(field="tab", zh="没有这个列表。", en="There is no such list.")
    rows = list(queue_items(scope, now=now, tab=tab, department=department)[(page - 1) * MOST : page * MOST + 1])
    return {"items": [item_out(line) for line in lines_of(scope, rows[:MOST], now=now)], "more": len(rows) > MOST}


@router.post("/queue/{uuid:guest_id}/{uuid:item_id}/accept", response=ItemOut, summary="Sort or consolidate an item")
@api_door(KEEP)
def accept(request: HttpRequest, guest_id: UUID, item_id: UUID, body: Decision) -> Any:
    """Take the next step: the keeper sorts a collected item, the front office stores a sorted one."""
    scope, now = _asked(request)
    row = get_item(scope, guest_id, item_id, to=KEEP)
    row.state = body.shown or row.state
    accept_item(scope=scope, now=now, item=row, replaces=body.replaces)
    return _one(request, guest_id, item_id)


@router.post("/queue/{uuid:guest_id}/{uuid:item_id}/reject", response=ItemOut, summary="Reject an item with a reason")
@api_door(KEEP)
def reject(request: HttpRequest, guest_id: UUID, item_id: UUID, body: Why) -> Any:
    """Reject an item; the collector sees the reason."""
    scope, now = _asked(request)
    reject_item(scope=scope, now=now, item=get_item(scope, guest_id, item_id, to=KEEP), reason=body.reason)
    return _one(request, guest_id, item_id)


@router.post("/queue/{uuid:guest_id}/{uuid:item_id}/ask", response=ItemOut, summary="Ask the collector for more")
@api_door(KEEP)
def ask(request: HttpRequest, guest_id: UUID, item_id: UUID, body: Why) -> Any:
    """Ask the collector; the item waits for the answer."""
    scope, now = _asked(request)
    ask_collector(scope=scope, now=now, item=get_item(scope, guest_id, item_id, to=KEEP), question=body.reason)
    return _one(request, guest_id, item_id)


def _enquiries_out(request: HttpRequest, rows: list[Enquiry]) -> list[dict[str, Any]]:
    scope, now = _asked(request)
    return [_enquiry_out(line) for line in enquiry_lines(scope, rows, now=now)]


def _enquiry_out(line: EnquiryLine) -> dict[str, Any]:
    row = line.row
    return {
        "id": row.id, "guest": row.guest_id, "guest_name": row.guest.name, "kind": row.kind, "state": row.state,
        "item": row.item, "question": line.question, "assignee": row.assignee, "due_at": row.due_at,
        "is_late": line.is_late, "result": row.collected_id,
    }  # fmt: skip


@router.get("/enquiries", response=list[EnquiryOut], summary="Enquiries")
@api_door(ENQUIRE)
def list_enquiries(request: HttpRequest, tab: str = "open") -> Any:
    """Return up to 100 enquiries: ``open``, ``mine`` or ``closed``."""
    scope, _now = _asked(request)
    return _enquiries_out(request, list(enquiries_listed(scope, tab)[:MOST]))


@router.post("/enquiries", response={201: EnquiryOut}, summary="Create an enquiry")
@api_door(ENQUIRE)
def new_enquiry(request: HttpRequest, body: EnquiryIn) -> Any:
    """Create an enquiry about a guest. Refuses an item nobody may ask for."""
    scope, now = _asked(request)
    guest = get_guest(scope, body.guest)
    row = create_enquiry(
        scope=scope, now=now, hotel=my_hotel(scope), guest=guest, kind=body.kind, item=body.item,
        question=body.question, stay=get_stay(scope, guest.id, body.stay) if body.stay else None, due_at=body.due_at,
    )  # fmt: skip
    return Status(201, _enquiries_out(request, [row])[0])


@router.post(
    "/enquiries/{uuid:guest_id}/{uuid:enquiry_id}/result", response=EnquiryOut, summary="Log the result of an enquiry"
)
@api_door(ENQUIRE)
def log_result(request: HttpRequest, guest_id: UUID, enquiry_id: UUID, body: ResultIn) -> Any:
    """Log what was learned; it goes into the profile, or into the queue where the role does not consolidate."""
    scope, now = _asked(request)
    row = get_enquiry(scope, guest_id, enquiry_id)
    done = answer_enquiry(
        scope=scope, now=now, enquiry=row, value=body.value, text=body.text, item=body.item, channel=body.channel,
        source=body.source,
    )  # fmt: skip
    return _enquiries_out(request, [done])[0]


class LackingOut(Schema):
    """A guest who lacks a part of the minimum."""

    guest: UUID
    missing: list[str]


class MinimumOut(Schema):
    """How complete the minimum data set of the last year is; at most 500 guests who lack a part."""

    since: dt.date
    until: dt.date
    total: int
    complete: int
    percent: int
    missing: dict[str, int]
    lacking: list[LackingOut]


@router.get("/minimum", response=MinimumOut, summary="Minimum data set of marketing")
@api_door(REPORT)
def minimum(request: HttpRequest, part: Code = "") -> Any:
    """Return who lacks name, contact, stay time or consumption record (R-122); ``part`` narrows to one of the four."""
    scope, now = _asked(request)
    hotel = my_hotel(scope)
    found = minimum_of(hotel, today=business_date(hotel, now=now))
    rows = [{"guest": one.guest_id, "missing": list(one.missing)} for one in found.without(part)[:500]]
    counts = {code: many for code, _words, many in found.counts()}
    return {
        "since": found.since, "until": found.until, "total": found.total, "complete": found.complete,
        "percent": found.percent, "missing": counts, "lacking": rows,
    }  # fmt: skip
