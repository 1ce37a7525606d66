"""The navigation: what the reader may open, grouped by the steps of customer work; drawn once for equal readers."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

Badges = tuple[tuple[str, int], ...]


def _permissions(request: HttpRequest) -> frozenset[str]:
    found: frozenset[str] = getattr(getattr(request, "scope", None), "permissions", frozenset())
    return found


@lru_cache(maxsize=512)
def _entries(permissions: frozenset[str], _language: str, _setting: int) -> tuple[dict[str, Any], ...]:
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
            {"url": url, "icon": icon, "label": gettext(label), "name": name, "section": section, "phone": phone}
        )
    return tuple(entries)


def navigation(request: HttpRequest) -> tuple[dict[str, Any], ...]:
    """Return the entries of ``settings.BINZHI_NAV`` that the reader may open, in the language of the page."""
    return _entries(_permissions(request), get_language() or "", id(getattr(settings, "BINZHI_NAV", None)))


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


@lru_cache(maxsize=2048)
def _drawn(
    permissions: frozenset[str], language: str, setting: int, here: str, badges: Badges
) -> tuple[SafeString, SafeString]:
    counts = dict(badges)
    entries = [{**e, "badge": counts.get(e["name"])} for e in _entries(permissions, language, setting)]
    context = {"nav": entries, "nav_steps": grouped(entries), "nav_here": here}
    return render_to_string("ui/_sidenav.html", context), render_to_string("ui/_tabbar.html", context)


def draw_navigation(request: HttpRequest) -> tuple[SafeString, SafeString]:
    """Return the side navigation and the tab bar of the phone as HTML, the entry of the page marked."""
    badges: dict[str, int] = getattr(request, "nav_badges", {})
    here = _section(request, navigation(request))
    setting = id(getattr(settings, "BINZHI_NAV", None))
    return _drawn(_permissions(request), get_language() or "", setting, here, tuple(sorted(badges.items())))


def _section(request: HttpRequest, entries: tuple[dict[str, Any], ...]) -> str:
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
