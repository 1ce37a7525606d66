"""Machine-readable zones of travel documents (ICAO Doc 9303): TD1, TD2, TD3, MRV-A and MRV-B with every check digit."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel.core import get_global

from binzhi.kernel.errors import DomainError

FILLER = "<"
_SIGNS = re.compile(r"[A-Z0-9<]+")
_LOOKS_LIKE = re.compile(r"(?=.*<)[A-Z0-9<]{26,46}")
_FILLERS = str.maketrans({"«": "<<", "‹": "<", "＜": "<", "〈": "<", "《": "<<", "≪": "<<", "く": "<"})
_TAIL = re.compile(r"<<[<KCE]{3,}$")  # the filler is printed like a K or a C to some cameras
_TO_LETTER = str.maketrans("012568", "OIZSGB")
_TO_DIGIT = str.maketrans("OQDILZSGB", "000112568")
_O_AND_I = str.maketrans("OI", "01")
_WEIGHTS = (7, 3, 1)
_OWN_COUNTRIES = {"D": "DE", "GBD": "GB", "GBN": "GB", "GBO": "GB", "GBP": "GB", "GBS": "GB", "RKS": "XK", "XKX": "XK"}
EXPIRY_AHEAD = 25  # years; a document that would be valid for longer expired in the century before


class MrzRefused(DomainError):
    """The lines are no machine-readable zone, or a check digit does not fit. ``reason`` names why as a code."""

    code = "mrz_refused"
    zh = "机读码无法读取：{reason_zh}"
    en = "The machine-readable lines cannot be read: {reason_en}"
    status = 422

    def __init__(self, *, reason: str, zh: str, en: str) -> None:
        super().__init__(reason=reason, reason_zh=zh, reason_en=en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Mrz:
    """What the lines say. Countries are two letters where there is such a country, else empty.

    ``corrected``: a sign a camera confuses (0 and O) was put right by its place, every check digit fits.
    ``birth_date`` is None when the document leaves day or month open. ``name_cut``: the name did not fit its field.
    """

    form: str
    code: str
    issuer: str
    number: str
    nationality: str
    birth_date: date | None
    gender: str
    expires_on: date | None
    surname: str
    given_names: str
    optional: str
    name_cut: bool
    corrected: bool

    @property
    def is_passport(self) -> bool:
        """Tell whether it is a passport (and no card or visa)."""
        return self.form == "TD3" and self.code.startswith("P")

    @property
    def name(self) -> str:
        """Return the name as people write it: Anna Maria Eriksson."""
        return f"{self.given_names} {self.surname}".strip()


@dataclass(frozen=True, slots=True)
class _Field:
    line: int
    start: int
    end: int

    def of(self, lines: list[str]) -> str:
        return lines[self.line][self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Form:
    """Where things stand: fields, their check digits and what the last one is reckoned over."""

    name: str
    width: int
    count: int
    names: _Field
    number: _Field
    nationality: _Field
    birth: _Field
    sex: _Field
    expiry: _Field
    optional: tuple[_Field, ...]
    personal: _Field | None
    composite: tuple[_Field, ...]


def _two_lines(
    name: str, width: int, *, personal: bool, composite: tuple[tuple[int, int], ...], optional_end: int
) -> _Form:
    return _Form(
        name, width, 2, _Field(0, 5, width), _Field(1, 0, 9), _Field(1, 10, 13), _Field(1, 13, 19), _Field(1, 20, 21),
        _Field(1, 21, 27), (_Field(1, 28, optional_end),), _Field(1, 28, 42) if personal else None,
        tuple(_Field(1, a, b) for a, b in composite),
    )  # fmt: skip


_FORMS = {
    "TD3": _two_lines("TD3", 44, personal=True, composite=((0, 10), (13, 20), (21, 43)), optional_end=42),
    "TD2": _two_lines("TD2", 36, personal=False, composite=((0, 10), (13, 20), (21, 35)), optional_end=35),
    "MRVA": _two_lines("MRVA", 44, personal=False, composite=(), optional_end=44),
    "MRVB": _two_lines("MRVB", 36, personal=False, composite=(), optional_end=36),
    "TD1": _Form(
        "TD1", 30, 3, _Field(2, 0, 30), _Field(0, 5, 14), _Field(1, 15, 18), _Field(1, 0, 6), _Field(1, 7, 8),
        _Field(1, 8, 14), (_Field(0, 15, 30), _Field(1, 18, 29)), None,
        (_Field(0, 5, 30), _Field(1, 0, 7), _Field(1, 8, 15), _Field(1, 18, 29)),
    ),
}  # fmt: skip


def mrz_check_digit(text: str) -> str:
    """Return the check digit: weights 7, 3, 1; 0-9 as they are, A-Z are 10-35, the filler is 0; modulo 10."""
    total = 0
    for place, sign in enumerate(text):
        value = 0 if sign == FILLER else int(sign, 36)
        total += value * _WEIGHTS[place % 3]
    return str(total % 10)


def mrz_lines(lines: Iterable[str]) -> list[str]:
    """Pick from lines of text (what a camera read) those that look like a machine-readable zone, in normal form."""
    found = []
    for line in lines:
        text = _normal(line)
        if _LOOKS_LIKE.fullmatch(text) and (text.count(FILLER) >= 2 or sum(ch.isdigit() for ch in text) >= 10):
            found.append(text)
    return found[-3:]


def read_mrz(text: str, *, on: date) -> Mrz:
    """Read two or three lines (or all in one, as some readers type them); ``on`` is today, for centuries.

    Refuses (:class:`MrzRefused`) other signs, lines of no known form, a check digit that does not fit, impossible dates.
    """
    given = [_normal(part) for part in text.splitlines() if part.strip()]
    given = _split(given)
    form, lines = _fit(given)
    zoned = _zones(form, lines)
    number, optional, zoned = _number(form, zoned)
    _personal(form, zoned)
    _must_fit("birth", form.birth.of(zoned), zoned[form.birth.line][form.birth.end])
    _must_fit("expiry", form.expiry.of(zoned), zoned[form.expiry.line][form.expiry.end])
    if form.composite and not _whole_fits(form, zoned):
        raise _wrong_check("composite")
    surname, given_names = _names(form.names.of(zoned))
    head = zoned[0]
    return Mrz(
        form=form.name,
        code=head[:2].rstrip(FILLER),
        issuer=country_of(head[2:5]),
        number=number,
        nationality=country_of(form.nationality.of(zoned)),
        birth_date=_birth(form.birth.of(zoned), on),
        gender={"M": "male", "F": "female"}.get(form.sex.of(zoned), "unspecified"),
        expires_on=_expiry(form.expiry.of(zoned), on),
        surname=surname,
        given_names=given_names,
        optional=optional,
        name_cut=not form.names.of(zoned).endswith(FILLER),
        corrected=zoned != given,
    )


def country_of(code: str) -> str:
    """Return the two letters of a country for its three in a document; empty for Utopia, the stateless and others."""
    code = code.replace(FILLER, "").strip().upper()
    if code in _OWN_COUNTRIES:
        return _OWN_COUNTRIES[code]
    found = get_global("territory_aliases").get(code, []) if len(code) == 3 else []
    return str(found[0]) if len(found) == 1 and len(found[0]) == 2 and found[0] not in {"XX", "ZZ"} else ""


def _normal(line: str) -> str:
    text = unicodedata.normalize("NFKC", line.translate(_FILLERS)).translate(_FILLERS).upper()
    return "".join(text.split())


def _split(given: list[str]) -> list[str]:
    """One long line is cut by its length; a reader that types no line end sends it so."""
    if len(given) == 1:
        long = given[0]
        for width, count in ((44, 2), (36, 2), (30, 3)):
            if len(long) == width * count:
                return [long[i * width : (i + 1) * width] for i in range(count)]
    return given


def _fit(lines: list[str]) -> tuple[_Form, list[str]]:
    for line in lines:
        if not _SIGNS.fullmatch(line):
            raise MrzRefused(
                reason="signs",
                zh="机读码只有拉丁大写字母、数字和“<”，请对准证件最下方的两行或三行。",
                en="it holds only capital letters, digits and <. Aim at the two or three lines at the foot of the page.",
            )
    if len(lines) == 3:
        form = _FORMS["TD1"]
    elif len(lines) == 2:
        wide = max(len(lines[0]), len(lines[1])) > 38
        visa = lines[0].startswith("V")
        form = _FORMS[("MRVA" if wide else "MRVB") if visa else ("TD3" if wide else "TD2")]
    else:
        raise _wrong_length()
    return form, [
        _name_line(line, form.width) if n == form.names.line else _data_line(line, form.width)
        for n, line in enumerate(lines)
    ]


def _name_line(line: str, width: int) -> str:
    """Fillers at the end may be miscounted, and nothing else."""
    tail = _TAIL.search(line)
    if tail and tail.group().count(FILLER) * 2 >= len(tail.group()):
        line = line[: tail.start()] + FILLER * len(tail.group())
    kept = line.rstrip(FILLER)
    if len(kept) > width or (len(kept) == len(line) and len(line) < width):
        raise _wrong_length()
    return kept.ljust(width, FILLER)


def _data_line(line: str, width: int) -> str:
    """A run of fillers a camera miscounted is stretched or cut; the check digits tell whether that was right."""
    runs = sorted(re.finditer(r"<{2,}", line), key=lambda run: len(run.group()))
    missing = width - len(line)
    if missing == 0:
        return line
    if not runs or abs(missing) > 12 or len(runs[-1].group()) + missing < 1:
        raise _wrong_length()
    run = runs[-1]
    return line[: run.start()] + FILLER * (len(run.group()) + missing) + line[run.end() :]


def _zones(form: _Form, lines: list[str]) -> list[str]:
    """Put a letter where only letters stand and a digit where only digits stand (0 and O, 1 and I, 5 and S …)."""
    letters = [_Field(0, 0, 1), _Field(0, 2, 5), form.names, form.nationality, form.sex]
    digits = [form.birth, form.expiry]
    digits += [_Field(f.line, f.end, f.end + 1) for f in (form.number, form.birth, form.expiry)]
    if form.personal:
        digits.append(_Field(1, 42, 43))
    if form.composite:
        digits.append(_Field(1, form.width - 1, form.width))
    done = [list(line) for line in lines]
    for fields, table in ((letters, _TO_LETTER), (digits, _TO_DIGIT)):
        for zone in fields:
            done[zone.line][zone.start : zone.end] = zone.of(lines).translate(table)
    found = ["".join(line) for line in done]
    for zone in letters:
        if any(ch.isdigit() for ch in zone.of(found)):
            raise _wrong_length()
    for zone in digits:
        if any(ch.isalpha() for ch in zone.of(found)):
            raise _wrong_length()
    return found


def _number(form: _Form, lines: list[str]) -> tuple[str, str, list[str]]:
    """Return the document number, the optional data and the lines; a long number goes on in the optional data."""
    zone, check = form.number, lines[form.number.line][form.number.end]
    optional = "".join(f.of(lines) for f in form.optional)
    if check == FILLER and form.name in {"TD1", "TD2"}:
        rest, _, left = optional.partition(FILLER)
        number = zone.of(lines) + rest[:-1]
        if not rest[1:] or mrz_check_digit(number) != rest[-1]:
            raise _wrong_check("number")
        return number, left.strip(FILLER), lines
    if mrz_check_digit(zone.of(lines)) != check:
        lines = _with_twins(form, zone, lines, check)
    return zone.of(lines).strip(FILLER), optional.strip(FILLER), lines


def _with_twins(form: _Form, zone: _Field, lines: list[str], check: str) -> list[str]:
    """Read letters after the prefix as the digits they look like, or every O as 0 (many states never use O).

    Taken only when exactly one such reading fits: a sum modulo ten lets one wrong number in ten pass, so nothing is
    guessed further.
    """
    text = zone.of(lines)
    tried = {
        text[:prefix] + text[prefix:].translate(_TO_DIGIT)
        for prefix in range(4)
        if text[:prefix].isalpha() or not prefix
    }
    tried.add(text.translate(_O_AND_I))
    fitting = sorted(one for one in tried - {text} if mrz_check_digit(one) == check)
    if len(fitting) != 1:
        raise _wrong_check("number")
    line = lines[zone.line]
    again = [*lines]
    again[zone.line] = line[: zone.start] + fitting[0] + line[zone.end :]
    return again


def _personal(form: _Form, lines: list[str]) -> None:
    if form.personal is None:
        return
    text, check = form.personal.of(lines), lines[1][42]
    if check == FILLER and not text.strip(FILLER):
        return
    _must_fit("personal", text, check)


def _must_fit(name: str, text: str, check: str) -> None:
    if mrz_check_digit(text) != check:
        raise _wrong_check(name)


def _whole_fits(form: _Form, lines: list[str]) -> bool:
    return mrz_check_digit("".join(f.of(lines) for f in form.composite)) == lines[1][form.width - 1]


def _names(field: str) -> tuple[str, str]:
    surname, _, given = field.strip(FILLER).partition(FILLER * 2)
    return _spoken(surname), _spoken(given)


def _spoken(part: str) -> str:
    return " ".join(word.capitalize() for word in part.replace(FILLER, " ").split())


def _birth(text: str, on: date) -> date | None:
    if FILLER in text:
        return None
    day = _day(2000 + int(text[:2]), text)
    return day if day <= on else _day(1900 + int(text[:2]), text)


def _expiry(text: str, on: date) -> date | None:
    if FILLER in text:
        return None
    year = 2000 + int(text[:2])
    return _day(year if year <= on.year + EXPIRY_AHEAD else year - 100, text)


def _day(year: int, text: str) -> date:
    try:
        return date(year, int(text[2:4]), int(text[4:6]))
    except ValueError as error:
        raise MrzRefused(
            reason="date", zh="日期不存在，请重新扫描。", en="it holds a day that does not exist. Scan again."
        ) from error


def _wrong_length() -> MrzRefused:
    return MrzRefused(
        reason="form",
        zh="行数或长度不符（护照为两行各44位，证件卡为三行各30位），请完整扫描。",
        en="the lines are incomplete (a passport has two of 44 signs, a card three of 30). Scan all of them.",
    )


_CHECKED = {
    "number": ("证件号码", "document number"),
    "birth": ("出生日期", "birth date"),
    "expiry": ("有效期", "expiry date"),
    "personal": ("个人号码", "personal number"),
    "composite": ("整体", "whole zone"),
}


def _wrong_check(name: str) -> MrzRefused:
    zh, en = _CHECKED[name]
    return MrzRefused(
        reason=f"check_{name}",
        zh=f"{zh}的校验位不符，请重新扫描或手工录入。",
        en=f"the check digit of the {en} does not fit. Scan again or type it.",
    )
