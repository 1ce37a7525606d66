"""The keeper's work over the API: suspected pairs, decisions on them, who is joined with whom, taking decisions back."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from binzhi.guests.access import READ, get_guest
from binzhi.guests.joined import profile_ids
from binzhi.identity import queries
from binzhi.identity.access import MERGE, REVIEW
from binzhi.identity.domain.cases import decide_case, get_case, undo_decision
from binzhi.identity.domain.links import end_apart, hold_apart, link_profiles, unlink_profiles
from binzhi.identity.domain.parting import part_profile
from binzhi.identity.enums import EventKind, Source
from binzhi.identity.models import LinkEvent
from binzhi.identity.recognise import compare_profiles
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope
from binzhi.ui.doors import api_door

router = Router(tags=["identity"])
MOST = 100


class CaseOut(Schema):
    """A suspected pair; ``stake`` orders the queue, ``weight`` is the evidence in bits, ``conflict`` a code of the guard."""

    id: UUID
    guest_a: UUID
    guest_b: UUID
    origin: str
    state: str
    weight: float
    conflict: str
    stake: int
    created_at: datetime
    decided_at: datetime | None
    decided_by: str


class CaseList(Schema):
    """Cases in the order of the queue; ``more`` tells that there are others after them."""

    items: list[CaseOut]
    more: bool


class ClueOut(Schema):
    """One sentence for or against, or what is missing (``kind``); values in it are masked."""

    kind: str
    zh: str
    en: str
    weight: float


class CaseDetail(CaseOut):
    """A case with its clues."""

    clues: list[ClueOut]


class DecisionIn(Schema):
    """The keeper's answer; ``choices`` names for a field the profile whose value stands."""

    answer: Literal["same", "different", "unsure"]
    choices: dict[str, UUID] = Field({}, examples=[{"company": "0190a1b2-0000-7000-8000-000000000001"}])
    reason: str = Field("", max_length=200)


class PairIn(Schema):
    """Two profiles; a reason is needed against a contradiction."""

    guest_a: UUID
    guest_b: UUID
    choices: dict[str, UUID] = {}
    reason: str = Field("", max_length=200)


class ReasonIn(Schema):
    """Why, as you like."""

    reason: str = Field("", max_length=200)


class PartIn(Schema):
    """Answers to what was told since the profiles were joined: ``give`` by the key of a question."""

    answers: dict[str, Literal["keep", "give"]] = {}
    reason: str = Field("", max_length=200)


class EventOut(Schema):
    """A decision about two profiles."""

    id: UUID
    kind: str
    source: str
    guest_a: UUID
    guest_b: UUID
    undoes: UUID | None
    at: datetime
    actor_name: str
    reason: str


class PersonOut(Schema):
    """A person: the profile that leads, all its profiles, and the decisions about them, the newest first."""

    lead: UUID
    profiles: list[UUID]
    decisions: list[EventOut]


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.auth  # type: ignore[attr-defined]  # set by the API's TokenAuth
    return scope


def _now(request: HttpRequest) -> datetime:
    now: datetime = request.now  # type: ignore[attr-defined]  # set by the scope middleware
    return now


@router.get("/cases", response=CaseList, summary="Suspected duplicates")
@api_door(REVIEW)
def cases(
    request: HttpRequest,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
) -> Any:
    """List what waits for the merge keeper, what is most at stake first."""
    rows = list(queries.queue(_scope(request))[offset : offset + limit + 1])
    return {"items": rows[:limit], "more": len(rows) > limit}


@router.get("/cases/{uuid:case_id}", response=CaseDetail, summary="Read one suspected pair")
@api_door(REVIEW)
def case(request: HttpRequest, case_id: UUID) -> Any:
    """Return a pair with what speaks for and against it and what is missing."""
    row = get_case(case_id)
    compared = compare_profiles(row.guest_a, row.guest_b)
    clues = [{"kind": c.kind, "zh": c.zh, "en": c.en, "weight": c.weight} for c in (compared.clues if compared else ())]
    return {**{name: getattr(row, name) for name in CaseOut.model_fields}, "clues": clues}


