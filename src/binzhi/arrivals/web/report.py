"""Doors of the live report: the day's arrivals per department, and the build button."""

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from binzhi.arrivals.access import EDIT_RULES, PREASSIGN, PRINT, READ, SIGN
from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.domain.produce import ensure_plan, note_opening
from binzhi.arrivals.entries import Entry
from binzhi.arrivals.enums import Readiness
from binzhi.arrivals.figures import booking_ahead
from binzhi.arrivals.queries import DayList, Row, day_list, is_stale, stamp, watch
from binzhi.arrivals.report import entries_for
from binzhi.arrivals.web.choice import BUILD_AHEAD, Choice, back_to, chips_of, choice_of, tabs_of
from binzhi.ui.doors import POST, door
from binzhi.ui.htmx import is_fragment, render_either
from binzhi.ui.requests import DeskRequest

PAGE = 12
KEEP = 600
FILTERS = ("", "blocked", "open", "ready", "mine")


def unchanged(request: DeskRequest, choice: Choice) -> HttpResponse | None:
    """Answer 304 when the reader's page is still the newest: one small query, no rendering."""
    now = stamp(request.hotel, choice.day)
    if request.GET.get("since") == now:
        return HttpResponse(status=304, headers={"ETag": f'"{now}"'})
    return None


def _wanted(row: Row, chosen: str) -> bool:
    if chosen == "mine":
        return row.mine.open > 0
    return not chosen or row.readiness.value == chosen


def card_of(entry: Entry, request: DeskRequest) -> dict[str, Any]:
    """Return what a card needs beside the entry."""
    return {"entry": entry, "chips": chips_of(entry), "now": request.now, "may_sign": request.scope.may(SIGN)}


def _list_context(request: DeskRequest, choice: Choice, listed: DayList) -> dict[str, Any]:
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in FILTERS else ""
    rows = [r for r in listed.rows if _wanted(r, chosen)]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    virtual = choice.is_past and listed.run is None
    entries = entries_for(
        request.scope, now=request.now, listed=listed, rows=list(page), department=choice.department, virtual=virtual
    )
    counts = {r.value: listed.count(r) for r in Readiness}
    query = request.GET.copy()
    query.pop("since", None)
    return {
        "choice": choice,
        "listed": listed,
        "page": page,
        "cards": [card_of(e, request) for e in entries],
        "counts": counts,
        "state": chosen,
        "stamp": stamp(request.hotel, choice.day),
        "query": query.urlencode(),
        "next": f"{request.path}?{query.urlencode()}",
        "virtual": virtual,
        "now": request.now,
        "may_sign": request.scope.may(SIGN) and not choice.is_past,
        **tabs_of(request, choice, listed),
    }


@door(READ)
def report(request: DeskRequest) -> HttpResponse:
    """Show the arrivals of a day to a department or the whole house; a fragment asked with ``since`` may be 304."""
    choice = choice_of(request)
    if is_fragment(request) and (same := unchanged(request, choice)):
        return same
    if choice.today <= choice.day <= choice.today + BUILD_AHEAD:
        ensure_plan(scope=request.scope, now=request.now, hotel=request.hotel, day=choice.day)
    listed = day_list(request.scope, request.hotel, choice.day, now=request.now, department=choice.department)
    context = _list_context(request, choice, listed)
    if not is_fragment(request):
        note_opening(
            scope=request.scope, now=request.now, hotel=request.hotel, day=choice.day, department=choice.department
        )
        context |= {
            "watch": watch(request.hotel, choice.day, now=request.now) if not choice.is_past else None,
            "is_stale": not choice.is_past
            and is_stale(request.hotel, choice.day, listed.run, [row.stay for row in listed.rows]),
            "may_print": request.scope.may(PRINT),
            "may_preassign": request.scope.may(PREASSIGN),
            "may_edit_rules": request.scope.may(EDIT_RULES),
        }
    return render_either(request, "arrivals/report.html", "arrivals/_deck.html", context)


@door(READ)
def ahead(request: DeskRequest) -> HttpResponse:
    """Show how far ahead the hotel is full and returning guests book (R-242); counted at most every ten minutes."""
    today = request.business_date
    key = f"booking-ahead-{request.hotel.id}-{today.isoformat()}"
    figures = cache.get(key)
    if figures is None:
        figures = booking_ahead(request.hotel, today)
        cache.set(key, figures, KEEP)
    return render_either(request, "arrivals/ahead.html", "arrivals/_ahead.html", {"ahead": figures})


@door(SIGN, methods=POST)
def build(request: DeskRequest) -> HttpResponse:
    """Build the plan of a day anew; what was signed stays signed."""
    choice = choice_of(request)
    run = build_plan(scope=request.scope, now=request.now, hotel=request.hotel, day=choice.day)
    messages.success(
        request,
        _("Plan built: %(items)s items, %(added)s new, %(retired)s withdrawn.")
        % {"items": run.items, "added": run.added, "retired": run.retired},
    )
    return back_to(request, "arrivals:report")
