"""Doors of one preparation item: sign, acknowledge, not possible, not needed, open again, hand over, opinion."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from binzhi.arrivals.access import SIGN, get_item
from binzhi.arrivals.domain import items as verbs
from binzhi.arrivals.enums import Outcome
from binzhi.arrivals.models import PreparationItem
from binzhi.arrivals.report import entry_of_stay
from binzhi.arrivals.rules import rules_of
from binzhi.arrivals.web.common import back_to
from binzhi.arrivals.web.forms import HandForm, OpinionForm, ReasonForm
from binzhi.arrivals.web.report import card_of
from binzhi.guests.access import get_guest
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.org.queries import staff_of
from binzhi.stays.models import Stay
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.htmx import is_fragment
from binzhi.ui.requests import DeskRequest


def _stay_of(item: PreparationItem) -> Stay:
    found = Stay.objects.select_related("guest", "hotel", "room", "room_type")
    stay: Stay | None = found.filter(guest_id=item.guest_id, id=item.stay_id).first()
    if stay is None:
        raise NotFound
    return stay


def answer(request: DeskRequest, item: PreparationItem) -> HttpResponse:
    """Answer a button: the card or the line it stood in, or back to the page without HTMX."""
    anchor = f"stay-{item.stay_id}"
    part = request.POST.get("part", "")
    if not is_fragment(request) or part not in {"card", "item"}:
        return back_to(request, "arrivals:report", anchor)
    department = request.POST.get("department", "")[:32]
    entry = entry_of_stay(
        request.scope, now=request.now, hotel=request.hotel, stay=_stay_of(item), department=department
    )
    context: dict[str, Any] = {"next": request.POST.get("next", ""), "department": department, "may_sign": True}
    if part == "item":
        line = next((line for line in entry.lines if line.item.id == item.id), None)
        return render(request, "arrivals/_item.html", {**context, "line": line, "now": request.now, "part": "item"})
    return render(request, "arrivals/_card.html", {**context, **card_of(entry, request), "part": "card"})


def _simple(verb: Callable[..., PreparationItem]) -> Callable[[DeskRequest, UUID, UUID], HttpResponse]:
    def view(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
        item = get_item(request.scope, guest_id, item_id, to=SIGN)
        verb(scope=request.scope, now=request.now, item=item)
        return answer(request, item)

    return view


@door(SIGN, methods=POST)
def sign(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Sign with one tap."""
    return _simple(verbs.sign_item)(request, guest_id, item_id)


@door(SIGN, methods=POST)
def acknowledge(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Say it was read."""
    return _simple(verbs.acknowledge_item)(request, guest_id, item_id)


@door(SIGN, methods=POST)
def reopen(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Take a signature back."""
    return _simple(verbs.reopen_item)(request, guest_id, item_id)


def _with_reason(
    request: DeskRequest, guest_id: UUID, item_id: UUID, verb: Callable[..., PreparationItem], kind: str
) -> HttpResponse:
    item = get_item(request.scope, guest_id, item_id, to=SIGN)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verb(scope=request.scope, now=request.now, item=item, reason=form.cleaned_data["reason"])
        except DomainError as error:
            show_refusal(form, error, {"reason_missing": "reason"})
        else:
            return back_to(request, "arrivals:report", f"stay-{item.stay_id}")
    url = reverse(f"arrivals:{kind}", args=[guest_id, item_id])
    return _ask(request, item, form, kind, url)


def _ask(request: DeskRequest, item: PreparationItem, form: Form, kind: str, url: str) -> HttpResponse:
    """Show the question behind a button."""
    rules = {r.code: r.words for r in rules_of(item.hotel_id, with_inactive=True)}
    context = {"form": form, "item": item, "kind": kind, "url": url, "next": _next(request)}
    context["rule"] = rules.get(item.rule_code, item.rule_code)
    return render(request, "arrivals/reason.html", context, status=422 if form.errors else 200)


def _next(request: DeskRequest) -> str:
    return request.POST.get("next") or request.GET.get("next", "")


@door(SIGN, methods=GET_POST)
def impossible(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Say with a reason that it cannot be done."""
    return _with_reason(request, guest_id, item_id, verbs.mark_impossible, "impossible")


@door(SIGN, methods=GET_POST)
def unneeded(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Say with a reason that it is not needed."""
    return _with_reason(request, guest_id, item_id, verbs.mark_unneeded, "unneeded")


@door(SIGN, methods=GET_POST)
def hand(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Give an item to a colleague."""
    item = get_item(request.scope, guest_id, item_id, to=SIGN)
    people = staff_of(request.hotel.id, item.department) or staff_of(request.hotel.id)
    form = HandForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        staff = next(p for p in people if str(p.id) == form.cleaned_data["staff"])
        verbs.hand_item_to(scope=request.scope, now=request.now, item=item, staff=staff)
        return back_to(request, "arrivals:report", f"stay-{item.stay_id}")
    return _ask(request, item, form, "hand", request.path)


@door(SIGN, methods=GET_POST)
def opinion(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Record what the guest said at a call or a follow-up, and sign."""
    item = get_item(request.scope, guest_id, item_id, to=SIGN)
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guest = get_guest(request.scope, guest_id, to="note")
        try:
            verbs.record_opinion(
                scope=request.scope,
                now=request.now,
                item=item,
                guest=guest,
                text=form.cleaned_data["text"],
                kind=form.cleaned_data["kind"],
            )
        except DomainError as error:
            show_refusal(form, error, {"numbers_in_note": "text"})
        else:
            return back_to(request, "arrivals:report", f"stay-{item.stay_id}")
    return _ask(request, item, form, "opinion", request.path)


@door(SIGN, methods=POST)
def outcome(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Say after the stay whether a wish was kept."""
    item = get_item(request.scope, guest_id, item_id, to=SIGN)
    said = request.POST.get("outcome", "")
    if said in Outcome.values:
        verbs.mark_outcome(scope=request.scope, now=request.now, item=item, outcome=Outcome(said))
    return answer(request, item)
