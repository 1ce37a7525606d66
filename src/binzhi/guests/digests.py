"""Documents and contacts in normal form, and their blind indexes."""

from binzhi.guests.drafts import ContactDraft, DocumentDraft
from binzhi.guests.enums import ContactKind, DocumentKind
from binzhi.guests.errors import WrongContact, WrongIdNumber
from binzhi.kernel.addresses import read_kept
from binzhi.kernel.documents import normalise_document, read_id_card, to_18_digits
from binzhi.kernel.emails import normalise_email
from binzhi.kernel.phones import normalise_phone
from binzhi.vault.index import contact_index, document_index

PHONES = (ContactKind.MOBILE, ContactKind.PHONE, ContactKind.COMPANY_PHONE, ContactKind.FAX)
ADDRESSES = (ContactKind.ADDRESS, ContactKind.MAILING_ADDRESS)  # kept in parts, see kernel.addresses


def normal_document(draft: DocumentDraft) -> tuple[str, str]:
    """Return (country, number) in normal form; refuses a resident number with a wrong check digit."""
    number = normalise_document(draft.number)
    if draft.kind == DocumentKind.ID_CARD:
        number = to_18_digits(number)
        if read_id_card(number) is None:
            raise WrongIdNumber
        return "CN", number
    return draft.country.upper(), number


def normal_contact(draft: ContactDraft) -> str:
    """Return a contact in normal form; refuses what is no phone number or e-mail address. Addresses come in parts (R-025)."""
    if draft.kind in PHONES:
        value = normalise_phone(draft.value)
    elif draft.kind == ContactKind.EMAIL:
        value = normalise_email(draft.value)
    elif draft.kind in ADDRESSES:
        value = read_kept(draft.value).kept() or None
    else:
        value = draft.value.strip()[:300] or None
    if value is None:
        raise WrongContact(kind=draft.kind.label)
    return value


def document_digest(draft: DocumentDraft) -> bytes:
    """Return the blind index of a document."""
    country, number = normal_document(draft)
    return document_index(
        kind=draft.kind.value, country=country if draft.kind != DocumentKind.ID_CARD else "", number=number
    )


def contact_digest(kind: ContactKind, value: str) -> bytes:
    """Return the blind index of a contact in normal form; all phones share one kind, an address has its words only."""
    if kind in ADDRESSES:
        value = read_kept(value).key()
    return contact_index(kind="phone" if kind in PHONES else kind.value, value=value)
