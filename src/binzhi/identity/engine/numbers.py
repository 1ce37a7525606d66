"""Documents, telephones, addresses and dates in the form that is compared, and what of them counts for nothing."""

import re
from datetime import date
from functools import lru_cache
from operator import mul

from binzhi.kernel.documents import ID_CARD, normalise_document, read_id_card, to_18_digits
from binzhi.kernel.emails import normalise_email
from binzhi.kernel.phones import normalise_phone

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ZEROES = ord("0") * sum(_WEIGHTS)
_SIGNS = re.compile(r"[^0-9A-Z*]+")
_STARS = str.maketrans({"•": "*", "●": "*", "＊": "*", "x": "*", "X": "*", "#": "*"})
_MASKED = re.compile(r"([0-9A-Z]{2,10})\*{2,}([0-9A-Z]{3,6})")
_MOBILE = re.compile(r"(?:86)?(1[3-9][0-9]{9})")
_EXTENSION = re.compile(r"(?:转|分机|,|;|ext|x)\s*\d+", re.IGNORECASE)
_SERVICE = re.compile(r"(?:86)?(?:0?(?:400|800)\d{7}|95\d{3,8}|1\d{4}|1[02]\d{3,8}|96\d{3,5})")
_DATE = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")

PLACEHOLDER_PHONES = frozenset(
    (
        "13800138000",
        "13000000000",
        "13888888888",
        "13900000000",
        "13911111111",
        "18888888888",
        "13333333333",
        "13912345678",
    )
)
RELAY_DOMAINS = (
    "guest.booking.com", "property.booking.com", "m.expediapartnercentral.com", "expediapartnercentral.com", "agoda-messaging.com",
    "trip-guest.com", "guest.trip.com", "guest.airbnb.com", "reply.airbnb.com", "host.airbnb.com", "messages.homeaway.com",
    "guest.ctrip.com", "guest.qunar.com", "guest.fliggy.com", "guest.meituan.com", "privaterelay.appleid.com", "hotelbeds.com",
    "relay.firefox.com", "duck.com",
)  # fmt: skip
_ROLES = frozenset(
    (
        "travel", "info", "booking", "bookings", "reservation", "reservations", "office", "admin", "sales", "reception", "frontdesk",
        "hr", "service", "support", "contact", "noreply", "no-reply", "donotreply", "none", "test", "mail", "hotel", "finance",
    )
)  # fmt: skip
_PLACEHOLDER_BIRTHS = frozenset(
    (
        "19000101",
        "19010101",
        "18991230",
        "18991231",
        "19700101",
        "19800101",
        "19900101",
        "20000101",
        "19600101",
        "19500101",
    )
)


def tidy_number(number: str) -> str:
    """Return a document number in upper case without spaces and hyphens; stars of a masked number stay."""
    text = number if number.isascii() else number.translate(_STARS)
    if text.isalnum() and text.isascii():
        return text.upper()
    if "*" in text:
        return _SIGNS.sub("", text.upper())
    return normalise_document(text)


@lru_cache(maxsize=8192)
def _province_known(region: str) -> bool:
    """Tell whether a valid number may begin so; asked of the kernel once per region."""
    return read_id_card(_valid(region + "19900101001")) is not None


def _valid(body: str) -> str:
    return body + _CHECKS[(sum(map(mul, body.encode(), _WEIGHTS)) - _ZEROES) % 11]


@lru_cache(maxsize=65_536)
def is_date(digits: str) -> bool:
    """Tell whether eight digits are a day of the calendar between 1850 and 2100."""
    try:
        return 1850 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False


def valid_card(number: str) -> str:
    """Return the 18-digit form of a valid resident number (15 digits are completed), else nothing."""
    size = len(number)
    if size == 15 and number.isascii() and number.isdigit():
        number = to_18_digits(number)
    elif size != 18 or not number.isascii() or not number[:17].isdigit() or _valid(number[:17]) != number:
        return ""
    return number if is_date(number[6:14]) and _province_known(number[:6]) else ""


