"""Shapes of the forms about the people around a guest, further names and dates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from binzhi.guests.drafts import DateDraft
from binzhi.guests.enums import DateKind, NameKind, RelationKind


class RelationForm(forms.Form):
    """What another person is to the guest: somebody with a file, or a name."""

    kind = forms.ChoiceField(label=_("Is to the guest"), choices=RelationKind.choices)
    other = forms.UUIDField(label=_("Guest history"), required=False, widget=forms.HiddenInput)
    other_name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("For somebody without a guest history; it is sealed."),
    )
    is_minor = forms.BooleanField(
        label=_("Under age"),
        required=False,
        help_text=_("Only when the hotel has switched this on, with the guardian's consent."),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Sealed."),
    )


class NoteOnRelationForm(forms.Form):
    """The note on a relation."""

    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class DateForm(forms.Form):
    """A birthday or anniversary."""

    kind = forms.ChoiceField(label=_("What is kept"), choices=DateKind.choices)
    label = forms.CharField(
        label=_("Name of the day"),
        max_length=60,
        required=False,
        help_text=_("For other anniversaries: day of graduation, company founded …"),
    )
    value = forms.CharField(label=_("Day"), max_length=10, help_text=_("1998-10-01, or 10-01 without the year"))
    is_lunar = forms.BooleanField(label=_("By the lunar calendar"), required=False)
    spouse = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def draft(self, relation_id: object = None) -> DateDraft:
        """Return the draft for the verb."""
        data = self.cleaned_data
        return DateDraft(
            kind=DateKind(data["kind"]),
            value=data["value"].strip(),
            label=data["label"].strip(),
            is_lunar=data["is_lunar"],
            relation_id=relation_id,  # type: ignore[arg-type]  # a UUID of the address
        )


class NameForm(forms.Form):
    """A further name of the guest."""

    kind = forms.ChoiceField(label=_("Kind"), choices=NameKind.choices)
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As written: 歐陽娜娜, 买买提·阿不都, María José Núñez")
    )
    family_first = forms.BooleanField(
        label=_("The surname stands first"),
        required=False,
        help_text=_("For Latin names such as NAGY Éva; Chinese names are cut by themselves."),
    )
    family_name = forms.CharField(
        label=_("Surname"), max_length=80, required=False, help_text=_("Only when it is cut wrongly.")
    )
    given_name = forms.CharField(label=_("Given name"), max_length=80, required=False)
