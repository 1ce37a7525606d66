"""From cases and rules to items: no database, no clock."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from binzhi.arrivals.cases import Because, Case
from binzhi.arrivals.conditions import CONDITIONS
from binzhi.arrivals.enums import Period
from binzhi.arrivals.rules import NOTE_DEPARTMENT, Due, Rule
from binzhi.kernel.words import Words

SEALED = "{value}"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
LIMIT = 500
YES = ("是", "yes")


@dataclass(frozen=True, slots=True)
class Spec:
    """An item as it should be: what, who, why, until when."""

    rule: Rule
    department: str
    key: str
    text: Words
    because: tuple[Because, ...]
    due_at: datetime
    period: str

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What tells items of one stay apart."""
        return (self.rule.code, self.department, self.rule.post, self.key)


@dataclass(slots=True)
class DutyList:
    """Names on and off duty by department and date; a department without a list says nothing."""

    on: dict[tuple[str, date], set[str]] = field(default_factory=dict)
    off: dict[tuple[str, date], set[str]] = field(default_factory=dict)

    def warning(self, department: str, name: str, days: Iterable[date]) -> Words:
        """Return a warning when the named person is off duty on one of the days (R-232), or when nobody knows."""
        days = list(days)
        listed = [d for d in days if (department, d) in self.on or (department, d) in self.off]
        if not listed:
            return Words("（排班表未录入，请确认当班）", " (no duty list entered; make sure of the shift)")
        off = [
            d
            for d in listed
            if name in self.off.get((department, d), ()) or name not in self.on.get((department, d), ())
        ]
        if not off:
            return Words("", "")
        return Words(
            f"（注意：{'、'.join(f'{d.month}月{d.day}日' for d in off)}不当班，请调班或另行安排）",
            f" (off duty on {', '.join(d.isoformat() for d in off)}: change the shift or arrange otherwise)",
        )


def _fill(template: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda m: values.get(m.group(1), ""), template)[:LIMIT]


def _plain(text: str) -> str:
    """A guest's words never act as placeholders."""
    return text.replace("{", "(").replace("}", ")")


def _join(found: tuple[Because, ...], language: str, *, labelled: bool) -> str:
    zh, parts = language == "zh", list[str]()
    for one in found:
        if labelled and one.kind == "fact":
            value = _thing(one, zh=zh)
        else:
            value = SEALED if one.value is None else _plain(one.value.zh if zh else one.value.en)
        if value not in parts:
            parts.append(value)
    return ("；" if zh else "; ").join(parts)


def _thing(one: Because, *, zh: bool) -> str:
    """A fact as one phrase: its label, and the value unless it only says yes."""
    label = one.label.zh if zh else one.label.en
    value = SEALED if one.value is None else _plain(one.value.zh if zh else one.value.en)
    if value in YES:
        return label
    return f"{label}{'：' if zh else ': '}{value}"


def _room_number(case: Case) -> str:
    return case.stay.room.number if case.stay.room else "—"


def _values(case: Case, rule: Rule, found: tuple[Because, ...], duty: Words, language: str) -> dict[str, str]:
    zh = language == "zh"
    first = found[0]
    labelled = not rule.each and len(rule.when.get("fact", ())) > 1  # which of them it was has to be said
    guest = (case.guest.salutation_zh if zh else case.guest.salutation_en) or case.guest.name
    on = first.day
    return {
        "value": _join(found, language, labelled=labelled),
        "item": first.label.zh if zh else first.label.en,
        "thing": _thing(first, zh=zh),
        "date": (f"{on.month}月{on.day}日" if zh else f"{on:%-d %b}") if on else "",
        "room": _room_number(case),
        "nights": str(case.stay.nights),
        "count": str(first.count),
        "eta": f"{case.eta:%H:%M}" if case.eta_known else (f"约{case.eta:%H:%M}" if zh else f"about {case.eta:%H:%M}"),
        "guest": _plain(guest),
        "place": _plain(first.place) or "—",
        "duty": duty.zh if zh else duty.en,
    }


