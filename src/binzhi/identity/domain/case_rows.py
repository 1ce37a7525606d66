"""How cases follow the links: a pair that became one person by another way needs no decision any more, and comes back."""

import hashlib
from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from binzhi.guests.models import Guest
from binzhi.identity.domain import persons
from binzhi.identity.enums import CaseOrigin, CaseState, EventKind, Source
from binzhi.identity.models import Apart, LinkEvent, PairCase
from binzhi.kernel.ids import uuid7

AUTOMATIC = (Source.RUN, Source.IMPORT)
WAITING = (CaseState.OPEN, CaseState.UNSURE)
OF_A_VIP = 40
ONE_IN = 100  # every hundredth automatic link is shown to the keeper

Stakes = Callable[[Collection[UUID], datetime], dict[UUID, int]]
_stakes: list[Stakes] = []


def weigh_with(stakes: Stakes) -> None:
    """Let a room say what is at stake with some profiles: ``stakes(ids, now)`` gives points (stays, VIP, arriving today)."""
    if stakes not in _stakes:
        _stakes.append(stakes)


def stakes_of(ids: Collection[UUID], now: datetime) -> dict[UUID, int]:
    """Return the points of some profiles, summed over the rooms that know something."""
    found: dict[UUID, int] = dict.fromkeys(ids, 0)
    vips = Guest.objects.filter(id__in=list(ids)).exclude(vip_level="")
    found |= dict.fromkeys(vips.values_list("id", flat=True), OF_A_VIP)
    for one in _stakes:
        for guest_id, points in one(ids, now).items():
            found[guest_id] = found.get(guest_id, 0) + points
    return found


def is_sampled(guest_a: UUID, guest_b: UUID) -> bool:
    """Tell whether an automatic link is one of those checked by hand; the same answer at any time."""
    digest = hashlib.sha256(min(guest_a, guest_b).bytes + max(guest_a, guest_b).bytes).digest()
    return int.from_bytes(digest[:4], "big") % ONE_IN == 0


def follow(*, now: datetime, event: LinkEvent) -> None:
    """Close and open the cases of the touched persons as an event demands; the sample takes its share."""
    members, links = persons.connected((event.guest_a, event.guest_b))
    apart = set(Apart.objects.filter(guest_a__in=members).values_list("guest_a", "guest_b"))
    rows = PairCase.objects.filter(guest_a__in=members, guest_b__in=members)
    sampled = False
    for row in rows:
        sampled = sampled or (row.guest_a, row.guest_b) == (event.guest_a, event.guest_b)
        state = _answered(row, event)
        if state is None and row.origin != CaseOrigin.SAMPLE:
            moot = (row.guest_a, row.guest_b) in apart or row.guest_b in persons.part_of(row.guest_a, links)
            if row.state in WAITING and moot:
                state = CaseState.GONE
            elif row.state == CaseState.GONE and not moot:
                state = CaseState.OPEN
        if state is not None and state != row.state:
            _put(row, state, now, event)
    if not sampled and _is_for_sample(event):
        new_case(now=now, event=event)


def _answered(row: PairCase, event: LinkEvent) -> CaseState | None:
    """Return what an event about the very pair of a case makes of it; None when it says nothing."""
    if (row.guest_a, row.guest_b) != (event.guest_a, event.guest_b):
        return None
    is_sample = row.origin == CaseOrigin.SAMPLE
    if event.kind == EventKind.LINK:
        if event.source not in AUTOMATIC:
            return CaseState.SAME
        return CaseState.OPEN if is_sample and row.state == CaseState.GONE else None
    if event.kind == EventKind.APART:
        return CaseState.DIFFERENT
    if event.kind == EventKind.UNLINK and is_sample:
        return CaseState.GONE
    was = {EventKind.UNLINK: CaseState.SAME, EventKind.APART_ENDED: CaseState.DIFFERENT}[EventKind(event.kind)]
    return CaseState.OPEN if row.state == was else None


def _put(row: PairCase, state: CaseState, now: datetime, event: LinkEvent) -> None:
    decided = state in {CaseState.SAME, CaseState.DIFFERENT}
    row.state = state
    row.decided_at, row.decided_by = (now, event.actor_name) if decided else (None, "")
    row.save(update_fields=["state", "decided_at", "decided_by"])


def _is_for_sample(event: LinkEvent) -> bool:
    linked = event.kind == EventKind.LINK and event.source in AUTOMATIC
    return linked and is_sampled(event.guest_a, event.guest_b)


def new_case(*, now: datetime, event: LinkEvent) -> PairCase:
    """Put an automatic link into the queue as one of the sample."""
    pair = (event.guest_a, event.guest_b)
    row = PairCase(
        id=uuid7(),
        group_id=event.group_id,
        guest_a=pair[0],
        guest_b=pair[1],
        origin=CaseOrigin.SAMPLE,
        weight=event.weight or 0.0,
        stake=sum(stakes_of(pair, now).values()),
        model_version=event.model_version,
        run_id=event.run_id,
        batch_id=event.batch_id,
        created_at=now,
    )
    row.save(force_insert=True)
    return row


def drop_cases(ids: Collection[UUID]) -> None:
    """Nobody need decide on profiles that go; answers given stay as they are."""
    for side in ("guest_a", "guest_b"):
        PairCase.objects.filter(**{f"{side}__in": list(ids)}, state__in=WAITING).update(state=CaseState.GONE)
