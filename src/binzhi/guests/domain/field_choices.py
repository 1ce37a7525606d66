"""The verb that switches a sensitive or never-ask field on or off for a hotel (R-050, R-157 to R-164)."""

from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import current_unit, inside_unit, persist, record, unit_of_work
from binzhi.audit.wordings import choice_words
from binzhi.guests.access import SWITCH_FIELDS
from binzhi.guests.enums import LawfulBasis
from binzhi.guests.errors import FieldSwitchedOff, UnknownItem
from binzhi.guests.fields import Field, fields
from binzhi.guests.items import Item, items
from binzhi.guests.models import FieldChoice
from binzhi.guests.switches import fields_on, is_switchable, words_of
from binzhi.kernel.errors import BadInput
from binzhi.kernel.scope import Scope


def _words(code: str, language: str) -> str:
    return words_of(code).text(language)


__all__ = ["is_switchable", "need_field", "switch_field"]

SAID = {"field": _words, "basis": choice_words(LawfulBasis)}
ON = declare_act(
    "switch_field_on", zh="开启项目“{field}”（依据：{basis}）", en='Switched "{field}" on ({basis})', said=SAID
)
OFF = declare_act("switch_field_off", zh="关闭项目“{field}”", en='Switched "{field}" off', said=SAID)


def switch_field(
    *,
    scope: Scope,
    now: datetime,
    hotel_id: UUID,
    field: str,
    on: bool,
    purpose: str = "",
    basis: LawfulBasis | None = None,
) -> FieldChoice:
    """Switch a field on, with purpose and lawful basis, or off; every choice stays as a row.

    Sensitive information needs a specific purpose (at least four characters) and consent, separate consent or a legal
    duty; "contract" alone is refused for class C4 (PIPL articles 28 and 29).
    """
    scope.need(SWITCH_FIELDS)
    scope.need_hotel(hotel_id)
    if not is_switchable(field):
        raise UnknownItem(item=field)
    purpose = purpose.strip()[:200]
    if on and len(purpose) < 4:
        raise BadInput(
            field="purpose", zh="请写明收集目的（至少四个字）。", en="State the purpose (four characters or more)."
        )
    if on and basis is None:
        raise BadInput(field="basis", zh="请选择合法依据。", en="Choose the lawful basis.")
    known = fields().get(field) or items().get(field)
    if on and basis == LawfulBasis.CONTRACT and known is not None and known.field_class == "C4":
        raise BadInput(
            field="basis",
            zh="敏感信息不能只凭合同需要，请选择单独同意或法定义务。",
            en="Sensitive information needs separate consent or a legal duty, not the contract alone.",
        )
    with unit_of_work(scope):
        row = persist(
            FieldChoice(
                hotel_id=hotel_id,
                field=field,
                is_on=on,
                purpose=purpose,
                basis=basis or LawfulBasis.CONTRACT,
                chosen_by=scope.actor.name,
                chosen_at=now,
            )
        )
        record(
            ON if on else OFF,
            scope=scope,
            now=now,
            object_type="field",
            hotel_id=hotel_id,
            details={"field": field, "basis": row.basis},
        )
    return row


def need_field(scope: Scope, item: Item | Field, hotel_id: UUID | None) -> None:
    """Refuse a sensitive or never-ask item or field that the hotel has not switched on (:class:`FieldSwitchedOff`).

    Without a hotel the actor's own counts; inside a unit the choices are read once.
    """
    if not item.is_switched:
        return
    asked = [h for h in (hotel_id or scope.hotel_id,) if h] or sorted(scope.hotel_ids, key=str)
    memory = current_unit().memory.setdefault("guests_fields_on", {}) if inside_unit() else {}
    for hotel in asked:
        if hotel not in memory:
            memory[hotel] = fields_on(hotel)
        if item.code in memory[hotel]:
            return
    raise FieldSwitchedOff(field=item.words.zh)
