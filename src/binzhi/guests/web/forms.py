"""Shape checks of the room's forms; saving means calling the verb."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft, MemberDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, FlagCode, Gender, NoteKind, SourceKind
from binzhi.guests.items import Item, items
from binzhi.guests.models import Guest

PLAIN_FIELDS = (
    "name",
    "latin_name",
    "nickname",
    "title",
    "gender",
    "nationality",
    "native_place",
    "language",
    "company",
    "position",
    "vip_level",
)


class GuestForm(forms.Form):
    """A profile. Document, phone and e-mail are added, never shown again in clear."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As on the document: 王建国, 买买提·阿不都, José García")
    )
    latin_name = forms.CharField(label=_("Latin name"), max_length=120, required=False)
    gender = forms.ChoiceField(label=_("Sex"), choices=Gender.choices, initial=Gender.UNSPECIFIED)
    title = forms.CharField(label=_("Title"), max_length=40, required=False, help_text=_("Replaces Mr./Ms.: 局长, Dr."))
    nickname = forms.CharField(label=_("Likes to be called"), max_length=60, required=False)
    nationality = forms.RegexField(
        regex=r"^[A-Za-z]{2}$", label=_("Nationality"), required=False, help_text=_("Two letters, such as CN, JP, DE")
    )
    native_place = forms.CharField(label=_("Native place"), max_length=80, required=False)
    language = forms.ChoiceField(
        label=_("Language for letters"),
        required=False,
        choices=[
            ("", "—"),
            ("zh", "中文"),
            ("en", "English"),
            ("ja", "日本語"),
            ("ko", "한국어"),
            ("other", _("Other")),
        ],
    )
    company = forms.CharField(label=_("Company"), max_length=160, required=False)
    position = forms.CharField(label=_("Position"), max_length=80, required=False)
    vip_level = forms.CharField(label=_("VIP level"), max_length=12, required=False)
    mobile = forms.CharField(label=_("Mobile"), max_length=40, required=False, help_text=_("Foreign numbers with +"))
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    document_kind = forms.ChoiceField(label=_("Document"), choices=DocumentKind.choices, required=False)
    document_number = forms.CharField(label=_("Document number"), max_length=40, required=False)
    document_country = forms.RegexField(regex=r"^[A-Za-z]{2}$", label=_("Issued by (country)"), required=False)
    birthday = forms.CharField(label=_("Birthday"), required=False, help_text=_("1980-05-17, or 05-17 without a year"))
    member_number = forms.CharField(label=_("Member number"), max_length=40, required=False)

    def draft(self) -> GuestDraft:
        """Return what was typed as a draft for the verb."""
        data = self.cleaned_data
        contacts = []
        if data["mobile"]:
            contacts.append(ContactDraft(ContactKind.MOBILE, data["mobile"], is_preferred=True))
        if data["email"]:
            contacts.append(ContactDraft(ContactKind.EMAIL, data["email"]))
        documents: tuple[DocumentDraft, ...] = ()
        if data["document_number"]:
            kind = DocumentKind(data["document_kind"] or DocumentKind.ID_CARD)
            documents = (DocumentDraft(kind, data["document_number"], data["document_country"].upper()),)
        return GuestDraft(
            name=data["name"],
            latin_name=data["latin_name"],
            nickname=data["nickname"],
            title=data["title"],
            gender=Gender(data["gender"]),
            nationality=data["nationality"].upper(),
            native_place=data["native_place"],
            language=data["language"],
            company=data["company"],
            position=data["position"],
            vip_level=data["vip_level"],
            contacts=tuple(contacts),
            documents=documents,
            dates=(DateDraft(DateKind.BIRTHDAY, data["birthday"]),) if data["birthday"] else (),
            members=(MemberDraft(data["member_number"]),) if data["member_number"] else (),
        )

    @staticmethod
    def values_of(guest: Guest) -> dict[str, Any]:
        """Return the plain fields of a guest as initial values."""
        return {name: getattr(guest, name) for name in PLAIN_FIELDS}


FIELD_OF_REFUSAL = {
    "wrong_id_number": "document_number",
    "document_taken": "document_number",
    "wrong_contact": "mobile",
    "wrong_date": "birthday",
    "member_number_taken": "member_number",
}


def item_choices(kinds: tuple[str, ...] = ("preference", "fact")) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the catalogue as choices grouped by subject, in the reader's language."""
    language = get_language() or "zh-hans"
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in items().values():
        if item.kind in kinds:
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[Any] = item_choices()
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
