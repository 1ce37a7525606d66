"""Write docs/permissions.md: every address of pages and API, what it needs, and which role it opens to.

python tools/permission_table.py writes the page; --check only says whether it is up to date (exit 1 when not).
"""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "permissions.md"
PUBLIC, SIGNED_IN = "public", "signed in"
API = "api/v1/"

# Addresses that are no view of ours and open to all, with the reason.
OPEN_ON_PURPOSE = {
    "set_language": "changes the language cookie, shows nothing",
    "api:openapi-json": "the schema of the API holds no data",
    "api:openapi-view": "a page that shows the schema",
    "api:api-root": "answers nothing but the address of the API",
}


@dataclass(frozen=True, slots=True)
class Route:
    """One address with what it needs."""

    address: str
    name: str
    methods: tuple[str, ...]
    needs: str
    is_api: bool = False


class Unlisted(Exception):
    """An address that does not say what it needs."""


def _patterns(patterns: list[Any], prefix: str, space: str) -> Iterator[tuple[str, str, Any]]:
    from django.urls import URLResolver

    for one in patterns:
        address = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = ":".join(part for part in (space, one.namespace) if part)
            yield from _patterns(one.url_patterns, address, inner)
        else:
            yield address, ":".join(part for part in (space, one.name) if part), one.callback


def _operations(api: Any) -> Iterator[Route]:
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                needs = getattr(operation.view_func, "needs", None)
                address = f"{API}{prefix.strip('/')}/{path.strip('/')}".rstrip("/")
                address = address.replace("{uuidstr:", "{uuid:").replace("{", "<").replace("}", ">")
                if needs is None or operation.auth_param is None or router.auth is None:
                    raise Unlisted(f"{address}: an operation of the API without auth or without @api_door")
                yield Route(address, operation.view_func.__name__, tuple(operation.methods), needs, is_api=True)


def routes() -> list[Route]:
    """Every address; raises :class:`Unlisted` for one that does not say what it needs."""
    from django.urls import get_resolver

    from binzhi.config.api import api

    found = list(_operations(api))
    known = {route.address for route in found}
    for address, name, view in _patterns(get_resolver().url_patterns, "", ""):
        if address.replace("<uuidstr:", "<uuid:") in known:
            continue
        needs = getattr(view, "needs", None)
        if needs is None and name in OPEN_ON_PURPOSE:
            found.append(Route(address, name, ("GET",), PUBLIC, is_api=address.startswith(API)))
        elif needs is None:
            raise Unlisted(f"{address or '/'} ({name}): wrap the view in @door(...)")
        else:
            found.append(Route(address, name, tuple(m for m in view.methods if m != "HEAD"), needs))
    return sorted(found, key=lambda route: (route.is_api, route.address, route.methods))


def opens(needs: str, permissions: frozenset[str]) -> bool:
    """Whether a role with these permissions passes the door."""
    return needs in {PUBLIC, SIGNED_IN} or needs in permissions


def page() -> str:
    """The text of docs/permissions.md."""
    from binzhi.org.roles import roles

    known = list(roles().values())
    letters = {role.code: chr(ord("A") + number) for number, role in enumerate(known)}
    lines = [
        "# Permissions",
        "",
        "Written by `python tools/permission_table.py` from the addresses, their doors and `org/catalogue/roles.toml`; a test "
        "walks every cell. A dot is an open door; empty is 403. What an open door shows still depends on the hotel, the "
        "department and the field classes of the role.",
        "",
        "| | role | 岗位 | reads | reveals with a reason |",
        "|---|---|---|---|---|",
    ]
    for role in known:
        reads, reveals = " ".join(sorted(role.reads)), " ".join(sorted(role.reveals))
        lines.append(f"| {letters[role.code]} | {role.words.en} | {role.words.zh} | {reads} | {reveals} |")
    lines += [
        "",
        f"| address | method | needs | {' | '.join(letters.values())} |",
        "|---|---|---|" + "---|" * len(known),
    ]
    for route in routes():
        cells = " | ".join("•" if opens(route.needs, role.permissions) else " " for role in known)
        address = "/" + route.address.replace("<", "‹").replace(">", "›")
        lines.append(f"| {address} | {' '.join(route.methods)} | {route.needs} | {cells} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the page is up to date")
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binzhi.config.settings_test")
    import django

    django.setup()
    text = page()
    if args.check:
        fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        print(
            "docs/permissions.md is up to date"
            if fresh
            else "docs/permissions.md is stale: run tools/permission_table.py"
        )
        return 0 if fresh else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
