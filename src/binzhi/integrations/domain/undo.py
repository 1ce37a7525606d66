"""Undo a whole batch, last row first, in chunks that carry their own markers: what nobody touched since goes or gets its
old values back; what somebody worked with is kept, and the line says why."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps

from binzhi.arrivals.domain.withdrawal import forget_stays, worked_on
from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.audit.queries import acts_by_others
from binzhi.guests.domain.profile import restore_guest, snapshot
from binzhi.guests.domain.withdrawal import remove_imported_guests, take_back_rows, withdraw_guests
from binzhi.guests.models import Guest, GuestOwned
from binzhi.identity.domain.events import LINKED, UNLINKED
from binzhi.integrations.access import UNDO
from binzhi.integrations.domain.batches import importing, tag_of
from binzhi.integrations.domain.joining import joined_by_people, let_go, part_batch
from binzhi.integrations.domain.outcome import Line, warning
from binzhi.integrations.enums import BatchState
from binzhi.integrations.errors import BatchBusy, NotUndoable
from binzhi.integrations.models import ImportBatch, ImportLine
from binzhi.kernel.scope import Scope
from binzhi.stays.domain.outside_ids import unlink_reservation
from binzhi.stays.domain.withdrawal import (
    remove_imported_reservations,
    remove_unused_codes,
    restore_reservation,
)
from binzhi.stays.models import Reservation, Stay

UNDONE = declare_act("undo_import", zh="撤销导入批次 {file}", en="Undid the import of {file}")
FINISHED = declare_act("finish_undo", zh="撤销完成:{counts}", en="Undo finished: {counts}")

CHUNK = 400
REMOVED, RESTORED, KEPT, NOTHING = "removed", "restored", "kept", "nothing"
JOINING = (LINKED, UNLINKED)  # whether somebody joined a guest is asked of the links that stand
Progress = Callable[[int, int], None]

KEPT_BECAUSE: dict[str, tuple[str, str]] = {
    "kept_reservation": (
        "预订在导入后有人处理过，已保留。如不需要，请到预订页取消。",
        "Somebody has worked with the reservation since; it was kept. Cancel it on its page if it is not wanted.",
    ),
    "kept_prepared": (
        "已有部门为这次住店做了准备(签字、礼品或备注),预订已保留。",
        "A department has prepared for this stay already; the reservation was kept.",
    ),
    "kept_guest": (
        "客史在导入后有人修改或使用过，已保留。",
        "Somebody has changed or used the guest history since; it was kept.",
    ),
    "kept_guest_used": (
        "客史还有其他预订或记录，已保留。",
        "The guest history has other bookings or entries; it was kept.",
    ),
    "kept_guest_joined": (
        "有人已将此客史与另一份客史合并，已保留。如需撤回，请先拆分。",
        "Somebody has joined this guest history with another; it was kept. Part them first if it is to go.",
    ),
    "kept_value": ("导入后有人改过:{fields}。这些值已保留。", "Changed by somebody since: {fields}. These were kept."),
    "kept_rows": (
        "导入后有人确认或处理过 {count} 项内容，已保留。",
        "{count} entries were confirmed since; they were kept.",
    ),
    "room_lost": ("原来的 {rooms} 房已被占用，请重新分房。", "Room {rooms} is taken by now; assign another."),
}


def _why(code: str, **where: object) -> Line:
    zh, en = KEPT_BECAUSE[code]
    return warning(code, "", "", zh.format(**where), en.format(**where))


@dataclass(slots=True)
class _Chunk:
    """The lines of one transaction, and what others have touched of them."""

    lines: list[ImportLine]
    touched: set[UUID] = field(default_factory=set)
    looked_at: set[UUID] = field(default_factory=set)
    reservations: dict[UUID, Reservation] = field(default_factory=dict)
    stays: dict[UUID, list[Stay]] = field(default_factory=dict)
    prepared: set[UUID] = field(default_factory=set)
    said: dict[int, list[Line]] = field(default_factory=dict)
    done: dict[int, set[str]] = field(default_factory=dict)

    def say(self, line: ImportLine, what: str, *why: Line) -> None:
        """Note what became of a line."""
        self.done.setdefault(line.row_no, set()).add(what)
        self.said.setdefault(line.row_no, []).extend(why)


def undo_batch(
    *, scope: Scope, clock: Callable[[], datetime], batch: ImportBatch, progress: Progress | None = None
) -> ImportBatch:
    """Take a batch back; a stopped undo goes on where it was. Refuses a batch that is undone already.

    The counts of what was removed, restored and kept stand on the batch; every kept line says why.
    """
    scope = importing(scope, batch, need=UNDO)
    if batch.state == BatchState.UNDONE:
        raise NotUndoable(state=BatchState(batch.state).label)
    _begin(scope, clock(), batch)
    part_batch(scope=scope, clock=clock, batch=batch)
    lines = ImportLine.objects.filter(batch_id=batch.id)
    total, done = lines.count(), lines.exclude(undone="").count()
    while _undo_chunk(scope, clock(), batch):
        done = min(done + CHUNK, total)
        if progress:
            progress(done, total)
    return _finish(scope, clock(), batch)


def _begin(scope: Scope, now: datetime, batch: ImportBatch) -> None:
    with unit_of_work(scope):
        batch.state, batch.moved_at = BatchState.UNDOING, now
        amend(batch, "state", "moved_at")
        record(
            UNDONE,
            scope=scope,
            now=now,
            object_type="import_batch",
            object_id=batch.id,
            hotel_id=batch.hotel_id,
            details={"file": batch.file_name},
        )


def _finish(scope: Scope, now: datetime, batch: ImportBatch) -> ImportBatch:
    with unit_of_work(scope):
        codes = [(str(kind), str(code)) for kind, code in batch.made_codes]
        codes += _line_codes(batch)
        gone = remove_unused_codes(scope=scope, now=now, hotel_id=batch.hotel_id, codes=dict.fromkeys(codes))
        batch.undo_counts = {**batch.undo_counts, "codes": gone}
        batch.state, batch.undone_at = BatchState.UNDONE, now
        amend(batch, "state", "undone_at", "undo_counts")
        counts = ", ".join(f"{k} {v}" for k, v in sorted(batch.undo_counts.items()))
        record(
            FINISHED,
            scope=scope,
            now=now,
            object_type="import_batch",
            object_id=batch.id,
            hotel_id=batch.hotel_id,
            details={"counts": counts},
        )
    return batch


def _line_codes(batch: ImportBatch) -> list[tuple[str, str]]:
    found = ImportLine.objects.filter(batch_id=batch.id, before__has_key="code")
    return [(str(b["code"][0]), str(b["code"][1])) for b in found.values_list("before", flat=True)]


def _undo_chunk(scope: Scope, now: datetime, batch: ImportBatch) -> bool:
    """Undo the last lines that are not undone yet, with their markers, in one transaction; False when none is left."""
    with unit_of_work(scope):
        standing = locked(ImportBatch.objects.filter(id=batch.id)).values_list("state", "undo_counts").get()
        if standing[0] != BatchState.UNDOING.value:
            raise BatchBusy
        lines = list(ImportLine.objects.filter(batch_id=batch.id, undone="").order_by("-row_no")[:CHUNK])
        if not lines:
            return False
        chunk = _Chunk(lines)
        _look(chunk, batch)
        _undo_bookings(scope, now, chunk)
        _undo_guests(scope, now, batch, chunk)
        counts = Counter(standing[1]) + _mark_lines(batch, chunk)
        batch.undo_counts, batch.moved_at = dict(counts), now
        amend(batch, "undo_counts", "moved_at")
    return True


def _mark_lines(batch: ImportBatch, chunk: _Chunk) -> Counter[str]:
    """Write what became of each line; lines with nothing to say are written together."""
    quiet: dict[str, list[int]] = {}
    for line in chunk.lines:
        done = chunk.done.get(line.row_no, set())
        line.undone = next((what for what in (KEPT, REMOVED, RESTORED) if what in done), NOTHING)
        said = chunk.said.get(line.row_no, [])
        if said:
            line.problems = [*line.problems, *said]
            amend(line, "undone", "problems")
        else:
            quiet.setdefault(line.undone, []).append(line.row_no)
    for what, rows in quiet.items():
        ImportLine.objects.filter(batch_id=batch.id, row_no__in=rows).update(undone=what)
    return Counter(line.undone for line in chunk.lines)


# --- what others have touched ------------------------------------------------------------------------------------------


def _people(line: ImportLine) -> list[Line]:
    people: list[Line] = line.before.get("people", [])
    return people


def _bookings(line: ImportLine) -> list[Line]:
    """Return the bookings a line changed, each with its id, owner, old values and stays."""
    one = line.before.get("booking")
    if one and line.reservation_id and line.guest_id:
        return [{"id": line.reservation_id.hex, "guest": line.guest_id.hex, **one}]
    many: list[Line] = line.before.get("bookings", [])
    return many


def _look(chunk: _Chunk, batch: ImportBatch) -> None:
    ids = {UUID(b["id"]) for line in chunk.lines for b in _bookings(line)}
    ids |= {line.reservation_id for line in chunk.lines if line.made_reservation and line.reservation_id}
    guests = {line.guest_id for line in chunk.lines if line.guest_id}
    guests |= {UUID(p["guest"]) for line in chunk.lines for p in _people(line)}
    guests |= {UUID(a[1]) for line in chunk.lines for a in line.before.get("added", [])}
    guests |= {UUID(b["guest"]) for line in chunk.lines for b in _bookings(line)}
    for row in Reservation.objects.filter(guest_id__in=guests, id__in=ids):
        chunk.reservations[row.id] = row
    stays = list(Stay.objects.filter(hotel_id=batch.hotel_id, reservation_id__in=ids))
    for stay in stays:
        chunk.stays.setdefault(stay.reservation_id, []).append(stay)
    guests |= {s.guest_id for s in stays}
    chunk.prepared = worked_on(stays)
    since = batch.started_at or batch.created_at
    others = [tag_of(batch), *_gone_again()]
    acts = acts_by_others(guest_ids=guests, since=since, after=batch.id, but_not=others, no_names=JOINING)
    for object_id, guest_id, is_read in acts:
        if is_read:
            chunk.looked_at.add(guest_id)
        else:
            chunk.touched |= {object_id, guest_id} - {None}


def _gone_again() -> list[str]:
    """Return the tags of batches that were undone whole: what they did does not stand any more."""
    undone = ImportBatch.objects.filter(state=BatchState.UNDONE).only("id", "undo_counts")
    return [tag_of(one) for one in undone if not one.undo_counts.get(KEPT)]


# --- bookings ----------------------------------------------------------------------------------------------------------


def _undo_bookings(scope: Scope, now: datetime, chunk: _Chunk) -> None:
    going: dict[UUID, Reservation] = {}
    for line in chunk.lines:
        for one in _bookings(line):
            _restore(scope, now, chunk, line, one)
        if line.made_reservation and line.reservation_id and line.reservation_id in chunk.reservations:
            why = _kept(chunk, line.reservation_id)
            if why:
                chunk.say(line, KEPT, why)
            else:
                going[line.reservation_id] = chunk.reservations[line.reservation_id]
                chunk.say(line, REMOVED)
    if going:
        forget_stays(scope=scope, now=now, stays=[s for i in going for s in chunk.stays.get(i, [])])
        remove_imported_reservations(scope=scope, now=now, reservations=going.values())


def _kept(chunk: _Chunk, reservation_id: UUID) -> Line | None:
    stays = chunk.stays.get(reservation_id, [])
    if reservation_id in chunk.touched or any(s.id in chunk.touched for s in stays):
        return _why("kept_reservation")
    return _why("kept_prepared") if any(s.id in chunk.prepared for s in stays) else None


def _restore(scope: Scope, now: datetime, chunk: _Chunk, line: ImportLine, one: Line) -> None:
    row = chunk.reservations.get(UUID(one["id"]))
    if row is None:
        return
    why = _kept(chunk, row.id)
    if why:
        chunk.say(line, KEPT, why)
        return
    if one.get("old") or one.get("stays"):
        lost = restore_reservation(scope=scope, now=now, reservation=row, values=one["old"], stays=one["stays"])
        why_lost = [_why("room_lost", rooms=", ".join(lost))] if lost else []
        chunk.say(line, RESTORED, *why_lost)
    linked = [(s, k, v) for s, k, v in one.get("linked", [])]
    if linked:
        unlink_reservation(scope=scope, reservation=row, ids=linked)
        chunk.say(line, RESTORED)


# --- guests ------------------------------------------------------------------------------------------------------------


def _undo_guests(scope: Scope, now: datetime, batch: ImportBatch, chunk: _Chunk) -> None:
    for line in chunk.lines:
        for one in _people(line):
            if one.get("old"):
                _restore_guest(scope, now, chunk, line, one)
        added: list[list[str]] = line.before.get("added", [])
        if added:
            stale = [a for a in added if a[0] in {"fact", "note"} and UUID(a[2]) in chunk.touched]
            take_back_rows(scope=scope, now=now, rows=[a for a in added if a not in stale])
            chunk.say(line, RESTORED)
            if stale:
                chunk.say(line, KEPT, _why("kept_rows", count=len(stale)))
    made = _made_guests(chunk)
    if not made:
        return
    standing = set(Guest.objects.filter(id__in=made).values_list("id", flat=True))
    used = hanging_on(standing)
    keep = {g: _why("kept_guest_joined") for g in joined_by_people(standing)}
    keep |= {g: _why("kept_guest") for g in standing & chunk.touched}
    keep |= {g: _why("kept_guest_used") for g in (standing & used) - chunk.touched}
    for guest_id, line in made.items():
        if guest_id in keep:
            chunk.say(line, KEPT, keep[guest_id])
        elif guest_id in standing:
            chunk.say(line, REMOVED)
    free = standing - set(keep)
    let_go(scope=scope, now=now, guest_ids=free)
    seen = sorted(free & chunk.looked_at, key=str)
    if seen:
        withdraw_guests(scope=scope, now=now, guest_ids=seen, reason=batch.file_name)
    remove_imported_guests(scope=scope, now=now, guest_ids=sorted(free - chunk.looked_at, key=str))


def _made_guests(chunk: _Chunk) -> dict[UUID, ImportLine]:
    made = {line.guest_id: line for line in chunk.lines if line.made_guest and line.guest_id}
    made |= {UUID(p["guest"]): line for line in chunk.lines for p in _people(line) if p.get("made")}
    return made


def _restore_guest(scope: Scope, now: datetime, chunk: _Chunk, line: ImportLine, one: Line) -> None:
    """Put the old values back field by field; a field somebody changed since keeps its value."""
    guest = Guest.objects.filter(id=UUID(one["guest"])).first()
    if guest is None:
        return
    now_is, new = snapshot(guest), one["new"]
    back = {f: value for f, value in one["old"].items() if now_is.get(f) == new.get(f)}
    if back:
        restore_guest(scope=scope, now=now, guest_id=guest.id, values=back)
        chunk.say(line, RESTORED)
    kept = sorted(set(one["old"]) - set(back))
    if kept:
        chunk.say(line, KEPT, _why("kept_value", fields=", ".join(kept)))


OWN_ROOMS = {"guests", "identity"}  # what is recognised by follows from the guest file and goes with it


def hanging_on(guest_ids: Iterable[UUID]) -> set[UUID]:
    """Return the guests that have rows in other rooms than the guest file: stays, spend, preparation, in any hotel."""
    ids = list(guest_ids)
    found: set[UUID] = set()
    for model in apps.get_models():
        if ids and issubclass(model, GuestOwned) and model._meta.app_label not in OWN_ROOMS:
            rows: Any = model.unscoped.filter(guest_id__in=ids)  # unscoped: a guest may be used in another hotel
            found |= set(rows.values_list("guest_id", flat=True))
    return found
