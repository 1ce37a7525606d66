"""Forms made of the catalogue: the entry rule and an example stand at each input (R-176); saving means calling the verb."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binzhi.companies.drafts import GivenValue, OrganisationDraft
from binzhi.companies.fields import SECTIONS, OrgField
from binzhi.companies.models import Organisation
from binzhi.companies.shapes import PARTS, Given, edit_value
from binzhi.guests.enums import Channel, SourceKind
from binzhi.guests.origin import Origin
from binzhi.kernel.words import Words
from binzhi.ui.forms import DayInput

SOURCES = [(kind.value, kind.label) for kind in SourceKind if kind not in {SourceKind.IMPORTED, SourceKind.SCANNED}]
CHANNELS = [
    (one.value, one.label)
    for one in (
        Channel.RECEPTION, Channel.TELEPHONE, Channel.EMAIL, Channel.BUSINESS_CARD, Channel.WRITTEN_NOTICE, Channel.ORAL_NOTICE,
        Channel.MEETING, Channel.ENQUIRY,
    )
]  # fmt: skip
PART_WORDS = {
    "country": _("Country"), "province": _("Province"), "city": _("City"), "district": _("District"),
    "street": _("Street and number"), "postcode": _("Postcode"), "start": _("First day"), "end": _("Last day"),
    "date": _("Date"), "text": _("Text"),
}  # fmt: skip
NAMES = ("name", "short_name", "english_name", "other_names")


def _language() -> str:
    return get_language() or "zh-hans"


def rule_of(field: OrgField) -> str:
    """Return the entry rule with its example, in the reader's language."""
    example = _("Example: %(example)s") % {"example": field.example}
    stop = "。" if _language().startswith("zh") else ". "
    return f"{field.rule.text(_language())}{stop}{example}"


def input_name(field: OrgField, part: str = "") -> str:
    """Return the name of an input of a field."""
    return f"f_{field.code}__{part}" if part else f"f_{field.code}"


def inputs_of(field: OrgField) -> dict[str, forms.Field]:
    """Return the inputs a field is typed in, by name."""
    label, rule = field.words.text(_language()), rule_of(field)
    if field.kind in PARTS:
        made: dict[str, forms.Field] = {}
        for part in PARTS[field.kind]:
            widget: forms.Widget = forms.TextInput()
            if part == "date":
                widget = DayInput()
            elif part == "text":
                widget = forms.Textarea(attrs={"rows": 3})
            elif part in {"start", "end"}:
                widget = forms.TextInput(attrs={"placeholder": "01-01" if part == "start" else "12-31"})
            made[input_name(field, part)] = forms.CharField(label=PART_WORDS[part], required=False, widget=widget)
        return made
    if field.kind == "choice":
        choices = [("", "—"), *((code, words.text(_language())) for code, words in field.choices)]
        return {input_name(field): forms.ChoiceField(label=label, required=False, choices=choices, help_text=rule)}
    area = {"rows": 4 if field.kind in {"prices", "deals"} else 2}
    widget = forms.Textarea(attrs=area) if field.kind in {"long_text", "prices", "deals"} else forms.TextInput()
    if field.kind == "tags":
        known = ("、" if _language().startswith("zh") else ", ").join(w.text(_language()) for _c, w in field.choices)
        listed = _("Known: %(known)s") % {"known": known}
        rule = f"{rule} {listed}"
    return {input_name(field): forms.CharField(label=label, required=False, widget=widget, help_text=rule)}


def typed_in(field: OrgField, kept: str) -> dict[str, str]:
    """Return a kept value spread over the inputs of its field."""
    given: Given = edit_value(field, kept) if kept else ({} if field.kind in PARTS else "")
    if isinstance(given, Mapping):
        return {input_name(field, part): given.get(part, "") for part in PARTS[field.kind]}
    if field.kind == "tags":
        given = ", ".join(field.choice_words(tag).text(_language()) for tag in given.split(", ") if tag)
    return {input_name(field): given}


@dataclass(frozen=True, slots=True)
class Block:
    """A field with its inputs, for the template."""

    field: OrgField
    inputs: list[Any]
    rule: str

    @property
    def is_parted(self) -> bool:
        """Tell whether the field is typed in several inputs."""
        return len(self.inputs) > 1


