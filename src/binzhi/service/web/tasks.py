"""Doors of the tasks: the board of a department, one task with all that can be done, new ones, follow-ups."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from binzhi.guests.access import get_guest
from binzhi.guests.joined import lead_of, row_of
from binzhi.guests.models import Guest
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.org.queries import departments
from binzhi.service import queries
from binzhi.service.access import READ, REQUEST, SIGN, get_task
from binzhi.service.domain import tasks as verbs
from binzhi.service.enums import SourceOf, TaskKind, Urgency
from binzhi.service.lines import department_names, lines_of
from binzhi.service.models import ServiceTask
from binzhi.service.stamps import has_news, head_of
from binzhi.service.texts import Evidence
from binzhi.service.web import choosing
from binzhi.service.web.forms import FollowUpForm, HandOnForm, ReasonForm, TaskForm
from binzhi.stays.models import Stay
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.htmx import is_fragment, render_either
from binzhi.ui.requests import DeskRequest

OBJECTS = ("service_task", "feedback")
PLACES = {"unknown_department": "department", "numbers_in_note": "text", "wrong_stay": "room"}


@door(READ)
def board(request: DeskRequest) -> HttpResponse:
    """Show the tasks of a department: open, acknowledged, signed today. Live."""
    hotel, department = choosing.my_place(request), choosing.department_of(request)
    since = choosing.since_of(request)
    if is_fragment(request) and since is not None and not has_news(hotel.id, since, objects=OBJECTS):
        return HttpResponse(status=204)
    mine = request.GET.get("mine") == "1"
    found = queries.board(
        request.scope,
        hotel,
        now=request.now,
        department=department,
        assignee=request.scope.actor.id if mine else None,
    )
    names = department_names(hotel.id)
    columns = {
        name: lines_of(request.scope, getattr(found, name), now=request.now, names=names)
        for name in ("open", "acknowledged", "done")
    }
    query = urlencode({"department": department, **({"mine": "1"} if mine else {})})
    context = {
        "columns": columns,
        "found": found,
        "more": {name: found.counts[name] - len(rows) for name, rows in columns.items()},
        "department": department,
        "tabs": choosing.tabs(request, queries.open_by_department(request.scope, hotel)),
        "mine": mine,
        "query": query,
        "stamp": head_of(hotel.id),
        "may_sign": request.scope.may(SIGN),
        "may_ask": request.scope.may(REQUEST),
        "now": request.now,
    }
    return render_either(request, "service/board.html", "service/_board.html", context)


def _answer(request: DeskRequest, task: ServiceTask) -> HttpResponse:
    return choosing.line_answer(request, task, template="service/_task.html", page="service:board")


def _page(request: DeskRequest, task: ServiceTask, *, reason: ReasonForm | None = None) -> HttpResponse:
    hotel = choosing.my_place(request)
    found = choosing.people(hotel, task.department)
    stay = row_of(Stay.objects.select_related("room"), task.guest_id, task.stay_id) if task.stay_id else None
    context = {
        "line": lines_of(request.scope, [task], now=request.now)[0],
        "task": task,
        "guest": lead_of(task.guest),
        "stay": stay,
        "reason_form": reason or ReasonForm(),
        "hand_form": HandOnForm(people=found, departments=departments(hotel.id)),
        "next": choosing.next_of(request),
        "may_sign": request.scope.may(SIGN),
        "now": request.now,
    }
    failed = bool(reason and reason.errors)
    return render_either(request, "service/task.html", "service/_task_dialog.html", context, 422 if failed else 200)


@door(READ)
def task(request: DeskRequest, guest_id: UUID, task_id: UUID) -> HttpResponse:
    """Show one task with its reason and everything that can be done with it."""
    return _page(request, get_task(request.scope, guest_id, task_id))


def _simple(request: DeskRequest, guest_id: UUID, task_id: UUID, verb: Callable[..., ServiceTask]) -> HttpResponse:
    row = get_task(request.scope, guest_id, task_id, to=SIGN)
    return _answer(request, verb(scope=request.scope, now=request.now, task=row))


@door(SIGN, methods=POST)
def acknowledge(request: DeskRequest, guest_id: UUID, task_id: UUID) -> HttpResponse:
    """Say it was read."""
    return _simple(request, guest_id, task_id, verbs.acknowledge)


@door(SIGN, methods=POST)
def complete(request: DeskRequest, guest_id: UUID, task_id: UUID) -> HttpResponse:
    """Sign with one tap."""
    return _simple(request, guest_id, task_id, verbs.complete)


@door(SIGN, methods=POST)
def reopen(request: DeskRequest, guest_id: UUID, task_id: UUID) -> HttpResponse:
    """Take a signature back."""
    return _simple(request, guest_id, task_id, verbs.reopen)


def _with_reason(request: DeskRequest, guest_id: UUID, task_id: UUID, verb: Callable[..., ServiceTask]) -> HttpResponse:
    row = get_task(request.scope, guest_id, task_id, to=SIGN)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, row, reason=form)
    try:
        done = verb(scope=request.scope, now=request.now, task=row, reason=form.cleaned_data["reason"])
    except DomainError as error:
        if error.code == "task_closed":
            raise
        show_refusal(form, error, {"reason_needed": "reason", "numbers_in_note": "reason"})
        return _page(request, row, reason=form)
    return _answer(request, done)


@door(SIGN, methods=POST)
def cannot(request: DeskRequest, guest_id: UUID, task_id: UUID) -> HttpResponse:
    """Say with a reason that it cannot be done."""
    return _with_reason(request, guest_id, task_id, verbs.cannot)


@door(SIGN, methods=POST)
def not_needed(request: DeskRequest, guest_id: UUID, task_id: UUID) -> HttpResponse:
    """Say with a reason that it is not needed."""
    return _with_reason(request, guest_id, task_id, verbs.not_needed)


@door(SIGN, methods=POST)
def hand_on(request: DeskRequest, guest_id: UUID, task_id: UUID) -> HttpResponse:
    """Give a task to a colleague or another department."""
    row = get_task(request.scope, guest_id, task_id, to=SIGN)
    hotel = choosing.my_place(request)
    found = choosing.people(hotel, row.department)
    form = HandOnForm(request.POST, people=found, departments=departments(hotel.id))
    if form.is_valid():
        row = verbs.hand_on(
            scope=request.scope,
            now=request.now,
            task=row,
            staff=form.person("staff", found),
            department=form.cleaned_data["department"],
        )
    return _answer(request, row)


def start_of(request: DeskRequest) -> tuple[Guest | None, Stay | None]:
    """Return the guest and stay a form is about, from the address or from the room typed."""
    hotel = choosing.my_place(request)
    text = request.GET.get("guest") or request.POST.get("guest", "")
    try:
        guest_id = UUID(text)
    except ValueError:
        room = request.POST.get("room") or request.GET.get("room", "")
        stay = choosing.guest_of_room(hotel, room, request.business_date) if room else None
        return (stay.guest, stay) if stay else (None, None)
    guest = get_guest(request.scope, guest_id)
    return guest, choosing.stay_in(hotel, guest_id, request.business_date)


@door(REQUEST, methods=GET_POST)
def task_new(request: DeskRequest) -> HttpResponse:
    """Ask a department for something: for a guest, or for whoever lives in a room."""
    hotel = choosing.my_place(request)
    guest, stay = start_of(request)
    found = choosing.people(hotel)
    start = choosing.start_from(request, stay)
    form = TaskForm(request.POST or None, initial=start, departments=departments(hotel.id), people=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if guest is None:
            choosing.nobody_there(form)
        else:
            try:
                verbs.request_task(
                    scope=request.scope,
                    now=request.now,
                    hotel=hotel,
                    guest=guest,
                    stay=stay,
                    room_number=data["room"] if stay is None else "",
                    text=data["text"],
                    department=data["department"],
                    kind=TaskKind(data["kind"]),
                    urgency=Urgency(data["urgency"]),
                    due_at=form.due_at(hotel),
                    assignee=form.person("assignee", found),
                    why=data["why"],
                    is_charged=data["is_charged"],
                    is_sensitive=data["is_sensitive"],
                    remove_after_stay=data["remove_after_stay"],
                )
            except DomainError as error:
                show_refusal(form, error, PLACES)
            else:
                messages.success(request, _("The department has the task."))
                return choosing.back_to(request, "service:board")
    back = reverse("service:board")
    return choosing.form_answer(request, form, title=_("New task"), save=_("Ask"), guest=guest, back=back)


@door(REQUEST, methods=GET_POST)
def follow_up(request: DeskRequest) -> HttpResponse:
    """Make a task of any history item in one step (R-202): guest, kind and id of the item come in the address."""
    hotel = choosing.my_place(request)
    guest, stay = start_of(request)
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    kind = kind if kind in SourceOf.values else ""
    try:
        source = UUID(request.POST.get("id") or request.GET.get("id", ""))
    except ValueError:
        source = None
    start = {"department": request.GET.get("department", "")[:32]}
    posted = request.POST or None
    form = FollowUpForm(posted, initial=start, departments=departments(hotel.id))
    if guest is None:
        raise NotFound
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.request_task(
                scope=request.scope,
                now=request.now,
                hotel=hotel,
                guest=guest,
                stay=stay,
                text=data["text"],
                department=data["department"],
                kind=TaskKind.FOLLOW_UP,
                due_at=form.due_at(hotel),
                evidence=[Evidence(kind, source)] if kind and source else [],
                source_kind=SourceOf(kind),
                source_id=source,
            )
        except DomainError as error:
            show_refusal(form, error, PLACES)
        else:
            messages.success(request, _("The department has the task."))
            return choosing.back_to(request, "service:board")
    back = reverse("service:board")
    return choosing.form_answer(request, form, title=_("Follow this up"), save=_("Ask"), guest=guest, back=back)
