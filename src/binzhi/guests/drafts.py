"""What a form, an API call or an import row hands to the verbs. What will be sealed never shows in a traceback or log."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, Gender, GuestKind


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A contact as typed. A relay address (an agency's mask) is kept but identifies nobody."""

    kind: ContactKind
    value: str = field(repr=False)
    is_preferred: bool = False
    is_relay: bool = False


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A document as typed or read."""

    kind: DocumentKind
    number: str = field(repr=False)
    country: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class DateDraft:
    """A birthday or anniversary: ``YYYY-MM-DD`` or ``MM-DD``. With ``relation_id`` it is that other person's."""

    kind: DateKind
    value: str = field(repr=False)
    label: str = ""
    is_lunar: bool = False
    relation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """A member number."""

    number: str = field(repr=False)
    level: str = ""
    programme: str = "house"
    joined_on: date | None = None


@dataclass(frozen=True, slots=True)
class GuestDraft:
    """A profile to create, or values to change. ``None`` in a change means: leave as it is."""

    name: str
    latin_name: str | None = None
    nickname: str | None = None
    title: str | None = None
    gender: Gender | None = None
    nationality: str | None = None
    native_place: str | None = None
    language: str | None = None
    company: str | None = None
    position: str | None = None
    vip_level: str | None = None
    confirmation_method: str | None = None
    kind: GuestKind = GuestKind.PERSON
    contacts: tuple[ContactDraft, ...] = ()
    documents: tuple[DocumentDraft, ...] = ()
    dates: tuple[DateDraft, ...] = ()
    members: tuple[MemberDraft, ...] = ()
    external_ids: tuple[tuple[str, str, str], ...] = field(default=())
