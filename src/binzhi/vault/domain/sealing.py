"""Seal and open values. A sealed value is bound to table, guest, row and column, so that a moved one does not open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import inside_unit, record, unit_of_work
from binzhi.kernel.crypto import CannotOpen, open_bytes, seal_bytes
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.vault.domain.keyring import key_for_opening, key_for_sealing, keys_of

REVEALED = declare_act(
    "reveal_guest_field",
    zh="查看了{field}原文",
    en="Looked at the full {field}",
    is_read=True,
)
READ_MANY = declare_act(
    "read_sealed_fields",
    zh="因工作读取了{count}项密封内容({fields})",
    en="Read {count} sealed values for work ({fields})",
    is_read=True,
)


class PurposeMissing(DomainError):
    """A look at a sealed field needs a reason."""

    code = "purpose_missing"
    zh = "请填写查看目的（至少两个字），查看会被记录。"
    en = "State why you need to see it (two characters or more); the look is logged."
    status = 422


class ReadLogFailed(DomainError):
    """The read could not be logged, so nothing was decrypted."""

    code = "read_log_failed"
    zh = "查阅记录未能写入，已拒绝显示。请稍后再试并通知系统管理员。"
    en = "The look could not be logged, so nothing is shown. Try again and tell the system administrator."
    status = 503


class SealBroken(DomainError):
    """The bytes do not open in this place."""

    code = "seal_broken"
    zh = "密封内容校验失败，可能被改动或移动。请通知系统管理员。"
    en = "The sealed value fails its check; it may have been changed or moved. Tell the system administrator."
    status = 500


@dataclass(frozen=True, slots=True)
class Cell:
    """A sealed value in its place."""

    table: str
    guest_id: UUID
    row_id: UUID
    column: str
    sealed: bytes
    field_class: str
    label: str = ""

    @property
    def bound_to(self) -> bytes:
        return f"{self.table}|{self.guest_id}|{self.row_id}|{self.column}".encode()


def seal(*, table: str, guest_id: UUID, row_id: UUID, column: str, plain: str) -> bytes:
    """Return the sealed bytes of a text under the guest's key. Runs inside a unit of work."""
    bound = f"{table}|{guest_id}|{row_id}|{column}".encode()
    return seal_bytes(key_for_sealing(guest_id), plain.encode(), bound_to=bound)


def _open(key: bytes, cell: Cell) -> str:
    try:
        return open_bytes(key, bytes(cell.sealed), bound_to=cell.bound_to).decode()
    except CannotOpen as error:
        raise SealBroken from error


def _log(scope: Scope, name: str, now: datetime, cells: list[Cell], purpose: str, details: dict[str, object]) -> None:
    one = cells[0].guest_id if len({c.guest_id for c in cells}) == 1 else None
    try:
        with unit_of_work(scope):
            record(
                name,
                scope=scope,
                now=now,
                object_type=cells[0].table,
                object_id=cells[0].row_id if len(cells) == 1 else None,
                guest_id=one,
                purpose=purpose,
                details=details,
            )
    except DomainError:
        raise
    except Exception as error:
        raise ReadLogFailed from error


def reveal(*, scope: Scope, now: datetime, cell: Cell, purpose: str) -> str:
    """Return one sealed value in clear: decides, writes the read log, commits it, and only then decrypts.

    Refuses without the right (:class:`NotAllowed`), without a purpose (:class:`PurposeMissing`), and when the log
    cannot be written (:class:`ReadLogFailed`). Must not run inside a unit of work: a rolled-back log is no log.
    """
    policy.require(scope, "reveal", field_class=cell.field_class)
    purpose = purpose.strip()
    if len(purpose) < 2:
        raise PurposeMissing
    if inside_unit():
        raise RuntimeError("reveal inside a unit of work: its log could be rolled back")
    _log(scope, REVEALED, now, [cell], purpose[:200], {"field": cell.label or cell.column, "class": cell.field_class})
    return _open(key_for_opening(cell.guest_id), cell)


def holds(*, cell: Cell, plain: str) -> bool:
    """Tell whether a sealed value equals ``plain``, without letting the value out; False for an erased guest."""
    keys = keys_of([cell.guest_id])
    return cell.guest_id in keys and _open(keys[cell.guest_id], cell) == plain


def derive_many(*, cells: list[Cell], using: Callable[[str], str]) -> list[str | None]:
    """Return a keyed digest of each sealed value, made inside the vault (an index made anew); None for erased guests.

    ``using`` must not give the value back: what leaves here is not logged as a look.
    """
    keys = keys_of([c.guest_id for c in cells])
    return [using(_open(keys[c.guest_id], c)) if c.guest_id in keys else None for c in cells]


def read_many(*, scope: Scope, now: datetime, cells: list[Cell], purpose: str) -> list[str | None]:
    """Return sealed values needed for work (preparation, alerts), in order; None where the role may not read the class.

    One read-log act names the fields and the number of values; values of erased guests come back as None.
    """
    allowed = [policy.decide(scope, "read", field_class=c.field_class) for c in cells]
    wanted = [c for c, ok in zip(cells, allowed, strict=True) if ok]
    if not wanted:
        return [None] * len(cells)
    if any(c.field_class != "C1" for c in wanted):
        fields = sorted({c.label or c.column for c in wanted if c.field_class != "C1"})
        guests = sorted({str(c.guest_id) for c in wanted if c.field_class != "C1"})
        details: dict[str, object] = {"count": len(wanted), "fields": ", ".join(fields), "guests": guests[:2000]}
        _log(scope, READ_MANY, now, wanted, purpose, details)
    keys = keys_of([c.guest_id for c in wanted])
    return [
        _open(keys[c.guest_id], c) if ok and c.guest_id in keys else None for c, ok in zip(cells, allowed, strict=True)
    ]


def reseal(cell: Cell, *, table: str, row_id: UUID, column: str) -> bytes:
    """Return a sealed value sealed anew for another place of the same guest; it is not let out.

    Raises :class:`SealBroken` when the guest's key is gone.
    """
    keys = keys_of([cell.guest_id])
    if cell.guest_id not in keys:
        raise SealBroken
    return seal(
        table=table, guest_id=cell.guest_id, row_id=row_id, column=column, plain=_open(keys[cell.guest_id], cell)
    )
