"""What the review page shows: each field as read beside the standing one, and whose file it may be. Reads only."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from binzhi.guests.access import visible_guests
from binzhi.guests.digests import contact_digest, document_digest, normal_contact
from binzhi.guests.domain.scan_confirm import CONTACTS, document_draft
from binzhi.guests.drafts import ContactDraft
from binzhi.guests.enums import DateKind, DocumentKind, Gender
from binzhi.guests.joined import ids_of, people_by_id
from binzhi.guests.models import ContactKey, DocumentKey, Guest, GuestContact, GuestDate, GuestDocument
from binzhi.guests.queries import date_cell
from binzhi.guests.scan_kinds import FIELD_WORDS, FIELDS, fields_of
from binzhi.guests.scan_reading import Reading
from binzhi.kernel.errors import DomainError
from binzhi.kernel.masking import DOTS, mask_document
from binzhi.kernel.names import has_han
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.vault.domain.sealing import holds

SAME, DIFFERS, NEW, NOTHING = "same", "differs", "new", "nothing"
DECIDED_HERE = ("name", "latin_name", "gender", "nationality", "native_place", "company", "position", "birth_date")


@dataclass(frozen=True, slots=True)
class Line:
    """One field: as read, as it stands (masked where it is sealed), and how the two compare."""

    name: str
    label: Any
    read: str
    standing: str
    verdict: str
    is_hidden: bool
    is_unsure: bool

    @property
    def may_replace(self) -> bool:
        """Tell whether a differing value may be chosen to replace the standing one here."""
        return self.verdict == DIFFERS and self.name in DECIDED_HERE


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose file it may be: of the document (certain), of the same contact, of the same name."""

    document: Guest | None
    others: list[Guest]


def owners_of(scope: Scope, reading: Reading) -> Owners:
    """Look for the guest of a document, else for those with the contact or the name; at most five."""
    values = reading.values
    seen = visible_guests(scope)
    if values.get("document_number"):
        owner = seen.filter(id__in=_persons(_ids_of_document(values))).first()
        if owner is not None:
            return Owners(owner, [])
    ids = _ids_of_contacts(values)
    others = list(seen.filter(id__in=_persons(ids))[:5]) if ids else []
    names = [n for n in (values.get("name", ""), values.get("latin_name", "")) if n]
    if names and len(others) < 5:
        known = {one.id for one in others}
        alike = seen.filter(name__in=names).order_by("-updated_at")[:5]
        others += [one for one in alike if one.id not in known]
    return Owners(None, others[:5])


def _persons(ids: list[UUID]) -> list[UUID]:
    """A key may be that of a joined profile: the person is offered."""
    return [lead.id for lead in people_by_id(ids).persons] if ids else []


def _ids_of_document(values: dict[str, str]) -> list[UUID]:
    """The same booklet may have been entered as another kind: every kind of the country is looked up."""
    digests = []
    for kind in DocumentKind.values:
        try:
            digests.append(document_digest(document_draft({**values, "document_kind": kind})))
        except DomainError:
            continue
    return list(DocumentKey.objects.filter(digest__in=digests).values_list("guest_id", flat=True))


def _ids_of_contacts(values: dict[str, str]) -> list[UUID]:
    digests = []
    for name in ("mobile", "email"):
        if values.get(name):
            try:
                normal = normal_contact(ContactDraft(CONTACTS[name], values[name]))
            except DomainError:
                continue
            digests.append(contact_digest(CONTACTS[name], normal))
    return list(ContactKey.objects.filter(digest__in=digests).values_list("guest_id", flat=True)[:5])


