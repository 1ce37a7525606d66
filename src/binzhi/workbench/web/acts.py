"""Doors of the log: who did or looked at what, and whether the chain holds."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from binzhi.audit.access import READ
from binzhi.audit.catalogue import act_types
from binzhi.audit.domain.verify import verify
from binzhi.audit.queries import acts_logged, as_line
from binzhi.guests.models import Guest
from binzhi.ui.doors import POST, door
from binzhi.ui.htmx import render_either
from binzhi.ui.requests import DeskRequest

PAGE = 50


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _begin(request: DeskRequest, day: date | None, *, after: int = 0) -> datetime | None:
    if day is None:
        return None
    zone = ZoneInfo(request.hotel.timezone) if request.hotel else timezone.get_current_timezone()
    return datetime.combine(day + timedelta(days=after), datetime.min.time(), tzinfo=zone)


def _act_choices(language: str) -> list[tuple[str, str]]:
    """Return the act types with their sentences, dots for the details, in alphabetical order."""
    found = [(name, re.sub(r"\{\w+\}", "…", kind.words.text(language))) for name, kind in act_types().items()]
    return sorted(found, key=lambda pair: pair[1])


@door(READ)
def acts(request: DeskRequest) -> HttpResponse:
    """Show the log by person, act, look-ups only, and day."""
    person, name = request.GET.get("person", "").strip(), request.GET.get("act", "")
    reads = request.GET.get("reads") == "1"
    first, last = _day(request.GET.get("from", "")), _day(request.GET.get("to", ""))
    found = acts_logged(
        request.scope,
        person=person,
        name=name,
        reads=reads,
        first=_begin(request, first),
        end=_begin(request, last, after=1),
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    guests = {}
    if request.scope.may("guests.read"):
        wanted = {row.guest_id for row in rows if row.guest_id}
        guests = {g.id: g for g in Guest.objects.filter(id__in=wanted).only("id", "name", "group_id")}
    context = {
        "page": page,
        "lines": [(row, as_line(row, request.scope.language), guests.get(row.guest_id)) for row in rows],
        "person": person,
        "act": name,
        "reads": reads,
        "first": first,
        "last": last,
        "choices": _act_choices(request.scope.language),
    }
    return render_either(request, "workbench/acts.html", "workbench/_acts.html", context)


@door(READ, methods=POST)
def verify_chain(request: DeskRequest) -> HttpResponse:
    """Check the chain of acts link by link, and against the witness file when there is one."""
    path = Path(settings.BINZHI_WITNESS_FILE)
    verdict = verify(witness=path if path.exists() else None)
    context = {"verdict": verdict, "witnessed": path.exists(), "at": request.now}
    return render_either(request, "workbench/verdict.html", "workbench/_verdict.html", context)
