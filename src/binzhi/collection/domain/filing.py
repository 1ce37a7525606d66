"""How an item becomes part of the master record, and how its later states follow (R-149, R-151)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, unit_of_work
from binzhi.audit.locks import locked
from binzhi.collection.cells import value_cell
from binzhi.collection.domain.notices import log, step, words_of
from binzhi.collection.enums import ItemKind, ItemState
from binzhi.collection.models import CollectedItem
from binzhi.collection.targets import COLUMN, CONTACT, FACT, Target, target_of
from binzhi.collection.wordings import ITEM
from binzhi.guests.access import get_guest
from binzhi.guests.domain.facts import record_fact
from binzhi.guests.domain.notes import write_note
from binzhi.guests.domain.profile import change_guest
from binzhi.guests.drafts import ContactDraft, GuestDraft
from binzhi.guests.enums import Channel, ContactKind, FactStatus, GuestKind, NoteKind, SourceKind, Stage
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Fact, Guest
from binzhi.guests.origin import Origin
from binzhi.kernel.errors import NotAllowed
from binzhi.kernel.scope import Actor, Scope
from binzhi.org import policy
from binzhi.vault.domain.sealing import read_many

USED = declare_act("use_item", zh="利用了“{item}”", en='Used "{item}"', said=ITEM)
UPDATED = declare_act("update_item", zh="“{item}”已更新", en='"{item}" was updated', said=ITEM)
LIVE = (ItemState.STORED, ItemState.UPDATED)


@dataclass(slots=True)
class Filed:
    """What an item became; ``is_update`` when the same stood already or the new value took the place of another."""

    made: list[dict[str, str]] = field(default_factory=list)
    is_update: bool = False


def channel_of(row: CollectedItem) -> Channel | None:
    """Return the channel of an item."""
    return Channel(row.channel) if row.channel in Channel.values else None


def opened_value(scope: Scope, now: datetime, row: CollectedItem) -> str:
    """Return the value of an item for filing it; refuses a class the actor may not read."""
    cell = value_cell(row)
    if cell is None:
        return row.value
    if not policy.decide(scope, "read", field_class=cell.field_class):
        raise NotAllowed(permission=f"read:{cell.field_class}")
    return read_many(scope=scope, now=now, cells=[cell], purpose="file_item")[0] or ""


def file_item(scope: Scope, now: datetime, row: CollectedItem, *, replaces: bool) -> Filed:
    """Write what an item becomes. Runs inside the unit of the verb that stores it."""
    target = target_of(row.item)
    guest = get_guest(scope, row.guest_id)
    if target.kind == FACT:
        return _fact(scope, now, row, guest, opened_value(scope, now, row), replaces=replaces)
    if target.kind in {COLUMN, CONTACT}:
        return _profile(scope, now, row, guest, target, replaces=replaces)
    return _note(scope, now, row, guest)


def _fact(scope: Scope, now: datetime, row: CollectedItem, guest: Guest, value: str, *, replaces: bool) -> Filed:
    rows = Fact.objects.filter(guest_id__in=ids_of(guest), item=row.item, status=FactStatus.ACCEPTED)
    standing = list(rows.order_by("-last_confirmed_at"))
    fact = record_fact(
        scope=scope,
        now=now,
        guest=guest,
        item_code=row.item,
        value=value,
        source=SourceKind(row.source_kind),
        department=row.department,
        place=row.place,
        stage=row.stage,
        stay_id=row.stay_id,
        learned_at=row.happened_at,
        channel=channel_of(row),
        replaces=standing[0].id if replaces and standing else None,
        evidence=[{"kind": "collected", "id": str(row.id), "at": row.collected_at.isoformat(timespec="seconds")}],
        learned_by=Actor("staff" if row.collector_id else "system", row.collector_id, row.reporter or row.collector),
    )
    same = fact.id in {f.id for f in standing}
    return Filed([{"kind": "fact", "id": str(fact.id)}], same or bool(replaces and standing))


def origin_of(row: CollectedItem) -> Origin:
    """Return the origin of an item's value, as the profile keeps it."""
    return Origin(
        source=SourceKind(row.source_kind),
        channel=channel_of(row),
        stage=Stage(row.stage) if row.stage in Stage.values else None,
        place=row.place,
        department=row.department,
        stay_id=row.stay_id,
        learned_at=row.happened_at,
        by=row.reporter or row.collector,
    )


