"""The common shape that every import kind is turned into: guests, reservations, companies, and what is wrong with them.

Nothing here knows Django, a database or a file. A reader makes these rows, the applying half turns them into verbs.
Fields that hold sealed data are kept out of ``repr`` so that no log line or traceback can show them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class ExternalId(NamedTuple):
    """An id another system gave: kept as it is and never used as our own key."""

    system: str
    type: str
    value: str


class Phone(NamedTuple):
    """A number in E.164; ``number`` is empty when only the raw text could be kept."""

    number: str
    raw: str
    use: str = ""


class Email(NamedTuple):
    """An address; ``relay`` marks the mask of a booking site, which never identifies a person."""

    address: str
    relay: bool = False
    use: str = ""


class Membership(NamedTuple):
    """A card of a loyalty programme."""

    programme: str
    number: str
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestRow:
    """One person as a file describes them. Empty means that the file says nothing."""

    identity: ExternalId | None = None
    """The outside id that names this person in that system, when there is one."""
    external_ids: tuple[ExternalId, ...] = ()
    """Ids that name this person and nobody else."""
    name: str = ""
    latin_name: str = ""
    family_name: str = ""
    given_name: str = ""
    name_truncated: bool = False
    """Upper case and cut at 20, 30 or 40 characters: must not overwrite a longer name."""
    placeholder: bool = False
    """The file names nobody; the person stands for "a guest from this country"."""
    partial: bool = False
    """A change to a person known by ``identity``; without a match there is nothing to create."""
    gender: str = ""
    title: str = ""
    document_type: str = ""
    document_no: str = field(default="", repr=False)
    document_country: str = ""
    document_expires: date | None = None
    scanned: bool = False
    """A reader read the document itself: values count as scanned, not as imported."""
    phones: tuple[Phone, ...] = field(default=(), repr=False)
    emails: tuple[Email, ...] = field(default=(), repr=False)
    birth_date: date | None = field(default=None, repr=False)
    birth_month_day: tuple[int, int] | None = field(default=None, repr=False)
    nationality: str = ""
    native_place: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    city: str = ""
    postal_code: str = field(default="", repr=False)
    country: str = ""
    company: str = ""
    company_code: str = ""
    agreement_company: str = ""
    position: str = ""
    member_no: str = field(default="", repr=False)
    member_level: str = ""
    member_programme: str = ""
    other_memberships: tuple[Membership, ...] = field(default=(), repr=False)
    language: str = ""
    vip_level: str = ""
    notes: str = field(default="", repr=False)
    flags: tuple[str, ...] = ()
    preferences: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    consents: tuple[tuple[str, bool], ...] = ()
    source: str = ""
    first_visit: date | None = None
    last_visit: date | None = None
    last_room_no: str = ""
    last_room_type: str = ""
    last_rate: Decimal | None = None
    visits: int | None = None
    nights_total: int | None = None
    spend_total: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRow:
    """A company, agent, source or group profile."""

    identity: ExternalId | None = None
    external_ids: tuple[ExternalId, ...] = ()
    kind: str = "company"
    code: str = ""
    name: str = ""
    other_names: tuple[str, ...] = ()
    contact_name: str = ""
    phones: tuple[Phone, ...] = field(default=(), repr=False)
    emails: tuple[Email, ...] = field(default=(), repr=False)
    address: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""
    language: str = ""
    currency: str = ""
    notes: str = ""
    flags: tuple[str, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationRow:
    """One room stay as a file describes it; a booking of three rooms with three stays is three rows."""

    identity: ExternalId | None = None
    """The outside id that names this reservation; with none in the file, (file hash, row)."""
    external_ids: tuple[ExternalId, ...] = ()
    """Ids that name this reservation and no other."""
    references: tuple[ExternalId, ...] = ()
    """Outside numbers that several reservations may share: confirmation, parent booking, the channel's order."""
    booking_ref: str = ""
    """Shared by the rows of one booking; a cancellation by this reference means all of them."""
    partial: bool = False
    """A change to a known reservation (such as a cancellation that carries only its id)."""
    hotel_code: str = ""
    """What the file calls the hotel. The rows always go to the hotel the import was started for."""
    guest: GuestRow = field(default_factory=GuestRow)
    accompanying: tuple[GuestRow, ...] = ()
    booker: GuestRow | None = None
    status: str = "reserved"
    arrival: date | None = None
    departure: date | None = None
    nights: int = 0
    rooms: int = 1
    adults: int = 1
    children: int = 0
    babies: int = 0
    room_type: str = ""
    assigned_room_type: str = ""
    room_no: str = ""
    rate: Decimal | None = None
    total: Decimal | None = None
    currency: str = ""
    rate_plan: str = ""
    source: str = ""
    channel: str = ""
    market: str = ""
    agent_code: str = ""
    agent_name: str = ""
    company_code: str = ""
    company_name: str = ""
    group_code: str = ""
    customer_type: str = ""
    confirmation_no: str = ""
    confirmation_method: str = ""
    eta: time | None = None
    etd: time | None = None
    special_requests: str = field(default="", repr=False)
    special_request_count: int = 0
    comments: str = field(default="", repr=False)
    services: tuple[str, ...] = ()
    meal: str = ""
    deposit_type: str = ""
    booked_on: date | None = None
    cancelled_on: date | None = None
    status_on: date | None = None
    repeat_guest: bool = False
    walk_in: bool = False
    previous_stays: int = 0
    previous_cancellations: int = 0
    changes: int = 0
    waiting_days: int = 0
    parking_spaces: int = 0


