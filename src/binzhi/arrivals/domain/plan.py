"""Verbs that build the plan of a date."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import perf_counter
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.arrivals.access import READ
from binzhi.arrivals.cases import Case
from binzhi.arrivals.domain.assignees import Assignees
from binzhi.arrivals.domain.day import machine, touch_day
from binzhi.arrivals.engine import DutyList, Spec, pack_because, specs_for
from binzhi.arrivals.enums import UNSIGNED, ItemState
from binzhi.arrivals.errors import PastPlan
from binzhi.arrivals.gather import arriving, cases_for, duty_list, staying_over
from binzhi.arrivals.models import PlanRun, PreparationItem
from binzhi.arrivals.rules import rules_of
from binzhi.arrivals.wordings import RULE
from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.org.queries import business_date
from binzhi.stays.models import Stay

BUILT = declare_act(
    "build_plan",
    zh="编制 {date} 抵店准备：{arrivals} 位客人，{items} 项（新增 {added}，变更 {changed}，收回 {retired}）",
    en="Built the plan of {date}: {arrivals} guests, {items} items ({added} new, {changed} changed, {retired} withdrawn)",
)
REOPENED = declare_act(
    "reopen_changed_item",
    zh="依据有变，{rule} 需重新签字",
    en="The facts changed, so {rule} has to be signed again",
    said=RULE,
)

Place = tuple[UUID, str, str, str, str]


@dataclass(slots=True)
class Outcome:
    """What storing a plan changed."""

    items: int = 0
    added: list[PreparationItem] = field(default_factory=list)
    changed: int = 0
    retired: int = 0


def _place(item: PreparationItem) -> Place:
    return (item.stay_id, item.rule_code, item.department, item.post, item.key)


def _evidence(rows: Iterable[dict[str, str]]) -> set[tuple[str, str, str]]:
    return {(r.get("kind", ""), r.get("id", ""), r.get("value_zh", "")) for r in rows}


def _fresh(case: Case, spec: Spec, now: datetime, people: Assignees) -> PreparationItem:
    staff_id, name = people.choose(spec)
    return PreparationItem(
        guest_id=case.stay.guest_id,
        id=uuid7(),
        hotel_id=case.stay.hotel_id,
        stay_id=case.stay.id,
        for_date=case.stay.arrival,
        department=spec.department,
        post=spec.rule.post,
        period=spec.period,
        rule_code=spec.rule.code,
        key=spec.key,
        text_zh=spec.text.zh,
        text_en=spec.text.en,
        because=pack_because(spec.because),
        due_at=spec.due_at,
        assignee_id=staff_id,
        assignee=name,
        blocks_check_in=spec.rule.blocks,
        needs_named_sign=spec.rule.blocks,
        built_at=now,
    )


def _refresh(item: PreparationItem, case: Case, spec: Spec, *, scope: Scope, now: datetime) -> bool:
    """Bring a standing item up to date; one whose evidence grew after it was signed has to be signed again."""
    because = pack_because(spec.because)
    same = (
        (item.text_zh, item.text_en, item.because) == (spec.text.zh, spec.text.en, because)
        and item.due_at == spec.due_at
        and item.for_date == case.stay.arrival
        and item.blocks_check_in == spec.rule.blocks
        and not item.retired
    )
    if same:
        return False
    grown = bool(_evidence(because) - _evidence(item.because))
    signed = item.state not in UNSIGNED and not item.retired
    item.text_zh, item.text_en, item.because = spec.text.zh, spec.text.en, because
    item.due_at, item.for_date, item.period = spec.due_at, case.stay.arrival, spec.period
    item.blocks_check_in = item.needs_named_sign = spec.rule.blocks
    if item.retired or (signed and grown):
        item.state, item.reason, item.retired = ItemState.OPEN, "", False
        item.signed_at, item.signed_by, item.signed_by_id = None, "", None
        if signed:
            record(
                REOPENED,
                scope=scope,
                now=now,
                object_type="preparation_item",
                object_id=item.id,
                guest_id=item.guest_id,
                hotel_id=item.hotel_id,
                details={"rule": item.rule_code},
            )
    item.version += 1
    amend(
        item, "text_zh", "text_en", "because", "due_at", "for_date", "period", "blocks_check_in", "needs_named_sign",
        "state", "reason", "retired", "signed_at", "signed_by", "signed_by_id", "version",
    )  # fmt: skip
    return True


def _retire(item: PreparationItem) -> None:
    """Withdraw an unsigned item whose reason has gone; it stays in the history."""
    item.state, item.retired, item.version = ItemState.UNNEEDED, True, item.version + 1
    amend(item, "state", "retired", "version")


def _standing(cases: list[Case], hotel: Hotel, day: date | None) -> dict[Place, PreparationItem]:
    guests = {c.stay.guest_id for c in cases}
    stays = {c.stay.id for c in cases}
    found = {_place(i): i for i in PreparationItem.objects.filter(guest_id__in=guests, stay_id__in=stays)}
    if day is not None:
        found |= {_place(i): i for i in PreparationItem.objects.filter(hotel=hotel, for_date=day)}
    return found


def _store(
    scope: Scope, now: datetime, hotel: Hotel, cases: list[Case], planned: list[list[Spec]], day: date | None,
    people: Assignees,
) -> Outcome:  # fmt: skip
    """Write what differs. Items of stays in house are only withdrawn for rules that look at guests in house."""
    outcome = Outcome(items=sum(len(specs) for specs in planned))
    standing: dict[Place, PreparationItem] = _standing(cases, hotel, day)
    for item in standing.values():
        if item.assignee_id is not None and item.state in UNSIGNED:
            people.note(item.assignee_id)
    in_house = {c.stay.id for c in cases if c.in_house}
    in_house_rules = {r.code for r in rules_of(hotel.id, with_inactive=True) if r.in_house}
    for case, specs in zip(cases, planned, strict=True):
        for spec in specs:
            place = (case.stay.id, *spec.place)
            if place in standing:
                outcome.changed += _refresh(standing.pop(place), case, spec, scope=scope, now=now)
            else:
                outcome.added.append(_fresh(case, spec, now, people))
    for item in standing.values():
        kept = item.stay_id in in_house and item.rule_code not in in_house_rules
        if item.state in UNSIGNED and not kept:
            _retire(item)
            outcome.retired += 1
    PreparationItem.objects.bulk_create(outcome.added, batch_size=500)
    return outcome


def _plan(
    scope: Scope, now: datetime, hotel: Hotel, day: date, stays: list[Stay]
) -> tuple[list[Case], list[list[Spec]], DutyList]:
    cases = cases_for(machine(scope), now=now, hotel=hotel, day=day, stays=stays)
    last = max((c.stay.departure for c in cases), default=day)
    duties = duty_list(hotel, day - timedelta(days=1), last)
    rules, zone = rules_of(hotel.id), ZoneInfo(hotel.timezone)
    return cases, [specs_for(c, rules, zone=zone, duties=duties) for c in cases], duties


def build_plan(*, scope: Scope, now: datetime, hotel: Hotel, day: date, by_schedule: bool = False) -> PlanRun:
    """Build or refresh the preparation of a date (R-213, R-215): one item per rule, department and reason.

    Building again changes nothing that was signed, adds what is new, withdraws what no longer holds, and asks for a new
    signature where the facts behind a signed item grew. Guests in house are looked at for birthdays and anniversaries
    (R-221). Refuses a date before the business date (:class:`PastPlan`).
    """
    scope.need(READ)
    scope.need_hotel(hotel.id)
    if day < business_date(hotel, now=now):
        raise PastPlan(date=day.isoformat())
    started = perf_counter()
    arrivals = list(arriving(hotel, day))
    cases, planned, duties = _plan(scope, now, hotel, day, [*arrivals, *staying_over(hotel, day)])
    with unit_of_work(scope):
        touch_day(hotel_id=hotel.id, day=day, now=now, produced=True)
        outcome = _store(scope, now, hotel, cases, planned, day, Assignees(hotel.id, duties))
        run = persist(
            PlanRun(
                hotel=hotel,
                date=day,
                built_at=now,
                built_by=scope.actor.name,
                by_schedule=by_schedule,
                arrivals=len(arrivals),
                with_history=sum(c.has_history for c in cases if not c.in_house),
                items=outcome.items,
                added=len(outcome.added),
                changed=outcome.changed,
                retired=outcome.retired,
                milliseconds=int((perf_counter() - started) * 1000),
            )
        )
        record(
            BUILT,
            scope=scope,
            now=now,
            object_type="plan",
            object_id=run.id,
            hotel_id=hotel.id,
            details={
                "date": day.isoformat(),
                "arrivals": run.arrivals,
                "items": run.items,
                "added": run.added,
                "changed": run.changed,
                "retired": run.retired,
            },
        )
    return run


def prepare_stay(*, scope: Scope, now: datetime, hotel: Hotel, stay: Stay) -> list[PreparationItem]:
    """Plan one stay by itself, for a walk-in or a booking made after the plan was built. Returns the new items."""
    scope.need_hotel(hotel.id)
    cases, planned, duties = _plan(scope, now, hotel, stay.arrival, [stay])
    with unit_of_work(scope):
        touch_day(hotel_id=hotel.id, day=stay.arrival, now=now)
        outcome = _store(scope, now, hotel, cases, planned, None, Assignees(hotel.id, duties))
    return outcome.added


def virtual_items(*, scope: Scope, now: datetime, hotel: Hotel, day: date, stays: list[Stay]) -> list[PreparationItem]:
    """Return what the rules say for a past date that was never planned; nothing is written."""
    cases, planned, duties = _plan(scope, now, hotel, day, stays)
    people = Assignees(hotel.id, duties)
    items = [_fresh(c, s, now, people) for c, specs in zip(cases, planned, strict=True) for s in specs]
    for item in items:
        item.assignee_id, item.assignee = None, ""
    return items
