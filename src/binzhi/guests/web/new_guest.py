"""Doors of a new guest: while the form is typed it asks whether we know the guest, and saving asks again (R-177 to R-184)."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from binzhi.guests.access import CREATE
from binzhi.guests.candidate_cards import cards_of
from binzhi.guests.domain.profile_forms import save_profile
from binzhi.guests.domain.registering import look
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.errors import MatchFound, SameNameFound
from binzhi.guests.models import Guest
from binzhi.guests.switches import fields_off
from binzhi.guests.web.profile_form import FIELD_OF_REFUSAL, LOOKED_AT, GuestForm
from binzhi.kernel.errors import DomainError
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text, show_refusal
from binzhi.ui.requests import DeskRequest

THEN = {"book": "stays:book", "walk_in": "stays:book"}  # where a booking waits for its guest
LOGGED = "guests_found_by_number"
WATCHED = ",".join(f"#id_{name}" for name in LOOKED_AT)


@door(CREATE, methods=GET_POST)
def create(request: DeskRequest) -> HttpResponse:
    """Create a guest history, or take the present one that was chosen; beside a match only with a reason (R-180)."""
    if request.method == "GET":
        request.session.pop(LOGGED, None)
    form = GuestForm(
        request.POST or None, initial={"name": request.GET.get("name", "")}, off=fields_off(request.hotel.id)
    )
    context: dict[str, Any] = {"form": form, "guest": None, "then": _then(request), "watched": WATCHED}
    if request.method != "POST":
        return render(request, "guests/form.html", context | _matches(request, _named(request)))
    status = 422
    if form.is_valid():
        decision = _decision(request)
        if decision is not None:
            try:
                guest, _changed = save_profile(
                    scope=request.scope,
                    now=request.now,
                    draft=form.draft(),
                    origin=form.origin(),
                    facts=form.facts(),
                    **decision,
                )
            except (MatchFound, SameNameFound) as error:
                context["refusal"], status = refusal_text(error), error.status
            except DomainError as error:
                show_refusal(form, error, FIELD_OF_REFUSAL)
            else:
                return _done(request, guest, was_known=decision["chosen"] is not None)
        else:
            context["refusal"] = _("Choose one of the guests, or create a new history.")
    return render(request, "guests/form.html", context | _matches(request, form.typed_so_far()), status=status)


@door(CREATE, methods=POST)
def matches(request: DeskRequest) -> HttpResponse:
    """Answer the form while it is typed: who this may be. The question comes in the body, never in an address."""
    form = GuestForm(request.POST, off=fields_off(request.hotel.id))
    answer = render(request, "guests/_matches.html", _matches(request, form.typed_so_far()))
    answer["Cache-Control"] = "no-store"
    return answer


def _named(request: DeskRequest) -> GuestDraft | None:
    name = request.GET.get("name", "").strip()[:120]
    return GuestDraft(name=name) if name else None


def _decision(request: DeskRequest) -> dict[str, Any] | None:
    """Return what was decided; None when somebody wants a present history and chose none."""
    said = request.POST
    if said.get("decision") != "choose":
        return {"chosen": None, "reason": said.get("reason", ""), "sure_other": bool(said.get("sure_other"))}
    try:
        return {"chosen": UUID(said.get("choose", "")), "reason": "", "sure_other": False}
    except ValueError:
        return None


def _matches(request: DeskRequest, draft: GuestDraft | None) -> dict[str, Any]:
    """Return the candidates for what was typed; those found by a number are logged once while the form is open."""
    if draft is None:
        return {"asked": False}
    logged: list[str] = request.session.get(LOGGED, [])
    found = look(scope=request.scope, now=request.now, draft=draft, logged=frozenset(UUID(text) for text in logged))
    fresh = [str(c.guest.id) for c in found if str(c.guest.id) not in logged and set(c.by) - {"name", "name_birth"}]
    if fresh:
        request.session[LOGGED] = [*logged, *fresh][-60:]
    cards = cards_of(request.scope, found, draft)
    chosen = request.POST.get("choose", "")
    known = {str(card.guest.id) for card in cards}
    strong = next((str(card.guest.id) for card in cards if card.is_strong), "")
    return {
        "asked": True,
        "draft": draft,
        "cards": cards,
        "has_strong": bool(strong),
        "preselected": chosen if chosen in known else strong,
        "reason": request.POST.get("reason", "")[:200],
    }


def _then(request: DeskRequest) -> str:
    then = (request.POST if request.method == "POST" else request.GET).get("then", "")
    return then if then in THEN else ""


def _done(request: DeskRequest, guest: Guest, *, was_known: bool) -> HttpResponse:
    request.session.pop(LOGGED, None)
    said = _("The present guest history is used.") if was_known else _("The guest history is created.")
    messages.success(request, said)
    then = _then(request)
    if not then:
        return redirect("workbench:guest", guest_id=guest.id)
    more = {"walk_in": "1"} if then == "walk_in" else {}
    return redirect(f"{reverse(THEN[then])}?{urlencode({'guest': str(guest.id), **more})}")
