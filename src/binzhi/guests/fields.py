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
    "url", "country", "document", "list", "relation", "account",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``counts`` tells whether an empty one is a gap; a never-ask field never is.

    Fields of one ``one_of`` count as one: any of them fills it (a resident ID number or a passport). ``why_class`` says
    why the class differs from the sensitivity the row gives.
    """

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
    one_of: str = ""
    why_class: str = ""
    is_alert: bool = False  # a warning that stands first on the screens of those who may read its class

    @property
    def is_switched(self) -> bool:
        """Tell whether the field is off until the hotel switches it on with purpose and basis."""
        return self.field_class == "C4" or self.never_ask or not self.basis

    @property
    def is_derived(self) -> bool:
        """Tell whether the field is computed and can never be typed."""
        return self.store.startswith(("derived:", "stays:", "service:"))

    @property
    def is_of_person(self) -> bool:
        """Tell whether the field stands in the file of a person."""
        return self.subject != "organisation"

    @property
    def item_code(self) -> str:
        """Return the item whose facts are the values of the field, or nothing."""
        return self.code if self.store == "fact" else self.stored_as("item")

    @property
    def gap_key(self) -> str:
        """Return what completeness counts: the field, or the alternatives it belongs to."""
        return self.one_of or self.code

    def stored_as(self, kind: str) -> str:
        """Return what stands after ``kind:`` in the store, or nothing."""
        head, _, tail = self.store.partition(":")
        return tail if head == kind else ""


def _field(row: dict[str, Any]) -> Field:
    basis = str(row.get("basis", ""))
    if basis and basis not in LawfulBasis.values:
        raise ValueError(f"field {row['code']}: no basis {basis}")
    for name, known in (("section", SECTIONS), ("group", GROUPS), ("facet", FACETS), ("kind", KINDS)):
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
        one_of=str(row.get("one_of", "")),
        why_class=str(row.get("why_class", "")),
        is_alert=bool(row.get("alert", False)),
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


@lru_cache(maxsize=1)
def _by_store() -> dict[str, Field]:
    return {f.store: f for f in fields().values() if ":" in f.store}


def field_of_column(column: str) -> Field | None:
    """Return the field kept in a column of the guest."""
    return _by_store().get(f"column:{column}")


def field_stored(kind: str, code: str) -> Field | None:
    """Return the field kept in rows of a kind (``contact``, ``date``, ``document``) with a code."""
    return _by_store().get(f"{kind}:{code}")


def person_fields() -> list[Field]:
    """Return the fields of the file of a person, in catalogue order."""
    return [f for f in fields().values() if f.is_of_person]


RATINGS = frozenset({"satisfaction", "reviews", "suggestions", "opinions", "requirements", "complaints"})


def part_of(field: Field) -> str:
    """Return the part of a guest history a field belongs to: overview, characteristics, ratings, assessment (R-073 to R-075)."""
    if field.is_opinion:
        return "assessment"
    if field.code in RATINGS:
        return "ratings"
    return "overview" if field.section in {"basic", "commercial", "record"} else "characteristics"


PART_WORDS = {
    "overview": Words("客人概况", "Guest overview"),
    "characteristics": Words("客人特点", "Characteristics"),
    "ratings": Words("客人评价：宾客对酒店的评价", "Evaluation: the guest's ratings of the hotel"),
    "assessment": Words("客人评价：员工的看法（仅限内部）", "Evaluation: staff's assessment (staff only)"),
}


def prompted_fields() -> frozenset[str]:
    """Return the fields a gap is counted for or that may be asked in conversation; a never-ask field is in neither."""
    return frozenset(f.code for f in fields().values() if f.counts or f.is_polite)


SECTION_WORDS = {
    "basic": Words("基本细节", "Basic details"),
    "commercial": Words("商业细节", "Commercial details"),
    "personal": Words("个人细节", "Personal details"),
    "logistics": Words("后勤细节", "Logistics"),
    "record": Words("商业记录", "Business record"),
}
GROUP_WORDS = {
    "basic": Words("基础资料", "Basic data"),
    "tastes": Words("嗜好习惯", "Tastes and habits"),
    "needs": Words("消费需求", "Spending needs"),
    "power": Words("消费能力", "Spending power"),
}
FACET_WORDS = {
    "characteristics": Words("客户特征", "Characteristics"),
    "preference": Words("偏好", "Preferences"),
    "superstition": Words("迷信", "Superstition"),
    "category": Words("客户类别", "Category"),
    "identification": Words("身份识别", "Identification"),
    "quality": Words("素质", "Quality"),
    "willingness": Words("意愿", "Willingness"),
    "background": Words("生活背景", "Living background"),
}
