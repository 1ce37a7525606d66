"""Doors of the organisations: list, new, edit, one field with its history, archive."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binzhi.companies import queries
from binzhi.companies.access import EDIT, EXPORT, READ, get_organisation
from binzhi.companies.domain.organisations import (
    archive_organisation,
    change_organisation,
    create_organisation,
    reopen_organisation,
)
from binzhi.companies.domain.taking_out import MOST, export_organisations
from binzhi.companies.domain.values import confirm_value, set_values
from binzhi.companies.enums import OrgState
from binzhi.companies.errors import SimilarOrganisation
from binzhi.companies.fields import OrgField, org_fields
from binzhi.companies.models import Organisation
from binzhi.companies.web.forms import FieldsForm, OrganisationForm, PurposeForm, ValueForm, input_name, typed_in
from binzhi.kernel.errors import BadInput, DomainError, NotFound, Stale
from binzhi.kernel.words import pick
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text
from binzhi.ui.forms import show_refusal as show_beside
from binzhi.ui.htmx import redirect_either, render_either
from binzhi.ui.requests import DeskRequest

PAGE = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_CREATION = ("office_phone", "web", "address", "nature", "industry", "responsible")


def page_of(organisation_id: UUID) -> str:
    """Return the address of the organisation's page."""
    return reverse("workbench:company", args=[organisation_id])


def _found(request: DeskRequest) -> QuerySet[Any]:
    """The organisations of the list as its filters say."""
    get = request.GET
    state = get.get("state", OrgState.ACTIVE)
    return queries.listed(
        request.scope,
        text=get.get("q", "").strip()[:120],
        nature=get.get("nature", ""),
        industry=get.get("industry", ""),
        state=state if state in {*OrgState.values, "all"} else OrgState.ACTIVE,
        today=request.business_date if get.get("talks") == "1" else None,
    )


@door(READ)
def company_list(request: DeskRequest) -> HttpResponse:
    """Show organisations found by name, pinyin or initials, filtered by nature, industry, state and due talks."""
    get = request.GET
    state, talks = get.get("state", OrgState.ACTIVE), get.get("talks") == "1"
    found = _found(request)
    page = Paginator(found, PAGE).get_page(get.get("page"))
    shown = list(page)
    known = org_fields()
    rows = [
        {
            "organisation": one,
            "nature": known["nature"].choice_words(one.nature) if one.nature else None,
            "industry": known["industry"].choice_words(one.industry) if one.industry else None,
            "talks": queries.talks_due(one, request.business_date),
        }
        for one in shown
    ]
    heads, mains = queries.head_counts([o.id for o in shown]), queries.main_contacts(shown)
    for row in rows:
        organisation: Any = row["organisation"]
        row["people"], row["main"] = heads.get(organisation.id, 0), mains.get(organisation.id)
    context = {
        "page": page,
        "rows": rows,
        "q": get.get("q", "").strip(),
        "chosen": {name: get.get(name, "") for name in ("nature", "industry")} | {"state": state, "talks": talks},
        "is_filtered": bool(
            get.get("q") or get.get("nature") or get.get("industry") or talks or state != OrgState.ACTIVE
        ),
        "natures": known["nature"].choices,
        "industries": known["industry"].choices,
        "talks_due": queries.talks_due_count(request.scope, request.business_date),
    }
    return render_either(request, "companies/list.html", "companies/_list.html", context)


@door(EXPORT, methods=GET_POST)
def export(request: DeskRequest) -> HttpResponse:
    """Take the list as filtered out as a workbook: asks for the purpose first, which is logged and printed in the file."""
    form = PurposeForm(request.POST or None)
    found = _found(request)
    if request.method == "POST" and form.is_valid():
        try:
            content = export_organisations(
                scope=request.scope,
                now=request.now,
                organisations=list(found[: MOST + 1]),
                purpose=form.cleaned_data["purpose"],
                hotel=request.hotel.code,
                language=get_language() or "zh-hans",
            )
        except DomainError as error:
            show_beside(form, error)
        else:
            response = HttpResponse(content, content_type=XLSX)
            response["Content-Disposition"] = f'attachment; filename="companies-{request.business_date:%Y%m%d}.xlsx"'
            response["Cache-Control"] = "no-store"
            return response
    context = {"form": form, "count": found.count()}
    return render(request, "companies/export.html", context, status=422 if form.errors else 200)


def show_refusal(form: FieldsForm, error: DomainError, language: str) -> None:
    """Put a refusal beside the input it is about."""
    place = None
    text = refusal_text(error)
    if isinstance(error, BadInput):
        place = form.place_of(str(error.where["field"]))
        text = pick(str(error.where["reason_zh"]), str(error.where["reason_en"]), language) if place else text
    if isinstance(error, SimilarOrganisation):
        place = "why_new"
    form.add_error(place, text)


@door(EDIT, methods=GET_POST)
def create(request: DeskRequest) -> HttpResponse:
    """Create an organisation; one with the same name is shown first and needs a reason."""
    wanted = [f for f in queries.readable_fields(request.scope) if f.code in AT_CREATION]
    initial = {"name": request.GET.get("name", "")}
    form = OrganisationForm(request.POST or None, org_fields=wanted, initial=initial)
    same: list[Organisation] = []
    if request.method == "POST" and form.is_valid():
        try:
            organisation = create_organisation(
                scope=request.scope,
                now=request.now,
                draft=form.draft(),
                values=form.given(),
                origin=form.origin(request.now),
                why_new=form.cleaned_data["why_new"],
            )
        except DomainError as error:
            same = error.candidates if isinstance(error, SimilarOrganisation) else []
            show_refusal(form, error, request.scope.language)
        else:
            messages.success(request, _("The company is created."))
            return redirect(page_of(organisation.id))
    context = {"form": form, "same": same, "organisation": None}
    return render(request, "companies/form.html", context, status=422 if form.errors else 200)


