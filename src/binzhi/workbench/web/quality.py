"""Doors of the state of the files: gaps of those who arrive, and whether stays add facts."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binzhi.guests.access import READ
from binzhi.org.access import MANAGE_HOUSE
from binzhi.org.domain.house import set_parameter
from binzhi.stays.access import READ as READ_STAYS
from binzhi.ui.doors import POST, door
from binzhi.ui.requests import DeskRequest
from binzhi.workbench.attention import AHEAD, TYPES, catalogue_types, gaps_of_arrivals, types_of
from binzhi.workbench.growth import growth_of

PAGE = 25
SPANS = (1, 3, 7, 14)


@door(READ_STAYS)
def gaps(request: DeskRequest) -> HttpResponse:
    """List those who arrive soon with the gaps of their files, special types first (R-142, R-143)."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and int(asked) in SPANS else AHEAD
    found = gaps_of_arrivals(request.hotel, now=request.now, today=request.business_date, days=days)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    chosen = types_of(request.hotel.id)
    rest = [code for code in catalogue_types() if code not in chosen]
    types = [(code, catalogue_types()[code], n) for n, code in enumerate(chosen, 1)]
    types += [(code, catalogue_types()[code], 0) for code in rest]
    context = {"page": page, "days": days, "spans": SPANS, "types": types}
    context["may_choose"] = request.scope.may(MANAGE_HOUSE)
    return render(request, "workbench/gaps.html", context)


@door(MANAGE_HOUSE, methods=POST)
def choose_types(request: DeskRequest) -> HttpResponse:
    """Choose the special types and their order; the earlier choice stays as history."""
    places = {}
    for code in catalogue_types():
        place = request.POST.get(f"place_{code}", "").strip()
        if place.isdecimal() and 0 < int(place) < 100:
            places[code] = int(place)
    value = ",".join(sorted(places, key=lambda code: places[code]))
    set_parameter(scope=request.scope, now=request.now, hotel_id=request.hotel.id, key=TYPES, value=value)
    messages.success(request, _("Saved."))
    return redirect("workbench:gaps")


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


@door(READ)
def growth(request: DeskRequest) -> HttpResponse:
    """Show the share of returning guests' stays that added a fact, with the stays behind the figure (R-168)."""
    request.scope.need(READ_STAYS)
    last = _day(request.GET.get("to", ""), request.business_date)
    first = _day(request.GET.get("from", ""), last - timedelta(days=30))
    found = growth_of(request.hotel, first=first, last=last)
    only = request.GET.get("only", "")
    lines = [x for x in found.lines if only not in {"with", "without"} or bool(x.facts) == (only == "with")]
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    context = {"growth": found, "page": page, "first": first, "last": last, "only": only}
    return render(request, "workbench/growth.html", context)
