"""Doors of one stay: three periods of work, welcome-back prompt, registration, proposal, events."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from binzhi.arrivals.access import READ, REQUEST_GIFT, SIGN
from binzhi.arrivals.domain.events import close_event, events_of, get_event, log_event
from binzhi.arrivals.domain.offers import LANGUAGES, draft_offer, offer_of, offer_text, send_offer, write_offer
from binzhi.arrivals.domain.registration import confirm_registration, missing_of, prepare_registration, registration_of
from binzhi.arrivals.enums import EventKind, Period
from binzhi.arrivals.models import StayOffer
from binzhi.arrivals.report import entry_of_stay
from binzhi.arrivals.web.choice import chips_of
from binzhi.arrivals.web.forms import AnswerForm, EventForm, OfferForm, SendForm
from binzhi.guests.access import get_guest
from binzhi.guests.joined import show_guest
from binzhi.guests.queries import identity_of
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.stays.access import CHECK_IN, get_stay
from binzhi.stays.enums import ConfirmationMethod
from binzhi.stays.models import Stay
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.requests import DeskRequest

MISSING = {
    "name": gettext_lazy("Name"),
    "gender": gettext_lazy("Sex"),
    "nationality": gettext_lazy("Nationality"),
    "document": gettext_lazy("Document"),
    "mobile": gettext_lazy("Mobile"),
}


def _stay(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> Stay:
    stay = get_stay(request.scope, guest_id, stay_id)
    show_guest(stay, get_guest(request.scope, guest_id))
    return stay


@door(READ)
def stay(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Show the three periods of work of a stay with their open items (R-243)."""
    row = _stay(request, guest_id, stay_id)
    entry = entry_of_stay(request.scope, now=request.now, hotel=request.hotel, stay=row)
    periods = [(p, [line for line in entry.lines if line.item.period == p]) for p in Period]
    registration = registration_of(row)
    missing = registration.missing if registration else missing_of(row.guest)
    context: dict[str, Any] = {
        "stay": row,
        "guest": row.guest,
        "entry": entry,
        "chips": chips_of(entry),
        "periods": periods,
        "registration": registration,
        "missing": [MISSING[m] for m in missing if m in MISSING],
        "identity": identity_of(request.scope, row.guest),
        "events": events_of(request.scope, row, now=request.now),
        "event_form": EventForm(),
        "answer_form": AnswerForm(),
        "now": request.now,
        "may_sign": request.scope.may(SIGN),
        "may_check_in": request.scope.may(CHECK_IN),
        "may_gift": request.scope.may(REQUEST_GIFT),
    }
    return render(request, "arrivals/stay.html", context)


@door(SIGN, methods=POST)
def registration(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Prepare the registration from history, or note that the guest signed it."""
    row = _stay(request, guest_id, stay_id)
    if request.POST.get("do") == "confirm":
        confirm_registration(scope=request.scope, now=request.now, stay=row)
    else:
        prepare_registration(scope=request.scope, now=request.now, stay=row, guest=row.guest)
    return redirect("arrivals:stay", guest_id, stay_id)


@door(SIGN, methods=POST)
def event_new(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Log a change or an unexpected event."""
    row = _stay(request, guest_id, stay_id)
    form = EventForm(request.POST)
    if form.is_valid():
        happened = request.now - timedelta(minutes=form.cleaned_data["minutes_ago"] or 0)
        log_event(
            scope=request.scope,
            now=request.now,
            stay=row,
            kind=EventKind(form.cleaned_data["kind"]),
            text=form.cleaned_data["text"],
            happened_at=happened,
        )
    else:
        messages.error(request, _("Say what happened."))
    return redirect("arrivals:stay", guest_id, stay_id)


@door(SIGN, methods=POST)
def event_close(request: DeskRequest, guest_id: UUID, event_id: UUID) -> HttpResponse:
    """Say what was done about an event."""
    event = get_event(request.scope, guest_id, event_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        close_event(scope=request.scope, now=request.now, event=event, answer=form.cleaned_data["answer"])
    else:
        messages.error(request, _("Say what was done."))
    return redirect("arrivals:stay", guest_id, event.stay_id)


def _language_of(request: DeskRequest) -> str:
    chosen = request.POST.get("language") or request.GET.get("language", "")
    if chosen in LANGUAGES:
        return chosen
    return "zh-hans" if (get_language() or "zh-hans").startswith("zh") else "en"


@door(SIGN, methods=GET_POST)
def offer(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Draft the proposal before arrival from history, edit and keep it (R-238)."""
    row, language = _stay(request, guest_id, stay_id), _language_of(request)
    kept: StayOffer | None = offer_of(row, language)
    if kept is not None:
        start = offer_text(request.scope, kept, now=request.now)
    else:
        start = draft_offer(entry_of_stay(request.scope, now=request.now, hotel=request.hotel, stay=row), language)
    form = OfferForm(request.POST or None, initial={"text": start})
    if request.method == "POST" and form.is_valid():
        try:
            write_offer(
                scope=request.scope, now=request.now, stay=row, language=language, text=form.cleaned_data["text"]
            )
        except DomainError as error:
            show_refusal(form, error, {"numbers_in_note": "text"})
        else:
            messages.success(request, _("The proposal is kept."))
            return redirect(f"{request.path}?language={language}")
    context = {
        "form": form,
        "stay": row,
        "guest": row.guest,
        "language": language,
        "kept": kept,
        "send_form": SendForm(),
    }
    return render(request, "arrivals/offer.html", context, status=422 if form.errors else 200)


@door(SIGN, methods=POST)
def offer_send(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Note that the proposal was sent, and how."""
    row, language = _stay(request, guest_id, stay_id), _language_of(request)
    kept, form = offer_of(row, language), SendForm(request.POST)
    if kept is None:
        raise NotFound
    if form.is_valid():
        channel = ConfirmationMethod(form.cleaned_data["channel"])
        send_offer(scope=request.scope, now=request.now, offer=kept, channel=channel)
        messages.success(request, _("Noted as sent."))
    return redirect("arrivals:stay", guest_id, stay_id)
