"""Verbs on saved lists (R-194): they keep conditions, never guests, so nobody carries a private customer list (R-116)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.guests.access import CHANGE_MANY, SEARCH, desk_of
from binzhi.guests.errors import ListTaken
from binzhi.guests.lists import Rule
from binzhi.guests.models import SavedList
from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.kernel.scope import Scope

SAVED = declare_act("save_list", zh="保存名单“{name}”", en='Saved the list "{name}"', personal=("name",))
REMOVED = declare_act("remove_list", zh="删除名单“{name}”", en='Removed the list "{name}"', personal=("name",))


def save_list(
    *, scope: Scope, now: datetime, name: str, rules: list[Rule], is_shared: bool, row: SavedList | None = None
) -> SavedList:
    """Save conditions under a name, or change a list of one's own.

    Refuses an empty name, no conditions, a name the person uses already (:class:`ListTaken`), and another's list.
    """
    scope.need(SEARCH)
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise BadInput(field="name", zh="请填写名单名称（最多60字）。", en="Name the list, at most 60 characters.")
    if not rules:
        raise BadInput(field="rules", zh="请至少设一个条件。", en="Set one condition at least.")
    if row is not None and row.owner_id != scope.actor.id:
        raise NotAllowed(permission="list")
    stored, (hotel_id, person_id) = [rule.stored() for rule in rules], desk_of(scope)
    with unit_of_work(scope):
        if row is None:
            row = SavedList(
                hotel_id=hotel_id, name=name, owner_id=person_id, owner=scope.actor.name,
                is_shared=is_shared, rules=stored, made_at=now, changed_at=now,
            )  # fmt: skip
            try:
                with transaction.atomic():
                    persist(row)
            except IntegrityError as error:
                raise ListTaken(name=name) from error
        else:
            row.name, row.rules, row.is_shared, row.changed_at = name, stored, is_shared, now
            amend(row, "name", "rules", "is_shared", "changed_at")
        record(SAVED, scope=scope, now=now, object_type="list", object_id=row.id, details={"name": name})
    return row


def remove_list(*, scope: Scope, now: datetime, row: SavedList) -> None:
    """Remove a list: one's own, or a shared one by whoever may change many guests."""
    if row.owner_id != scope.actor.id:
        scope.need(CHANGE_MANY)
    with unit_of_work(scope):
        SavedList.objects.filter(id=row.id).delete()
        record(REMOVED, scope=scope, now=now, object_type="list", object_id=row.id, details={"name": row.name})
