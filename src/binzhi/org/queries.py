"""Reads of the room: business date, departments, staff names."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.org.models import BusinessDay, Department, Hotel, Staff


def business_date(hotel: Hotel, *, now: datetime) -> date:
    """Return the open business date; before the first night audit it is the calendar date in the hotel's zone."""
    day = BusinessDay.unscoped.filter(hotel=hotel, closed_at__isnull=True).order_by("-date").first()  # unscoped: named
    return day.date if day else now.astimezone(ZoneInfo(hotel.timezone)).date()


def tomorrow(hotel: Hotel, *, now: datetime) -> date:
    """Return the business date after the open one."""
    return business_date(hotel, now=now) + timedelta(days=1)


def departments(hotel_id: UUID) -> list[Department]:
    """Return the active departments of a hotel in their order."""
    found = Department.unscoped.filter(hotel_id=hotel_id, is_active=True)  # unscoped: named hotel
    return list(found.order_by("position", "code"))


def staff_of(hotel_id: UUID, department: str | None = None) -> list[Staff]:
    """Return the active staff of a hotel, of one department if given."""
    post: dict[str, UUID | str] = {
        "posts__hotel_id": hotel_id
    }  # one filter: hotel and department must be of the same post
    if department:
        post["posts__department__code"] = department
    return list(Staff.objects.filter(is_active=True, **post).distinct().order_by("name"))
