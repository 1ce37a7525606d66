"""Look-ups for the room's templates: ``{% load binzhi_stays %}``."""

from collections.abc import Mapping
from typing import Any

from django import template

from binzhi.stays.enums import StayPurpose
from binzhi.ui.templatetags.binzhi_ui import words

register = template.Library()


@register.filter
def rows_of(key: Any, mapping: Mapping[Any, list[Any]] | None) -> list[Any]:
    """Return the rows of a key, none when there are none."""
    return mapping.get(key, []) if mapping else []


@register.filter
def code_words(code: str, mapping: Mapping[str, Any] | None) -> str:
    """Return the hotel's words of a code, or the code itself."""
    return words((mapping or {}).get(code, code)) if code else ""


@register.filter
def stay_purpose(code: str) -> str:
    """Return the words of a reason for a stay; one brought along from another system is said as it is."""
    return str(StayPurpose(code).label) if code in StayPurpose.values else code
