"""Verbs on what a rule offers: apply the rules of an entry, take an offer with one tap, decline it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.collection.access import COLLECT
from binzhi.collection.cue_errors import HealthWords, OfferClosed
from binzhi.collection.cue_parameters import FOLLOW_UP_MINUTES, MEDICINE_RULE
from binzhi.collection.cue_rules import CueRule, Offer, is_care, offer_of, rules_of
from binzhi.collection.domain.habits import Seen, propose
from binzhi.collection.enums import ItemState
from binzhi.collection.lent import lend, lend_everywhere
from binzhi.collection.models import CollectedItem
from binzhi.collection.said import filled, value_words
from binzhi.guests.access import RECORD_FACT
from binzhi.guests.domain.facts import record_fact
from binzhi.guests.enums import Channel, FlagCode, SourceKind, Stage
from binzhi.guests.items import items
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Guest, GuestFlag
from binzhi.guests.text_rules import health_words, refuse_numbers
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.org.parameters import parameter
from binzhi.service.access import REQUEST, SIGN
from binzhi.service.domain.instructions import leave_instruction
from binzhi.service.domain.records import log_touchpoint
from binzhi.service.domain.services import log_service
from binzhi.service.domain.tasks import request_task
from binzhi.service.enums import Channel as Way
from binzhi.service.enums import Direction, Shift, SourceOf, TaskKind, Urgency
from binzhi.service.texts import Evidence
from binzhi.stays.models import Stay

TAKEN = declare_act("take_offer", zh="采纳观察后的建议", en="Took what an observation suggested")
DECLINED = declare_act("decline_offer", zh="不采纳观察后的建议", en="Declined what an observation suggested")
OPEN, TOOK, NO = "open", "taken", "declined"


@dataclass(slots=True)
class Case:
    """An entry before its rules: whom it concerns, what else was noticed on the stay, whether to keep away."""

    scope: Scope
    now: datetime
    hotel: Hotel
    guest: Guest
    stay: Stay | None
    item: CollectedItem
    noticed: list[CollectedItem]
    quiet: bool
    note: str = ""

    @property
    def today(self) -> list[CollectedItem]:
        """What was noticed on the day of the entry."""
        zone = ZoneInfo(self.hotel.timezone)
        day = self.item.happened_at.astimezone(zone).date()
        return [i for i in self.noticed if i.happened_at.astimezone(zone).date() == day]


def apply_rules(
    *, scope: Scope, now: datetime, hotel: Hotel, guest: Guest, stay: Stay | None, item: CollectedItem, note: str = ""
) -> list[UUID]:
    """Attach what the rules of an entry offer and do what they do by themselves; returns the facts made.

    What means going into the room is never done by itself against "do not disturb" (implied 40): it waits as an offer.
    """
    case = case_of(scope, now, hotel, guest, stay, item, note=note)
    offers: list[dict[str, str]] = []
    facts: list[UUID] = []
    for rule in rules_of(item.item):
        if not _fires(rule, case):
            continue
        for offer in rule.offers:
            if _was_offered(offer, case) or not is_wanted(offer, hotel):
                continue
            if offer.auto and not (offer.enters_room and case.quiet):
                facts += _carry_out(rule, offer, case)
                offers.append(_entry(rule, offer, case, TOOK))
            else:
                offers.append(_entry(rule, offer, case, OPEN))
    if offers:
        item.offers = [*item.offers, *offers]
        amend(item, "offers", "tasks")
    return facts


def case_of(
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    stay: Stay | None,
    item: CollectedItem,
    *,
    note: str = "",
) -> Case:
    """Gather what the rules look at (two queries)."""
    rows = CollectedItem.objects.filter(guest_id__in=ids_of(guest), hotel=hotel, stay_id=item.stay_id)
    noticed = list(rows.exclude(state__in=[ItemState.REJECTED, ItemState.REMOVED]).order_by("happened_at"))
    quiet = GuestFlag.objects.filter(guest_id__in=ids_of(guest), code=FlagCode.DO_NOT_DISTURB).exists()
    return Case(scope, now, hotel, guest, stay, item, noticed, quiet, note)


def _entry(rule: CueRule, offer: Offer, case: Case, state: str) -> dict[str, str]:
    """Return an offer as it is kept: its wording as it was said, so that it stays readable when the rules change."""
    places = places_of(rule, case)
    entry = {
        "code": offer.code,
        "state": state,
        "at": case.now.isoformat(timespec="seconds"),
        "by": "Binzhi" if state == TOOK else "",
    }
    for name, words in (("", offer.words), ("why_", rule.why), ("note_", offer.note)):
        said = filled(words, places)
        if said.zh:
            entry |= {f"{name}zh": said.zh, f"{name}en": said.en}
    return entry


def _fires(rule: CueRule, case: Case) -> bool:
    today = case.today
    if not set(rule.cues) <= {i.item for i in today}:
        return False
    if rule.signs > 1 and len({i.value for i in case.noticed if i.item == rule.cues[0]}) < rule.signs:
        return False
    number = _number(rule, case)
    return rule.most is None or (number is not None and number.number is not None and number.number <= rule.most)


def _number(rule: CueRule, case: Case) -> CollectedItem | None:
    return next((i for i in reversed(case.today) if i.item == rule.number), None) if rule.number else None


def _was_offered(offer: Offer, case: Case) -> bool:
    rows = case.noticed if offer.once == "stay" else case.today
    return any(entry["code"] == offer.code for row in rows for entry in row.offers)


def is_wanted(offer: Offer, hotel: Hotel) -> bool:
    """Tell whether the hotel's parameters allow an offer (medicine only under the house rule)."""
    return not offer.only_if or bool(parameter(hotel.id, offer.only_if))