class OriginForm(forms.Form):
    """How the values below came to be known."""

    source = forms.ChoiceField(label=_("How do you know?"), choices=SOURCES, initial=SourceKind.STATED)
    channel = forms.ChoiceField(label=_("By which way"), required=False, choices=[("", "—"), *CHANNELS])
    learned_on = forms.DateField(
        label=_("Learned on"), required=False, widget=DayInput(), help_text=_("Empty means today.")
    )
    confidence = forms.IntegerField(
        label=_("How sure, in percent"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Empty: by the source."),
    )

    def origin(self, now: datetime) -> Origin:
        """Return the origin for the verb; a day becomes its noon, today the present moment."""
        data = self.cleaned_data
        return Origin(
            source=SourceKind(data["source"]),
            channel=Channel(data["channel"]) if data["channel"] else None,
            learned_at=moment_of(data["learned_on"], now),
            confidence=data["confidence"],
        )


def moment_of(day: date | None, now: datetime) -> datetime | None:
    """Return noon of a day, None for none and for today."""
    if day is None or day == timezone.localdate(now):
        return None
    return timezone.make_aware(datetime.combine(day, time(12)))


class FieldsForm(OriginForm):
    """Any fields of the catalogue with their origin."""

    def __init__(self, *args: Any, org_fields: Iterable[OrgField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.org_fields = list(org_fields)
        for field in self.org_fields:
            self.fields.update(inputs_of(field))

    def given(self) -> tuple[GivenValue, ...]:
        """Return what was typed, field by field."""
        found = []
        for field in self.org_fields:
            given: Given
            if field.kind in PARTS:
                given = {part: self.cleaned_data.get(input_name(field, part), "") for part in PARTS[field.kind]}
            else:
                given = self.cleaned_data.get(input_name(field), "")
            found.append(GivenValue(field.code, given, str(self.cleaned_data.get("period", ""))))
        return tuple(found)

    def blocks(self) -> list[tuple[Words, list[Block]]]:
        """Return the inputs by section, for the template."""
        found: list[tuple[Words, list[Block]]] = []
        for code, words in SECTIONS.items():
            here = [f for f in self.org_fields if f.section == code]
            if here:
                found.append((words, [Block(f, [self[name] for name in inputs_of(f)], rule_of(f)) for f in here]))
        return found

    def place_of(self, code: str) -> str | None:
        """Return the input a refusal about a field is shown at."""
        names = [name for name in self.fields if name == f"f_{code}" or name.startswith(f"f_{code}__")]
        return names[0] if names else (code if code in self.fields else None)


class OrganisationForm(FieldsForm):
    """Names and fields of an organisation."""

    name = forms.CharField(
        label=_("Official name"), max_length=160, help_text=_("As on the business licence: 东海重工集团有限公司")
    )
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False, help_text=_("As people say it"))
    english_name = forms.CharField(label=_("English name"), max_length=160, required=False)
    other_names = forms.CharField(
        label=_("Other names"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000,
        help_text=_("One per line: former names, brands, abbreviations"),
    )  # fmt: skip
    why_new = forms.CharField(
        label=_("Why it is another one"), max_length=200, required=False,
        help_text=_("Needed only when an organisation with the same name exists"),
    )  # fmt: skip

    def draft(self) -> OrganisationDraft:
        """Return the names for the verb."""
        data = self.cleaned_data
        others = tuple(line.strip() for line in data["other_names"].splitlines() if line.strip())
        return OrganisationDraft(data["name"], data["short_name"], data["english_name"], others)

    @staticmethod
    def names_of(organisation: Organisation) -> dict[str, str]:
        """Return the names as initial values."""
        values = {name: getattr(organisation, name) for name in NAMES[:3]}
        return {**values, "other_names": "\n".join(organisation.other_names)}


class ValueForm(FieldsForm):
    """One field with its origin; a yearly figure also says the year."""

    def __init__(self, *args: Any, org_field: OrgField, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, org_fields=[org_field], **kwargs)
        if org_field.is_yearly:
            self.fields["period"] = forms.IntegerField(
                label=_("Year"), min_value=1980, max_value=this_year + 1, initial=this_year - 1
            )


class PersonForm(forms.Form):
    """A person of the organisation: found in the guest histories, or new with a name."""

    guest = forms.UUIDField(required=False, widget=forms.HiddenInput())
    new_name = forms.CharField(label=_("Name of a new person"), max_length=120, required=False)
    position = forms.CharField(
        label=_("Position"), max_length=80, required=False, help_text=_("As on the business card: 采购总监")
    )
    started_on = forms.DateField(label=_("In this position since"), required=False, widget=DayInput())
    is_contact = forms.BooleanField(label=_("Contact person: speaks for the company"), required=False)
    role = forms.CharField(
        label=_("Role towards the hotel"),
        max_length=80,
        required=False,
        help_text=_("Bookings, invoices, meetings, travel plans …"),
    )
    phone = forms.CharField(label=_("Phone for this role"), max_length=40, required=False)
    superior = forms.ChoiceField(label=_("Reports to"), required=False)
    main = forms.BooleanField(label=_("Main contact"), required=False)

    def __init__(self, *args: Any, superiors: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["superior"].choices = [("", "—"), *superiors]  # type: ignore[attr-defined]  # a ChoiceField above

    def clean(self) -> dict[str, Any]:
        """A person must be chosen or named."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("guest") and not data.get("new_name"):
            self.add_error("new_name", _("Choose a person, or enter the name of a new one."))
        return data


class ContactForm(forms.Form):
    """What a contact person does for the organisation."""

    role = forms.CharField(label=_("Role towards the hotel"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("New phone for this role"), max_length=40, required=False, help_text=_("Empty leaves the present one.")
    )
    superior = forms.ChoiceField(label=_("Reports to"), required=False)

    def __init__(self, *args: Any, superiors: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["superior"].choices = [("", "—"), *superiors]  # type: ignore[attr-defined]  # a ChoiceField above


class WorkForm(OriginForm):
    """Where a guest works: the organisation is chosen beside the form."""

    organisation = forms.UUIDField(required=True, widget=forms.HiddenInput())
    position = forms.CharField(label=_("Position"), max_length=80, required=False)
    started_on = forms.DateField(label=_("In this position since"), required=False, widget=DayInput())
    beside = forms.BooleanField(label=_("Held beside the present position"), required=False)


class SpanForm(forms.Form):
    """The dates of a position."""

    started_on = forms.DateField(label=_("From"), required=False, widget=DayInput())
    ended_on = forms.DateField(label=_("Until"), required=False, widget=DayInput())


class PurposeForm(forms.Form):
    """Why a sealed value is looked at."""

    purpose = forms.CharField(label=_("Why do you need it?"), min_length=2, max_length=200)
