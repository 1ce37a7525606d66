"""The fields of an organisation (``catalogue/fields.toml``): what each is, who may read it, its entry rule with an example.

Kinds: ``text``, ``long_text``, ``tags``, ``choice``, ``money``, ``yearly_money``, ``url``, ``phone``, ``address``,
``year_span`` (two days of the year), ``dated_text``, ``prices``, ``deals``. How a kind is read and shown stands in ``shapes.py``.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from binzhi.kernel.words import Words

SECTIONS: dict[str, Words] = {
    "basic": Words("基本细节", "Basic details"),
    "commercial": Words("商业细节", "Commercial details"),
    "logistics": Words("后勤细节", "Logistics details"),
}
KINDS = (
    "text", "long_text", "tags", "choice", "money", "yearly_money", "url", "phone", "address", "year_span", "dated_text",
    "prices", "deals",
)  # fmt: skip
CLASSES = ("C0", "C1", "C2")
RESTRICTED = "C2"


@dataclass(frozen=True, slots=True)
class OrgField:
    """One field. ``counts`` tells whether an empty one is a gap; ``column`` is where the organisation repeats the value."""

    code: str
    words: Words
    row: str
    section: str
    kind: str
    field_class: str
    rule: Words
    example: str
    choices: tuple[tuple[str, Words], ...]
    counts: bool
    column: str

    @property
    def is_restricted(self) -> bool:
        """Tell whether only roles that read class C2 may see the value; it is then sealed at rest."""
        return self.field_class >= RESTRICTED

    @property
    def is_yearly(self) -> bool:
        """Tell whether each year has a value of its own."""
        return self.kind == "yearly_money"

    def choice_words(self, code: str) -> Words:
        """Return the words of a choice, or the code itself."""
        return dict(self.choices).get(code, Words(code, code))


def _field(row: dict[str, Any]) -> OrgField:
    for name, known in (("section", SECTIONS), ("kind", KINDS), ("class", CLASSES)):
        if row[name] not in known:
            raise ValueError(f"field {row['code']}: no {name} {row[name]}")
    return OrgField(
        code=str(row["code"]),
        words=Words(str(row["zh"]), str(row["en"])),
        row=str(row["row"]),
        section=str(row["section"]),
        kind=str(row["kind"]),
        field_class=str(row["class"]),
        rule=Words(str(row["rule_zh"]), str(row["rule_en"])),
        example=str(row["example"]),
        choices=tuple((str(c["code"]), Words(str(c["zh"]), str(c["en"]))) for c in row.get("choices", ())),
        counts=bool(row.get("counts", False)),
        column=str(row.get("column", "")),
    )


@lru_cache(maxsize=1)
def org_fields() -> dict[str, OrgField]:
    """Return all fields by code, in catalogue order."""
    source = files("binzhi.companies.catalogue").joinpath("fields.toml").read_text(encoding="utf-8")
    found: dict[str, OrgField] = {}
    for row in tomllib.loads(source)["field"]:
        field = _field(row)
        if field.code in found:
            raise ValueError(f"field {field.code} stands twice in the catalogue")
        found[field.code] = field
    return found
