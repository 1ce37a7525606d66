"""Shape checks of the keepers' forms; saving means calling the verb."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binzhi.collection.enums import EnquiryKind, FeedbackSort, FileKind
from binzhi.collection.targets import offered_codes, target_of
from binzhi.collection.wordings import words_of_code
from binzhi.guests.enums import Channel, SourceKind, Stage
from binzhi.guests.errors import UnknownItem
from binzhi.kernel.words import pick
from binzhi.org.models import Department, Staff
from binzhi.ui.forms import ClockInput, DayInput

CHANNELS = (
    Channel.RECEPTION,
    Channel.TELEPHONE,
    Channel.WEB,
    Channel.EMAIL,
    Channel.OBSERVATION,
    Channel.QUESTION,
    Channel.SERVICE_CARD,
    Channel.REVIEW,
    Channel.BUSINESS_CARD,
)
GROUP_WORDS = {
    "room": _("Room"),
    "bathroom": _("Bathroom"),
    "laundry": _("Laundry"),
    "turndown": _("Turndown"),
    "dining": _("Dining"),
    "office": _("Office"),
    "service": _("Service"),
    "gift": _("Gifts"),
    "alert": _("To be careful about"),
    "person": _("Person"),
    "": _("Profile"),
}


def language() -> str:
    """Return the reader's language."""
    return get_language() or "zh-hans"


def item_choices(*, blank: Any) -> list[Any]:
    """Return what an item may be sorted under, in groups."""
    groups: dict[str, list[tuple[str, str]]] = {code: [] for code in GROUP_WORDS}
    for code in offered_codes():
        target = target_of(code)
        group = target.item.group if target.item and not target.item.row_field else ""
        groups[group].append((code, words_of_code(code).text(language())))
    return [("", blank), *[(GROUP_WORDS[group], rows) for group, rows in groups.items() if rows]]


def value_widget(code: str) -> forms.Widget:
    """Return the input that fits an item: a list, a number, a time, or a line."""
    try:
        target = target_of(code) if code else None
    except UnknownItem:
        target = None
    if target is None or target.kind == "note":
        return forms.TextInput(attrs={"maxlength": 300})
    item, field = target.item, target.field
    choices = item.choices if item and item.value == "choice" else field.choices if field else ()
    if choices:
        return forms.Select(choices=[("", "—"), *[(c, w.text(language())) for c, w in choices]])
    if item is not None and item.value == "yes":
        return forms.Select(choices=[("yes", _("Yes"))])
    if item is not None and item.value == "number":
        return forms.NumberInput(attrs={"step": "any"})
    return ClockInput() if item is not None and item.value == "time" else forms.TextInput(attrs={"maxlength": 300})


