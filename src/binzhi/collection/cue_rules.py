"""What follows when something is noticed: the rules of ``catalogue/cue_rules.toml`` as plain objects."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from binzhi.kernel.words import Words

DOES = ("task", "care", "follow_up", "instruction", "service", "fact", "proposal")


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing a rule offers: a task, an instruction, a service given, a fact or a proposed fact."""

    code: str
    do: str
    auto: bool
    words: Words
    note: Words
    department: str = "housekeeping"
    urgency: str = "today"
    shift: str = ""
    item: str = ""
    value: str = ""
    enters_room: bool = False
    stock: bool = False
    once: str = "day"
    only_if: str = ""


@dataclass(frozen=True, slots=True)
class Habit:
    """After the hotel's number of days this becomes a proposed fact; an empty value means the value noticed."""

    item: str
    value: str = ""
    unless: tuple[str, ...] = ()
    daily: bool = False


@dataclass(frozen=True, slots=True)
class CueRule:
    """A rule: which cues, under which conditions, offer what."""

    code: str
    row: str
    cues: tuple[str, ...]
    signs: int
    number: str
    most: Decimal | None
    add: Decimal
    why: Words
    habit: Habit | None
    noted: bool
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class CueForm:
    """What a cue needs on the phone: the range of its number, presets, the outlet, whether it is a matter of health."""

    low: int = 0
    high: int = 99
    start: int = 1
    step: int = 1
    presets: tuple[Words, ...] = ()
    place: bool = False
    care: bool = False


def _words(row: dict[str, Any], name: str) -> Words:
    return Words(str(row.get(f"{name}_zh", "")), str(row.get(f"{name}_en", "")))


def _offer(row: dict[str, Any]) -> Offer:
    if row["do"] not in DOES:
        raise ValueError(f"offer {row['code']}: nothing is done by {row['do']}")
    known = {
        name: row[name]
        for name in ("department", "urgency", "shift", "item", "value", "enters_room", "stock", "once", "only_if")
        if name in row
    }
    return Offer(
        code=row["code"],
        do=row["do"],
        auto=bool(row.get("auto", False)),
        words=Words(str(row.get("zh", "")), str(row.get("en", ""))),
        note=_words(row, "note"),
        **known,
    )


def _rule(row: dict[str, Any]) -> CueRule:
    habit = row.get("habit")
    return CueRule(
        code=row["code"],
        row=row["row"],
        cues=tuple(row["cues"]),
        signs=int(row.get("signs", 1)),
        number=str(row.get("number", "")),
        most=Decimal(row["most"]) if "most" in row else None,
        add=Decimal(row.get("add", 0)),
        why=_words(row, "why"),
        habit=Habit(habit["item"], habit.get("value", ""), tuple(habit.get("unless", ())), bool(habit.get("daily")))
        if habit
        else None,
        noted=bool(row.get("noted", False)),
        offers=tuple(_offer(o) for o in row.get("offer", [])),
    )


@lru_cache(maxsize=1)
def _catalogue() -> tuple[dict[str, CueRule], dict[str, CueForm]]:
    text = (files("binzhi.collection.catalogue") / "cue_rules.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    rules = [_rule(row) for row in data["rule"]]
    codes = [o.code for r in rules for o in r.offers]
    if len({r.code for r in rules}) != len(rules) or len(set(codes)) != len(codes):
        raise ValueError("a code stands twice in cue_rules.toml")
    forms = {
        row.pop("code"): CueForm(**{**row, "presets": tuple(Words(p["zh"], p["en"]) for p in row.get("presets", ()))})
        for row in data["cue"]
    }
    return {r.code: r for r in rules}, forms


def rules() -> dict[str, CueRule]:
    """Return all rules by code."""
    return _catalogue()[0]


def rules_of(cue: str) -> list[CueRule]:
    """Return the rules a cue takes part in."""
    return [rule for rule in rules().values() if cue in rule.cues]


def form_of(cue: str) -> CueForm:
    """Return what a cue needs on the phone."""
    return _catalogue()[1].get(cue, CueForm())


def is_care(cue: str) -> bool:
    """Tell whether a cue is a matter of health: a caring act, no value, no text, removed after the stay."""
    return form_of(cue).care


def offer_of(code: str) -> tuple[CueRule, Offer] | None:
    """Return the rule and the offer of a code."""
    for rule in rules().values():
        for offer in rule.offers:
            if offer.code == code:
                return rule, offer
    return None
