"""Preparation rules: the catalogue (``catalogue/rules.toml``) and what a hotel has changed in it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from binzhi.arrivals.conditions import CONDITIONS
from binzhi.arrivals.enums import Period
from binzhi.arrivals.errors import WrongRule
from binzhi.arrivals.models import PreparationRule
from binzhi.guests.items import items
from binzhi.kernel.words import Words

ANCHORS = ("eta", "eve", "arrival_day", "evening", "morning", "occasion", "departure", "after")
PLACEHOLDERS = frozenset({"value", "item", "date", "room", "nights", "count", "eta", "guest", "place", "duty", "thing"})
NOTE_DEPARTMENT = "*note"


@dataclass(frozen=True, slots=True)
class Due:
    """When an item is due: minutes before arrival, or an hour of a day tied to the stay."""

    anchor: str
    amount: int = 0
    at: time = time(18, 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """When it holds, what is to be done, by whom, until when."""

    code: str
    words: Words
    departments: tuple[str, ...]
    when: Mapping[str, Any]
    text: Words
    due: Due
    period: str = Period.BEFORE.value
    each: bool = False
    each_room: bool = False
    in_house: bool = False
    blocks: bool = False
    meets: bool = False
    role: str = ""
    post: str = ""
    duty: str = ""
    row: str = ""
    version: int = 0
    is_active: bool = True
    own: bool = False
    changed: tuple[str, datetime] | None = field(default=None, compare=False)


def _wrong(zh: str, en: str) -> WrongRule:
    return WrongRule(reason_zh=zh, reason_en=en)


def _clock(text: str) -> time:
    if not text:
        return time(18, 0)
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise _wrong("时间请写成 18:00。", "write the hour as 18:00.") from error


def _due(value: object) -> Due:
    if not isinstance(value, list) or len(value) != 3 or value[0] not in ANCHORS:
        raise _wrong("请选择完成时限。", "choose when it is due.")
    anchor, amount, at = value
    if not isinstance(amount, int) or not 0 <= amount <= 10_000:
        raise _wrong("提前量应为0至10000。", "the lead should be 0 to 10,000.")
    return Due(str(anchor), amount, _clock(str(at)))


def _when(value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or not value:
        raise _wrong("请选择触发条件。", "choose a condition.")
    for name, wanted in value.items():
        if name not in CONDITIONS:
            raise _wrong(f"没有条件“{name}”。", f'there is no condition "{name}".')
        if name == "fact":
            unknown = [c for c in wanted if c not in items()] if isinstance(wanted, list) else [str(wanted)]
            if unknown or not wanted:
                raise _wrong("请选择目录中的喜好。", "choose items of the catalogue.")
    return value


def _text(definition: Mapping[str, Any]) -> Words:
    words = Words(str(definition.get("text_zh", "")).strip(), str(definition.get("text_en", "")).strip())
    if not words.zh or not words.en:
        raise _wrong("请用中英文写明要做什么。", "say in Chinese and English what is to be done.")
    if max(len(words.zh), len(words.en)) > 300:
        raise _wrong("文字最多300字。", "at most 300 characters of text.")
    unknown = set(re.findall(r"\{(\w*)\}", words.zh + words.en)) - PLACEHOLDERS
    if unknown:
        raise _wrong(f"不认识占位符 {sorted(unknown)[0]}。", f"unknown placeholder {sorted(unknown)[0]}.")
    return words


def read_rule(definition: Mapping[str, Any]) -> Rule:
    """Read a rule from its definition; refuses one that cannot work (:class:`WrongRule`)."""
    departments = tuple(str(d) for d in definition.get("departments", ()))
    if not departments:
        raise _wrong("请选择部门。", "choose a department.")
    if definition.get("period", "before") not in Period.values:
        raise _wrong("请选择时段。", "choose the period.")
    return Rule(
        code=str(definition["code"]),
        words=Words(str(definition.get("zh", "")), str(definition.get("en", ""))),
        departments=departments,
        when=_when(definition.get("when")),
        text=_text(definition),
        due=_due(definition.get("due")),
        period=str(definition.get("period", "before")),
        each=bool(definition.get("each", False)),
        each_room=bool(definition.get("each_room", False)),
        in_house=bool(definition.get("in_house", False)),
        blocks=bool(definition.get("blocks", False)),
        meets=bool(definition.get("meets", False)),
        role=str(definition.get("role", "")),
        post=str(definition.get("post", "")),
        duty=str(definition.get("duty", "")),
        row=str(definition.get("row", "")),
    )


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, Any]]:
    """Return the definitions of the catalogue by code, in its order."""
    text = files("binzhi.arrivals.catalogue").joinpath("rules.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = {}
    for definition in tomllib.loads(text)["rule"]:
        if definition["code"] in found:
            raise ValueError(f"rule {definition['code']} stands twice")
        found[definition["code"]] = definition
    return found


@lru_cache(maxsize=1)
def catalogue_rules() -> dict[str, Rule]:
    """Return the rules of the catalogue by code."""
    return {code: read_rule(definition) for code, definition in catalogue().items()}


def latest_changes(hotel_id: UUID) -> dict[str, PreparationRule]:
    """Return a hotel's newest version of each rule it has changed or made."""
    rows = PreparationRule.objects.filter(hotel_id=hotel_id).order_by("code", "version")
    return {row.code: row for row in rows}


def rules_of(hotel_id: UUID, *, with_inactive: bool = False) -> list[Rule]:
    """Return the rules in force in a hotel: its own versions instead of the catalogue's, then rules of its own."""
    changes = latest_changes(hotel_id)
    found: list[Rule] = []
    for code, rule in catalogue_rules().items():
        found.append(_own(changes.pop(code)) if code in changes else rule)
    found += [replace(_own(row), own=True) for row in changes.values()]
    return found if with_inactive else [r for r in found if r.is_active]


def _own(row: PreparationRule) -> Rule:
    rule = read_rule({**row.definition, "code": row.code})
    return replace(rule, version=row.version, is_active=row.is_active, changed=(row.changed_by, row.changed_at))
