"""Doors of the service history: the panel of a guest, communications, feedback, services given."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from binzhi.guests.access import get_guest
from binzhi.guests.incognito import show_rows_hidden
from binzhi.guests.models import Guest
from binzhi.kernel.errors import DomainError
from binzhi.org.queries import departments
from binzhi.service import queries
from binzhi.service.access import READ, REQUEST, SIGN, get_feedback
from binzhi.service.domain import records as verbs
from binzhi.service.domain.services import log_service
from binzhi.service.enums import Channel, Direction, FeedbackKind, SourceOf, TaskKind, TouchKind
from binzhi.service.lines import department_names, lines_of
from binzhi.service.records import feedback_lines, touch_lines
from binzhi.service.web import choosing
from binzhi.service.web.forms import FeedbackForm, FollowUpForm, OutcomeForm, ServiceForm, TouchpointForm
from binzhi.stays.queries import code_words
from binzhi.ui.doors import GET_POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.htmx import render_either
from binzhi.ui.requests import DeskRequest

PANEL, WHOLE = 6, 200
FORM_PLACES = {"numbers_in_note": "text", "unknown_department": "department"}


def _given(request: DeskRequest, found: queries.History, names: Any, limit: int) -> list[dict[str, Any]]:
    """Services and consumption in one list, newest first (R-037)."""
    lines = lines_of(request.scope, found.given, now=request.now, names=names)
    entries: list[dict[str, Any]] = [
        {"on": one.row.signed_at.date(), "line": one} for one in lines if one.row.signed_at is not None
    ]
    codes = code_words(choosing.my_place(request).id)
    entries += [{"on": s.day, "spend": s, "outlet": codes.get(("outlet", s.outlet))} for s in found.spend]
    return sorted(entries, key=lambda e: e["on"], reverse=True)[:limit]


def _history(request: DeskRequest, guest: Guest, limit: int) -> dict[str, Any]:
    found = queries.history_of(request.scope, guest, limit=limit)
    names = department_names(choosing.my_place(request).id)
    return {
        "guest": guest,
        "given": _given(request, found, names, limit),
        "needs": lines_of(request.scope, found.needs, now=request.now, names=names),
        "talks": touch_lines(request.scope, found.touchpoints, now=request.now),
        "feedback": feedback_lines(request.scope, found.feedback, now=request.now),
        "may_ask": request.scope.may(REQUEST),
        "may_sign": request.scope.may(SIGN),
        "now": request.now,
    }


@door(READ)
def history_panel(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show the service history of a guest: a panel for the guest page, or the whole of it as a page of its own."""
    guest = get_guest(request.scope, guest_id)
    whole = request.GET.get("whole") == "1" or request.headers.get("HX-Request") != "true"
    context = _history(request, guest, WHOLE if whole else PANEL)
    context |= {"whole": whole, "next": request.GET.get("next", "")}
    return render_either(request, "service/history.html", "service/_history.html", context)


