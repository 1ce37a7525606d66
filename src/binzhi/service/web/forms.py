"""Shape checks of the room's forms; saving means calling the verb."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binzhi.org.models import Department, Hotel, Staff
from binzhi.service.domain.records import DIMENSIONS
from binzhi.service.enums import Channel, Direction, FeedbackKind, Place, Shift, TaskKind, TouchKind, Urgency
from binzhi.ui.forms import ClockInput, DayInput

DIMENSION_WORDS = {
    "room": _("Room"),
    "service": _("Service"),
    "food": _("Food"),
    "cleanliness": _("Cleanliness"),
    "location": _("Location"),
    "facilities": _("Facilities"),
    "value": _("Value for money"),
}
SERVICES = [
    ("", _("Other service")),
    ("laundry", _("Laundry")),
    ("business_centre", _("Business centre")),
    ("spa", _("Spa")),
    ("car", _("Car")),
    ("ticket", _("Tickets")),
    ("dining", _("In-room dining")),
    ("housekeeping", _("Housekeeping")),
]
SCORES = [("", "—"), *[(str(n), str(n)) for n in range(5, 0, -1)]]
AREA = {"rows": 3}


def _words(row: Any) -> str:
    chinese = (get_language() or "zh-hans").startswith("zh")
    return str(row.name_zh if chinese or not row.name_en else row.name_en)


def department_choices(found: list[Department]) -> list[tuple[str, str]]:
    """Return the departments as choices in the reader's language."""
    return [(d.code, _words(d)) for d in found]


def staff_choices(found: list[Staff]) -> list[tuple[str, str]]:
    """Return colleagues as choices, nobody first."""
    return [("", "—"), *[(str(p.id), p.name) for p in found]]


