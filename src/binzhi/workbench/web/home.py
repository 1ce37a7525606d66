"""The first page of each department: its own day."""

from django.http import HttpResponse
from django.shortcuts import render

from binzhi.stays import queries as stays
from binzhi.ui.doors import SIGNED_IN, door
from binzhi.ui.requests import DeskRequest


@door(SIGNED_IN)
def home(request: DeskRequest) -> HttpResponse:
    """Show arrivals, in-house guests and what the reader's department has to prepare."""
    context: dict[str, object] = {}
    if request.hotel is not None and request.scope.may("stays.read"):
        today = request.business_date
        context["arriving"] = stays.arrivals_on(request.hotel, today).count()
        context["in_house"] = stays.in_house(request.hotel).count()
        context["leaving"] = stays.departures_on(request.hotel, today).count()
    return render(request, "workbench/home.html", context)
