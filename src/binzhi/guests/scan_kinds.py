"""Codes of what is scanned, by which way, and how far it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


class ReadingKind(models.TextChoices):
    ID_CARD = "id_card", _("Resident ID card")
    PASSPORT = "passport", _("Passport or travel card")
    BUSINESS_CARD = "business_card", _("Business card")
    READER = "reader", _("Card reader or scanner")
    TYPED = "typed", _("Typed by hand")


class ReadingWay(models.TextChoices):
    PHOTO = "photo", _("Photo")
    KEYBOARD = "keyboard", _("Scanner that types")
    FILE = "file", _("Reader file")
    FOLDER = "folder", _("Reader folder")
    HAND = "hand", _("By hand")


class ReadingState(models.TextChoices):
    WAITING = "waiting", _("Waiting for the reader")
    QUEUED = "queued", _("Being read")
    READY = "ready", _("Read, to be confirmed")
    FAILED = "failed", _("Could not be read")


# field -> class of what it holds; in the order of the screen
FIELDS = {
    "name": "C1",
    "latin_name": "C1",
    "gender": "C1",
    "nationality": "C1",
    "native_place": "C1",
    "birth_date": "C3",
    "document_kind": "C3",
    "document_number": "C3",
    "document_country": "C3",
    "expires_on": "C3",
    "address": "C2",
    "company": "C1",
    "position": "C1",
    "mobile": "C2",
    "company_phone": "C2",
    "fax": "C2",
    "email": "C2",
    "web": "C1",
    "company_address": "C2",
}
DOCUMENT_FIELDS = tuple(list(FIELDS)[:11])
CARD_FIELDS = ("name", "latin_name", *list(FIELDS)[11:])


FIELD_WORDS = {
    "name": _("Name"),
    "latin_name": _("Latin name"),
    "gender": _("Sex"),
    "nationality": _("Nationality"),
    "native_place": _("Native place"),
    "birth_date": _("Birth date"),
    "document_kind": _("Document"),
    "document_number": _("Document number"),
    "document_country": _("Issued by (country)"),
    "expires_on": _("Valid until"),
    "address": _("Home address"),
    "company": _("Company"),
    "position": _("Position"),
    "mobile": _("Mobile"),
    "company_phone": _("Company telephone"),
    "fax": _("Fax"),
    "email": _("E-mail"),
    "web": _("Web address"),
    "company_address": _("Company address"),
}


def field_words(codes: str, language: str) -> str:
    """Return the words of fields named in an act."""
    with override(language):
        mark = "、" if language.startswith("zh") else ", "
        return mark.join(str(FIELD_WORDS.get(code, code)) for code in codes.split(", "))


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the fields a kind of reading may fill: a business card tells no identity, a document no company."""
    return CARD_FIELDS if kind == ReadingKind.BUSINESS_CARD else DOCUMENT_FIELDS


def classes_of(kind: str) -> tuple[str, ...]:
    """Return the classes somebody must be allowed to read before values of a kind are shown."""
    return ("C2",) if kind == ReadingKind.BUSINESS_CARD else ("C2", "C3")
