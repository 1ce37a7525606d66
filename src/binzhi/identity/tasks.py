"""Runs over the whole file in the background, on the queue ``imports``. A killed one can be gone on with or taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.utils import timezone, translation
from django_tasks import task

from binzhi.identity.clean_up import carry_out, take_back
from binzhi.identity.domain.runs import RunOptions
from binzhi.identity.models import IdentityRun
from binzhi.kernel.scope import Scope, open_scope
from binzhi.org.access import scope_for
from binzhi.org.models import Staff


def clock() -> datetime:
    """Return the moment passed to the verbs."""
    return timezone.now()


@contextmanager
def _as_staff(staff_id: str, hotel_id: str) -> Iterator[Scope]:
    """Open the scope the staff member has now: rights taken away since are gone here too."""
    staff = Staff.objects.get(id=UUID(staff_id), is_active=True)
    scope = scope_for(staff, hotel_id=UUID(hotel_id))
    with open_scope(scope), translation.override(staff.language):
        yield scope


@task(queue_name="imports")
def clean_up(dry_run: bool, resume: str, staff_id: str, hotel_id: str) -> None:
    """Do a run, or go on with one; faults stand on the run."""
    with _as_staff(staff_id, hotel_id) as scope:
        standing = IdentityRun.objects.get(id=UUID(resume)) if resume else None
        carry_out(scope=scope, clock=clock, options=RunOptions(dry_run=dry_run), resume=standing)


@task(queue_name="imports")
def undo_clean_up(run_id: str, staff_id: str, hotel_id: str) -> None:
    """Take a run back, or go on with taking it back."""
    with _as_staff(staff_id, hotel_id) as scope:
        take_back(scope=scope, clock=clock, run=IdentityRun.objects.get(id=UUID(run_id)))
