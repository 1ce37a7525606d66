"""Doors of room pre-assignment: run the solver, accept, choose another room."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from binzhi.arrivals.access import PREASSIGN
from binzhi.arrivals.domain.preassign import accept_proposal, accept_proposals, override_room, propose_rooms
from binzhi.arrivals.gather import arriving
from binzhi.arrivals.models import RoomProposal
from binzhi.arrivals.web.choice import choice_of
from binzhi.arrivals.web.forms import RoomForm
from binzhi.guests.joined import put_leads
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.stays import queries as stays
from binzhi.stays.access import get_room, get_stay
from binzhi.stays.enums import GuestRole, StayState
from binzhi.stays.models import Room, Stay
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text, show_refusal
from binzhi.ui.requests import DeskRequest


def _proposals(request: DeskRequest, found: list[Stay]) -> dict[UUID, RoomProposal]:
    rows = RoomProposal.objects.filter(guest_id__in={s.guest_id for s in found}, stay_id__in={s.id for s in found})
    return {p.stay_id: p for p in rows.select_related("room__room_type")}


@door(PREASSIGN)
def rooms(request: DeskRequest) -> HttpResponse:
    """Show the arrivals of a day with their rooms, proposals, reasons and what could not be met."""
    choice = choice_of(request)
    found = list(
        arriving(request.hotel, choice.day).filter(role=GuestRole.PRIMARY).order_by("eta", "guest__name", "id")
    )
    proposals = _proposals(request, found)
    put_leads(found)
    lines = [{"stay": s, "proposal": proposals.get(s.id), "expected": s.state == StayState.EXPECTED} for s in found]
    context = {
        "choice": choice,
        "lines": lines,
        "assigned": sum(s.room_id is not None for s in found),
        "waiting": sum(p.state == "proposed" for p in proposals.values()),
        "without": sum(p.state == "unmet" for p in proposals.values()),
        "unmet": sum(bool(p.unmet) for p in proposals.values()),
        "free": _free_count(request, choice.day),
    }
    return render(request, "arrivals/rooms.html", context)


def _free_rooms(request: DeskRequest, stay: Stay) -> list[Room]:
    last = max(stay.departure - timedelta(days=1), stay.arrival)
    taken = stays.occupied(request.hotel, stay.arrival, last) | stays.blocked(request.hotel, stay.arrival, last)
    own = stay.room_type.code if stay.room_type else ""
    free = [r for r in stays.rooms_of(request.hotel) if r.id not in taken and r.status != "out_of_order"]
    return sorted(free, key=lambda r: (r.room_type.code != own, r.number))


def _free_count(request: DeskRequest, night: date) -> int:
    taken = stays.occupied(request.hotel, night, night) | stays.blocked(request.hotel, night, night)
    return sum(r.id not in taken and r.status != "out_of_order" for r in stays.rooms_of(request.hotel))


@door(PREASSIGN, methods=POST)
def rooms_propose(request: DeskRequest) -> HttpResponse:
    """Run the solver for the arrivals without a room."""
    choice = choice_of(request)
    found = propose_rooms(scope=request.scope, now=request.now, hotel=request.hotel, day=choice.day)
    without = sum(p.room_id is None for p in found)
    if not found:
        messages.info(request, _("Every arrival has a room."))
    elif without:
        text = _("%(rooms)s rooms proposed; %(without)s guests are left without one.")
        messages.warning(request, text % {"rooms": len(found) - without, "without": without})
    else:
        messages.success(request, _("%(rooms)s rooms proposed.") % {"rooms": len(found)})
    return redirect(f"{reverse('arrivals:rooms')}?{choice.query}")


@door(PREASSIGN, methods=POST)
def rooms_accept(request: DeskRequest) -> HttpResponse:
    """Accept every open proposal of the day."""
    choice = choice_of(request)
    done, refused = accept_proposals(scope=request.scope, now=request.now, hotel=request.hotel, day=choice.day)
    messages.success(request, _("%(rooms)s rooms assigned.") % {"rooms": done})
    for _number, error in refused[:5]:
        messages.error(request, refusal_text(error))
    return redirect(f"{reverse('arrivals:rooms')}?{choice.query}")


@door(PREASSIGN, methods=POST)
def room_accept(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Accept one proposal."""
    stay = get_stay(request.scope, guest_id, stay_id)
    proposal = RoomProposal.objects.filter(guest_id=stay.guest_id, stay_id=stay_id).select_related("room").first()
    if proposal is None:
        raise NotFound
    accept_proposal(scope=request.scope, now=request.now, proposal=proposal, stay=stay)
    return redirect(f"{reverse('arrivals:rooms')}?date={stay.arrival.isoformat()}#stay-{stay.id}")


@door(PREASSIGN, methods=GET_POST)
def room_choose(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Choose another room, with a reason."""
    stay = get_stay(request.scope, guest_id, stay_id)
    free = _free_rooms(request, stay)
    form = RoomForm(request.POST or None, rooms=free)
    if request.method == "POST" and form.is_valid():
        room = get_room(request.scope, UUID(form.cleaned_data["room"]))
        try:
            override_room(
                scope=request.scope, now=request.now, stay=stay, room=room, reason=form.cleaned_data["reason"]
            )
        except DomainError as error:
            show_refusal(form, error, {"reason_missing": "reason", "room_taken": "room", "room_out_of_order": "room"})
        else:
            return redirect(f"{reverse('arrivals:rooms')}?date={stay.arrival.isoformat()}#stay-{stay.id}")
    proposal = RoomProposal.objects.filter(guest_id=stay.guest_id, stay_id=stay_id).select_related("room").first()
    context = {"form": form, "stay": stay, "proposal": proposal, "free": len(free)}
    return render(request, "arrivals/room_form.html", context, status=422 if form.errors else 200)
