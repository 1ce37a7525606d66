"""Doors of the guest page: the joined profiles, "same person as …", "not the same person: take apart" (R-185)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binzhi.guests.access import READ, REAL_NAME, get_guest
from binzhi.guests.incognito import aliases_of, hide_from
from binzhi.guests.joined import profile_ids
from binzhi.guests.models import Guest
from binzhi.guests.queries import search_guests
from binzhi.identity import queries
from binzhi.identity.access import MERGE
from binzhi.identity.domain.hand_over import questions_of
from binzhi.identity.domain.links import end_apart, hold_apart, link_profiles
from binzhi.identity.domain.parting import part_profile
from binzhi.identity.domain.refusals import HeldApart, PartsConflict
from binzhi.identity.enums import Source
from binzhi.identity.models import LinkEvent
from binzhi.identity.sides import beside
from binzhi.identity.web.forms import answers_in, choices_in
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text
from binzhi.ui.htmx import render_either
from binzhi.ui.requests import DeskRequest

SHOWN = 12


@door(READ)
def joined_panel(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show the profiles of a person, who joined them and why, who is held apart, and all decisions."""
    guest = get_guest(request.scope, guest_id)
    joined = queries.joined_profiles(guest)
    apart = queries.held_apart_from(guest)
    hide_from(request.scope, [one for one, _event in apart])
    context = {
        "guest": guest,
        "joined": joined if not _is_hidden(request, guest) else [],
        "apart": apart,
        "decisions": queries.decisions_about(guest),
        "waiting": queries.waiting_about(guest) if request.scope.may("identity.review") else [],
        "may_merge": request.scope.may(MERGE),
    }
    return render_either(request, "identity/joined.html", "identity/_joined.html", context)


def _is_hidden(request: DeskRequest, guest: Guest) -> bool:
    """Tell whether the guest wears an alias for this reader: then the names of the profiles stay hidden, too."""
    return not request.scope.may(REAL_NAME) and bool(aliases_of([guest.id]))


@door(MERGE)
def find_same(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Find the other profile of the same person."""
    guest = get_guest(request.scope, guest_id)
    text = request.GET.get("q", "").strip()[:120]
    found = [g for g in search_guests(request.scope, text, limit=SHOWN + 1) if g.id != guest.id] if text else []
    hide_from(request.scope, found)
    context = {"guest": guest, "q": text, "found": found[:SHOWN]}
    return render_either(request, "identity/same_as.html", "identity/_same_found.html", context)


@door(MERGE, methods=GET_POST)
def pair(request: DeskRequest, guest_id: UUID, other_id: UUID) -> HttpResponse:
    """Show two persons side by side and join them or hold them apart."""
    guest, other = get_guest(request.scope, guest_id), get_guest(request.scope, other_id)
    refusal: DomainError | None = None
    if request.method == "POST":
        given: dict[str, Any] = {"scope": request.scope, "now": request.now, "source": Source.DESK}
        given |= {"guest_a": guest.id, "guest_b": other.id, "reason": request.POST.get("reason", "")}
        try:
            if request.POST.get("answer") == "different":
                hold_apart(**given)
                messages.success(request, _("Remembered: two persons."))
            else:
                link_profiles(**given, choices=choices_in(request.POST))
                messages.success(request, _("Joined. It can be taken back at any time."))
            return redirect("workbench:guest", guest_id=guest.id)
        except DomainError as error:
            refusal = error
    context = {
        "guest": guest,
        "pair": beside(request.scope, guest.id, other.id),
        "refusal": refusal_text(refusal) if refusal else "",
        "needs_reason": isinstance(refusal, (PartsConflict, HeldApart)),
        "may_decide": True,
        "is_open": True,
    }
    return render(request, "identity/pair.html", context, status=422 if refusal else 200)


@door(MERGE, methods=GET_POST)
def part(request: DeskRequest, guest_id: UUID, profile_id: UUID) -> HttpResponse:
    """Ask what belongs to whom, when there is something to ask, and take a profile out of its person."""
    guest = get_guest(request.scope, guest_id)
    if profile_id not in profile_ids(guest):
        raise NotFound
    if request.method == "POST":
        part_profile(
            scope=request.scope,
            now=request.now,
            profile_id=profile_id,
            answers=answers_in(request.POST),
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, _("Taken apart. Each profile has what was told of it."))
        return redirect("workbench:guest", guest_id=profile_id)
    joined = {one.guest.id: one for one in queries.joined_profiles(guest)}
    questions = questions_of(scope=request.scope, profile_id=profile_id)
    context = {
        "guest": guest,
        "profile": joined[profile_id],
        "rest": [one for i, one in joined.items() if i != profile_id],
        "questions": [q for q in questions if q.can_give],
        "staying": [q for q in questions if not q.can_give],
    }
    return render(request, "identity/part.html", context)


@door(MERGE, methods=POST)
def end_apart_decision(request: DeskRequest, decision_id: UUID) -> HttpResponse:
    """Take "not the same person" back."""
    event = LinkEvent.objects.filter(id=decision_id).first()
    if event is None:
        raise NotFound
    end_apart(scope=request.scope, now=request.now, event=event)
    messages.success(request, _("Taken back. The pair may be suggested again."))
    return redirect("workbench:guest", guest_id=event.guest_a)
