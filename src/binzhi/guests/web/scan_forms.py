"""The form of the review page: a field for each line, and what becomes of a value that differs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binzhi.guests.domain.scan_confirm import TAKE, WAIT
from binzhi.guests.enums import DocumentKind, Gender
from binzhi.guests.models import Guest
from binzhi.guests.scan_offer import Line
from binzhi.guests.web.address_field import AddressField
from binzhi.kernel.errors import DomainError
from binzhi.ui.forms import DayInput, show_refusal

LONGEST = {
    "web": 200,
    "email": 254,
    "company": 160,
    "name": 120,
    "latin_name": 120,
}
PLACES = {
    "wrong_id_number": "document_number",
    "document_taken": "document_number",
    "wrong_date": "birth_date",
    "wrong_contact": "mobile",
}
CHOICES = [(WAIT, _("Ask later: keep both")), (TAKE, _("Replace the standing one")), ("skip", _("Leave it out"))]


class ReviewForm(forms.Form):
    """Every value may be corrected; an emptied one is left out. Values this role may not see have no field."""

    def __init__(self, *args: Any, lines: Sequence[Line], guest: Guest | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.guest = lines, guest
        for line in lines:
            if not line.is_hidden:
                self.fields[line.name] = _field(line, needed=line.name == "name" and guest is None)
            if line.may_replace:
                self.fields[f"choice_{line.name}"] = forms.ChoiceField(
                    label=_("What becomes of it"), choices=CHOICES, initial=WAIT, required=False
                )

    def rows(self) -> list[dict[str, Any]]:
        """Return the lines with their bound fields for the table."""
        return [
            {
                "line": line,
                "field": self[line.name] if line.name in self.fields else None,
                "choice": self[f"choice_{line.name}"] if f"choice_{line.name}" in self.fields else None,
            }
            for line in self.lines
        ]

    def values(self) -> dict[str, str]:
        """Return what was confirmed, as text; a value left out is empty."""
        found = {}
        for line in self.lines:
            if line.is_hidden:
                if self.cleaned_data.get(f"choice_{line.name}") == "skip":
                    found[line.name] = ""
                continue
            value = self.cleaned_data.get(line.name) or ""
            text = value.isoformat() if hasattr(value, "isoformat") else str(value)
            found[line.name] = "" if self.cleaned_data.get(f"choice_{line.name}") == "skip" else text
        return found

    def replacing(self) -> frozenset[str]:
        """Return the fields whose new value is to replace the standing one."""
        chosen = {line.name for line in self.lines if self.cleaned_data.get(f"choice_{line.name}") == TAKE}
        return frozenset(chosen)

    def show(self, error: DomainError) -> None:
        """Put a refusal beside its field."""
        show_refusal(self, error, PLACES)


def _field(line: Line, *, needed: bool) -> forms.Field:
    name, common = line.name, {"label": line.label, "required": needed, "initial": line.read}
    if name == "gender":
        choices = [("", "—"), *((g.value, g.label) for g in (Gender.MALE, Gender.FEMALE))]
        return forms.ChoiceField(choices=choices, **common)
    if name == "document_kind":
        return forms.ChoiceField(choices=[("", "—"), *DocumentKind.choices], **common)
    if name in {"birth_date", "expires_on"}:
        return forms.DateField(widget=DayInput(), **common)
    if name in {"nationality", "document_country"}:
        return forms.RegexField(regex=r"^[A-Za-z]{2}$", max_length=2, **common)
    if name in {"address", "company_address"}:
        return AddressField(**common)
    return forms.CharField(max_length=LONGEST.get(name, 80), **common)
