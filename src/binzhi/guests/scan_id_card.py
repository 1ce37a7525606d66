"""The printed lines of a Chinese resident card, front and back, as a camera or a labelled text gives them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from binzhi.kernel.documents import read_id_card

_DIGITS = str.maketrans("OoQDIlLZSGB", "00001112568")
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9OoQDIlLZSGB]{17}[0-9XxOoQDIlLZSGB](?![0-9A-Za-z])")
_LABEL = {
    "name": re.compile(r"^姓名[:：]?"),
    "gender": re.compile(r"性别[:：]?(男|女)"),
    "birth": re.compile(r"出生(?:日期)?[:：]?(\d{4})[年.\-/]?(\d{1,2})[月.\-/]?(\d{1,2})日?"),
    "address": re.compile(r"^(?:住址|地址)[:：]?"),
    "number": re.compile(r"^(?:公民)?身份(?:证)?号码?[:：]?"),
    "nation": re.compile(r"民族[:：]?"),
}
_VALID = re.compile(
    r"(?<!\d)(\d{4})[.\-/年]?(\d{2})[.\-/月]?(\d{2})日?[\-—–~至一]+(?:(\d{4})[.\-/年]?(\d{2})[.\-/月]?(\d{2})|长期)"
)
_OTHER = re.compile(r"签发机关|有效期|中华人民共和国|居民身份证|^性别|^出生|民族")
_BARE_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{2,10}·[\u3400-\u9fff]{2,10}")
_SEX = {"男": "male", "女": "female"}


@dataclass(frozen=True, slots=True)
class IdCardText:
    """What the lines say. ``number`` is empty unless its check digit fits; the nation is left where it is."""

    name: str = ""
    gender: str = ""
    birth_date: str = ""
    address: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    expires_on: date | None = None
    corrected: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing of the card was found."""
        return not (self.number or (self.name and (self.birth_date or self.gender)) or self.expires_on)


def read_id_card_lines(lines: Sequence[str]) -> IdCardText:
    """Read the lines of a card. Nothing is refused here: what is missing stays empty."""
    rows = ["".join(line.split()) for line in lines if line.strip()]
    number, corrected = _number(rows)
    joined = "\n".join(rows)
    sex, born = _LABEL["gender"].search(joined), _LABEL["birth"].search(joined)
    return IdCardText(
        name=_name(rows),
        gender=_SEX[sex.group(1)] if sex else next((_SEX[row] for row in rows if row in _SEX), ""),
        birth_date=_iso(born.groups()) if born else "",
        address=_address(rows),
        number=number,
        expires_on=_expiry(joined),
        corrected=corrected,
    )


def _number(rows: Sequence[str]) -> tuple[str, bool]:
    """A number whose check digit fits; where only digits stand a letter is read as the digit it looks like."""
    for row in rows:
        text = _LABEL["number"].sub("", row)
        for found in _NUMBER.finditer(text):
            raw = found.group()
            read = raw[:17].translate(_DIGITS) + (raw[17].upper() if raw[17] in "Xx" else raw[17].translate(_DIGITS))
            if read_id_card(read) is not None:
                return read, read != raw.upper()
    return "", False


def _name(rows: Sequence[str]) -> str:
    for place, row in enumerate(rows):
        if _LABEL["name"].match(row):
            text = _LABEL["name"].sub("", row)
            for label in ("性别", "民族", "出生"):
                text = text.split(label)[0]
            if text:
                return text
            below = rows[place + 1] if place + 1 < len(rows) else ""
            return below if _BARE_NAME.fullmatch(below) else ""
    if any("姓名" in row for row in rows):
        return ""
    bare = [row for row in rows if _BARE_NAME.fullmatch(row) and not _OTHER.search(row) and row not in _SEX]
    return bare[0] if bare and len(rows) > 1 else ""


def _address(rows: Sequence[str]) -> str:
    """From the label on, until another label or the number."""
    kept: list[str] = []
    for row in rows:
        if _LABEL["address"].match(row):
            kept.append(_LABEL["address"].sub("", row))
        elif kept:
            if _LABEL["number"].match(row) or _NUMBER.search(row) or _OTHER.search(row) or len(kept) == 4:
                break
            kept.append(row)
    return "".join(kept)[:300]


def _expiry(text: str) -> date | None:
    found = _VALID.search(text)
    if not found or not found.group(4):
        return None
    try:
        return date(int(found.group(4)), int(found.group(5)), int(found.group(6)))
    except ValueError:
        return None


def _iso(parts: tuple[str, ...]) -> str:
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
    except ValueError:
        return ""