def places_of(rule: CueRule, case: Case) -> dict[str, Words]:
    """Return what stands for the {places} of the texts of a rule."""
    item = _number(rule, case) or case.item
    words = value_words(items().get(item.item), item.value)
    if item.number is not None and rule.number:
        words = Words(item.value, item.value)
    warm = f"{item.number + rule.add:f}".rstrip("0").rstrip(".") if item.number is not None else ""
    seen = [value_words(items().get(i.item), i.value) for i in case.noticed if i.item == rule.cues[0]]
    guest = case.guest
    return {
        "room": Words(case.item.room_number or "—", case.item.room_number or "—"),
        "guest": Words(guest.salutation_zh or guest.name, guest.salutation_en or guest.latin_name or guest.name),
        "value": words,
        "warm": Words(warm, warm),
        "place": Words(case.item.place, case.item.place),
        "signs": Words("、".join(w.zh for w in seen), ", ".join(w.text("en") for w in seen)),
        "house_rule": _house_rule(case.hotel),
    }


def _house_rule(hotel: Hotel) -> Words:
    text = str(parameter(hotel.id, MEDICINE_RULE))
    return Words(text, text)


def _carry_out(rule: CueRule, offer: Offer, case: Case) -> list[UUID]:
    """Do what an offer says; returns the facts made of it."""
    if offer.do in {"fact", "proposal"}:
        return _learn(rule, offer, case)
    doing: dict[str, Callable[[CueRule, Offer, Case], tuple[str, UUID]]] = {
        "task": _task,
        "care": _task,
        "follow_up": _follow_up,
        "instruction": _instruction,
        "service": _service,
    }
    kind, row_id = doing[offer.do](rule, offer, case)
    case.item.tasks = [*case.item.tasks, {"kind": kind, "id": str(row_id), "offer": offer.code}]
    if offer.note.zh:
        note_id = _leave_note(rule, offer, case)
        case.item.tasks = [*case.item.tasks, {"kind": "note", "id": str(note_id), "offer": offer.code}]
    return []


def _shared(rule: CueRule, offer: Offer, case: Case) -> dict[str, Any]:
    """What every task, service and instruction made of an entry carries.

    Of a matter of health the reason stays away: who does the work sees the work only, and it leaves after the stay.
    """
    places = places_of(rule, case)
    care = is_care(case.item.item)
    return {
        "scope": lend_everywhere(case.scope, REQUEST, SIGN),
        "now": case.now,
        "hotel": case.hotel,
        "guest": case.guest,
        "stay": case.stay,
        "room_number": case.item.room_number,
        "department": offer.department,
        "text": filled(offer.words, places),
        "why": "" if care else filled(rule.why, places),
        "evidence": [Evidence("observation", case.item.id)],
        "source_kind": SourceOf.OBSERVATION,
        "source_id": case.item.id,
        "is_sensitive": care,
        "remove_after_stay": care,
    }


def _task(rule: CueRule, offer: Offer, case: Case) -> tuple[str, UUID]:
    task = request_task(
        **_shared(rule, offer, case),
        kind=TaskKind.CARING_ACT if offer.do == "care" else TaskKind.REQUEST,
        urgency=Urgency(offer.urgency),
        asked_department=case.item.department,
        is_proactive=True,
    )
    return "task", task.id


def _follow_up(rule: CueRule, offer: Offer, case: Case) -> tuple[str, UUID]:
    due = case.now + timedelta(minutes=max(5, int(parameter(case.hotel.id, FOLLOW_UP_MINUTES))))
    task = request_task(
        **_shared(rule, offer, case),
        kind=TaskKind.FOLLOW_UP,
        due_at=due,
        asked_department=case.item.department,
        is_proactive=True,
    )
    return "task", task.id


def _instruction(rule: CueRule, offer: Offer, case: Case) -> tuple[str, UUID]:
    row = leave_instruction(**_shared(rule, offer, case), shift=Shift(offer.shift) if offer.shift else None)
    return "instruction", row.id


def _service(rule: CueRule, offer: Offer, case: Case) -> tuple[str, UUID]:
    task = log_service(
        **_shared(rule, offer, case),
        kind=TaskKind.EXTRA_SERVICE,
        given_at=case.item.happened_at,
        is_charged=False,
        is_proactive=True,
    )
    return "task", task.id


