"""Doors of reservations: list, book, one booking, change, cancel, who shares, confirmation."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from binzhi.guests.access import SEARCH, get_guest
from binzhi.guests.domain.search import search
from binzhi.guests.enums import GuestKind
from binzhi.guests.incognito import show_rows
from binzhi.guests.joined import people_of, put_leads
from binzhi.guests.models import Guest
from binzhi.guests.queries import flags_of, identity_of
from binzhi.kernel.errors import DomainError
from binzhi.org.parameters import parameters_of
from binzhi.stays import queries
from binzhi.stays.access import BOOK, CHECK_IN, READ, get_reservation
from binzhi.stays.domain.booking import (
    add_accompanying_guest,
    cancel_reservation,
    change_reservation,
    confirm_reservation,
    stays_of,
)
from binzhi.stays.domain.position import book_with_position
from binzhi.stays.enums import ConfirmationMethod, ReservationState
from binzhi.stays.models import Reservation
from binzhi.stays.record import rates_of
from binzhi.stays.web.answers import done_or_why
from binzhi.stays.web.booking_page import booking_page
from binzhi.stays.web.forms import BookingForm
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.htmx import render_either
from binzhi.ui.requests import DeskRequest
from binzhi.vault.domain.sealing import read_many

PAGE = 25
CONTACT_OF_METHOD = {
    "phone": ("mobile", "phone", "company_phone"),
    "sms": ("mobile",),
    "wechat": ("wechat", "mobile"),
    "email": ("email",),
    "fax": ("fax",),
    "letter": ("mailing_address", "address"),
}


@door(READ)
def list_reservations(request: DeskRequest) -> HttpResponse:
    """Show who comes today and tomorrow, who is in, who leaves, or all bookings, filtered."""
    text = request.GET.get("q", "").strip()
    tab = request.GET.get("tab", "arriving")
    context: dict[str, Any] = {"q": text, "states": ReservationState.choices}
    if tab in queries.TABS:
        rows = queries.stays_listed(request.hotel, tab, today=request.business_date, text=text)
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        show_rows(request.scope, page.object_list)
        context["bookings"] = queries.reservations_of(page)
    else:
        tab, day = "all", parse_date(request.GET.get("day", "")) if _is_day(request.GET.get("day", "")) else None
        state = request.GET.get("state", "")
        rows = queries.reservations_matching(request.hotel, text=text, day=day, state=state)
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        show_rows(request.scope, page.object_list)
        context |= {"rooms": queries.rooms_given(page), "day": day, "state": state}
    codes = queries.code_words(request.hotel.id)
    context |= {
        "tab": tab,
        "page": page,
        "flags": flags_of(people_of(row.guest for row in page)),
        "counts": queries.tab_counts(request.hotel, request.business_date),
        "sources": {code: words for (kind, code), words in codes.items() if kind == "source"},
    }
    return render_either(request, "stays/list.html", "stays/_list.html", context)


def _is_day(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


@door(SEARCH, methods=GET_POST)
def pick_guest(request: DeskRequest) -> HttpResponse:
    """Answer the guest picker: by name, phone or document, or by the number of the room."""
    return render(request, "stays/_picked.html", {**found_guests(request), "then": _then(request)})


def _then(request: DeskRequest) -> str:
    """Return what waits for the guest: a booking, or a room opened without one (R-183, R-184); empty elsewhere."""
    then = request.GET.get("then", "")
    return then if then in {"book", "walk_in"} else ""


def found_guests(request: DeskRequest) -> dict[str, Any]:
    """Return what the guest picker found; the question comes by POST, because it may be a number."""
    text = request.POST.get("q", "").strip()[:120]
    found = [hit.guest for hit in search(scope=request.scope, now=request.now, text=text, limit=9)] if text else []
    here = queries.guests_of_room(request.hotel, text) if text and any(c.isdigit() for c in text) else []
    show_rows(request.scope, here)
    return {
        "q": text,
        "found": found[:8],
        "more": len(found) > 8,
        "of_room": here,
        "has_digits": any(c.isdigit() for c in text),
    }


def _chosen_guest(request: DeskRequest) -> Guest | None:
    wanted = request.GET.get("guest", "")
    try:
        return get_guest(request.scope, UUID(wanted)) if wanted else None
    except ValueError:
        return None


@door(BOOK, methods=GET_POST)
def book(request: DeskRequest) -> HttpResponse:
    """Choose the guest, then book: the entries stay when something is refused. A walk-in goes on to the check-in.

    Without a guest there is no booking: whoever is not found is made by the page that compares first (R-183, R-184).
    """
    walk_in = request.GET.get("walk_in") == "1"
    guest = _chosen_guest(request)
    if guest is None:
        then = {"walk_in": walk_in, "then": "walk_in" if walk_in else "book"}
        return render(request, "stays/choose_guest.html", {**found_guests(request), **then})
    first = {**BookingForm.first_values(request.business_date), "confirmation_method": guest.confirmation_method}
    asks = not guest.position and guest.kind == GuestKind.PERSON
    form = BookingForm(request.POST or None, hotel=request.hotel, initial=first, asks_position=asks)
    if request.method == "POST" and form.is_valid():
        try:
            row = book_with_position(
                scope=request.scope,
                now=request.now,
                hotel=request.hotel,
                guest=guest,
                draft=form.draft(),
                position=form.cleaned_data.get("position", "") if asks else None,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Booked: %(number)s") % {"number": row.number})
            if walk_in and request.scope.may(CHECK_IN):
                stay = stays_of(row)[0]
                return redirect("workbench:check_in", stay.guest_id, stay.id)
            return redirect("stays:reservation", guest.id, row.id)
    context = {
        "form": form,
        "guest": guest,
        "flags": flags_of(people_of([guest])).get(guest.id, []),
        "rates": rates_of(guest),
        "walk_in": walk_in,
    }
    return render(request, "stays/book.html", context, status=422 if form.errors else 200)


@door(READ)
def reservation(request: DeskRequest, guest_id: UUID, reservation_id: UUID) -> HttpResponse:
    """Show one booking: who, which rooms, what was asked for, what was spent, what was done."""
    row = get_reservation(request.scope, guest_id, reservation_id)
    context = booking_page(request.scope, row, now=request.now, today=request.business_date)
    if request.scope.may(BOOK) and request.scope.may(SEARCH):
        context |= found_guests(request)
    return render(request, "stays/reservation.html", context)


@door(BOOK, methods=GET_POST)
def change(request: DeskRequest, guest_id: UUID, reservation_id: UUID) -> HttpResponse:
    """Change a booking; two desks at once: the second is told, nothing is lost."""
    row = get_reservation(request.scope, guest_id, reservation_id, to=BOOK)
    cell = queries.requests_cell(row)
    opened = read_many(scope=request.scope, now=request.now, cells=[cell], purpose="change")[0] if cell else ""
    initial = BookingForm.values_of(row, stays_of(row), opened or "")
    form = BookingForm(request.POST or None, hotel=row.hotel, reservation=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        try:
            changed = change_reservation(
                scope=request.scope,
                now=request.now,
                reservation=row,
                draft=form.draft(),
                version=int(version) if version.isdecimal() else None,
                whole=True,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The booking is changed.") if changed else _("Saved."))
            return redirect("stays:reservation", guest_id, reservation_id)
    context = {"form": form, "guest": row.guest, "reservation": row}
    return render(request, "stays/book.html", context, status=422 if form.errors else 200)


@door(BOOK, methods=POST)
def cancel(request: DeskRequest, guest_id: UUID, reservation_id: UUID) -> HttpResponse:
    """Cancel a booking."""
    row = get_reservation(request.scope, guest_id, reservation_id, to=BOOK)
    done_or_why(
        request,
        lambda: cancel_reservation(scope=request.scope, now=request.now, reservation=row, today=request.business_date),
        _("The booking is cancelled."),
    )
    return redirect("stays:reservation", guest_id, reservation_id)


@door(BOOK, methods=POST)
def add_guest(request: DeskRequest, guest_id: UUID, reservation_id: UUID) -> HttpResponse:
    """Add a guest who shares a room."""
    row = get_reservation(request.scope, guest_id, reservation_id, to=BOOK)
    room_index = request.POST.get("room_index", "1")
    try:
        guest = get_guest(request.scope, UUID(request.POST.get("guest", "")))
    except ValueError:
        messages.warning(request, _("Choose a guest from the list."))
        return redirect("stays:reservation", guest_id, reservation_id)
    done_or_why(
        request,
        lambda: add_accompanying_guest(
            scope=request.scope,
            now=request.now,
            reservation=row,
            guest=guest,
            room_index=int(room_index) if room_index.isdecimal() else 1,
        ),
        _("%(name)s is added.") % {"name": guest.name},
    )
    return redirect("stays:reservation", guest_id, reservation_id)


@door(BOOK, methods=POST)
def confirm(request: DeskRequest, guest_id: UUID, reservation_id: UUID) -> HttpResponse:
    """Note that the confirmation goes out, then show the letter (R-743)."""
    row = get_reservation(request.scope, guest_id, reservation_id, to=BOOK)
    wanted = request.POST.get("method", "")
    method = ConfirmationMethod(wanted) if wanted in ConfirmationMethod.values else ConfirmationMethod.NONE
    said = _("Confirmation by %(method)s is noted.") % {"method": method.label} if method else _("The letter is ready.")
    sent = done_or_why(
        request,
        lambda: confirm_reservation(scope=request.scope, now=request.now, reservation=row, method=method),
        said,
    )
    return redirect("stays:letter" if sent else "stays:reservation", guest_id, reservation_id)


@door(READ)
def letter(request: DeskRequest, guest_id: UUID, reservation_id: UUID) -> HttpResponse:
    """Print the confirmation in the guest's language (R-743)."""
    row = get_reservation(request.scope, guest_id, reservation_id)
    put_leads([row])
    language = request.GET.get("language", "")
    chosen = language if language in {"zh-hans", "en"} else letter_language(row)
    context = {
        "reservation": row,
        "guest": row.guest,
        "stays": [s for s in stays_of(row) if s.role == "primary"],
        "parameters": {key.partition(".")[2]: value for key, value in parameters_of(row.hotel_id).items()},
        "contact": contact_for(request, row),
        "printed_at": request.now,
        "language": chosen,
    }
    with translation.override(chosen):
        return render(request, "stays/letter.html", context)


def letter_language(row: Reservation) -> str:
    """Return the language of the letter: the guest's own, else by nationality; English where we write no other."""
    spoken = row.guest.language
    if spoken:
        return "zh-hans" if spoken.startswith("zh") else "en"
    return "zh-hans" if row.guest.nationality in {"", "CN", "HK", "MO", "TW"} else "en"


def contact_for(request: DeskRequest, row: Reservation) -> Any:
    """Return the masked contact that the confirmation goes to, as far as the reader may see contacts."""
    kinds = CONTACT_OF_METHOD.get(row.confirmation_method or row.guest.confirmation_method, ())
    contacts = identity_of(request.scope, row.guest).contacts
    return next((c for kind in kinds for c in contacts if c.kind == kind), None)
