"""Words for the pages of organisations: ``{% load binzhi_companies %}``."""

from django import template
from django.utils.translation import get_language

from binzhi.companies.shapes import money_text
from binzhi.org.departments import department_words

register = template.Library()


@register.filter
def department_word(code: str) -> str:
    """Say a department code in the reader's language."""
    return department_words(code, get_language() or "zh-hans")


@register.filter
def kept_money(text: str) -> str:
    """Show an amount of a price line with thousands; other words as they are."""
    return money_text(text)
