"""What the pages of the room share: the hotel and department chosen, live parts, the way back, people to choose."""

from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from binzhi.guests.joined import ids_of
from binzhi.guests.models import Guest
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope
from binzhi.org.models import Department, Hotel, Staff
from binzhi.org.queries import departments, staff_of
from binzhi.service.access import sees_all
from binzhi.service.domain.tasks import own_department
from binzhi.service.lines import lines_of
from binzhi.service.models import ServiceTask, ShiftInstruction
from binzhi.stays.models import Stay
from binzhi.stays.queries import people_of_room
from binzhi.ui.htmx import inside, is_fragment, redirect_either, render_either
from binzhi.ui.requests import DeskRequest

Row = TypeVar("Row", ServiceTask, ShiftInstruction)


def my_place(request: DeskRequest) -> Hotel:
    """Return the hotel one works in; refuses someone without a post."""
    if request.hotel is None:
        raise NotFound
    hotel: Hotel = request.hotel
    return hotel


def department_of(request: DeskRequest) -> str:
    """Return the department asked for; one's own without a choice, every one for the whole house."""
    chosen = request.GET.get("department")
    if chosen is not None:
        return chosen[:32]
    own = request.scope.departments - {"*"}
    return next(iter(own)) if len(own) == 1 and not sees_all(request.scope) else ""


def tabs(request: DeskRequest, counts: dict[str, int]) -> list[tuple[Department, int]]:
    """Return the departments one may look at with their number of open tasks; those without any come last."""
    found = departments(my_place(request).id)
    if not sees_all(request.scope):
        found = [d for d in found if d.code in request.scope.departments]
    pairs = [(d, counts.get(d.code, 0)) for d in found]
    return [p for p in pairs if p[1]] + [p for p in pairs if not p[1]]


def since_of(request: DeskRequest) -> int | None:
    """Return the stamp a live part was made at."""
    text = request.GET.get("since", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def back_to(request: DeskRequest, fallback: str, *args: object) -> HttpResponse:
    """Send the browser back to where it came from, when that is one of our pages; else to a page by name."""
    target = request.POST.get("next") or request.GET.get("next", "")
    return redirect_either(request, target if inside(request, target) else reverse(fallback, args=args))


def next_of(request: DeskRequest) -> str:
    """Return the page to go back to, for a hidden field."""
    target = request.POST.get("next") or request.GET.get("next", "")
    return target if inside(request, target) else ""


def people(hotel: Hotel, department: str = "") -> list[Staff]:
    """Return the colleagues of a department, or of the hotel when it has none."""
    return (staff_of(hotel.id, department) if department else []) or staff_of(hotel.id)


def stay_in(hotel: Hotel, whose: Guest | UUID, today: Any) -> Stay | None:
    """Return the stay of a person that is on, else the next one."""
    rows = Stay.objects.filter(guest_id__in=ids_of(whose), hotel=hotel, state__in=["in_house", "expected"])
    found = sorted(rows.select_related("room", "guest"), key=lambda s: (s.state != "in_house", s.arrival))
    return found[0] if found else None


def guest_of_room(hotel: Hotel, number: str, today: Any) -> Stay | None:
    """Return who lives in a room now, the main guest first."""
    rows = [s for s in people_of_room(hotel, number.strip(), today=today) if s.state == "in_house"]
    return sorted(rows, key=lambda s: s.role != "primary")[0] if rows else None


def start_department(scope: Scope) -> str:
    """Return the department a form starts with."""
    return own_department(scope)


def start_from(request: DeskRequest, stay: Stay | None) -> dict[str, str]:
    """Return what a form about a guest in a room begins with: the room, and one's own department."""
    room = stay.room.number if stay and stay.room else request.GET.get("room", "")
    return {"room": room, "department": start_department(request.scope)}


def nobody_there(form: forms.Form) -> None:
    """Say beside the room that nobody lives in it."""
    form.add_error("room", _("Nobody lives in this room now. Open the guest's file to ask for someone else."))


def line_answer(request: DeskRequest, row: Row, *, template: str, page: str) -> HttpResponse:
    """Answer a button: the line it stood in, or back to the page without HTMX."""
    if not is_fragment(request) or request.GET.get("part") != "line":
        return back_to(request, page)
    line = lines_of(request.scope, [row], now=request.now)[0]
    context = {"line": line, "may_sign": True, "now": request.now, "next": next_of(request)}
    return render(request, template, context)


def form_answer(
    request: DeskRequest,
    form: forms.Form,
    *,
    title: str,
    save: str,
    guest: Guest | None = None,
    note: str = "",
    back: str,
) -> HttpResponse:
    """Show a form as a dialog over the page it was asked from, or as a page of its own; it posts to its own address."""
    context = {
        "form": form,
        "title": title,
        "save": save,
        "guest": guest,
        "note": note,
        "action": request.get_full_path(),
        "next": next_of(request),
        "back": next_of(request) or back,
    }
    status = 422 if form.errors else 200
    return render_either(request, "service/form.html", "service/_form_dialog.html", context, status)
