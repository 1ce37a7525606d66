"""Doors of what leaves the screen: print page, PDF, offline pack, CSV."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binzhi.arrivals.access import PRINT
from binzhi.arrivals.domain.printing import note_export
from binzhi.arrivals.domain.produce import ensure_plan, note_opening
from binzhi.arrivals.entries import ArrivalsReport
from binzhi.arrivals.formats import to_csv
from binzhi.arrivals.report import arrivals_report
from binzhi.arrivals.web.choice import BUILD_AHEAD, Choice, chips_of, choice_of
from binzhi.ui.doors import door
from binzhi.ui.papers import paper, to_pdf
from binzhi.ui.requests import DeskRequest


def _report(request: DeskRequest, choice: Choice, form: str) -> ArrivalsReport:
    scope, now = request.scope, request.now
    if choice.today <= choice.day <= choice.today + BUILD_AHEAD:
        ensure_plan(scope=scope, now=now, hotel=request.hotel, day=choice.day)
    made = arrivals_report(scope, now=now, hotel=request.hotel, day=choice.day, department=choice.department)
    note_opening(scope=scope, now=now, hotel=request.hotel, day=choice.day, department=choice.department)
    note_export(scope=scope, now=now, hotel=request.hotel, day=choice.day, department=choice.department, form=form)
    return made


def _context(request: DeskRequest, choice: Choice, made: ArrivalsReport) -> dict[str, Any]:
    return {
        "choice": choice,
        "report": made,
        "cards": [{"entry": e, "chips": chips_of(e)} for e in made.entries],
        "department": made.departments.get(choice.department),
        "printed_by": request.scope.actor.name,
        "now": request.now,
    }


def _name(request: DeskRequest, choice: Choice, ending: str) -> str:
    part = f"-{choice.department}" if choice.department else ""
    return f"arrivals-{request.hotel.code}-{choice.day.isoformat()}{part}.{ending}"


def _title(choice: Choice) -> str:
    return f"{_('Arrivals report')} {choice.day.isoformat()}"


def _download(body: str | bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=content_type, headers=headers)


@door(PRINT)
def print_page(request: DeskRequest) -> HttpResponse:
    """Show the report as a page that prints on A4."""
    choice = choice_of(request)
    made = _report(request, choice, "print")
    return render(request, "arrivals/print.html", _context(request, choice, made))


@door(PRINT)
def pdf(request: DeskRequest) -> HttpResponse:
    """Download the report as PDF with Chinese fonts."""
    choice = choice_of(request)
    made = _report(request, choice, "pdf")
    html = paper(template="arrivals/_paper.html", context=_context(request, choice, made), title=_title(choice))
    return _download(to_pdf(html), "application/pdf", _name(request, choice, "pdf"))


@door(PRINT)
def offline(request: DeskRequest) -> HttpResponse:
    """Download the report as one self-contained file for when the network is down."""
    choice = choice_of(request)
    made = _report(request, choice, "offline")
    context = {**_context(request, choice, made), "offline": True}
    html = paper(template="arrivals/_paper.html", context=context, title=_title(choice))
    return _download(html, "text/html; charset=utf-8", _name(request, choice, "html"))


@door(PRINT)
def csv(request: DeskRequest) -> HttpResponse:
    """Download the items as CSV."""
    choice = choice_of(request)
    made = _report(request, choice, "csv")
    text = to_csv(made, get_language() or "zh-hans")
    return _download(text, "text/csv; charset=utf-8", _name(request, choice, "csv"))
