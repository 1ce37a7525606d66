"""Doors of customer information: enquiries, what to ask before arrival, the register of files (R-143, R-174, R-175, R-205)."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from binzhi.collection.access import COLLECT, ENQUIRE
from binzhi.collection.domain import enquiries as verbs
from binzhi.collection.domain.register import hand_over_file, move_file, take_over_items
from binzhi.collection.enums import EnquiryKind, EnquiryState, FileKind, FileState
from binzhi.collection.gaps import missing_before_arrival
from binzhi.collection.handed import enquiries_listed, enquiry_lines, get_enquiry, get_file, handed_lines
from binzhi.collection.models import CollectedItem
from binzhi.collection.parameters import sections_of
from binzhi.collection.web.answers import as_uuid, choose_guest, chosen_guest, chosen_stay, known_departments
from binzhi.collection.web.keeper_forms import EnquiryForm, FileForm, ResultForm, WhyForm, department_choices
from binzhi.guests.access import get_guest
from binzhi.guests.enums import Channel, SourceKind
from binzhi.guests.joined import people_of, people_of_rows
from binzhi.guests.queries import flags_of
from binzhi.kernel.errors import DomainError
from binzhi.org.queries import departments, staff_of
from binzhi.stays.enums import StayState
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.htmx import inside
from binzhi.ui.requests import DeskRequest

PAGE = 30
OFFICE = "customer_information"


@door(ENQUIRE)
def enquiries(request: DeskRequest) -> HttpResponse:
    """List the enquiries: open ones by deadline, one's own, or those closed."""
    tab = request.GET.get("tab", "open")
    tab = tab if tab in {"open", "mine", "closed"} else "open"
    page = Paginator(enquiries_listed(request.scope, tab), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": enquiry_lines(request.scope, list(page), now=request.now),
        "tab": tab,
        "now": request.now,
    }
    return render(request, "collection/enquiries.html", context)


@door(ENQUIRE, methods=GET_POST)
def new_enquiry(request: DeskRequest) -> HttpResponse:
    """Create an enquiry: first about whom, then what."""
    guest = chosen_guest(request)
    if guest is None:
        return choose_guest(
            request, heading=_("About whom?"), lead=_("Type the room number or the name."),
            keep={"item": request.GET.get("item", "")[:48]},
        )  # fmt: skip
    people = staff_of(request.hotel.id, OFFICE) or staff_of(request.hotel.id)
    stay = chosen_stay(request, guest)
    first = {"item": request.GET.get("item", "")[:48], "kind": request.GET.get("kind", EnquiryKind.ASK)}
    form = EnquiryForm(request.POST or None, people=people, initial=first)
    if request.method == "POST" and form.is_valid():
        data, zone = form.cleaned_data, ZoneInfo(request.hotel.timezone)
        day = data["day"]
        try:
            verbs.create_enquiry(
                scope=request.scope,
                now=request.now,
                hotel=request.hotel,
                guest=guest,
                kind=EnquiryKind(data["kind"]),
                item=data["item"],
                question=data["question"],
                stay=stay,
                before_arrival=stay is not None and stay.state == StayState.EXPECTED,
                assignee=next((p for p in people if str(p.id) == data["staff"]), None),
                due_at=datetime(day.year, day.month, day.day, 18, tzinfo=zone) if day else None,
            )
        except DomainError as error:
            show_refusal(
                form,
                error,
                {
                    "words_needed": "question",
                    "wrong_value": "item",
                    "numbers_in_note": "question",
                    "health_words": "question",
                },
            )
        else:
            messages.success(request, _("The enquiry is on the list."))
            target = request.GET.get("next", "")
            return redirect(target if inside(request, target) else "collection:enquiries")
    context = {"form": form, "guest": guest, "stay": stay, "flags": flags_of(people_of([guest])).get(guest.id, [])}
    return render(request, "collection/enquiry_form.html", context, status=422 if form.errors else 200)


@door(ENQUIRE, methods=GET_POST)
def enquiry(request: DeskRequest, guest_id: UUID, enquiry_id: UUID) -> HttpResponse:
    """Show an enquiry and enter its result, which goes into the profile."""
    row = get_enquiry(request.scope, guest_id, enquiry_id)
    form = ResultForm(request.POST or None, initial={"item": row.item, "source": SourceKind.STATED})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.answer_enquiry(
                scope=request.scope,
                now=request.now,
                enquiry=row,
                value=data["value"],
                text=data["text"],
                item=data["item"],
                channel=Channel(data["channel"]),
                source=SourceKind(data["source"]),
            )
        except DomainError as error:
            show_refusal(
                form,
                error,
                {"words_needed": "value", "wrong_value": "value", "numbers_in_note": "text", "health_words": "text"},
            )
        else:
            messages.success(request, _("The result is logged."))
            return redirect("collection:enquiries")
    line = enquiry_lines(request.scope, [row], now=request.now)[0]
    context: dict[str, Any] = {
        "line": line, "form": form, "why": WhyForm(), "is_open": row.state == EnquiryState.OPEN,
        "flags": flags_of(people_of_rows([row])).get(row.guest_id, []), "now": request.now,
    }  # fmt: skip
    return render(request, "collection/enquiry.html", context, status=422 if form.errors else 200)


