"""Lists as files: XLSX and vCard. Only columns the role may see, no cell that acts, a watermark in every file."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from binzhi.guests.enums import ContactKind, ContactState, DateKind, FlagCode, Gender
from binzhi.guests.incognito import hide_from
from binzhi.guests.joined import People, people_of
from binzhi.guests.models import Guest, GuestContact, GuestDate, GuestDocument
from binzhi.guests.queries import contact_cell, date_cell, document_cell, flags_of
from binzhi.guests.said import country_name
from binzhi.kernel.addresses import read_kept
from binzhi.kernel.cells import guarded
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words, pick
from binzhi.org import policy
from binzhi.vault.domain.sealing import Cell, read_many

CHUNK = 500


@dataclass(slots=True)
class Row:
    """A guest with what was opened for the export."""

    guest: Guest
    flags: list[str] = field(default_factory=list)
    opened: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export; those of class C2 and above are opened from the vault."""

    code: str
    words: Words
    field_class: str
    of: Callable[[Row, str], str]

    @property
    def is_sealed(self) -> bool:
        """Tell whether its values are sealed."""
        return self.field_class not in {"C0", "C1"}


def _plain(code: str, zh: str, en: str) -> Column:
    return Column(code, Words(zh, en), "C1", lambda row, _language: str(getattr(row.guest, code) or ""))


def _sealed(code: str, zh: str, en: str, field_class: str) -> Column:
    return Column(code, Words(zh, en), field_class, lambda row, _language: " / ".join(row.opened.get(code, ())))


def _addresses(row: Row, language: str) -> str:
    return " / ".join(read_kept(kept).line(language) for kept in row.opened.get("mailing_address", ()))


def _salutation(row: Row, language: str) -> str:
    return pick(row.guest.salutation_zh, row.guest.salutation_en, language)


def _flags(row: Row, _language: str) -> str:
    return " / ".join(str(FlagCode(code).label) for code in row.flags if code in FlagCode.values)


COLUMNS: dict[str, Column] = {
    c.code: c
    for c in (
        _plain("name", "姓名", "Name"),
        _plain("latin_name", "拉丁文姓名", "Latin name"),
        Column("salutation", Words("称呼", "Form of address"), "C1", _salutation),
        Column("gender", Words("性别", "Sex"), "C1", lambda r, _lang: str(Gender(r.guest.gender).label)),
        _plain("nationality", "国籍", "Nationality"),
        _plain("language", "语言", "Language"),
        _plain("company", "单位", "Company"),
        _plain("position", "职位", "Position"),
        _plain("vip_level", "VIP", "VIP"),
        Column("flags", Words("标记", "Flags"), "C1", _flags),
        _sealed("mobile", "手机", "Mobile", "C2"),
        _sealed("email", "邮箱", "E-mail", "C2"),
        Column("mailing_address", Words("通讯地址", "Mailing address"), "C2", _addresses),
        _sealed("wedding", "结婚纪念日", "Wedding anniversary", "C2"),
        _sealed("birthday", "生日", "Birthday", "C3"),
        _sealed("document", "证件号码", "Document number", "C3"),
    )
}  # fmt: skip
DEFAULT = ("name", "latin_name", "salutation", "nationality", "company", "position", "vip_level", "flags")


def columns_for(scope: Scope) -> list[Column]:
    """Return the columns a role may export: what it reads, and of sealed ones what it may open."""
    return [
        c
        for c in COLUMNS.values()
        if policy.decide(scope, "reveal" if c.is_sealed else "read", field_class=c.field_class)
    ]


def _cells(people: People, columns: Iterable[Column]) -> list[tuple[UUID, str, Cell]]:
    wanted = {c.code for c in columns if c.is_sealed}
    found: list[tuple[UUID, str, Cell]] = []
    ids, lead = people.ids, people.lead_id
    kinds = [k for k in (ContactKind.MOBILE, ContactKind.EMAIL, ContactKind.MAILING_ADDRESS) if k.value in wanted]
    if kinds:
        rows = GuestContact.objects.filter(guest_id__in=ids, kind__in=kinds, state=ContactState.IN_USE)
        ordered = rows.order_by("guest_id", "-is_preferred", "id")
        found += [(lead(r.guest_id), r.kind, contact_cell(r)) for r in ordered]
    dates = [k for k in (DateKind.WEDDING, DateKind.BIRTHDAY) if k.value in wanted]
    if dates:
        own = GuestDate.objects.filter(guest_id__in=ids, kind__in=dates, relation_id__isnull=True)
        found += [(lead(r.guest_id), r.kind, date_cell(r)) for r in own.order_by("guest_id", "id")]
    if "document" in wanted:
        papers = GuestDocument.objects.filter(guest_id__in=ids).order_by("guest_id", "id")
        found += [(lead(r.guest_id), "document", document_cell(r)) for r in papers]
    return found