class Chooser(forms.Form):
    """A form with departments and colleagues of the hotel."""

    def __init__(
        self, *args: Any, departments: list[Department] | None = None, people: list[Staff] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if "department" in fields and departments is not None:
            empty = [] if fields["department"].required else [("", "—")]
            fields["department"].choices = [*empty, *department_choices(departments)]
        for name in ("assignee", "staff", "employee"):
            if name in fields and people is not None:
                fields[name].choices = staff_choices(people)

    def person(self, name: str, found: list[Staff]) -> Staff | None:
        """Return the chosen colleague."""
        chosen = self.cleaned_data.get(name)
        return next((p for p in found if str(p.id) == chosen), None)


class TaskForm(Chooser):
    """A task for a department."""

    room = forms.CharField(label=_("Room no."), max_length=12, required=False)
    text = forms.CharField(
        label=_("What to do"), max_length=1000, widget=forms.Textarea(attrs={**AREA, "autofocus": True})
    )
    department = forms.ChoiceField(label=_("Department"))
    urgency = forms.ChoiceField(label=_("Until"), choices=Urgency.choices, initial=Urgency.TODAY)
    due_day = forms.DateField(label=_("Day"), required=False, widget=DayInput())
    due_hour = forms.TimeField(label=_("Hour"), required=False, widget=ClockInput())
    kind = forms.ChoiceField(label=_("Kind"), choices=TaskKind.choices, initial=TaskKind.REQUEST)
    assignee = forms.ChoiceField(label=_("Colleague"), required=False)
    why = forms.CharField(label=_("Because"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    is_charged = forms.BooleanField(label=_("Charged to the guest"), required=False)
    is_sensitive = forms.BooleanField(label=_("Sensitive: the reason stays with who asked"), required=False)
    remove_after_stay = forms.BooleanField(label=_("Remove after the stay (health)"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a day when the task is due at its own time."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("urgency") == Urgency.LATER and not data.get("due_day"):
            self.add_error("due_day", _("Say on which day."))
        return data

    def due_at(self, hotel: Hotel) -> datetime | None:
        """Return the moment given, in the hotel's zone."""
        return _moment(self.cleaned_data.get("due_day"), self.cleaned_data.get("due_hour"), hotel)


def _moment(day: date | None, hour: Any, hotel: Hotel) -> datetime | None:
    if day is None:
        return None
    clock = hour or time(12)
    return datetime.combine(day, clock, ZoneInfo(hotel.timezone))


class FollowUpForm(Chooser):
    """A follow-up of something in the history: one step."""

    text = forms.CharField(
        label=_("What to do"), max_length=1000, widget=forms.Textarea(attrs={**AREA, "autofocus": True})
    )
    department = forms.ChoiceField(label=_("Department"))
    due_day = forms.DateField(label=_("Until"), required=False, widget=DayInput())

    def due_at(self, hotel: Hotel) -> datetime | None:
        """Return the evening of the day given."""
        day = self.cleaned_data.get("due_day")
        return _moment(day, time(18), hotel)


class ReasonForm(forms.Form):
    """Why something cannot or need not be done."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class HandOnForm(Chooser):
    """A colleague, or another department."""

    staff = forms.ChoiceField(label=_("Colleague"), required=False)
    department = forms.ChoiceField(label=_("Another department"), required=False)


class InstructionForm(Chooser):
    """Word left for a shift."""

    room = forms.CharField(label=_("Room no."), max_length=12, required=False)
    text = forms.CharField(
        label=_("What the shift has to know or do"),
        max_length=1000,
        widget=forms.Textarea(attrs={**AREA, "autofocus": True}),
    )
    department = forms.ChoiceField(label=_("Department"))
    shift = forms.ChoiceField(label=_("Shift"), choices=[("", _("Next shift")), *Shift.choices], required=False)
    day = forms.DateField(
        label=_("Day"), required=False, widget=DayInput(), help_text=_("Empty: the next time it is on.")
    )
    why = forms.CharField(label=_("Because"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    is_sensitive = forms.BooleanField(label=_("Sensitive: the reason stays with who asked"), required=False)
    remove_after_stay = forms.BooleanField(label=_("Remove after the stay (health)"), required=False)


class ShiftNoteForm(forms.Form):
    """What is handed over apart from guests."""

    text = forms.CharField(
        label=_("Handover note"),
        max_length=1000,
        widget=forms.Textarea(attrs=AREA),
        help_text=_("Keys, machines, staff. Nothing about guests: leave an instruction for that."),
    )


class TouchpointForm(Chooser):
    """A communication or an encounter; made for quick typing."""

    summary = forms.CharField(
        label=_("What was said"), max_length=1000, widget=forms.Textarea(attrs={**AREA, "autofocus": True})
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.FACE)
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, initial=Direction.IN)
    kind = forms.ChoiceField(label=_("Kind"), choices=TouchKind.choices, initial=TouchKind.COMMUNICATION)
    staff = forms.ChoiceField(label=_("Employee concerned"), required=False)
    minutes_ago = forms.IntegerField(label=_("Minutes ago"), min_value=0, max_value=525_600, required=False)
    is_sensitive = forms.BooleanField(label=_("Sensitive"), required=False)


class FeedbackForm(Chooser):
    """What a guest says of the house."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[c for c in FeedbackKind.choices if c[0] != FeedbackKind.ONLINE_REVIEW]
    )
    text = forms.CharField(
        label=_("In the guest's words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={**AREA, "autofocus": True}),
    )
    score = forms.TypedChoiceField(label=_("Score"), choices=SCORES, required=False, coerce=int, empty_value=None)
    about = forms.ChoiceField(label=_("About which transaction or service"), required=False)
    employee = forms.ChoiceField(label=_("Employee praised"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.FACE)

    def __init__(self, *args: Any, about: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["about"].choices = [("", "—"), *about]


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = forms.CharField(label=_("What came of it"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ServiceForm(Chooser):
    """A service that was given."""

    service = forms.ChoiceField(label=_("Service"), choices=SERVICES, required=False)
    text = forms.CharField(
        label=_("What was done"), max_length=1000, widget=forms.Textarea(attrs={**AREA, "autofocus": True})
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            c
            for c in TaskKind.choices
            if c[0] in {TaskKind.VALUE_ADDED, TaskKind.EXTRA_SERVICE, TaskKind.CARING_ACT, TaskKind.AFTER_SALES}
        ],
    )
    department = forms.ChoiceField(label=_("Department"))
    is_charged = forms.BooleanField(label=_("Charged to the guest"), required=False)
    is_proactive = forms.BooleanField(label=_("Before the guest asked"), required=False)


class FindForm(forms.Form):
    """Who is at the terminal."""

    q = forms.CharField(label=_("Room, telephone, name or booking"), max_length=60, required=False)
    place = forms.ChoiceField(choices=Place.choices, required=False)


class ReviewForm(forms.Form):
    """A review published on a site."""

    site = forms.CharField(label=_("Site"), max_length=40)
    pseudonym = forms.CharField(label=_("Signed as"), max_length=80, required=False)
    published_on = forms.DateField(label=_("Published on"), widget=DayInput())
    text = forms.CharField(label=_("Text"), max_length=1000, widget=forms.Textarea(attrs={"rows": 6}))
    score = forms.TypedChoiceField(label=_("Overall"), choices=SCORES, required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DIMENSIONS:
            self.fields[f"score_{name}"] = forms.TypedChoiceField(
                label=DIMENSION_WORDS[name], choices=SCORES, required=False, coerce=int, empty_value=None
            )

    def scores(self) -> dict[str, int]:
        """Return the scores given, by dimension."""
        found = {name: self.cleaned_data.get(f"score_{name}") for name in DIMENSIONS}
        return {name: score for name, score in found.items() if score}
