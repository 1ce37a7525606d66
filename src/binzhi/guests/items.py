"""The catalogue of preference and cue items (``catalogue/*.toml``): what may be known about a guest, and who is served by it."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import cast

from binzhi.guests.fields import Field, fields
from binzhi.kernel.words import Words

GROUPS = ("room", "bathroom", "laundry", "turndown", "dining", "office", "service", "gift", "alert", "person")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the catalogue.

    ``kind``: ``preference`` (asks someone to do something), ``cue`` (something staff notice), ``fact``.
    ``value``: ``text``, ``number``, ``time``, ``choice``, ``yes``, ``account``. ``departments`` are served by the item.
    ``row`` is the requirement row it fulfils. ``alert`` items stand first on every screen. Of an item without ``many``
    one value stands; another one contests it until somebody decides.
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
    many: bool
    row_field: str = ""

    @property
    def is_sealed(self) -> bool:
        """Tell whether values of the item are sealed (C2 and above)."""
        return self.field_class not in {"C0", "C1"}

    @property
    def is_switched(self) -> bool:
        """Tell whether the item is off until the hotel switches it on with purpose and lawful basis (R-157)."""
        return self.field_class == "C4" or self.never_ask

    @property
    def is_in_file_only(self) -> bool:
        """Tell whether values are looked at one by one in the file and never opened for a list, card or report."""
        return bool(self.row_field) and self.is_sealed and not self.alert

    def say(self, value: str, language: str) -> str:
        """Return a value in words: a choice by its name, a number with its unit, yes as a tick."""
        if self.value == "choice":
            words = dict(self.choices).get(value)
            return words.text(language) if words else value
        if self.value == "yes" and value == "yes":
            return "✓"
        return f"{value} {self.unit}".strip()


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
        many=bool(row.get("many", str(row.get("value", "text")) == "text")),
    )


FIELD_VALUES = {
    "choice": "choice", "number": "number", "money": "number", "scale": "choice", "yes": "yes", "account": "account",
}  # fmt: skip
SCALE = tuple((str(n), Words(str(n), str(n))) for n in range(1, 6))


def _item_of_field(field: Field) -> Item:
    """A field of the profile that is kept as a fact is an item of the group ``person``."""
    return Item(
        code=field.code,
        words=field.words,
        kind="fact",
        group="person",
        value=FIELD_VALUES.get(field.kind, "text"),
        departments=field.departments,
        field_class=field.field_class,
        row=field.row,
        choices=SCALE if field.kind == "scale" else field.choices,
        unit="",
        alert=field.is_alert,
        never_ask=field.never_ask,
        fades_after_days=0,
        suggests="",
        hint=field.rule,
        many=field.kind in {"tags", "list"},
        row_field=field.code,
    )


@lru_cache(maxsize=1)
def items() -> dict[str, Item]:
    """Return all items by code, in catalogue order."""
    found: dict[str, Item] = {}
    folder = files("binzhi.guests.catalogue")
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml") and entry.name != "fields.toml":
            for row in tomllib.loads(entry.read_text(encoding="utf-8")).get("item", []):
                item = _item(row)
                if item.code in found:
                    raise ValueError(f"item {item.code} stands twice in the catalogue")
                found[item.code] = item
    for field in fields().values():
        if field.store == "fact":
            if field.code in found:
                raise ValueError(f"field {field.code} has the code of an item")
            found[field.code] = _item_of_field(field)
    return found


def items_for(department: str) -> list[Item]:
    """Return the items a department is served by."""
    return [item for item in items().values() if department in item.departments]
