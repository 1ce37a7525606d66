"""Doors of the people around a guest: panel, relations, dates of their own."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from binzhi.guests import queries
from binzhi.guests.access import EDIT, READ, RELATE, get_guest
from binzhi.guests.domain.days import remove_date
from binzhi.guests.domain.relations import change_note, end_relation, note_date, relate
from binzhi.guests.enums import RelationKind
from binzhi.guests.incognito import hide_from
from binzhi.guests.joined import ids_of, row_of
from binzhi.guests.models import Guest, Relation
from binzhi.guests.paper_queries import keeps_paper, papers_of
from binzhi.guests.people import contact_lines, name_lines, relation_lines
from binzhi.guests.web.people_forms import DateForm, NoteOnRelationForm, RelationForm
from binzhi.kernel.errors import NotFound
from binzhi.org.policy import decide
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import accepted
from binzhi.ui.htmx import redirect_either, render_either
from binzhi.ui.requests import DeskRequest

NAME_PLACES = {"wrong_date": "value", "numbers_in_note": "note", "date_stands": "label"}


def panel_of(guest_id: UUID) -> str:
    """Return the address of the panel as a page of its own."""
    return reverse("guests:relations_panel", args=[guest_id])


@door(READ)
def relations_panel(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show names, contacts with their age, relations both ways and dates; one read is logged for what is opened."""
    guest = get_guest(request.scope, guest_id)
    lines, dates = relation_lines(request.scope, guest, now=request.now)
    hide_from(request.scope, [guest])
    context = {
        "guest": guest,
        "names": name_lines(guest),
        "contacts": contact_lines(request.scope, guest, now=request.now),
        "relations": lines,
        "dates": dates,
        "papers": papers_of(request.scope, guest),
        "keeps_paper": keeps_paper(request.hotel.id),
        "may_open": decide(request.scope, "reveal", field_class="C2"),
        "may_open_c3": decide(request.scope, "reveal", field_class="C3"),
        "may_read": decide(request.scope, "read", field_class="C2"),
    }
    return render_either(request, "guests/people.html", "guests/_people.html", context)


def _chosen(request: DeskRequest, guest: Guest) -> tuple[str, Guest | None, list[Guest]]:
    """Return what was searched, the other guest that was chosen, and who was found."""
    text = (request.POST.get("q") or request.GET.get("q", "")).strip()
    raw = request.POST.get("other") or request.GET.get("other", "")
    other: Guest | None = None
    if raw:
        try:
            other = get_guest(request.scope, UUID(raw))
        except ValueError as error:
            raise NotFound from error
    found = [g for g in queries.search_guests(request.scope, text, limit=8) if g.id != guest.id] if text else []
    hide_from(request.scope, [*found, *([other] if other else [])])
    return text, other, found


@door(RELATE, methods=GET_POST)
def add_relation(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Relate the guest with another one found here, or with a person by name."""
    guest = get_guest(request.scope, guest_id, to="relate")
    text, other, found = _chosen(request, guest)
    first = {"kind": request.GET.get("kind", RelationKind.SPOUSE), "other": other.id if other else None}
    form = RelationForm(request.POST or None, initial=first)
    if request.method == "POST" and "look" not in request.POST and form.is_valid():
        data = form.cleaned_data
        verb = partial(
            relate,
            scope=request.scope,
            now=request.now,
            guest=guest,
            kind=RelationKind(data["kind"]),
            other=get_guest(request.scope, other.id, to="relate") if other else None,
            other_name=data["other_name"],
            note=data["note"],
            is_minor=data["is_minor"],
        )
        if accepted(form, verb):
            messages.success(request, _("The relation is noted."))
            return redirect_either(request, panel_of(guest_id))
    hide_from(request.scope, [guest])
    context = {"guest": guest, "form": form, "q": text, "other": other, "found": found}
    return render(request, "guests/relation_form.html", context, status=422 if form.errors else 200)


@door(RELATE, methods=POST)
def end(request: DeskRequest, guest_id: UUID, relation_id: UUID) -> HttpResponse:
    """Note that a relation is over."""
    guest = get_guest(request.scope, guest_id, to="relate")
    end_relation(scope=request.scope, now=request.now, guest=guest, relation_id=relation_id)
    return redirect_either(request, panel_of(guest_id))


@door(RELATE, methods=POST)
def note(request: DeskRequest, guest_id: UUID, relation_id: UUID) -> HttpResponse:
    """Put another note on a relation."""
    guest = get_guest(request.scope, guest_id, to="relate")
    form = NoteOnRelationForm(request.POST)
    text = form.cleaned_data["note"] if form.is_valid() else request.POST.get("note", "")
    change_note(scope=request.scope, now=request.now, guest=guest, relation_id=relation_id, note=text)
    return redirect_either(request, panel_of(guest_id))


def _relation(guest: Guest, raw: str) -> Relation | None:
    if not raw:
        return None
    try:
        row: Relation | None = row_of(Relation.objects, guest, UUID(raw))
    except ValueError as error:
        raise NotFound from error
    if row is None:
        raise NotFound
    return row


@door(RELATE, methods=GET_POST)
def add_date(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Note a birthday or anniversary of the guest, or (``relation=``) of a person around the guest."""
    guest = get_guest(request.scope, guest_id, to="relate")
    relation = _relation(guest, request.GET.get("relation", ""))
    spouses = Relation.objects.filter(
        guest_id__in=ids_of(guest), kind=RelationKind.SPOUSE, other_id__isnull=False, ended_at__isnull=True
    )
    spouse = Guest.objects.filter(id__in=spouses.values_list("other_id", flat=True)).first()
    form = DateForm(request.POST or None, initial={"spouse": spouse.id if spouse and relation is None else None})
    if request.method == "POST" and form.is_valid():
        linked = spouse if spouse is not None and form.cleaned_data["spouse"] == spouse.id else None
        draft = form.draft(relation.id if relation else None)
        verb = partial(note_date, scope=request.scope, now=request.now, guest=guest, draft=draft, spouse=linked)
        if accepted(form, verb, NAME_PLACES):
            messages.success(request, _("The day is noted."))
            return redirect_either(request, panel_of(guest_id))
    hide_from(request.scope, [guest, *([spouse] if spouse else [])])
    context = {"guest": guest, "form": form, "relation": relation, "spouse": spouse if relation is None else None}
    return render(request, "guests/date_form.html", context, status=422 if form.errors else 200)


@door(EDIT, methods=POST)
def drop_date(request: DeskRequest, guest_id: UUID, date_id: UUID) -> HttpResponse:
    """Remove a wrong date."""
    guest = get_guest(request.scope, guest_id, to="edit")
    remove_date(scope=request.scope, now=request.now, guest=guest, date_id=date_id)
    return redirect_either(request, panel_of(guest_id))
