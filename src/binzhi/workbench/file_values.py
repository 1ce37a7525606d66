"""What stays, service and companies give to the whole guest file: figures and dated lists, each in the class of its field."""

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse

from binzhi.companies.access import READ as READ_COMPANIES
from binzhi.companies.queries import jobs_of
from binzhi.guests.enums import NoteKind
from binzhi.guests.joined import ids_of, people_of
from binzhi.guests.queries import notes_of
from binzhi.guests.shown import Asked, FileValue
from binzhi.kernel.money import amount
from binzhi.kernel.words import pick
from binzhi.org.models import Hotel
from binzhi.service.access import READ as READ_SERVICE
from binzhi.service.enums import FeedbackKind, TaskKind, TouchKind
from binzhi.service.queries import history_of
from binzhi.stays import queries as stays
from binzhi.stays.access import READ as READ_STAYS
from binzhi.stays.enums import PropertyKind, StayPurpose, StayState
from binzhi.stays.levels import level_of
from binzhi.stays.models import HeldProperty, Spend, Stay
from binzhi.workbench.growth import facts_added

SHOWN = 8
WEEKDAYS = ("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
Values = dict[str, list[FileValue]]


def _money(value: Decimal) -> str:
    return f"¥{amount(value):,.2f}"


def _span(stay: Stay) -> str:
    room = f" · {stay.room.number}" if stay.room else ""
    return f"{stay.arrival:%Y-%m-%d} – {stay.departure:%m-%d}{room}"


def _page(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _counted(found: Counter[str]) -> list[FileValue]:
    return [
        FileValue(f"{text} × {number}" if number > 1 else text) for text, number in found.most_common(SHOWN) if text
    ]


def values_of_stays(asked: Asked) -> Values:
    """Return the business record of a guest: stays, nights, spend, rates, sources, luggage (R-077 to R-086, R-068, R-106)."""
    if not asked.scope.may(READ_STAYS):
        return {}
    guest, words = asked.guest, stays.code_words(asked.hotel_id)

    def said(kind: str, code: str) -> str:
        known = words.get((kind, code))
        return pick(known.name_zh, known.name_en, asked.language) if known else code

    own = [s for s in stays.stays_of_guest(guest) if s.state in stays.STAYED]
    bookings = stays.reservations_of(own)
    spends = list(Spend.objects.filter(guest_id__in=ids_of(guest)).order_by("-day", "-id"))
    found: Values = {}
    if own:
        found |= _stays(asked, own, bookings, said)
    departed = [s for s in own if s.state == StayState.DEPARTED]
    if len(departed) > 1:
        found["_added_last"] = [FileValue(str(facts_added(departed[:1], people_of([guest])).get(departed[0].id, 0)))]
    if spends:
        found |= _spend(asked, own, spends, said)
    held = HeldProperty.objects.filter(guest_id__in=ids_of(guest), kind=PropertyKind.LUGGAGE).order_by("-held_on")[
        :SHOWN
    ]
    found["luggage"] = [
        FileValue(
            " · ".join(filter(None, [one.tag, str(one.held_on), one.place])), note=_collected(one, asked.language)
        )
        for one in held
    ]
    if own or spends:
        found["customer_level"] = _level(asked)
        found["transactions"] = [FileValue(str(len(own) + len(spends)))]
        days = [*(s.day for s in spends[:1]), *(s.departure for s in own[:1])]
        found["transaction_date"] = [FileValue(max(days).isoformat())]
    return found


def _level(asked: Asked) -> list[FileValue]:
    hotel = Hotel.objects.get(id=asked.hotel_id)
    found = level_of(hotel, asked.guest, asked.today)
    how = ("经理改定", "set by a manager") if found.override else ("按规则", "by the rule")
    note = pick(*how, asked.language)
    return [FileValue(found.words.text(asked.language), note=note, url=_page("stays:level", asked.guest.id))]


def _collected(one: HeldProperty, language: str) -> str:
    return pick("已取走", "collected", language) if one.handed_over_at else pick("寄存中", "stored", language)


def _stays(asked: Asked, own: list[Stay], bookings: dict[Any, Any], said: Any) -> Values:
    years = Counter[int]()
    for stay in own:
        years[stay.arrival.year] += stay.nights
    total = sum(years.values())
    rates = [s.rate for s in own if s.rate]
    rows = [bookings.get(s.reservation_id) for s in own]
    first = min(s.arrival for s in own)
    zh_en = pick("共 {n} 晚", "{n} nights in all", asked.language)
    purposes = dict(StayPurpose.choices)
    return {
        "_first_arrival": [FileValue(first.isoformat())],
        "stays": [
            FileValue(_span(s), url=_page("stays:reservation", s.host_guest_id, s.reservation_id)) for s in own[:SHOWN]
        ],
        "nights": [FileValue(zh_en.format(n=total)), *(FileValue(f"{y}: {n}") for y, n in sorted(years.items())[::-1])],
        "room_grade": _counted(
            Counter(pick(s.room_type.name_zh, s.room_type.name_en, asked.language) if s.room_type else "" for s in own)
        ),
        "stay_reason": _counted(Counter(str(purposes.get(r.purpose, r.purpose)) for r in rows if r and r.purpose)),
        "booking_source": _counted(Counter(said("source", r.source) for r in rows if r and r.source)),
        "room_rate": [
            FileValue(_money(rates[0]), note=pick("最近", "last", asked.language)),
            FileValue(_money(min(rates)), note=pick("最低", "lowest", asked.language)),
        ]
        if rates
        else [],
    }


def _spend(asked: Asked, own: list[Stay], spends: list[Spend], said: Any) -> Values:
    total = sum((s.amount for s in spends), Decimal(0))
    this_year = sum((s.amount for s in spends if s.day.year == asked.today.year), Decimal(0))
    outlets: dict[str, Decimal] = {}
    weekdays: dict[int, Decimal] = {}
    by_stay: dict[Any, Decimal] = {}
    for one in spends:
        outlets[one.outlet] = outlets.get(one.outlet, Decimal(0)) + one.amount
        weekdays[one.day.weekday()] = weekdays.get(one.day.weekday(), Decimal(0)) + one.amount
        by_stay[one.stay_id] = by_stay.get(one.stay_id, Decimal(0)) + one.amount
    names = WEEKDAYS[0 if asked.language.startswith("zh") else 1]
    best = sorted(weekdays, key=lambda d: weekdays[d], reverse=True)[:2]
    average = total / len(own) if own else total
    extras = Counter(said("outlet", s.outlet) for s in spends if s.outlet.lower() not in {"room", "rm", "lodging"})
    return {
        "spend_total": [
            FileValue(_money(total), note=pick("累计", "in all", asked.language)),
            FileValue(_money(this_year), note=pick("今年", "this year", asked.language)),
            FileValue(_money(average), note=pick("每次平均", "per stay", asked.language)),
        ],
        "consumption": [
            FileValue(f"{s.day} · {said('outlet', s.outlet)} {s.item} · {_money(s.amount)}") for s in spends[:SHOWN]
        ],
        "spend_breakdown": [
            *(
                FileValue(f"{said('outlet', o)}: {_money(outlets[o])}")
                for o in sorted(outlets, key=lambda x: -outlets[x])[:5]
            ),
            *(FileValue(f"{pick('周', '', asked.language)}{names[d]}: {_money(weekdays[d])}") for d in best),
        ],
        "value_added": _counted(extras),
        "deals": [FileValue(f"{_span(s)} · {_money(by_stay[s.id])}") for s in own if s.id in by_stay][:SHOWN],
    }


def values_of_service(asked: Asked) -> Values:
    """Return what the service room keeps, as dates, kinds and scores; the texts are read on its own page."""
    if not asked.scope.may(READ_SERVICE):
        return {}
    history = history_of(asked.scope, asked.guest)
    url = _page("workbench:guest", asked.guest.id)
    found: Values = {}

    def add(code: str, at: datetime, text: Any) -> None:
        found.setdefault(code, []).append(FileValue(f"{at:%Y-%m-%d} · {text}", url=url))

    for code, tasks in (("service_history", history.given), ("needs", history.needs)):
        for task in tasks:
            words = pick(task.words.get("zh", ""), task.words.get("en", ""), asked.language) if task.words else ""
            add(code, task.asked_at, f"{words or task.get_kind_display()} · {task.get_state_display()}")
    for task in history.given:
        if task.kind == TaskKind.AFTER_SALES:
            add("after_sales", task.asked_at, task.get_state_display())
    codes = {
        FeedbackKind.SUGGESTION: ("suggestions",),
        FeedbackKind.OPINION: ("opinions", "complaints"),
        FeedbackKind.REQUIREMENT: ("requirements",),
        FeedbackKind.REVIEW: ("reviews",),
        FeedbackKind.ONLINE_REVIEW: ("reviews",),
        FeedbackKind.SATISFACTION: ("satisfaction",),
        FeedbackKind.SERVICE_CARD: ("satisfaction",),
    }
    for one in history.feedback:
        score = f" · {one.score}/5" if one.score else ""
        for code in codes.get(FeedbackKind(one.kind), ()):
            add(code, one.given_at, f"{one.get_kind_display()}{score}")
    for talk in history.touchpoints:
        code = "interactions" if talk.kind == TouchKind.INTERACTION else "communications"
        add(code, talk.happened_at, f"{talk.get_channel_display()} · {talk.staff}")
    for note in notes_of(asked.scope, asked.guest):
        if note.kind in {NoteKind.COMPLAINT, NoteKind.UNHAPPY, NoteKind.ACCIDENT}:
            state = (
                pick("已了结", "settled", asked.language) if note.settled_at else pick("未了结", "open", asked.language)
            )
            add("complaints", note.written_at, f"{note.get_kind_display()} · {state}")
    return found


def values_of_companies(asked: Asked) -> Values:
    """Return the positions a guest holds and held (R-030, R-052)."""
    if not asked.scope.may(READ_COMPANIES):
        return {}
    found = []
    for job in jobs_of(asked.guest):
        row = job.row
        span = f"{row.started_on or '…'} – {row.ended_on or ('…' if row.is_over else '')}"
        found.append(FileValue(" · ".join(filter(None, [row.employer, row.position])), note=span))
    return {"employment": found}
