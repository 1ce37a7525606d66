"""The form of one field of the file: the right input, the entry rule with its example, and where the value comes from."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binzhi.guests.enums import Channel, SourceKind
from binzhi.guests.fields import Field, fields
from binzhi.guests.file import FileLine
from binzhi.guests.items import items
from binzhi.guests.origin import Origin
from binzhi.guests.web.address_field import AddressField

SOURCES = [
    (SourceKind.STATED, _("The guest said so")),
    (SourceKind.OBSERVED, _("We saw it")),
    (SourceKind.SCANNED, _("From a document")),
    (SourceKind.INFERRED, _("We conclude it")),
]
WAYS = [
    Channel.RECEPTION, Channel.TELEPHONE, Channel.EMAIL, Channel.BOOKING_FORM, Channel.REGISTRATION,
    Channel.BUSINESS_CARD, Channel.OBSERVATION, Channel.QUESTION, Channel.REVIEW,
]  # fmt: skip


def rule_of(field: Field, language: str) -> str:
    """Return the entry rule of a field with its example, for the line below its input (R-176)."""
    item = items().get(field.item_code)
    rule = field.rule.text(language) or (item.hint.text(language) if item else "")
    example = str(_("For example: %s")) % field.example if field.example else ""
    return " ".join(part for part in (rule, example) if part)


def input_for(field: Field, language: str) -> forms.Field:
    """Return the input that fits a field: a list where there is one, else a line of text."""
    item = items().get(field.item_code)
    choices = item.choices if item and item.choices else field.choices
    rule = rule_of(field, language)
    if choices:
        offered = [("", "—"), *((code, words.text(language)) for code, words in choices)]
        return forms.ChoiceField(label=field.words.text(language), choices=offered, required=False, help_text=rule)
    if item is not None and item.value == "yes":
        return forms.ChoiceField(
            label=field.words.text(language), choices=[("yes", _("Yes"))], required=False, help_text=rule
        )
    if field.kind == "address":
        return AddressField(label=field.words.text(language), required=False, help_text=rule)
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=field.words.text(language), max_length=300, required=False, help_text=rule, widget=widget
    )


def input_for_item(code: str, language: str) -> forms.Field:
    """Return the input that fits an item of the catalogue, with its rule below."""
    item = items().get(code)
    known = fields().get(code)
    if known is not None:
        return input_for(known, language)
    label, rule = (item.words.text(language), item.hint.text(language)) if item else (str(_("Value")), "")
    if item is not None and item.choices:
        offered = [(choice, words.text(language)) for choice, words in item.choices]
        return forms.ChoiceField(label=label, choices=[("", "—"), *offered], required=False, help_text=rule)
    if item is not None and item.value == "yes":
        return forms.ChoiceField(label=label, choices=[("yes", _("Yes"))], required=False, help_text=rule)
    kinds = {"number": "number", "time": "time"}
    attrs = {"type": kinds.get(item.value, "text") if item else "text", "autocomplete": "off"}
    if attrs["type"] == "number":
        attrs["step"] = "any"
    return forms.CharField(
        label=label, max_length=300, required=False, help_text=rule, widget=forms.TextInput(attrs=attrs)
    )


class ValueForm(forms.Form):
    """A value of one field with its origin."""

    source = forms.ChoiceField(label=_("How do we know"), choices=SOURCES)
    channel = forms.ChoiceField(label=_("By which way"), required=False)
    place = forms.CharField(label=_("Where"), max_length=60, required=False)
    base = forms.CharField(required=False, widget=forms.HiddenInput)
    replaces = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("value", "source", "channel", "place")

    def __init__(self, *args: Any, line: FileLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh-hans"
        self.line = line
        self.fields["value"] = input_for(line.field, language)
        ways: list[Any] = [("", "—"), *((way.value, way.label) for way in WAYS)]
        self.fields["channel"].choices = ways  # type: ignore[attr-defined]  # a ChoiceField by its declaration
        self.order_fields(self.field_order)
        single = line.field.kind not in {"tags", "list"} and len(line.values) == 1
        shown = line.values[0] if single else None
        if line.field.stored_as("column"):
            self.initial.update({"value": shown.raw if shown else "", "base": shown.raw if shown else ""})
        elif shown is not None and shown.fact_id is not None and line.field.item_code:
            item = items()[line.field.item_code]
            if not item.many:
                self.initial.update({"value": shown.raw, "replaces": str(shown.fact_id)})

    def clean_replaces(self) -> UUID | None:
        """Read the id of the fact that the form showed."""
        text = self.cleaned_data["replaces"]
        try:
            return UUID(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(_("Not an id.")) from error

    def entered(self) -> dict[str, Any]:
        """Return what the verb asks for."""
        data = self.cleaned_data
        channel = Channel(data["channel"]) if data["channel"] in Channel.values else None
        origin = Origin(source=SourceKind(data["source"]), channel=channel, place=data["place"])
        base = data["base"] if self.line.field.stored_as("column") else None
        return {"value": data["value"], "origin": origin, "base": base, "replaces": data["replaces"]}
