"""Codes of a file that the hotel does not know: listed by the check, created on request."""

from datetime import datetime
from uuid import UUID

from binzhi.integrations.drafts import codes_of
from binzhi.integrations.rows import CompanyRow, ReservationRow
from binzhi.kernel.scope import Scope
from binzhi.stays.codes import CodeBook
from binzhi.stays.domain.house import add_code, add_room_type
from binzhi.stays.enums import CodeKind

ROOM_TYPE = "room_type"
COMPANY_KINDS = {"agent": CodeKind.AGENT, "source": CodeKind.SOURCE, "travel_agent": CodeKind.AGENT}


def company_kind(row: CompanyRow) -> CodeKind:
    """Return the kind of code a company profile becomes."""
    return COMPANY_KINDS.get(row.kind, CodeKind.COMPANY)


def unknown_codes(row: ReservationRow, book: CodeBook) -> list[tuple[str, str]]:
    """Return (kind, code) of what a row names and the hotel does not know."""
    if row.arrival is None or row.departure is None or row.partial:
        return []
    return [
        (kind, code)
        for kind, code in dict.fromkeys(codes_of(row))
        if code and (code not in book.room_types if kind == ROOM_TYPE else not book.knows(kind, code))
    ]


def create_codes(
    *, scope: Scope, now: datetime, hotel_id: UUID, rows: list[ReservationRow], book: CodeBook
) -> list[tuple[str, str]]:
    """Create the codes some rows name; returns them."""
    names = {r.agent_code: r.agent_name for r in rows if r.agent_code} | {
        r.company_code: r.company_name for r in rows if r.company_code
    }
    wanted = list(dict.fromkeys(pair for row in rows for pair in unknown_codes(row, book)))
    for kind, code in wanted:
        if kind == ROOM_TYPE:
            add_room_type(scope=scope, now=now, hotel_id=hotel_id, code=code, name_zh=code)
        else:
            add_code(
                scope=scope, now=now, hotel_id=hotel_id, kind=CodeKind(kind), code=code, name_zh=names.get(code) or ""
            )
    return wanted
