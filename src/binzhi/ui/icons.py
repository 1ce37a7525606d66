"""Outline icons of the @tabler/icons package, read from the installed package and inlined as SVG."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.S)
_BOUNDS = re.compile(r'<path stroke="none"[^>]*/>')


class UnknownIcon(LookupError):
    """A template asks for an icon that the package does not have."""


@lru_cache(maxsize=512)
def icon_body(name: str) -> str:
    """Return what stands inside the <svg> of an icon."""
    if not _NAME.match(name):
        raise UnknownIcon(name)
    path = Path(settings.BINZHI_NODE_MODULES) / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UnknownIcon(f"{name}: not among the outline icons; is `npm ci` done?") from error
    body = _BODY.search(source)
    if body is None:
        raise UnknownIcon(f"{name}: the file is no SVG")
    return re.sub(r"\s+", " ", _BOUNDS.sub("", body[1])).strip()


@lru_cache(maxsize=1024)
def icon_svg(name: str, size: int = 18) -> SafeString:
    """Return the icon as inline SVG in the colour of the text, hidden from screen readers."""
    return mark_safe(  # noqa: S308  (a file of the pinned package, never input)
        f'<svg class="icon" width="{int(size)}" height="{int(size)}" viewBox="0 0 24 24" fill="none" '
        'stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" '
        f'aria-hidden="true" focusable="false">{icon_body(name)}</svg>'
    )