def _profile(scope: Scope, now: datetime, row: CollectedItem, guest: Guest, target: Target, *, replaces: bool) -> Filed:
    value = opened_value(scope, now, row)
    if target.kind == CONTACT:
        draft = GuestDraft(
            name=guest.name, kind=GuestKind(guest.kind), contacts=(ContactDraft(ContactKind(target.name), value),)
        )
        stood = False
    else:
        draft = GuestDraft(name=guest.name, kind=GuestKind(guest.kind), **{target.name: value})  # type: ignore[arg-type]  # a text column
        stood = bool(getattr(guest, target.name))
    change_guest(scope=scope, now=now, guest=guest, draft=draft, origin=origin_of(row), keep_standing=not replaces)
    return Filed([{"kind": "field", "id": target.name}], stood)


NOTE_KINDS = {ItemKind.FEEDBACK.value: NoteKind.OPINION}


def _note(scope: Scope, now: datetime, row: CollectedItem, guest: Guest) -> Filed:
    """Words become a note of the department, unless they stand among the feedback already."""
    if any(made.get("kind") == "feedback" for made in row.facts):
        return Filed()
    note = write_note(
        scope=scope,
        now=now,
        guest=guest,
        hotel_id=row.hotel_id,
        department=row.department or row.keeper_department or "front_office",
        kind=NOTE_KINDS.get(row.kind, NoteKind.GENERAL),
        text=words_of(scope, now, row),
        stay_id=row.stay_id,
        written_at=row.happened_at,
    )
    return Filed([{"kind": "note", "id": str(note.id)}])


@dataclass(frozen=True, slots=True)
class Use:
    """That something was made from a fact: a preparation item, a task."""

    guest_id: UUID
    fact_id: UUID
    kind: str
    id: UUID


def _of_facts(guest_ids: Iterable[UUID], facts: set[str], states: Sequence[ItemState]) -> list[CollectedItem]:
    """Return the items that became one of these facts, locked."""
    rows = CollectedItem.unscoped.filter(  # unscoped: a fact is the group's; only the state of its item moves
        guest_id__in=ids_of(set(guest_ids)), state__in=list(states)
    )
    return [row for row in locked(rows) if any(str(made.get("id")) in facts for made in row.facts)]


def mark_used(*, scope: Scope, now: datetime, uses: Sequence[Use]) -> list[CollectedItem]:
    """Note that facts which came from collected items are used: the last of the five states (R-151).

    Called by whoever makes something from facts; doing it twice changes nothing. One query for any number of uses.
    """
    if not uses:
        return []
    by_fact = {str(use.fact_id): use for use in uses}
    with unit_of_work(scope):
        found = _of_facts((u.guest_id for u in uses), set(by_fact), LIVE)
        for row in found:
            use = next(by_fact[str(m["id"])] for m in row.facts if str(m.get("id")) in by_fact)
            row.state, row.moved_at, row.moved_by = ItemState.USED, now, scope.actor.name
            row.steps = [*row.steps, step(ItemState.USED, scope, now)]
            row.tasks = [*row.tasks, {"kind": use.kind, "id": str(use.id)}]
            amend(row, "state", "moved_at", "moved_by", "steps", "tasks")
            log(USED, scope, now, row)
    return found


def mark_updated(*, scope: Scope, now: datetime, facts: Sequence[tuple[UUID, UUID]]) -> list[CollectedItem]:
    """Note that a stored item's fact was confirmed, decided upon or replaced since (R-151); (guest, fact) pairs."""
    if not facts:
        return []
    with unit_of_work(scope):
        found = _of_facts((g for g, _ in facts), {str(f) for _, f in facts}, [ItemState.STORED])
        for row in found:
            row.state, row.moved_at, row.moved_by = ItemState.UPDATED, now, scope.actor.name
            row.steps = [*row.steps, step(ItemState.UPDATED, scope, now)]
            amend(row, "state", "moved_at", "moved_by", "steps")
            log(UPDATED, scope, now, row)
    return found
