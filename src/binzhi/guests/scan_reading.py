"""From what a reader hands over (text, lines of a camera, a record) to the fields of a profile. Writes nothing."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from binzhi.guests.enums import DocumentKind, Gender
from binzhi.guests.scan_id_card import IdCardText, read_id_card_lines
from binzhi.guests.scan_kinds import ReadingKind, fields_of
from binzhi.kernel.documents import ID_CARD, normalise_document, read_id_card, to_18_digits
from binzhi.kernel.errors import DomainError
from binzhi.kernel.id_reader import RECORD_BYTES, ReaderRecord, ReaderRecordRefused, read_record
from binzhi.kernel.mrz import Mrz, mrz_lines, read_mrz
from binzhi.kernel.names import clean_name, has_han

LONGEST = 4000
PHOTO_BYTES = 1024  # some readers put the compressed portrait behind the record; it is never taken over
_RESIDENT = re.compile(r"\d{17}[\dX]|\d{15}")
_HEX_RECORD = re.compile(rf"[0-9A-Fa-f]{{{RECORD_BYTES * 2}}}")
_NAME_LINE = re.compile(r"姓\s*名\s*(?:/?\s*Name)?\s*[:：]?\s*([\u3400-\u9fff·]{2,12})")
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{2,8}·[\u3400-\u9fff]{2,8}")


class NothingRead(DomainError):
    """Nothing of a document was found."""

    code = "nothing_read"
    zh = "没有读到可用的内容。请让证件平放、光线均匀、四边完整后重试，或手工录入。"
    en = "Nothing useful was read. Lay the document flat in even light with all four edges in view, or type it."
    status = 422


class ReaderTextUnknown(DomainError):
    """Neither lines of a passport nor a resident number nor the record of a reader."""

    code = "reader_text_unknown"
    zh = "不是护照机读码、身份证号码或读卡器记录。请重新扫描，或手工录入。"
    en = "This is neither the lines of a passport, nor a resident number, nor the record of a reader. Scan again or type it."
    status = 422


class BornTooLate(DomainError):
    """The birth date lies in the future."""

    code = "born_too_late"
    zh = "出生日期在今天之后，请核对证件后手工录入。"
    en = "The birth date lies in the future. Compare it with the document and type it."
    status = 422


@dataclass(frozen=True, slots=True)
class Reading:
    """Values by field, as text: dates ISO, countries two letters. ``doubts`` are codes of what to compare by eye."""

    kind: ReadingKind
    values: dict[str, str] = field(repr=False)
    doubts: tuple[str, ...] = ()

    def as_parcel(self) -> dict[str, object]:
        """Return what is sealed until somebody confirms."""
        return {"kind": self.kind.value, "values": self.values, "doubts": list(self.doubts)}


def reading_of(content: dict[str, object]) -> Reading:
    """Return the reading of a parcel."""
    values, doubts = content["values"], content["doubts"]
    assert isinstance(values, dict) and isinstance(doubts, list)  # noqa: S101  we sealed it
    return Reading(ReadingKind(str(content["kind"])), {str(k): str(v) for k, v in values.items()}, tuple(doubts))


def made(kind: ReadingKind, values: dict[str, str], doubts: Sequence[str] = ()) -> Reading:
    """Return a reading of the fields its kind may fill, without the empty ones."""
    known = {name: values[name].strip() for name in fields_of(kind) if values.get(name, "").strip()}
    return Reading(kind, known, tuple(dict.fromkeys(doubts)))


def read_text(text: str, *, on: date) -> Reading:
    """Read what a scanner types or a person pastes: MRZ lines, a resident number, labelled fields, a record in hex.

    Refuses what is none of these, and every fault of a check digit or date, with its own reason.
    """
    text = unicodedata.normalize("NFKC", text[:LONGEST]).replace("\x00", "").strip()
    compact = re.sub(r"[\s:\-]", "", text)
    if _HEX_RECORD.fullmatch(compact):
        return read_file(bytes.fromhex(compact), on=on)
    if "<" in text:
        return from_mrz(read_mrz(text, on=on), on=on)
    number = normalise_document(compact) if len(compact) < 30 else ""
    if _RESIDENT.fullmatch(number):
        return _from_number(number, on=on)
    lines = [part for part in re.split(r"[\n\r\t|;；]+|,(?=\S)|，", text) if part.strip()]
    found = read_id_card_lines(lines) if len(lines) > 1 or "姓名" in text else IdCardText()
    if not found.number:
        raise ReaderTextUnknown
    return from_id_card_text(found, on=on)


def read_file(data: bytes, *, on: date) -> Reading:
    """Read the file of a card reader: the 256-byte record (a portrait behind it is ignored) or text."""
    if len(data) in {RECORD_BYTES, RECORD_BYTES + PHOTO_BYTES}:
        try:
            return _from_record(read_record(data[:RECORD_BYTES]), on=on)
        except ReaderRecordRefused as refused:
            if refused.reason != "encoding":
                raise
    return read_text(_decoded(data), on=on)


def read_photo(kind: ReadingKind, lines: Sequence[tuple[str, float]], *, on: date) -> Reading:
    """Turn the lines a camera read (text, how sure) into fields; refuses with :class:`NothingRead`."""
    from binzhi.guests.scan_business_card import read_card_lines

    texts = [text for text, _ in lines]
    if kind == ReadingKind.BUSINESS_CARD:
        values = read_card_lines(texts)
        if not values:
            raise NothingRead
        return made(kind, values, ("camera", *_unsure(values, lines)))
    zone = mrz_lines(texts)
    if kind == ReadingKind.PASSPORT or (zone and not any("公民身份" in text for text in texts)):
        if len(zone) < 2:
            raise NothingRead
        read = from_mrz(_read_zone(zone, on), on=on, chinese_name=_printed_name(texts))
        return Reading(read.kind, read.values, ("camera", *read.doubts, *_unsure(read.values, lines)))
    found = read_id_card_lines(texts)
    if found.is_empty:
        raise NothingRead
    read = from_id_card_text(found, on=on)
    return Reading(read.kind, read.values, ("camera", *read.doubts, *_unsure(read.values, lines)))


def _read_zone(zone: list[str], on: date) -> Mrz:
    """Three lines of a card, else the last two: the line above a passport's zone may look like one."""
    if len(zone) == 3 and max(len(line) for line in zone) <= 33:
        return read_mrz("\n".join(zone), on=on)
    return read_mrz("\n".join(zone[-2:]), on=on)


