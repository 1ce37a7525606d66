"""Verbs on the keeper's queue: put a pair in, decide, take the decision back (R-186)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.audit.wordings import choice_words
from binzhi.identity.access import MERGE
from binzhi.identity.domain import events, persons
from binzhi.identity.domain.case_rows import AUTOMATIC, WAITING, stakes_of
from binzhi.identity.domain.events import pair_of
from binzhi.identity.domain.links import end_apart, hold_apart, link_profiles, unlink_profiles
from binzhi.identity.domain.refusals import NotJoined
from binzhi.identity.domain.steady import steady
from binzhi.identity.enums import CaseOrigin, CaseState, Source
from binzhi.identity.models import Apart, Link, LinkEvent, PairCase
from binzhi.kernel.errors import BadInput, NotFound, Stale
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope

DECIDED = declare_act(
    "decide_pair_case",
    zh="处理疑似重复客史：{answer}",
    en="Decided on a suspected pair: {answer}",
    said={"answer": choice_words(CaseState)},
)
ANSWERS = (CaseState.SAME, CaseState.DIFFERENT, CaseState.UNSURE)


def open_case(
    *,
    scope: Scope,
    now: datetime,
    guest_a: UUID,
    guest_b: UUID,
    origin: str,
    weight: float,
    conflict: str = "",
    run_id: UUID | None = None,
    batch_id: UUID | None = None,
    model_version: str = "",
) -> PairCase | None:
    """Put two profiles into the queue, ordered by what is at stake; None when they are joined or held apart already.

    A pair that stands in the queue is not doubled: its weight is made anew, an answer given stays.
    """
    pair = pair_of(guest_a, guest_b)
    with unit_of_work(scope):
        if Apart.objects.filter(guest_a=pair[0], guest_b=pair[1]).exists():
            return None
        if pair[1] in persons.connected([pair[0]])[0]:
            return None
        row: PairCase | None = locked(PairCase.objects.filter(guest_a=pair[0], guest_b=pair[1])).first()
        if row is None:
            row = PairCase(id=uuid7(), group_id=scope.group_id, guest_a=pair[0], guest_b=pair[1], created_at=now)
        elif row.state not in {*WAITING, CaseState.GONE}:
            return row
        if (
            row._state.adding or row.state == CaseState.GONE
        ):  # what waits keeps who reported it, and whose undo closes it
            row.state, row.origin, row.run_id, row.batch_id = CaseState.OPEN, origin, run_id, batch_id
        row.weight, row.conflict, row.model_version = weight, conflict, model_version
        row.stake = sum(stakes_of(pair, now).values())
        row.save()
    return row


def get_case(case_id: UUID) -> PairCase:
    """Return a case of the group, or refuse."""
    row: PairCase | None = PairCase.objects.filter(id=case_id).first()
    if row is None:
        raise NotFound
    return row


@steady
def decide_case(
    *,
    scope: Scope,
    now: datetime,
    case: PairCase,
    answer: str,
    choices: Mapping[str, object] | None = None,
    reason: str = "",
    source: str = Source.QUEUE,
) -> PairCase:
    """Answer a case: ``same`` joins (with the keeper's choice by field), ``different`` holds apart and takes an automatic
    link back, ``unsure`` leaves it at the end of the queue. Refuses what :func:`link_profiles` refuses, and a case that
    somebody else answered meanwhile (:class:`Stale`)."""
    scope.need(MERGE)
    if answer not in ANSWERS:
        raise BadInput(field="answer", zh="请选择：同一人、不同人或不确定。", en="choose same, different or unsure.")
    with unit_of_work(scope):
        persons.hold((case.guest_a, case.guest_b))
        row: PairCase = locked(PairCase.objects.filter(id=case.id)).get()
        if row.state not in WAITING:
            raise Stale
        if answer == CaseState.SAME and (choices or row.origin != CaseOrigin.SAMPLE):
            link_profiles(
                scope=scope,
                now=now,
                guest_a=row.guest_a,
                guest_b=row.guest_b,
                source=source,
                choices=choices,
                weight=row.weight,
                model_version=row.model_version,
                reason=reason,
            )
        elif answer == CaseState.DIFFERENT:
            _separate(scope, now, row, source, reason)
        row.refresh_from_db()
        row.state, row.decided_at, row.decided_by = CaseState(answer), now, scope.actor.name
        amend(row, "state", "decided_at", "decided_by")
        record(DECIDED, scope=scope, now=now, object_type="pair_case", object_id=row.id, guest_id=row.guest_a,
               details={"answer": str(answer), "other": str(row.guest_b)})  # fmt: skip
    return row


def _separate(scope: Scope, now: datetime, row: PairCase, source: str, reason: str) -> None:
    from binzhi.identity.domain.parting import part_profile  # it stands on the links, as this does

    link = Link.objects.filter(guest_a=row.guest_a, guest_b=row.guest_b).first()
    if link is not None:
        event = LinkEvent.objects.get(id=link.event_id)
        unlink_profiles(scope=scope, now=now, event=event, source=source, reason=reason)
    if row.guest_b in persons.connected([row.guest_a])[0]:
        part_profile(scope=scope, now=now, profile_id=row.guest_b, source=source, reason=reason)
    hold_apart(scope=scope, now=now, guest_a=row.guest_a, guest_b=row.guest_b, source=source, reason=reason)


@steady
def undo_decision(*, scope: Scope, now: datetime, case: PairCase, source: str = Source.QUEUE) -> PairCase:
    """Take the answer to a case back, exactly, and put it into the queue again. Refuses one that waits (:class:`Stale`)."""
    scope.need(MERGE)
    with unit_of_work(scope):
        persons.hold((case.guest_a, case.guest_b))
        row: PairCase = locked(PairCase.objects.filter(id=case.id)).get()
        if row.state not in ANSWERS or row.state == CaseState.OPEN:
            raise Stale
        pair = (row.guest_a, row.guest_b)
        if row.state == CaseState.SAME:
            _undo_same(scope, now, row, pair, source)
        elif row.state == CaseState.DIFFERENT:
            _undo_different(scope, now, row, pair, source)
        row.refresh_from_db()
        row.state, row.decided_at, row.decided_by = CaseState.OPEN, None, ""
        amend(row, "state", "decided_at", "decided_by")
        record(DECIDED, scope=scope, now=now, object_type="pair_case", object_id=row.id, guest_id=row.guest_a,
               details={"answer": CaseState.OPEN.value, "other": str(row.guest_b)})  # fmt: skip
    return row


def _undo_same(scope: Scope, now: datetime, row: PairCase, pair: events.Pair, source: str) -> None:
    link = Link.objects.filter(guest_a=pair[0], guest_b=pair[1]).first()
    if link is None:
        raise NotJoined
    event = LinkEvent.objects.get(id=link.event_id)
    if event.source not in AUTOMATIC:
        unlink_profiles(scope=scope, now=now, event=event, source=source)


def _undo_different(scope: Scope, now: datetime, row: PairCase, pair: events.Pair, source: str) -> None:
    apart = Apart.objects.filter(guest_a=pair[0], guest_b=pair[1]).first()
    if apart is None:
        raise NotJoined
    end_apart(scope=scope, now=now, event=LinkEvent.objects.get(id=apart.event_id), source=source)
    if row.origin != CaseOrigin.SAMPLE:
        return
    taken = LinkEvent.objects.filter(guest_a=pair[0], guest_b=pair[1], kind="unlink").order_by("-id").first()
    was = LinkEvent.objects.filter(id=taken.undoes).first() if taken is not None else None
    if was is not None:
        link_profiles(
            scope=scope,
            now=now,
            guest_a=pair[0],
            guest_b=pair[1],
            source=source,
            choices=was.choices,
            weight=was.weight,
            model_version=was.model_version,
            evidence=was.evidence,
            run_id=was.run_id,
            batch_id=was.batch_id,
            reason="撤销拆分",
        )


def refresh_stakes(*, scope: Scope, now: datetime) -> int:
    """Weigh the waiting cases anew (who arrives today changes every day); returns how many changed places."""
    changed = 0
    with unit_of_work(scope):
        rows = list(PairCase.objects.filter(state__in=WAITING).order_by("id"))
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            points = stakes_of({i for row in part for i in (row.guest_a, row.guest_b)}, now)
            moved = []
            for row in part:
                stake = points.get(row.guest_a, 0) + points.get(row.guest_b, 0)
                if stake != row.stake:
                    row.stake = stake
                    moved.append(row)
            PairCase.objects.bulk_update(moved, ["stake"])
            changed += len(moved)
    return changed
