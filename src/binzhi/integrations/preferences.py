"""What a file says of preferences, as items of the hotel's catalogue; what fits no item is kept in its own words."""

from collections.abc import Iterator

from binzhi.guests.domain.facts import check_fact
from binzhi.guests.enums import FlagCode
from binzhi.guests.errors import WrongValue
from binzhi.guests.items import Item, items
from binzhi.integrations.rows import GuestRow

ANYTHING = "special_requirement"
MOST = 300
# columns of preferences that are no items themselves: the item, and the words put before the text
COLUMNS = {
    "room": (ANYTHING, ""),
    "dining": ("dining_habit", ""),
    "other": ("likes", ""),
    "amenities": ("room_supplies", ""),
    "newspaper": ("likes", "报纸"),
    "pillow": ("pillow_kind", ""),
    "smoking": (ANYTHING, "吸烟"),
}


FLAGS = {"blacklist": FlagCode.DO_NOT_RENT, "restricted": FlagCode.NEEDS_ATTENTION, "incognito": FlagCode.INCOGNITO}


def flags_of(row: GuestRow) -> Iterator[FlagCode]:
    """Yield the flags of the house that a row's flags mean; those that mean nothing here are left out."""
    for flag in row.flags:
        if flag in FLAGS:
            yield FLAGS[flag]
        elif flag in FlagCode.values:
            yield FlagCode(flag)


def facts_of(row: GuestRow) -> Iterator[tuple[str, str]]:
    """Yield (item, value) of a row's preferences; a value that is none of an item's choices is kept as a request."""
    known = items()
    for column, value in row.preferences:
        code, before = COLUMNS.get(column, (column, ""))
        item = known.get(code)
        text = f"{before}:{value}" if before else value
        if item is None:
            yield ANYTHING, f"{column}:{value}"[:MOST]
            continue
        fitting = _choice(item, value) if item.value == "choice" else text[:MOST]
        if fitting and _fits(code, fitting):
            yield code, fitting
        elif not item.is_sealed:
            yield ANYTHING, f"{item.words.zh}:{value}"[:MOST]


def unfit_of(row: GuestRow) -> list[str]:
    """Return the sensitive items of a row whose value fits none of their choices: it is never kept in clear as a request."""
    found = []
    for column, value in row.preferences:
        item = items().get(COLUMNS.get(column, (column, ""))[0])
        if item is not None and item.is_sealed:
            fitting = _choice(item, value) if item.value == "choice" else value[:MOST]
            if not fitting or not _fits(item.code, fitting):
                found.append(item.code)
    return found


def _choice(item: Item, value: str) -> str:
    """Return the choice a text names, by code or by its words; the longest when it names several."""
    said = value.strip().casefold()
    named = [
        (len(word), code)
        for code, words in item.choices
        for word in (code.casefold(), words.zh.casefold(), words.en.casefold())
        if word and (word in said or (len(said) > 1 and said in word))
    ]
    return max(named)[1] if named else ""


def _fits(code: str, value: str) -> bool:
    try:
        check_fact(code, value)
    except WrongValue:
        return False
    return True
