"""Verbs on preparation rules: a hotel changes a rule of the catalogue or makes its own; every version stays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from binzhi.arrivals.access import EDIT_RULES
from binzhi.arrivals.errors import UnknownRule
from binzhi.arrivals.models import PreparationRule
from binzhi.arrivals.rules import catalogue, catalogue_rules, latest_changes, read_rule
from binzhi.arrivals.wordings import RULE
from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import persist, record, unit_of_work
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope

CHANGED = declare_act(
    "change_rule", zh="修改准备规则 {rule}（第 {version} 版）", en="Changed rule {rule} (version {version})", said=RULE
)
ADDED = declare_act("add_rule", zh="新增准备规则 {rule}", en="Added rule {rule}", said=RULE)


def definition_of(hotel_id: UUID, code: str) -> dict[str, Any]:
    """Return the definition in force of a rule, for the form; refuses an unknown one."""
    own = latest_changes(hotel_id).get(code)
    if own is not None:
        return dict(own.definition)
    if code in catalogue():
        return dict(catalogue()[code])
    raise UnknownRule(rule=code)


def change_rule(
    *,
    scope: Scope,
    now: datetime,
    hotel_id: UUID,
    code: str,
    values: dict[str, Any],
    is_active: bool = True,
    reason: str = "",
) -> PreparationRule:
    """Change a rule for one hotel: text, departments, lead time, role, stop, use. The next plan follows it.

    Refuses a rule that cannot work (:class:`WrongRule`); versions before stay in the history.
    """
    scope.need(EDIT_RULES)
    scope.need_hotel(hotel_id)
    definition = {**definition_of(hotel_id, code), **values, "code": code}
    read_rule(definition)
    own = latest_changes(hotel_id).get(code)
    with unit_of_work(scope):
        row = persist(
            PreparationRule(
                hotel_id=hotel_id,
                code=code,
                version=own.version + 1 if own else 1,
                definition=definition,
                is_active=is_active,
                reason=reason.strip()[:200],
                changed_at=now,
                changed_by=scope.actor.name,
            )
        )
        record(
            CHANGED,
            scope=scope,
            now=now,
            object_type="preparation_rule",
            object_id=row.id,
            hotel_id=hotel_id,
            details={"rule": code, "version": row.version},
        )
    return row


def add_rule(*, scope: Scope, now: datetime, hotel_id: UUID, values: dict[str, Any]) -> PreparationRule:
    """Make a rule of the hotel's own."""
    scope.need(EDIT_RULES)
    scope.need_hotel(hotel_id)
    code = f"own_{uuid7().hex[-10:]}"
    definition = {**values, "code": code}
    rule = read_rule(definition)
    with unit_of_work(scope):
        row = persist(
            PreparationRule(
                hotel_id=hotel_id,
                code=code,
                definition=definition,
                changed_at=now,
                changed_by=scope.actor.name,
            )
        )
        record(
            ADDED,
            scope=scope,
            now=now,
            object_type="preparation_rule",
            object_id=row.id,
            hotel_id=hotel_id,
            details={"rule": rule.words.zh or code},
        )
    return row


def history_of(hotel_id: UUID, code: str) -> list[PreparationRule]:
    """Return all versions a hotel made of a rule, newest first."""
    if code not in catalogue_rules() and not PreparationRule.objects.filter(hotel_id=hotel_id, code=code).exists():
        raise UnknownRule(rule=code)
    return list(PreparationRule.objects.filter(hotel_id=hotel_id, code=code).order_by("-version"))