def due_at(due: Due, case: Case, zone: ZoneInfo, *, on: date | None = None) -> datetime:
    """Return the moment an item is due, in the hotel's zone."""
    arrival, departure = case.stay.arrival, case.stay.departure

    def at(day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, zone)

    arriving = at(arrival, case.eta)
    if due.anchor == "eta":
        return arriving - timedelta(minutes=due.amount)
    if due.anchor == "eve":
        return at(arrival - timedelta(days=1), due.at)
    if due.anchor == "morning":
        return at(arrival + timedelta(days=1), due.at)
    if due.anchor == "occasion":
        moment = at(on or arrival, due.at)
        return min(moment, arriving) if on == arrival else moment
    if due.anchor == "departure":
        return at(departure, due.at)
    if due.anchor == "after":
        return at(departure + timedelta(days=due.amount), due.at)
    return at(arrival, due.at)


def evidence(rule: Rule, case: Case, conditions: Mapping[str, Any] = CONDITIONS) -> list[Because] | None:
    """Return what the rule found, or None when a condition does not hold."""
    found: list[Because] = []
    for name, wanted in rule.when.items():
        some = conditions[name](case, wanted)
        if some is None:
            return None
        found += some
    return found


def _departments(rule: Rule, found: list[Because]) -> list[str]:
    """The departments of the rule; ``*note`` stands for those that wrote the notes found."""
    if NOTE_DEPARTMENT not in rule.departments:
        return list(rule.departments)
    wrote = sorted({b.department for b in found if b.department})
    return [d for d in wrote if d not in {"front_office", "housekeeping"}]


def _duty(rule: Rule, case: Case, found: tuple[Because, ...], duties: DutyList) -> Words:
    if not rule.duty or found[0].value is None:
        return Words("", "")
    nights = max(1, case.stay.nights)
    days = [case.stay.arrival + timedelta(days=n) for n in range(min(nights + 1, 31))]
    return duties.warning(rule.duty, found[0].value.zh, days)


def specs_for(case: Case, rules: Iterable[Rule], *, zone: ZoneInfo, duties: DutyList) -> list[Spec]:
    """Return the items of one case by the rules in force."""
    specs: list[Spec] = []
    for rule in rules:
        if case.in_house and not rule.in_house:
            continue
        if case.is_further_room and not rule.each_room:
            continue
        found = evidence(rule, case)
        if not found:
            continue
        groups = [(b,) for b in found] if rule.each else [tuple(found)]
        for group in groups:
            duty = _duty(rule, case, group, duties)
            text = Words(
                _fill(rule.text.zh, _values(case, rule, group, duty, "zh")),
                _fill(rule.text.en, _values(case, rule, group, duty, "en")),
            )
            moment = due_at(rule.due, case, zone, on=group[0].day)
            key = group[0].key if rule.each else ""
            period = _period(rule, case, group[0].day)
            specs += [Spec(rule, d, key, text, group, moment, period) for d in _departments(rule, found)]
    return _once(specs)


def _period(rule: Rule, case: Case, on: date | None) -> str:
    """What an occasion later in the stay asks for is not part of being ready on arrival."""
    if rule.due.anchor == "occasion" and on is not None and on > case.stay.arrival and rule.period == Period.BEFORE:
        return Period.DURING.value
    return rule.period


def _once(specs: list[Spec]) -> list[Spec]:
    seen: dict[tuple[str, str, str, str], Spec] = {}
    for spec in specs:
        seen.setdefault(spec.place, spec)
    return list(seen.values())


def pack_because(found: Iterable[Because]) -> list[dict[str, Any]]:
    """Return evidence as JSON; a sealed value is not in it."""
    rows = []
    for one in found:
        row: dict[str, Any] = {"kind": one.kind, "zh": one.label.zh, "en": one.label.en}
        if one.id is not None:
            row["id"] = str(one.id)
        if one.value is None:
            row["sealed"] = True
        else:
            row["value_zh"], row["value_en"] = one.value.zh, one.value.en
        for name in ("source", "author", "department"):
            if value := getattr(one, name):
                row[name] = value
        if one.learned_at is not None:
            row["learned_on"] = one.learned_at.date().isoformat()
        elif one.day is not None and one.kind == "held":
            row["learned_on"] = one.day.isoformat()
        if one.day is not None and one.kind == "date":
            row["on"] = one.day.isoformat()
        rows.append(row)
    return rows