@door(ENQUIRE, methods=POST)
def close_enquiry(request: DeskRequest, guest_id: UUID, enquiry_id: UUID) -> HttpResponse:
    """Close without a result, with the reason."""
    row = get_enquiry(request.scope, guest_id, enquiry_id)
    verb = verbs.cancel_enquiry if request.POST.get("how") == "cancel" else verbs.close_unanswered
    verb(scope=request.scope, now=request.now, enquiry=row, reason=request.POST.get("reason", ""))
    messages.success(request, _("Closed."))
    return redirect("collection:enquiries")


@door(ENQUIRE)
def before_arrival(request: DeskRequest) -> HttpResponse:
    """Show what is missing of the guests of the coming days and could be obtained before they arrive (R-143)."""
    rows = missing_before_arrival(request.scope, request.hotel, today=request.business_date)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "collection/before_arrival.html", {"page": page, "now": request.now})


@door(ENQUIRE, methods=POST)
def ask_before_arrival(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Create the pre-arrival enquiries for the ticked gaps of one guest."""
    guest = get_guest(request.scope, guest_id)
    stay = chosen_stay(request, guest)
    many = 0
    for item in request.POST.getlist("item")[:10]:
        verbs.create_enquiry(
            scope=request.scope, now=request.now, hotel=request.hotel, guest=guest, kind=EnquiryKind.COMPLETE,
            item=item[:48], stay=stay, before_arrival=True,
        )  # fmt: skip
        many += 1
    messages.success(request, ngettext("%(n)s enquiry created.", "%(n)s enquiries created.", many) % {"n": many})
    return redirect("collection:before_arrival")


@door(ENQUIRE)
def register(request: DeskRequest) -> HttpResponse:
    """Show the combined list of file items of the other sections with section and date, and what is not taken over."""
    tab, section = request.GET.get("tab", "waiting"), request.GET.get("section", "")[:32]
    tab = tab if tab in {"waiting", "all", "files"} else "waiting"
    lines = handed_lines(request.scope, request.hotel, tab=tab, section=section, now=request.now)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    known = known_departments(request)
    context = {
        "page": page, "tab": tab, "section": section, "departments": known, "next_states": _next_states(),
        "sections": [(code, known.get(code)) for code in sections_of(request.hotel.id) if code in known],
    }  # fmt: skip
    return render(request, "collection/register.html", context)


def _next_states() -> dict[str, tuple[str, ...]]:
    return {
        FileState.HANDED.value: (FileState.RECEIVED.value, _("Receive")),
        FileState.RECEIVED.value: (FileState.COMPLETE.value, _("It is complete")),
        FileState.COMPLETE.value: (FileState.FILED.value, _("File")),
        FileState.FILED.value: (),
    }


@door(COLLECT, methods=GET_POST)
def hand_over(request: DeskRequest) -> HttpResponse:
    """Hand a customer file over to customer information."""
    guest = chosen_guest(request)
    if guest is None:
        return choose_guest(
            request, heading=_("Whose file is it?"), lead=_("Type the room number or the name."), keep={}
        )
    whole = request.scope.may(ENQUIRE)
    known = departments(request.hotel.id)
    sections = department_choices([d for d in known if d.code in sections_of(request.hotel.id)]) if whole else []
    form = FileForm(request.POST or None, sections=sections, initial={"handed_on": request.business_date})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            hand_over_file(
                scope=request.scope, now=request.now, hotel=request.hotel, guest=guest, kind=FileKind(data["kind"]),
                title=data["title"], section=data.get("section", ""), handed_on=data["handed_on"],
                today=request.business_date,
            )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error, {"numbers_in_note": "title", "health_words": "title", "words_needed": "title"})
        else:
            messages.success(request, _("Handed over. Customer information confirms when it is received."))
            return redirect("collection:register" if whole else "collection:mine")
    context = {"form": form, "guest": guest}
    return render(request, "collection/file_form.html", context, status=422 if form.errors else 200)


@door(ENQUIRE, methods=POST)
def step_file(request: DeskRequest, guest_id: UUID, file_id: UUID) -> HttpResponse:
    """Take the next step of a file."""
    row = get_file(request.scope, guest_id, file_id)
    wanted = request.POST.get("to", "")
    to = FileState(wanted) if wanted in FileState.values else FileState.RECEIVED
    move_file(scope=request.scope, now=request.now, file=row, to=to, shelf=request.POST.get("shelf", ""))
    messages.success(request, _("Noted."))
    target = request.POST.get("next", "")
    return redirect(target if inside(request, target) else "collection:register")


@door(ENQUIRE, methods=POST)
def take_over(request: DeskRequest) -> HttpResponse:
    """Take the ticked file items over."""
    items = []
    for ticked in request.POST.getlist("item")[:300]:
        guest_id, _sep, collected_id = ticked.partition(":")
        one, other = as_uuid(guest_id), as_uuid(collected_id)
        row = CollectedItem.objects.filter(guest_id=one, id=other).first() if one and other else None
        if row is not None:
            items.append(row)
    many = take_over_items(scope=request.scope, now=request.now, items=items)
    messages.success(request, ngettext("%(n)s item taken over.", "%(n)s items taken over.", many) % {"n": many})
    return redirect("collection:register")