def _standing(request: DeskRequest, organisation: Organisation, wanted: list[OrgField]) -> dict[str, str]:
    sections = queries.sections_of(request.scope, organisation, now=request.now, purpose="company edit form")
    kept = {line.field.code: line.raw for section in sections for line in section.lines}
    return {name: text for field in wanted for name, text in typed_in(field, kept.get(field.code, "")).items()}


@door(EDIT, methods=GET_POST)
def edit(request: DeskRequest, organisation_id: UUID) -> HttpResponse:
    """Change names and fields; when two desks save at once, the second sees both values and decides."""
    organisation = get_organisation(request.scope, organisation_id, to=EDIT)
    wanted = [f for f in queries.readable_fields(request.scope) if not f.is_yearly]
    now_standing = OrganisationForm.names_of(organisation) | _standing(request, organisation, wanted)
    form = OrganisationForm(request.POST or None, org_fields=wanted, initial=now_standing)
    same: list[Organisation] = []
    differing: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        try:
            changed = change_organisation(
                scope=request.scope,
                now=request.now,
                organisation=organisation,
                draft=form.draft(),
                values=form.given(),
                origin=form.origin(request.now),
                version=int(version) if version.isdecimal() else None,
                why_new=form.cleaned_data["why_new"],
            )
        except Stale:
            differing = _differing(form, now_standing)
            form.add_error(None, _("Somebody else saved meanwhile. Compare the values below and save again."))
        except DomainError as error:
            same = error.candidates if isinstance(error, SimilarOrganisation) else []
            show_refusal(form, error, request.scope.language)
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was different, nothing was written."))
            return redirect(page_of(organisation.id))
    status = 409 if differing else 422 if form.errors else 200
    context = {"form": form, "same": same, "organisation": organisation, "differing": differing}
    return render(request, "companies/form.html", context, status=status)


def _differing(form: FieldsForm, standing: dict[str, str]) -> list[tuple[str, str, str]]:
    """What stands now beside what was typed, where the two differ."""
    labels = {input_name(f): f.words.text(get_language() or "zh-hans") for f in form.org_fields}
    found = []
    for name, text in standing.items():
        typed = str(form.cleaned_data.get(name) or "")
        if typed.replace("\r\n", "\n").strip() != text.strip():
            found.append((str(labels.get(name, form.fields[name].label)), text or "—", typed or "—"))
    return found


def _field(request: DeskRequest, code: str) -> OrgField:
    one = next((f for f in queries.readable_fields(request.scope) if f.code == code), None)
    if one is None:
        raise NotFound
    return one


@door(READ, methods=GET_POST)
def value(request: DeskRequest, organisation_id: UUID, code: str) -> HttpResponse:
    """Show one field with everything it ever held, and set it; the older value goes to the history."""
    organisation = get_organisation(request.scope, organisation_id, to=EDIT if request.method == "POST" else READ)
    one = _field(request, code)
    history = queries.history_of(request.scope, organisation, code, now=request.now)
    sections = queries.sections_of(request.scope, organisation, now=request.now, purpose="a company's field")
    kept = next(line.raw for section in sections for line in section.lines if line.field.code == code)
    form = ValueForm(
        request.POST or None, org_field=one, this_year=request.business_date.year, initial=typed_in(one, kept)
    )
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        try:
            set_values(
                scope=request.scope,
                now=request.now,
                organisation=organisation,
                values=form.given(),
                origin=form.origin(request.now),
                version=int(version) if version.isdecimal() else None,
            )
        except DomainError as error:
            show_refusal(form, error, request.scope.language)
        else:
            messages.success(request, _("Saved."))
            return redirect_either(request, f"{page_of(organisation_id)}#{code}")
    context = {
        "organisation": organisation,
        "field": one,
        "form": form,
        "history": history,
        "may_edit": request.scope.may(EDIT) and organisation.state == OrgState.ACTIVE,
    }
    return render(request, "companies/value.html", context, status=422 if form.errors else 200)


@door(EDIT, methods=POST)
def confirm(request: DeskRequest, organisation_id: UUID, value_id: UUID) -> HttpResponse:
    """Note that a value was found true today."""
    organisation = get_organisation(request.scope, organisation_id, to=EDIT)
    confirm_value(scope=request.scope, now=request.now, organisation=organisation, value_id=value_id)
    messages.success(request, _("Confirmed today."))
    return redirect_either(request, page_of(organisation_id))


@door(EDIT, methods=POST)
def archive(request: DeskRequest, organisation_id: UUID) -> HttpResponse:
    """Take an organisation out of use, or back into use."""
    get_organisation(request.scope, organisation_id, to=EDIT)
    if request.POST.get("do") == "reopen":
        reopen_organisation(scope=request.scope, now=request.now, organisation_id=organisation_id)
        messages.success(request, _("The company is in use again."))
    else:
        archive_organisation(scope=request.scope, now=request.now, organisation_id=organisation_id)
        messages.success(request, _("Archived. It can be reopened at any time."))
    return redirect_either(request, page_of(organisation_id))
