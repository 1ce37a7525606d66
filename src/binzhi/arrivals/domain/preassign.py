"""Verbs of room pre-assignment (R-217): propose by a solver, accept, choose another."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from binzhi.arrivals.access import PREASSIGN, SIGN
from binzhi.arrivals.cases import Case
from binzhi.arrivals.domain.day import touch_day
from binzhi.arrivals.domain.items import sign_item
from binzhi.arrivals.enums import UNSIGNED, ProposalState
from binzhi.arrivals.errors import ReasonMissing
from binzhi.arrivals.gather import arriving, cases_for
from binzhi.arrivals.models import PreparationItem, RoomProposal
from binzhi.arrivals.parameters import ALLOW_UPGRADE
from binzhi.arrivals.wishes import WEIGHTS, Rooms, Wish, wishes_of
from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, attempt, persist, record, unit_of_work
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.org.parameters import parameter
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.enums import GuestRole, RoomStatus, StayState
from binzhi.stays.models import Room, RoomBlock, RoomNight, Stay

PROPOSED = declare_act(
    "propose_rooms",
    zh="为 {date} 抵店客人预分房：{proposed} 间，{without} 位没有合适的房间",
    en="Proposed rooms for {date}: {proposed} rooms, {without} guests without one",
)
ACCEPTED = declare_act("accept_room", zh="按建议分房 {room}", en="Accepted the proposed room {room}")
OVERRODE = declare_act(
    "override_room", zh="未按建议，改分 {room}（{reason}）", en="Chose room {room} instead ({reason})"
)

IMPOSSIBLE = -1_000_000.0
NO_ROOM = Words("没有空闲的合适房间", "no suitable room is free")
CHUNK = 25


@dataclass(slots=True)
class Problem:
    """Stays that need a room, the rooms, and what each stay thinks of each room."""

    cases: list[Case]
    rooms: Rooms
    wishes: list[list[Wish]] = field(default_factory=list)
    scores: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))


def _until(hotel: Hotel, day: date, rooms: list[Room]) -> NDArray[np.int64]:
    """Return for each room the first night, as an ordinal, on which it is held or out of use."""
    place = {room.id: i for i, room in enumerate(rooms)}
    until = np.full(len(rooms), date.max.toordinal(), dtype=np.int64)
    for room_id, night in RoomNight.objects.filter(hotel_id=hotel.id, night__gte=day).values_list("room_id", "night"):
        if room_id in place:
            until[place[room_id]] = min(until[place[room_id]], night.toordinal())
    blocks = RoomBlock.objects.filter(hotel=hotel, last_night__gte=day)
    for room_id, first in blocks.values_list("room_id", "first_night"):
        if room_id in place:
            until[place[room_id]] = min(until[place[room_id]], max(first, day).toordinal())
    return until


def _score(problem: Problem, until: NDArray[np.int64], *, upgrade: bool) -> NDArray[np.float64]:
    """Fill the matrix: likings add, what cannot be given is impossible, unwished features are kept for others."""
    rooms = problem.rooms
    spare = np.sum([rooms.has(c) for c in ("sea_view", "lake_view", "high_floor", "connecting", "accessible")], axis=0)
    base = -3.0 * spare - 0.001 * np.arange(len(rooms.rooms)) + 2.0 * rooms.clean
    scores = np.empty((len(problem.cases), len(rooms.rooms)))
    for i, case in enumerate(problem.cases):
        stay, row = case.stay, base.copy()
        last_night = max(stay.departure.toordinal() - 1, stay.arrival.toordinal())
        possible = until > last_night
        if stay.room_type is not None:
            same = rooms.types == str(stay.room_type_id)
            higher = (rooms.ranks > stay.room_type.rank) if upgrade else np.zeros(len(rooms.rooms), dtype=np.bool_)
            steps = np.maximum(rooms.ranks - stay.room_type.rank, 0)
            row -= np.where(same, 0, WEIGHTS["upgrade"] + 10 * steps)
            possible &= same | higher
        for wish in problem.wishes[i]:
            row += wish.weight * wish.mask
        scores[i] = np.where(possible, row, IMPOSSIBLE)
    return scores


def _solve(problem: Problem) -> list[int | None]:
    """Return the room index of each stay; rooms of one booking are drawn together in a second round."""
    chosen = _assign(problem.scores)
    groups: dict[UUID, list[int]] = defaultdict(list)
    for i, case in enumerate(problem.cases):
        groups[case.stay.reservation_id].append(i)
    together = {k: v for k, v in groups.items() if len(v) > 1}
    for _round in range(2 if together else 0):
        scores = problem.scores.copy()
        for members in together.values():
            anchor = next((chosen[m] for m in members if chosen[m] is not None), None)
            if anchor is not None:
                for member in members[1:]:
                    scores[member] += np.where(
                        scores[member] > IMPOSSIBLE / 2, WEIGHTS["near"] * problem.rooms.near(anchor), 0
                    )
        chosen = _assign(scores)
    return chosen


def _assign(scores: NDArray[np.float64]) -> list[int | None]:
    from scipy.optimize import linear_sum_assignment  # 34 MB and most of a second that no other page needs

    if not scores.size:
        return [None] * scores.shape[0]
    chosen: list[int | None] = [None] * scores.shape[0]
    for i, j in zip(*linear_sum_assignment(scores, maximize=True), strict=True):
        if scores[i, j] > IMPOSSIBLE / 2:
            chosen[int(i)] = int(j)
    return chosen


def _pack(words: list[Words]) -> list[dict[str, str]]:
    return [{"zh": w.zh, "en": w.en} for w in words]


def _proposal(problem: Problem, i: int, j: int | None, scope: Scope, now: datetime) -> RoomProposal:
    stay, wishes = problem.cases[i].stay, problem.wishes[i]
    room = problem.rooms.rooms[j] if j is not None else None
    met = [w.met for w in wishes if j is not None and w.mask[j]]
    unmet = [w.unmet for w in wishes if not w.silent and (j is None or not w.mask[j])]
    if room is None:
        unmet.insert(0, NO_ROOM)
    elif stay.room_type is not None and room.room_type_id != stay.room_type_id:
        code = f"{stay.room_type.code} → {room.room_type.code}"
        met.append(Words(f"预订房型已满，升级 {code}", f"type is full, upgrade {code}"))
    return RoomProposal(
        guest_id=stay.guest_id,
        hotel_id=stay.hotel_id,
        stay_id=stay.id,
        for_date=stay.arrival,
        room=room,
        score=int(sum(w.weight for w in wishes if j is not None and w.mask[j])),
        reasons=_pack(met),
        unmet=_pack(unmet),
        state=ProposalState.PROPOSED if room else ProposalState.UNMET,
        proposed_at=now,
        proposed_by=scope.actor.name,
    )


def propose_rooms(*, scope: Scope, now: datetime, hotel: Hotel, day: date) -> list[RoomProposal]:
    """Propose a room for every arriving stay without one, from wishes and room status, by the assignment solver.

    The reserved type is kept unless it is full and upgrades are allowed; a room is proposed once; nothing is assigned
    yet. Rooms assigned already stay as they are.
    """
    scope.need(PREASSIGN)
    scope.need_hotel(hotel.id)
    stays = list(arriving(hotel, day).filter(state=StayState.EXPECTED, room__isnull=True, role=GuestRole.PRIMARY))
    found = Room.objects.filter(hotel=hotel, is_active=True).exclude(status=RoomStatus.OUT_OF_ORDER)
    rooms = list(found.select_related("room_type").order_by("number"))
    cases = cases_for(scope, now=now, hotel=hotel, day=day, stays=stays, with_days=False)
    cases.sort(key=lambda c: (str(c.stay.reservation_id), c.stay.room_index))
    problem = Problem(cases, Rooms(rooms))
    problem.wishes = [wishes_of(c, problem.rooms) for c in cases]
    upgrade = bool(parameter(hotel.id, ALLOW_UPGRADE))
    problem.scores = _score(problem, _until(hotel, day, rooms), upgrade=upgrade)
    proposals = [_proposal(problem, i, j, scope, now) for i, j in enumerate(_solve(problem))]
    with unit_of_work(scope):
        touch_day(hotel_id=hotel.id, day=day, now=now)
        open_states = [ProposalState.PROPOSED, ProposalState.UNMET]
        RoomProposal.objects.filter(hotel=hotel, for_date=day, state__in=open_states).delete()
        RoomProposal.objects.filter(
            guest_id__in={s.guest_id for s in stays}, stay_id__in={s.id for s in stays}
        ).delete()
        RoomProposal.objects.bulk_create(proposals, batch_size=500)
        without = sum(p.room_id is None for p in proposals)
        record(
            PROPOSED,
            scope=scope,
            now=now,
            object_type="plan",
            hotel_id=hotel.id,
            details={"date": day.isoformat(), "proposed": len(proposals) - without, "without": without},
        )
    return proposals


def _sign_room_items(scope: Scope, now: datetime, stay: Stay) -> None:
    """Whoever gives the room the history asks for has done that item."""
    if not scope.may(SIGN) or scope.actor.kind != "staff":
        return
    found = PreparationItem.objects.filter(
        guest_id=stay.guest_id, stay_id=stay.id, rule_code="room_by_history", state__in=UNSIGNED
    )
    for item in found:
        sign_item(scope=scope, now=now, item=item)


def accept_proposal(*, scope: Scope, now: datetime, proposal: RoomProposal, stay: Stay) -> Stay:
    """Give the proposed room to the stay. Refuses one that was given away meanwhile (``RoomTaken``)."""
    scope.need(PREASSIGN)
    scope.need_hotel(proposal.hotel_id)
    room = proposal.room
    if room is None:
        return stay
    with unit_of_work(scope):
        touch_day(hotel_id=proposal.hotel_id, day=proposal.for_date, now=now)
        assign_room(scope=scope, now=now, stay=stay, room=room)
        proposal.state, proposal.decided_at, proposal.decided_by = ProposalState.ACCEPTED, now, scope.actor.name
        amend(proposal, "state", "decided_at", "decided_by")
        _sign_room_items(scope, now, stay)
        record(
            ACCEPTED,
            scope=scope,
            now=now,
            object_type="room_proposal",
            object_id=proposal.id,
            guest_id=proposal.guest_id,
            hotel_id=proposal.hotel_id,
            details={"room": room.number},
        )
    return stay


def accept_proposals(
    *, scope: Scope, now: datetime, hotel: Hotel, day: date
) -> tuple[int, list[tuple[str, DomainError]]]:
    """Accept all open proposals of a date, in short transactions; returns how many, and the rooms refused with why."""
    scope.need(PREASSIGN)
    found = RoomProposal.objects.filter(hotel=hotel, for_date=day, state=ProposalState.PROPOSED)
    proposals = list(found.select_related("room").order_by("guest_id", "stay_id"))
    stays = {s.id: s for s in arriving(hotel, day)}
    accepted, refused = 0, list[tuple[str, DomainError]]()
    for start in range(0, len(proposals), CHUNK):
        with unit_of_work(scope):
            for proposal in proposals[start : start + CHUNK]:
                stay = stays.get(proposal.stay_id)
                if stay is None or proposal.room is None:
                    continue
                try:
                    with attempt():
                        accept_proposal(scope=scope, now=now, proposal=proposal, stay=stay)
                    accepted += 1
                except DomainError as error:
                    refused.append((proposal.room.number, error))
    return accepted, refused


def override_room(*, scope: Scope, now: datetime, stay: Stay, room: Room, reason: str) -> Stay:
    """Give another room than the proposed one, with a reason; refuses one that is taken on any night (``RoomTaken``)."""
    scope.need(PREASSIGN)
    scope.need_hotel(stay.hotel_id)
    reason = reason.strip()[:200]
    if len(reason) < 2:
        raise ReasonMissing
    with unit_of_work(scope):
        touch_day(hotel_id=stay.hotel_id, day=stay.arrival, now=now)
        assign_room(scope=scope, now=now, stay=stay, room=room)
        proposal: RoomProposal | None = RoomProposal.objects.filter(guest_id=stay.guest_id, stay_id=stay.id).first()
        if proposal is None:
            proposal = persist(
                RoomProposal(
                    guest_id=stay.guest_id,
                    hotel_id=stay.hotel_id,
                    stay_id=stay.id,
                    for_date=stay.arrival,
                    proposed_at=now,
                    proposed_by=scope.actor.name,
                )
            )
        proposal.room, proposal.state, proposal.reason = room, ProposalState.OVERRIDDEN, reason
        proposal.decided_at, proposal.decided_by = now, scope.actor.name
        amend(proposal, "room", "state", "reason", "decided_at", "decided_by")
        record(
            OVERRODE,
            scope=scope,
            now=now,
            object_type="room_proposal",
            object_id=proposal.id,
            guest_id=stay.guest_id,
            hotel_id=stay.hotel_id,
            details={"room": room.number, "reason": reason},
        )
    return stay
