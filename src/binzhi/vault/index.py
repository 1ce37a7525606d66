"""Blind indexes: keyed digests for exact look-up. The kind is part of the input, each kind has its own key."""

from collections.abc import Iterable

from binzhi.kernel.crypto import keyed_digest
from binzhi.vault.master import purpose_key


def document_index(*, kind: str, country: str, number: str) -> bytes:
    """Return 16 bytes for a document number in normal form."""
    return keyed_digest(purpose_key("index/document"), f"{kind}|{country}|{number}")


def contact_index(*, kind: str, value: str) -> bytes:
    """Return 16 bytes for a phone number (E.164) or an e-mail address in normal form."""
    return keyed_digest(purpose_key("index/contact"), f"{kind}|{value}")


def member_index(*, programme: str, number: str) -> bytes:
    """Return 16 bytes for a member number."""
    return keyed_digest(purpose_key("index/member"), f"{programme}|{number.strip().upper()}")


def search_bucket(*, kind: str, value: str, size: int = 8) -> str:
    """Return a keyed token of a number for the search, in hexadecimal; it finds the number and tells nothing of it."""
    return keyed_digest(purpose_key("index/search"), f"{kind}|{value}", size=size).hex()


def day_index(*, kind: str, lunar: bool, month: int, day: int) -> bytes:
    """Return 8 bytes for a day of the year on which something is kept: birthdays of one day share them, days do not."""
    calendar = "lunar" if lunar else "solar"
    return keyed_digest(purpose_key("index/day"), f"{kind}|{calendar}|{month:02d}-{day:02d}", size=8)


def match_indexes(pairs: Iterable[tuple[str, str]]) -> list[int]:
    """Return 64-bit keyed numbers of (kind, text) pairs, signed: by them profiles are found that may be one person."""
    key = purpose_key("index/match")
    return [int.from_bytes(keyed_digest(key, f"{kind}|{text}", size=8), signed=True) for kind, text in pairs]