class ItemForm(forms.Form):
    """What it is about, and its value."""

    item = forms.ChoiceField(label=_("What it is about"), required=False)
    value = forms.CharField(label=_("Value"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["item"]
        field.choices = item_choices(blank=_("Words only (becomes a note)"))
        code = str(self.data.get(self.add_prefix("item"), self.initial.get("item", "")))
        self.fields["value"].widget = value_widget(code)
        field.widget.attrs |= {
            "hx-get": reverse("collection:value_field"),
            "hx-target": "next [name=value]",
            "hx-swap": "outerHTML",
            "hx-trigger": "change",
            "hx-vals": json.dumps({"id": self["value"].id_for_label}),
        }


class NoticeForm(ItemForm):
    """A notice: words, or an item with its value; where, when and how it was learned."""

    text = forms.CharField(
        label=_("What was told or noticed"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    channel = forms.ChoiceField(label=_("Learned by"), choices=[(c.value, c.label) for c in CHANNELS])
    stage = forms.ChoiceField(label=_("When in the stay"), required=False, choices=[("", "—"), *Stage.choices])
    source = forms.ChoiceField(
        label=_("How do we know"),
        choices=[(SourceKind.STATED, _("The guest said so")), (SourceKind.OBSERVED, _("We saw it"))],
    )
    place = forms.CharField(label=_("Where"), max_length=60, required=False)
    day = forms.DateField(label=_("Day"), widget=DayInput)
    hour = forms.TimeField(label=_("At"), widget=ClockInput, required=False)
    field_order: tuple[str, ...] = ("text", "item", "value", "source", "channel", "stage", "place", "day", "hour")

    def happened_at(self, zone: str, now: datetime) -> datetime:
        """Return the moment in the hotel's zone; today without an hour is now."""
        day, hour = self.cleaned_data["day"], self.cleaned_data["hour"]
        local = now.astimezone(ZoneInfo(zone))
        if hour is None:
            return now if day == local.date() else datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
        return datetime.combine(day, hour, tzinfo=ZoneInfo(zone))


class OralForm(NoticeForm):
    """An oral notice names who reported it."""

    reporter = forms.ChoiceField(label=_("Reported by"))
    field_order = ("reporter", *NoticeForm.field_order)

    def __init__(self, *args: Any, people: list[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reporter"]
        field.choices = [("", "—"), *[(str(p.id), pick(p.name, p.name_en, language())) for p in people]]


class ConversationForm(NoticeForm):
    """What was learned in conversation: date and place are needed; the guest said so."""

    place = forms.CharField(label=_("Where"), max_length=60)
    source: Any = None


class FeedbackForm(NoticeForm):
    """What the guest says at check-in or check-out."""

    sort = forms.ChoiceField(label=_("Kind"), choices=FeedbackSort.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("What the guest said"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    stage = forms.ChoiceField(
        label=_("When in the stay"),
        choices=[(Stage.CHECK_IN, Stage.CHECK_IN.label), (Stage.CHECK_OUT, Stage.CHECK_OUT.label)],
    )
    source: Any = None
    field_order = ("sort", "stage", "text", "item", "value", "channel", "place", "day", "hour")


class CorrectForm(ItemForm):
    """A correction."""

    source = forms.ChoiceField(
        label=_("How do we know"),
        choices=[
            (s.value, s.label)
            for s in (SourceKind.STATED, SourceKind.OBSERVED, SourceKind.INFERRED, SourceKind.SCANNED)
        ],
    )
    place = forms.CharField(label=_("Where"), max_length=60, required=False)


class WhyForm(forms.Form):
    """A reason or a question."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )


class AskForm(forms.Form):
    """What the keeper asks the collector."""

    reason = forms.CharField(
        label=_("What do you need to know?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
    )


class ReplyForm(forms.Form):
    """The collector's answer."""

    text = forms.CharField(label=_("Answer"), min_length=2, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class KeeperForm(forms.Form):
    """Who keeps which department's guest history."""

    department = forms.ChoiceField(label=_("Department"), required=False)
    staff = forms.ChoiceField(label=_("Colleague"))

    def __init__(self, *args: Any, departments: list[Department], people: list[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department: Any = self.fields["department"]
        department.choices = [("", _("The house (final consolidation)")), *department_choices(departments)]
        staff: Any = self.fields["staff"]
        staff.choices = [(str(p.id), pick(p.name, p.name_en, language())) for p in people]


def department_choices(departments: list[Department]) -> list[tuple[str, str]]:
    """Return departments by their words."""
    return [(d.code, pick(d.name_zh, d.name_en, language())) for d in departments]


class MeetingForm(forms.Form):
    """A meeting to come."""

    department = forms.ChoiceField(label=_("Department"))
    team = forms.CharField(
        label=_("Work team"), max_length=60, required=False, help_text=_("Left empty: the whole department.")
    )
    day = forms.DateField(label=_("Day"), widget=DayInput)
    hour = forms.TimeField(label=_("At"), widget=ClockInput)
    place = forms.CharField(label=_("Where"), max_length=60, required=False)
    subject = forms.CharField(
        label=_("Subject"),
        max_length=120,
        required=False,
        help_text=_("No guest is named here: they stand on the agenda."),
    )

    def __init__(self, *args: Any, departments: list[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.choices = department_choices(departments)

    def planned_at(self, zone: str) -> datetime:
        """Return the moment in the hotel's zone."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], tzinfo=ZoneInfo(zone))


class ConcludeForm(ItemForm):
    """A conclusion about a guest."""

    guest = forms.UUIDField(widget=forms.HiddenInput)
    evidence = forms.CharField(required=False, widget=forms.HiddenInput)
    said_by = forms.ChoiceField(label=_("Said by"), required=False)

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["said_by"]
        field.choices = [("", _("The team")), *members]
        item: Any = self.fields["item"]
        item.required = True
        item.choices = item_choices(blank="—")

    def evidence_ids(self) -> list[UUID]:
        """Return the observations named."""
        found = []
        for part in str(self.cleaned_data["evidence"]).split(",")[:100]:
            try:
                found.append(UUID(part))
            except ValueError:
                continue
        return found


class EnquiryForm(forms.Form):
    """Something to ask, verify or complete."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=EnquiryKind.choices, widget=forms.RadioSelect, initial=EnquiryKind.ASK
    )
    item = forms.ChoiceField(label=_("What it is about"), required=False)
    question = forms.CharField(
        label=_("What to ask"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    staff = forms.ChoiceField(label=_("Who asks"), required=False)
    day = forms.DateField(
        label=_("Until"), widget=DayInput, required=False, help_text=_("Left empty: the hotel's usual time.")
    )

    def __init__(self, *args: Any, people: list[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item: Any = self.fields["item"]
        item.choices = item_choices(blank=_("Something else"))
        staff: Any = self.fields["staff"]
        staff.choices = [
            ("", _("Whoever has time")),
            *[(str(p.id), pick(p.name, p.name_en, language())) for p in people],
        ]


class ResultForm(ItemForm):
    """The result of an enquiry."""

    text = forms.CharField(
        label=_("What was learned"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    channel = forms.ChoiceField(
        label=_("Learned by"),
        choices=[
            (c.value, c.label)
            for c in (Channel.ENQUIRY, Channel.TELEPHONE, Channel.EMAIL, Channel.RECEPTION, Channel.WEB)
        ],
    )
    source = forms.ChoiceField(
        label=_("How do we know"),
        choices=[
            (SourceKind.STATED, _("The guest said so")),
            (SourceKind.SCANNED, _("From a document")),
            (SourceKind.OBSERVED, _("We saw it")),
        ],
    )
    field_order = ("item", "value", "text", "channel", "source")


class FileForm(forms.Form):
    """A customer file that is handed over."""

    kind = forms.ChoiceField(label=_("Kind"), choices=FileKind.choices)
    title = forms.CharField(label=_("What it is"), max_length=300, help_text=_("No document or card numbers."))
    section = forms.ChoiceField(label=_("Section"), required=False)
    handed_on = forms.DateField(label=_("Handed over on"), widget=DayInput)

    def __init__(self, *args: Any, sections: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["section"]
        field.choices = sections
        if not sections:
            del self.fields["section"]
