"""The form of a profile: every field a desk types, in both languages, each with its entry rule and example (R-136, R-176)."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft, MemberDraft
from binzhi.guests.edits import EDITED
from binzhi.guests.enums import Channel, ContactKind, DateKind, DocumentKind, Gender, GuestKind, SourceKind
from binzhi.guests.fields import field_of_column, field_stored, fields
from binzhi.guests.models import Guest
from binzhi.guests.origin import Origin
from binzhi.guests.web.address_field import AddressField
from binzhi.guests.web.value_form import SOURCES, WAYS, rule_of

LANGUAGES = [("", "—"), ("zh", "中文"), ("en", "English"), ("ja", "日本語"), ("ko", "한국어"), ("other", _("Other"))]
CONTACTS = ("mobile", "phone", "company_phone", "fax", "email", "wechat", "mailing_address", "address")
DATES = ("birthday", "wedding")
FACTS = ("company_latin", "position_latin")
LOOKED_AT = (
    "name",
    "latin_name",
    "mobile",
    "phone",
    "email",
    "document_number",
    "birthday",
    "member_number",
    "company",
)
ALSO = {"document_number": "id_number"}  # inputs that serve several fields: whose rule is shown
FIELD_OF_REFUSAL = {
    "wrong_id_number": "document_number",
    "document_taken": "document_number",
    "wrong_contact": "mobile",
    "wrong_date": "birthday",
    "member_number_taken": "member_number",
}


KINDS = [(k.value, k.label) for k in GuestKind if k != GuestKind.PLACEHOLDER]


class GuestForm(forms.Form):
    """A profile. Documents, phones and mails are added to what stands, never shown again in clear."""

    kind = forms.ChoiceField(label=_("Who it is"), choices=KINDS, initial=GuestKind.PERSON, required=False)
    name = forms.CharField(label=_("Name"), max_length=120)
    latin_name = forms.CharField(label=_("Latin name"), max_length=120, required=False)
    gender = forms.ChoiceField(label=_("Sex"), choices=Gender.choices, initial=Gender.UNSPECIFIED)
    title = forms.CharField(label=_("Title"), max_length=40, required=False)
    nickname = forms.CharField(label=_("Likes to be called"), max_length=60, required=False)
    nationality = forms.RegexField(regex=r"^[A-Za-z]{2}$", label=_("Nationality"), required=False)
    native_place = forms.CharField(label=_("Native place"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language for letters"), required=False, choices=LANGUAGES)
    company = forms.CharField(label=_("Company"), max_length=160, required=False)
    company_latin = forms.CharField(label=_("Company in English"), max_length=160, required=False)
    position = forms.CharField(label=_("Position"), max_length=80, required=False)
    position_latin = forms.CharField(label=_("Position in English"), max_length=80, required=False)
    vip_level = forms.CharField(label=_("VIP level"), max_length=12, required=False)
    confirmation_method = forms.ChoiceField(label=_("Way of confirming"), required=False)
    mobile = forms.CharField(label=_("Mobile"), max_length=40, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    company_phone = forms.CharField(label=_("Company telephone"), max_length=40, required=False)
    fax = forms.CharField(label=_("Fax"), max_length=40, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    wechat = forms.CharField(label=_("WeChat"), max_length=60, required=False)
    mailing_address = AddressField(label=_("Mailing address"), required=False)
    address = AddressField(label=_("Home address"), required=False)
    document_kind = forms.ChoiceField(label=_("Document"), choices=DocumentKind.choices, required=False)
    document_number = forms.CharField(label=_("Document number"), max_length=40, required=False)
    document_country = forms.RegexField(regex=r"^[A-Za-z]{2}$", label=_("Issued by (country)"), required=False)
    document_expires = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    birthday = forms.CharField(label=_("Birthday"), required=False)
    wedding = forms.CharField(label=_("Wedding anniversary"), required=False)
    member_number = forms.CharField(label=_("Member number"), max_length=40, required=False)
    source = forms.ChoiceField(label=_("How do we know"), choices=SOURCES, required=False)
    channel = forms.ChoiceField(label=_("By which way"), required=False)

    def __init__(self, *args: Any, off: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh-hans"
        for name in list(self.fields):
            kept = field_of_column(name) or self._stored(name) or fields().get(ALSO.get(name, name))
            if kept is None:
                continue
            if kept.code in off:
                del self.fields[name]
            elif not self.fields[name].help_text:
                self.fields[name].help_text = rule_of(kept, language)
        ways = field_of_column("confirmation_method")
        known = [(code, words.text(language)) for code, words in ways.choices] if ways else []
        self._offer("confirmation_method", [("", "—"), *known])
        self._offer("channel", [("", "—"), *((way.value, way.label) for way in WAYS)])

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField by its declaration

    @staticmethod
    def _stored(name: str) -> Any:
        return (
            field_stored("contact", name) if name in CONTACTS else field_stored("date", name) if name in DATES else None
        )

    def typed(self) -> dict[str, str]:
        """Return the plain fields that the form really sent: one that was not on the page is not emptied."""
        data = self.cleaned_data
        sent = {name: str(data.get(name) or "").strip() for name in EDITED if name in self.data and name in data}
        if "nationality" in sent:
            sent["nationality"] = sent["nationality"].upper()
        return sent

    def facts(self) -> dict[str, str]:
        """Return the entries in the other language, which are facts of the profile."""
        return {name: self.cleaned_data.get(name) or "" for name in FACTS}

    def origin(self) -> Origin:
        """Return where the values come from."""
        data = self.cleaned_data
        channel = Channel(data["channel"]) if data.get("channel") in Channel.values else None
        return Origin(source=SourceKind(data.get("source") or SourceKind.STATED), channel=channel)

    def typed_so_far(self) -> GuestDraft | None:
        """Return what a half-filled form says already, for the look whether the guest is known; None without any of it."""
        if not self.is_bound:
            return None
        self.is_valid()
        data = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        if not any(data.get(name) for name in LOOKED_AT):
            return None
        kind = data["document_kind"] if data.get("document_kind") in DocumentKind.values else DocumentKind.ID_CARD
        gender = data.get("gender")
        country = str(data.get("document_country") or "").upper()
        contacts = [ContactDraft(ContactKind(k), data[k]) for k in ("mobile", "phone", "email") if data.get(k)]
        return GuestDraft(
            name=data["name"],
            latin_name=data["latin_name"],
            gender=Gender(gender) if gender in Gender.values else None,
            nationality=str(data["nationality"]).upper(),
            company=data["company"],
            kind=GuestKind(data["kind"]) if data.get("kind") in GuestKind.values else GuestKind.PERSON,
            contacts=tuple(contacts),
            documents=(DocumentDraft(DocumentKind(kind), data["document_number"], country),)
            if data.get("document_number")
            else (),
            dates=(DateDraft(DateKind.BIRTHDAY, str(data["birthday"]).strip()),) if data.get("birthday") else (),
            members=(MemberDraft(data["member_number"]),) if data.get("member_number") else (),
        )

    def draft(self, values: dict[str, str] | None = None) -> GuestDraft:
        """Return what was typed as a draft for the verb; ``values`` replace the plain fields (merged with another desk's)."""
        data, plain = self.cleaned_data, dict(values if values is not None else self.typed())
        contacts = [
            ContactDraft(ContactKind(kind), data[kind], is_preferred=kind == "mobile")
            for kind in CONTACTS
            if data.get(kind)
        ]
        documents: tuple[DocumentDraft, ...] = ()
        if data.get("document_number"):
            kind = DocumentKind(data["document_kind"] or DocumentKind.ID_CARD)
            country = data["document_country"].upper()
            documents = (DocumentDraft(kind, data["document_number"], country, data["document_expires"]),)
        days = {"birthday": DateKind.BIRTHDAY, "wedding": DateKind.WEDDING}
        gender = Gender(plain.pop("gender")) if plain.get("gender") else None
        return GuestDraft(
            **{"name": data["name"], **plain, "gender": gender},
            kind=GuestKind(data.get("kind") or GuestKind.PERSON),
            contacts=tuple(contacts),
            documents=documents,
            dates=tuple(DateDraft(day, data[name].strip()) for name, day in days.items() if data.get(name)),
            members=(MemberDraft(data["member_number"]),) if data.get("member_number") else (),
        )

    @staticmethod
    def values_of(guest: Guest) -> dict[str, Any]:
        """Return the plain fields of a guest as initial values."""
        return {name: getattr(guest, name) for name in EDITED}
