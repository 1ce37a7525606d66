"""Doors of one preparation item: look, sign, acknowledge, not possible, not needed, open again, hand over, opinion."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from binzhi.arrivals.access import SIGN, get_item
from binzhi.arrivals.cases import SOURCE_WORDS
from binzhi.arrivals.domain import items as verbs
from binzhi.arrivals.entries import Entry, Line
from binzhi.arrivals.enums import Outcome
from binzhi.arrivals.models import PreparationItem
from binzhi.arrivals.report import entry_of_stay
from binzhi.arrivals.web.choice import back_to
from binzhi.arrivals.web.forms import HandForm, OpinionForm, ReasonForm
from binzhi.arrivals.web.report import card_of
from binzhi.guests.access import get_guest
from binzhi.guests.errors import NumbersInNote
from binzhi.kernel.errors import NotFound
from binzhi.kernel.words import Words
from binzhi.org.queries import staff_of
from binzhi.stays.models import Stay
from binzhi.ui.doors import POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.htmx import inside, is_fragment, render_either
from binzhi.ui.requests import DeskRequest


def _entry(request: DeskRequest, item: PreparationItem, department: str = "") -> Entry:
    found = Stay.objects.select_related("guest", "hotel", "room", "room_type")
    stay: Stay | None = found.filter(guest_id=item.guest_id, id=item.stay_id).first()
    if stay is None:
        raise NotFound
    return entry_of_stay(request.scope, now=request.now, hotel=request.hotel, stay=stay, department=department)


def _line(entry: Entry, item: PreparationItem) -> Line:
    for line in entry.lines:
        if line.item.id == item.id:
            return line
    raise NotFound


def _department(request: DeskRequest) -> str:
    return request.GET.get("department", "")[:32]


def place_of(item: PreparationItem, department: str) -> str:
    """Return the address of the card an item stands on."""
    query = urlencode({"date": item.for_date.isoformat(), "department": department})
    return f"{reverse('arrivals:report')}?{query}"


def answer(request: DeskRequest, item: PreparationItem) -> HttpResponse:
    """Answer a button: the card or the line it stood in, or back to the page without HTMX."""
    department, part = _department(request), request.GET.get("part", "")
    if not is_fragment(request) or part not in {"card", "item"}:
        return back_to(request, place_of(item, department), f"stay-{item.stay_id}")
    entry = _entry(request, item, department)
    context: dict[str, Any] = {"next": request.POST.get("next", ""), "department": department, "may_sign": True}
    if part == "item":
        return render(
            request,
            "arrivals/_item.html",
            {**context, "line": _line(entry, item), "now": request.now, "part": "item", "department": ""},
        )
    return render(request, "arrivals/_card.html", {**context, **card_of(entry, request), "part": "card"})


def _reasons(line: Line) -> list[dict[str, Any]]:
    """The facts behind an item with who learned them, how and when."""
    found = []
    for row, words in zip(line.item.because, line.because, strict=True):
        label = Words(row["zh"], row["en"])
        value = Words(words.zh.removeprefix(f"{label.zh}："), words.en.removeprefix(f"{label.en}: "))
        source = SOURCE_WORDS.get(row.get("source", ""))
        found.append(
            {
                "label": label,
                "value": value,
                "author": row.get("author", ""),
                "source": source,
                "on": row.get("learned_on", ""),
            }
        )
    return found


def _page(
    request: DeskRequest, item: PreparationItem, *, reason: ReasonForm | None = None, opinion: OpinionForm | None = None
) -> HttpResponse:
    department = _department(request)
    entry = _entry(request, item, department if item.department == department else "")
    people = staff_of(request.hotel.id, item.department) or staff_of(request.hotel.id)
    target = request.POST.get("next") or request.GET.get("next", "")
    context = {
        "entry": entry,
        "line": _line(entry, item),
        "reasons": _reasons(_line(entry, item)),
        "next": target if inside(request, target) else f"{place_of(item, department)}#stay-{item.stay_id}",
        "reason_form": reason or ReasonForm(),
        "opinion_form": opinion or OpinionForm(),
        "hand_form": HandForm(people=people),
    }
    failed = bool((reason and reason.errors) or (opinion and opinion.errors))
    return render_either(request, "arrivals/item.html", "arrivals/_item_dialog.html", context, 422 if failed else 200)


@door(SIGN)
def item(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Show one item with the facts behind it and everything that can be done with it."""
    return _page(request, get_item(request.scope, guest_id, item_id, to=SIGN))


def _simple(request: DeskRequest, guest_id: UUID, item_id: UUID, verb: Callable[..., PreparationItem]) -> HttpResponse:
    row = get_item(request.scope, guest_id, item_id, to=SIGN)
    verb(scope=request.scope, now=request.now, item=row)
    return answer(request, row)


@door(SIGN, methods=POST)
def sign(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Sign with one tap."""
    return _simple(request, guest_id, item_id, verbs.sign_item)


@door(SIGN, methods=POST)
def acknowledge(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Say it was read."""
    return _simple(request, guest_id, item_id, verbs.acknowledge_item)


@door(SIGN, methods=POST)
def reopen(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Take a signature back."""
    return _simple(request, guest_id, item_id, verbs.reopen_item)


def _with_reason(
    request: DeskRequest, guest_id: UUID, item_id: UUID, verb: Callable[..., PreparationItem]
) -> HttpResponse:
    row = get_item(request.scope, guest_id, item_id, to=SIGN)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, row, reason=form)
    verb(scope=request.scope, now=request.now, item=row, reason=form.cleaned_data["reason"])
    return answer(request, row)


@door(SIGN, methods=POST)
def impossible(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Say with a reason that it cannot be done."""
    return _with_reason(request, guest_id, item_id, verbs.mark_impossible)


@door(SIGN, methods=POST)
def unneeded(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Say with a reason that it is not needed."""
    return _with_reason(request, guest_id, item_id, verbs.mark_unneeded)


@door(SIGN, methods=POST)
def hand(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Give an item to a colleague."""
    row = get_item(request.scope, guest_id, item_id, to=SIGN)
    people = staff_of(request.hotel.id, row.department) or staff_of(request.hotel.id)
    form = HandForm(request.POST, people=people)
    if form.is_valid():
        staff = next(p for p in people if str(p.id) == form.cleaned_data["staff"])
        verbs.hand_item_to(scope=request.scope, now=request.now, item=row, staff=staff)
    return answer(request, row)


@door(SIGN, methods=POST)
def opinion(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Record what the guest said at a call or a follow-up, and sign."""
    row = get_item(request.scope, guest_id, item_id, to=SIGN)
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return _page(request, row, opinion=form)
    get_guest(request.scope, row.guest_id, to="note")
    guest = row.guest  # the note belongs to the profile of the stay
    try:
        verbs.record_opinion(
            scope=request.scope,
            now=request.now,
            item=row,
            guest=guest,
            text=form.cleaned_data["text"],
            kind=form.cleaned_data["kind"],
        )
    except NumbersInNote as error:
        show_refusal(form, error, {"numbers_in_note": "text"})
        return _page(request, row, opinion=form)
    return answer(request, row)


@door(SIGN, methods=POST)
def outcome(request: DeskRequest, guest_id: UUID, item_id: UUID) -> HttpResponse:
    """Say after the stay whether a wish was kept."""
    row = get_item(request.scope, guest_id, item_id, to=SIGN)
    said = request.POST.get("outcome", "")
    if said in Outcome.values:
        verbs.mark_outcome(scope=request.scope, now=request.now, item=row, outcome=Outcome(said))
    return answer(request, row)