def lines_of(scope: Scope, reading: Reading, guest: Guest | None) -> list[Line]:
    """Return a line for each field the kind may fill, in the order of the screen."""
    unsure = {doubt.partition(":")[2] for doubt in reading.doubts if doubt.startswith("unsure:")}
    standing = _standing(scope, reading, guest) if guest is not None else {}
    found = []
    for name in fields_of(reading.kind):
        read = reading.values.get(name, "")
        hidden = bool(read) and FIELDS[name] == "C3" and not policy.decide(scope, "reveal", field_class="C3")
        hidden = hidden and name in {"document_number", "birth_date"}
        stands, verdict = standing.get(name, ("", NEW if read else NOTHING))
        shown = (mask_document(read) if name == "document_number" else DOTS) if hidden else read
        found.append(Line(name, FIELD_WORDS[name], shown, stands, verdict, hidden, name in unsure))
    return found


def _standing(scope: Scope, reading: Reading, guest: Guest) -> dict[str, tuple[str, str]]:
    """What stands in the file for each field, and how what was read compares; sealed values stay masked."""
    values, found = reading.values, {}
    for name in ("name", "latin_name", "gender", "nationality", "native_place", "company", "position"):
        stands = str(getattr(guest, name))
        if name == "gender":
            stands = "" if stands == Gender.UNSPECIFIED else stands
        read = values.get(name, "")
        if name == "name" and has_han(guest.name) and read and not has_han(read):
            read = guest.name  # Latin letters of a passport say nothing against a name in characters
        found[name] = (_said(name, stands), _compare(stands.casefold(), read.casefold()))
    found |= _standing_contacts(scope, values, guest)
    found |= _standing_identity(scope, values, guest)
    return found


def _said(name: str, value: str) -> str:
    return str(Gender(value).label) if name == "gender" and value else value


def _compare(stands: str, read: str) -> str:
    if not read:
        return NOTHING
    if not stands:
        return NEW
    return SAME if stands == read else DIFFERS


def _standing_contacts(scope: Scope, values: dict[str, str], guest: Guest) -> dict[str, tuple[str, str]]:
    if not policy.decide(scope, "read", field_class="C2"):
        return {}
    rows = list(GuestContact.objects.filter(guest_id__in=ids_of(guest)).order_by("-is_preferred", "id"))
    found = {}
    for name, kind in CONTACTS.items():
        own = [row for row in rows if row.kind == kind]
        verdict = NEW if values.get(name) else NOTHING
        if values.get(name):
            try:
                digest = contact_digest(kind, normal_contact(ContactDraft(kind, values[name])))
            except DomainError:
                digest = b""
            verdict = SAME if any(bytes(row.digest or b"") == digest for row in own) else NEW
        found[name] = (own[0].hint if own else "", verdict)
    return found


def _standing_identity(scope: Scope, values: dict[str, str], guest: Guest) -> dict[str, tuple[str, str]]:
    if not policy.decide(scope, "read", field_class="C3"):
        return {}
    found: dict[str, tuple[str, str]] = {}
    own = list(GuestDocument.objects.filter(guest_id__in=ids_of(guest)).order_by("kind", "id"))
    digest = b""
    if values.get("document_number"):
        try:
            digest = document_digest(document_draft(values))
        except DomainError:
            digest = b""
        match = next((row for row in own if bytes(row.digest) == digest), None)
        hint = match.hint if match else (own[0].hint if own else "")
        found["document_number"] = (hint, SAME if match else NEW)
        if match is not None:
            stands = match.expires_on.isoformat() if match.expires_on else ""
            found["expires_on"] = (stands, _compare(stands, values.get("expires_on", "")))
            found["document_kind"] = (str(DocumentKind(match.kind).label), SAME)
            found["document_country"] = (match.country, SAME)
    born: GuestDate | None = GuestDate.objects.filter(
        guest_id__in=ids_of(guest), kind=DateKind.BIRTHDAY, label="", relation_id=None
    ).first()
    if born is not None:
        read = values.get("birth_date", "")
        same = bool(read) and holds(cell=date_cell(born), plain=read)
        found["birth_date"] = (DOTS, SAME if same else DIFFERS if read else NOTHING)
    return found
