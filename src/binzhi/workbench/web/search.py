"""The one search box: guests by name or number, the guest of a room, a booking by its number."""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from binzhi.guests.access import SEARCH
from binzhi.guests.queries import search_guests
from binzhi.stays.access import READ as READ_STAYS
from binzhi.stays.queries import bookings_numbered, people_of_room
from binzhi.ui.doors import door
from binzhi.ui.htmx import is_fragment
from binzhi.ui.requests import DeskRequest

SHOWN = 20
ROOM = re.compile(r"[0-9A-Za-z-]{2,12}")


@door(SEARCH)
def search(request: DeskRequest) -> HttpResponse:
    """Answer the search box as one types; without HTMX the list of guests. Never a count of the whole."""
    text = request.GET.get("q", "").strip()[:120]
    if not is_fragment(request):
        return redirect(f"{reverse('guests:list')}?{request.GET.urlencode()}")
    context: dict[str, Any] = {"q": text, "found": [], "stays": [], "bookings": []}
    if text:
        found = search_guests(request.scope, text, limit=SHOWN + 1)
        context |= {"found": found[:SHOWN], "more": len(found) > SHOWN}
    if ROOM.fullmatch(text) and any(c.isdigit() for c in text) and request.scope.may(READ_STAYS):
        context |= {
            "stays": people_of_room(request.hotel, text, today=request.business_date),
            "bookings": bookings_numbered(request.hotel, text) if len(text) >= 4 else [],
        }
    return render(request, "workbench/_search.html", context)
