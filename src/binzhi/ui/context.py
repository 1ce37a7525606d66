"""What every page needs around its content: navigation, place, theme."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

THEME_COOKIE = "binzhi_theme"


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the entries of ``settings.BINZHI_NAV`` that the reader may open."""
    permissions: frozenset[str] = getattr(getattr(request, "scope", None), "permissions", frozenset())
    badges: dict[str, int] = getattr(request, "nav_badges", {})
    entries = []
    for name, icon, label, permission, phone in getattr(settings, "BINZHI_NAV", ()):
        if permission is not None and permission not in permissions:
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        section = name.split(":")[0] if ":" in name else name
        entries.append(
            {
                "url": url,
                "icon": icon,
                "label": gettext(label),
                "name": name,
                "section": section,
                "badge": badges.get(name),
                "phone": phone,
            }
        )
    return entries


def _section(request: HttpRequest, entries: list[dict[str, Any]]) -> str:
    """The entry to mark: the same address first, then the longest address the page lies under, then the same room."""
    under = [entry for entry in entries if request.path == entry["url"]]
    if not under:
        below = [e for e in entries if e["url"] != "/" and request.path.startswith(e["url"])]
        under = sorted(below, key=lambda e: len(e["url"]), reverse=True)
    if under:
        return str(under[0]["url"])
    match = getattr(request, "resolver_match", None)
    namespace = match.namespace if match else ""
    return next((str(e["url"]) for e in entries if namespace and e["section"] == namespace), "")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the page frame."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    entries = navigation(request)
    return {
        "nav": entries,
        "nav_here": _section(request, entries),
        "theme": theme if theme in {"dark", "light"} else "",
        "banner": getattr(settings, "BINZHI_BANNER", ""),
    }