RowData = GuestRow | ReservationRow | CompanyRow


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong at one place, in both languages, with what to do. ``value`` is masked where it is sensitive."""

    row: int
    column: str
    value: str
    code: str
    zh: str
    en: str
    severity: Severity = "error"

    @property
    def is_error(self) -> bool:
        """Tell whether the row (or the file) is refused because of this."""
        return self.severity == "error"

    def text(self, language: str) -> str:
        """Return the message in an interface language (``zh-hans`` or ``en``)."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of a file: either data (perhaps with warnings) or the errors that refuse it."""

    row_no: int
    place: str
    data: RowData | None
    problems: tuple[RowProblem, ...] = ()

    @property
    def refused(self) -> bool:
        """Tell whether nothing of this row may be stored because it is wrong."""
        return self.data is None and any(p.severity == "error" for p in self.problems)

    @property
    def skipped(self) -> bool:
        """Tell whether the row is no data at all (a line of totals)."""
        return self.data is None and not self.refused

    @property
    def errors(self) -> tuple[RowProblem, ...]:
        """Return the problems that refuse the row."""
        return tuple(p for p in self.problems if p.severity == "error")

    @property
    def warnings(self) -> tuple[RowProblem, ...]:
        """Return what the importer should look at although the row is taken."""
        return tuple(p for p in self.problems if p.severity == "warning")


@dataclass(frozen=True, slots=True)
class HeadMatch:
    """A column head of the file and the field it is read as (empty: not read)."""

    text: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """What was found out about a file before its rows are read."""

    kind: str
    size_bytes: int = 0
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    head_row: int = 0
    heads: tuple[HeadMatch, ...] = ()
    date_formats: Mapping[str, str] = field(default_factory=dict)
    row_estimate: int = 0
    problems: tuple[RowProblem, ...] = ()
    """Errors here stop the import before its first row; a map may cure them."""

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Return the heads no field was found for."""
        return tuple(h.text for h in self.heads if not h.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the importer knows beside the file."""

    system: str = ""
    """Name of the outside system for its ids; each kind has its own default."""
    region: str = "CN"
    """Where telephone numbers without a country code belong."""
    currency: str = ""
    business_date: date | None = None
    """Stands in for the date variables of an API collection ({{currentdate}})."""
    now: datetime | None = None
