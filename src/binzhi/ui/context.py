"""What every page needs around its content: navigation, place, theme."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from binzhi.ui.navigation import draw_navigation, navigation

THEME_COOKIE = "binzhi_theme"


def _scan_url(request: HttpRequest) -> str:
    """Where a scanner that types sends what it read; empty for whoever may not scan."""
    permissions: frozenset[str] = getattr(getattr(request, "scope", None), "permissions", frozenset())
    try:
        return reverse("guests:scan_text") if "guests.scan" in permissions else ""
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the page frame."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    nav = navigation(request)
    side, tabs = draw_navigation(request) if nav else ("", "")
    return {
        "nav": nav,
        "nav_side": side,
        "nav_tabs": tabs,
        "theme": theme if theme in {"dark", "light"} else "",
        "scan_url": _scan_url(request),
        "banner": getattr(settings, "BINZHI_BANNER", ""),
    }
