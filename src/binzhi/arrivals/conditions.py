"""The conditions a preparation rule may name. Each looks at one case and returns what it found, or None."""

from collections.abc import Callable
from datetime import time
from decimal import Decimal
from typing import Any

from binzhi.arrivals.cases import Because, Case, because_day, because_fact, because_held, because_note, flag_words
from binzhi.guests.items import items
from binzhi.kernel.words import Words
from binzhi.stays.enums import PropertyKind

Found = list[Because] | None
Condition = Callable[[Case, Any], Found]

CONDITIONS: dict[str, Condition] = {}
CONDITION_WORDS: dict[str, Words] = {}


def _condition(name: str, zh: str, en: str) -> Callable[[Condition], Condition]:
    def keep(function: Condition) -> Condition:
        CONDITIONS[name] = function
        CONDITION_WORDS[name] = Words(zh, en)
        return function

    return keep


def _plain(kind: str, label: Words, value: Words | str = "", *, count: int = 0) -> list[Because]:
    words = value if isinstance(value, Words) else Words(value, value)
    return [Because(kind=kind, id=None, label=label, value=words, count=count)]


@_condition("fact", "客史中有喜好", "A fact is known")
def _fact(case: Case, wanted: Any) -> Found:
    order = {code: place for place, code in enumerate(wanted)}
    found = sorted((f for f in case.facts if f.item in order), key=lambda f: order[f.item])
    return [because_fact(f) for f in found] or None


@_condition("group", "客史中有某类喜好", "A fact of a group is known")
def _group(case: Case, wanted: Any) -> Found:
    found = [f for f in case.facts if (item := items().get(f.item)) and item.group in wanted]
    return [because_fact(f) for f in found] or None


@_condition("has_facts", "客史中有任何喜好", "Anything is known")
def _has_facts(case: Case, _wanted: Any) -> Found:
    if not case.facts:
        return None
    return _plain(
        "history", Words("客史", "History"), Words(f"{len(case.facts)} 项", f"{len(case.facts)}"), count=len(case.facts)
    )


@_condition("history", "有客史", "Has a history")
def _history(case: Case, _wanted: Any) -> Found:
    if not case.has_history:
        return None
    count = case.stays_before
    plural = "" if count == 1 else "s"
    value = Words(f"住过 {count} 次", f"{count} stay{plural} before")
    return _plain("history", Words("客史", "History"), value, count=count)


@_condition("stays_at_least", "住过若干次以上", "Stayed at least so often")
def _stays_at_least(case: Case, wanted: Any) -> Found:
    count = case.stays_before
    if count < int(wanted):
        return None
    return _plain("history", Words("入住次数", "Stays"), Words(f"{count} 次", str(count)), count=count)


@_condition("first_stay", "首次入住", "First stay")
def _first_stay(case: Case, _wanted: Any) -> Found:
    return None if case.stays_before else _plain("history", Words("首次入住", "First stay"))


@_condition("nights_at_least", "住若干晚以上", "Stays at least so many nights")
def _nights(case: Case, wanted: Any) -> Found:
    nights = case.stay.nights
    if nights < int(wanted):
        return None
    return _plain("stay", Words("入住晚数", "Nights"), Words(f"{nights} 晚", str(nights)), count=nights)


@_condition("vip", "VIP 客人", "VIP")
def _vip(case: Case, wanted: Any) -> Found:
    level = case.guest.vip_level
    if not level or (isinstance(wanted, list) and level not in wanted):
        return None
    return _plain("guest", Words("VIP", "VIP"), level)


@_condition("key_guest", "VIP 或协议单位客人", "VIP or guest of a contract company")
def _key_guest(case: Case, _wanted: Any) -> Found:
    if case.guest.vip_level:
        return _plain("guest", Words("VIP", "VIP"), case.guest.vip_level)
    if case.company is not None:
        return _plain(
            "company", Words("协议单位", "Contract company"), Words(case.company.name_zh, case.company.name_en)
        )
    return None


@_condition("company_guest", "协议单位客人", "Guest of a contract company")
def _company_guest(case: Case, _wanted: Any) -> Found:
    if case.company is None:
        return None
    name = Words(case.company.name_zh, case.company.name_en)
    return _plain("company", Words("协议单位", "Contract company"), name)


@_condition("flag", "有标记", "Is flagged")
def _flag(case: Case, wanted: Any) -> Found:
    found = [f for f in case.flags if f.code in wanted]
    return [
        Because(kind="flag", id=f.id, label=Words("标记", "Flag"), value=flag_words(f.code), author=f.set_by)
        for f in found
    ] or None


@_condition("occasion", "入住期间有生日或纪念日", "A birthday or anniversary falls into the stay")
def _occasion(case: Case, wanted: Any) -> Found:
    return [because_day(d) for d in case.days if d.kind in wanted] or None


@_condition("unhappy", "上次不愉快或投诉未了结", "Unhappy last time, or a matter not settled")
def _unhappy(case: Case, _wanted: Any) -> Found:
    return [because_note(n) for n in case.notes] or None


@_condition("luggage", "有寄存行李", "Luggage in storage")
def _luggage(case: Case, _wanted: Any) -> Found:
    return [because_held(h) for h in case.held if h.kind == PropertyKind.LUGGAGE] or None


