"""Keeps the index of days (whose birthday or anniversary is when) in step with the sealed dates (R-207)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.audit.wordings import choice_words
from binzhi.guests import identifying
from binzhi.guests.access import EDIT
from binzhi.guests.enums import DateKind
from binzhi.guests.joined import ids_of
from binzhi.guests.models import DayKey, Guest, GuestDate
from binzhi.kernel.calendar import PartialDate
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope
from binzhi.vault.domain.sealing import Cell, derive_many
from binzhi.vault.index import day_index

CHUNK = 500
REMOVED = declare_act(
    "remove_guest_date", zh="删除{kind}", en="Removed a date ({kind})", said={"kind": choice_words(DateKind)}
)


def keep_day(guest_id: UUID, date_id: UUID, *, kind: DateKind, is_lunar: bool, part: PartialDate) -> None:
    """Note the day of a new date. Runs in the unit that writes the date."""
    digest = day_index(kind=kind.value, lunar=is_lunar, month=part.month, day=part.day)
    persist(DayKey(digest=digest, guest_id=guest_id, date_id=date_id))


def move_day(row: GuestDate) -> None:
    """Index a date whose value changed under its new day. Runs in the unit that changes it."""
    cell = Cell("guests_date", row.guest_id, row.id, "value", bytes(row.value), "C3")
    digest = derive_many(cells=[cell], using=_digests(row.kind, lunar=row.is_lunar))[0]
    DayKey.objects.filter(guest_id=row.guest_id, date_id=row.id).delete()
    if digest is not None:
        persist(DayKey(digest=bytes.fromhex(digest), guest_id=row.guest_id, date_id=row.id))


def drop_days(guest_ids: Iterable[UUID]) -> None:
    """Forget the days of guests that go. Runs in the unit that removes them."""
    DayKey.objects.filter(guest_id__in=list(guest_ids)).delete()


def remove_date(*, scope: Scope, now: datetime, guest: Guest, date_id: UUID) -> None:
    """Remove a wrong birthday or anniversary with its place in the index; refuses one that is not there."""
    scope.need(EDIT)
    with unit_of_work(scope):
        row = locked(GuestDate.objects.filter(guest_id__in=ids_of(guest), id=date_id)).first()
        if row is None:
            raise NotFound
        DayKey.objects.filter(guest_id=row.guest_id, date_id=date_id).delete()
        GuestDate.objects.filter(guest_id=row.guest_id, id=date_id).delete()
        guest.updated_at = now
        amend(guest, "updated_at")
        identifying.again({guest.id, row.guest_id})
        details = {"kind": row.kind}
        record(REMOVED, scope=scope, now=now, object_type="date", object_id=date_id, guest_id=guest.id, details=details)


def _digests(kind: str, *, lunar: bool) -> Callable[[str], str]:
    """Return what turns a date of a kind into its digest."""

    def using(text: str) -> str:
        part = PartialDate.parse(text, lunar=lunar)
        return day_index(kind=kind, lunar=lunar, month=part.month, day=part.day).hex()

    return using


def _index(rows: Sequence[GuestDate]) -> int:
    """Write the keys of some dates; their values become digests inside the vault."""
    made = 0
    by_kind: dict[tuple[str, bool], list[GuestDate]] = {}
    for row in rows:
        by_kind.setdefault((row.kind, row.is_lunar), []).append(row)
    for (kind, lunar), same in by_kind.items():
        cells = [Cell("guests_date", r.guest_id, r.id, "value", bytes(r.value), "C3") for r in same]
        digests = derive_many(cells=cells, using=_digests(kind, lunar=lunar))
        for row, digest in zip(same, digests, strict=True):
            if digest is not None:
                persist(DayKey(digest=bytes.fromhex(digest), guest_id=row.guest_id, date_id=row.id))
                made += 1
    return made


def rebuild_days(*, scope: Scope) -> int:
    """Index the dates that are not in the index yet (those from before it was there); returns how many."""
    scope.need(EDIT)
    known = DayKey.objects.values("date_id")
    missing = list(GuestDate.objects.exclude(id__in=known).values_list("guest_id", "id"))
    made = 0
    for start in range(0, len(missing), CHUNK):
        part = missing[start : start + CHUNK]
        with unit_of_work(scope, batch=True):
            rows = GuestDate.objects.filter(guest_id__in={g for g, _ in part}, id__in={i for _, i in part})
            made += _index(list(rows))
    return made
