"""Doors of the gift request form: list, new, decide, deliver, print."""

from datetime import time
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binzhi.arrivals.access import APPROVE_GIFT, PRINT, READ, REQUEST_GIFT, SIGN, get_gift
from binzhi.arrivals.domain.gifts import contradicted_taboos, decide_gift, deliver_gift, message_cell, request_gift
from binzhi.arrivals.entries import Entry
from binzhi.arrivals.enums import GiftKind, GiftState, Occasion
from binzhi.arrivals.models import GiftRequest
from binzhi.arrivals.queries import gifts as gifts_of
from binzhi.arrivals.report import department_words, entry_of_stay
from binzhi.arrivals.web.choice import back_to
from binzhi.arrivals.web.forms import DecideForm, DeliverForm, GiftForm
from binzhi.guests.joined import ids_of, put_leads
from binzhi.kernel.errors import DomainError
from binzhi.kernel.words import Words
from binzhi.org.queries import departments
from binzhi.stays.access import get_stay
from binzhi.stays.models import Stay
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.htmx import render_either
from binzhi.ui.requests import DeskRequest
from binzhi.vault.domain.sealing import read_many

PAGE = 25


def _stays(rows: list[GiftRequest]) -> dict[UUID, Stay]:
    found = Stay.objects.filter(guest_id__in={g.guest_id for g in rows}, id__in={g.stay_id for g in rows})
    return {s.id: s for s in found.select_related("room")}


@door(READ)
def gifts(request: DeskRequest) -> HttpResponse:
    """Show the gift forms by state, those that wait for a decision first."""
    state = request.GET.get("state", "")
    state = state if state in GiftState.values else ""
    page = Paginator(gifts_of(request.scope, request.hotel, state=state), PAGE).get_page(request.GET.get("page"))
    stays, names = _stays(list(page)), department_words(request.hotel)
    lines = [
        {
            "gift": gift,
            "stay": stays.get(gift.stay_id),
            "department": names.get(gift.department, Words(gift.department, gift.department)),
            "own": gift.requested_by_id == request.scope.actor.id,
            "mine": "*" in request.scope.departments or gift.department in request.scope.departments,
        }
        for gift in page
    ]
    put_leads(page.object_list)
    waiting = gifts_of(request.scope, request.hotel, state=GiftState.REQUESTED.value).count()
    context = {
        "page": page,
        "lines": lines,
        "state": state,
        "states": GiftState.choices[1:],
        "waiting": waiting,
        "may_approve": request.scope.may(APPROVE_GIFT),
        "may_sign": request.scope.may(SIGN),
        "may_request": request.scope.may(REQUEST_GIFT),
    }
    return render_either(request, "arrivals/gifts.html", "arrivals/_gifts.html", context)


def _suggested(entry: Entry, stay: Stay, hour: time) -> dict[str, object]:
    """Fill the form from history: the kind the guest likes, the occasion in the stay."""
    start: dict[str, object] = {"day": stay.arrival, "hour": hour, "department": "guest_relations"}
    preferences = {p.item: p for p in entry.preferences}
    fact = next((f for f in entry.case.facts if f.item == "welcome_gift"), None)
    if fact is not None and fact.value in GiftKind.values:
        start["kind"] = fact.value
        start["text"] = preferences["welcome_gift"].value.zh if "welcome_gift" in preferences else ""
    if entry.occasions:
        kind, on, _label = entry.occasions[0]
        start |= {
            "occasion": Occasion.BIRTHDAY if kind == "birthday" else Occasion.WEDDING,
            "day": on,
            "is_surprise": True,
        }
    elif entry.case.guest.vip_level:
        start["occasion"] = Occasion.VIP
    return start


@door(REQUEST_GIFT, methods=GET_POST)
def gift_new(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Fill in a gift form for a stay; taboos and former gifts stand beside it."""
    stay = get_stay(request.scope, guest_id, stay_id)
    entry = entry_of_stay(request.scope, now=request.now, hotel=request.hotel, stay=_with_guest(stay))
    initial = _suggested(entry, stay, stay.eta or time(request.hotel.check_in_hour))
    form = GiftForm(request.POST or None, initial=initial, departments=departments(request.hotel.id))
    against: list[str] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        against = contradicted_taboos(stay.guest, data["text"])
        if not against or request.POST.get("anyway"):
            try:
                gift = request_gift(
                    scope=request.scope,
                    now=request.now,
                    hotel=request.hotel,
                    stay=stay,
                    kind=GiftKind(data["kind"]),
                    text=data["text"],
                    department=data["department"],
                    deliver_by=form.deliver_by(request.hotel.timezone),
                    estimated_cost=data["estimated_cost"],
                    occasion=Occasion(data["occasion"]),
                    message=data["message"],
                    is_surprise=data["is_surprise"],
                )
            except DomainError as error:
                show_refusal(form, error, {"cost_missing": "estimated_cost", "numbers_in_note": "message"})
            else:
                messages.success(request, _("The gift form %(number)s waits for approval.") % {"number": gift.number})
                return redirect("arrivals:gifts")
    former = GiftRequest.objects.filter(guest_id__in=ids_of(stay.guest)).order_by("-requested_at")[:8]
    minded = {"welcome_gift", "favourite_colour", "likes"}
    mind = [p for p in entry.preferences if p.is_alert or p.item in minded]
    context = {"form": form, "stay": stay, "entry": entry, "against": against, "former": former, "mind": mind}
    context["now"] = request.now
    return render(request, "arrivals/gift_form.html", context, status=422 if form.errors or against else 200)


def _with_guest(stay: Stay) -> Stay:
    put_leads([stay])
    return stay


@door(APPROVE_GIFT, methods=POST)
def gift_decide(request: DeskRequest, guest_id: UUID, gift_id: UUID) -> HttpResponse:
    """Approve or refuse."""
    gift = get_gift(request.scope, guest_id, gift_id, to=APPROVE_GIFT)
    form = DecideForm(request.POST)
    if form.is_valid():
        decide_gift(
            scope=request.scope,
            now=request.now,
            gift=gift,
            approve=form.cleaned_data["approve"] == "yes",
            reason=form.cleaned_data["reason"],
        )
    return back_to(request, "arrivals:gifts", f"gift-{gift.id}")


@door(SIGN, methods=POST)
def gift_deliver(request: DeskRequest, guest_id: UUID, gift_id: UUID) -> HttpResponse:
    """Delivered."""
    gift = get_gift(request.scope, guest_id, gift_id, to=SIGN)
    form = DeliverForm(request.POST)
    cost = form.cleaned_data["actual_cost"] if form.is_valid() else None
    deliver_gift(scope=request.scope, now=request.now, gift=gift, actual_cost=cost)
    return back_to(request, "arrivals:gifts", f"gift-{gift.id}")


@door(PRINT)
def gift_print(request: DeskRequest, guest_id: UUID, gift_id: UUID) -> HttpResponse:
    """Print the form on A4."""
    gift = get_gift(request.scope, guest_id, gift_id)
    stay = get_stay(request.scope, guest_id, gift.stay_id)
    words = ""
    if gift.message is not None:
        cell = message_cell(gift)
        words = read_many(scope=request.scope, now=request.now, cells=[cell], purpose="gift form")[0] or ""
    names = department_words(request.hotel)
    context = {"gift": gift, "stay": stay, "words": words, "hotel": request.hotel, "now": request.now}
    context["department"] = names.get(gift.department, Words(gift.department, gift.department))
    return render(request, "arrivals/gift_print.html", context)
