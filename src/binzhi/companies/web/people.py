"""Doors of the people: contact persons, reporting lines, who works where, and the panel of the guest page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from binzhi.audit.domain.unit import unit_of_work
from binzhi.companies import queries
from binzhi.companies.access import EDIT, READ, get_contact_person, get_employment, get_organisation
from binzhi.companies.cells import PHONE_CLASS, phone_cell
from binzhi.companies.domain.contacts import (
    change_contact_person,
    choose_main_contact,
    remove_contact_person,
    set_reporting_line,
)
from binzhi.companies.domain.employment import correct_dates, employ, leave, take_company_address
from binzhi.companies.domain.people import NewPerson, add_person
from binzhi.companies.models import Organisation
from binzhi.companies.web.forms import ContactForm, PersonForm, PurposeForm, SpanForm, WorkForm
from binzhi.companies.web.views import page_of
from binzhi.guests.access import CREATE as CREATE_GUEST
from binzhi.guests.access import EDIT as EDIT_GUEST
from binzhi.guests.access import READ as READ_GUEST
from binzhi.guests.access import SEARCH as SEARCH_GUESTS
from binzhi.guests.access import get_guest
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.errors import MatchFound, SameNameFound
from binzhi.guests.queries import search_guests
from binzhi.guests.web.known import known_guests
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.org import policy
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text, show_refusal
from binzhi.ui.htmx import redirect_either, render_either
from binzhi.ui.requests import DeskRequest
from binzhi.vault.domain.sealing import reveal

SHOWN = 8
DEALS_SHOWN = 8
PLACES = {
    "wrong_contact": "phone",
    "not_a_contact": "superior",
    "reporting_circle": "superior",
    "wrong_span": "started_on",
}


def _guest_page(guest_id: UUID) -> str:
    return reverse("workbench:guest", args=[guest_id])


def _superiors(organisation: Organisation, *, but: UUID | None = None) -> list[tuple[str, str]]:
    contacts = [c for c in queries.contacts_of(organisation.id) if c.id != but]
    return [(str(c.id), f"{c.guest.name} {c.role}".strip()) for c in contacts]


@door(SEARCH_GUESTS)
def find_person(request: DeskRequest) -> HttpResponse:
    """Offer guests to choose from while a name is typed."""
    text = request.GET.get("who", "").strip()[:120]
    found = search_guests(request.scope, text, limit=SHOWN) if text else []
    return render(request, "companies/_persons.html", {"found": found, "q": text})


@door(READ)
def find_company(request: DeskRequest) -> HttpResponse:
    """Offer organisations to choose from while a name is typed."""
    text = request.GET.get("which", "").strip()[:120]
    found = [o for o in queries.search_organisations(request.scope, text, SHOWN) if o.state == "active"]
    return render(request, "companies/_companies.html", {"found": found, "q": text})


@door(EDIT, methods=GET_POST)
def add(request: DeskRequest, organisation_id: UUID) -> HttpResponse:
    """Add a person: as contact person, as somebody who works there, or both; found or new."""
    organisation = get_organisation(request.scope, organisation_id, to=EDIT)
    initial: dict[str, Any] = {
        "is_contact": request.GET.get("as", "contact") == "contact",
        "guest": request.GET.get("guest", ""),
    }
    form = PersonForm(request.POST or None, superiors=_superiors(organisation), initial=initial)
    known: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        guest = get_guest(request.scope, data["guest"]) if data["guest"] else None
        person = NewPerson(
            position=data["position"],
            started_on=data["started_on"],
            is_contact=data["is_contact"],
            role=data["role"],
            phone=data["phone"],
            superior_id=UUID(data["superior"]) if data["superior"] else None,
            main=data["main"],
        )
        try:
            add_person(
                scope=request.scope,
                now=request.now,
                organisation=organisation,
                guest=guest,
                new_name=data["new_name"],
                person=person,
                reason=request.POST.get("reason", ""),
                sure_other=bool(request.POST.get("sure_other")),
            )
        except (MatchFound, SameNameFound) as error:
            known = known_guests(request, error, GuestDraft(name=data["new_name"], company=organisation.name))
        except DomainError as error:
            show_refusal(form, error, PLACES)
        else:
            messages.success(request, _("Added."))
            return redirect(page_of(organisation_id))
    chosen = form["guest"].value()
    context = {
        "organisation": organisation,
        "form": form,
        "chosen": _chosen(request, str(chosen or "")),
        "may_create": request.scope.may(CREATE_GUEST),
        "may_search": request.scope.may(SEARCH_GUESTS),
        **known,
    }
    status = 422 if form.errors else 409 if known else 200
    return render(request, "companies/person_form.html", context, status=status)


def _chosen(request: DeskRequest, text: str) -> Any:
    try:
        return get_guest(request.scope, UUID(text)) if text else None
    except (ValueError, DomainError):
        return None


@door(EDIT, methods=GET_POST)
def contact(request: DeskRequest, organisation_id: UUID, contact_id: UUID) -> HttpResponse:
    """Change role, phone and reporting line of a contact person; make it the main one; end it."""
    organisation = get_organisation(request.scope, organisation_id, to=EDIT)
    row = get_contact_person(request.scope, organisation_id, contact_id, to=EDIT)
    action = request.POST.get("do", "")
    if request.method == "POST" and action in {"main", "remove"}:
        verb = choose_main_contact if action == "main" else remove_contact_person
        verb(scope=request.scope, now=request.now, contact=row)
        messages.success(request, _("Saved."))
        return redirect_either(request, page_of(organisation_id))
    initial = {"role": row.role, "superior": str(row.superior_id or "")}
    form = ContactForm(request.POST or None, superiors=_superiors(organisation, but=row.id), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        superior_id = UUID(data["superior"]) if data["superior"] else None
        try:
            with unit_of_work(request.scope):  # writes: role and line together, by their verbs
                set_reporting_line(scope=request.scope, now=request.now, contact=row, superior_id=superior_id)
                change_contact_person(
                    scope=request.scope, now=request.now, contact=row, role=data["role"], phone=data["phone"] or None
                )
        except DomainError as error:
            show_refusal(form, error, PLACES)
        else:
            messages.success(request, _("Saved."))
            return redirect(page_of(organisation_id))
    context = {
        "organisation": organisation,
        "contact": row,
        "form": form,
        "is_main": organisation.main_contact_id == row.id,
    }
    return render(request, "companies/contact_form.html", context, status=422 if form.errors else 200)


@door(READ, methods=GET_POST)
def contact_phone(request: DeskRequest, organisation_id: UUID, contact_id: UUID) -> HttpResponse:
    """Show the phone of a contact person, with a reason, logged first."""
    policy.require(request.scope, "reveal", field_class=PHONE_CLASS)
    organisation = get_organisation(request.scope, organisation_id)
    row = get_contact_person(request.scope, organisation_id, contact_id)
    if row.phone is None:
        raise NotFound
    form, shown = PurposeForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["purpose"]
        shown = reveal(scope=request.scope, now=request.now, cell=phone_cell(row), purpose=purpose)
    context = {"organisation": organisation, "contact": row, "form": form, "value": shown}
    status = 422 if form.errors else 200
    response = render_either(request, "companies/phone.html", "companies/_phone.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@door(EDIT_GUEST, methods=GET_POST)
def work(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Note where a guest works now; what the guest held before stays as history."""
    guest = get_guest(request.scope, guest_id, to="edit")
    form = WorkForm(
        request.POST or None, initial={"organisation": request.GET.get("organisation", ""), "position": guest.position}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        organisation = get_organisation(request.scope, data["organisation"])
        try:
            employ(
                scope=request.scope,
                now=request.now,
                guest=guest,
                organisation=organisation,
                position=data["position"],
                started_on=data["started_on"],
                origin=form.origin(request.now),
                beside=data["beside"],
            )
        except DomainError as error:
            show_refusal(form, error, PLACES)
        else:
            messages.success(request, _("Saved."))
            return redirect(_guest_page(guest_id))
    context = {"guest": guest, "form": form, "chosen": _company(request, str(form["organisation"].value() or ""))}
    return render(request, "companies/work_form.html", context, status=422 if form.errors else 200)


def _company(request: DeskRequest, text: str) -> Organisation | None:
    try:
        return get_organisation(request.scope, UUID(text)) if text else None
    except (ValueError, DomainError):
        return None


@door(EDIT_GUEST, methods=GET_POST)
def end_work(request: DeskRequest, guest_id: UUID, employment_id: UUID) -> HttpResponse:
    """End a position, or correct its dates."""
    guest = get_guest(request.scope, guest_id, to="edit")
    row = get_employment(request.scope, guest_id, employment_id)
    form = SpanForm(request.POST or None, initial={"started_on": row.started_on, "ended_on": row.ended_on})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        ids: dict[str, Any] = {"guest_id": guest_id, "employment_id": employment_id}
        try:
            if request.POST.get("do") == "leave":
                leave(scope=request.scope, now=request.now, ended_on=data["ended_on"], **ids)
            else:
                correct_dates(scope=request.scope, now=request.now, **ids, **data)
        except DomainError as error:
            form.add_error("ended_on", refusal_text(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(_guest_page(guest_id))
    context = {"guest": guest, "row": row, "form": form}
    return render(request, "companies/span_form.html", context, status=422 if form.errors else 200)


@door(EDIT_GUEST, methods=POST)
def take_address(request: DeskRequest, guest_id: UUID, organisation_id: UUID) -> HttpResponse:
    """Give a guest the company's address as mailing address."""
    guest = get_guest(request.scope, guest_id, to="edit")
    organisation = get_organisation(request.scope, organisation_id)
    if take_company_address(scope=request.scope, now=request.now, guest=guest, organisation=organisation):
        messages.success(request, _("The company's address is now a mailing address of the guest."))
    else:
        messages.info(request, _("It is a mailing address of the guest already."))
    return redirect_either(request, _guest_page(guest_id))


@door(READ_GUEST)
def employment_panel(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show where a guest works and worked, with the company's address and phone; a slow panel of the guest page."""
    guest = get_guest(request.scope, guest_id)
    jobs = queries.jobs_of(guest)
    present = next((job for job in jobs if not job.row.is_over and job.organisation), None)
    may_read = request.scope.may(READ)
    organisation = present.organisation if present else None
    facts = queries.reach_of(request.scope, organisation) if organisation and may_read else None
    employers = [job.organisation for job in jobs if job.organisation and not job.row.is_over]
    context = {
        "guest": guest,
        "jobs": jobs,
        "deals": queries.deals_of(request.scope, employers, now=request.now)[:DEALS_SHOWN],
        "organisation": organisation,
        "reach": facts,
        "may_read": may_read,
        "may_edit": request.scope.may(EDIT_GUEST) and may_read,
        "typed": guest.company if guest.company and not any(not j.row.is_over for j in jobs) else "",
    }
    return render_either(request, "companies/employment.html", "companies/_employment.html", context)
