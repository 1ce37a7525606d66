"""Verbs on the duty list of a date (R-232): a small copy of the roster, so that a favourite chef who is off is noticed."""

from datetime import date, datetime

from binzhi.arrivals.access import SIGN, need_department
from binzhi.arrivals.models import StaffDuty
from binzhi.arrivals.wordings import DEPARTMENT
from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import persist, record, unit_of_work
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel, Staff

ENTERED = declare_act(
    "enter_duty_list",
    zh="录入 {department} {date} 排班：{on} 人当班，{off} 人休息",
    en="Entered the duty list of {department} for {date}: {on} on, {off} off",
    said=DEPARTMENT,
)


def enter_duty_list(
    *, scope: Scope, now: datetime, hotel: Hotel, department: str, day: date, on: list[str], off: list[str]
) -> list[StaffDuty]:
    """Enter who of a department is on and off duty on a date; the list replaces the one before."""
    scope.need(SIGN)
    scope.need_hotel(hotel.id)
    need_department(scope, department)
    names = {name.strip()[:80]: True for name in on if name.strip()} | {
        name.strip()[:80]: False for name in off if name.strip()
    }
    known = dict(Staff.objects.filter(posts__hotel=hotel, name__in=names).values_list("name", "id"))
    with unit_of_work(scope):
        StaffDuty.objects.filter(hotel=hotel, department=department, date=day).delete()
        rows = [
            persist(
                StaffDuty(
                    hotel=hotel,
                    date=day,
                    department=department,
                    name=name,
                    staff_id=known.get(name),
                    is_on=is_on,
                    entered_by=scope.actor.name,
                    entered_at=now,
                )
            )
            for name, is_on in names.items()
        ]
        record(
            ENTERED,
            scope=scope,
            now=now,
            object_type="duty",
            hotel_id=hotel.id,
            details={
                "department": department,
                "date": day.isoformat(),
                "on": sum(names.values()),
                "off": len(names) - sum(names.values()),
            },
        )
    return rows


def duty_of(hotel: Hotel, department: str, day: date) -> list[StaffDuty]:
    """Return the duty list of a department for a date."""
    return list(StaffDuty.objects.filter(hotel=hotel, department=department, date=day).order_by("-is_on", "name"))
