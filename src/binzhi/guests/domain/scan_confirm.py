"""The verb that takes confirmed readings into a profile. What was read counts as scanned, what was retyped as stated."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, record, unit_of_work
from binzhi.audit.wordings import choice_words
from binzhi.guests.access import get_guest
from binzhi.guests.digests import document_digest
from binzhi.guests.domain.profile import change_guest
from binzhi.guests.domain.registering import need_known_decision, register_guest
from binzhi.guests.domain.scans import open_reading
from binzhi.guests.domain.values import decide_value
from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft
from binzhi.guests.enums import Channel, ContactKind, DateKind, DocumentKind, Gender, SourceKind, Stage, ValueStatus
from binzhi.guests.errors import WrongDate
from binzhi.guests.fields import field_stored
from binzhi.guests.joined import ids_of
from binzhi.guests.models import DocumentReading, Guest, GuestDocument, GuestValue
from binzhi.guests.origin import Origin
from binzhi.guests.scan_kinds import ReadingKind, ReadingWay, field_words, fields_of
from binzhi.guests.scan_reading import Reading
from binzhi.kernel.addresses import read_kept
from binzhi.kernel.documents import ID_CARD, normalise_document
from binzhi.kernel.errors import BadInput
from binzhi.kernel.names import clean_name, has_han
from binzhi.kernel.scope import Scope

CONFIRMED = declare_act(
    "confirm_reading",
    zh="确认{kind}读取的内容：{fields}",
    en="Confirmed what was read ({kind}): {fields}",
    said={"kind": choice_words(ReadingKind), "fields": field_words},
)
READ_CARD = declare_act(
    "read_business_card",
    zh="名片带来新的单位资料：{fields}",
    en="A business card brought new company data: {fields}",
    said={"fields": field_words},
)
PLAIN_OF = ("name", "latin_name", "gender", "nationality", "native_place", "company", "position")
CONTACTS = {
    "address": ContactKind.ADDRESS,
    "mobile": ContactKind.MOBILE,
    "company_phone": ContactKind.COMPANY_PHONE,
    "fax": ContactKind.FAX,
    "email": ContactKind.EMAIL,
    "web": ContactKind.WEB,
    "company_address": ContactKind.MAILING_ADDRESS,
}
OF_COMPANY = ("company", "position", "company_phone", "fax", "web", "company_address")
WAIT, TAKE = "wait", "take"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was confirmed on the screen: the values as they stand in the form, and which may replace standing ones.

    A field that is not in ``values`` was not shown to this role and stays as read; an empty one is left out. ``reason``
    and ``sure_other`` are what was decided about known guests (:func:`register_guest`).
    """

    values: dict[str, str] = field(repr=False)
    replacing: frozenset[str] = frozenset()
    reason: str = ""
    sure_other: bool = False


def confirm_reading(
    *, scope: Scope, now: datetime, row: DocumentReading, confirmed: Confirmed, guest_id: UUID | None = None
) -> Guest:
    """Create a profile from a reading, or add it to a known one, and forget the reading (R-133, R-140).

    Values as read have the source ``scanned``, retyped ones ``stated``. A value that differs from a standing one waits
    for a decision, unless it was chosen to replace it. Refuses like :func:`create_guest`: a wrong number, a document of
    another guest, a guest who seems to be known. New company data from a card are told by an act of their own (R-141).
    """
    reading = open_reading(scope, row, now)
    values = _values(reading, confirmed)
    scanned = {n for n, v in values.items() if v and _same(n, v, reading.values.get(n, ""))}
    if row.way == ReadingWay.HAND:
        scanned = set()
    with unit_of_work(scope):
        if guest_id is None:
            guest, changed = _create(scope, now, row, values, scanned, confirmed)
        else:
            guest = get_guest(scope, guest_id, to="edit")
            changed = _change(scope, now, row, guest, _fitted(guest, values), scanned, confirmed.replacing)
        changed |= _document_details(scope, now, guest, values, confirmed.replacing)
        _log(scope, now, row, guest, changed)
        DocumentReading.objects.filter(id=row.id, staff_id=scope.actor.id).delete()
    return guest


