"""Words of codes for the room's templates: ``{% load binzhi_integrations %}``."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import template
from django.utils.translation import get_language

from binzhi.integrations.words import DELIMITERS, OUTCOMES, UNDONE, said

register = template.Library()


def _language() -> str:
    return get_language() or "zh-hans"


@register.filter
def outcome_words(code: str) -> str:
    """Return what became of a row."""
    return said(OUTCOMES, code, _language())


@register.filter
def undone_words(code: str) -> str:
    """Return what an undo did with a line."""
    return said(UNDONE, code, _language())


@register.filter
def delimiter_words(code: str) -> str:
    """Return the name of a delimiter."""
    return said(DELIMITERS, code, _language())


@register.filter
def name_in(key: UUID | str | None, names: Mapping[UUID, Any] | None) -> Any:
    """Return the name of a guest by id, given as such or as text."""
    if not key or not names:
        return ""
    return names.get(key if isinstance(key, UUID) else UUID(key), "")
