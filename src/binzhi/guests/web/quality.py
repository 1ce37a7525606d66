"""Doors of data quality: faults before a mailing goes out (R-191), files that hold only generic data (R-113)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from binzhi.guests.access import SEARCH
from binzhi.guests.quality import checked, faulty, generic_guests
from binzhi.guests.switches import fields_off
from binzhi.ui.doors import door
from binzhi.ui.requests import DeskRequest

PAGE = 25


def _after(request: DeskRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


@door(SEARCH)
def faults(request: DeskRequest) -> HttpResponse:
    """List files with faults that would embarrass a guest: wrong title or sex, dead address, a second file."""
    off = fields_off(request.hotel.id)
    found, following = faulty(request.scope, now=request.now, off=off, after=_after(request))
    return render(request, "guests/faults.html", {"found": found, "following": following})


@door(SEARCH)
def generic(request: DeskRequest) -> HttpResponse:
    """List files that hold only what everybody has."""
    page = Paginator(generic_guests(request.scope), PAGE).get_page(request.GET.get("page"))
    figures = checked(list(page), now=request.now, off=fields_off(request.hotel.id))
    lines = [figures[guest.id] for guest in page]
    return render(request, "guests/generic.html", {"page": page, "lines": lines})
