"""The list of organisations as a workbook: clear columns only, no cell that acts, who took it out on top."""

import io
from datetime import datetime
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from binzhi.companies import queries
from binzhi.companies.enums import ValueState
from binzhi.companies.fields import OrgField
from binzhi.companies.models import Organisation, OrganisationValue
from binzhi.companies.shapes import show_value
from binzhi.kernel.cells import guarded
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words, pick

HEADS = (
    Words("客户名称", "Official name"), Words("简称", "Short name"), Words("英文名称", "English name"),
    Words("主要联系人", "Main contact"), Words("负责事务", "Role"), Words("在职人数", "People"),
)  # fmt: skip


def exported_fields(scope: Scope) -> list[OrgField]:
    """Return the fields of an export: what the role reads and is not restricted, so never credit, prices or plans."""
    return [f for f in queries.readable_fields(scope) if not f.is_restricted]


def to_workbook(
    scope: Scope, organisations: list[Organisation], *, now: datetime, purpose: str, hotel: str, language: str
) -> bytes:
    """Return the workbook: the watermark, the heads, one row per organisation. Every cell is text, none a formula."""
    fields = exported_fields(scope)
    ids = [one.id for one in organisations]
    heads, mains = queries.head_counts(ids), queries.main_contacts(organisations)
    values = _values(ids, fields)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(pick("协议客户", "Companies", language))
    sheet.freeze_panes = "A3"

    def cell(text: object, *, bold: bool = False) -> Any:
        made = WriteOnlyCell(sheet, value=guarded("".join(ch for ch in str(text) if ch >= " " or ch in "\t\n")))
        made.data_type = "s"
        made.font = Font(bold=bold)
        return made

    at = f"{now:%Y-%m-%d %H:%M}"
    zh = f"{hotel} · 保密：{scope.actor.name}于{at}导出，用途：{purpose}。仅限此用途，用后删除。"
    en = f"{hotel} · Confidential: taken out by {scope.actor.name}, {at}, for: {purpose}. For this purpose only; delete after use."
    sheet.append([cell(pick(zh, en, language), bold=True)])
    sheet.append([cell(w.text(language), bold=True) for w in (*HEADS, *(f.words for f in fields))])
    for one in organisations:
        main = mains.get(one.id)
        row = [one.name, one.short_name, one.english_name, main.guest.name if main else "", main.role if main else ""]
        row.append(str(heads.get(one.id, 0)))
        own = values.get(one.id, {})
        row += [show_value(f, own.get(f.code, ""), language) for f in fields]
        sheet.append([cell(text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _values(ids: list[UUID], fields: list[OrgField]) -> dict[UUID, dict[str, str]]:
    found: dict[UUID, dict[str, str]] = {}
    for start in range(0, len(ids), 500):
        rows = OrganisationValue.objects.filter(
            organisation_id__in=ids[start : start + 500],
            field__in=[f.code for f in fields],
            state=ValueState.STANDING,
            sealed__isnull=True,
        )
        for organisation_id, code, value in rows.values_list("organisation_id", "field", "value"):
            found.setdefault(organisation_id, {})[code] = value
    return found
