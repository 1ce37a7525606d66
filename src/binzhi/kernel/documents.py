"""Identity documents: normal form, check digit, and what a Chinese resident number says."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

ID_CARD = "id_card"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class IdCardReading:
    """What the 18 digits say: birth date, sex (``male`` / ``female``) and native place."""

    birth_date: date
    gender: str
    native_place: str


def normalise_document(number: str) -> str:
    """Return the number in NFKC, upper case, without spaces and hyphens."""
    text = unicodedata.normalize("NFKC", number).upper()
    return "".join(ch for ch in text if ch.isalnum())


def to_18_digits(number: str) -> str:
    """Turn a 15-digit resident number (before 1999) into its 18-digit form; others are returned unchanged."""
    if len(number) == 15 and number.isascii() and number.isdigit():
        body = number[:6] + "19" + number[6:]
        return body + _CHECKS[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]
    return number


def read_id_card(number: str) -> IdCardReading | None:
    """Read a Chinese resident number (GB 11643); None when the check digit or the date is wrong."""
    number = to_18_digits(normalise_document(number))
    if len(number) != 18 or not number.isascii() or not number[:17].isdigit():
        return None
    try:
        ric.validate(number)
        birth = ric.get_birth_date(number)
    except ValidationError:
        return None
    try:
        place = ric.get_birth_place(number)
        native = f"{place.get('province', '')}{place.get('county', '')}"
    except ValidationError:
        native = ""
    gender = "male" if int(number[16]) % 2 else "female"
    return IdCardReading(birth_date=birth, gender=gender, native_place=native)
