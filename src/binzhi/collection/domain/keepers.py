"""Verbs that designate the keepers of the guest history, per department and for the house (R-146)."""

from datetime import datetime

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, current_unit, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.collection.access import ASSIGN_KEEPERS, CONSOLIDATE, KEEP
from binzhi.collection.enums import ItemState
from binzhi.collection.errors import KeeperStands, NoKeeperRole
from binzhi.collection.models import CollectedItem, Keeper
from binzhi.collection.routing import HOUSE, keeping_of
from binzhi.collection.wordings import keeper_words
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope
from binzhi.org.models import Department, Hotel, Post, Staff
from binzhi.org.roles import roles

SAID = {"department": keeper_words}
ASSIGNED = declare_act(
    "assign_keeper",
    zh="指定{staff}为{department}客史专员",
    en="Designated {staff} as records keeper of {department}",
    said=SAID,
)
RELEASED = declare_act(
    "release_keeper",
    zh="{staff}不再担任{department}客史专员",
    en="{staff} no longer keeps the records of {department}",
    said=SAID,
)


def assign_keeper(*, scope: Scope, now: datetime, hotel: Hotel, department: str, staff: Staff) -> Keeper:
    """Designate somebody as keeper of a department's queue, or of the house (empty department).

    Refuses somebody whose post does not include keeping (for the house: consolidating), and a keeper who stands.
    Items of the department that waited in the queue of the house stay where they are.
    """
    scope.need(ASSIGN_KEEPERS)
    scope.need_hotel(hotel.id)
    if department != HOUSE and not Department.objects.filter(hotel=hotel, code=department, is_active=True).exists():
        raise NotFound
    needed = CONSOLIDATE if department == HOUSE else KEEP
    posts = Post.objects.filter(hotel=hotel, staff=staff).values_list("role", flat=True)
    if not staff.is_active or not any(needed in roles()[p].permissions for p in posts if p in roles()):
        raise NoKeeperRole(name=staff.name)
    with unit_of_work(scope):
        standing = locked(Keeper.objects.filter(hotel=hotel, department=department, staff_id=staff.id))
        if standing.filter(ended_at__isnull=True).exists():
            raise KeeperStands(name=staff.name)
        row = persist(
            Keeper(
                hotel=hotel, department=department, staff_id=staff.id, staff=staff.name, began_at=now,
                began_by=scope.actor.name,
            )
        )  # fmt: skip
        _log(ASSIGNED, scope, now, row)
    return row


def release_keeper(*, scope: Scope, now: datetime, keeper: Keeper) -> Keeper:
    """End a keeper's task; the row stays as history. Open items without a keeper left go to the queue of the house."""
    scope.need(ASSIGN_KEEPERS)
    with unit_of_work(scope):
        row: Keeper | None = locked(Keeper.objects.filter(id=keeper.id, ended_at__isnull=True)).first()
        if row is None:
            raise NotFound
        row.ended_at, row.ended_by = now, scope.actor.name
        amend(row, "ended_at", "ended_by")
        current_unit().memory.pop(f"collection keeping {row.hotel_id}", None)
        home = keeping_of(row.hotel_id).home_of(row.department)
        if home != row.department:
            rows = CollectedItem.objects.filter(
                hotel_id=row.hotel_id, keeper_department=row.department, state=ItemState.COLLECTED
            )
            for item in locked(rows):
                item.keeper_department = home
                amend(item, "keeper_department")
        _log(RELEASED, scope, now, row)
    return row


def _log(name: str, scope: Scope, now: datetime, row: Keeper) -> None:
    record(
        name,
        scope=scope,
        now=now,
        object_type="keeper",
        object_id=row.id,
        hotel_id=row.hotel_id,
        details={"staff": row.staff, "department": row.department},
    )