def card_sex(number: str) -> str:
    """Return the sex the seventeenth digit says."""
    return "male" if int(number[16]) % 2 else "female"


def mask_of(number: str, *, card: bool) -> str:
    """Return the part of a number that masks leave: six and four digits of a card, else ``p:`` two and three signs."""
    return number[:6] + number[-4:] if card else f"p:{number[:2]}{number[-3:]}"


def masked(number: str, *, card: bool) -> str:
    """Return the mask of a number written with stars; nothing when too little of it is shown."""
    found = _MASKED.fullmatch(number)
    if not found:
        return ""
    head, tail = found.groups()
    if card or (len(head) >= 6 and head[:6].isdigit() and len(tail) >= 4):
        usable = len(head) >= 6 and len(tail) >= 4 and head[:6].isdigit() and len(number) >= 16
        return head[:6] + tail[-4:] if usable else ""
    return f"p:{head[:2]}{tail[-3:]}"


def looks_like_card(number: str, kind: str) -> bool:
    """Tell whether a number that is no valid card was meant as one."""
    size = len(number)
    if kind == ID_CARD:
        return 14 <= size <= 19
    return not kind and 17 <= size <= 19 and sum(map(str.isdigit, number)) >= size - 1


def _silly(digits: str) -> bool:
    """Tell whether a number is one that people type to get past a field."""
    tail = digits[-8:]
    return len(set(tail)) == 1 or tail in "01234567890123456789" or tail in "98765432109876543210"


def tidy_phone(text: str) -> tuple[str, str]:
    """Return (E.164 without plus, why it was left out); both empty for what is no number."""
    digits = text if text.isascii() and text.isdigit() else ""
    if not digits:
        if _EXTENSION.search(text):
            return "", "shared_line"
        digits = "".join([c for c in text if "0" <= c <= "9"])
    if not digits:
        return "", ""
    mobile = _MOBILE.fullmatch(digits)
    if mobile:
        digits = mobile.group(1)
        return ("", "placeholder_phone") if digits in PLACEHOLDER_PHONES or _silly(digits) else ("86" + digits, "")
    if _silly(digits) or len(digits) < 7:
        return "", "placeholder_phone"
    if _SERVICE.fullmatch(digits) and not text.lstrip().startswith("+"):
        return "", "shared_line"
    if text.lstrip().startswith("+"):
        return digits, ""
    found = normalise_phone(text)
    return (found[1:], "") if found else (digits, "")


@lru_cache(maxsize=4096)
def _is_relay(domain: str) -> bool:
    return domain.endswith(RELAY_DOMAINS)


def tidy_email(text: str) -> tuple[str, str]:
    """Return (address without aliases, why it was left out): +tags go everywhere, dots at Gmail."""
    address = normalise_email(text)
    if address is None:
        return "", ""
    local, _, domain = address.rpartition("@")
    if _is_relay(domain):
        return "", "relay_mail"
    local = local.partition("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", "") or local, "gmail.com"
    if local in _ROLES:
        return "", "role_mail"
    return f"{local}@{domain}", ""


def phone_in(address: str) -> str:
    """Return the mobile number an address begins with: 13812345678@… belongs to that telephone."""
    mobile = _MOBILE.fullmatch(address.partition("@")[0])
    return "86" + mobile.group(1) if mobile else ""


def tidy_date(text: str) -> tuple[str, str]:
    """Return (YYYYMMDD, why it was left out); both empty for what is no day."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return "", ""
    digits = "".join(found.groups())
    if digits in _PLACEHOLDER_BIRTHS:
        return "", "placeholder_birth"
    return (digits, "") if is_date(digits) else ("", "")


def one_slip(a: str, b: str) -> bool:
    """Tell whether two different days may be one day and a slip: day and month swapped, or one of the three parts wrong
    by one digit."""
    if a[:4] == b[:4] and a[4:6] == b[6:] and a[6:] == b[4:6]:
        return True
    return sum(map(str.__ne__, a, b)) == 1
