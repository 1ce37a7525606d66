"""Work over lists in the background: changes of many guests, exports. Cut off, it goes on or can be asked for again."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.utils import timezone, translation
from django_tasks import task

from binzhi.guests.domain.bulk_change import fail_change, get_change, run_change, undo_change
from binzhi.guests.domain.exports import fail_export, get_export, make_export
from binzhi.guests.models import BulkChange
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope, open_scope
from binzhi.org.access import scope_for
from binzhi.org.models import Staff

log = logging.getLogger(__name__)


def clock() -> datetime:
    """Return the moment passed to the verbs."""
    return timezone.now()


@contextmanager
def _as_staff(staff_id: str, hotel_id: str) -> Iterator[Scope]:
    """Open the scope the staff member has now: rights taken away since are gone here too."""
    staff = Staff.objects.get(id=UUID(staff_id), is_active=True)
    with open_scope(scope_for(staff, hotel_id=UUID(hotel_id))) as scope, translation.override(staff.language):
        yield scope


def _work(change_id: str, staff_id: str, hotel_id: str, work: Callable[[Scope, BulkChange], object]) -> None:
    with _as_staff(staff_id, hotel_id) as scope:
        change = get_change(scope, UUID(change_id))
        try:
            work(scope, change)
        except DomainError as error:
            fault = {"code": error.code, "zh": error.text("zh-hans"), "en": error.text("en")}
            fail_change(scope=scope, now=clock(), change=change, fault=fault)


@task
def run_bulk_change(change_id: str, staff_id: str, hotel_id: str) -> None:
    """Do a change of many guests."""
    _work(change_id, staff_id, hotel_id, lambda scope, change: run_change(scope=scope, clock=clock, change=change))


@task
def undo_bulk_change(change_id: str, staff_id: str, hotel_id: str) -> None:
    """Take a change of many guests back."""
    _work(change_id, staff_id, hotel_id, lambda scope, change: undo_change(scope=scope, clock=clock, change=change))


@task
def write_export(export_id: str, staff_id: str, hotel_id: str) -> None:
    """Make the file of an export."""
    with _as_staff(staff_id, hotel_id) as scope:
        export = get_export(scope, UUID(export_id))
        try:
            make_export(scope=scope, now=clock(), export=export, language=translation.get_language() or "zh-hans")
        except DomainError as error:
            fault = {"code": error.code, "zh": error.text("zh-hans"), "en": error.text("en")}
            fail_export(scope=scope, now=clock(), export=export, fault=fault)
