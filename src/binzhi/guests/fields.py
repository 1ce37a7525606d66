"""The fields of the profile (``catalogue/fields.toml``, R-001 to R-118): what each is, who may see it, where it is kept.

A field is data: section (R-069), group (R-076), facet (R-070), entry rule with an example (R-176), sensitivity class,
owning departments, never-ask sign, lawful basis (R-157). Where it is kept is its ``store``:

- ``column:NAME`` a column of the guest · ``fact`` a fact of the item with the same code · ``item:CODE`` a fact of that item
- ``contact:KIND`` · ``document:KIND`` · ``date:KIND`` · ``relation`` · ``name`` rows of the profile
- ``derived:NAME`` computed, never typed · ``stays:NAME`` · ``service:NAME`` · ``company:NAME`` shown from other rooms
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from binzhi.guests.enums import LawfulBasis
from binzhi.kernel.words import Words

SECTIONS = ("basic", "commercial", "personal", "logistics", "record")
GROUPS = ("basic", "tastes", "needs", "power")
FACETS = (
    "characteristics", "preference", "superstition", "category", "identification", "quality", "willingness", "background",
)  # fmt: skip
KINDS = (
    "text", "tags", "choice", "number", "money", "yes", "scale", "date", "partial_date", "phone", "email", "address",
    "url", "country", "document", "list", "relation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``counts`` tells whether an empty one is a gap; a never-ask field never is."""

    code: str
    words: Words
    row: str
    section: str
    group: str
    facet: str
    subject: str  # person | organisation | both
    kind: str
    store: str
    field_class: str
    departments: tuple[str, ...]
    choices: tuple[tuple[str, Words], ...]
    never_ask: bool
    is_opinion: bool
    basis: str
    counts: bool
    is_polite: bool  # may be asked in conversation, so a capture panel may offer it
    rule: Words
    example: str

    @property
    def is_switched(self) -> bool:
        """Tell whether the field is off until the hotel switches it on with purpose and basis."""
        return self.field_class == "C4" or self.never_ask or not self.basis

    @property
    def is_derived(self) -> bool:
        """Tell whether the field is computed and can never be typed."""
        return self.store.startswith(("derived:", "stays:", "service:"))

    def stored_as(self, kind: str) -> str:
        """Return what stands after ``kind:`` in the store, or nothing."""
        head, _, tail = self.store.partition(":")
        return tail if head == kind else ""


def _field(row: dict[str, Any]) -> Field:
    basis = str(row.get("basis", ""))
    if basis and basis not in LawfulBasis.values:
        raise ValueError(f"field {row['code']}: no basis {basis}")
    for name, known in (("section", SECTIONS), ("group", GROUPS), ("kind", KINDS)):
        if row[name] not in known:
            raise ValueError(f"field {row['code']}: no {name} {row[name]}")
    never_ask = bool(row.get("never_ask", False))
    return Field(
        code=str(row["code"]),
        words=Words(str(row["zh"]), str(row["en"])),
        row=str(row["row"]),
        section=str(row["section"]),
        group=str(row["group"]),
        facet=str(row.get("facet", "")),
        subject=str(row.get("subject", "person")),
        kind=str(row["kind"]),
        store=str(row["store"]),
        field_class=str(row["class"]),
        departments=tuple(row.get("departments", ())),
        choices=tuple((str(c["code"]), Words(str(c["zh"]), str(c["en"]))) for c in row.get("choices", ())),
        never_ask=never_ask,
        is_opinion=bool(row.get("opinion", False)),
        basis=basis,
        counts=bool(row.get("counts", False)) and not never_ask,
        is_polite=bool(row.get("polite", False)) and not never_ask,
        rule=Words(str(row.get("rule_zh", "")), str(row.get("rule_en", ""))),
        example=str(row.get("example", "")),
    )


@lru_cache(maxsize=1)
def fields() -> dict[str, Field]:
    """Return all fields by code, in catalogue order."""
    source = files("binzhi.guests.catalogue").joinpath("fields.toml").read_text(encoding="utf-8")
    found: dict[str, Field] = {}
    for row in tomllib.loads(source).get("field", []):
        field = _field(row)
        if field.code in found:
            raise ValueError(f"field {field.code} stands twice in the catalogue")
        found[field.code] = field
    return found


def field_of_column(column: str) -> Field | None:
    """Return the field kept in a column of the guest."""
    return next((f for f in fields().values() if f.store == f"column:{column}"), None)
