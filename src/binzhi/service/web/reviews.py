"""Doors of online reviews: the list, entering one, confirming who wrote it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binzhi.guests.access import SEARCH, get_guest
from binzhi.guests.domain.search import search
from binzhi.guests.models import Guest
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.service import queries
from binzhi.service.access import LINK_REVIEW, READ, get_review
from binzhi.service.domain.reviews import enter_review, link_review, unlink_review
from binzhi.service.web import choosing
from binzhi.service.web.forms import DIMENSION_WORDS, ReviewForm
from binzhi.stays.access import get_stay
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.requests import DeskRequest

PAGE = 25


@door(READ)
def reviews(request: DeskRequest) -> HttpResponse:
    """Show the reviews, newest first; those without a guest are marked."""
    state = request.GET.get("state", "")
    linked = {"open": False, "linked": True}.get(state)
    found = queries.reviews(request.scope, choosing.my_place(request), linked=linked)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "may_link": request.scope.may(LINK_REVIEW)}
    return render(request, "service/reviews.html", context)


@door(LINK_REVIEW, methods=GET_POST)
def review_new(request: DeskRequest) -> HttpResponse:
    """Enter a review as it was published."""
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = enter_review(
                scope=request.scope,
                now=request.now,
                hotel=choosing.my_place(request),
                site=data["site"],
                pseudonym=data["pseudonym"],
                published_on=data["published_on"],
                text=data["text"],
                score=data["score"],
                scores=form.scores(),
            )
        except DomainError as error:
            show_refusal(form, error, {"numbers_in_note": "text"})
        else:
            return redirect("service:review", row.id)
    return render(request, "service/review_form.html", {"form": form}, status=422 if form.errors else 200)


@door(READ)
def review(request: DeskRequest, review_id: UUID) -> HttpResponse:
    """Show a review with the stays it may be about; a person decides."""
    row = get_review(request.scope, review_id)
    text = request.GET.get("q", "").strip()
    may_link = request.scope.may(LINK_REVIEW)
    may_search = bool(text) and may_link and request.scope.may(SEARCH)
    hits = search(scope=request.scope, now=request.now, text=text, limit=8) if may_search else []
    context = {
        "review": row,
        "scores": [(DIMENSION_WORDS[name], score) for name, score in row.scores.items() if name in DIMENSION_WORDS],
        "suggestions": queries.suggest_stays(row) if row.linked_guest is None and may_link else [],
        "guest": Guest.objects.filter(id=row.linked_guest).first() if row.linked_guest else None,
        "may_link": may_link,
        "q": text,
        "hits": [hit.guest for hit in hits],
    }
    return render(request, "service/review.html", context)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


@door(LINK_REVIEW, methods=POST)
def review_link(request: DeskRequest, review_id: UUID) -> HttpResponse:
    """Confirm who wrote the review."""
    row = get_review(request.scope, review_id, to=LINK_REVIEW)
    guest = get_guest(request.scope, _uuid(request.POST.get("guest", "")))
    stay_id = request.POST.get("stay", "")
    stay = get_stay(request.scope, guest.id, _uuid(stay_id)) if stay_id else None
    link_review(scope=request.scope, now=request.now, review=row, guest=guest, stay=stay)
    messages.success(request, _("The review stands in the guest's file."))
    return redirect("service:review", row.id)


@door(LINK_REVIEW, methods=POST)
def review_unlink(request: DeskRequest, review_id: UUID) -> HttpResponse:
    """Take the link back."""
    row = get_review(request.scope, review_id, to=LINK_REVIEW)
    unlink_review(scope=request.scope, now=request.now, review=row)
    messages.success(request, _("The review names nobody again."))
    return redirect("service:review", row.id)
