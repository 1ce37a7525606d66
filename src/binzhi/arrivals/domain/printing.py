"""The note of every copy that leaves the screen."""

from datetime import date, datetime

from binzhi.arrivals.access import PRINT
from binzhi.arrivals.wordings import DEPARTMENT
from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import record, unit_of_work
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel

EXPORTED = declare_act(
    "export_report",
    zh="导出 {date} 抵店报告（{department}，{form}）",
    en="Took out the report of {date} ({department}, {form})",
    said=DEPARTMENT,
    is_read=True,
)


def note_export(*, scope: Scope, now: datetime, hotel: Hotel, day: date, department: str, form: str) -> None:
    """Note that the report was printed or downloaded, by whom and in which form."""
    scope.need(PRINT)
    with unit_of_work(scope):
        record(
            EXPORTED,
            scope=scope,
            now=now,
            object_type="plan",
            hotel_id=hotel.id,
            details={"date": day.isoformat(), "department": department or "*", "form": form},
        )
