"""Codes of the room with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Gender(models.TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")
    UNSPECIFIED = "unspecified", _("Not stated")


class GuestKind(models.TextChoices):
    PERSON = "person", _("Guest")
    NON_RESIDENT = "non_resident", _("Visitor not staying")
    PLACEHOLDER = "placeholder", _("Placeholder (no person in the source)")


class GuestState(models.TextChoices):
    ACTIVE = "active", _("Active")
    WITHDRAWN = "withdrawn", _("Withdrawn (import undone)")


class SourceKind(models.TextChoices):
    SCANNED = "scanned", _("Scanned from a document")
    STATED = "stated", _("Stated by the guest")
    OBSERVED = "observed", _("Observed by staff")
    INFERRED = "inferred", _("Inferred")
    IMPORTED = "imported", _("Imported")


class FactStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    SUPERSEDED = "superseded", _("Superseded")


class DocumentKind(models.TextChoices):
    ID_CARD = "id_card", _("Resident ID card")
    PASSPORT = "passport", _("Passport")
    HK_MACAO_PERMIT = "hk_macao_permit", _("Home-return permit (Hong Kong, Macao)")
    TAIWAN_PERMIT = "taiwan_permit", _("Mainland permit (Taiwan)")
    RESIDENCE_PERMIT = "residence_permit", _("Foreigner's permanent residence card")
    MILITARY = "military", _("Military ID")
    DRIVING_LICENCE = "driving_licence", _("Driving licence")
    OTHER = "other", _("Other document")


class ContactKind(models.TextChoices):
    MOBILE = "mobile", _("Mobile")
    PHONE = "phone", _("Telephone")
    COMPANY_PHONE = "company_phone", _("Company telephone")
    FAX = "fax", _("Fax")
    EMAIL = "email", _("E-mail")
    WECHAT = "wechat", _("WeChat")
    ADDRESS = "address", _("Home address")
    MAILING_ADDRESS = "mailing_address", _("Mailing address")


class FlagCode(models.TextChoices):
    DO_NOT_RENT = "do_not_rent", _("Do not rent")
    DO_NOT_DISTURB = "do_not_disturb", _("Do not disturb")
    DO_NOT_ASK = "do_not_ask", _("Do not ask questions")
    INCOGNITO = "incognito", _("Incognito")
    NO_MAILINGS = "no_mailings", _("No mailings")
    LONG_STAY = "long_stay", _("Long stay")
    NEEDS_ATTENTION = "needs_attention", _("Needs special attention")


class NoteKind(models.TextChoices):
    GENERAL = "general", _("Note")
    OPINION = "opinion", _("Opinion")
    UNHAPPY = "unhappy", _("Unpleasant experience")
    COMPLAINT = "complaint", _("Complaint")
    ACCIDENT = "accident", _("Accident")
    PRAISE = "praise", _("Praise")


UNPLEASANT = (NoteKind.UNHAPPY, NoteKind.COMPLAINT, NoteKind.ACCIDENT)


class DateKind(models.TextChoices):
    BIRTHDAY = "birthday", _("Birthday")
    WEDDING = "wedding", _("Wedding anniversary")
    OTHER = "other", _("Anniversary")
