"""Verbs that take an import back: guests it made go, rows it added to known guests go."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, record, unit_of_work
from binzhi.guests import identifying
from binzhi.guests.access import EDIT
from binzhi.guests.domain import search_entries
from binzhi.guests.domain.days import drop_days
from binzhi.guests.enums import GuestState
from binzhi.guests.models import (
    ContactKey,
    DayKey,
    DocumentKey,
    ExternalGuestKey,
    Fact,
    Guest,
    GuestContact,
    GuestDate,
    GuestDocument,
    GuestFlag,
    GuestName,
    GuestNote,
    GuestOwned,
    GuestValue,
    MemberCard,
    MemberKey,
    Relation,
)
from binzhi.kernel.scope import Scope
from binzhi.vault.domain.keyring import forget_keys_of

REMOVED = declare_act(
    "remove_imported_guest", zh="撤销导入，删除该导入新建的客史", en="Import undone: removed the history it had made"
)
WITHDRAWN = declare_act("withdraw_guest", zh="撤回客史({reason})", en="Withdrew the guest history ({reason})")
TAKEN_BACK = declare_act(
    "take_back_rows", zh="撤销导入，收回 {count} 项({kinds})", en="Import undone: took {count} entries back ({kinds})"
)

OWNED: dict[str, Any] = {
    "contact": GuestContact,
    "document": GuestDocument,
    "date": GuestDate,
    "flag": GuestFlag,
    "member": MemberCard,
    "fact": Fact,
    "note": GuestNote,
    "value": GuestValue,
    "name": GuestName,
    "relation": Relation,
}
KINDS = {model: kind for kind, model in OWNED.items()}
AddedRow = list[str]


def added_row(row: models.Model) -> AddedRow | None:
    """Return how an undo names a row that was added to a guest: [kind, guest, rest of the key]; None for others."""
    if isinstance(row, GuestOwned):
        kind = KINDS.get(type(row))
        return [kind, row.guest_id.hex, row.id.hex] if kind else None
    if isinstance(row, DocumentKey | MemberKey | ContactKey):
        return [type(row).__name__, row.guest_id.hex, bytes(row.digest).hex()]
    if isinstance(row, ExternalGuestKey):
        return ["ExternalGuestKey", row.guest_id.hex, row.system, row.kind, row.value]
    return None


def take_back_rows(*, scope: Scope, now: datetime, rows: Iterable[AddedRow]) -> int:
    """Take back what an import added to guests that were known before; rows that are gone already are passed over."""
    scope.need(EDIT)
    taken: dict[UUID, list[str]] = {}
    with unit_of_work(scope):
        for row in rows:
            kind, guest_id = row[0], UUID(row[1])
            gone, _ = _found(kind, guest_id, row[2:]).delete()
            if kind == "date":
                DayKey.objects.filter(guest_id=guest_id, date_id=UUID(row[2])).delete()
            if gone and kind in OWNED:
                taken.setdefault(guest_id, []).append(kind)
        search_entries.recount(taken)
        identifying.again(taken)
        for guest_id, kinds in taken.items():
            record(
                TAKEN_BACK,
                scope=scope,
                now=now,
                object_type="guest",
                object_id=guest_id,
                guest_id=guest_id,
                details={"count": len(kinds), "kinds": ", ".join(sorted(set(kinds)))},
            )
    return sum(len(kinds) for kinds in taken.values())


def _found(kind: str, guest_id: UUID, rest: list[str]) -> models.QuerySet[Any]:
    found: models.QuerySet[Any]
    if kind in OWNED:
        found = OWNED[kind].objects.filter(guest_id=guest_id, id=UUID(rest[0]))
    elif kind == "ExternalGuestKey":
        found = ExternalGuestKey.objects.filter(system=rest[0], kind=rest[1], value=rest[2], guest_id=guest_id)
    elif kind == "DocumentKey":
        found = DocumentKey.objects.filter(digest=bytes.fromhex(rest[0]), guest_id=guest_id)
    elif kind == "MemberKey":
        found = MemberKey.objects.filter(digest=bytes.fromhex(rest[0]), guest_id=guest_id)
    else:
        found = ContactKey.objects.filter(digest=bytes.fromhex(rest[0]), guest_id=guest_id)
    return found


def _drop_keys(guest_ids: list[UUID]) -> None:
    """Remove what finds the guests by a number or an outside id, so that the same file starts from nothing."""
    digests = list(GuestDocument.objects.filter(guest_id__in=guest_ids).values_list("digest", flat=True))
    DocumentKey.objects.filter(digest__in=digests, guest_id__in=guest_ids).delete()
    contacts = list(
        GuestContact.objects.filter(guest_id__in=guest_ids, digest__isnull=False).values_list("digest", flat=True)
    )
    ContactKey.objects.filter(digest__in=set(map(bytes, contacts)), guest_id__in=guest_ids).delete()
    if MemberCard.objects.filter(guest_id__in=guest_ids).exists():
        MemberKey.objects.filter(guest_id__in=guest_ids).delete()
    ExternalGuestKey.objects.filter(guest_id__in=guest_ids).delete()
    drop_days(guest_ids)


def remove_imported_guests(*, scope: Scope, now: datetime, guest_ids: list[UUID]) -> int:
    """Remove guest histories that only an import made, with their data keys; returns how many.

    Whether anything of another room hangs on them is asked by the caller. Their acts stay in the log.
    """
    scope.need(EDIT)
    with unit_of_work(scope):
        _drop_keys(guest_ids)
        search_entries.remove(guest_ids)
        identifying.gone(guest_ids)
        for other, pair in Relation.objects.filter(guest_id__in=guest_ids, other_id__isnull=False).values_list(
            "other_id", "pair_id"
        ):
            Relation.objects.filter(guest_id=other, pair_id=pair).delete()
        for model in OWNED.values():
            model.unscoped.filter(guest_id__in=guest_ids).delete()  # unscoped: notes of every hotel go with the guest
        found = Guest.objects.filter(id__in=guest_ids)
        going = list(found.values_list("id", flat=True))
        found.delete()
        for guest_id in going:
            record(REMOVED, scope=scope, now=now, object_type="guest", object_id=guest_id, guest_id=guest_id)
        forget_keys_of(going)
    return len(going)


def withdraw_guests(*, scope: Scope, now: datetime, guest_ids: list[UUID], reason: str) -> int:
    """Take guest histories out of sight and out of recognition; the rows stay for the log of those who looked at them."""
    scope.need(EDIT)
    with unit_of_work(scope):
        _drop_keys(guest_ids)
        search_entries.remove(guest_ids)
        identifying.gone(guest_ids)
        rows = list(Guest.objects.filter(id__in=guest_ids).exclude(state=GuestState.WITHDRAWN))
        for guest in rows:
            guest.state, guest.updated_at, guest.version = GuestState.WITHDRAWN, now, guest.version + 1
            amend(guest, "state", "updated_at", "version")
            record(
                WITHDRAWN,
                scope=scope,
                now=now,
                object_type="guest",
                object_id=guest.id,
                guest_id=guest.id,
                details={"reason": reason},
            )
    return len(rows)