@door(REQUEST, methods=GET_POST)
def touchpoint_new(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Log a communication or an encounter: one field and Ctrl-Enter."""
    guest, hotel = get_guest(request.scope, guest_id), choosing.my_place(request)
    found = choosing.people(hotel)
    start = {"channel": request.GET.get("channel", Channel.FACE), "staff": str(request.scope.actor.id or "")}
    form = TouchpointForm(request.POST or None, initial=start, people=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.log_touchpoint(
                scope=request.scope,
                now=request.now,
                hotel=hotel,
                guest=guest,
                summary=data["summary"],
                channel=Channel(data["channel"]),
                direction=Direction(data["direction"]),
                kind=TouchKind(data["kind"]),
                staff=form.person("staff", found),
                happened_at=request.now - timedelta(minutes=data["minutes_ago"] or 0),
                stay=choosing.stay_in(hotel, guest.id, request.business_date),
                is_sensitive=data["is_sensitive"],
            )
        except DomainError as error:
            show_refusal(form, error, {"numbers_in_note": "summary"})
        else:
            messages.success(request, _("Logged."))
            return choosing.back_to(request, "service:history_panel", guest.id)
    return _form(request, form, guest, _("Log a talk"), _("Log"))


def _form(request: DeskRequest, form: Any, guest: Guest, title: str, save: str) -> HttpResponse:
    back = reverse("service:history_panel", args=[guest.id])
    return choosing.form_answer(request, form, title=title, save=save, guest=guest, back=back)


def _about(request: DeskRequest, guest: Guest) -> list[tuple[str, str]]:
    """What a score may be about: the latest services and consumption."""
    found = queries.history_of(request.scope, guest, limit=15)
    names = department_names(choosing.my_place(request).id)
    codes = code_words(choosing.my_place(request).id)
    language = request.scope.language
    choices = []
    for spend in found.spend:
        outlet: Any = codes.get(("outlet", spend.outlet))
        words = (outlet.name_zh if language.startswith("zh") else outlet.name_en) if outlet else ""
        choices.append((f"spend:{spend.id}", f"{spend.day} {words or spend.outlet} {spend.item} {spend.amount}"))
    for line in lines_of(request.scope, found.given, now=request.now, names=names):
        choices.append(
            (f"task:{line.row.id}", f"{line.row.signed_at:%Y-%m-%d} {line.text or line.department.text(language)}")
        )
    return choices


@door(REQUEST, methods=GET_POST)
def feedback_new(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Record what a guest says: suggestion, opinion, requirement, review, score, service card."""
    guest, hotel = get_guest(request.scope, guest_id), choosing.my_place(request)
    found = choosing.people(hotel)
    form = FeedbackForm(
        request.POST or None,
        initial={"kind": request.GET.get("kind", ""), "about": request.GET.get("about", "")},
        about=_about(request, guest),
        people=found,
        departments=departments(hotel.id),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        kind, _colon, about = data["about"].partition(":")
        try:
            verbs.record_feedback(
                scope=request.scope,
                now=request.now,
                hotel=hotel,
                guest=guest,
                kind=FeedbackKind(data["kind"]),
                text=data["text"],
                score=data["score"],
                about_kind=SourceOf(kind),
                about_id=UUID(about) if about else None,
                department=data["department"],
                employee=form.person("employee", found),
                channel=Channel(data["channel"]),
                stay=choosing.stay_in(hotel, guest.id, request.business_date),
            )
        except DomainError as error:
            show_refusal(form, error, FORM_PLACES)
        else:
            messages.success(request, _("Recorded."))
            return choosing.back_to(request, "service:history_panel", guest.id)
    return _form(request, form, guest, _("What the guest says"), _("Record"))


@door(REQUEST, methods=GET_POST)
def feedback_task(request: DeskRequest, guest_id: UUID, feedback_id: UUID) -> HttpResponse:
    """Turn a requirement into a task in one step; its words are filled in."""
    feedback, hotel = get_feedback(request.scope, guest_id, feedback_id), choosing.my_place(request)
    line = feedback_lines(request.scope, [feedback], now=request.now)[0]
    start = {"text": line.text, "department": feedback.department}
    form = FollowUpForm(request.POST or None, initial=start, departments=departments(hotel.id))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.feedback_to_task(
                scope=request.scope,
                now=request.now,
                feedback=feedback,
                text=form.cleaned_data["text"],
                department=form.cleaned_data["department"],
                due_at=form.due_at(hotel),
            )
        except DomainError as error:
            show_refusal(form, error, FORM_PLACES)
        else:
            messages.success(request, _("The department has the task."))
            return choosing.back_to(request, "service:history_panel", guest_id)
    return _form(request, form, feedback.guest, _("Make it a task"), _("Ask"))


@door(REQUEST, methods=GET_POST)
def feedback_settle(request: DeskRequest, guest_id: UUID, feedback_id: UUID) -> HttpResponse:
    """Write down what came of an opinion or requirement."""
    feedback = get_feedback(request.scope, guest_id, feedback_id)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.settle_feedback(
                scope=request.scope, now=request.now, feedback=feedback, outcome=form.cleaned_data["outcome"]
            )
        except DomainError as error:
            show_refusal(form, error, {"numbers_in_note": "outcome"})
        else:
            messages.success(request, _("Saved."))
            return choosing.back_to(request, "service:history_panel", guest_id)
    return _form(request, form, feedback.guest, _("What came of it"), _("Save"))


@door(SIGN, methods=GET_POST)
def service_new(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """File a service that was given already, signed."""
    guest, hotel = get_guest(request.scope, guest_id), choosing.my_place(request)
    request.scope.need(REQUEST)
    start = {"department": choosing.start_department(request.scope), "kind": TaskKind.EXTRA_SERVICE}
    form = ServiceForm(request.POST or None, initial=start, departments=departments(hotel.id))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            log_service(
                scope=request.scope,
                now=request.now,
                hotel=hotel,
                guest=guest,
                text=data["text"],
                kind=TaskKind(data["kind"]),
                service=data["service"],
                department=data["department"],
                stay=choosing.stay_in(hotel, guest.id, request.business_date),
                is_charged=data["is_charged"],
                is_proactive=data["is_proactive"],
            )
        except DomainError as error:
            show_refusal(form, error, FORM_PLACES)
        else:
            messages.success(request, _("Filed."))
            return choosing.back_to(request, "service:history_panel", guest.id)
    return _form(request, form, guest, _("Service given"), _("File and sign"))


@door(READ)
def talks(request: DeskRequest) -> HttpResponse:
    """Look through communications and encounters by employee and department (R-095)."""
    hotel, department = choosing.my_place(request), choosing.department_of(request)
    try:
        staff_id = UUID(request.GET.get("staff", ""))
    except ValueError:
        staff_id = None
    found = queries.talks(request.scope, hotel, staff_id=staff_id, department=department)
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    show_rows_hidden(page.object_list)
    context = {
        "page": page,
        "lines": touch_lines(request.scope, list(page), now=request.now),
        "people": choosing.people(hotel),
        "staff_id": str(staff_id or ""),
        "department": department,
        "tabs": choosing.tabs(request, {}),
        "names": department_names(hotel.id),
    }
    return render(request, "service/talks.html", context)