def _leave_note(rule: CueRule, offer: Offer, case: Case) -> UUID:
    """File the note left for the guest: the attendant's own words, or those of the rule (R-356)."""
    words = filled(offer.note, places_of(rule, case))
    row = log_touchpoint(
        scope=lend_everywhere(case.scope, REQUEST),
        now=case.now,
        hotel=case.hotel,
        guest=case.guest,
        stay=case.stay,
        summary=case.note.strip() or words,
        channel=Way.NOTE,
        direction=Direction.OUT,
        happened_at=min(case.item.happened_at, case.now),
        department=case.item.department or offer.department,
        is_sensitive=is_care(case.item.item),
    )
    return row.id


def _learn(rule: CueRule, offer: Offer, case: Case) -> list[UUID]:
    """Record a fact at once as observed, or propose one as inferred with the entries behind it."""
    behind = [i for i in case.today if i.item in rule.cues] if offer.once == "day" else case.noticed
    behind = [i for i in behind if i.item in rule.cues]
    value = filled(Words(offer.value, offer.value), places_of(rule, case)).zh if offer.value else case.item.value
    seen = [Seen(i.id, i.value, i.place, i.happened_at) for i in behind]
    if offer.do == "proposal":
        fact = propose(
            scope=case.scope,
            now=case.now,
            guest=case.guest,
            item_code=offer.item,
            value=value,
            seen=seen,
            stay_id=case.item.stay_id,
            department=case.item.department,
        )
        return [fact.id] if fact else []
    fact = record_fact(
        scope=lend(case.scope, RECORD_FACT),
        now=case.now,
        guest=case.guest,
        item_code=offer.item,
        value=value,
        source=SourceKind.OBSERVED,
        department=case.item.department,
        place=case.item.place or case.item.room_number,
        stage=Stage.IN_STAY,
        stay_id=case.item.stay_id,
        channel=Channel.OBSERVATION,
        learned_at=case.item.happened_at,
        evidence=[s.as_evidence() for s in seen],
    )
    return [fact.id]


def made_facts(facts: Iterable[UUID]) -> list[dict[str, str]]:
    """Return facts as an entry keeps what became of it, each once."""
    return [{"kind": "fact", "id": str(fact)} for fact in dict.fromkeys(facts)]


def take_offer(
    *, scope: Scope, now: datetime, hotel: Hotel, item: CollectedItem, stay: Stay | None, code: str, note: str = ""
) -> CollectedItem:
    """Do what was offered, once: the same person's second tap changes nothing, another's is refused.

    ``note`` replaces the wording of the note left for the guest; it is linted like every free line.
    """
    scope.need(COLLECT)
    scope.need_hotel(item.hotel_id)
    refuse_numbers(note)
    words = health_words(note)
    if words:
        raise HealthWords(words="、".join(words[:3]))
    with unit_of_work(scope):
        row, entry = _open_entry(scope, item, code, TOOK)
        if entry is None:
            return row
        found = offer_of(code)
        if found is None:
            raise NotFound
        rule, offer = found
        case = case_of(scope, now, hotel, row.guest, stay, row, note=note)
        facts = _carry_out(rule, offer, case)
        row.facts = [*row.facts, *made_facts(facts)]
        _settle(row, entry, TOOK, scope, now, TAKEN)
    return row


def decline_offer(*, scope: Scope, now: datetime, item: CollectedItem, code: str) -> CollectedItem:
    """Say that what was offered is not wanted; it is remembered with the name."""
    scope.need(COLLECT)
    scope.need_hotel(item.hotel_id)
    with unit_of_work(scope):
        row, entry = _open_entry(scope, item, code, NO)
        if entry is not None:
            _settle(row, entry, NO, scope, now, DECLINED)
    return row


def _open_entry(
    scope: Scope, item: CollectedItem, code: str, state: str
) -> tuple[CollectedItem, dict[str, str] | None]:
    """Return the locked entry and its offer; no offer when the same person did the same before."""
    row: CollectedItem | None = locked(CollectedItem.objects.filter(guest_id=item.guest_id, id=item.id)).first()
    entry = next((o for o in row.offers if o["code"] == code), None) if row else None
    if row is None or entry is None:
        raise NotFound
    if entry["state"] == OPEN:
        return row, entry
    if entry["state"] == state and entry["by"] == scope.actor.name:
        return row, None
    raise OfferClosed(who=entry["by"] or "Binzhi")


def _settle(row: CollectedItem, entry: dict[str, str], state: str, scope: Scope, now: datetime, act: str) -> None:
    done = {**entry, "state": state, "at": now.isoformat(timespec="seconds"), "by": scope.actor.name}
    row.offers = [done if o["code"] == entry["code"] else o for o in row.offers]
    amend(row, "offers", "tasks", "facts")
    record(
        act,
        scope=scope,
        now=now,
        object_type="collected_item",
        object_id=row.id,
        guest_id=row.guest_id,
        hotel_id=row.hotel_id,
    )
