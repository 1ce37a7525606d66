"""Shape checks of the room's forms; saving means calling the verb."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binzhi.guests.enums import FlagCode, NoteKind, SourceKind
from binzhi.guests.items import Item, items
from binzhi.guests.web.value_form import input_for_item


def item_choices(
    kinds: tuple[str, ...] = ("preference", "fact"), *, off: frozenset[str] = frozenset()
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the catalogue as choices grouped by subject, in the reader's language, without what is switched off."""
    language = get_language() or "zh-hans"
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in items().values():
        if item.kind in kinds and item.code not in off:
            groups.setdefault(str(GROUP_WORDS.get(item.group, item.group)), []).append(
                (item.code, item.words.text(language))
            )
    return list(groups.items())


GROUP_WORDS = {
    "room": _("Room"),
    "bathroom": _("Bathroom"),
    "laundry": _("Laundry"),
    "turndown": _("Turndown"),
    "dining": _("Dining"),
    "office": _("Office"),
    "service": _("Service"),
    "gift": _("Gifts"),
    "alert": _("Alerts"),
    "person": _("Person"),
}


class FactForm(forms.Form):
    """One fact or preference with its origin."""

    item = forms.ChoiceField(label=_("What"))
    value = forms.CharField(label=_("Value"), max_length=300, required=False)
    source = forms.ChoiceField(
        label=_("How do we know"),
        choices=[
            (SourceKind.STATED, _("The guest said so")),
            (SourceKind.OBSERVED, _("We saw it")),
            (SourceKind.SCANNED, _("From a document")),
            (SourceKind.INFERRED, _("We conclude it")),
        ],
    )
    place = forms.CharField(label=_("Where"), max_length=60, required=False)

    def __init__(self, *args: Any, off: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[Any] = item_choices(off=off)
        chosen = self.data.get("item") or self.initial.get("item") or (choices[0][1][0][0] if choices else "")
        self.fields["value"] = input_for_item(str(chosen), get_language() or "zh-hans")
        self.order_fields(["item", "value", "source", "place"])
        self.fields["item"].widget.attrs |= {
            "hx-get": reverse("guests:fact_value"),
            "hx-target": "#fact-value",
            "hx-trigger": "change",
        }
        self.fields["item"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField by its declaration

    def item_chosen(self) -> Item:
        """Return the catalogue item."""
        return items()[self.cleaned_data["item"]]


class NoteForm(forms.Form):
    """A note of the own department."""

    kind = forms.ChoiceField(label=_("Kind"), choices=NoteKind.choices)
    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class FlagForm(forms.Form):
    """A flag with its reason."""

    code = forms.ChoiceField(label=_("Flag"), choices=FlagCode.choices)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class RevealForm(forms.Form):
    """Why a sealed value is looked at."""

    purpose = forms.CharField(label=_("Why do you need it?"), min_length=2, max_length=200)
