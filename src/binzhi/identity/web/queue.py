"""Doors of the keeper's queue: list, one pair side by side, decide, take back (R-186, R-187)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from binzhi.guests.incognito import hide_from
from binzhi.guests.joined import people_by_id
from binzhi.identity import queries
from binzhi.identity.access import MERGE, REVIEW
from binzhi.identity.domain.cases import decide_case, get_case, undo_decision
from binzhi.identity.domain.refusals import HeldApart, PartsConflict
from binzhi.identity.enums import CaseOrigin, CaseState
from binzhi.identity.models import PairCase
from binzhi.identity.sides import beside
from binzhi.identity.web.forms import choices_in
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text
from binzhi.ui.requests import DeskRequest

PAGE = 25


@door(REVIEW)
def case_list(request: DeskRequest) -> HttpResponse:
    """List the suspected pairs, what is most at stake first, with progress and the live precision."""
    page = Paginator(queries.queue(request.scope), PAGE).get_page(request.GET.get("page"))
    people = people_by_id({i for row in page for i in (row.guest_a, row.guest_b)})
    hide_from(request.scope, people.persons)
    lines = [
        {"case": row, "one": people.leads.get(row.guest_a), "other": people.leads.get(row.guest_b)} for row in page
    ]
    context = {
        "page": page,
        "lines": lines,
        "progress": queries.progress(),
        "precision": queries.live_precision(),
        "doubles": queries.doubles(request.scope),
        "done": _done(request),
        "may_decide": request.scope.may(MERGE),
    }
    return render(request, "identity/queue.html", context)


def _done(request: DeskRequest) -> PairCase | None:
    """Return the case that was just answered, so that the answer can be taken back right away."""
    try:
        case = get_case(UUID(request.GET.get("done", "")))
    except (ValueError, NotFound):
        return None
    return case if case.state in {CaseState.SAME, CaseState.DIFFERENT, CaseState.UNSURE} else None


def _neighbours(request: DeskRequest, case: PairCase) -> tuple[PairCase | None, PairCase | None]:
    """Return the cases before and after one in the queue (of the first two hundred)."""
    rows = list(queries.queue(request.scope)[:200])
    place = next((n for n, row in enumerate(rows) if row.id == case.id), -1)
    if place < 0:
        return None, rows[0] if rows else None
    return (rows[place - 1] if place else None), (rows[place + 1] if place + 1 < len(rows) else None)


@door(REVIEW, methods=GET_POST)
def case(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Show two persons side by side with the reasons, and take the keeper's answer: same, different, unsure."""
    row = get_case(case_id)
    before, after = _neighbours(request, row)
    if request.method == "POST":
        try:
            decide_case(
                scope=request.scope,
                now=request.now,
                case=row,
                answer=request.POST.get("answer", ""),
                choices=choices_in(request.POST),
                reason=request.POST.get("reason", ""),
            )
        except DomainError as error:
            return _page(request, row, before, after, refusal=error)
        there = reverse("identity:case", args=[after.id]) if after else reverse("identity:queue")
        return redirect(f"{there}?done={row.id}")
    return _page(request, row, before, after)


def _page(
    request: DeskRequest,
    row: PairCase,
    before: PairCase | None,
    after: PairCase | None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "case": row,
        "pair": beside(request.scope, row.guest_a, row.guest_b),
        "before": before,
        "after": after,
        "progress": queries.progress(),
        "done": _done(request),
        "is_sample": row.origin == CaseOrigin.SAMPLE,
        "is_open": row.state in {CaseState.OPEN, CaseState.UNSURE},
        "may_decide": request.scope.may(MERGE),
        "refusal": refusal_text(refusal) if refusal else "",
        "needs_reason": bool(row.conflict) or isinstance(refusal, (PartsConflict, HeldApart)),
    }
    return render(request, "identity/case.html", context, status=422 if refusal else 200)


@door(MERGE, methods=POST)
def undo(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Take the answer to a case back and show the pair again."""
    row = undo_decision(scope=request.scope, now=request.now, case=get_case(case_id))
    messages.success(request, _("Taken back. Both are as they were."))
    return redirect("identity:case", case_id=row.id)
