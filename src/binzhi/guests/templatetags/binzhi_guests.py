"""Words for facts, countries and languages in templates (a template builtin)."""

from functools import lru_cache
from typing import Any

from babel import Locale
from django import template
from django.utils.translation import get_language

from binzhi.guests.bulk_kinds import what_words
from binzhi.guests.switches import words_of
from binzhi.org.departments import department_words

register = template.Library()


def _chinese() -> bool:
    return (get_language() or "zh-hans").startswith("zh")


@lru_cache(maxsize=2)
def _locale(chinese: bool) -> Locale:
    return Locale("zh", script="Hans") if chinese else Locale("en")


@register.filter
def country(code: str) -> str:
    """Name a country by its ISO 3166 code in the reader's language."""
    return str(_locale(_chinese()).territories.get(code, code)) if code else ""


@register.filter
def language_word(code: str) -> str:
    """Name a language by its code in the reader's language."""
    return str(_locale(_chinese()).languages.get(code, code)) if code else ""


@register.filter
def fact_value(line: Any) -> str:
    """Show the value of a fact: the words of a choice, the number with its unit, yes as a tick."""
    item, value = line.item, line.value
    if value is None:
        return "••••"
    if item is None:
        return str(value)
    if item.value == "choice":
        words = dict(item.choices).get(value)
        return words.text(get_language() or "zh-hans") if words else str(value)
    if item.value == "yes" and value == "yes":
        return "✓"
    return f"{value} {item.unit}".strip()


@register.filter
def from_map(key: str, mapping: dict[str, Any]) -> Any:
    """Return the entry of a mapping, or the key itself."""
    return mapping.get(key, key)


@register.filter
def field_word(code: str) -> str:
    """Name a field or item of the file in the reader's language."""
    return words_of(code).text(get_language() or "zh-hans")


@register.filter
def department_word(code: str) -> str:
    """Name a department by its code in the reader's language; a code of the hotel's own is shown as it is."""
    return department_words(code, get_language() or "zh-hans")


@register.filter
def may_enter(line: Any, can: dict[str, bool]) -> bool:
    """Tell whether the reader may enter a value of the line's field."""
    return can["fact" if line.field.item_code else "column"]


@register.filter
def may_decide(conflict: Any, can: dict[str, bool]) -> bool:
    """Tell whether the reader may decide between two differing values."""
    return can["fact" if conflict.fact_id else "column"]


@register.filter
def bulk_word(what: str) -> str:
    """Say what a change of many guests changes."""
    return what_words(what, get_language() or "zh-hans")
