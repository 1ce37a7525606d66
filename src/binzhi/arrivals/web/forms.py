"""Shape checks of the room's forms; saving means calling the verb."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binzhi.arrivals.conditions import CONDITION_WORDS
from binzhi.arrivals.enums import EventKind, GiftKind, Occasion, Period
from binzhi.arrivals.rules import Rule
from binzhi.guests.enums import FlagCode, NoteKind
from binzhi.guests.items import items
from binzhi.org.models import Department, Staff
from binzhi.org.roles import roles
from binzhi.stays.enums import ConfirmationMethod
from binzhi.stays.models import Room
from binzhi.ui.forms import ClockInput, DayInput


def _language() -> str:
    return get_language() or "zh-hans"


class ReasonForm(forms.Form):
    """Why something cannot or need not be done."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )


class OpinionForm(forms.Form):
    """What the guest said."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(k.value, k.label) for k in (NoteKind.OPINION, NoteKind.PRAISE, NoteKind.UNHAPPY, NoteKind.COMPLAINT)],
    )
    text = forms.CharField(label=_("What the guest said"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))

    def clean_kind(self) -> NoteKind:
        """Return the kind as a code of the guests room."""
        return NoteKind(self.cleaned_data["kind"])


class HandForm(forms.Form):
    """Who does it."""

    staff = forms.ChoiceField(label=_("Colleague"))

    def __init__(self, *args: Any, people: list[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [(str(p.id), p.name) for p in people]  # type: ignore[attr-defined]  # a ChoiceField


class GiftForm(forms.Form):
    """A gift request form."""

    kind = forms.ChoiceField(label=_("Gift"), choices=GiftKind.choices)
    text = forms.CharField(label=_("What exactly"), max_length=200)
    occasion = forms.ChoiceField(label=_("Occasion"), choices=Occasion.choices)
    department = forms.ChoiceField(label=_("Delivered by"))
    day = forms.DateField(label=_("Deliver on"), widget=DayInput())
    hour = forms.TimeField(label=_("At"), widget=ClockInput())
    estimated_cost = forms.DecimalField(label=_("Estimated cost"), min_value=0, max_digits=9, decimal_places=2)
    message = forms.CharField(
        label=_("Words on the card"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_surprise = forms.BooleanField(label=_("A surprise: nothing may reach the guest before"), required=False)

    def __init__(self, *args: Any, departments: list[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zh = _language().startswith("zh")
        choices = [(d.code, d.name_zh if zh or not d.name_en else d.name_en) for d in departments]
        self.fields["department"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def deliver_by(self, zone: str) -> datetime:
        """Return the moment of delivery in the hotel's zone."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], ZoneInfo(zone))


class DecideForm(forms.Form):
    """Approve or refuse a gift."""

    approve = forms.ChoiceField(choices=[("yes", _("Approve")), ("no", _("Refuse"))])
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class DeliverForm(forms.Form):
    """Delivered, at a cost."""

    actual_cost = forms.DecimalField(
        label=_("Actual cost"), min_value=0, max_digits=9, decimal_places=2, required=False
    )


