"""Verbs on the group, its hotels, departments and parameters."""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.kernel.errors import BadInput, DomainError
from binzhi.kernel.scope import Actor, Scope
from binzhi.org.access import MANAGE_HOUSE, MANAGE_STAFF
from binzhi.org.departments import catalogue_departments
from binzhi.org.models import BusinessDay, Department, Group, Hotel, Setting

OPENED_HOTEL = declare_act("open_hotel", zh="建立酒店 {code}", en="Opened hotel {code}")
CHANGED_HOTEL = declare_act("change_hotel", zh="修改酒店 {code}：{fields}", en="Changed hotel {code}: {fields}")
ADDED_DEPARTMENT = declare_act("add_department", zh="新增部门 {code}", en="Added department {code}")
CHANGED_DEPARTMENT = declare_act("change_department", zh="修改部门 {code}", en="Changed department {code}")
SET_PARAMETER = declare_act("set_parameter", zh="设定参数 {key} = {value}", en="Set {key} = {value}")
CLOSED_DAY = declare_act("close_business_day", zh="夜审：{date} 结束", en="Night audit: closed {date}")


class CodeTaken(DomainError):
    """The code is used already."""

    code = "code_taken"
    zh = "代码“{taken}”已被使用，请换一个。"
    en = 'The code "{taken}" is taken already; choose another.'


def _code(text: str, field: str) -> str:
    text = text.strip()
    if not text or len(text) > 16 or not all(c.isalnum() or c in "-_" for c in text):
        raise BadInput(field=field, zh="请用1至16位字母、数字、- 或 _。", en="Use 1 to 16 letters, digits, - or _.")
    return text


def founding_scope(group: Group) -> Scope:
    """Return the scope in which the first hotel is opened (from the command line, before anyone can sign in)."""
    return Scope(
        actor=Actor(kind="system", id=None, name="binzhi init"),
        group_id=group.id,
        hotel_ids=frozenset(),
        readable_hotel_ids=frozenset(),
        permissions=frozenset({MANAGE_HOUSE, MANAGE_STAFF}),
    )


def found_group(*, name_zh: str, name_en: str = "") -> Group:
    """Create the group of this database; the first act of all, before any scope can exist. Refuses a second one."""
    if Group.objects.exists():
        raise CodeTaken(taken=name_zh)
    return Group.objects.create(name_zh=name_zh, name_en=name_en)


def open_hotel(
    *,
    scope: Scope,
    now: datetime,
    code: str,
    name_zh: str,
    name_en: str = "",
    timezone: str = "Asia/Shanghai",
    currency: str = "CNY",
    region: str = "CN",
    business_date: date | None = None,
) -> Hotel:
    """Create a hotel with its departments (catalogue) and its first open business date. Refuses a taken code."""
    scope.need(MANAGE_HOUSE)
    code = _code(code, "hotel")
    if Hotel.objects.filter(code=code).exists():
        raise CodeTaken(taken=code)
    with unit_of_work(scope):
        hotel = persist(
            Hotel(
                group_id=scope.group_id,
                code=code,
                name_zh=name_zh,
                name_en=name_en,
                timezone=timezone,
                currency=currency,
                region=region,
            )
        )
        for position, (name, words) in enumerate(catalogue_departments().items()):
            persist(Department(hotel=hotel, code=name, name_zh=words.zh, name_en=words.en, position=position * 10))
        day = business_date or now.astimezone(ZoneInfo(timezone)).date()
        persist(BusinessDay(hotel=hotel, date=day, opened_at=now))
        record(
            OPENED_HOTEL,
            scope=scope,
            now=now,
            object_type="hotel",
            object_id=hotel.id,
            hotel_id=hotel.id,
            details={"code": code},
        )
    return hotel