def rows_for(scope: Scope, ids: list[UUID], columns: list[Column], *, now: datetime, purpose: str) -> list[Row]:
    """Load the guests of an export in the order given; everything sealed is opened with one entry in the read log."""
    guests: dict[UUID, Guest] = {}
    flags: dict[UUID, list[Any]] = {}
    cells: list[tuple[UUID, str, Cell]] = []
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        loaded = {g.id: g for g in Guest.objects.filter(id__in=part)}
        people = people_of(loaded.values())
        guests |= loaded
        flags |= flags_of(people)
        cells += _cells(people, columns)
    hide_from(scope, guests.values())
    values = read_many(scope=scope, now=now, cells=[c for _, _, c in cells], purpose=purpose) if cells else []
    rows = {i: Row(guests[i], [f.code for f in flags.get(i, ())]) for i in ids if i in guests}
    for (guest_id, code, _cell), value in zip(cells, values, strict=True):
        if value is not None and guest_id in rows and value not in rows[guest_id].opened.get(code, ()):
            rows[guest_id].opened.setdefault(code, []).append(value)
    return list(rows.values())


@dataclass(frozen=True, slots=True)
class Watermark:
    """Who took it out, when and what for; stands in every file."""

    who: str
    at: datetime
    purpose: str
    hotel: str

    def text(self, language: str) -> str:
        """Say it in one line."""
        at = f"{self.at:%Y-%m-%d %H:%M}"
        zh = f"{self.hotel} · 保密：{self.who}于{at}导出，用途：{self.purpose}。仅限此用途，用后删除。"
        en = f"{self.hotel} · Confidential: taken out by {self.who}, {at}, for: {self.purpose}. For this purpose only; delete after use."
        return pick(zh, en, language)


def to_xlsx(rows: list[Row], columns: list[Column], *, mark: Watermark, language: str) -> bytes:
    """Return a workbook: the watermark, the heads, one row per guest. Every cell is text, none acts as a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(pick("客史", "Guests", language))
    sheet.oddFooter.left.text = f"{mark.who} {mark.at:%Y-%m-%d %H:%M}".replace("&", "&&")
    sheet.freeze_panes = "A3"

    def cell(text: str, *, bold: bool = False) -> Any:
        made = WriteOnlyCell(sheet, value=guarded(_printable(text)))
        made.data_type = "s"
        made.font = Font(bold=bold)
        return made

    sheet.append([cell(mark.text(language), bold=True)])
    sheet.append([cell(c.words.text(language), bold=True) for c in columns])
    for row in rows:
        sheet.append([cell(c.of(row, language)) for c in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _printable(text: str) -> str:
    """Leave out the signs a workbook cannot hold."""
    return "".join(ch for ch in text if ch >= " " or ch in "\t\n\r")


def _said(text: str) -> str:
    """Escape a text value of a vCard."""
    text = "".join(ch for ch in text.replace("\r\n", "\n").replace("\r", "\n") if ch >= " " or ch == "\n")
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def _adr(kept: str) -> str:
    """Return the address line of a vCard, each part in its place."""
    one = read_kept(kept)
    parts = ["", "", one.street, f"{one.city}{one.district}", one.province, one.postcode, country_name(one.country)]
    return "ADR:" + ";".join(_said(part) for part in parts)


def _folded(line: str) -> str:
    """Break a line of a vCard at 75 octets, never inside a character."""
    parts, part, size = [], "", 0
    for ch in line:
        width = len(ch.encode())
        if size + width > 74:
            parts.append(part)
            part, size = "", 1
        part, size = part + ch, size + width
    return "\r\n ".join([*parts, part])


def to_vcard(rows: list[Row], columns: list[Column], *, mark: Watermark, language: str) -> bytes:
    """Return the guests as vCards (version 3.0), with the watermark as a note on each."""
    codes = {c.code for c in columns}
    lines: list[str] = []
    for row in rows:
        guest = row.guest
        lines += ["BEGIN:VCARD", "VERSION:3.0", f"UID:urn:uuid:{guest.id}", f"FN:{_said(guest.name)}"]
        lines.append(f"N:{_said(guest.family_name)};{_said(guest.given_name)};;{_said(guest.title)};")
        if "latin_name" in codes and guest.latin_name:
            lines.append(f"NICKNAME:{_said(guest.latin_name)}")
        if "company" in codes and guest.company:
            lines.append(f"ORG:{_said(guest.company)}")
        if "position" in codes and guest.position:
            lines.append(f"TITLE:{_said(guest.position)}")
        lines += [f"TEL;TYPE=CELL:{_said(v)}" for v in row.opened.get("mobile", ())]
        lines += [f"EMAIL;TYPE=INTERNET:{_said(v)}" for v in row.opened.get("email", ())]
        lines += [_adr(v) for v in row.opened.get("mailing_address", ())]
        lines += [f"BDAY:{_said(v)}" for v in row.opened.get("birthday", ()) if len(v) == 10]
        lines += [f"NOTE:{_said(mark.text(language))}", "END:VCARD"]
    return ("\r\n".join(_folded(line) for line in lines) + "\r\n").encode()