class RoomForm(forms.Form):
    """Another room than the proposed one."""

    room = forms.ChoiceField(label=_("Room"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, rooms: list[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zh = _language().startswith("zh")
        self.fields["room"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (str(r.id), f"{r.number} · {r.room_type.name_zh if zh or not r.room_type.name_en else r.room_type.name_en}")
            for r in rooms
        ]


class EventForm(forms.Form):
    """Something that happened during the stay."""

    kind = forms.ChoiceField(label=_("Kind"), choices=EventKind.choices)
    text = forms.CharField(label=_("What happened"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    minutes_ago = forms.IntegerField(label=_("Minutes ago"), min_value=0, max_value=10_000, initial=0, required=False)


class AnswerForm(forms.Form):
    """What was done about it."""

    answer = forms.CharField(label=_("What was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class OfferForm(forms.Form):
    """The proposal before arrival."""

    text = forms.CharField(label=_("Proposal"), max_length=4000, widget=forms.Textarea(attrs={"rows": 16}))


class SendForm(forms.Form):
    """How the proposal was sent."""

    channel = forms.ChoiceField(label=_("Sent by"), choices=[c for c in ConfirmationMethod.choices if c[0]])


class DutyForm(forms.Form):
    """Who of a department is on and off duty: one name per line."""

    on = forms.CharField(
        label=_("On duty"), required=False, widget=forms.Textarea(attrs={"rows": 6}), help_text=_("One name per line")
    )
    off = forms.CharField(label=_("Off duty"), required=False, widget=forms.Textarea(attrs={"rows": 4}))


ANCHOR_CHOICES = [
    ("eta", _("Minutes before arrival")),
    ("eve", _("The day before, at")),
    ("arrival_day", _("The day of arrival, at")),
    ("evening", _("The first evening, at")),
    ("morning", _("The morning after arrival, at")),
    ("occasion", _("The day of the occasion, at")),
    ("departure", _("The day of departure, at")),
    ("after", _("Days after departure, at")),
]
CONDITION_OF_FORM: tuple[str, ...] = (
    "fact",
    "history",
    "first_stay",
    "stays_at_least",
    "nights_at_least",
    "vip",
    "key_guest",
    "flag",
    "occasion",
    "unhappy",
    "luggage",
    "left_item",
    "children",
    "babies",
    "eta_before",
    "eta_after",
    "special_request",
)


class RuleForm(forms.Form):
    """A preparation rule as the hotel wants it."""

    text_zh = forms.CharField(
        label=_("What is to be done (Chinese)"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    text_en = forms.CharField(
        label=_("What is to be done (English)"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    departments = forms.MultipleChoiceField(label=_("Departments"), widget=forms.CheckboxSelectMultiple())
    role = forms.ChoiceField(label=_("Asked first"), required=False)
    period = forms.ChoiceField(label=_("Period"), choices=Period.choices)
    anchor = forms.ChoiceField(label=_("Due"), choices=ANCHOR_CHOICES)
    amount = forms.IntegerField(label=_("Minutes or days"), min_value=0, max_value=10_000, required=False)
    at = forms.TimeField(label=_("At"), widget=ClockInput(), required=False)
    blocks = forms.BooleanField(label=_("Stops the check-in until a named person signs"), required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False)
    reason = forms.CharField(label=_("Why it is changed"), max_length=200, required=False)

    def __init__(self, *args: Any, departments: list[Department], extra: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zh = _language().startswith("zh")
        choices = [(d.code, d.name_zh if zh or not d.name_en else d.name_en) for d in departments]
        choices += [(code, str(_("Department of the note"))) for code in extra]
        self.fields["departments"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        named = [("", "—"), *((r.code, r.words.text(_language())) for r in roles().values())]
        self.fields["role"].choices = named  # type: ignore[attr-defined]  # a ChoiceField

    @staticmethod
    def initial_of(rule: Rule) -> dict[str, Any]:
        """Return the form's values for a rule."""
        return {
            "text_zh": rule.text.zh,
            "text_en": rule.text.en,
            "departments": list(rule.departments),
            "role": rule.role,
            "period": rule.period,
            "anchor": rule.due.anchor,
            "amount": rule.due.amount,
            "at": rule.due.at,
            "blocks": rule.blocks,
            "is_active": rule.is_active,
        }

    def values(self) -> dict[str, Any]:
        """Return the values as a rule definition."""
        data = self.cleaned_data
        at: time | None = data["at"]
        return {
            "text_zh": data["text_zh"],
            "text_en": data["text_en"],
            "departments": data["departments"],
            "role": data["role"],
            "period": data["period"],
            "due": [data["anchor"], data["amount"] or 0, f"{at:%H:%M}" if at else ""],
            "blocks": data["blocks"],
        }


class OwnRuleForm(RuleForm):
    """A rule of the hotel's own: with a name and one condition."""

    zh = forms.CharField(label=_("Name (Chinese)"), max_length=60)
    en = forms.CharField(label=_("Name (English)"), max_length=60)
    condition = forms.ChoiceField(label=_("When"))
    item = forms.ChoiceField(label=_("Fact"), required=False)
    flag = forms.ChoiceField(label=_("Flag"), required=False, choices=[("", "—"), *FlagCode.choices])
    number = forms.CharField(label=_("Number or hour"), max_length=8, required=False)

    field_order = ("zh", "en", "condition", "item", "flag", "number")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = _language()
        self.fields["condition"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (code, CONDITION_WORDS[code].text(language)) for code in CONDITION_OF_FORM
        ]
        self.fields["item"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", "—"),
            *((i.code, i.words.text(language)) for i in items().values() if i.kind != "cue"),
        ]
        self.fields["is_active"].initial = True

    def values(self) -> dict[str, Any]:
        """Return the values as a rule definition."""
        data = self.cleaned_data
        code, number = data["condition"], str(data["number"]).strip()
        wanted: Any = True
        if code == "fact":
            wanted = [data["item"]] if data["item"] else []
        elif code == "flag":
            wanted = [data["flag"]]
        elif code == "occasion":
            wanted = ["birthday", "wedding", "other"]
        elif code in {"eta_before", "eta_after"}:
            wanted = number or "12:00"
        elif code in {"stays_at_least", "nights_at_least", "children", "babies"}:
            wanted = int(number) if number.isdigit() else 1
        return {**super().values(), "zh": data["zh"], "en": data["en"], "when": {code: wanted}}
