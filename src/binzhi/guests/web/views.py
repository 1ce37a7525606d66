"""Doors of the guest file: list, search, new, edit, facts, notes, flags, reveal."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binzhi.guests import queries
from binzhi.guests.access import FLAG, NOTE, READ, RECORD_FACT, SEARCH, get_guest
from binzhi.guests.cells import address_in, cell_of
from binzhi.guests.domain.facts import confirm_fact, decide_fact, get_fact, record_fact
from binzhi.guests.domain.flags import clear_flag, set_flag
from binzhi.guests.domain.notes import settle_note, write_note
from binzhi.guests.domain.search import search
from binzhi.guests.enums import FactStatus, FlagCode, NoteKind, SourceKind
from binzhi.guests.incognito import hide_from
from binzhi.guests.items import items
from binzhi.guests.joined import people_of
from binzhi.guests.models import GuestNote
from binzhi.guests.search.find import FETCHED
from binzhi.guests.switches import fields_off, words_of
from binzhi.guests.web.address_field import labelled
from binzhi.guests.web.forms import FactForm, FlagForm, NoteForm, RevealForm
from binzhi.kernel.errors import DomainError, NotFound, Stale
from binzhi.org import policy
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.htmx import redirect_either, render_either
from binzhi.ui.requests import DeskRequest
from binzhi.vault.domain.sealing import reveal

PAGE = 25


def _text(error: DomainError) -> str:
    return error.text(get_language() or "zh-hans")


@door(SEARCH, methods=GET_POST)
def guest_list(request: DeskRequest) -> HttpResponse:
    """Show guests: those found, else the latest changed. The question comes by POST: it may be a number."""
    text = request.POST.get("q", "").strip()[:120]
    if text:
        hits = search(scope=request.scope, now=request.now, text=text)
        page = Paginator([hit.guest for hit in hits], FETCHED).get_page(1)
    else:
        page = Paginator(queries.latest_guests(request.scope), PAGE).get_page(request.GET.get("page"))
        hide_from(request.scope, page.object_list)
    context = {"page": page, "q": text, "flags": queries.flags_of(people_of(page))}
    return render_either(request, "guests/list.html", "guests/_list.html", context)


@door(RECORD_FACT, methods=GET_POST)
def add_fact(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Record a fact or preference."""
    guest = get_guest(request.scope, guest_id, to="record_fact")
    off = fields_off(request.hotel.id)
    form = FactForm(request.POST or None, off=off, initial={"item": request.GET.get("item", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            record_fact(
                scope=request.scope,
                now=request.now,
                guest=guest,
                item_code=data["item"],
                value=data["value"],
                source=SourceKind(data["source"]),
                place=data["place"],
            )
        except DomainError as error:
            form.add_error("value", _text(error))
        else:
            messages.success(request, _("Recorded."))
            return redirect_either(request, _page(guest_id))
    context = {"form": form, "guest": guest, "off": [words_of(code) for code in off if code in items()]}
    return render(request, "guests/fact_form.html", context, status=422 if form.errors else 200)


@door(RECORD_FACT)
def fact_value(request: DeskRequest) -> HttpResponse:
    """Give the input of an item with its entry rule (R-176)."""
    form = FactForm(off=fields_off(request.hotel.id), initial={"item": request.GET.get("item", "")})
    return render(request, "guests/_fact_value.html", {"form": form})


def _page(guest_id: UUID) -> str:
    return reverse("workbench:guest", args=[guest_id])


@door(RECORD_FACT, methods=POST)
def judge_fact(request: DeskRequest, guest_id: UUID, fact_id: UUID) -> HttpResponse:
    """Confirm, accept or reject a fact."""
    get_guest(request.scope, guest_id, to="record_fact")
    fact = get_fact(request.scope, guest_id, fact_id)
    verdict = request.POST.get("verdict", "")
    if verdict == "confirm":
        confirm_fact(scope=request.scope, now=request.now, fact=fact)
    elif verdict in {FactStatus.ACCEPTED, FactStatus.REJECTED}:
        if fact.status not in {FactStatus.ACCEPTED, FactStatus.PROPOSED}:
            raise Stale  # somebody else decided meanwhile
        decide_fact(scope=request.scope, now=request.now, fact=fact, status=FactStatus(verdict))
    else:
        raise NotFound
    return redirect_either(request, next_page(request, _page(guest_id)))


def next_page(request: DeskRequest, otherwise: str) -> str:
    """Return the page of this house that a form asked to come back to, else another one."""
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else otherwise


@door(NOTE, methods=GET_POST)
def add_note(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Write a note of the own department."""
    guest = get_guest(request.scope, guest_id, to="note")
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        own = sorted(request.scope.departments - {"*"})
        try:
            write_note(
                scope=request.scope,
                now=request.now,
                guest=guest,
                hotel_id=request.hotel.id,
                department=own[0] if own else "management",
                kind=NoteKind(form.cleaned_data["kind"]),
                text=form.cleaned_data["text"],
            )
        except DomainError as error:
            form.add_error("text", _text(error))
        else:
            messages.success(request, _("The note is written."))
            return redirect_either(request, _page(guest_id))
    return render(request, "guests/note_form.html", {"form": form, "guest": guest}, status=422 if form.errors else 200)


@door(NOTE, methods=POST)
def settle(request: DeskRequest, guest_id: UUID, note_id: UUID) -> HttpResponse:
    """Note that the matter of a note is settled."""
    guest = get_guest(request.scope, guest_id, to="note")
    note = next((n for n in queries.notes_of(request.scope, guest) if n.id == note_id), None)
    if not isinstance(note, GuestNote):
        raise NotFound
    settle_note(scope=request.scope, now=request.now, note=note)
    return redirect_either(request, _page(guest_id))


@door(FLAG, methods=GET_POST)
def flags(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Set and clear flags."""
    guest = get_guest(request.scope, guest_id, to="flag")
    cleared = request.POST.get("clear", "")
    if request.method == "POST" and cleared in FlagCode.values:
        clear_flag(scope=request.scope, now=request.now, guest=guest, code=FlagCode(cleared))
        return redirect_either(request, _page(guest_id))
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_flag(
            scope=request.scope,
            now=request.now,
            guest=guest,
            code=FlagCode(form.cleaned_data["code"]),
            reason=form.cleaned_data["reason"],
        )
        return redirect_either(request, _page(guest_id))
    standing = queries.flags_of(people_of([guest])).get(guest.id, [])
    context = {"form": form, "guest": guest, "standing": standing}
    return render(request, "guests/flag_form.html", context, status=422 if form.errors else 200)


@door(READ, methods=GET_POST)
def reveal_field(request: DeskRequest, guest_id: UUID, kind: str, row_id: UUID) -> HttpResponse:
    """Ask for the purpose, then show one sealed value; the look is logged before it is shown."""
    guest = get_guest(request.scope, guest_id)
    cell = cell_of(guest, kind, row_id)
    policy.require(request.scope, "reveal", field_class=cell.field_class)
    form = RevealForm(request.POST or None)
    value, parts = None, []
    if request.method == "POST" and form.is_valid():
        value = reveal(scope=request.scope, now=request.now, cell=cell, purpose=form.cleaned_data["purpose"])
        if address := address_in(cell, value):
            value, parts = address.line(request.scope.language), labelled(address)
    context = {"form": form, "guest": guest, "kind": kind, "row_id": row_id, "cell": cell}
    context |= {"value": value, "parts": parts}
    status = 422 if form.errors else 200
    return render_either(request, "guests/reveal.html", "guests/_reveal.html", context, status=status)
