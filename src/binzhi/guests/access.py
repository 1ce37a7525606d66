"""Permissions of the room and the gates to its objects."""

from typing import Any
from uuid import UUID

from django.db import models

from binzhi.guests.enums import GuestState
from binzhi.guests.joined import lead_of
from binzhi.guests.models import Guest
from binzhi.kernel.errors import NotAllowed, NotFound
from binzhi.kernel.permissions import declare
from binzhi.kernel.scope import Scope

READ = declare("guests.read", zh="查看客史", en="Read guest histories")
SEARCH = declare("guests.search", zh="检索客史", en="Search guest histories")
CREATE = declare("guests.create", zh="新建客史", en="Create guest histories")
EDIT = declare("guests.edit", zh="修改客史", en="Change guest histories")
FLAG = declare("guests.flag", zh="设置宾客标记", en="Set flags on guests")
NOTE = declare("guests.note", zh="填写备注", en="Write notes")
RECORD_FACT = declare("guests.record_fact", zh="记录喜好与事实", en="Record preferences and facts")
SCAN = declare("guests.scan", zh="扫描证件", en="Scan identity documents")
SCAN_CARD = declare("guests.scan_card", zh="扫描名片与查看本人的读取", en="Scan business cards; see what one scanned")
SWITCH_FIELDS = declare("guests.switch_fields", zh="开启敏感项目", en="Switch sensitive fields on")
RELATE = declare("guests.relate", zh="维护人际关系", en="Keep relations between guests")
EXPORT = declare("guests.export", zh="导出客史", en="Export guest histories")
PRINT = declare("guests.print", zh="打印客史", en="Print guest histories")
REAL_NAME = declare("guests.real_name", zh="查看匿名宾客的真实姓名", en="See the real name of incognito guests")
CHANGE_MANY = declare("guests.change_many", zh="批量修改客史", en="Change many guest histories at once")
READ_GROUP = declare("guests.read_group", zh="查看集团其他酒店的客史", en="See the history in the group's other hotels")

PAPER = declare("guests.paper", zh="管理纸质档案", en="Keep the paper register")

NEEDS = {
    "read": READ,
    "edit": EDIT,
    "flag": FLAG,
    "note": NOTE,
    "record_fact": RECORD_FACT,
    "relate": RELATE,
    "paper": PAPER,
    "print": PRINT,
}


def visible_guests(scope: Scope) -> models.QuerySet[Any]:
    """Return the guests the scope may see: its group's, each person once, without those withdrawn."""
    scope.need(READ)
    found: models.QuerySet[Any] = Guest.objects.filter(group_id=scope.group_id)
    return found.exclude(state__in=[GuestState.WITHDRAWN, GuestState.JOINED])


def get_guest(scope: Scope, guest_id: UUID, *, to: str = "read") -> Guest:
    """Return a guest for a purpose (``read``, ``edit``, ``flag``, ``note``, ``record_fact``, ``relate``, ``print``), or refuse.

    For the id of a profile joined under another the person's lead is returned, so that bookmarks and outside ids go on.
    A guest who stays incognito comes under the alias for those who may not see the real name; only for an edit as it is.
    """
    scope.need(NEEDS[to])
    guest = Guest.objects.filter(id=guest_id).exclude(state=GuestState.WITHDRAWN).first()
    if guest is None:
        raise NotFound
    if guest.joined_to is not None:
        guest = lead_of(guest)
    if to != "edit":
        from binzhi.guests.incognito import hide_from  # it asks this gate's permissions

        hide_from(scope, [guest])
    return guest  # type: ignore[no-any-return]  # managers of abstract rooms are Any


def sees_department(scope: Scope, department: str) -> bool:
    """Tell whether items and notes of a department may be seen."""
    return "*" in scope.departments or department in scope.departments


def desk_of(scope: Scope) -> tuple[UUID, UUID]:
    """Return hotel and person of an actor; lists, changes of many and exports belong to somebody at work in a hotel."""
    if scope.hotel_id is None or scope.actor.id is None:
        raise NotAllowed(permission="hotel")
    return scope.hotel_id, scope.actor.id
