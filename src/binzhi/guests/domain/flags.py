"""Verbs on flags: what stands first on every screen of a guest."""

from datetime import datetime

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import persist, record, unit_of_work
from binzhi.audit.wordings import choice_words
from binzhi.guests.access import FLAG
from binzhi.guests.enums import FlagCode
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Guest, GuestFlag
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.vault.domain.sealing import seal

FLAGGED = declare_act(
    "set_flag", zh="设置标记“{code}”", en='Set the flag "{code}"', said={"code": choice_words(FlagCode)}
)
UNFLAGGED = declare_act(
    "clear_flag", zh="取消标记“{code}”", en='Cleared the flag "{code}"', said={"code": choice_words(FlagCode)}
)


def set_flag(*, scope: Scope, now: datetime, guest: Guest, code: FlagCode, reason: str = "") -> GuestFlag:
    """Set a flag; setting it again changes nothing."""
    scope.need(FLAG)
    with unit_of_work(scope) as unit:
        claimed: GuestFlag | None = unit.claims("flag").get((guest.id, code))
        fresh = guest.id in unit.memory.get("vault_new_guests", ())
        standing = claimed or (None if fresh else GuestFlag.objects.filter(guest=guest, code=code).first())
        if standing is not None:
            return standing
        row_id = uuid7()
        sealed = (
            seal(table="guests_flag", guest_id=guest.id, row_id=row_id, column="reason", plain=reason.strip()[:300])
            if reason.strip()
            else None
        )
        flag = persist(GuestFlag(guest=guest, id=row_id, code=code, reason=sealed, set_at=now, set_by=scope.actor.name))
        record(
            FLAGGED,
            scope=scope,
            now=now,
            object_type="flag",
            object_id=row_id,
            guest_id=guest.id,
            details={"code": code.value},
        )
    return flag


def clear_flag(*, scope: Scope, now: datetime, guest: Guest, code: FlagCode) -> bool:
    """Clear a flag of the person, on whichever profile it stands; False when it was not set."""
    scope.need(FLAG)
    with unit_of_work(scope):
        gone, _ = GuestFlag.objects.filter(guest_id__in=ids_of(guest), code=code).delete()
        if gone:
            record(
                UNFLAGGED,
                scope=scope,
                now=now,
                object_type="flag",
                guest_id=guest.id,
                details={"code": code.value},
            )
    return bool(gone)
