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


def grouped(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the entries under the steps of customer work (R-209); what stands in no step comes under the last one."""
    by_name = {entry["name"]: entry for entry in entries}
    steps = getattr(settings, "BINZHI_NAV_STEPS", ())
    placed = {name for _words, names in steps for name in names}
    groups = [{"words": words, "entries": [by_name[n] for n in names if n in by_name]} for words, names in steps]
    rest = [entry for entry in entries if entry["name"] not in placed]
    if groups:
        groups[-1]["entries"] += rest
    else:
        groups = [{"words": "", "entries": rest}]
    return [group for group in groups if group["entries"]]


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
    entries = navigation(request)
    return {
        "nav": entries,
        "nav_steps": grouped(entries),
        "nav_here": _section(request, entries),
        "theme": theme if theme in {"dark", "light"} else "",
        "scan_url": _scan_url(request),
        "banner": getattr(settings, "BINZHI_BANNER", ""),
    }
