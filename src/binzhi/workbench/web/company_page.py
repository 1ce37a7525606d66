"""One organisation on one screen: fields with origin, its people as a tree, and what they spent with the house."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation

from binzhi.companies import queries
from binzhi.companies.access import EDIT, READ, get_organisation
from binzhi.companies.enums import OrgState
from binzhi.companies.models import OrganisationValue
from binzhi.guests.joined import people_of_rows
from binzhi.org.policy import decide
from binzhi.stays.access import READ as READ_STAYS
from binzhi.stays.spending import YearSpend, spend_by_year
from binzhi.ui.doors import door
from binzhi.ui.requests import DeskRequest

SHOWN_PAST = 20


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year: what the client itself sells, beside what its people spend here (R-028)."""

    year: int
    sales: str
    sales_row: OrganisationValue | None
    spend: list[YearSpend]


def _years(sections: list[queries.Section], spend: list[YearSpend]) -> list[YearLine]:
    lines = {line.field.code: line for section in sections for line in section.lines}
    sales = (
        {int(period): (text, row) for period, text, row in lines["annual_sales"].years}
        if "annual_sales" in lines
        else {}
    )
    found: dict[int, list[YearSpend]] = {year: [] for year in sales}
    for one in spend:
        found.setdefault(one.year, []).append(one)
    lined = []
    for year, spent in sorted(found.items(), reverse=True):
        text, row = sales.get(year, ("", None))
        lined.append(YearLine(year, text, row, spent))
    return lined


def _context(request: DeskRequest, organisation_id: UUID, *, purpose: str) -> dict[str, Any]:
    organisation = get_organisation(request.scope, organisation_id)
    sections = queries.sections_of(request.scope, organisation, now=request.now, purpose=purpose)
    people, contacts = queries.people_of(organisation.id), queries.contacts_of(organisation.id)
    spend: list[YearSpend] = []
    sees_spend = request.scope.may(READ_STAYS)
    if sees_spend:
        spend = spend_by_year(queries.work_spans(people), today=request.business_date, people=people_of_rows(people))
    speaking = {contact.guest.id for contact in contacts}
    present = [row for row in people if not row.is_over]
    past = [row for row in people if row.is_over]
    known, counted = queries.completeness(sections)
    return {
        "organisation": organisation,
        "sections": sections,
        "known": known,
        "counted": counted,
        "tree": queries.tree_of(organisation, contacts, people),
        "contacts": contacts,
        "others": [row for row in present if row.guest.id not in speaking],
        "present": len({row.guest_id for row in present}),
        "past": past[:SHOWN_PAST],
        "more_past": max(len(past) - SHOWN_PAST, 0),
        "years": _years(sections, spend),
        "sees_spend": sees_spend,
        "sees_sales": decide(request.scope, "read", field_class="C2"),
        "sees_phones": decide(request.scope, "read", field_class="C2"),
        "may_reveal": decide(request.scope, "reveal", field_class="C2"),
        "may_edit": request.scope.may(EDIT) and organisation.state == OrgState.ACTIVE,
        "may_archive": request.scope.may(EDIT),
        "talks": queries.talks_due(organisation, request.business_date),
        "year_begins": queries.next_year_start(organisation, request.business_date),
        "reach": queries.reach_of(request.scope, organisation),
    }


@door(READ)
def company_page(request: DeskRequest, organisation_id: UUID) -> HttpResponse:
    """Show who, how to reach, fields by section with completeness, the tree of people, spend per year."""
    return render(request, "workbench/company.html", _context(request, organisation_id, purpose="company page"))


@door(READ)
def company_print(request: DeskRequest, organisation_id: UUID) -> HttpResponse:
    """Print the organisation's sheet in the language asked for, with the fields the reader may see."""
    language = request.GET.get("language", "")
    chosen = language if language in {"zh-hans", "en"} else translation.get_language() or "zh-hans"
    with translation.override(chosen):
        context = _context(request, organisation_id, purpose="printed company sheet")
        return render(request, "workbench/company_print.html", context | {"printed_at": request.now})
