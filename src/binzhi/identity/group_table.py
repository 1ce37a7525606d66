"""The list of same-person groups as a table a spreadsheet may open safely; for the page and the terminal."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields

from binzhi.identity.domain.run_groups import GroupLine
from binzhi.kernel.cells import guarded
from binzhi.kernel.words import pick

HEADS = {
    "group": ("组", "group"),
    "weight": ("权重", "weight"),
    "profile_id": ("客史编号", "profile"),
    "name": ("姓名", "name"),
    "latin_name": ("拉丁姓名", "Latin name"),
    "gender": ("性别", "sex"),
    "nationality": ("国籍", "nationality"),
    "company": ("单位", "company"),
    "phone": ("电话", "telephone"),
    "mail": ("邮箱", "mail"),
    "document": ("证件", "document"),
    "created_on": ("建档日期", "created on"),
    "created_by": ("建档人", "created by"),
}


def as_csv(lines: Iterable[GroupLine], language: str) -> Iterator[str]:
    """Yield the table as CSV text with the mark that makes spreadsheets read it as UTF-8."""
    buffer = io.StringIO()
    table = csv.writer(buffer)
    yield "\ufeff"
    rows: Iterator[list[str]] = ([guarded(str(value)) for value in asdict(line).values()] for line in lines)
    table.writerow([pick(*HEADS[f.name], language) for f in fields(GroupLine)])
    yield buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        table.writerow(row)
        yield buffer.getvalue()
