"""Doors of figures that lie across rooms: what is stored and what of it is used."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from binzhi.arrivals.access import READ
from binzhi.ui.doors import door
from binzhi.ui.requests import DeskRequest
from binzhi.workbench.utilisation import PERIODS, shares, use_lines, uses

PAGE = 30


@door(READ)
def figures(request: DeskRequest) -> HttpResponse:
    """Show how much of what is stored was used in the latest stays, by department, with the rows behind (R-212)."""
    raw = request.GET.get("days", "")
    days = int(raw) if raw.isdecimal() and int(raw) in PERIODS else PERIODS[1]
    found = uses(request.hotel, today=request.business_date, days=days)
    whole, departments = shares(request.hotel, found)
    code, only = request.GET.get("department", ""), request.GET.get("show", "")
    rows = [u for u in found if not code or code in u.departments]
    if only in {"used", "unused"}:
        rows = [u for u in rows if bool(u.used_by) == (only == "used")]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "whole": whole,
        "departments": departments,
        "days": days,
        "periods": PERIODS,
        "code": code,
        "only": only,
        "page": page,
        "lines": use_lines(list(page)),
    }
    return render(request, "workbench/figures.html", context)
