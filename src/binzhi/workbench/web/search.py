"""The one search box: guests, the guest of a room, a booking by its number, companies.

What is typed may be a telephone or document number, so it travels in the body of a POST and never in an address.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from binzhi.guests.access import SEARCH
from binzhi.guests.search.find import FETCHED
from binzhi.ui.doors import GET_POST, door
from binzhi.ui.htmx import is_fragment
from binzhi.ui.requests import DeskRequest
from binzhi.workbench.found import SHOWN, ask

LONGEST = 120


@door(SEARCH, methods=GET_POST)
def search(request: DeskRequest) -> HttpResponse:
    """Answer the box as one types; sent as a whole, or opened by its address, show the page with up to sixty guests."""
    text = request.POST.get("q", "").strip()[:LONGEST]
    fragment = is_fragment(request)
    context: dict[str, Any] = {"q": text, "has_digits": any(c.isdigit() for c in text)}
    if text:
        context["answer"] = ask(
            scope=request.scope,
            now=request.now,
            hotel=request.hotel,
            today=request.business_date,
            text=text,
            limit=SHOWN if fragment else FETCHED,
        )
    return render(request, "workbench/_search.html" if fragment else "workbench/search.html", context)
