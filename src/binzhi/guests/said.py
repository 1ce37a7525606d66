"""Values of fields in words: choices, countries and languages in the reader's language."""

from functools import lru_cache

from babel import Locale

from binzhi.guests.fields import Field


@lru_cache(maxsize=2)
def _locale(chinese: bool) -> Locale:
    return Locale("zh", script="Hans") if chinese else Locale("en")


def country_name(code: str, language: str = "zh-hans") -> str:
    """Return the name of a country by its ISO 3166 code, or the code itself."""
    return str(_locale(language.startswith("zh")).territories.get(code, code)) if code else ""


def said_of(field: Field, value: str, language: str) -> str:
    """Return a stored value of a field in words."""
    words = dict(field.choices).get(value)
    if words is not None:
        return words.text(language)
    return country_name(value, language) if field.kind == "country" else value
