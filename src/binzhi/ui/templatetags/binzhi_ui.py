"""Template tags of the house: ``{% load binzhi_ui %}``."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from binzhi.kernel.money import amount
from binzhi.kernel.words import pick
from binzhi.ui.chips import FLAGS, STATES, Look
from binzhi.ui.icons import icon_svg

register = template.Library()

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIGNS = {"CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥"}


def _language() -> str:
    return get_language() or "zh-hans"


@register.simple_tag
def icon(name: str, size: int = 18) -> SafeString:
    """Inline one outline icon; words must stand beside it."""
    return icon_svg(name, size)


@register.filter
def words(thing: Any) -> str:
    """Choose the wording of a pair that a hotel may edit, by the language of the reader."""
    if thing is None or thing == "":
        return ""
    if isinstance(thing, str):
        return thing
    if isinstance(thing, dict):
        return pick(str(thing.get("zh") or ""), str(thing.get("en") or ""), _language())
    for zh, en in (("name_zh", "name_en"), ("zh", "en")):
        if hasattr(thing, zh):
            return pick(str(getattr(thing, zh) or ""), str(getattr(thing, en, "") or ""), _language())
    return str(thing)


@register.filter
def money(value: Decimal | float | str | None, currency: str = "CNY") -> str:
    """Show an amount with its sign, thousands and two places; nothing for no amount."""
    if value is None or value == "":
        return ""
    number = amount(value)
    sign = _SIGNS.get(currency, f"{currency} ")
    return f"{'−' if number < 0 else ''}{sign}{abs(number):,.2f}"


def _as_date(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def ago(value: date | datetime | None, today: date | datetime | None = None) -> str:
    """Say how old a date is, coarsely: today, 3 d ago, 8 mo ago, 3 y ago; the future as well."""
    if not value:
        return ""
    days = (_as_date(today or timezone.localdate()) - _as_date(value)).days
    near = {0: gettext("today"), 1: gettext("yesterday"), -1: gettext("tomorrow")}
    if days in near:
        return near[days]
    n = abs(days)
    if n < 60:
        return gettext("%(n)s d ago") % {"n": n} if days > 0 else gettext("in %(n)s d") % {"n": n}
    if n < 730:
        n = round(n / 30.44)
        return gettext("%(n)s mo ago") % {"n": n} if days > 0 else gettext("in %(n)s mo") % {"n": n}
    n = int(n / 365.25)
    return gettext("%(n)s y ago") % {"n": n} if days > 0 else gettext("in %(n)s y") % {"n": n}


@register.filter
def day(value: date | datetime | None, today: date | datetime | None = None) -> str:
    """Show a date with its weekday; the year only when it is not the present one."""
    if not value:
        return ""
    on = _as_date(value)
    this_year = _as_date(today or timezone.localdate()).year == on.year
    if _language().startswith("zh"):
        text = f"{on.month}月{on.day}日 周{_WEEKDAYS_ZH[on.weekday()]}"
        return text if this_year else f"{on.year}年{text}"
    text = f"{_WEEKDAYS_EN[on.weekday()]} {on.day} {_MONTHS_EN[on.month - 1]}"
    return text if this_year else f"{text} {on.year}"


@register.filter
def nights(count: int) -> str:
    """Show a number of nights."""
    return ngettext("%(n)s night", "%(n)s nights", count) % {"n": count}


@register.filter
def initial(name: str | None) -> str:
    """Return the letter for the avatar: the first character that is a letter."""
    return next((letter.upper() for letter in name or "" if letter.isalpha()), "·")


def _chip(look: Look, text: str) -> SafeString:
    tone = f" chip-{look.tone}" if look.tone else ""
    drawn = icon_svg(look.icon, 14) if look.icon else ""
    return format_html('<span class="chip{}">{}{}</span>', tone, drawn, text or look.label)


@register.simple_tag
def flag_chip(code: str, text: Any = "") -> SafeString:
    """Show a flag of a guest or stay as a chip; the text replaces the usual word."""
    code = str(code)
    return _chip(FLAGS.get(code) or Look("", "flag", code), words(text))


@register.simple_tag
def state_chip(code: str, text: Any = "") -> SafeString:
    """Show a state as a chip; an unknown code is shown plainly."""
    code = str(code)
    return _chip(STATES.get(code) or Look("", "point", code), words(text))


@register.inclusion_tag("ui/_pages.html", takes_context=True)
def page_links(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the previous and the next page, keeping the rest of the query string."""
    return {"request": context.get("request"), "page": page}
