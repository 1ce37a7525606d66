"""How values and texts of rules are put into words."""

from collections.abc import Mapping

from binzhi.collection.cue_rules import form_of
from binzhi.guests.items import Item, items
from binzhi.kernel.words import Words

CARE = "care"  # how the log names a matter of health
UNITS_EN = {"个": "", "瓶": "bottles", "条": "", "间": "", "次": "times", "床": ""}
CARE_WORDS = Words("关怀事项", "a matter of care")


def item_words(code: str, language: str) -> str:
    """Say the code of an item in the log; a matter of health and a free line are not told."""
    if code == CARE:
        return CARE_WORDS.text(language)
    item = items().get(code)
    return item.words.text(language) if item else Words("一条记录", "a line").text(language)


def value_words(item: Item | None, value: str) -> Words:
    """Return the wording of a value: choices by their words, numbers with their unit, presets in both languages."""
    if item is None:
        return Words(value, value)
    if item.value == "choice":
        return dict(item.choices).get(value, Words(value, value))
    if item.value == "number":
        return Words(f"{value} {item.unit}".strip(), f"{value} {UNITS_EN.get(item.unit, item.unit)}".strip())
    if item.value == "yes":
        return Words("是", "yes")
    known = {p.zh: p for p in form_of(item.code).presets}
    return known.get(value, Words(value, value))


class _Places(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def filled(words: Words, places: Mapping[str, Words]) -> Words:
    """Return the words with their {places} filled in each language; an unknown place stays empty."""
    return Words(
        words.zh.format_map(_Places({k: w.zh for k, w in places.items()})).strip(),
        words.en.format_map(_Places({k: w.text("en") for k, w in places.items()})).strip(),
    )
