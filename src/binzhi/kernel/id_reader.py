"""The record a resident-card reader hands over: 256 bytes, UTF-16LE, fields of fixed length.

Offsets in characters: name 0-14, sex 15, nation 16-17, birth date 18-25, address 26-60, number 61-78, issuing authority
79-93, valid from 94-101, valid to 102-109 (or 长期), the rest is kept for the maker. The nation is never taken over:
nothing in the house needs it.
"""

from dataclasses import dataclass, field
from datetime import date

from binzhi.kernel.documents import read_id_card
from binzhi.kernel.errors import DomainError
from binzhi.kernel.names import clean_name

RECORD_BYTES = 256
LAYOUT = {
    "name": (0, 15),
    "gender": (15, 16),
    "birth": (18, 26),
    "address": (26, 61),
    "number": (61, 79),
    "authority": (79, 94),
    "valid_from": (94, 102),
    "valid_to": (102, 110),
}
FLAG = 124  # what kind of card: blank = resident card, J = residence permit of Hong Kong, Macao, Taiwan
RESIDENT_FLAGS = {"", "J"}
WITHOUT_END = "长期"
_SEXES = {"1": "male", "2": "female", "0": "unspecified", "9": "unspecified"}


class ReaderRecordRefused(DomainError):
    """The bytes are no record of a resident card, or it contradicts itself. ``reason`` names why as a code."""

    code = "reader_record_refused"
    zh = "读卡器记录无法使用：{reason_zh}"
    en = "The record of the card reader cannot be used: {reason_en}"
    status = 422

    def __init__(self, *, reason: str, zh: str, en: str) -> None:
        super().__init__(reason=reason, reason_zh=zh, reason_en=en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ReaderRecord:
    """A checked record. ``expires_on`` is None for a card valid without end."""

    name: str
    gender: str
    birth_date: date
    native_place: str
    address: str = field(repr=False)
    number: str = field(repr=False)
    authority: str
    valid_from: date | None
    expires_on: date | None


def split_record(data: bytes) -> dict[str, str]:
    """Cut the bytes into fields as they stand, without the padding; refuses other lengths and other encodings."""
    if len(data) != RECORD_BYTES:
        raise ReaderRecordRefused(
            reason="length",
            zh=f"应为 {RECORD_BYTES} 字节，实为 {len(data)} 字节，可能未读完，请重新放卡。",
            en=f"it must have {RECORD_BYTES} bytes and has {len(data)}. It may be cut short; place the card again.",
        )
    try:
        text = data.decode("utf-16-le")
    except UnicodeDecodeError as error:
        raise _not_utf16() from error
    if len(text) != RECORD_BYTES // 2 or any(ord(ch) < 32 and ch != "\x00" for ch in text):
        raise _not_utf16()
    flag = text[FLAG].strip(" \x00")
    if flag not in RESIDENT_FLAGS:
        raise ReaderRecordRefused(
            reason="card_kind",
            zh="这不是居民身份证（可能是外国人永久居留证），请拍照识别或手工录入。",
            en="this is no resident card (perhaps a foreigner's residence card). Photograph it or type it.",
        )
    return {name: text[start:end].strip(" \x00\u3000") for name, (start, end) in LAYOUT.items()}


def read_record(data: bytes) -> ReaderRecord:
    """Read and check a record: number, birth date and sex must agree. Refuses with :class:`ReaderRecordRefused`."""
    raw = split_record(data)
    name = clean_name(raw["name"])
    if not name:
        raise ReaderRecordRefused(reason="name", zh="没有姓名。", en="it holds no name.")
    said = read_id_card(raw["number"])
    if said is None or len(raw["number"]) != 18:
        raise ReaderRecordRefused(
            reason="number",
            zh="身份证号码校验不通过，请重新放卡或手工录入。",
            en="the resident number fails its check digit. Place the card again or type it.",
        )
    birth = _day(raw["birth"], "birth")
    gender = _SEXES.get(raw["gender"])
    if birth != said.birth_date or gender is None or (gender != "unspecified" and gender != said.gender):
        raise ReaderRecordRefused(
            reason="contradiction",
            zh="出生日期或性别与身份证号码不一致，请核对证件。",
            en="birth date or sex differ from what the number says. Compare it with the card.",
        )
    return ReaderRecord(
        name=name,
        gender=said.gender,
        birth_date=said.birth_date,
        native_place=said.native_place,
        address=raw["address"],
        number=raw["number"],
        authority=raw["authority"],
        valid_from=_day(raw["valid_from"], "valid_from") if raw["valid_from"] else None,
        expires_on=_end(raw["valid_to"]),
    )


def _end(text: str) -> date | None:
    return None if text in {"", WITHOUT_END} else _day(text, "valid_to")


def _day(text: str, name: str) -> date:
    if len(text) == 8 and text.isascii() and text.isdigit():
        try:
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            pass
    raise ReaderRecordRefused(
        reason="date",
        zh=f"日期不存在（{_DATES[name][0]}）。",
        en=f"a day that does not exist stands in it ({_DATES[name][1]}).",
    )


_DATES = {
    "birth": ("出生日期", "birth date"),
    "valid_from": ("有效期起", "valid from"),
    "valid_to": ("有效期止", "valid to"),
}


def _not_utf16() -> ReaderRecordRefused:
    return ReaderRecordRefused(
        reason="encoding",
        zh="不是 UTF-16LE 文本，可能是照片数据或其他型号的记录。",
        en="it is no UTF-16LE text; perhaps it is the photo, or the record of another model.",
    )
