"""Doors of the service terminals: who is here, the card of the department, and recognising a guest."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from binzhi.guests.access import SEARCH, get_guest
from binzhi.guests.incognito import show_rows_hidden
from binzhi.guests.models import Guest
from binzhi.org.models import Hotel
from binzhi.org.parameters import parameter
from binzhi.service.access import IDENTIFY, REQUEST, SIGN
from binzhi.service.cards import Card, cards_of, moments_since
from binzhi.service.domain.moments import IDENTIFIED, identify_guest
from binzhi.service.enums import Place, Sign
from binzhi.service.finding import Candidate, find_guests
from binzhi.service.handlers import SIGN_OF, place_of
from binzhi.service.parameters import SHOW_MINUTES
from binzhi.service.stamps import has_news, head_of
from binzhi.service.web import choosing
from binzhi.stays.domain.assignment import ASSIGNED, MOVED
from binzhi.stays.domain.booking import CANCELLED
from binzhi.stays.queries import stays_listed
from binzhi.ui.doors import POST, door
from binzhi.ui.htmx import is_fragment, render_either
from binzhi.ui.requests import DeskRequest

NAMES = (IDENTIFIED, ASSIGNED, MOVED, CANCELLED, *SIGN_OF)
LISTED = 60


def _place(request: DeskRequest) -> Place:
    text = request.GET.get("place") or request.POST.get("place", "")
    return Place(text) if text in Place.values else place_of(request.scope)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@door(IDENTIFY)
def terminal(request: DeskRequest) -> HttpResponse:
    """Show the card of the guest recognised last, here or at another desk, and who arrives and lives in the house.

    Live: asks every two seconds and is answered 204 until a guest is recognised, booked, checked in or out, or something
    about a guest on the page changes. ``guest`` holds one card on the page.
    """
    hotel, place = choosing.my_place(request), _place(request)
    held = _uuid(request.GET.get("guest", ""))
    since = choosing.since_of(request)
    shown = {found for part in request.GET.get("shown", "").split(",") if (found := _uuid(part))}
    if is_fragment(request) and since is not None and not has_news(hotel.id, since, names=NAMES, guests=shown):
        return HttpResponse(status=204)
    context = _context(request, hotel, place, held)
    return render_either(request, "service/terminal.html", "service/_terminal.html", context)


def _context(request: DeskRequest, hotel: Hotel, place: Place, held: UUID | None) -> dict[str, Any]:
    stamp = head_of(hotel.id)
    minutes = max(1, int(parameter(hotel.id, SHOW_MINUTES)))
    moments = moments_since(hotel, request.now - timedelta(minutes=minutes))
    first = held or (moments[0].guest.id if moments else None)
    cards = _cards(request, hotel, place, [first] if first else [])
    by_guest = {m.guest.id: m for m in moments}
    for card in cards:
        card.moment = by_guest.get(card.guest.id)
    shown = [str(card.guest.id) for card in cards]
    query = urlencode({"place": place.value, **({"guest": str(held)} if held else {})})
    today = request.business_date
    arriving = list(stays_listed(hotel, "arriving", today=today).filter(state="expected")[:LISTED])
    in_house = list(stays_listed(hotel, "in_house", today=today)[:LISTED])
    show_rows_hidden(arriving, in_house)
    return {
        "place": place,
        "places": [p for p in Place if p != Place.RESERVATIONS],
        "card": cards[0] if cards else None,
        "held": held,
        "moments": [m for m in moments if str(m.guest.id) not in shown],
        "latest": moments[0] if moments else None,
        "arriving": arriving,
        "in_house": in_house,
        "stamp": stamp,
        "poll": f"{query}&{urlencode({'since': stamp, 'shown': ','.join(shown)})}",
        "may_sign": request.scope.may(SIGN),
        "may_ask": request.scope.may(REQUEST),
        "may_search": request.scope.may(SEARCH),
        "now": request.now,
        "next": f"{reverse('service:terminal')}?{query}",
    }


def _cards(request: DeskRequest, hotel: Hotel, place: Place, ids: list[UUID]) -> list[Card]:
    found = {g.id: g for g in Guest.objects.filter(id__in=ids).exclude(state="withdrawn")}
    guests = [found[i] for i in ids if i in found]
    today = request.business_date
    return cards_of(request.scope, guests, now=request.now, hotel=hotel, today=today, place=place)


@door(IDENTIFY, methods=POST)
def find(request: DeskRequest) -> HttpResponse:
    """Find who is at the terminal by room, caller number, name or booking.

    A single hit by room, number or booking is recognised at once; several are offered. The text is posted, not put into
    an address, since it may be a telephone number.
    """
    hotel, place = choosing.my_place(request), _place(request)
    found = find_guests(request.scope, hotel, request.POST.get("q", ""), now=request.now, today=request.business_date)
    if len(found) == 1 and found[0].is_sure:
        return _recognised(request, hotel, place, found[0])
    context = {"found": found, "place": place, "q": request.POST.get("q", "").strip()}
    return render_either(request, "service/found.html", "service/_found.html", context)


def _recognised(request: DeskRequest, hotel: Hotel, place: Place, one: Candidate) -> HttpResponse:
    identify_guest(
        scope=request.scope, now=request.now, hotel=hotel, guest=one.guest, place=place, sign=one.sign, stay=one.stay
    )
    address = f"{reverse('service:terminal')}?{urlencode({'place': place.value, 'guest': str(one.guest.id)})}"
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


@door(IDENTIFY, methods=POST)
def identify(request: DeskRequest) -> HttpResponse:
    """Recognise a guest at a terminal; the card appears here and on every other terminal."""
    hotel, place = choosing.my_place(request), _place(request)
    guest = get_guest(request.scope, _uuid(request.POST.get("guest", "")) or UUID(int=0))
    sign = request.POST.get("sign", "")
    chosen = Sign(sign) if sign in Sign.values else Sign.IN_PERSON
    stay = choosing.stay_in(hotel, guest.id, request.business_date)
    return _recognised(request, hotel, place, Candidate(guest, chosen, stay, is_sure=True))


@door(IDENTIFY)
def card(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show the card of one guest for a department, without noting a moment (a fragment for other pages)."""
    hotel, place = choosing.my_place(request), _place(request)
    guest = get_guest(request.scope, guest_id)
    found = _cards(request, hotel, place, [guest.id])
    context: dict[str, Any] = {"card": found[0] if found else None, "place": place, "now": request.now}
    context |= {"may_sign": request.scope.may(SIGN), "may_ask": request.scope.may(REQUEST)}
    return render(request, "service/_card.html", context)
