"""One guest on one screen, and the history card on paper."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation

from binzhi.arrivals.access import READ as READ_ARRIVALS
from binzhi.arrivals.access import SIGN
from binzhi.arrivals.queries import next_stay
from binzhi.arrivals.report import entry_of_stay
from binzhi.audit.queries import acts_of_guest
from binzhi.guests.access import READ, RECORD_FACT, get_guest
from binzhi.guests.joined import ids_of
from binzhi.org.policy import decide
from binzhi.stays.access import READ as READ_STAYS
from binzhi.ui.doors import door
from binzhi.ui.htmx import render_either
from binzhi.ui.requests import DeskRequest
from binzhi.workbench.dossier import build_dossier
from binzhi.workbench.history import build_elsewhere, build_history
from binzhi.workbench.tabs import tabs_for


@door(READ)
def guest_page(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show who, what to do now, this stay, facts by department, history, spend and timeline."""
    guest = get_guest(request.scope, guest_id)
    whole = request.GET.get("show") == "all"
    dossier = build_dossier(
        request.scope, guest, request.hotel, now=request.now, today=request.business_date, whole=whole
    )
    may = {c: decide(request.scope, "reveal", field_class=c) for c in ("C2", "C3")}
    return render(
        request,
        "workbench/guest.html",
        {
            "d": dossier,
            "guest": guest,
            "may": may,
            "may_judge": request.scope.may(RECORD_FACT),
            "tabs": tabs_for(request.scope, guest.id),
            "came_by_joined": guest_id != guest.id,
        },
    )


@door(READ_STAYS)
def guest_history(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show the stays of the guest and the spend by outlet; a tab of the guest page."""
    guest = get_guest(request.scope, guest_id)
    history = build_history(guest, request.hotel, whole=request.GET.get("show") == "all")
    context = {"guest": guest, "d": history, "elsewhere": build_elsewhere(request.scope, guest)}
    return render_either(request, "workbench/guest_history.html", "workbench/_stays.html", context)


@door(READ)
def guest_log(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show what was done about the guest and by whom; a tab of the guest page."""
    guest = get_guest(request.scope, guest_id)
    acts = acts_of_guest(request.scope, ids_of(guest), limit=30, without=("record_spend",))
    context = {"guest": guest, "acts": acts}
    return render_either(request, "workbench/guest_log.html", "workbench/_timeline.html", context)


@door(READ_ARRIVALS)
def guest_items(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show what is to be prepared for the guest's present or next stay; a slow panel of the guest page."""
    guest = get_guest(request.scope, guest_id)
    stay = next_stay(guest)
    entry = None
    if stay is not None and stay.hotel_id == request.hotel.id:
        entry = entry_of_stay(request.scope, now=request.now, hotel=request.hotel, stay=stay)
    context = {"guest": guest, "entry": entry, "now": request.now, "may_sign": request.scope.may(SIGN)}
    return render_either(request, "workbench/guest_items.html", "workbench/_guest_items.html", context)


@door(READ)
def history_card(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Print the guest's history card (客史卡) in the language asked for (R-750); sealed values stay masked."""
    guest = get_guest(request.scope, guest_id)
    dossier = build_dossier(
        request.scope, guest, request.hotel, now=request.now, today=request.business_date, whole=True
    )
    language = request.GET.get("language", "")
    chosen = language if language in {"zh-hans", "en"} else translation.get_language() or "zh-hans"
    with translation.override(chosen):
        context = {
            "d": dossier,
            "h": build_history(guest, request.hotel, whole=True),
            "guest": guest,
            "printed_at": request.now,
        }
        return render(request, "workbench/history_card.html", context)
