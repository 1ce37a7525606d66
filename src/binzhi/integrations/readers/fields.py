"""Which reader each field of a table has, and which fields may stand in several columns."""

from collections.abc import Callable
from functools import partial

from binzhi.integrations.readers import cells, dates
from binzhi.integrations.readers.cells import Convert
from binzhi.integrations.readers.maps import ImportMap
from binzhi.integrations.readers.people import clean_text, person_name
from binzhi.integrations.readers.problems import BadCell
from binzhi.integrations.rows import ReadOptions

DATE_FIELDS = frozenset(
    {"birth_date", "first_visit", "last_visit", "arrival", "departure", "booked_on", "cancelled_on"}
)
MULTI_FIELDS = frozenset(
    {
        "mobile",
        "phone",
        "phone_home",
        "phone_work",
        "fax",
        "email",
        "notes",
        "comments",
        "special_requests",
        "address_more",
    }
)
PHONE_USES = {
    "mobile": "mobile",
    "phone": "",
    "phone_home": "home",
    "phone_work": "work",
    "fax": "fax",
    "booker_phone": "",
}
LONG_TEXT = frozenset({"notes", "comments", "special_requests", "address", "address_more", "native_place"})
NAMES = frozenset({"name", "family_name", "given_name", "middle_name", "latin_name", "booker_name"})
COUNTS = {
    "visits": (0, 100_000),
    "nights_total": (0, 100_000),
    "nights": (0, 3_650),
    "rooms": (1, 500),
    "adults": (0, 999),
    "children": (0, 999),
    "babies": (0, 999),
}
MONEY = frozenset({"rate", "total", "last_rate", "spend_total"})
_CURRENCIES = {
    "人民币": "CNY", "rmb": "CNY", "元": "CNY", "￥": "CNY", "¥": "CNY",
    "美元": "USD", "欧元": "EUR", "港币": "HKD", "日元": "JPY",
}  # fmt: skip
SHORT_TEXT = frozenset(
    {"title", "city", "province", "company", "agreement_company", "company_name", "position", "agent_name", "customer_type", "meal",
     "deposit_type", "member_level", "vip_level"}
)  # fmt: skip


def is_multi(field: str) -> bool:
    """Tell whether several columns of a table may be read as this field."""
    return field in MULTI_FIELDS or field.startswith(("preference.", "flag."))


def converter(field: str, mapping: ImportMap, options: ReadOptions, date_form: str) -> Convert:
    """Return the reader of a field's cells."""
    if field in DATE_FIELDS:
        return date_cell(field, date_form)
    if field in PHONE_USES:
        return cells.phones(PHONE_USES[field], options.region)
    if field in COUNTS:
        return cells.whole_number(*COUNTS[field])
    if field in NAMES:
        return person_name
    if field in LONG_TEXT or field.startswith("preference."):
        return clean_text
    if field in MONEY:
        return cells.money
    if field in SHORT_TEXT:
        return cells.one_line
    return _named(field, mapping)


def _named(field: str, mapping: ImportMap) -> Convert:
    own = mapping.own_values(field)
    simple: dict[str, Convert] = {
        "email": cells.email,
        "booker_email": cells.email,
        "document_no": cells.document_number,
        "passport_no": cells.document_number,
        "persons": cells.persons,
        "accompanying": cells.names_list,
        "repeat_guest": cells.yes_no,
        "eta": dates.read_clock,
        "etd": dates.read_clock,
        "currency": _currency,
    }
    factories: dict[str, Callable[[], Convert]] = {
        "gender": lambda: cells.code_of("gender", own, "gender-unknown"),
        "document_type": lambda: cells.code_of("document_type", own, "document-type-unknown"),
        "status": lambda: cells.code_of("status", own, "status-unknown"),
        "language": lambda: cells.loose_code("language", own),
        "confirmation_method": lambda: cells.loose_code("confirmation_method", own),
    }
    if field in simple:
        return simple[field]
    if field in factories:
        return factories[field]()
    if field in ("nationality", "country", "document_country"):
        return cells.country(mapping.own_values("country"))
    if field.startswith("flag."):
        return cells.yes_no
    return cells.code_text


def date_cell(field: str, form: str) -> Convert:
    """Return the reader of a date column; a birthday may lack its year."""
    read = dates.date_reader(form)
    if field != "birth_date":
        return partial(_plain_date, read)

    def read_birth(text: str) -> object:
        return None if dates.says_nothing(text) else (dates.read_month_day(text) or read(text))

    return read_birth


def _plain_date(read: Convert, text: str) -> object:
    return None if dates.says_nothing(text) else read(text)


def _currency(text: str) -> str:
    word = text.strip().casefold()
    code = _CURRENCIES.get(word, word.upper())
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise BadCell("value-left-out")
    return code
