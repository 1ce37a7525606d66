"""What every kind must do alike about persons: names, identity documents, phones, mail addresses."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import phonenumbers

from binzhi.integrations.readers.catalogue import is_relay
from binzhi.integrations.readers.dates import read_iso_date, says_nothing
from binzhi.integrations.readers.problems import BadCell
from binzhi.integrations.rows import Email, Phone
from binzhi.kernel.documents import ID_CARD, check_digit, normalise_document, read_id_card, to_18_digits
from binzhi.kernel.emails import normalise_email
from binzhi.kernel.names import clean_name, has_han

_CHINA = 86
CUT_LENGTHS = frozenset({20, 30, 40})
_MOBILE_CN = re.compile(r"(?:\+?0{0,2}86)?[\s-]?(1[3-9]\d{9})")
_PHONE_SPLIT = re.compile(r"[/;；、,，|\n]+")
_NOT_A_NUMBER = re.compile(r"\d(?:[\d\s().+\-*#]|ext\.?|转|x)*", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MASKED = re.compile(r"[*•●]|[xX]{3,}")


def clean_text(text: str) -> str:
    """Return a text without control and invisible characters and without blanks at its ends."""
    if text.isprintable():
        return text.strip()
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


@lru_cache(maxsize=4096)
def person_name(text: str) -> str:
    """Return a name in one line; blanks between single Chinese characters (张 三) are dropped."""
    name = clean_name(unicodedata.normalize("NFC", clean_text(text)).replace("\u3000", " "))
    if has_han(name) and name.isascii() is False and re.fullmatch(r"(?:\S )+\S", name) and len(name) <= 7:
        return name.replace(" ", "")
    return name


def full_name(family: str, given: str, middle: str = "") -> str:
    """Put the parts of a name in the order of their script: 王建国, but Ben A Smith."""
    if has_han(family + given):
        return person_name(f"{family}{given}")
    return person_name(" ".join(p for p in (given, middle, family) if p))


def is_truncated(*names: str) -> bool:
    """Tell whether a name has the mark of a cutting export: upper case and exactly 20, 30 or 40 characters."""
    return any(len(n) in CUT_LENGTHS and n.isupper() and not has_han(n) for n in names)


def read_phones(text: str, *, use: str, region: str) -> list[Phone]:
    """Read the number or numbers of a cell; raises BadCell when one of them cannot be called."""
    found = []
    for piece in _PHONE_SPLIT.split(unicodedata.normalize("NFKC", text)):
        piece = piece.strip()
        if piece:
            found.append(_read_phone(piece, use, region))
    return found


def _read_phone(piece: str, use: str, region: str) -> Phone:
    mobile = _MOBILE_CN.fullmatch(piece) if region == "CN" else None
    if mobile:
        return Phone(f"+86{mobile[1]}", piece, use)
    digits = re.sub(r"\D", "", piece)
    if len(digits) >= 7 and len(set(digits)) == 1:
        raise BadCell("phone-dummy")
    number = callable_number(piece, region)
    if number is None and piece.startswith("00"):
        number = callable_number(f"+{piece[2:]}", region)
    if number is None:
        raise BadCell("phone-wrong")
    return Phone(number, piece, use)


@lru_cache(maxsize=4096)
def callable_number(text: str, region: str) -> str | None:
    """Return E.164 of a number that can be called from anywhere: a landline needs its area code."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    if number.country_code == _CHINA and not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def lenient_phone(text: str, *, use: str, region: str) -> Phone | None:
    """Read a number of an interface; what cannot be called is kept as raw text, a dummy is dropped."""
    text = clean_text(text)
    if not any(ch.isdigit() for ch in text):
        return None
    try:
        return _read_phone(unicodedata.normalize("NFKC", text), use, region)
    except BadCell as bad:
        return None if bad.code == "phone-dummy" else Phone("", text, use)


def read_email(text: str, use: str = "") -> Email | None:
    """Read a mail address and tell a booking site's mask from a person's own; None when it is no address."""
    address = normalise_email(clean_text(text))
    return Email(address, is_relay(address), use) if address else None


@dataclass(frozen=True, slots=True)
class Document:
    """A checked identity document; the last four are known for a Chinese resident number only."""

    type: str
    number: str
    birth_date: date | None = None
    gender: str = ""
    native_place: str = ""


def read_document(number: str, kind: str) -> Document:
    """Check a document number. Without a type, its form decides; a wrong check digit is refused."""
    number = normalise_document(number)
    looks_like_id = bool(re.fullmatch(r"[1-9]\d{16}[\dX]|[1-9]\d{14}", number))
    if kind == ID_CARD and not looks_like_id:
        raise BadCell("id-form")
    if looks_like_id and kind in ("", ID_CARD):
        return _read_resident_number(number)
    if not re.fullmatch(r"[A-Z0-9]{5,24}", number) and not (has_han(number) and 4 <= len(number) <= 30):
        raise BadCell("document-wrong", low=5, high=24)
    return Document(type=kind or "other", number=number)


def _read_resident_number(number: str) -> Document:
    number = to_18_digits(number)
    if check_digit(number[:17]) != number[17]:
        raise BadCell("id-check-digit")
    reading = read_id_card(number)
    if reading is not None:
        return Document(ID_CARD, number, reading.birth_date, reading.gender, reading.native_place)
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadCell("id-date") from None
    raise BadCell("id-region")


def named_document(number: str, kind: str) -> Document:
    """Check the document of an interface; the trouble carries field and value."""
    try:
        return read_document(number, kind)
    except BadCell as bad:
        raise bad.at("document_no", number) from None


def named_birth(text: str) -> date | None:
    """Read the birth date of an interface; zero dates and masks say nothing, an impossible date is refused."""
    if not text or is_masked(text) or says_nothing(text):
        return None
    found = read_iso_date(text)
    if found is None and re.match(r"(?:19|20)\d\d", text):
        raise BadCell("date-impossible").at("birth_date", text)
    return found


def is_masked(text: str) -> bool:
    """Tell whether a value was masked by the sender (C030059XX, 138****8000) and so says nothing."""
    return bool(_MASKED.search(text))


def looks_callable(text: str) -> bool:
    """Tell whether a text has the form of a telephone number or a plain signed number."""
    return bool(_NOT_A_NUMBER.fullmatch(text.lstrip("+-＋－ (")))
