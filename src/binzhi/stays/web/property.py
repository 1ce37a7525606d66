"""Doors of luggage and items left behind: list, take in, hand over."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binzhi.guests.access import SEARCH, get_guest
from binzhi.guests.incognito import show_rows
from binzhi.kernel.errors import DomainError
from binzhi.stays import queries
from binzhi.stays.access import HOLD_PROPERTY, READ, get_property
from binzhi.stays.domain.consumption import hand_over_property, hold_property
from binzhi.stays.enums import PropertyKind
from binzhi.stays.web.answers import done_or_why
from binzhi.stays.web.forms import PropertyForm
from binzhi.stays.web.reservations import found_guests
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.htmx import render_either
from binzhi.ui.requests import DeskRequest

PAGE = 25


@door(READ)
def property_list(request: DeskRequest) -> HttpResponse:
    """Show what is held for guests, or what was handed over."""
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    gone = request.GET.get("gone") == "1"
    rows = queries.held_property(request.hotel, kind=kind, handed_over=gone, text=text)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    show_rows(request.scope, page.object_list)
    context: dict[str, Any] = {
        "page": page,
        "kind": kind,
        "kinds": PropertyKind.choices,
        "gone": gone,
        "q": text,
    }
    return render_either(request, "stays/property.html", "stays/_property.html", context)


@door(HOLD_PROPERTY, methods=GET_POST)
def take_in(request: DeskRequest) -> HttpResponse:
    """Choose the guest, by name or by the room, then store luggage or register a left item (R-106, R-357)."""
    wanted = request.GET.get("guest", "")
    try:
        guest = get_guest(request.scope, UUID(wanted)) if wanted else None
    except ValueError:
        guest = None
    if guest is None:
        request.scope.need(SEARCH)
        return render(request, "stays/choose_guest.html", {**found_guests(request), "for_property": True})
    initial = {
        "held_on": request.business_date,
        "kind": request.GET.get("kind", PropertyKind.LUGGAGE),
        "found_in": request.GET.get("found_in", ""),
    }
    form = PropertyForm(request.POST or None, hotel=request.hotel, guest=guest, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {k: v for k, v in form.cleaned_data.items() if k not in {"stay", "kind"}}
        try:
            hold_property(
                scope=request.scope,
                now=request.now,
                hotel=request.hotel,
                guest=guest,
                kind=PropertyKind(form.cleaned_data["kind"]),
                stay_id=form.stay_id(),
                **values,
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Taken in."))
            return redirect("stays:property")
    return render(request, "stays/take_in.html", {"form": form, "guest": guest}, status=422 if form.errors else 200)


@door(HOLD_PROPERTY, methods=POST)
def hand_over(request: DeskRequest, guest_id: UUID, property_id: UUID) -> HttpResponse:
    """Hand an item to its guest."""
    held = get_property(request.scope, guest_id, property_id)
    done_or_why(
        request,
        lambda: hand_over_property(scope=request.scope, now=request.now, held=held),
        _("Handed over."),
    )
    return redirect("stays:property")
