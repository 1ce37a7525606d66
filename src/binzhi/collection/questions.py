"""What may be asked politely at a panel (``catalogue/questions.toml``), and the gaps worth asking for (R-128, R-172)."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from binzhi.collection.targets import COLUMN, target_of
from binzhi.guests.enums import Stage
from binzhi.guests.errors import UnknownItem
from binzhi.guests.fields import Field, fields
from binzhi.guests.items import items
from binzhi.kernel.words import Words

CLEAR = {"C0", "C1"}
FIELD_STAGES = (Stage.BOOKING, Stage.CHECK_IN)


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask: item, stages, worth (1 to 10), the words, and from how many nights on."""

    item: str
    stages: tuple[str, ...]
    worth: int
    words: Words
    nights: int = 0


def may_be_asked(code: str) -> bool:
    """Tell whether anybody may ask a guest for it: known, of class C0 or C1, not a never-ask one, no alert."""
    try:
        target = target_of(code) if code else None
    except UnknownItem:
        return False
    if target is None or target.field_class not in CLEAR:
        return False
    item, field = target.item, target.field or fields().get(code)
    if item is not None and (item.never_ask or item.alert or item.kind == "cue"):
        return False
    return not (field is not None and (field.never_ask or field.is_opinion))


@lru_cache(maxsize=1)
def questions() -> dict[str, Question]:
    """Return what may be asked by item: the catalogue, and every polite field of the profile without words of its own."""
    data = tomllib.loads(files("binzhi.collection.catalogue").joinpath("questions.toml").read_text(encoding="utf-8"))
    found: dict[str, Question] = {}
    for row in data["question"]:
        question = Question(
            row["item"], tuple(row["stages"]), int(row["worth"]), Words(row["zh"], row["en"]), int(row.get("nights", 0))
        )
        if question.item in found or question.item not in {*items(), *fields()}:
            raise ValueError(f"question about {question.item}: unknown or twice")
        found[question.item] = question
    for field in fields().values():
        if _is_polite(field) and field.code not in found:
            found[field.code] = _of_field(field)
    return {code: question for code, question in found.items() if may_be_asked(code)}


def _is_polite(field: Field) -> bool:
    return field.is_polite and not field.never_ask and field.field_class in CLEAR and not field.is_derived


def _of_field(field: Field) -> Question:
    label = field.words
    words = Words(f"方便请教一下您的{label.zh}吗？", f"May I ask for your {label.en.lower()}?")
    return Question(field.code, tuple(FIELD_STAGES), 5 if field.stored_as("column") else 3, words)


def is_column(code: str) -> str:
    """Return the column of the guest a code is kept in, or nothing."""
    try:
        target = target_of(code)
    except UnknownItem:
        return ""
    return target.name if target.kind == COLUMN else ""


def choose(
    *, stage: Stage, nights: int, known: Collection[str], resting: Collection[str], served: Collection[str], size: int
) -> list[Question]:
    """Return the gaps worth asking for now, the most valuable first.

    ``known`` stand already, ``resting`` were asked lately, ``served`` are the departments that prepare for the stay: an
    item that several of them are served by weighs more.
    """
    found: list[tuple[int, str, Question]] = []
    for question in questions().values():
        if stage not in question.stages or question.item in known or question.item in resting:
            continue
        if nights < question.nights:
            continue
        item, field = items().get(question.item), fields().get(question.item)
        departments = set(item.departments if item else field.departments if field else ())
        found.append((-(question.worth + len(departments & set(served))), question.item, question))
    return [question for _, _, question in sorted(found, key=lambda row: row[:2])[: max(0, size)]]
