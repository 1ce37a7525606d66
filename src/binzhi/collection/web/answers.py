"""How the doors of the keepers answer: choices, the page to go back to, which guest is meant."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from binzhi.guests.access import get_guest
from binzhi.guests.models import Guest
from binzhi.kernel.errors import NotFound
from binzhi.org.queries import departments
from binzhi.stays.access import get_stay
from binzhi.stays.models import Stay
from binzhi.stays.web.reservations import found_guests
from binzhi.ui.requests import DeskRequest


def known_departments(request: DeskRequest) -> dict[str, Any]:
    """Return the departments of the hotel by code."""
    return {d.code: d for d in departments(request.hotel.id)} if request.hotel else {}


def as_uuid(text: str) -> UUID | None:
    """Return a UUID, or nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None


def chosen_guest(request: DeskRequest) -> Guest | None:
    """Return the guest named in the address."""
    guest_id = as_uuid(request.GET.get("guest", "") or request.POST.get("guest", ""))
    return get_guest(request.scope, guest_id) if guest_id else None


def chosen_stay(request: DeskRequest, guest: Guest) -> Stay | None:
    """Return the stay named in the address, if it is the guest's."""
    stay_id = as_uuid(request.GET.get("stay", "") or request.POST.get("stay", ""))
    if stay_id is None:
        return None
    try:
        return get_stay(request.scope, guest.id, stay_id)
    except NotFound:
        return None


def choose_guest(request: DeskRequest, *, heading: str, lead: str, keep: dict[str, str]) -> HttpResponse:
    """Ask whom it is about: by room number or name; ``keep`` stays in the address."""
    context = {**found_guests(request), "heading": heading, "lead": lead, "keep": keep}
    return render(request, "collection/choose_guest.html", context)
