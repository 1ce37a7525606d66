"""Communications, feedback and online reviews over the API."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import AwareDatetime

from binzhi.guests.access import get_guest
from binzhi.guests.joined import ids_of
from binzhi.kernel.scope import Scope
from binzhi.org.access import my_hotel
from binzhi.service import queries
from binzhi.service.access import LINK_REVIEW, READ, REQUEST, get_feedback, get_review
from binzhi.service.domain import records as verbs
from binzhi.service.domain.reviews import enter_review, link_review
from binzhi.service.enums import Channel, Direction, FeedbackKind, SourceOf, TouchKind
from binzhi.service.models import Feedback, Touchpoint
from binzhi.service.records import feedback_lines, touch_lines
from binzhi.stays.access import get_stay
from binzhi.ui.doors import api_door

router = Router(tags=["service"])


class TouchpointOut(Schema):
    """A communication; the summary is empty where the role may not see it."""

    id: UUID
    kind: str
    channel: str
    direction: str
    happened_at: AwareDatetime
    staff: str
    department: str
    summary: str


class TouchpointIn(Schema):
    """A communication to log."""

    guest_id: UUID
    summary: str = Field(max_length=1000, examples=["来电询问早餐时间"])
    channel: Channel = Channel.FACE
    direction: Direction = Direction.IN
    kind: TouchKind = TouchKind.COMMUNICATION
    happened_at: AwareDatetime | None = None
    is_sensitive: bool = False


class Kept(Schema):
    """What was kept."""

    id: UUID


class FeedbackOut(Schema):
    """What a guest said."""

    id: UUID
    kind: str
    score: int | None
    scores: dict[str, int]
    text: str
    outcome: str
    given_at: AwareDatetime
    employee: str
    task_id: UUID | None


class FeedbackIn(Schema):
    """What a guest says; a satisfaction score names what it is about."""

    guest_id: UUID
    kind: FeedbackKind = FeedbackKind.OPINION
    text: str = Field("", max_length=1000)
    score: int | None = Field(None, ge=1, le=5)
    about_kind: SourceOf = SourceOf.NONE
    about_id: UUID | None = None
    department: str = Field("", max_length=32)
    channel: Channel = Channel.FACE


class FeedbackTaskIn(Schema):
    """The task a requirement becomes."""

    text: str = Field(max_length=1000)
    department: str = Field(max_length=32)
    due_at: AwareDatetime | None = None


class ReviewIn(Schema):
    """A review published on a site."""

    site: str = Field(max_length=40)
    pseudonym: str = Field("", max_length=80)
    published_on: date
    text: str = Field(max_length=1000)
    score: int | None = Field(None, ge=1, le=5)
    scores: dict[str, int] = {}


class SuggestedOut(Schema):
    """A stay a review may be about; nothing is linked by it."""

    guest_id: UUID
    stay_id: UUID
    room: str
    score: int
    reasons: list[str]


class LinkIn(Schema):
    """Who wrote a review, as a person has confirmed."""

    guest_id: UUID
    stay_id: UUID | None = None


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.auth  # type: ignore[attr-defined]  # set by the API's TokenAuth
    return scope


def _now(request: HttpRequest) -> Any:
    return request.now  # type: ignore[attr-defined]  # set by the scope middleware


@router.get("/guests/{uuid:guest_id}/touchpoints", response=list[TouchpointOut], summary="Communications with a guest")
@api_door(READ)
def touchpoints(request: HttpRequest, guest_id: UUID, limit: Annotated[int, Query(ge=1, le=100)] = 50) -> Any:
    """Return the communications with a guest, newest first."""
    scope = _scope(request)
    guest = get_guest(scope, guest_id)
    rows: list[Touchpoint] = list(
        Touchpoint.objects.filter(guest_id__in=ids_of(guest)).order_by("-happened_at", "-id")[:limit]
    )
    names = ("id", "kind", "channel", "direction", "happened_at", "staff", "department")
    return [
        {**{name: getattr(line.row, name) for name in names}, "summary": line.summary}
        for line in touch_lines(scope, rows, now=_now(request))
    ]


@router.post("/touchpoints", response={201: Kept}, summary="Log a communication")
@api_door(REQUEST)
def log(request: HttpRequest, body: TouchpointIn) -> Any:
    """Log a communication with a guest; the token's person is the employee concerned."""
    scope = _scope(request)
    guest = get_guest(scope, body.guest_id)
    given = body.dict(exclude={"guest_id"})
    row = verbs.log_touchpoint(scope=scope, now=_now(request), hotel=my_hotel(scope), guest=guest, **given)
    return Status(201, {"id": row.id})


