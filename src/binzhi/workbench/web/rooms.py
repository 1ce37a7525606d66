"""Doors of the house set-up: room types, rooms (one or a range) and codes (R-169)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from binzhi.kernel.errors import DomainError
from binzhi.stays.access import MANAGE_HOUSE, get_code, get_room, get_room_type
from binzhi.stays.domain.house import (
    add_code,
    add_room_type,
    add_rooms,
    change_code,
    change_room,
    change_room_type,
)
from binzhi.stays.enums import CodeKind
from binzhi.stays.features import features
from binzhi.stays.models import HotelCode, Room, RoomType
from binzhi.ui.doors import GET_POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.requests import DeskRequest
from binzhi.workbench.web.house_forms import (
    CodeForm,
    NewCodeForm,
    NewRoomTypeForm,
    RoomForm,
    RoomsForm,
    RoomTypeForm,
)

TAKEN = {"code_taken": "code"}


def _thing(request: DeskRequest, form: Any, thing: Any, back: str, heading: str) -> HttpResponse:
    context = {"form": form, "thing": thing, "back_url": back, "heading": heading}
    return render(request, "workbench/house_thing.html", context, status=422 if form.errors else 200)


@door(MANAGE_HOUSE, methods=GET_POST)
def room_types(request: DeskRequest) -> HttpResponse:
    """List the room types and add one."""
    form = NewRoomTypeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_room_type(scope=request.scope, now=request.now, hotel_id=request.hotel.id, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error, TAKEN)
        else:
            messages.success(request, _("Added."))
            return redirect("workbench:house_room_types")
    counts: dict[UUID, int] = {}
    for type_id in Room.objects.filter(hotel=request.hotel, is_active=True).values_list("room_type_id", flat=True):
        counts[type_id] = counts.get(type_id, 0) + 1
    known = features()
    rows = [
        (row, [known[code] for code in row.features if code in known], counts.get(row.id, 0))
        for row in RoomType.objects.filter(hotel=request.hotel)
    ]
    context = {"form": form, "rows": rows}
    return render(request, "workbench/room_types.html", context, status=422 if form.errors else 200)


@door(MANAGE_HOUSE, methods=GET_POST)
def room_type(request: DeskRequest, room_type_id: UUID) -> HttpResponse:
    """Change a room type."""
    row = get_room_type(request.scope, room_type_id, to=MANAGE_HOUSE)
    names = ("name_zh", "name_en", "rank", "is_active")
    initial = {**{name: getattr(row, name) for name in names}, "feature_codes": row.features}
    form = RoomTypeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_room_type(scope=request.scope, now=request.now, room_type=row, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("workbench:house_room_types")
    return _thing(request, form, row, reverse("workbench:house_room_types"), _("Room type"))


@door(MANAGE_HOUSE, methods=GET_POST)
def rooms(request: DeskRequest) -> HttpResponse:
    """List the rooms by floor; add one, several, or a range."""
    types = RoomType.objects.filter(hotel=request.hotel, is_active=True)
    form = RoomsForm(request.POST or None, types=types)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_rooms(scope=request.scope, now=request.now, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error, {"code_taken": "numbers"})
        else:
            count = len(added)
            messages.success(
                request, ngettext("%(count)s room is added.", "%(count)s rooms are added.", count) % {"count": count}
            )
            return redirect("workbench:house_rooms")
    found = Room.objects.filter(hotel=request.hotel).select_related("room_type")
    floors: dict[tuple[str, int], list[Room]] = {}
    for row in found.order_by("building", "floor", "number"):
        floors.setdefault((row.building, row.floor), []).append(row)
    context = {
        "form": form,
        "types": types,
        "floors": [(building, floor, listed) for (building, floor), listed in floors.items()],
        "total": sum(len(listed) for listed in floors.values()),
    }
    return render(request, "workbench/house_rooms.html", context, status=422 if form.errors else 200)


@door(MANAGE_HOUSE, methods=GET_POST)
def room(request: DeskRequest, room_id: UUID) -> HttpResponse:
    """Change a room."""
    row = get_room(request.scope, room_id, to=MANAGE_HOUSE)
    types = RoomType.objects.filter(hotel_id=row.hotel_id)
    initial = {
        "room_type": row.room_type,
        "floor": row.floor,
        "feature_codes": row.features,
        "is_active": row.is_active,
    }
    form = RoomForm(request.POST or None, types=types, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_room(scope=request.scope, now=request.now, room=row, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error, {"room_taken": "is_active"})
        else:
            messages.success(request, _("Saved."))
            return redirect("workbench:house_rooms")
    return _thing(request, form, row, reverse("workbench:house_rooms"), _("Room"))


def _kind(text: str) -> CodeKind:
    return CodeKind(text) if text in CodeKind.values else CodeKind.SOURCE


@door(MANAGE_HOUSE, methods=GET_POST)
def codes(request: DeskRequest) -> HttpResponse:
    """List the codes of one kind and add one."""
    kind = _kind(request.GET.get("kind", ""))
    form = NewCodeForm(request.POST or None, kind=kind)
    standing = HotelCode.objects.filter(hotel=request.hotel)
    if request.method == "POST" and form.is_valid():
        if standing.filter(kind=kind, code=form.cleaned_data["code"]).exists():
            form.add_error("code", _("This code stands already."))
        else:
            try:
                add_code(
                    scope=request.scope, now=request.now, hotel_id=request.hotel.id, kind=kind, **form.cleaned_data
                )
            except DomainError as error:
                show_refusal(form, error)
            else:
                messages.success(request, _("Added."))
                return redirect(f"{reverse('workbench:house_codes')}?kind={kind.value}")
    counts: dict[str, int] = {}
    for one in standing.values_list("kind", flat=True):
        counts[one] = counts.get(one, 0) + 1
    context = {
        "form": form,
        "kind": kind,
        "kinds": [(value, label, counts.get(value, 0)) for value, label in CodeKind.choices],
        "rows": standing.filter(kind=kind),
    }
    return render(request, "workbench/codes.html", context, status=422 if form.errors else 200)


@door(MANAGE_HOUSE, methods=GET_POST)
def code(request: DeskRequest, code_id: UUID) -> HttpResponse:
    """Change the words, the agreed rate or the use of a code."""
    row = get_code(request.scope, code_id)
    names = ("name_zh", "name_en", "agreed_rate", "is_active")
    form = CodeForm(request.POST or None, kind=row.kind, initial={name: getattr(row, name) for name in names})
    back = f"{reverse('workbench:house_codes')}?kind={row.kind}"
    if request.method == "POST" and form.is_valid():
        change_code(
            scope=request.scope,
            now=request.now,
            code=row,
            **{"agreed_rate": row.agreed_rate, **form.cleaned_data},
        )
        messages.success(request, _("Saved."))
        return redirect(back)
    return _thing(request, form, row, back, str(CodeKind(row.kind).label))
