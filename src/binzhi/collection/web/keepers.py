"""Doors of the procedure: keepers, who is late, figures."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from binzhi.collection.access import ASSIGN_KEEPERS, COLLECT, REPORT
from binzhi.collection.domain.keepers import assign_keeper, release_keeper
from binzhi.collection.figures import overdue, procedure, report
from binzhi.collection.minimum import PARTS, minimum_of, named
from binzhi.collection.models import Keeper
from binzhi.collection.web.answers import known_departments
from binzhi.collection.web.keeper_forms import KeeperForm
from binzhi.collection.wordings import words_of_code
from binzhi.guests.access import EDIT
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.org.queries import departments, staff_of
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.requests import DeskRequest

MOST_DAYS = 366
PAGE = 50


@door(ASSIGN_KEEPERS, methods=GET_POST)
def keepers(request: DeskRequest) -> HttpResponse:
    """Show who keeps which department's guest history, with the history, and designate somebody (R-146)."""
    known, people = departments(request.hotel.id), staff_of(request.hotel.id)
    form = KeeperForm(request.POST or None, departments=known, people=people)
    if request.method == "POST" and form.is_valid():
        staff = next(p for p in people if str(p.id) == form.cleaned_data["staff"])
        try:
            assign_keeper(
                scope=request.scope, now=request.now, hotel=request.hotel,
                department=form.cleaned_data["department"], staff=staff,
            )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error, {"keeper_stands": "staff", "no_keeper_role": "staff"})
        else:
            messages.success(request, _("%(name)s is designated.") % {"name": staff.name})
            return redirect("collection:keepers")
    rows = list(Keeper.objects.filter(hotel=request.hotel).order_by("-began_at", "id")[:300])
    standing: dict[str, list[Keeper]] = {}
    for row in rows:
        if row.ended_at is None:
            standing.setdefault(row.department, []).append(row)
    context = {
        "form": form,
        "house": standing.get("", []),
        "rows": [(d, standing.get(d.code, [])) for d in known],
        "ended": [r for r in rows if r.ended_at is not None],
        "departments": known_departments(request),
    }
    return render(request, "collection/keepers.html", context, status=422 if form.errors else 200)


@door(ASSIGN_KEEPERS, methods=POST)
def release(request: DeskRequest, keeper_id: UUID) -> HttpResponse:
    """End a keeper's task."""
    row = Keeper.objects.filter(id=keeper_id).first()
    if row is None:
        raise NotFound
    release_keeper(scope=request.scope, now=request.now, keeper=row)
    messages.success(request, _("%(name)s no longer keeps these records.") % {"name": row.staff})
    return redirect("collection:keepers")


@door(REPORT)
def late(request: DeskRequest) -> HttpResponse:
    """Show the standard procedure with responsible persons and deadlines, and every step that is overdue (R-152)."""
    rows = overdue(request.hotel, now=request.now)
    department = request.GET.get("department", "")[:32]
    if department:
        rows = [row for row in rows if row.department == department]
    steps = procedure(request.hotel, now=request.now)
    context = {
        "steps": steps,
        "rows": [(row, words_of_code(row.label), next(s.words for s in steps if s.code == row.step)) for row in rows],
        "departments": known_departments(request),
        "department": department,
        "now": request.now,
    }
    return render(request, "collection/late.html", context)


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


@door(COLLECT)
def figures(request: DeskRequest) -> HttpResponse:
    """Show what was handed in over a period: own count first; departments and colleagues for those who may see them."""
    today = request.business_date
    first = _day(request.GET.get("from", "")) or today - timedelta(days=29)
    last = _day(request.GET.get("to", "")) or today
    if last < first or (last - first).days > MOST_DAYS:
        first, last = today - timedelta(days=29), today
    zone = ZoneInfo(request.hotel.timezone)
    whole = request.scope.may(REPORT)
    found = report(
        request.scope,
        request.hotel,
        first=datetime(first.year, first.month, first.day, tzinfo=zone),
        end=datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1),
        now=request.now,
        whole=whole,
    )
    context = {
        "report": found, "whole": whole, "first": first, "last": last, "departments": known_departments(request),
    }  # fmt: skip
    return render(request, "collection/figures.html", context)


@door(REPORT)
def minimum(request: DeskRequest) -> HttpResponse:
    """Show who lacks a part of marketing's minimum: name, contact details, stay time, consumption record (R-122)."""
    found = minimum_of(request.hotel, today=request.business_date)
    part = request.GET.get("part", "")
    page = Paginator(found.without(part), PAGE).get_page(request.GET.get("page"))
    context = {
        "minimum": found,
        "counts": found.counts(),
        "part": PARTS.get(part),
        "page": page,
        "lines": named(request.scope, page),
        "may_edit": request.scope.may(EDIT),
    }
    return render(request, "collection/minimum.html", context)
