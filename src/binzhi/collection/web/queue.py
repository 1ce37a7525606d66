"""Doors of the keepers' queue: list, one item, accept, reject, correct, ask back, take back, several at once."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from binzhi.collection.access import COLLECT, KEEP
from binzhi.collection.domain import queue as verbs
from binzhi.collection.enums import ItemKind, ItemState
from binzhi.collection.models import CollectedItem
from binzhi.collection.queries import TABS, Line, get_item, lines_of, queue_items, tab_counts
from binzhi.collection.web.answers import as_uuid, known_departments
from binzhi.collection.web.keeper_forms import AskForm, CorrectForm, WhyForm, value_widget
from binzhi.guests.enums import SourceKind
from binzhi.guests.joined import people_of_rows
from binzhi.guests.queries import flags_of
from binzhi.kernel.errors import DomainError
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text, show_refusal
from binzhi.ui.htmx import is_fragment, redirect_either, render_either
from binzhi.ui.requests import DeskRequest

PAGE = 25
WHY = {"collection_reason_needed": "reason", "numbers_in_note": "reason", "health_words": "reason"}
STEPS = ("collected", "sorted", "stored", "updated", "used")


def _choice(request: DeskRequest) -> dict[str, str]:
    tab = request.GET.get("tab", "mine")
    kind = request.GET.get("kind", "")
    return {
        "tab": tab if tab in TABS else "mine",
        "department": request.GET.get("department", "")[:32],
        "kind": kind if kind in ItemKind.values else "",
    }


@door(KEEP)
def queue(request: DeskRequest) -> HttpResponse:
    """Show what waits for the keeper, with everything needed to decide; filters by tab, department and kind."""
    choice = _choice(request)
    found = queue_items(
        request.scope, now=request.now, tab=choice["tab"], department=choice["department"], kind=choice["kind"]
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    lines = lines_of(request.scope, list(page), now=request.now)
    flags = flags_of(people_of_rows(line.row for line in lines))
    for line in lines:
        line.flags = flags.get(line.row.guest_id, [])
    context = {
        **choice,
        **_frame(request),
        "page": page,
        "lines": lines,
        "kinds": ItemKind.choices,
    }
    return render_either(request, "collection/queue.html", "collection/_queue.html", context)


def _frame(request: DeskRequest) -> dict[str, Any]:
    return {
        "counts": tab_counts(request.scope, now=request.now),
        "departments": known_departments(request),
        "now": request.now,
    }


def _line(request: DeskRequest, row: CollectedItem, *, open_values: bool = False) -> Line:
    return lines_of(request.scope, [row], now=request.now, open_values=open_values)[0]


@door(COLLECT)
def item(request: DeskRequest, guest_id: UUID, collected_id: UUID) -> HttpResponse:
    """Show one item in full: words, value, origin, evidence, every step with who and when (R-151)."""
    row = get_item(request.scope, guest_id, collected_id)
    if request.scope.may(KEEP) and row.state in verbs.OPEN:
        verbs.obtain_item(scope=request.scope, now=request.now, item=row)
    others = queue_items(request.scope, now=request.now, tab="open", guest_id=guest_id).exclude(id=row.id)[:20]
    context = {
        "line": _line(request, row, open_values=True),
        "states": STEPS,
        "reached": {one.get("state") for one in row.steps},
        "others": lines_of(request.scope, list(others), now=request.now),
        "flags": flags_of(people_of_rows([row])).get(row.guest_id, []),
        "may_keep": request.scope.may(KEEP),
        **_frame(request),
    }
    return render(request, "collection/item.html", context)


def _answer(request: DeskRequest, row: CollectedItem, said: str, *, undo: bool = False) -> HttpResponse:
    """Answer a decision: the card as it is now with fresh counts, or back to the list without HTMX."""
    if is_fragment(request):
        fresh = get_item(request.scope, row.guest_id, row.id)
        context = {"line": _line(request, fresh), "said": said, "undo": undo, "is_done": True, **_frame(request)}
        context["tab"] = request.GET.get("tab", "mine")
        return render(request, "collection/_decided.html", context)
    messages.success(request, said)
    return redirect("collection:queue")


@door(KEEP, methods=POST)
def accept(request: DeskRequest, guest_id: UUID, collected_id: UUID) -> HttpResponse:
    """Take the next step of an item; the state the page showed tells which, so that a second tap does nothing more."""
    row = get_item(request.scope, guest_id, collected_id, to=KEEP)
    shown = request.POST.get("state", "")
    if shown in ItemState.values:
        row.state = shown
    done = verbs.accept_item(
        scope=request.scope, now=request.now, item=row, replaces=request.POST.get("replaces") == "1"
    )
    said = (
        _("Sorted: it goes to the front office.")
        if done.state == ItemState.SORTED
        else _("It is part of the guest history now.")
    )
    return _answer(request, done, said, undo=done.state == ItemState.SORTED)


@door(KEEP, methods=POST)
def accept_many(request: DeskRequest) -> HttpResponse:
    """Accept the ticked items, each for itself; what is refused stays and says why."""
    rows = []
    for ticked in request.POST.getlist("item")[:200]:
        guest_id, _sep, rest = ticked.partition(":")
        collected_id, _sep, state = rest.partition(":")
        one, other = as_uuid(guest_id), as_uuid(collected_id)
        if one and other:
            row = get_item(request.scope, one, other, to=KEEP)
            row.state = state if state in ItemState.values else row.state
            rows.append(row)
    result = verbs.accept_items(scope=request.scope, now=request.now, items=rows)
    many = len(result.done)
    if many:
        messages.success(request, ngettext("%(n)s item accepted.", "%(n)s items accepted.", many) % {"n": many})
    elif not rows:
        messages.warning(request, _("Tick the items first."))
    for _row, error in result.refused[:5]:
        messages.error(request, refusal_text(error))
    back = request.GET.urlencode()
    return redirect_either(request, f"{request.path_info.rsplit('accept/', 1)[0]}?{back}")


@door(KEEP, methods=GET_POST)
def reject(request: DeskRequest, guest_id: UUID, collected_id: UUID) -> HttpResponse:
    """Reject with a reason."""
    row = get_item(request.scope, guest_id, collected_id, to=KEEP)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = verbs.reject_item(scope=request.scope, now=request.now, item=row, reason=form.cleaned_data["reason"])
        except DomainError as error:
            show_refusal(
                form,
                error,
                WHY,
            )
        else:
            return _answer(request, done, _("Rejected; the collector sees the reason."), undo=True)
    return _dialog(request, row, form, _("Reject"), "reject")


@door(KEEP, methods=GET_POST)
def ask(request: DeskRequest, guest_id: UUID, collected_id: UUID) -> HttpResponse:
    """Ask the collector for more."""
    row = get_item(request.scope, guest_id, collected_id, to=KEEP)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = verbs.ask_collector(
                scope=request.scope, now=request.now, item=row, question=form.cleaned_data["reason"]
            )
        except DomainError as error:
            show_refusal(
                form,
                error,
                WHY,
            )
        else:
            return _answer(request, done, _("The collector was asked."))
    return _dialog(request, row, form, _("Ask the collector"), "ask")


@door(KEEP, methods=GET_POST)
def correct(request: DeskRequest, guest_id: UUID, collected_id: UUID) -> HttpResponse:
    """Correct what it is about, its value, source or place."""
    row = get_item(request.scope, guest_id, collected_id, to=KEEP)
    shown = {"item": row.item, "value": row.value, "source": row.source_kind, "place": row.place}
    form = CorrectForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            done = verbs.correct_item(
                scope=request.scope,
                now=request.now,
                item=row,
                code=data["item"],
                value=data["value"],
                source=SourceKind(data["source"]),
                place=data["place"],
            )
        except DomainError as error:
            show_refusal(form, error, {"wrong_value": "value", "words_needed": "item", "field_switched_off": "item"})
        else:
            return _answer(request, done, _("Corrected."))
    return _dialog(request, row, form, _("Correct"), "correct")


def _dialog(request: DeskRequest, row: CollectedItem, form: Any, heading: str, verb: str) -> HttpResponse:
    context = {
        "line": _line(request, row),
        "form": form,
        "heading": heading,
        "verb": f"collection:{verb}",
        "tab": request.GET.get("tab", "mine"),
        "is_item_form": verb == "correct",
    }
    status = 422 if form.errors else 200
    answer = render_either(request, "collection/decide.html", "collection/_decide_dialog.html", context, status)
    if form.errors:  # the form posts onto the card; what is wrong belongs into the dialog
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialogs", "innerHTML"
    return answer


@door(KEEP, methods=POST)
def reopen(request: DeskRequest, guest_id: UUID, collected_id: UUID) -> HttpResponse:
    """Take a sorting or rejection back."""
    row = get_item(request.scope, guest_id, collected_id, to=KEEP)
    done = verbs.reopen_item(scope=request.scope, now=request.now, item=row)
    return _answer(request, done, _("Taken back."))


@door(COLLECT)
def value_field(request: DeskRequest) -> HttpResponse:
    """Answer the input that fits the chosen item."""
    code = request.GET.get("item", "")[:48]
    box_id = request.GET.get("id", "")
    box_id = box_id if re.fullmatch(r"[\w-]{1,80}", box_id) else "id_value"
    return HttpResponse(value_widget(code).render("value", None, {"id": box_id}))