def change_hotel(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    name_zh: str,
    name_en: str,
    currency: str,
    check_in_hour: int | None = None,
    check_out_hour: int | None = None,
) -> list[str]:
    """Change names, the currency of later entries, and the hours of arrival and departure; returns what changed."""
    scope.need(MANAGE_HOUSE)
    scope.need_hotel(hotel.id)
    wanted: dict[str, str | int] = {
        "name_zh": name_zh.strip(),
        "name_en": name_en.strip(),
        "currency": currency.strip().upper(),
        "check_in_hour": hotel.check_in_hour if check_in_hour is None else check_in_hour,
        "check_out_hour": hotel.check_out_hour if check_out_hour is None else check_out_hour,
    }
    if not wanted["name_zh"]:
        raise BadInput(field="name_zh", zh="请填写酒店中文名称。", en="Enter the Chinese name of the hotel.")
    if not re.fullmatch(r"[A-Z]{3}", str(wanted["currency"])):
        raise BadInput(field="currency", zh="请填三个字母，如 CNY。", en="Use three letters, such as CNY.")
    for field in ("check_in_hour", "check_out_hour"):
        if not 0 <= int(wanted[field]) <= 23:
            raise BadInput(field=field, zh="请填0至23点。", en="Enter an hour from 0 to 23.")
    changed = [field for field, value in wanted.items() if getattr(hotel, field) != value]
    if changed:
        for field in changed:
            setattr(hotel, field, wanted[field])
        with unit_of_work(scope):
            amend(hotel, *changed)
            record(
                CHANGED_HOTEL,
                scope=scope,
                now=now,
                object_type="hotel",
                object_id=hotel.id,
                details={"code": hotel.code, "fields": ", ".join(changed)},
            )
    return changed


def add_department(*, scope: Scope, now: datetime, hotel_id: UUID, code: str, name_zh: str, name_en: str) -> Department:
    """Add a department of the hotel's own. Refuses a taken code."""
    scope.need(MANAGE_HOUSE)
    scope.need_hotel(hotel_id)
    code = _code(code, "code").lower()
    existing = Department.objects.filter(hotel_id=hotel_id)
    if existing.filter(code=code).exists():
        raise CodeTaken(taken=code)
    with unit_of_work(scope):
        row = persist(
            Department(
                hotel_id=hotel_id,
                code=code,
                name_zh=name_zh.strip() or code,
                name_en=name_en.strip(),
                position=existing.count() * 10,
            )
        )
        record(
            ADDED_DEPARTMENT,
            scope=scope,
            now=now,
            object_type="department",
            object_id=row.id,
            details={"code": code},
        )
    return row


def change_department(
    *, scope: Scope, now: datetime, department: Department, name_zh: str, name_en: str, is_active: bool
) -> Department:
    """Rename a department or put it out of use (its history stays)."""
    scope.need(MANAGE_HOUSE)
    scope.need_hotel(department.hotel_id)
    department.name_zh = name_zh.strip() or department.name_zh
    department.name_en, department.is_active = name_en.strip(), is_active
    with unit_of_work(scope):
        amend(department, "name_zh", "name_en", "is_active")
        record(
            CHANGED_DEPARTMENT,
            scope=scope,
            now=now,
            object_type="department",
            object_id=department.id,
            details={"code": department.code},
        )
    return department


def set_parameter(*, scope: Scope, now: datetime, hotel_id: UUID, key: str, value: Any) -> Setting:
    """Set a parameter of the hotel; earlier values stay as history."""
    scope.need(MANAGE_HOUSE)
    scope.need_hotel(hotel_id)
    with unit_of_work(scope):
        row = persist(Setting(hotel_id=hotel_id, key=key, value=value, set_at=now, set_by=scope.actor.name))
        record(
            SET_PARAMETER,
            scope=scope,
            now=now,
            object_type="setting",
            object_id=row.id,
            details={"key": key, "value": str(value)[:120]},
        )
    return row


def close_business_day(*, scope: Scope, now: datetime, hotel: Hotel, next_date: date) -> BusinessDay:
    """Close the open business date and open the next one. Called by the night audit, which checks what must be done."""
    with unit_of_work(scope):
        open_days = locked(BusinessDay.objects.filter(hotel=hotel, closed_at__isnull=True))
        for day in open_days:
            day.closed_at, day.closed_by = now, scope.actor.name
            amend(day, "closed_at", "closed_by")
            record(
                CLOSED_DAY,
                scope=scope,
                now=now,
                object_type="business_day",
                object_id=day.id,
                hotel_id=hotel.id,
                details={"date": day.date.isoformat()},
            )
        return persist(BusinessDay(hotel=hotel, date=next_date, opened_at=now))
