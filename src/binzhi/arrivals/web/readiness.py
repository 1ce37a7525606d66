"""Doors of the readiness board: who is ready, who is not, who is stopped."""

from typing import Any

from django.http import HttpResponse

from binzhi.arrivals.access import READ
from binzhi.arrivals.domain.produce import ensure_plan
from binzhi.arrivals.enums import Readiness
from binzhi.arrivals.queries import DayList, Row, day_list, departments_for, stamp
from binzhi.arrivals.web.choice import BUILD_AHEAD, Choice, choice_of
from binzhi.arrivals.web.report import unchanged
from binzhi.org.models import Department
from binzhi.ui.doors import door
from binzhi.ui.htmx import is_fragment, render_either
from binzhi.ui.requests import DeskRequest

LOOKS = {"ready": "ok", "open": "due", "blocked": "stop", "none": "none"}


def _cells(row: Row, departments: list[Department]) -> list[dict[str, Any]]:
    found = []
    for department in departments:
        tally = row.by_department.get(department.code)
        state = tally.state if tally else "none"
        found.append({"department": department, "tally": tally, "look": LOOKS[state]})
    return found


def _matrix(request: DeskRequest, choice: Choice, listed: DayList) -> dict[str, Any]:
    departments = [d for d, _ in departments_for(request.scope, request.hotel, listed)]
    chosen = request.GET.get("state", "")
    rows = sorted(listed.rows, key=_by_arrival)
    shown = [r for r in rows if not chosen or r.readiness.value == chosen]
    lines = [{"row": r, "stay": r.stay, "cells": _cells(r, departments)} for r in shown]
    columns = [(r, [line for line in lines if line["row"].readiness == r]) for r in Readiness]  # type: ignore[attr-defined]  # a Row
    query = request.GET.copy()
    query.pop("since", None)
    return {
        "choice": choice,
        "listed": listed,
        "departments": departments,
        "lines": lines,
        "columns": columns,
        "counts": {r.value: listed.count(r) for r in Readiness},
        "state": chosen,
        "view": "columns" if request.GET.get("view") == "columns" else "matrix",
        "stamp": stamp(request.hotel, choice.day),
        "query": query.urlencode(),
        "now": request.now,
    }


def _by_arrival(row: Row) -> tuple[int, str, str]:
    eta = row.stay.eta
    return (0 if eta else 1, f"{eta:%H:%M}" if eta else "", row.stay.guest.name)


@door(READ)
def readiness(request: DeskRequest) -> HttpResponse:
    """Show who is ready by department, or as three columns; green only when every item is signed."""
    choice = choice_of(request)
    if is_fragment(request) and (same := unchanged(request, choice)):
        return same
    if choice.today <= choice.day <= choice.today + BUILD_AHEAD:
        ensure_plan(scope=request.scope, now=request.now, hotel=request.hotel, day=choice.day)
    listed = day_list(request.scope, request.hotel, choice.day, now=request.now, department=choice.department)
    context = _matrix(request, choice, listed)
    return render_either(request, "arrivals/readiness.html", "arrivals/_readiness.html", context)
