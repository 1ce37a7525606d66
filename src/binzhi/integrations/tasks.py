"""Import work in the background, on the queue ``imports``. A killed task leaves the batch where it was; it can go on."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.utils import timezone, translation
from django_tasks import task

from binzhi.integrations.access import IMPORT, UNDO, get_batch
from binzhi.integrations.domain.batches import fail, note_checking
from binzhi.integrations.domain.check import check_batch
from binzhi.integrations.domain.run import run_batch
from binzhi.integrations.domain.undo import undo_batch
from binzhi.integrations.models import ImportBatch
from binzhi.integrations.readers import ImportRefused
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope, open_scope
from binzhi.org.access import scope_for
from binzhi.org.models import Staff

log = logging.getLogger(__name__)
Work = Callable[[Scope, ImportBatch], object]
EVERY = 1.0  # seconds between two notes of progress of a dry run


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


def _work(batch_id: str, staff_id: str, hotel_id: str, permission: str, work: Work) -> None:
    with _as_staff(staff_id, hotel_id) as scope:
        batch = get_batch(scope, UUID(batch_id), to=permission)
        try:
            work(scope, batch)
        except DomainError as error:
            words = error.problem if isinstance(error, ImportRefused) else None
            zh, en = (words.zh, words.en) if words else (error.text("zh-hans"), error.text("en"))
            _stopped(scope, batch_id, {"code": error.code, "zh": zh, "en": en})
        except Exception:
            log.exception("import work stopped")
            text = {"zh": "程序出错，已停止。可以继续;如再次出现，请联系系统管理员。",
                    "en": "The program failed and stopped. You can go on; if it happens again, tell the administrator."}  # fmt: skip
            _stopped(scope, batch_id, {"code": "broken", **text})
            raise


def _stopped(scope: Scope, batch_id: str, fault: dict[str, str]) -> None:
    if fault["code"] == "batch_busy":
        return  # somebody else works on it, nothing stopped
    batch = ImportBatch.objects.get(id=UUID(batch_id))
    fail(scope=scope, now=clock(), batch=batch, fault=fault)


@task(queue_name="imports")
def check_import(batch_id: str, staff_id: str, hotel_id: str) -> None:
    """Do the dry run of a batch, noting how far it is."""

    def work(scope: Scope, batch: ImportBatch) -> None:
        last = [time.monotonic()]

        def progress(done: int, total: int) -> None:
            if time.monotonic() - last[0] >= EVERY:
                last[0] = time.monotonic()
                note_checking(scope=scope, now=clock(), batch=batch, done=done, total=total)

        check_batch(scope=scope, now=clock(), batch=batch, progress=progress)

    _work(batch_id, staff_id, hotel_id, IMPORT, work)


@task(queue_name="imports")
def run_import(batch_id: str, staff_id: str, hotel_id: str) -> None:
    """Import a batch, or go on with it."""
    _work(batch_id, staff_id, hotel_id, IMPORT, lambda scope, batch: run_batch(scope=scope, clock=clock, batch=batch))


@task(queue_name="imports")
def undo_import(batch_id: str, staff_id: str, hotel_id: str) -> None:
    """Take a batch back."""
    _work(batch_id, staff_id, hotel_id, UNDO, lambda scope, batch: undo_batch(scope=scope, clock=clock, batch=batch))