def _unsure(values: dict[str, str], lines: Sequence[tuple[str, float]]) -> list[str]:
    """Name the fields that stand on a line the camera was not sure of."""
    shaky = [text.replace(" ", "") for text, sure in lines if sure < 0.9]
    return [f"unsure:{name}" for name, value in values.items() if any(value.replace(" ", "") in text for text in shaky)]


def _printed_name(texts: Sequence[str]) -> str:
    """A Chinese passport prints the name in characters above the zone, which has only pinyin."""
    for place, text in enumerate(texts):
        if found := _NAME_LINE.search(text):
            return found.group(1)
        if "姓名" in text and place + 1 < len(texts):
            below = "".join(texts[place + 1].split())
            if found := _HAN_NAME.match(below):
                return found.group()
    return ""


def from_mrz(mrz: Mrz, *, on: date, chinese_name: str = "") -> Reading:
    """Return the fields of a machine-readable zone."""
    doubts = [name for name, true in (("corrected", mrz.corrected), ("name_cut", mrz.name_cut)) if true]
    if mrz.expires_on is not None and mrz.expires_on < on:
        doubts.append("expired")
    if mrz.form.startswith("MRV"):
        doubts.append("visa")
    values = {
        "name": clean_name(chinese_name) or mrz.name,
        "latin_name": mrz.name if chinese_name else "",
        "gender": mrz.gender if mrz.gender != Gender.UNSPECIFIED else "",
        "nationality": mrz.nationality,
        "birth_date": _iso(mrz.birth_date),
        "document_kind": (DocumentKind.PASSPORT if mrz.is_passport else DocumentKind.OTHER).value,
        "document_number": mrz.number,
        "document_country": mrz.issuer,
        "expires_on": _iso(mrz.expires_on),
    }
    return made(ReadingKind.PASSPORT, values, doubts)


def from_id_card_text(found: IdCardText, *, on: date) -> Reading:
    """Return the fields of a resident card from its printed lines; what the number says wins, a difference is a doubt."""
    doubts = ["corrected"] if found.corrected else []
    values = {
        "name": clean_name(found.name),
        "gender": found.gender,
        "birth_date": found.birth_date,
        "address": found.address,
        "expires_on": _iso(found.expires_on),
    }
    said = read_id_card(found.number) if found.number else None
    if said is None:
        doubts.append("number_missing")
    else:
        if (found.gender and found.gender != said.gender) or (
            found.birth_date and found.birth_date != said.birth_date.isoformat()
        ):
            doubts.append("contradiction")
        values |= _from_number(found.number, on=on).values
    if found.expires_on is not None and found.expires_on < on:
        doubts.append("expired")
    if has_han(values["name"]) and not _HAN_NAME.fullmatch(values["name"]):
        doubts.append("unsure:name")
    return made(ReadingKind.ID_CARD, values, doubts)


def _from_number(number: str, *, on: date) -> Reading:
    from binzhi.guests.errors import WrongIdNumber

    number = to_18_digits(normalise_document(number))
    said = read_id_card(number)
    if said is None:
        raise WrongIdNumber
    if said.birth_date > on:
        raise BornTooLate
    values = {
        "gender": said.gender,
        "nationality": "CN",
        "native_place": said.native_place,
        "birth_date": said.birth_date.isoformat(),
        "document_kind": ID_CARD,
        "document_number": number,
        "document_country": "CN",
    }
    return made(ReadingKind.ID_CARD, values)


def _from_record(record: ReaderRecord, *, on: date) -> Reading:
    text = IdCardText(
        name=record.name,
        gender=record.gender,
        birth_date=record.birth_date.isoformat(),
        address=record.address,
        number=record.number,
        expires_on=record.expires_on,
    )
    return from_id_card_text(text, on=on)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            text = data[:LONGEST].decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(ch) < 9 for ch in text):
            return text
    raise ReaderTextUnknown


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