def _values(reading: Reading, confirmed: Confirmed) -> dict[str, str]:
    kind = reading.kind
    found = {name: confirmed.values.get(name, reading.values.get(name, "")).strip() for name in fields_of(kind)}
    found["name"] = clean_name(found.get("name", ""))
    return found


def _same(name: str, given: str, read: str) -> bool:
    if name == "document_number":
        return normalise_document(given) == normalise_document(read)
    if name in {"address", "company_address"}:
        return read_kept(given).key() == read_kept(read).key()
    return given.strip().casefold() == read.strip().casefold()


def _origin(row: DocumentReading, *, is_scanned: bool) -> Origin:
    card = row.kind == ReadingKind.BUSINESS_CARD
    way = Channel.BUSINESS_CARD if card else Channel.DOCUMENT_SCAN if is_scanned else Channel.RECEPTION
    return Origin(
        source=SourceKind.SCANNED if is_scanned else SourceKind.STATED,
        channel=way,
        stage=Stage.CHECK_IN if row.stay_id else None,
        stay_id=row.stay_id,
    )


def _create(
    scope: Scope,
    now: datetime,
    row: DocumentReading,
    values: dict[str, str],
    scanned: set[str],
    confirmed: Confirmed,
) -> tuple[Guest, set[str]]:
    """The half that holds the name makes the profile, the other half is added with its own origin."""
    if not values["name"]:
        raise BadInput(field="name", zh="请填写姓名。", en="Enter the name.")
    first = "name" in scanned
    halves = {True: {n for n in values if n in scanned}, False: {n for n in values if n not in scanned}}
    draft = _draft(values["name"], {n: v for n, v in values.items() if n in halves[first]}, values)
    need_known_decision(
        scope=scope,
        draft=_draft(values["name"], values, values),
        reason=confirmed.reason,
        sure_other=confirmed.sure_other,
    )
    guest = register_guest(
        scope=scope,
        now=now,
        draft=draft,
        reason=confirmed.reason,
        sure_other=confirmed.sure_other,
        origin=_origin(row, is_scanned=first),
    )
    rest = {n: v for n, v in values.items() if v and n in halves[not first]}
    if rest:
        draft = _draft(values["name"], rest, values)
        change_guest(scope=scope, now=now, guest=guest, draft=draft, origin=_origin(row, is_scanned=not first))
    return guest, {n for n, v in values.items() if v}


def _fitted(guest: Guest, values: dict[str, str]) -> dict[str, str]:
    """A passport has the name in Latin letters only: it does not contradict a name in characters."""
    if values.get("name") and has_han(guest.name) and not has_han(values["name"]):
        return {**values, "latin_name": values.get("latin_name") or values["name"], "name": guest.name}
    return {**values, "name": values.get("name") or guest.name}


def _change(
    scope: Scope,
    now: datetime,
    row: DocumentReading,
    guest: Guest,
    values: dict[str, str],
    scanned: set[str],
    replacing: frozenset[str],
) -> set[str]:
    changed: set[str] = set()
    for is_scanned in (True, False):
        for replaces in (False, True):
            part = {
                name: value
                for name, value in values.items()
                if value and (name in scanned) == is_scanned and (name in replacing) == replaces
            }
            if not part or (set(part) == {"name"} and part["name"] == guest.name):
                continue
            changed |= set(
                change_guest(
                    scope=scope,
                    now=now,
                    guest=guest,
                    draft=_draft(part.get("name", guest.name), part, values),
                    origin=_origin(row, is_scanned=is_scanned),
                    keep_standing=not replaces,
                )
            )
    return {_field_of(name) for name in changed}


