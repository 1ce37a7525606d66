"""The foot of the guest list: how many files are held and how fast a name is found."""

from django.http import HttpResponse
from django.shortcuts import render

from binzhi.guests.access import SEARCH
from binzhi.guests.search.figures import held as held_figure
from binzhi.ui.doors import door
from binzhi.ui.requests import DeskRequest


@door(SEARCH)
def held(request: DeskRequest) -> HttpResponse:
    """Show the number of files and the time of a name search, measured now (R-200)."""
    return render(request, "guests/_held.html", {"held": held_figure()})
