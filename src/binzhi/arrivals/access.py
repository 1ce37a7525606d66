"""Permissions of the room and the gates to its objects."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from binzhi.arrivals.models import GiftRequest, PreparationItem
from binzhi.guests.joined import row_of
from binzhi.kernel.errors import NotAllowed, NotFound
from binzhi.kernel.permissions import declare
from binzhi.kernel.scope import Scope

READ = declare("arrivals.read", zh="查看抵店准备", en="See arrivals to prepare")
SIGN = declare("arrivals.sign", zh="签收与签字准备事项", en="Acknowledge and sign preparation items")
SIGN_BLOCK = declare("arrivals.sign_block", zh="签字解除入住拦截", en="Sign what stops a check-in")
PREASSIGN = declare("arrivals.preassign", zh="预分房", en="Pre-assign rooms")
REQUEST_GIFT = declare("arrivals.request_gift", zh="申请宾客礼品", en="Request gifts")
APPROVE_GIFT = declare("arrivals.approve_gift", zh="审批宾客礼品", en="Approve gifts")
EDIT_RULES = declare("arrivals.edit_rules", zh="修改准备规则", en="Change preparation rules")
PRINT = declare("arrivals.print", zh="打印与导出抵店报告", en="Print and export the arrivals report")


def sees_all(scope: Scope) -> bool:
    """Tell whether the reader sees every department's part."""
    return "*" in scope.departments


def own_departments(scope: Scope) -> frozenset[str]:
    """Return the departments the reader works in."""
    return scope.departments - {"*"}


def sees_department(scope: Scope, department: str) -> bool:
    """Tell whether the items of a department may be seen."""
    return sees_all(scope) or department in scope.departments


def need_department(scope: Scope, department: str) -> None:
    """Refuse the part of another department (R-214)."""
    if department and not sees_department(scope, department):
        raise NotAllowed(permission=f"{READ}:{department}")


def visible_items(scope: Scope) -> QuerySet[Any]:
    """Return the items the reader may see: own departments, or all for the whole house."""
    scope.need(READ)
    found: QuerySet[Any] = PreparationItem.objects.all()
    return found if sees_all(scope) else found.filter(department__in=own_departments(scope))


def items_of_day(scope: Scope, hotel_id: UUID, day: date) -> QuerySet[Any]:
    """Return the visible items of the plan of a date."""
    return visible_items(scope).filter(hotel_id=hotel_id, for_date=day)


def get_item(scope: Scope, guest_id: UUID, item_id: UUID, *, to: str = READ) -> PreparationItem:
    """Return an item of a visible department, or refuse."""
    scope.need(to)
    item: PreparationItem | None = row_of(visible_items(scope), guest_id, item_id)
    if item is None:
        raise NotFound
    return item


def visible_gifts(scope: Scope) -> QuerySet[Any]:
    """Return the gift forms the reader may see: asked by or to be delivered by own departments, or all."""
    scope.need(READ)
    found: QuerySet[Any] = GiftRequest.objects.select_related("guest")
    if sees_all(scope) or scope.may(APPROVE_GIFT):
        return found
    own = own_departments(scope)
    return found.filter(department__in=own) | found.filter(requested_department__in=own)


def get_gift(scope: Scope, guest_id: UUID, gift_id: UUID, *, to: str = READ) -> GiftRequest:
    """Return a gift form, or refuse."""
    scope.need(to)
    row: GiftRequest | None = row_of(visible_gifts(scope), guest_id, gift_id)
    if row is None:
        raise NotFound
    return row