@router.post("/cases/{uuid:case_id}/decision", response=CaseOut, summary="Decide on a suspected pair")
@api_door(MERGE)
def decide(request: HttpRequest, case_id: UUID, body: DecisionIn) -> Any:
    """Say same, different or unsure. 409 with a stated reason where law, money or a contradiction forbids joining."""
    return decide_case(
        scope=_scope(request),
        now=_now(request),
        case=get_case(case_id),
        answer=body.answer,
        choices=dict(body.choices),
        reason=body.reason,
        source=Source.API,
    )


@router.post("/cases/{uuid:case_id}/undo", response=CaseOut, summary="Take a decision on a pair back")
@api_door(MERGE)
def undo_case(request: HttpRequest, case_id: UUID) -> Any:
    """Take the answer back, exactly, and put the pair into the queue again."""
    return undo_decision(scope=_scope(request), now=_now(request), case=get_case(case_id), source=Source.API)


@router.get("/guests/{uuid:guest_id}", response=PersonOut, summary="The person behind a profile")
@api_door(READ)
def person(request: HttpRequest, guest_id: UUID) -> Any:
    """Return all profiles of the person a profile belongs to, and what was decided about them."""
    lead = get_guest(_scope(request), guest_id)
    return {"lead": lead.id, "profiles": profile_ids(lead), "decisions": queries.decisions_about(lead)}


@router.post("/links", response={201: EventOut}, summary="Join two profiles")
@api_door(MERGE)
def link(request: HttpRequest, body: PairIn) -> Any:
    """Say that two profiles are one person. Nothing is overwritten; the answer's ``id`` takes it back."""
    scope = _scope(request)
    get_guest(scope, body.guest_a)
    get_guest(scope, body.guest_b)
    event = link_profiles(
        scope=scope,
        now=_now(request),
        guest_a=body.guest_a,
        guest_b=body.guest_b,
        source=Source.API,
        choices=dict(body.choices),
        reason=body.reason,
    )
    return Status(201, event)


@router.post("/apart", response={201: EventOut}, summary="Say that two profiles are not the same person")
@api_door(MERGE)
def apart(request: HttpRequest, body: PairIn) -> Any:
    """Remember that two profiles are two persons; no automatic source joins them."""
    scope = _scope(request)
    event = hold_apart(
        scope=scope,
        now=_now(request),
        guest_a=get_guest(scope, body.guest_a).id,
        guest_b=get_guest(scope, body.guest_b).id,
        source=Source.API,
        reason=body.reason,
    )
    return Status(201, event)


@router.post("/decisions/{uuid:decision_id}/undo", response=EventOut, summary="Take a decision back")
@api_door(MERGE)
def undo(request: HttpRequest, decision_id: UUID, body: ReasonIn) -> Any:
    """Unlink what an event joined, or no longer hold apart what it held apart; 409 when it no longer stands."""
    scope, now = _scope(request), _now(request)
    event: LinkEvent | None = LinkEvent.objects.filter(id=decision_id).first()
    if event is None:
        raise NotFound
    if event.kind == EventKind.APART:
        end_apart(scope=scope, now=now, event=event, source=Source.API, reason=body.reason)
        return event
    return unlink_profiles(scope=scope, now=now, event=event, source=Source.API, reason=body.reason)


@router.post("/guests/{uuid:guest_id}/part", response=EventOut, summary="Take a profile out of its person")
@api_door(MERGE)
def part(request: HttpRequest, guest_id: UUID, body: PartIn) -> Any:
    """Not the same person: the profile stands alone again, the others stay joined; what is not given stays."""
    return part_profile(
        scope=_scope(request),
        now=_now(request),
        profile_id=guest_id,
        answers=dict(body.answers),
        source=Source.API,
        reason=body.reason,
    )
