"""The first page of each department: its own day."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from binzhi.arrivals.access import READ as READ_ARRIVALS
from binzhi.arrivals.access import SIGN
from binzhi.arrivals.queries import DayList, day_list, departments_for
from binzhi.arrivals.report import Entry, entries_for
from binzhi.collection.queries import waiting_for
from binzhi.guests.joined import people_of, put_leads
from binzhi.guests.queries import flags_of
from binzhi.service.access import SIGN as SIGN_TASKS
from binzhi.service.lines import lines_of
from binzhi.service.queries import waiting_for_me
from binzhi.stays import queries as stays
from binzhi.stays.access import READ as READ_STAYS
from binzhi.ui.doors import SIGNED_IN, door
from binzhi.ui.requests import DeskRequest

SHOWN_GUESTS = 8
SHOWN_IN_HOUSE = 12


@dataclass(slots=True)
class Day:
    """A day as the home page shows it."""

    day: date
    department: str
    listed: DayList
    progress: list[Any]
    entries: list[Entry]
    more: int


def _day(request: DeskRequest, day: date) -> Day:
    """The guests of a day for whom the reader's departments still have something to do, the earliest first."""
    own = sorted(request.scope.departments - {"*"})
    department = own[0] if len(own) == 1 else ""
    listed = day_list(request.scope, request.hotel, day, now=request.now, department=department)
    if department and department not in listed.departments:  # management prepares nothing itself: it sees everything
        department = ""
        listed = day_list(request.scope, request.hotel, day, now=request.now)
    waiting = [row for row in listed.rows if row.mine.open]
    waiting.sort(key=lambda row: (not row.mine.blocked, row.stay.eta or time.max, row.stay.guest.name))
    entries = entries_for(
        request.scope, now=request.now, listed=listed, rows=waiting[:SHOWN_GUESTS], department=department
    )
    progress = [pair for pair in departments_for(request.scope, request.hotel, listed) if pair[1].total]
    return Day(day, department, listed, progress, entries, max(0, len(waiting) - SHOWN_GUESTS))


@door(SIGNED_IN)
def home(request: DeskRequest) -> HttpResponse:
    """Show the day's figures, what the reader's departments have to prepare, and who in house to know about."""
    context: dict[str, Any] = {"may_sign": request.scope.may(SIGN), "now": request.now}
    if request.hotel is None:
        return render(request, "workbench/home.html", context)
    today = request.business_date
    context["collected"] = waiting_for(request.scope, now=request.now)
    if request.scope.may(READ_STAYS):
        in_house = list(stays.in_house(request.hotel))
        put_leads(in_house)
        notable = [s for s in in_house if s.guest.vip_level]
        flags = flags_of(people_of(s.guest for s in in_house))
        notable += [s for s in in_house if s.guest_id in flags and not s.guest.vip_level]
        context |= {
            "in_house": len(in_house),
            "leaving": stays.departures_on(request.hotel, today).count(),
            "notable": [(s, flags.get(s.guest_id, [])) for s in notable[:SHOWN_IN_HOUSE]],
        }
    waiting = waiting_for_me(request.scope, request.hotel, now=request.now)
    if waiting is not None:
        context["waiting"] = waiting
        context["task_lines"] = lines_of(request.scope, waiting.first, now=request.now)
        context["may_sign_tasks"] = request.scope.may(SIGN_TASKS)
    if request.scope.may(READ_ARRIVALS):
        context["days"] = [_day(request, today), _day(request, today + timedelta(days=1))]
    return render(request, "workbench/home.html", context)
