"""Parameters of the room, set per hotel on the house page."""

from datetime import time
from typing import Any
from uuid import UUID

from binzhi.org.parameters import declare_parameter, parameter

REPORT_HOUR = declare_parameter(
    "arrivals.report_hour",
    kind="hour",
    default=18,
    zh="次日抵店报告自动编制时间（点）",
    en="Tomorrow's report is built by the clock at (hour)",
)
OPEN_WITHIN_HOURS = declare_parameter(
    "arrivals.open_within_hours",
    kind="number",
    default=2,
    zh="各部门应在几小时内打开报告",
    en="Departments open the report within (hours)",
)
TURNDOWN_HOUR = declare_parameter(
    "arrivals.turndown_hour",
    kind="hour",
    default=18,
    zh="标准夜床时间（点）",
    en="Standard turndown begins at (hour)",
)
ALLOW_UPGRADE = declare_parameter(
    "arrivals.allow_upgrade",
    kind="yes",
    default=True,
    zh="预分房：预订房型已满时可升级",
    en="Pre-assignment may upgrade when the reserved type is full",
)


def hour_of(hotel_id: UUID, key: str) -> time:
    """Return an hour a hotel has set: a full hour, or written as ``16:30``."""
    value: Any = parameter(hotel_id, key)
    if isinstance(value, str) and ":" in value:
        return time.fromisoformat(value)
    return time(int(value))
