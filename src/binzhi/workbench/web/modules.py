"""The overview of functions: three modules on one data base (R-210)."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from binzhi.ui.doors import SIGNED_IN, door
from binzhi.ui.navigation import navigation
from binzhi.ui.requests import DeskRequest


@door(SIGNED_IN)
def modules(request: DeskRequest) -> HttpResponse:
    """Name the modules and what the reader may open in each."""
    entries = {entry["name"]: entry for entry in navigation(request)}
    named = [
        {"words": words, "purpose": purpose, "entries": [entries[n] for n in names if n in entries]}
        for words, purpose, names in settings.BINZHI_NAV_MODULES
    ]
    return render(request, "workbench/modules.html", {"modules": named})
