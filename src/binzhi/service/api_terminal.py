"""Recognising guests over the API: find, identify, the card of a department."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from binzhi.guests.access import get_guest
from binzhi.kernel.scope import Scope
from binzhi.org.access import my_hotel
from binzhi.org.queries import business_date
from binzhi.service.access import IDENTIFY
from binzhi.service.api import Made, TaskOut, task_json
from binzhi.service.cards import Card, cards_of
from binzhi.service.domain.moments import identify_guest
from binzhi.service.enums import Place, Sign
from binzhi.service.finding import find_guests
from binzhi.ui.doors import api_door

router = Router(tags=["service"])


class IdentifyIn(Schema):
    """A guest recognised at a terminal."""

    guest_id: UUID
    place: Place
    sign: Sign = Sign.IN_PERSON


class FindIn(Schema):
    """What is known of who is at the terminal; in the body, since it may be a telephone number."""

    q: str = Field(max_length=60, examples=["1208", "13912345678"])


class FoundOut(Schema):
    """A guest it may be; ``is_sure`` for an exact hit that needs no choosing."""

    guest_id: UUID
    name: str
    room: str
    sign: str
    is_sure: bool


class CardFactOut(Schema):
    """A fact on a card; the value is null where the role may not read it."""

    item: str
    value: str | None


class CardOut(Schema):
    """The card of a department for a guest."""

    guest_id: UUID
    salutation: dict[str, str]
    room: str
    stays: int
    flags: list[str]
    alerts: list[CardFactOut]
    facts: list[CardFactOut]
    tasks: list[TaskOut]


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.auth  # type: ignore[attr-defined]  # set by the API's TokenAuth
    return scope


def _now(request: HttpRequest) -> Any:
    return request.now  # type: ignore[attr-defined]  # set by the scope middleware


@router.post("/find", response=list[FoundOut], summary="Who is at the terminal, or on the telephone")
@api_door(IDENTIFY)
def find(request: HttpRequest, body: FindIn) -> Any:
    """Find a guest by room, caller's number, booking or name; a number only for roles that read contacts, and logged."""
    scope, now = _scope(request), _now(request)
    hotel = my_hotel(scope)
    found = find_guests(scope, hotel, body.q, now=now, today=business_date(hotel, now=now))
    return [
        {
            "guest_id": one.guest.id,
            "name": one.guest.name,
            "room": one.stay.room.number if one.stay and one.stay.room else "",
            "sign": one.sign,
            "is_sure": one.is_sure,
        }
        for one in found
    ]


@router.post("/identify", response={201: Made}, summary="A guest was recognised at a terminal")
@api_door(IDENTIFY)
def identify(request: HttpRequest, body: IdentifyIn) -> Any:
    """Note that a guest was recognised; every service terminal shows the card. The card itself is read by ``/cards``."""
    scope = _scope(request)
    guest = get_guest(scope, body.guest_id)
    row = identify_guest(
        scope=scope, now=_now(request), hotel=my_hotel(scope), guest=guest, place=body.place, sign=body.sign
    )
    return Status(201, {"id": row.id, "guest_id": guest.id, "state": row.sign, "version": 1})


@router.get("/cards/{uuid:guest_id}", response=CardOut, summary="The card of a department for a guest")
@api_door(IDENTIFY)
def card(request: HttpRequest, guest_id: UUID, place: Place = Place.FRONT_DESK) -> Any:
    """Return the card as the terminal of a place shows it to the token's role."""
    scope, now = _scope(request), _now(request)
    hotel = my_hotel(scope)
    guests = [get_guest(scope, guest_id)]
    today = business_date(hotel, now=now)
    return _card(cards_of(scope, guests, now=now, hotel=hotel, today=today, place=place)[0])


def _card(found: Card) -> dict[str, Any]:
    def facts(lines: Any) -> list[dict[str, Any]]:
        return [{"item": line.fact.item, "value": line.value} for line in lines]

    return {
        "guest_id": found.guest.id,
        "salutation": {"zh": found.salutation.zh, "en": found.salutation.en},
        "room": found.stay.room.number if found.stay and found.stay.room else "",
        "stays": found.counters.stays,
        "flags": [flag.code for flag in found.flags],
        "alerts": facts(found.alerts),
        "facts": facts(found.facts),
        "tasks": [task_json(line) for line in found.tasks],
    }
