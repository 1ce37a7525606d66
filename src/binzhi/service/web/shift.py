"""Doors of the shift: what was left for it, what it hands over, and leaving word for another."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.org.queries import departments
from binzhi.service import queries
from binzhi.service.access import READ, REQUEST, SIGN, get_instruction, need_department, sees_all
from binzhi.service.domain import instructions as verbs
from binzhi.service.enums import Shift
from binzhi.service.lines import department_names, lines_of
from binzhi.service.models import ShiftInstruction
from binzhi.service.records import touch_lines
from binzhi.service.shifts import Slot, slot_now, slot_of
from binzhi.service.stamps import has_news, head_of
from binzhi.service.web import choosing
from binzhi.service.web.forms import InstructionForm, ReasonForm, ShiftNoteForm
from binzhi.service.web.tasks import start_of
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.htmx import is_fragment, render_either
from binzhi.ui.requests import DeskRequest

OBJECTS = ("service_task", "shift_instruction", "shift_note", "touchpoint")


def _slot(request: DeskRequest, hotel: Hotel) -> Slot:
    shift = request.GET.get("shift", "")
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return slot_now(hotel, request.now)
    return slot_of(hotel, request.now, day, Shift(shift)) if shift in Shift.values else slot_now(hotel, request.now)


def _own(request: DeskRequest) -> str:
    """The department of the page; refuses another department's shift."""
    department = choosing.department_of(request)
    if department and not sees_all(request.scope):
        need_department(request.scope, department)
    return department


def _context(request: DeskRequest) -> dict[str, Any]:
    hotel, department = choosing.my_place(request), _own(request)
    slot = _slot(request, hotel)
    found = queries.handover(request.scope, hotel, now=request.now, department=department, slot=slot)
    names = department_names(hotel.id)

    def lines(rows: Any) -> Any:
        return lines_of(request.scope, rows, now=request.now, names=names)

    instructions = lines(found.instructions)
    return {
        "found": found,
        "slot": slot,
        "is_now": slot == slot_now(hotel, request.now),
        "instructions": instructions,
        "overdue": [one for one in instructions if one.is_late],
        "for_next": lines(found.for_next),
        "open": lines(found.open),
        "guests": _guest_logs(request, found, names),
        "notes": found.notes,
        "department": department,
        "department_words": names.get(department),
        "tabs": choosing.tabs(request, queries.open_by_department(request.scope, hotel)),
        "hotel": hotel,
        "shifts": Shift.choices,
        "query": urlencode(
            {"department": department, **{k: v for k, v in request.GET.items() if k in {"day", "shift"}}}
        ),
        "stamp": head_of(hotel.id),
        "may_sign": request.scope.may(SIGN),
        "may_ask": request.scope.may(REQUEST),
        "now": request.now,
    }


def _guest_logs(request: DeskRequest, found: queries.Handover, names: Any) -> list[dict[str, Any]]:
    """The log of each guest, by time, with texts opened in a few reads for all guests."""
    scope: Scope = request.scope
    tasks = {
        one.row.id: one
        for one in lines_of(scope, [t for g in found.guests for t in g.tasks], now=request.now, names=names)
    }
    left = {
        one.row.id: one
        for one in lines_of(scope, [i for g in found.guests for i in g.instructions], now=request.now, names=names)
    }
    talks = touch_lines(scope, [t for g in found.guests for t in g.touchpoints], now=request.now)
    said = {one.row.id: one for one in talks}
    logs = []
    for guest in found.guests:
        entries: list[tuple[Any, str, Any]] = [(t.signed_at, "task", tasks[t.id]) for t in guest.tasks]
        entries += [(i.signed_at, "instruction", left[i.id]) for i in guest.instructions]
        entries += [(t.happened_at, "talk", said[t.id]) for t in guest.touchpoints]
        logs.append({"stay": guest.stay, "entries": sorted(entries, key=lambda e: e[0])})
    return logs


@door(READ)
def shift(request: DeskRequest) -> HttpResponse:
    """Show one's shift: instructions to acknowledge, open tasks, the log of each guest across shifts. Live."""
    hotel = choosing.my_place(request)
    since = choosing.since_of(request)
    if is_fragment(request) and since is not None and not has_news(hotel.id, since, objects=OBJECTS):
        return HttpResponse(status=204)
    return render_either(request, "service/shift.html", "service/_shift.html", _context(request))


@door(READ)
def shift_print(request: DeskRequest) -> HttpResponse:
    """Print the handover of a shift."""
    context = {**_context(request), "printed_by": request.scope.actor.name}
    return render(request, "service/shift_print.html", context)


