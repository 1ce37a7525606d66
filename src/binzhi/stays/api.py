"""The level of a customer over the API: as computed, as set by a manager; the verbs of the page (R-027)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from binzhi.guests.access import get_guest
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.org.access import my_hotel
from binzhi.org.queries import business_date
from binzhi.stays.access import READ, SET_LEVEL
from binzhi.stays.domain.levels import follow_rule, set_level
from binzhi.stays.levels import level_of
from binzhi.ui.doors import api_door

router = Router(tags=["stays"])


class LevelOut(Schema):
    """The level in force and the one of the rule, with what it was counted from."""

    level: str
    computed: str
    set_by: str | None = None
    set_at: datetime | None = None
    since: date
    stays: int
    nights: int
    spend: Decimal


class LevelIn(Schema):
    """Another level with its reason; ``rule`` lets the rule decide again."""

    level: Literal["a", "b", "c", "standard", "rule"]
    reason: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""


def _asked(request: HttpRequest) -> tuple[Scope, datetime]:
    return request.auth, request.now  # type: ignore[attr-defined]  # set by the API's TokenAuth and the middleware


def _out(request: HttpRequest, guest_id: UUID) -> dict[str, Any]:
    scope, now = _asked(request)
    hotel = my_hotel(scope)
    found = level_of(hotel, get_guest(scope, guest_id), business_date(hotel, now=now))
    one, figures = found.override, found.figures
    return {
        "level": found.code, "computed": found.computed, "set_by": one.set_by if one else None,
        "set_at": one.set_at if one else None, "since": figures.since, "stays": figures.stays,
        "nights": figures.nights, "spend": figures.spend,
    }  # fmt: skip


@router.get("/{uuid:guest_id}/level", response=LevelOut, summary="Level of a customer")
@api_door(READ)
def read_level(request: HttpRequest, guest_id: UUID) -> Any:
    """Return the level of a guest in the hotel."""
    policy.require(_asked(request)[0], "read", field_class="C2")
    return _out(request, guest_id)


@router.put("/{uuid:guest_id}/level", response=LevelOut, summary="Set the level of a customer")
@api_door(SET_LEVEL)
def put_level(request: HttpRequest, guest_id: UUID, body: LevelIn) -> Any:
    """Set another level with a reason, or let the rule decide again."""
    scope, now = _asked(request)
    policy.require(scope, "read", field_class="C2")
    guest, hotel = get_guest(scope, guest_id), my_hotel(scope)
    if body.level == "rule":
        follow_rule(scope=scope, now=now, hotel=hotel, guest=guest)
    else:
        set_level(scope=scope, now=now, hotel=hotel, guest=guest, level=body.level, reason=body.reason)
    return _out(request, guest_id)
