"""Doors of the team information meeting: list, plan, agenda, attendance, conclusions, minutes (R-153, R-154)."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binzhi.collection.access import MEET
from binzhi.collection.agenda import agenda, contributions, get_meeting, meetings_listed
from binzhi.collection.domain import meetings as verbs
from binzhi.collection.enums import MeetingState
from binzhi.collection.models import CollectedItem, Meeting
from binzhi.collection.web.answers import as_uuid, known_departments
from binzhi.collection.web.keeper_forms import ConcludeForm, MeetingForm
from binzhi.guests.access import get_guest
from binzhi.guests.joined import ids_of
from binzhi.kernel.errors import DomainError
from binzhi.org.queries import departments, staff_of
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.requests import DeskRequest

PAGE = 30


def _own_departments(request: DeskRequest) -> list[Any]:
    known = departments(request.hotel.id)
    if "*" in request.scope.departments:
        own = [d for d in known if d.code in request.scope.departments]
        return own + [d for d in known if d not in own]
    return [d for d in known if d.code in request.scope.departments]


@door(MEET)
def meetings(request: DeskRequest) -> HttpResponse:
    """List the meetings: planned and held, with how many were there."""
    department = request.GET.get("department", "")[:32]
    page = Paginator(meetings_listed(request.scope, department=department), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "departments": known_departments(request), "department": department, "now": request.now}
    return render(request, "collection/meetings.html", context)


@door(MEET, methods=GET_POST)
def plan(request: DeskRequest) -> HttpResponse:
    """Plan a meeting."""
    first = {"day": request.business_date + timedelta(days=1), "hour": time(14, 30)}
    form = MeetingForm(request.POST or None, departments=_own_departments(request), initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = verbs.plan_meeting(
                scope=request.scope,
                now=request.now,
                hotel=request.hotel,
                department=data["department"],
                planned_at=form.planned_at(request.hotel.timezone),
                team=data["team"],
                subject=data["subject"],
                place=data["place"],
            )
        except DomainError as error:
            show_refusal(form, error, {"bad_input": "day"})
        else:
            messages.success(request, _("The meeting is planned."))
            return redirect("collection:meeting", row.id)
    return render(request, "collection/meeting_form.html", {"form": form}, status=422 if form.errors else 200)


@door(MEET)
def meeting(request: DeskRequest, meeting_id: UUID) -> HttpResponse:
    """Show the agenda with the team's observations, the attendance and the conclusions."""
    return _page(request, get_meeting(request.scope, meeting_id))


def _page(request: DeskRequest, row: Meeting, form: ConcludeForm | None = None) -> HttpResponse:
    parts = contributions(row)
    known = {p.member.staff_id for p in parts}
    fresh = [s for s in staff_of(row.hotel_id, row.department) if s.id not in known]
    members = [(str(p.member.staff_id), p.member.staff) for p in parts if p.member.is_present]
    context = {
        "meeting": row,
        "subjects": agenda(request.scope, row, now=request.now),
        "parts": parts,
        "fresh": fresh,
        "form": form or ConcludeForm(members=members),
        "members": members,
        "is_open": row.state == MeetingState.PLANNED,
        "may_begin": row.planned_at - timedelta(hours=12) <= request.now,
        "department": known_departments(request).get(row.department),
        "now": request.now,
    }
    return render(request, "collection/meeting.html", context, status=422 if form is not None and form.errors else 200)


@door(MEET, methods=POST)
def attend(request: DeskRequest, meeting_id: UUID) -> HttpResponse:
    """Note who is there."""
    row = get_meeting(request.scope, meeting_id)
    present = {found for text in request.POST.getlist("present")[:300] if (found := as_uuid(text))}
    verbs.note_attendance(scope=request.scope, now=request.now, meeting=row, present=present)
    messages.success(request, _("The attendance is noted."))
    return redirect("collection:meeting", meeting_id)


@door(MEET, methods=POST)
def conclude(request: DeskRequest, meeting_id: UUID) -> HttpResponse:
    """Record a conclusion as a fact with its evidence."""
    row = get_meeting(request.scope, meeting_id)
    members = [(str(p.member.staff_id), p.member.staff) for p in contributions(row) if p.member.is_present]
    form = ConcludeForm(request.POST, members=members)
    if not form.is_valid():
        return _page(request, row, form)
    data = form.cleaned_data
    guest = get_guest(request.scope, data["guest"], to="record_fact")
    evidence = CollectedItem.objects.filter(
        guest_id__in=ids_of(guest), hotel_id=row.hotel_id, id__in=form.evidence_ids()
    )
    try:
        verbs.conclude(
            scope=request.scope,
            now=request.now,
            meeting=row,
            guest=guest,
            item_code=data["item"],
            value=data["value"],
            evidence=list(evidence),
            said_by=as_uuid(data["said_by"]),
        )
    except DomainError as error:
        show_refusal(form, error, {"wrong_value": "value", "not_present": "said_by", "field_switched_off": "item"})
        return _page(request, row, form)
    messages.success(request, _("The conclusion stands in the guest history."))
    return redirect("collection:meeting", meeting_id)


@door(MEET, methods=POST)
def close(request: DeskRequest, meeting_id: UUID) -> HttpResponse:
    """Close a meeting."""
    row = get_meeting(request.scope, meeting_id)
    verbs.close_meeting(scope=request.scope, now=request.now, meeting=row)
    messages.success(request, _("The meeting is closed; the minutes are ready."))
    return redirect("collection:meeting", meeting_id)


@door(MEET, methods=POST)
def call_off(request: DeskRequest, meeting_id: UUID) -> HttpResponse:
    """Call a meeting off."""
    row = get_meeting(request.scope, meeting_id)
    verbs.call_off_meeting(scope=request.scope, now=request.now, meeting=row)
    messages.success(request, _("The meeting is called off; its observations come to the next one."))
    return redirect("collection:meetings")


@door(MEET)
def minutes(request: DeskRequest, meeting_id: UUID) -> HttpResponse:
    """Print the minutes: attendance with each member's part, conclusions with their evidence."""
    row = get_meeting(request.scope, meeting_id)
    context = {
        "meeting": row,
        "subjects": agenda(request.scope, row, now=request.now),
        "parts": contributions(row),
        "department": known_departments(request).get(row.department),
        "printed_at": request.now,
    }
    return render(request, "collection/minutes.html", context)
