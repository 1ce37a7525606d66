"""The catalogue of preference and cue items (``catalogue/*.toml``): what may be known about a guest, and who is served by it."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import cast

from binzhi.kernel.words import Words

GROUPS = ("room", "bathroom", "laundry", "turndown", "dining", "office", "service", "gift", "alert", "person")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the catalogue.

    ``kind``: ``preference`` (asks someone to do something), ``cue`` (something staff notice), ``fact``.
    ``value``: ``text``, ``number``, ``time``, ``choice``, ``yes``. ``departments`` are served by the item.
    ``row`` is the requirement row it fulfils. ``alert`` items stand first on every screen.
    """

    code: str
    words: Words
    kind: str
    group: str
    value: str
    departments: tuple[str, ...]
    field_class: str
    row: str
    choices: tuple[tuple[str, Words], ...]
    unit: str
    alert: bool
    never_ask: bool
    fades_after_days: int
    suggests: str
    hint: Words


def _item(row: dict[str, object]) -> Item:
    choices = cast("list[dict[str, object]]", row.get("choices", []))
    return Item(
        code=str(row["code"]),
        words=Words(str(row["zh"]), str(row["en"])),
        kind=str(row.get("kind", "preference")),
        group=str(row["group"]),
        value=str(row.get("value", "text")),
        departments=tuple(str(d) for d in row["departments"]),  # type: ignore[attr-defined]  # checked by the catalogue test
        field_class=str(row.get("class", "C1")),
        row=str(row.get("row", "")),
        choices=tuple((str(c["code"]), Words(str(c["zh"]), str(c["en"]))) for c in choices),
        unit=str(row.get("unit", "")),
        alert=bool(row.get("alert", False)),
        never_ask=bool(row.get("never_ask", False)),
        fades_after_days=int(str(row.get("fades_after_days", 0))),
        suggests=str(row.get("suggests", "")),
        hint=Words(str(row.get("hint_zh", "")), str(row.get("hint_en", ""))),
    )


@lru_cache(maxsize=1)
def items() -> dict[str, Item]:
    """Return all items by code, in catalogue order."""
    found: dict[str, Item] = {}
    folder = files("binzhi.guests.catalogue")
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            for row in tomllib.loads(entry.read_text(encoding="utf-8")).get("item", []):
                item = _item(row)
                if item.code in found:
                    raise ValueError(f"item {item.code} stands twice in the catalogue")
                found[item.code] = item
    return found


def items_for(department: str) -> list[Item]:
    """Return the items a department is served by."""
    return [item for item in items().values() if department in item.departments]