@router.get("/guests/{uuid:guest_id}/feedback", response=list[FeedbackOut], summary="What a guest said of the house")
@api_door(READ)
def feedback(request: HttpRequest, guest_id: UUID, limit: Annotated[int, Query(ge=1, le=100)] = 50) -> Any:
    """Return the feedback of a guest, newest first."""
    scope = _scope(request)
    guest = get_guest(scope, guest_id)
    rows: list[Feedback] = list(
        Feedback.objects.filter(guest_id__in=ids_of(guest)).order_by("-given_at", "-id")[:limit]
    )
    names = ("id", "kind", "score", "scores", "given_at", "employee", "task_id")
    return [
        {**{name: getattr(line.row, name) for name in names}, "text": line.text, "outcome": line.outcome}
        for line in feedback_lines(scope, rows, now=_now(request))
    ]


@router.post("/feedback", response={201: Kept}, summary="Record feedback")
@api_door(REQUEST)
def record(request: HttpRequest, body: FeedbackIn) -> Any:
    """Record what a guest says of the house."""
    scope = _scope(request)
    guest = get_guest(scope, body.guest_id)
    given = body.dict(exclude={"guest_id"})
    row = verbs.record_feedback(scope=scope, now=_now(request), hotel=my_hotel(scope), guest=guest, **given)
    return Status(201, {"id": row.id})


@router.post("/feedback/{uuid:guest_id}/{uuid:feedback_id}/task", response={201: Kept}, summary="Make it a task")
@api_door(REQUEST)
def to_task(request: HttpRequest, guest_id: UUID, feedback_id: UUID, body: FeedbackTaskIn) -> Any:
    """Turn a requirement into a task in one step."""
    scope = _scope(request)
    row = get_feedback(scope, guest_id, feedback_id)
    task = verbs.feedback_to_task(scope=scope, now=_now(request), feedback=row, **body.dict())
    return Status(201, {"id": task.id})


@router.post("/reviews", response={201: Kept}, summary="Enter an online review")
@api_door(LINK_REVIEW)
def review(request: HttpRequest, body: ReviewIn) -> Any:
    """Enter a review as it was published; it names no guest."""
    scope = _scope(request)
    row = enter_review(scope=scope, now=_now(request), hotel=my_hotel(scope), **body.dict())
    return Status(201, {"id": row.id})


@router.get("/reviews/{uuid:review_id}/suggestions", response=list[SuggestedOut], summary="Stays it may be about")
@api_door(LINK_REVIEW)
def suggestions(request: HttpRequest, review_id: UUID) -> Any:
    """Suggest the stays a review may be about, from the room or building it mentions."""
    found = queries.suggest_stays(get_review(_scope(request), review_id))
    return [
        {
            "guest_id": one.stay.guest_id,
            "stay_id": one.stay.id,
            "room": one.stay.room.number if one.stay.room else "",
            "score": one.score,
            "reasons": list(one.reasons),
        }
        for one in found
    ]


@router.post("/reviews/{uuid:review_id}/link", response=Kept, summary="Confirm who wrote a review")
@api_door(LINK_REVIEW)
def link(request: HttpRequest, review_id: UUID, body: LinkIn) -> Any:
    """Link a review to a guest, as a person has confirmed."""
    scope = _scope(request)
    row = get_review(scope, review_id)
    guest = get_guest(scope, body.guest_id)
    stay = get_stay(scope, guest.id, body.stay_id) if body.stay_id else None
    kept = link_review(scope=scope, now=_now(request), review=row, guest=guest, stay=stay)
    return {"id": kept.id}
