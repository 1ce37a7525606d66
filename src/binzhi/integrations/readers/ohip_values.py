"""Small values of OPERA Cloud JSON: numbers come as text, enums in any case, Postman variables are no values."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from binzhi.integrations.readers.catalogue import country_code, fold_word, value_words
from binzhi.integrations.readers.dates import read_iso_date
from binzhi.integrations.readers.people import clean_text
from binzhi.integrations.rows import ExternalId
from binzhi.kernel.money import amount

Node = Mapping[str, Any]
VARIABLE = re.compile(r"\{\{([^{}]*)\}?\}")
_SCHEMA_WORD = "string"  # what a schema generator writes where an id would stand
_EMPTY: Node = {}


def node(value: object, *path: str) -> Node:
    """Return the object below a path of keys, empty when something on the way is missing or no object."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else _EMPTY


def each(value: object) -> Iterator[Node]:
    """Yield the objects of a list; a single object counts as a list of one."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Mapping):
            yield item


def text(value: object) -> str:
    """Return a value as text; variables, objects and nothing are empty."""
    if isinstance(value, str):
        return "" if "{{" in value else clean_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return ""


def first_text(source: Node, *keys: str) -> str:
    """Return the first value among the keys that says something."""
    return next((found for key in keys if (found := text(source.get(key)))), "")


def variable(value: object) -> str:
    """Return the variable a value consists of ({{currentdate}}), empty when it is none."""
    return value if isinstance(value, str) and "{{" in value else ""


def flag(value: object) -> bool:
    """Return a yes/no that may come as text."""
    return text(value).lower() in ("true", "y", "yes", "1")


def count(value: object, default: int = 0) -> int:
    """Return a small count that may come as text; nonsense is the default."""
    found = text(value)
    return int(found) if re.fullmatch(r"\d{1,6}", found) else default


def money(value: object) -> Decimal | None:
    """Return an amount that may come as text or as {"amount": ...}; nonsense and less than nothing are None."""
    if isinstance(value, Mapping):
        value = next((value[k] for k in ("amount", "amountBeforeTax", "amountAfterTax") if text(value.get(k))), None)
    try:
        found = amount(text(value))
    except ValueError:
        return None
    return found if found >= 0 else None


def day(value: object) -> date | None:
    """Return the calendar day of a date or date-time."""
    return read_iso_date(text(value))


def country(value: object) -> str:
    """Return ISO alpha-2 of a code, a name, or {"code", "value", "name"}; empty when unknown."""
    if isinstance(value, Mapping):
        return next((c for k in ("code", "value", "name") if (c := country_code(text(value.get(k))))), "")
    return country_code(text(value))


def word(name: str, value: object) -> str:
    """Return the code of a listed word, compared without case and blanks between its parts."""
    raw = text(value)
    listed = value_words(name)
    return listed.get(fold_word(raw)) or listed.get(fold_word(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", raw))) or ""


def language(value: object) -> str:
    """Return a two-letter language code; OPERA writes E for English."""
    raw = text(value).lower()
    return value_words("language").get(raw) or (raw if re.fullmatch(r"[a-z]{2}", raw) else "")


def id_list(value: object, system: str) -> tuple[ExternalId, ...]:
    """Return the ids of a {id, type} list, keeping system, type and value apart."""
    found: dict[ExternalId, None] = {}
    for item in each(value):
        number, kind = text(item.get("id")), text(item.get("type")).lower() or "id"
        if number and number.lower() != _SCHEMA_WORD and number != "0":
            found[ExternalId(system, kind, number)] = None
    return tuple(found)


def long_text(value: object) -> str:
    """Return a text that comes plain or as {"text": {"value": ...}}."""
    for _ in range(4):
        if not isinstance(value, Mapping):
            break
        value = next((value[k] for k in ("text", "value", "comment", "defaultText") if value.get(k)), "")
    return text(value)
