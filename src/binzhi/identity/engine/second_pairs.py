"""The numbers that describe one pair of profiles to the second stage: how the two agree, and how rare what they share is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from binzhi.identity.engine.chinese import READINGS
from binzhi.identity.engine.second import SLOTS, Columns, Floats, Ints

Rows = NDArray[np.int64]
CHUNK = 200_000
COUNTED = ("akey", "cn", "phone", "email", "company", "city", "birth", "surname", "given", "mask", "domain", "sound")
TWO_SIDED = frozenset(("akey", "cn", "surname", "given", "city", "sound"))
DISTINCT = (
    ("phone", "akey"),
    ("email", "akey"),
    ("akey", "phone"),
    ("akey", "birth"),
    ("akey", "email"),
    ("akey", "city"),
)
PRESENT = ("card", "passport", "phone", "email", "birth", "company", "cn")


@dataclass(slots=True)
class Commons:
    """How common the values of each profile are, in logarithms: one number per profile and kind."""

    counts: dict[str, Floats]
    distinct: dict[tuple[str, str], Floats]
    expected: Floats
    drawn: Floats  # the same, character by character
    heard: Floats  # the same, syllable by syllable
    home: Ints  # district of the card, or the one that goes with the city
    rich: NDArray[np.int8]


def commons_of(columns: Columns) -> Commons:
    """Count the values of all profiles among themselves: the whole file in a bulk run."""
    first = {kind: columns.codes[kind][:, 0] for kind in SLOTS} | {"birth": columns.birth}
    counts = {kind: np.log1p(_count(first[kind])).astype(np.float32) for kind in COUNTED}
    distinct = {(a, b): _distinct(first[a], first[b]) for a, b in DISTINCT}
    rich = sum(
        ((first[kind] > 0).astype(np.int8) for kind in (*PRESENT, "mask", "city", "bad")),
        (columns.sex > 0).astype(np.int8),
    )
    characters = columns.letters["cn"].view(np.int32)
    return Commons(
        counts=counts,
        distinct=distinct,
        expected=_expected(columns, first),
        drawn=_drawn(characters),
        heard=_drawn(_syllables(characters)),
        home=_home(columns),
        rich=rich,
    )


def _syllables(characters: Ints) -> Ints:
    """Return a number for the reading of every character, 0 for none."""
    known, places = np.unique(characters, return_inverse=True)
    numbers: dict[str, int] = {"": 0}
    read = [numbers.setdefault(READINGS[chr(c)] if c else "", len(numbers)) for c in known.tolist()]
    return np.array(read, np.int32)[places].reshape(characters.shape)


def _drawn(parts: Ints) -> Floats:
    """Return the logarithm of how many profiles would bear the name if its parts were drawn place by place."""
    sizes = (parts > 0).sum(axis=1)
    total = np.full(len(parts), -9.0, np.float32)
    for size in (2, 3, 4):
        rows = sizes == size
        if not rows.any():
            continue
        names = parts[rows]
        found = np.full(len(names), np.log(len(names)))
        for place in range(size):
            _, codes, counts = np.unique(names[:, place], return_inverse=True, return_counts=True)
            found += np.log(counts[codes] / len(names))
        total[rows] = found
    return total


def _home(columns: Columns) -> Ints:
    """Return the district of the card; without a card the one most cards of guests from the same city have."""
    district, city = columns.hints[:, 2].copy(), columns.codes["city"][:, 0]
    both = (district > 0) & (city > 0)
    pairs, counts = np.unique(city[both].astype(np.int64) << 31 | district[both], return_counts=True)
    usual = np.zeros(int(city.max(initial=0)) + 1, np.int32)
    order = np.argsort(counts, kind="stable")
    usual[(pairs >> 31)[order]] = (pairs & ((1 << 31) - 1))[order]
    return np.where(district > 0, district, usual[city]).astype(np.int32)


def _count(codes: Ints) -> NDArray[np.int64]:
    counted = np.bincount(codes)
    counted[0] = 0
    return counted[codes]


def _distinct(one: Ints, other: Ints) -> Floats:
    """Return for each profile how many different values of the other kind stand with its value of the one kind."""
    both = (one > 0) & (other > 0)
    pairs = np.unique(one[both].astype(np.int64) << 31 | other[both])
    counted = np.bincount(pairs >> 31, minlength=int(one.max(initial=0)) + 1)
    return np.log1p(counted[one]).astype(np.float32)


def _expected(columns: Columns, first: dict[str, Ints]) -> Floats:
    """Return the logarithm of how many profiles would bear the name if its parts were drawn one by one."""
    total = max(len(columns), 1)
    surnames, given = _count(first["surname"]), _count(first["given"])
    chinese = first["cn"] > 0
    drawn = np.log(np.maximum(surnames, 1) * np.maximum(given, 0.5) / total + 1e-3)
    words = columns.codes["tok"]
    counted = np.bincount(words.ravel())
    counted[0] = 0
    shares = np.log(np.maximum(counted[words[:, :2]], 1) / total).sum(axis=1) + np.log(total)
    several = (words > 0).sum(axis=1) >= 2
    return np.where(chinese, np.where(given > 0, drawn, 0), np.where(several, shares, 0)).astype(np.float32)


class _Sheet:
    """Columns of numbers under their names, in the order in which they were put down."""

    def __init__(self) -> None:
        self.columns: dict[str, Floats] = {}

    def put(self, name: str, values: NDArray[np.generic]) -> None:
        self.columns[name] = values.astype(np.float32)

    def both(self, name: str, values: Floats, left: Rows, right: Rows, *, low: bool = True) -> None:
        one, other = values[left], values[right]
        if low:
            self.put(name + "_low", np.minimum(one, other))
        self.put(name + "_high", np.maximum(one, other))


def _agree(codes: Ints, left: Rows, right: Rows) -> NDArray[np.int8]:
    """Return 1 where any value is shared, 0 where none is, -1 where one side has none."""
    one, other = codes[left], codes[right]
    missing = (one[:, 0] == 0) | (other[:, 0] == 0)
    shared = np.zeros(len(one), bool)
    for i in range(codes.shape[1]):
        for j in range(codes.shape[1]):
            shared |= (one[:, i] == other[:, j]) & (one[:, i] > 0)
    return np.where(shared, 1, np.where(missing, -1, 0)).astype(np.int8)


def _names(sheet: _Sheet, columns: Columns, left: Rows, right: Rows) -> None:
    codes = columns.codes
    for kind in ("cn", "surname", "given", "sound"):
        sheet.put(kind, _agree(codes[kind], left, right))
    one, other = codes["akey"][left], codes["akey"][right]
    sheet.put("letters_same", (one[:, 0] == other[:, 0]) & (one[:, 0] > 0))
    sheet.put("reading", _agree(codes["akey"], left, right))
    shared = np.zeros(len(one), np.int8)
    one, other = codes["tok"][left], codes["tok"][right]
    for i in range(SLOTS["tok"]):
        for j in range(SLOTS["tok"]):
            shared += ((one[:, i] == other[:, j]) & (one[:, i] > 0)).astype(np.int8)
    sizes_one, sizes_other = (one > 0).sum(axis=1), (other > 0).sum(axis=1)
    sheet.put("words", shared)
    sheet.put("words_low", np.minimum(sizes_one, sizes_other))
    sheet.put("words_high", np.maximum(sizes_one, sizes_other))
    cn = columns.letters["cn"].view(np.int32)
    a, b = cn[left], cn[right]
    both = (a[:, 0] > 0) & (b[:, 0] > 0)
    sheet.put("characters", np.where(both, ((a == b) & (a > 0)).sum(axis=1), -1))
    long_a, long_b = (a > 0).sum(axis=1), (b > 0).sum(axis=1)
    sheet.put("characters_low", np.minimum(long_a, long_b))
    sheet.put("characters_high", np.maximum(long_a, long_b))
    for name in ("letters", "grams"):
        x, y = columns.letters[name][left].astype(np.int8), columns.letters[name][right].astype(np.int8)
        more, less = np.maximum(x - y, 0).sum(axis=1), np.maximum(y - x, 0).sum(axis=1)
        sheet.put(name + "_off", more + less)
        sheet.put(name + "_extra", np.minimum(more, less))
        if name == "letters":
            sheet.put("length_low", np.minimum(x.sum(axis=1), y.sum(axis=1)))


def _numbers(sheet: _Sheet, columns: Columns, left: Rows, right: Rows) -> None:
    codes = columns.codes
    for kind in (
        "card",
        "passport",
        "other",
        "mask",
        "bad",
        "phone",
        "email",
        "local",
        "company",
        "city",
        "nation",
        "domain",
    ):
        sheet.put(kind, _agree(codes[kind], left, right))
    a, b = codes["card"], codes["bad"][:, 0]
    sheet.put("card_as_bad", ((a[left, 0] == b[right]) & (b[right] > 0)) | ((a[right, 0] == b[left]) & (b[left] > 0)))
    for name in ("phone", "number", "paper"):
        x, y = columns.letters[name][left], columns.letters[name][right]
        both = x.any(axis=1) & y.any(axis=1)
        off = x != y
        front = np.where(off.any(axis=1), off.argmax(axis=1), off.shape[1])
        sheet.put(name + "_off", np.where(both, off.sum(axis=1), -1))
        sheet.put(name + "_front", np.where(both, front, -1))


def _dates(sheet: _Sheet, columns: Columns, left: Rows, right: Rows) -> None:
    a, b = columns.birth[left], columns.birth[right]
    both = (a > 0) & (b > 0)
    years, months, days = (
        (a // 10_000, b // 10_000), (a // 100 % 100, b // 100 % 100), (a % 100, b % 100),
    )  # fmt: skip
    sheet.put("birth", np.where(both, a == b, -1))
    sheet.put("years_apart", np.where(both, np.abs(years[0] - years[1]), -1))
    sheet.put("same_day", np.where(both, (months[0] == months[1]) + 2 * (days[0] == days[1]), -1))
    sheet.put("swapped", np.where(both, (months[0] == days[1]) & (days[0] == months[1]), -1))
    x, y = columns.sex[left], columns.sex[right]
    sheet.put("sex", np.where((x > 0) & (y > 0), x == y, -1))
    _hints(sheet, columns, left, right, a, b)


def _hints(sheet: _Sheet, columns: Columns, left: Rows, right: Rows, a: Ints, b: Ints) -> None:
    """Put down whether the mail of one speaks its own name, and whether its four digits are the other's year or day."""
    one, other = columns.hints[left], columns.hints[right]
    sheet.put("mail_speaks_low", np.minimum(one[:, 0], other[:, 0]))
    sheet.put("mail_speaks_high", np.maximum(one[:, 0], other[:, 0]))
    told = np.full(len(left), -1, np.int8)
    for mail, birth in ((one[:, 1], b), (other[:, 1], a)):
        there = (mail > 0) & (birth > 0)
        right_one = (mail - 1 == birth // 10_000) | (mail - 1 == birth % 10_000)
        year_like = (mail > 1930) & (mail < 2021)
        told = np.where(there & right_one, 2, np.where(there & (told < 2), np.where(year_like, 1, 0), told))
    sheet.put("mail_told", told)


def _common(sheet: _Sheet, columns: Columns, commons: Commons, left: Rows, right: Rows) -> None:
    for kind, values in commons.counts.items():
        sheet.both(f"n_{kind}", values, left, right, low=kind in TWO_SIDED)
    for (a, b), values in commons.distinct.items():
        sheet.both(f"n_{b}_of_{a}", values, left, right)
    sheet.both("expected", commons.expected, left, right)
    sheet.both("drawn", commons.drawn, left, right)
    sheet.both("heard", commons.heard, left, right)
    x, y = commons.home[left], commons.home[right]
    sheet.put("home", np.where((x > 0) & (y > 0), x == y, -1))
    sheet.both("rich", commons.rich.astype(np.float32), left, right)
    for kind in PRESENT:
        there = (columns.birth if kind == "birth" else columns.codes[kind][:, 0]) > 0
        sheet.put(f"has_{kind}", there[left].astype(np.int8) + there[right])


def pair_sheet(columns: Columns, commons: Commons, left: Rows, right: Rows) -> dict[str, Floats]:
    """Return the numbers of each pair by name; swapping left and right changes none of them."""
    sheet = _Sheet()
    _names(sheet, columns, left, right)
    _numbers(sheet, columns, left, right)
    _dates(sheet, columns, left, right)
    _common(sheet, columns, commons, left, right)
    return sheet.columns
