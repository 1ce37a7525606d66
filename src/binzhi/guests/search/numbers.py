"""Numbers in the search: keyed tokens only, so that the index holds no telephone, document or member number.

``h`` a telephone or e-mail address (from its blind index), ``e`` the last four digits of a telephone, ``n`` a member
number, ``d`` a document number of any kind and country.
"""

from binzhi.guests.digests import PHONES, contact_digest
from binzhi.guests.enums import ContactKind
from binzhi.kernel.documents import normalise_document, to_18_digits
from binzhi.vault.index import search_bucket

CONTACT, LAST_FOUR, MEMBER, DOCUMENT = "h", "e", "n", "d"
NUMBERS = frozenset({CONTACT, LAST_FOUR, MEMBER, DOCUMENT})
CLASS_OF = {CONTACT: "C2", LAST_FOUR: "C2", MEMBER: "C2", DOCUMENT: "C3"}


def digest_token(digest: bytes) -> str:
    """Return the token of a contact by its stored blind index."""
    return CONTACT + bytes(digest)[:8].hex()


def contact_token(kind: ContactKind, value: str) -> str:
    """Return the token of a contact in normal form."""
    return digest_token(contact_digest(kind, value))


def last_four_token(digits: str) -> str:
    """Return the bucket of the last four digits of a telephone."""
    return LAST_FOUR + search_bucket(kind="last4", value=digits[-4:], size=5)


def member_token(number: str) -> str:
    """Return the token of a member number."""
    return MEMBER + search_bucket(kind="member", value=number.strip().upper())


def document_token(number: str) -> str:
    """Return the token of a document number, whatever its kind and country."""
    return DOCUMENT + search_bucket(kind="document", value=to_18_digits(normalise_document(number)))


def contact_tokens(kind: ContactKind, value: str) -> list[str]:
    """Return the tokens of a contact that may be looked up; none for addresses and chat names."""
    if kind in PHONES:
        return [contact_token(kind, value), last_four_token(value)]
    return [contact_token(kind, value)] if kind == ContactKind.EMAIL else []


def stored_contact_tokens(kind: str, digest: bytes, hint: str) -> list[str]:
    """Return the same tokens from a stored contact, without opening it: the masked form keeps the last four digits."""
    if kind in PHONES:
        tail = "".join(c for c in hint if c.isdigit())[-4:]
        return [digest_token(digest), *([last_four_token(tail)] if len(tail) == 4 else [])]
    return [digest_token(digest)] if kind == ContactKind.EMAIL else []