@_condition("left_item", "有遗留物品", "An item was left behind")
def _left_item(case: Case, _wanted: Any) -> Found:
    return [because_held(h) for h in case.held if h.kind == PropertyKind.LEFT_ITEM] or None


@_condition("children", "携儿童", "With children")
def _children(case: Case, wanted: Any) -> Found:
    count = case.reservation.children if case.reservation else 0
    return _plain("stay", Words("儿童", "Children"), str(count), count=count) if count >= int(wanted) else None


@_condition("babies", "携婴儿", "With babies")
def _babies(case: Case, wanted: Any) -> Found:
    count = case.reservation.babies if case.reservation else 0
    return _plain("stay", Words("婴儿", "Babies"), str(count), count=count) if count >= int(wanted) else None


@_condition("eta_before", "预计抵店早于", "Arrives before")
def _eta_before(case: Case, wanted: Any) -> Found:
    if not case.eta_known or case.eta >= time.fromisoformat(str(wanted)):
        return None
    return _plain("stay", Words("预计抵店", "Expected at"), f"{case.eta:%H:%M}")


@_condition("eta_after", "预计抵店晚于", "Arrives after")
def _eta_after(case: Case, wanted: Any) -> Found:
    if not case.eta_known or case.eta < time.fromisoformat(str(wanted)):
        return None
    return _plain("stay", Words("预计抵店", "Expected at"), f"{case.eta:%H:%M}")


@_condition("special_request", "预订有特殊要求", "The booking has a request")
def _special_request(case: Case, _wanted: Any) -> Found:
    row = case.reservation
    if row is None or row.special_requests is None:
        return None
    return [Because(kind="request", id=row.id, label=Words("预订备注", "Booking note"), value=None, author=row.booker)]


@_condition("last_room_free", "上次的房间空着", "The room of the last stay is free")
def _last_room_free(case: Case, _wanted: Any) -> Found:
    last = case.last_here
    if not case.last_room_free or last is None:
        return None
    return [
        Because(kind="stay", id=last.stay_id, label=Words("上次房号", "Last room"), value=Words(last.room, last.room))
    ]


@_condition("rate_differs", "房价与协议不符", "The rate differs from the agreement")
def _rate_differs(case: Case, _wanted: Any) -> Found:
    company, rate = case.company, case.stay.rate
    if company is None or company.agreed_rate is None or rate is None or Decimal(rate) == company.agreed_rate:
        return None
    agreed, name_zh, name_en = company.agreed_rate, company.name_zh, company.name_en or company.name_zh
    value = Words(f"{name_zh}协议价 {agreed}，本次 {rate}", f"{name_en}: agreed {agreed}, booked {rate}")
    return _plain("company", Words("协议价", "Agreed rate"), value)


@_condition("differs_from_last", "房型、房价或来源与上次不同", "Room type, rate or source differs from last time")
def _differs_from_last(case: Case, _wanted: Any) -> Found:
    last, row = case.last_here, case.reservation
    if last is None or row is None:
        return None
    now_type = case.stay.room_type.code if case.stay.room_type else ""
    now_rate = str(case.stay.rate) if case.stay.rate is not None else ""
    pairs = [
        ("房型", "type", last.room_type, now_type),
        ("房价", "rate", last.rate, now_rate),
        ("来源", "source", last.source, row.source),
    ]
    changed = [p for p in pairs if p[2] and p[3] and p[2] != p[3]]
    if not changed:
        return None
    zh = "、".join(f"{p[0]} {p[2]}→{p[3]}" for p in changed)
    en = ", ".join(f"{p[1]} {p[2]} -> {p[3]}" for p in changed)
    return _plain("stay", Words("与上次对比", "Against last stay"), Words(zh, en))


@_condition("dining_records", "有餐饮记录", "Has dining records")
def _dining_records(case: Case, _wanted: Any) -> Found:
    facts = [f for f in case.facts if (item := items().get(f.item)) and (item.group == "dining" or item.code == "diet")]
    count = len(facts) + case.dining_spends
    if not count:
        return None
    value = Words(
        f"喜好 {len(facts)} 项，消费 {case.dining_spends} 笔", f"wishes: {len(facts)}, bills: {case.dining_spends}"
    )
    return _plain("dining", Words("餐饮记录", "Dining records"), value, count=count)


@_condition("confirmation", "有习惯的确认方式", "Is used to a way of confirmation")
def _confirmation(case: Case, _wanted: Any) -> Found:
    known = [because_fact(f) for f in case.facts if f.item == "confirmation_method"]
    if known:
        return known[:1]
    if not case.guest.confirmation_method:
        return None
    method = case.guest.confirmation_method
    item = items()["confirmation_method"]
    words = dict(item.choices).get(method, Words(method, method))
    return [Because(kind="guest", id=None, label=item.words, value=words)]


@_condition("gift_reason", "有送礼的理由", "There is a reason for a gift")
def _gift_reason(case: Case, _wanted: Any) -> Found:
    found = [because_fact(f) for f in case.facts if f.item == "welcome_gift"]
    found += [because_day(d) for d in case.days]
    if case.guest.vip_level:
        found += _plain("guest", Words("VIP", "VIP"), f"VIP {case.guest.vip_level}")
    return found or None
