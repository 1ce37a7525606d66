"""Doors of changes of many guests: choose, preview, run, undo."""

from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binzhi.guests.access import CHANGE_MANY
from binzhi.guests.bulk_kinds import What, item_of, open_items
from binzhi.guests.domain.bulk_change import (
    INLINE,
    get_change,
    go_on,
    prepare_change,
    run_change,
    start_change,
    start_undo,
    undo_change,
)
from binzhi.guests.enums import BulkOutcome, FlagCode, JobState
from binzhi.guests.incognito import show_rows
from binzhi.guests.list_tasks import clock, run_bulk_change, undo_bulk_change
from binzhi.guests.lists import ids_by
from binzhi.guests.models import BulkChange, BulkRow
from binzhi.guests.web.lists import PAGE, chosen_rules, query_of
from binzhi.kernel.errors import DomainError
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text, show_refusal
from binzhi.ui.htmx import render_either
from binzhi.ui.requests import DeskRequest


class BulkForm(forms.Form):
    """What is set for all guests of the list."""

    what = forms.ChoiceField(label=_("What is changed"), choices=What.choices)
    flag = forms.ChoiceField(label=_("Flag"), choices=[("", "—"), *FlagCode.choices], required=False)
    item = forms.ChoiceField(label=_("Preference or tag"), required=False)
    value = forms.CharField(
        label=_("New value"),
        max_length=160,
        required=False,
        help_text=_("Empty clears the field. For flags it is not needed."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they come
        language = get_language() or "zh-hans"
        chosen: forms.ChoiceField = self.fields["item"]  # type: ignore[assignment]  # declared above
        chosen.choices = [("", "—"), *((i.code, i.words.text(language)) for i in open_items())]


def _target(data: dict[str, str]) -> str:
    what = What(data["what"])
    if what in {What.FLAG, What.UNFLAG}:
        return data["flag"]
    return data["item"] if what == What.FACT else ""


@door(CHANGE_MANY)
def changes(request: DeskRequest) -> HttpResponse:
    """List the changes of many guests, newest first."""
    page = Paginator(BulkChange.objects.filter(hotel=request.hotel).order_by("-asked_at"), PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "guests/changes.html", {"page": page})


@door(CHANGE_MANY, methods=GET_POST)
def new_change(request: DeskRequest) -> HttpResponse:
    """Choose what is changed for all guests of a list."""
    rules, wrong = chosen_rules(request)
    ids: list[UUID] = []
    if not wrong:
        try:
            ids = ids_by(request.scope, rules)
        except DomainError as error:
            wrong = refusal_text(error)
    form = BulkForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and not wrong:
        data = form.cleaned_data
        try:
            change = prepare_change(
                scope=request.scope,
                now=request.now,
                guest_ids=ids,
                what=What(data["what"]),
                target=_target(data),
                value=data["value"],
            )
        except DomainError as error:
            show_refusal(form, error, {"wrong_value": "value", "unknown_item": "item", "numbers_in_note": "value"})
        else:
            return redirect("guests:bulk", change_id=change.id)
    context = {
        "rules": rules,
        "raw": [r.stored() for r in rules],
        "query": query_of(rules),
        "count": len(ids),
        "form": form,
        "wrong": wrong,
    }
    return render(request, "guests/bulk_form.html", context, status=422 if form.errors or wrong else 200)


@door(CHANGE_MANY)
def bulk(request: DeskRequest, change_id: UUID) -> HttpResponse:
    """Show a change of many: the preview before, the progress while, the result after."""
    change = get_change(request.scope, change_id)
    only = request.GET.get("show", "")
    rows = BulkRow.objects.filter(change_id=change.id).select_related("guest").order_by("guest_id")
    if only in BulkOutcome.values:
        rows = rows.filter(outcome=only)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    show_rows(request.scope, page)
    item = item_of(change.target)
    flag = FlagCode(change.target).label if change.target in FlagCode.values else ""
    context = {
        "change": change,
        "page": page,
        "only": only,
        "what": What(change.what).label,
        "target": item.words if item else None,
        "flag": flag,
        "busy": change.state in {JobState.WAITING, JobState.RUNNING}
        or (change.state == JobState.UNDONE and _undoing(change)),
    }
    return render_either(request, "guests/bulk.html", "guests/_bulk.html", context)


def _undoing(change: BulkChange) -> bool:
    return bool(BulkRow.objects.filter(change_id=change.id, outcome=BulkOutcome.CHANGED).exists())


@door(CHANGE_MANY, methods=POST)
def run(request: DeskRequest, change_id: UUID) -> HttpResponse:
    """Do a prepared change: at once up to two hundred guests, else in the worker."""
    change = get_change(request.scope, change_id)
    step = go_on if change.state in {JobState.FAILED, JobState.RUNNING} else start_change
    change = step(scope=request.scope, now=request.now, change=change)
    if change.total <= INLINE:
        run_change(scope=request.scope, clock=clock, change=change)
    else:
        run_bulk_change.enqueue(str(change.id), str(request.scope.actor.id), str(request.hotel.id))
    return redirect("guests:bulk", change_id=change_id)


@door(CHANGE_MANY, methods=POST)
def undo(request: DeskRequest, change_id: UUID) -> HttpResponse:
    """Take a change back; guests somebody changed since are kept."""
    change = start_undo(scope=request.scope, now=request.now, change=get_change(request.scope, change_id))
    if change.total <= INLINE:
        undo_change(scope=request.scope, clock=clock, change=change)
    else:
        undo_bulk_change.enqueue(str(change.id), str(request.scope.actor.id), str(request.hotel.id))
    return redirect("guests:bulk", change_id=change_id)
