"""Doors of the front desk: give rooms, move, check out, no-shows, spend, night audit. Check-in stands in the workbench."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binzhi.guests.incognito import show_rows
from binzhi.guests.queries import fact_lines, facts_of
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.stays import queries
from binzhi.stays.access import (
    ASSIGN_ROOM,
    CHECK_IN,
    CHECK_OUT,
    NIGHT_AUDIT,
    RECORD_SPEND,
    get_reservation,
    get_room,
    get_stay,
)
from binzhi.stays.domain.assignment import assign_room, move_room, release_room
from binzhi.stays.domain.consumption import record_spend
from binzhi.stays.domain.night_audit import open_matters, run_night_audit
from binzhi.stays.domain.registration import check_out as check_out_stay
from binzhi.stays.domain.registration import mark_no_show
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay
from binzhi.stays.web.answers import done_or_why
from binzhi.stays.web.forms import MoveForm, SpendForm
from binzhi.stays.web.room_choice import SHOWN, WISHES, offers, wishes_of
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.requests import DeskRequest


def _to_booking(stay: Stay) -> HttpResponse:
    return redirect("stays:reservation", stay.host_guest_id, stay.reservation_id)


@door(ASSIGN_ROOM, methods=GET_POST)
def choose_room(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """List the rooms free for all nights of a stay; a POST gives one, or moves a guest in the house to it."""
    stay = get_stay(request.scope, guest_id, stay_id, to=ASSIGN_ROOM)
    if request.method == "POST":
        return _give(request, stay)
    moving = stay.state == StayState.IN_HOUSE
    first = request.business_date if moving else stay.arrival
    facts = [f for f in facts_of(guest_id) if f.item in WISHES and f.sealed is None]
    booked, others = offers(stay, queries.rooms_to_choose(stay, first=first, lived_in=moving), wishes_of(facts))
    cut = None if "all" in request.GET else SHOWN
    context: dict[str, Any] = {
        "stay": stay,
        "moving": moving,
        "form": MoveForm(),
        "rooms": booked[:cut],
        "others": others[:cut],
        "counts": {"rooms": len(booked), "others": len(others)},
        "is_cut": cut is not None and max(len(booked), len(others)) > cut,
        "lived_in": set(queries.in_house(stay.hotel).values_list("room_id", flat=True)) - {stay.room_id},
        "wishes": fact_lines(request.scope, facts, now=request.now, purpose="room"),
    }
    return render(request, "stays/choose_room.html", context)


def _give(request: DeskRequest, stay: Stay) -> HttpResponse:
    try:
        room = get_room(request.scope, UUID(request.POST.get("room", "")), to=ASSIGN_ROOM)
    except ValueError as error:
        raise NotFound from error
    form = MoveForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if stay.state == StayState.IN_HOUSE:
        done = done_or_why(
            request,
            lambda: move_room(
                scope=request.scope,
                now=request.now,
                stay=stay,
                room=room,
                today=request.business_date,
                reason=reason,
            ),
            _("Moved to room %(room)s.") % {"room": room.number},
        )
    else:
        done = done_or_why(
            request,
            lambda: assign_room(scope=request.scope, now=request.now, stay=stay, room=room),
            _("Room %(room)s is given.") % {"room": room.number},
        )
    return _to_booking(stay) if done else redirect("stays:choose_room", stay.guest_id, stay.id)


@door(ASSIGN_ROOM, methods=POST)
def release(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Take the room from an expected stay."""
    stay = get_stay(request.scope, guest_id, stay_id, to=ASSIGN_ROOM)
    done_or_why(
        request,
        lambda: release_room(scope=request.scope, now=request.now, stay=stay),
        _("The room is free again."),
    )
    return _to_booking(stay)


@door(CHECK_OUT, methods=POST)
def check_out(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Check a guest out."""
    stay = get_stay(request.scope, guest_id, stay_id, to=CHECK_OUT)
    done_or_why(
        request,
        lambda: check_out_stay(scope=request.scope, now=request.now, stay=stay, today=request.business_date),
        _("Checked out. The room is now to be cleaned."),
    )
    return _to_booking(stay)


@door(CHECK_IN, methods=POST)
def no_show(request: DeskRequest, guest_id: UUID, reservation_id: UUID) -> HttpResponse:
    """Note that nobody came."""
    row = get_reservation(request.scope, guest_id, reservation_id, to=CHECK_IN)
    done_or_why(
        request,
        lambda: mark_no_show(scope=request.scope, now=request.now, reservation=row, today=request.business_date),
        _("Noted as no-show."),
    )
    return redirect("stays:reservation", guest_id, reservation_id)


@door(RECORD_SPEND, methods=GET_POST)
def spend(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Enter what a guest spent: outlet, item, amount (R-741)."""
    stay = get_stay(request.scope, guest_id, stay_id, to=RECORD_SPEND)
    form = SpendForm(request.POST or None, hotel=stay.hotel, initial={"day": request.business_date})
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "covers": form.cleaned_data["covers"] or 0}
        try:
            record_spend(
                scope=request.scope, now=request.now, hotel=stay.hotel, guest=stay.guest, stay_id=stay.id, **values
            )
        except DomainError as error:
            show_refusal(form, error, {"unknown_code": "outlet"})
        else:
            messages.success(request, _("The amount is entered."))
            return redirect("stays:spend", guest_id, stay_id) if "again" in request.POST else _to_booking(stay)
    codes = queries.code_words(stay.hotel_id)
    context = {
        "form": form,
        "stay": stay,
        "rows": queries.spend_on([stay]),
        "outlets": {code: words for (kind, code), words in codes.items() if kind == "outlet"},
    }
    return render(request, "stays/spend.html", context, status=422 if form.errors else 200)


@door(NIGHT_AUDIT, methods=GET_POST)
def night_audit(request: DeskRequest) -> HttpResponse:
    """Show what the day left open; a POST closes it, with or without marking no-shows."""
    if request.method == "POST":
        no_shows = request.POST.get("no_shows") == "1"
        today = request.business_date
        done_or_why(
            request,
            lambda: run_night_audit(scope=request.scope, now=request.now, hotel=request.hotel, no_shows=no_shows),
            _("The business date %(day)s is closed.") % {"day": today.isoformat()},
        )
        return redirect("stays:night_audit")
    late, over = open_matters(request.hotel, request.business_date)
    show_rows(request.scope, late, over)
    arrived = queries.arrivals_on(request.hotel, request.business_date).filter(state=StayState.IN_HOUSE)
    context = {
        "late": late,
        "over": over,
        "arrived": arrived.count(),
        "in_house": queries.in_house(request.hotel).count(),
    }
    return render(request, "stays/night_audit.html", context)
