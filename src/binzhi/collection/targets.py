"""What an item would become: a fact of the catalogue, a field of the profile, or a note of the department."""

from dataclasses import dataclass

from binzhi.guests.domain.facts import check_fact
from binzhi.guests.domain.field_choices import need_field
from binzhi.guests.domain.profile import LIMITS, PLAIN
from binzhi.guests.enums import ContactKind
from binzhi.guests.errors import UnknownItem, WrongValue
from binzhi.guests.fields import Field, fields
from binzhi.guests.items import Item, items
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel

FACT, COLUMN, CONTACT, NOTE = "fact", "column", "contact", "note"
CLEAR = ("C0", "C1")


@dataclass(frozen=True, slots=True)
class Target:
    """The place in the guest history: ``kind`` fact, column, contact or note; ``name`` column or kind of contact."""

    kind: str
    code: str = ""
    name: str = ""
    field_class: str = "C1"
    item: Item | None = None
    field: Field | None = None

    @property
    def is_sealed(self) -> bool:
        """Tell whether the value is sealed at rest."""
        return self.field_class not in CLEAR


def target_of(code: str) -> Target:
    """Return what a code of the catalogues leads to; an empty one to a note. Refuses an unknown code."""
    if not code:
        return Target(NOTE)
    item = items().get(code)
    if item is not None:
        return Target(FACT, code, field_class=item.field_class, item=item)
    field = fields().get(code)
    if field is not None:
        column, contact = field.stored_as("column"), field.stored_as("contact")
        fact = field.stored_as("item")
        if fact in items():
            return target_of(fact)
        if column in PLAIN:
            return Target(COLUMN, code, column, field.field_class, field=field)
        if contact in ContactKind.values:
            return Target(CONTACT, code, contact, field.field_class, field=field)
    raise UnknownItem(item=code)


def offered_codes() -> list[str]:
    """Return the codes a keeper may sort an item under: every item that is no cue, and the plain profile fields."""
    found = [code for code, item in items().items() if item.kind != "cue"]
    for code, field in fields().items():
        if code not in items() and (field.stored_as("column") in PLAIN or field.stored_as("contact")):
            found.append(code)
    return found


def check_value(scope: Scope, hotel: Hotel, code: str, value: str) -> Target:
    """Refuse a value that does not fit its item or field, and a sensitive one the hotel keeps off; writes nothing."""
    target = target_of(code)
    if target.kind == NOTE:
        return target
    if target.item is not None:
        need_field(scope, target.item, hotel.id)
        check_fact(target.code, value)
        return target
    limit = LIMITS.get(target.name, 0) or 120
    label = target.field.words.zh if target.field else code
    if not value.strip():
        raise WrongValue(item=label, reason_zh="请填写内容。", reason_en="enter a value.")
    if len(value.strip()) > limit:
        raise WrongValue(item=label, reason_zh=f"最多{limit}字。", reason_en=f"at most {limit} characters.")
    return target
