"""Verbs on facts: what the house knows of a guest, item by item, with its origin."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, current_unit, persist, record, unit_of_work
from binzhi.audit.wordings import choice_words
from binzhi.guests.access import RECORD_FACT
from binzhi.guests.domain.field_choices import need_field
from binzhi.guests.enums import Channel, FactStatus, SourceKind
from binzhi.guests.errors import UnknownItem, WrongValue
from binzhi.guests.items import Item, items
from binzhi.guests.joined import ids_of, row_of
from binzhi.guests.models import Fact, Guest
from binzhi.guests.origin import SURE, own_department
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Actor, Scope
from binzhi.vault.domain.sealing import Cell, holds, seal


def _item_words(code: str, language: str) -> str:
    item = items().get(code)
    return item.words.text(language) if item else code


ITEM = {"item": _item_words}
RECORDED = declare_act(
    "record_fact",
    zh="记录“{item}”({source})",
    en='Recorded "{item}" ({source})',
    said={**ITEM, "source": choice_words(SourceKind)},
)
CONFIRMED = declare_act("confirm_fact", zh="再次确认“{item}”", en='Confirmed "{item}" again', said=ITEM)
DECIDED = declare_act(
    "decide_fact",
    zh="“{item}”改为{status}",
    en='"{item}" is now {status}',
    said={**ITEM, "status": choice_words(FactStatus)},
)


def _number(item: Item, value: str) -> Decimal | None:
    if item.value != "number":
        return None
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise WrongValue(item=item.words.zh, reason_zh="请填数字。", reason_en="enter a number.") from error
    if not number.is_finite() or abs(number) >= 1_000_000:
        raise WrongValue(item=item.words.zh, reason_zh="数字过大。", reason_en="the number is too large.")
    return number.quantize(Decimal("0.01"))


def _checked(item: Item, value: str) -> str:
    value = value.strip()
    if item.value == "yes":
        return value or "yes"
    if not value:
        raise WrongValue(item=item.words.zh, reason_zh="请填写内容。", reason_en="enter a value.")
    if len(value) > 300:
        raise WrongValue(item=item.words.zh, reason_zh="最多300字。", reason_en="at most 300 characters.")
    if item.value == "choice" and value not in {code for code, _ in item.choices}:
        raise WrongValue(item=item.words.zh, reason_zh="请从列表中选择。", reason_en="choose from the list.")
    if item.value == "account":
        return _account(item, value)
    if item.value == "text":
        refuse_numbers(value)
    return value


def _account(item: Item, value: str) -> str:
    """Return an account number without spaces and hyphens: 8 to 30 letters and digits, mostly digits (R-059)."""
    number = "".join(ch for ch in value.upper() if ch not in " -")
    digits = sum(ch.isdigit() for ch in number)
    if not (8 <= len(number) <= 30 and number.isascii() and number.isalnum() and digits * 2 > len(number)):
        raise WrongValue(
            item=item.words.zh, reason_zh="请填8至30位账号。", reason_en="enter an account number of 8 to 30 signs."
        )
    return number


def check_fact(item_code: str, value: str) -> None:
    """Refuse an item outside the catalogue and a value that does not fit it; writes nothing."""
    item = items().get(item_code)
    if item is None:
        raise UnknownItem(item=item_code)
    _number(item, _checked(item, value))


def fact_stands(guest: Guest, item_code: str, value: str) -> bool:
    """Tell whether the guest has an accepted fact that says the same."""
    if (guest.id, item_code, value.strip()) in current_unit().claims("fact"):
        return True
    sealed_item = items()[item_code].field_class not in {"C0", "C1"}
    return not _is_fresh(guest) and _standing(guest, item_code, value.strip(), sealed_item) is not None


def _is_fresh(guest: Guest) -> bool:
    return guest.id in current_unit().memory.get("vault_new_guests", ())


def record_fact(
    *,
    scope: Scope,
    now: datetime,
    guest: Guest,
    item_code: str,
    value: str,
    source: SourceKind,
    hotel_id: UUID | None = None,
    department: str = "",
    place: str = "",
    stage: str = "",
    stay_id: UUID | None = None,
    confidence: int | None = None,
    valid_until: date | None = None,
    learned_at: datetime | None = None,
    channel: Channel | None = None,
    replaces: UUID | None = None,
    evidence: Sequence[dict[str, str]] = (),
    learned_by: Actor | None = None,
) -> Fact:
    """Record one fact or preference with its origin. An equal standing fact is confirmed instead of doubled.

    Nothing is overwritten: where one value stands for an item, another one contests it as a proposal until someone
    decides, unless the actor names the fact it ``replaces`` (he saw it and decided). Inferred facts start as proposed
    with their ``evidence``. ``learned_by`` is the colleague who learned it, when another one records it. Refuses an
    item outside the catalogue, a value that does not fit it and a sensitive item the hotel has not switched on
    (:class:`FieldSwitchedOff`).
    """
    scope.need(RECORD_FACT)
    item = items().get(item_code)
    if item is None:
        raise UnknownItem(item=item_code)
    value = _checked(item, value)
    number = _number(item, value)
    learned = learned_at or now
    with unit_of_work(scope) as unit:
        need_field(scope, item, hotel_id)
        unit.claims("fact")[guest.id, item_code, value] = True
        contested: Fact | None = None
        if not _is_fresh(guest):
            standing = _standing(guest, item_code, value, item.is_sealed)
            if standing is not None:
                return confirm_fact(scope=scope, now=now, fact=standing)
            contested = _contested(guest, item, hotel_id, replaces)
        fact = _fact_row(guest, item, value, number)
        fact.hotel_id, fact.stay_id = hotel_id, stay_id
        fact.channel, fact.place, fact.stage = channel or "", place[:60], stage[:16]
        fact.department = department or own_department(scope)
        fact.valid_until, fact.evidence = valid_until or _fades_on(item, learned), list(evidence)
        _put_origin(fact, learned_by or scope.actor, source, learned, confidence)
        fact.contests = contested.id if contested and contested.id != replaces else None
        persist(fact)
        if contested is not None:
            _contest(scope, now, fact, contested, is_decided=contested.id == replaces)
        details = {"item": item_code, "source": source.value}
        record(
            RECORDED, scope=scope, now=now, object_type="fact", object_id=fact.id, guest_id=guest.id, details=details
        )
    return fact


def _contested(guest: Guest, item: Item, hotel_id: UUID | None, replaces: UUID | None) -> Fact | None:
    """Return the standing fact that a new value of the item contradicts, or the one that is to be replaced."""
    rows = Fact.objects.filter(guest_id__in=ids_of(guest), item=item.code, status=FactStatus.ACCEPTED)
    if replaces is not None:
        named: Fact | None = rows.filter(id=replaces).first()
        return named
    if item.many or item.kind == "cue":
        return None
    latest: Fact | None = rows.filter(hotel_id=hotel_id).order_by("-last_confirmed_at").first()
    return latest


def _contest(scope: Scope, now: datetime, fact: Fact, standing: Fact, *, is_decided: bool) -> None:
    """Let a new fact wait beside the standing one, or put it in its place."""
    if is_decided:
        decide_fact(scope=scope, now=now, fact=standing, status=FactStatus.SUPERSEDED, replaced_by=fact.id)
    elif fact.status == FactStatus.ACCEPTED:
        fact.status = FactStatus.PROPOSED
        amend(fact, "status")


def _fact_row(guest: Guest, item: Item, value: str, number: Decimal | None) -> Fact:
    """Return a fact without its origin; a sensitive value is sealed."""
    row_id = uuid7()
    if item.is_sealed:
        return Fact(guest=guest, id=row_id, item=item.code, sealed=_sealed_value(guest, row_id, value))
    return Fact(guest=guest, id=row_id, item=item.code, value=value, number=number)


def _put_origin(fact: Fact, author: Actor, source: SourceKind, learned: datetime, confidence: int | None) -> None:
    """Say who learned it, how, when and how sure; inferred facts wait for a decision."""
    fact.source_kind = source
    fact.author_id, fact.author = author.id, author.name
    fact.learned_at = fact.last_confirmed_at = learned
    fact.confidence = SURE[source] if confidence is None else max(0, min(100, confidence))
    fact.status = FactStatus.PROPOSED if source == SourceKind.INFERRED else FactStatus.ACCEPTED


def _sealed_value(guest: Guest, row_id: UUID, value: str) -> bytes:
    return seal(table="guests_fact", guest_id=guest.id, row_id=row_id, column="sealed", plain=value)


def _fades_on(item: Item, learned: datetime) -> date | None:
    """Return the day after which nobody relies on the fact any more, for items that fade."""
    return (learned + timedelta(days=item.fades_after_days)).date() if item.fades_after_days else None


def _standing(guest: Guest, item_code: str, value: str, sealed_item: bool) -> Fact | None:
    """Return the accepted fact of the person that says the same."""
    rows = Fact.objects.filter(guest_id__in=ids_of(guest), item=item_code, status=FactStatus.ACCEPTED)
    if not sealed_item:
        same: Fact | None = rows.filter(value=value).first()
        return same
    for fact in rows:
        cell = Cell("guests_fact", fact.guest_id, fact.id, "sealed", bytes(fact.sealed or b""), "C4")
        if fact.sealed is not None and holds(cell=cell, plain=value):
            return fact  # type: ignore[no-any-return]  # managers of guest rows are untyped
    return None


def get_fact(scope: Scope, guest_id: UUID, fact_id: UUID) -> Fact:
    """Return a fact of a person, or refuse."""
    fact: Fact | None = row_of(Fact.objects, guest_id, fact_id)
    if fact is None:
        raise NotFound
    return fact


def confirm_fact(*, scope: Scope, now: datetime, fact: Fact) -> Fact:
    """Note that the fact was found true again; its age starts anew and it grows surer."""
    scope.need(RECORD_FACT)
    with unit_of_work(scope):
        fact.last_confirmed_at, fact.confidence = now, min(100, fact.confidence + 5)
        item = items().get(fact.item)
        if item is not None and item.fades_after_days:
            fact.valid_until = (now + timedelta(days=item.fades_after_days)).date()
        amend(fact, "last_confirmed_at", "confidence", "valid_until")
        record(
            CONFIRMED,
            scope=scope,
            now=now,
            object_type="fact",
            object_id=fact.id,
            guest_id=fact.guest_id,
            details={"item": fact.item},
        )
    return fact


def decide_fact(
    *, scope: Scope, now: datetime, fact: Fact, status: FactStatus, replaced_by: UUID | None = None
) -> Fact:
    """Accept, reject or supersede a fact; it stays in the history. Accepting one supersedes what it contests."""
    scope.need(RECORD_FACT)
    with unit_of_work(scope):
        fact.status, fact.replaced_by = status, replaced_by
        fact.decided_at, fact.decided_by = now, scope.actor.name
        amend(fact, "status", "replaced_by", "decided_at", "decided_by")
        if status == FactStatus.ACCEPTED and fact.contests is not None:
            loser = row_of(Fact.objects.filter(status=FactStatus.ACCEPTED), fact.guest_id, fact.contests)
            if loser is not None:
                decide_fact(scope=scope, now=now, fact=loser, status=FactStatus.SUPERSEDED, replaced_by=fact.id)
        record(
            DECIDED,
            scope=scope,
            now=now,
            object_type="fact",
            object_id=fact.id,
            guest_id=fact.guest_id,
            details={"item": fact.item, "status": status.value},
        )
    return fact
