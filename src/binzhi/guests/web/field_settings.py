"""Doors of "Profile fields": which sensitive and never-ask fields the hotel keeps, why, on what basis, since when (R-157)."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binzhi.guests.access import SWITCH_FIELDS
from binzhi.guests.domain.field_choices import switch_field
from binzhi.guests.enums import LawfulBasis
from binzhi.guests.fields import SECTION_WORDS, fields
from binzhi.guests.items import items
from binzhi.guests.models import FieldChoice
from binzhi.guests.switches import choices_of, switchable, words_of
from binzhi.kernel.errors import DomainError
from binzhi.kernel.words import Words
from binzhi.org.queries import departments
from binzhi.ui.doors import GET_POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.requests import DeskRequest


class SwitchForm(forms.Form):
    """Why a field is kept, and on what basis."""

    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        max_length=200,
        min_length=4,
        help_text=gettext_lazy("What it is needed for, in one sentence a guest would understand."),
    )
    basis = forms.ChoiceField(label=gettext_lazy("Lawful basis"), choices=LawfulBasis.choices)

    def __init__(self, *args: object, sensitive: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through to Django's form
        if sensitive:
            offered = [(b.value, b.label) for b in LawfulBasis if b != LawfulBasis.CONTRACT]
            self.fields["basis"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField by its declaration


@dataclass(slots=True)
class SwitchLine:
    """A field that is off until it is switched on, and the choice in force."""

    code: str
    words: Words
    field_class: str
    never_ask: bool
    row: str
    choice: FieldChoice | None
    form: SwitchForm | None = None

    @property
    def is_on(self) -> bool:
        """Tell whether the hotel keeps the field."""
        return bool(self.choice and self.choice.is_on)


def _lines(request: DeskRequest) -> list[SwitchLine]:
    chosen = choices_of(request.hotel.id)
    found = []
    for code in switchable():
        known = fields().get(code) or items()[code]
        line = SwitchLine(code, words_of(code), known.field_class, known.never_ask, known.row, chosen.get(code))
        line.form = SwitchForm(sensitive=known.field_class == "C4", prefix=code)
        found.append(line)
    return found


@door(SWITCH_FIELDS, methods=GET_POST)
def field_settings(request: DeskRequest) -> HttpResponse:
    """Switch sensitive and never-ask fields on, with purpose and basis, or off; show every choice made."""
    lines = _lines(request)
    if request.method == "POST":
        code = request.POST.get("field", "")
        line = next((one for one in lines if one.code == code), None)
        answer = _switch(request, line)
        if answer is not None:
            return answer
    history = FieldChoice.objects.filter(hotel_id=request.hotel.id).order_by("-chosen_at", "-id")[:60]
    sections = [(words, [f for f in fields().values() if f.section == code]) for code, words in SECTION_WORDS.items()]
    context = {
        "lines": lines,
        "history": history,
        "sections": sections,
        "departments": {d.code: d for d in departments(request.hotel.id)},
    }
    status = 422 if any(one.form and one.form.errors for one in lines) else 200
    return render(request, "guests/field_settings.html", context, status=status)


def _switch(request: DeskRequest, line: SwitchLine | None) -> HttpResponse | None:
    code = request.POST.get("field", "")
    on = request.POST.get("on") == "1"
    form = SwitchForm(request.POST, sensitive=bool(line and line.field_class == "C4"), prefix=code)
    if line is not None:
        line.form = form
    purpose, basis = "", None
    if on:
        if not form.is_valid():
            return None
        purpose, basis = form.cleaned_data["purpose"], LawfulBasis(form.cleaned_data["basis"])
    try:
        switch_field(
            scope=request.scope,
            now=request.now,
            hotel_id=request.hotel.id,
            field=code,
            on=on,
            purpose=purpose,
            basis=basis,
        )
    except DomainError as error:
        if line is None or not on:
            raise
        show_refusal(form, error)
        return None
    messages.success(
        request, _("Switched on.") if on else _("Switched off. What is kept stays, masked, until it is removed.")
    )
    return redirect("guests:field_settings")
