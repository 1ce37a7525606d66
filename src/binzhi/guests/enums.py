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
    EMPLOYEE = "employee", _("Employee")
    PARTNER = "partner", _("Partner")
    PLACEHOLDER = "placeholder", _("Placeholder (no person in the source)")


class GuestState(models.TextChoices):
    ACTIVE = "active", _("Active")
    JOINED = "joined", _("Joined with another profile of the same person")
    WITHDRAWN = "withdrawn", _("Withdrawn (import undone)")


class SourceKind(models.TextChoices):
    SCANNED = "scanned", _("Scanned from a document")
    STATED = "stated", _("Stated by the guest")
    OBSERVED = "observed", _("Observed by staff")
    INFERRED = "inferred", _("Inferred")
    IMPORTED = "imported", _("Imported")


class Channel(models.TextChoices):
    """By which way a value came in (R-119 to R-121, R-139 to R-145)."""

    RECEPTION = "reception", _("Face to face")
    TELEPHONE = "telephone", _("Telephone")
    WEB = "web", _("Web booking")
    EMAIL = "email", _("E-mail")
    BOOKING_FORM = "booking_form", _("Booking form")
    REGISTRATION = "registration", _("Registration form")
    DOCUMENT_SCAN = "document_scan", _("Document scanner")
    BUSINESS_CARD = "business_card", _("Business card")
    SERVICE_CARD = "service_card", _("Service card")
    REVIEW = "review", _("Online review")
    OBSERVATION = "observation", _("Noticed on the spot")
    QUESTION = "question", _("Simple question")
    ORAL_NOTICE = "oral_notice", _("Oral notice")
    WRITTEN_NOTICE = "written_notice", _("Written notice")
    MEETING = "meeting", _("Analysis meeting")
    ENQUIRY = "enquiry", _("Enquiry")
    IMPORT = "import", _("Import")
    INTERFACE = "interface", _("Interface")


class Stage(models.TextChoices):
    """When in the course of a stay a value came in (R-123 to R-125)."""

    BOOKING = "booking", _("At booking")
    CHECK_IN = "check_in", _("At check-in")
    IN_STAY = "in_stay", _("During the stay")
    CHECK_OUT = "check_out", _("At check-out")
    AFTER = "after", _("After the stay")


class ValueStatus(models.TextChoices):
    """What became of a value that does not stand in the profile."""

    WAITING = "waiting", _("Waiting for a decision")
    SUPERSEDED = "superseded", _("Superseded")
    REJECTED = "rejected", _("Rejected")
    TAKEN = "taken", _("Taken into the profile")


class NameKind(models.TextChoices):
    LEGAL = "legal", _("Name in the document")
    OTHER_SCRIPT = "other_script", _("Name in another script")
    FORMER = "former", _("Former name")
    ALIAS = "alias", _("Alias (incognito)")


class RelationKind(models.TextChoices):
    """What the other person is to the guest; ``opposite_of`` gives the other direction."""

    SPOUSE = "spouse", _("Spouse")
    CHILD = "child", _("Child")
    PARENT = "parent", _("Parent")
    SIBLING = "sibling", _("Brother or sister")
    RELATIVE = "relative", _("Relative")
    FRIEND = "friend", _("Friend")
    COMPANION = "companion", _("Travels with")
    ASSISTANT = "assistant", _("Assistant, secretary")
    PRINCIPAL = "principal", _("Works as assistant of")
    EMPLOYER = "employer", _("Employer, superior")
    EMPLOYEE = "employee", _("Subordinate")
    COLLEAGUE = "colleague", _("Colleague")
    INTRODUCED_BY = "introduced_by", _("Introduced by")
    INTRODUCED = "introduced", _("Introduced to us")


_PAIRS = {
    RelationKind.CHILD: RelationKind.PARENT,
    RelationKind.ASSISTANT: RelationKind.PRINCIPAL,
    RelationKind.EMPLOYER: RelationKind.EMPLOYEE,
    RelationKind.INTRODUCED_BY: RelationKind.INTRODUCED,
}
OPPOSITE: dict[RelationKind, RelationKind] = {**_PAIRS, **{other: one for one, other in _PAIRS.items()}}


def opposite_of(kind: RelationKind) -> RelationKind:
    """Return what the guest is to the other person: a child's other is a parent, a spouse's a spouse."""
    return OPPOSITE.get(kind, kind)


class LawfulBasis(models.TextChoices):
    """Why a category of personal information may be kept (PIPL articles 13 and 29; R-157)."""

    CONTRACT = "contract", _("Needed for the stay (contract)")
    LEGAL_DUTY = "legal_duty", _("Legal duty")
    CONSENT = "consent", _("Consent")
    SEPARATE_CONSENT = "separate_consent", _("Separate consent")


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
    WEB = "web", _("Web address")


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


class ContactState(models.TextChoices):
    IN_USE = "", _("In use")
    DEAD = "dead", _("No longer reached")


class DateKind(models.TextChoices):
    BIRTHDAY = "birthday", _("Birthday")
    WEDDING = "wedding", _("Wedding anniversary")
    OTHER = "other", _("Anniversary")


class JobState(models.TextChoices):
    """How far a job over many guests is."""

    PREPARED = "prepared", _("Prepared")
    WAITING = "waiting", _("In the queue")
    RUNNING = "running", _("Under way")
    FINISHED = "finished", _("Finished")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Stopped")


class BulkOutcome(models.TextChoices):
    """What a change of many did to one guest."""

    WAITING = "waiting", _("Not done yet")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Was so already")
    SKIPPED = "skipped", _("Passed over")
    UNDONE = "undone", _("Taken back")
    KEPT = "kept", _("Kept: changed since")


class ExportForm(models.TextChoices):
    XLSX = "xlsx", _("Excel (XLSX)")
    VCARD = "vcard", _("Address book (vCard)")
