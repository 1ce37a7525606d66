"""Imports over the API: which batches there are and how far they are. Bringing files in is for the command and the pages."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from binzhi.integrations.access import READ, get_batch, visible_batches
from binzhi.integrations.models import ImportBatch
from binzhi.integrations.queries import progress_of
from binzhi.kernel.scope import Scope
from binzhi.ui.doors import api_door

router = Router(tags=["imports"])


class BatchOut(Schema):
    """A batch: state, how far it is, and what became of its rows."""

    id: UUID
    hotel: str
    kind: str
    file: str
    sha256: str
    state: str
    rows_done: int
    rows_estimated: int
    counts: dict[str, int]
    undo: dict[str, int]
    fault: dict[str, str]
    created_at: datetime
    created_by: str
    started_at: datetime | None
    finished_at: datetime | None
    undone_at: datetime | None


class BatchList(Schema):
    """Batches, latest first; ``more`` tells that there are others."""

    items: list[BatchOut]
    more: bool


def _out(batch: ImportBatch) -> dict[str, Any]:
    progress = progress_of(batch) if batch.state in {"running", "undoing"} else None
    return {
        "id": batch.id,
        "hotel": batch.hotel.code,
        "kind": batch.kind,
        "file": batch.file_name,
        "sha256": batch.digest,
        "state": batch.state,
        "rows_done": progress.done if progress else batch.next_row,
        "rows_estimated": batch.row_estimate,
        "counts": batch.counts,
        "undo": batch.undo_counts,
        "fault": batch.fault,
        "created_at": batch.created_at,
        "created_by": batch.created_by,
        "started_at": batch.started_at,
        "finished_at": batch.finished_at,
        "undone_at": batch.undone_at,
    }


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.auth  # type: ignore[attr-defined]  # set by the API's TokenAuth
    return scope


@router.get("", response=BatchList, summary="List import batches")
@api_door(READ)
def batches(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Any:
    """Return the latest batches of the hotel."""
    found = list(visible_batches(_scope(request)).defer("mapping")[: limit + 1])
    return {"items": [_out(b) for b in found[:limit]], "more": len(found) > limit}


@router.get("/{uuid:batch_id}", response=BatchOut, summary="Read one import batch")
@api_door(READ)
def batch(request: HttpRequest, batch_id: UUID) -> Any:
    """Return one batch with its counts."""
    return _out(get_batch(_scope(request), batch_id))
