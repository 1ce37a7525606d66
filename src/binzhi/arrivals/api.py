"""The arrivals report over the API: the same JSON as the command."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router

from binzhi.arrivals.access import READ
from binzhi.arrivals.domain.produce import ensure_plan, note_opening
from binzhi.arrivals.formats import to_json
from binzhi.arrivals.report import arrivals_report
from binzhi.kernel.scope import Scope
from binzhi.org.access import get_hotel, my_hotel
from binzhi.org.queries import tomorrow
from binzhi.ui.doors import api_door

router = Router(tags=["arrivals"])


@router.get("", summary="Arrivals of a date with their items")
@api_door(READ)
def arrivals(
    request: HttpRequest,
    hotel: str = "",
    date: dt.date | None = None,
    department: str = "",
) -> Any:
    """Return the arrivals of a date: guest, stay, items and ``ready``, as the token's role may see them.

    ``date`` is tomorrow by default; ``department`` narrows to one department. The plan is built when it is missing or
    behind the bookings. History guests come first.
    """
    scope: Scope = request.auth  # type: ignore[attr-defined]  # set by the API's TokenAuth
    now = request.now  # type: ignore[attr-defined]  # set by the scope middleware
    place = get_hotel(scope, hotel) if hotel else my_hotel(scope)
    wanted = date or tomorrow(place, now=now)
    ensure_plan(scope=scope, now=now, hotel=place, day=wanted, fresh=True)
    report = arrivals_report(scope, now=now, hotel=place, day=wanted, department=department)
    note_opening(scope=scope, now=now, hotel=place, day=wanted, department=department)
    return to_json(report)