@door(REQUEST, methods=GET_POST)
def shift_note(request: DeskRequest) -> HttpResponse:
    """Write the handover note of the shift that is on."""
    hotel = choosing.my_place(request)
    given = request.POST.get("department") or request.GET.get("department", "")
    department = given[:32] or choosing.start_department(request.scope)
    form = ShiftNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.write_shift_note(
                scope=request.scope,
                now=request.now,
                hotel=hotel,
                department=department,
                slot=slot_now(hotel, request.now),
                text=form.cleaned_data["text"],
            )
        except DomainError as error:
            if error.status == 403:
                raise
            show_refusal(form, error, {"numbers_in_note": "text"})
        else:
            messages.success(request, _("Handed over."))
            return choosing.back_to(request, "service:shift")
    note = department_names(hotel.id).get(department)
    return choosing.form_answer(
        request,
        form,
        title=_("Handover note"),
        save=_("Hand over"),
        note=note.text(request.scope.language) if note else "",
        back=reverse("service:shift"),
    )


@door(REQUEST, methods=GET_POST)
def instruction_new(request: DeskRequest) -> HttpResponse:
    """Leave word for a shift about a guest, or about whoever lives in a room."""
    hotel = choosing.my_place(request)
    guest, stay = start_of(request)
    start = choosing.start_from(request, stay)
    form = InstructionForm(request.POST or None, initial=start, departments=departments(hotel.id))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if guest is None:
            choosing.nobody_there(form)
        else:
            try:
                verbs.leave_instruction(
                    scope=request.scope,
                    now=request.now,
                    hotel=hotel,
                    guest=guest,
                    stay=stay,
                    text=data["text"],
                    department=data["department"],
                    shift=Shift(data["shift"]) if data["shift"] else None,
                    day=data["day"],
                    why=data["why"],
                    is_sensitive=data["is_sensitive"],
                    remove_after_stay=data["remove_after_stay"],
                )
            except DomainError as error:
                places = {"numbers_in_note": "text", "shift_over": "day", "unknown_department": "department"}
                show_refusal(form, error, places)
            else:
                messages.success(request, _("The shift will find it."))
                return choosing.back_to(request, "service:shift")
    back = reverse("service:shift")
    return choosing.form_answer(
        request, form, title=_("Leave word for a shift"), save=_("Leave word"), guest=guest, back=back
    )


def _answer(request: DeskRequest, row: ShiftInstruction) -> HttpResponse:
    return choosing.line_answer(request, row, template="service/_instruction.html", page="service:shift")


def _simple(
    request: DeskRequest, guest_id: UUID, instruction_id: UUID, verb: Callable[..., ShiftInstruction]
) -> HttpResponse:
    row = get_instruction(request.scope, guest_id, instruction_id, to=SIGN)
    return _answer(request, verb(scope=request.scope, now=request.now, instruction=row))


@door(SIGN, methods=POST)
def instruction_acknowledge(request: DeskRequest, guest_id: UUID, instruction_id: UUID) -> HttpResponse:
    """Acknowledge by name."""
    return _simple(request, guest_id, instruction_id, verbs.acknowledge_instruction)


@door(SIGN, methods=POST)
def instruction_done(request: DeskRequest, guest_id: UUID, instruction_id: UUID) -> HttpResponse:
    """Sign that it was carried out."""
    return _simple(request, guest_id, instruction_id, verbs.carry_out)


@door(SIGN, methods=POST)
def instruction_reopen(request: DeskRequest, guest_id: UUID, instruction_id: UUID) -> HttpResponse:
    """Take a signature back."""
    return _simple(request, guest_id, instruction_id, verbs.reopen_instruction)


@door(SIGN, methods=GET_POST)
def instruction_not_done(request: DeskRequest, guest_id: UUID, instruction_id: UUID) -> HttpResponse:
    """Say with a reason that it was not carried out."""
    row = get_instruction(request.scope, guest_id, instruction_id, to=SIGN)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = verbs.not_carried_out(
                scope=request.scope, now=request.now, instruction=row, reason=form.cleaned_data["reason"]
            )
        except DomainError as error:
            if error.code == "instruction_closed":
                raise
            show_refusal(form, error, {"reason_needed": "reason", "numbers_in_note": "reason"})
        else:
            return _answer(request, done)
    line = lines_of(request.scope, [row], now=request.now)[0]
    return choosing.form_answer(
        request,
        form,
        title=_("Not carried out"),
        save=_("Sign"),
        guest=row.guest,
        note=line.text,
        back=reverse("service:shift"),
    )
