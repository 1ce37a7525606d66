"""Doors of the duplicate rate (R-188)."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from binzhi.guests.incognito import hide_from
from binzhi.guests.models import Guest
from binzhi.identity import queries
from binzhi.identity.access import REVIEW
from binzhi.ui.doors import door
from binzhi.ui.requests import DeskRequest

PAGE = 25


@door(REVIEW)
def duplicates(request: DeskRequest) -> HttpResponse:
    """Show how many profiles are suspected to be duplicates, who made them and when, with the profiles behind a figure."""
    maker, month = request.GET.get("maker", "")[:120], request.GET.get("month", "")[:7]
    found = queries.doubles(request.scope, maker=maker, month=month)
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    guests = {g.id: g for g in Guest.objects.filter(id__in=list(page))}
    others = queries.suspected(list(page))
    near = {g.id: g for g in Guest.objects.filter(id__in={i for ids in others.values() for i in ids})}
    hide_from(request.scope, [*guests.values(), *near.values()])
    lines = [
        {"guest": guests[i], "others": [near[o] for o in sorted(others.get(i, ())) if o in near]}
        for i in page
        if i in guests
    ]
    context = {"found": found, "page": page, "lines": lines, "maker": maker, "month": month}
    return render(request, "identity/duplicates.html", context)
