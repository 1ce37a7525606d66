"""Doors of the house set-up: the hotel, its departments, its parameters (R-169)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from binzhi.kernel.errors import DomainError
from binzhi.org.access import MANAGE_HOUSE, get_department
from binzhi.org.domain.house import add_department, change_department, change_hotel, set_parameter
from binzhi.org.models import Department, Post
from binzhi.org.parameters import Parameter, declared_parameters, history_of, parameters_of
from binzhi.stays.models import HotelCode, Room, RoomType
from binzhi.ui.doors import GET_POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.requests import DeskRequest
from binzhi.workbench.web.house_forms import DepartmentForm, HotelForm, NewDepartmentForm, ParameterForm

TAKEN = {"code_taken": "code"}


def _steps(hotel: Any) -> list[tuple[str, str, int]]:
    """What a house needs before the first guest: page, label, how many stand."""
    return [
        (
            "workbench:house_departments",
            _("Departments"),
            Department.objects.filter(hotel=hotel, is_active=True).count(),
        ),
        ("workbench:house_room_types", _("Room types"), RoomType.objects.filter(hotel=hotel, is_active=True).count()),
        ("workbench:house_rooms", _("Guest rooms"), Room.objects.filter(hotel=hotel, is_active=True).count()),
        ("workbench:house_codes", _("Codes"), HotelCode.objects.filter(hotel=hotel, is_active=True).count()),
        ("workbench:staff", _("Staff"), Post.objects.filter(hotel=hotel).values("staff_id").distinct().count()),
    ]


@door(MANAGE_HOUSE, methods=GET_POST)
def hotel(request: DeskRequest) -> HttpResponse:
    """Show what the house has and still needs; change names, currency and hours."""
    row = request.hotel
    names = ("name_zh", "name_en", "currency", "check_in_hour", "check_out_hour")
    form = HotelForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            change_hotel(scope=request.scope, now=request.now, hotel=row, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("workbench:house")
    context = {"form": form, "steps": _steps(row)}
    return render(request, "workbench/house.html", context, status=422 if form.errors else 200)


@door(MANAGE_HOUSE, methods=GET_POST)
def departments(request: DeskRequest) -> HttpResponse:
    """List the departments and add one."""
    form = NewDepartmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_department(scope=request.scope, now=request.now, hotel_id=request.hotel.id, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error, TAKEN)
        else:
            messages.success(request, _("Added."))
            return redirect("workbench:house_departments")
    held = Post.objects.filter(hotel=request.hotel, staff__is_active=True)
    people: dict[UUID, int] = {}
    for department_id, _staff in held.values_list("department_id", "staff_id").distinct():
        people[department_id] = people.get(department_id, 0) + 1
    rows = [(row, people.get(row.id, 0)) for row in Department.objects.filter(hotel=request.hotel)]
    context = {"form": form, "rows": rows}
    return render(request, "workbench/departments.html", context, status=422 if form.errors else 200)


@door(MANAGE_HOUSE, methods=GET_POST)
def department(request: DeskRequest, department_id: UUID) -> HttpResponse:
    """Rename a department or put it out of use."""
    row = get_department(request.scope, department_id)
    initial = {"name_zh": row.name_zh, "name_en": row.name_en, "is_active": row.is_active}
    form = DepartmentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_department(scope=request.scope, now=request.now, department=row, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("workbench:house_departments")
    context = {
        "form": form,
        "thing": row,
        "back_url": reverse("workbench:house_departments"),
        "heading": _("Department"),
    }
    return render(request, "workbench/house_thing.html", context, status=422 if form.errors else 200)


@door(MANAGE_HOUSE, methods=GET_POST)
def parameters(request: DeskRequest) -> HttpResponse:
    """Show the parameters with their history; set one at a time."""
    values = parameters_of(request.hotel.id)
    wanted = request.POST.get("key", "")
    forms = [
        ParameterForm(request.POST if one.key == wanted else None, parameter=one, value=values[one.key])
        for one in declared_parameters().values()
    ]
    chosen = next((form for form in forms if form.parameter.key == wanted), None)
    if request.method == "POST" and chosen is not None and chosen.is_valid():
        value = chosen.cleaned_data["value"]
        if value != values[wanted]:
            set_parameter(scope=request.scope, now=request.now, hotel_id=request.hotel.id, key=wanted, value=value)
        messages.success(request, _("Saved."))
        return redirect("workbench:house_parameters")
    known: dict[str, Parameter] = declared_parameters()
    history = [(row, known[row.key].words if row.key in known else row.key) for row in history_of(request.hotel.id)]
    status = 422 if chosen is not None and chosen.errors else 200
    return render(request, "workbench/parameters.html", {"forms": forms, "history": history}, status=status)
