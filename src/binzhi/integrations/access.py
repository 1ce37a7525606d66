"""Permissions of the room and the gate to its batches."""

from typing import Any
from uuid import UUID

from django.db import models

from binzhi.integrations.models import ImportBatch
from binzhi.kernel.errors import NotFound
from binzhi.kernel.permissions import declare
from binzhi.kernel.scope import Scope

READ = declare("integrations.read", zh="查看导入批次", en="See imports")
IMPORT = declare("integrations.import", zh="导入文件", en="Import files")
UNDO = declare("integrations.undo", zh="撤销导入批次", en="Undo imports")


def visible_batches(scope: Scope) -> models.QuerySet[Any]:
    """Return the batches of the readable hotels, latest first."""
    scope.need(READ)
    found: models.QuerySet[Any] = ImportBatch.objects.select_related("hotel").order_by("-created_at")
    return found


def get_batch(scope: Scope, batch_id: UUID, *, to: str = READ) -> ImportBatch:
    """Return a batch for reading, importing or undoing, or refuse."""
    scope.need(to)
    row: ImportBatch | None = ImportBatch.objects.select_related("hotel").filter(id=batch_id).first()
    if row is None:
        raise NotFound
    return row
