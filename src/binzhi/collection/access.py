"""Permissions of the room and the gate to what was handed in."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from binzhi.collection.enums import ItemState
from binzhi.collection.models import CollectedItem
from binzhi.guests.items import items
from binzhi.guests.joined import row_of
from binzhi.kernel.errors import NotFound
from binzhi.kernel.permissions import declare
from binzhi.kernel.scope import Scope
from binzhi.org import policy

COLLECT = declare("collection.collect", zh="提交宾客信息", en="Hand in guest information")
KEEP = declare("collection.keep", zh="整理本部门客史", en="Keep the department's guest information")
CONSOLIDATE = declare("collection.consolidate", zh="统一归入客史", en="Consolidate all departments' items")
MEET = declare("collection.meet", zh="主持信息分析会", en="Hold information analysis meetings")
REPORT = declare("collection.report", zh="查看采集情况", en="See how collection goes")
ASSIGN_KEEPERS = declare("collection.assign_keepers", zh="指定客史专员", en="Designate records keepers")
CONVERSE = declare("collection.converse", zh="记录与宾客的谈话", en="Enter facts learned in conversation")
ENQUIRE = declare("collection.enquire", zh="客户信息调查与资料登记", en="Run enquiries and the register of files")


def visible_items(scope: Scope) -> QuerySet[Any]:
    """Return what was handed in that the reader may see, in readable hotels.

    A matter of health is seen by who handed it in, and by readers of class C4 of that department or of the whole house:
    who only does the work (the kitchen) sees the task and nothing else. An item of a class the reader may not read is
    seen by who handed it in.
    """
    scope.need(COLLECT)
    plain = Q(removes_on__isnull=True) | Q(collector_id=scope.actor.id)
    if policy.decide(scope, "read", field_class="C4"):
        plain = Q() if "*" in scope.departments else plain | Q(department__in=scope.departments)
    found: QuerySet[Any] = CollectedItem.objects.filter(plain)
    closed = [
        i.code for i in items().values() if i.is_sealed and not policy.decide(scope, "read", field_class=i.field_class)
    ]
    if closed:
        found = found.filter(~Q(item__in=closed) | Q(collector_id=scope.actor.id))
    return found.exclude(state=ItemState.REMOVED)


def get_item(scope: Scope, guest_id: UUID, item_id: UUID) -> CollectedItem:
    """Return a visible entry, or refuse."""
    row: CollectedItem | None = row_of(visible_items(scope), guest_id, item_id)
    if row is None:
        raise NotFound
    return row
