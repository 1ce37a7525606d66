"""Data keys of guests: made on the first sealed value, read from the keystore, held in memory for one unit of work."""

from uuid import UUID

from django.db import IntegrityError, transaction

from binzhi.audit.domain.unit import Unit, current_unit, inside_unit
from binzhi.kernel.crypto import CannotOpen, new_key, unwrap_key, wrap_key
from binzhi.kernel.errors import DomainError, Stale
from binzhi.vault.master import purpose_key
from binzhi.vault.models import GuestKey


class KeyGone(DomainError):
    """The guest's key does not exist (erased), or the master key is another."""

    code = "key_gone"
    zh = "此宾客的密钥不存在（档案已销毁）或主密钥不符，密封内容无法读取。"
    en = "This guest's key is gone (the file was erased) or the master key differs; sealed values cannot be read."
    status = 410


def _memory(unit: Unit) -> dict[UUID, bytes]:
    keys: dict[UUID, bytes] = unit.memory.setdefault("vault_keys", {})
    return keys


def _unwrap(row: GuestKey) -> bytes:
    try:
        return unwrap_key(purpose_key("wrap"), bytes(row.wrapped))
    except CannotOpen as error:
        raise KeyGone from error


def keys_of(guest_ids: list[UUID]) -> dict[UUID, bytes]:
    """Return the data keys of those guests that have one (one query per 500)."""
    found: dict[UUID, bytes] = {}
    unique = sorted(set(guest_ids))
    for start in range(0, len(unique), 500):
        for row in GuestKey.objects.using("keys").filter(guest_id__in=unique[start : start + 500]):
            found[row.guest_id] = _unwrap(row)
    return found


def holders_of_keys(guest_ids: list[UUID]) -> set[UUID]:
    """Return which of these guests have a data key: an erased guest has none any more. No key leaves."""
    return set(keys_of(guest_ids))


def key_for_sealing(guest_id: UUID) -> bytes:
    """Return the guest's data key, making one if there is none. Runs inside a unit of work.

    The new key reaches the keystore before any row of the unit is written; an orphan key of a failed unit is harmless.
    """
    unit = current_unit()
    memory = _memory(unit)
    if guest_id not in memory and guest_id not in unit.memory.get("vault_new_guests", ()):
        memory.update(keys_of([guest_id]))
    if guest_id not in memory:
        memory[guest_id] = new_key()
        row = GuestKey(guest_id=guest_id, wrapped=wrap_key(purpose_key("wrap"), memory[guest_id]))
        unit.collected("vault_fresh").append(row)
        unit.before_rows["vault"] = lambda: _store(unit)
    return memory[guest_id]


def expect_new_guest(guest_id: UUID) -> None:
    """Tell the unit that the guest is new, so that no look-up for a key is made when the first value is sealed."""
    current_unit().memory.setdefault("vault_new_guests", set()).add(guest_id)


def _store(unit: Unit) -> None:
    fresh: list[GuestKey] = unit.collected("vault_fresh")
    rows = list(fresh)
    fresh.clear()
    try:
        GuestKey.objects.using("keys").bulk_create(rows, batch_size=500)
    except IntegrityError as error:  # another desk sealed the guest's first value at the same moment
        raise Stale from error


def key_for_opening(guest_id: UUID) -> bytes:
    """Return the guest's data key, or refuse (:class:`KeyGone`)."""
    if inside_unit() and guest_id in _memory(current_unit()):
        return _memory(current_unit())[guest_id]
    found = keys_of([guest_id])
    if guest_id not in found:
        raise KeyGone
    return found[guest_id]


def forget_keys_of(guest_ids: list[UUID]) -> None:
    """Delete the data keys of guests whose rows go, once the transaction of the open unit stands.

    Only then: with the key gone first, a rolled-back unit would leave sealed values nobody can open.
    """
    memory = _memory(current_unit())
    for guest_id in guest_ids:
        memory.pop(guest_id, None)

    def forget() -> None:
        for start in range(0, len(guest_ids), 500):
            GuestKey.objects.using("keys").filter(guest_id__in=guest_ids[start : start + 500]).delete()

    transaction.on_commit(forget)
