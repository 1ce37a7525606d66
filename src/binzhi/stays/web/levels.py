"""Door of the customer level: how it was computed, who set another one and why, and the form of the manager."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from binzhi.guests.access import get_guest
from binzhi.guests.models import Guest
from binzhi.kernel.errors import DomainError
from binzhi.org import policy
from binzhi.stays.access import READ, SET_LEVEL
from binzhi.stays.domain.levels import follow_rule, set_level
from binzhi.stays.levels import LEVELS, level_of, overrides_of, reason_cell, thresholds
from binzhi.ui.doors import POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.requests import DeskRequest
from binzhi.vault.domain.sealing import read_many

MEASURES = {
    "stays": gettext_lazy("stays"),
    "nights": gettext_lazy("nights"),
    "spend": gettext_lazy("purchases"),
}


class LevelForm(forms.Form):
    """Another level with its reason."""

    level = forms.ChoiceField(label=gettext_lazy("Level"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what a form takes
        language = get_language() or "zh-hans"
        choices = [(code, words.text(language)) for code, words in LEVELS.items()]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField by its declaration


@door(READ)
def level(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show the level with what it was computed from, and what managers set in its place (R-027)."""
    return _page(request, get_guest(request.scope, guest_id), LevelForm())


@door(SET_LEVEL, methods=POST)
def change_level(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Set another level with a reason, or let the rule decide again."""
    guest = get_guest(request.scope, guest_id)
    policy.require(request.scope, "read", field_class="C2")
    asked: dict[str, Any] = {"scope": request.scope, "now": request.now, "hotel": request.hotel, "guest": guest}
    if "follow_rule" in request.POST:
        follow_rule(**asked)
        messages.success(request, _("The level follows the rule again."))
        return redirect("stays:level", guest_id=guest.id)
    form = LevelForm(request.POST)
    if form.is_valid():
        try:
            set_level(**asked, level=form.cleaned_data["level"], reason=form.cleaned_data["reason"])
        except DomainError as error:
            show_refusal(form, error, {"numbers_in_note": "reason"})
        else:
            messages.success(request, _("The level is set."))
            return redirect("stays:level", guest_id=guest.id)
    return _page(request, guest, form)


def _page(request: DeskRequest, guest: Guest, form: LevelForm) -> HttpResponse:
    scope, hotel = request.scope, request.hotel
    policy.require(scope, "read", field_class="C2")
    found, rows = level_of(hotel, guest, request.business_date), overrides_of(hotel, guest)
    cells = [reason_cell(row) for row in rows]
    reasons = read_many(scope=scope, now=request.now, cells=cells, purpose="customer level") if cells else []
    wanted = thresholds(hotel)
    context = {
        "guest": guest,
        "level": found,
        "counted": [(MEASURES[m], found.figures.of(m), [wanted[code][m] for code in wanted]) for m in MEASURES],
        "levels": [LEVELS[code] for code in wanted],
        "past": [(row, LEVELS[row.level], why) for row, why in zip(rows, reasons, strict=True)],
        "form": form,
        "may_set": scope.may(SET_LEVEL),
    }
    return render(request, "stays/level.html", context, status=422 if form.errors else 200)
