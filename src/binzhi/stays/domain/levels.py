"""Verbs on the level of a customer: a manager sets another one with a reason, or lets the rule decide again (R-027)."""

from datetime import datetime

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.joined import profile_ids
from binzhi.guests.models import Guest
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import BadInput
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays.access import SET_LEVEL
from binzhi.stays.levels import LEVELS
from binzhi.stays.models import LevelOverride
from binzhi.vault.domain.sealing import seal


def _words(code: str, language: str) -> str:
    return LEVELS[code].text(language) if code in LEVELS else code


SET = declare_act(
    "set_level", zh="将客户级别定为{level}", en="Set the customer level to {level}", said={"level": _words}
)
BY_RULE = declare_act("level_by_rule", zh="客户级别恢复按规则计算", en="The customer level follows the rule again")


def set_level(*, scope: Scope, now: datetime, hotel: Hotel, guest: Guest, level: str, reason: str) -> LevelOverride:
    """Put a manager's level in place of the computed one. Refuses an unknown level and one without a reason."""
    scope.need(SET_LEVEL)
    scope.need_hotel(hotel.id)
    reason = reason.strip()
    if level not in LEVELS:
        raise BadInput(field="level", zh="请从列表中选择级别。", en="Choose a level of the list.")
    if not 2 <= len(reason) <= 300:
        raise BadInput(field="reason", zh="请写明理由（2 至 300 字）。", en="Give the reason (2 to 300 characters).")
    refuse_numbers(reason)
    with unit_of_work(scope):
        _end_standing(scope, now, hotel, guest)
        row_id = uuid7()
        sealed = seal(table="stays_level_override", guest_id=guest.id, row_id=row_id, column="reason", plain=reason)
        row: LevelOverride = persist(
            LevelOverride(
                guest=guest, id=row_id, hotel=hotel, level=level, reason=sealed, set_by=scope.actor.name, set_at=now
            )
        )
        _log(SET, scope, now, hotel, row, level=level)
    return row


def follow_rule(*, scope: Scope, now: datetime, hotel: Hotel, guest: Guest) -> bool:
    """Let the rule decide again; False when it does already."""
    scope.need(SET_LEVEL)
    scope.need_hotel(hotel.id)
    with unit_of_work(scope):
        ended = _end_standing(scope, now, hotel, guest)
        for row in ended:
            _log(BY_RULE, scope, now, hotel, row)
    return bool(ended)


def _end_standing(scope: Scope, now: datetime, hotel: Hotel, guest: Guest) -> list[LevelOverride]:
    """End what stands, under the lock of the guest, so that two managers leave one level."""
    locked(Guest.objects.filter(id=guest.id), lets_refer=True).first()
    found = LevelOverride.objects.filter(guest_id__in=profile_ids(guest), hotel=hotel, ended_at__isnull=True)
    rows = list(locked(found))
    for row in rows:
        row.ended_at, row.ended_by = now, scope.actor.name
        amend(row, "ended_at", "ended_by")
    return rows


def _log(act: str, scope: Scope, now: datetime, hotel: Hotel, row: LevelOverride, **details: str) -> None:
    record(
        act, scope=scope, now=now, object_type="level", object_id=row.id, guest_id=row.guest_id, hotel_id=hotel.id,
        details=details,
    )  # fmt: skip
