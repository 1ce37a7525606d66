"""One guest on one screen, and the history card on paper."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation

from binzhi.guests.access import READ, get_guest
from binzhi.org.policy import decide
from binzhi.ui.doors import door
from binzhi.ui.requests import DeskRequest
from binzhi.workbench.dossier import build_dossier
from binzhi.workbench.preparation import items_of_guest


@door(READ)
def guest_page(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show who, what to do now, this stay, facts by department, history, spend and timeline."""
    guest = get_guest(request.scope, guest_id)
    dossier = build_dossier(request.scope, guest, request.hotel, now=request.now, today=request.business_date)
    dossier.items = items_of_guest(request.scope, dossier)
    may = {c: decide(request.scope, "reveal", field_class=c) for c in ("C2", "C3")}
    return render(request, "workbench/guest.html", {"d": dossier, "guest": guest, "may": may})


@door(READ)
def history_card(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Print the guest's history card (客史卡) in the language asked for (R-750); sealed values stay masked."""
    guest = get_guest(request.scope, guest_id)
    dossier = build_dossier(request.scope, guest, request.hotel, now=request.now, today=request.business_date)
    language = request.GET.get("language", "")
    chosen = language if language in {"zh-hans", "en"} else translation.get_language() or "zh-hans"
    with translation.override(chosen):
        return render(request, "workbench/history_card.html", {"d": dossier, "guest": guest, "printed_at": request.now})