def _field_of(name: str) -> str:
    """change_guest names contacts by their kind; say them as fields of the reading."""
    kinds = {kind.value: code for code, kind in CONTACTS.items()}
    return {"document": "document_number", "birthday": "birth_date"}.get(name) or kinds.get(name, name)


def _draft(name: str, part: dict[str, str], values: dict[str, str]) -> GuestDraft:
    """Return a draft of some fields; a document goes with its number, whatever part its other fields are in."""
    plain = {n: part[n] for n in PLAIN_OF if part.get(n) and n != "name"}
    draft = GuestDraft(
        name=name,
        latin_name=plain.get("latin_name"),
        gender=Gender(plain["gender"]) if plain.get("gender") in Gender.values else None,
        nationality=plain["nationality"].upper() if "nationality" in plain else None,
        native_place=plain.get("native_place"),
        company=plain.get("company"),
        position=plain.get("position"),
        contacts=tuple(ContactDraft(kind, part[n]) for n, kind in CONTACTS.items() if part.get(n)),
    )
    if part.get("document_number"):
        draft = replace(draft, documents=(document_draft(values),))
    if part.get("birth_date"):
        draft = replace(draft, dates=(DateDraft(DateKind.BIRTHDAY, part["birth_date"]),))
    return draft


def document_draft(values: dict[str, str]) -> DocumentDraft:
    """Return the document of a reading; refuses a country that is none and a day that does not exist."""
    country = values.get("document_country", "").upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise BadInput(field="document_country", zh="请填两位国家代码，如 CN。", en="Enter two letters, such as CN.")
    kind = values.get("document_kind") or ID_CARD
    return DocumentDraft(
        kind=DocumentKind(kind) if kind in DocumentKind.values else DocumentKind.OTHER,
        number=values["document_number"],
        country=country,
        expires_on=_day(values.get("expires_on", "")),
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongDate from error


def _document_details(
    scope: Scope, now: datetime, guest: Guest, values: dict[str, str], replacing: frozenset[str]
) -> set[str]:
    """What a known document or birthday says newly: a later expiry; another birth date only when it is to replace."""
    changed: set[str] = set()
    if values.get("document_number") and values.get("expires_on"):
        draft = document_draft(values)
        standing: GuestDocument | None = GuestDocument.objects.filter(
            guest_id__in=ids_of(guest), digest=document_digest(draft)
        ).first()
        if standing is not None and draft.expires_on and standing.expires_on != draft.expires_on:
            standing.expires_on = draft.expires_on
            amend(standing, "expires_on")
            changed.add("expires_on")
    if values.get("birth_date") and "birth_date" in replacing and _take_birth_date(scope, now, guest):
        changed.add("birth_date")
    return changed


def _take_birth_date(scope: Scope, now: datetime, guest: Guest) -> bool:
    """Decide for the birth date that was just noted as differing; the standing one goes to the history, sealed."""
    born = field_stored("date", DateKind.BIRTHDAY.value)
    waiting: GuestValue | None = (
        GuestValue.objects.filter(guest_id=guest.id, field=born.code, status=ValueStatus.WAITING)
        .order_by("-noted_at", "-id")
        .first()
        if born
        else None
    )
    if waiting is None:
        return False
    decide_value(scope=scope, now=now, value=waiting, take=True)
    return True


def _log(scope: Scope, now: datetime, row: DocumentReading, guest: Guest, changed: set[str]) -> None:
    fields = [name for name in fields_of(row.kind) if name in changed]
    details = {"kind": str(row.kind), "way": str(row.way), "fields": ", ".join(fields)}

    def tell(act: str, details: dict[str, str]) -> None:
        record(
            act,
            scope=scope,
            now=now,
            object_type="guest",
            object_id=guest.id,
            guest_id=guest.id,
            hotel_id=row.hotel_id,
            details=details,
        )

    tell(CONFIRMED, details)
    news = [name for name in OF_COMPANY if name in changed]
    if row.kind == ReadingKind.BUSINESS_CARD and news:
        tell(READ_CARD, {"fields": ", ".join(news)})
