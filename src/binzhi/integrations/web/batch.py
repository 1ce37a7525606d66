"""Doors of batches: the list, one batch with its lines, progress, the table of refused rows, undo, entries by month."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binzhi.integrations import queries
from binzhi.integrations.access import READ, UNDO, get_batch, visible_batches
from binzhi.integrations.domain.batches import ask_for_work, is_busy
from binzhi.integrations.enums import BatchState
from binzhi.integrations.lines import as_csv, said_of, view_of
from binzhi.integrations.models import ImportBatch
from binzhi.integrations.readers import KINDS
from binzhi.integrations.tasks import undo_import
from binzhi.integrations.words import OUTCOMES, UNDONE, said
from binzhi.ui.doors import POST, door
from binzhi.ui.requests import DeskRequest

PAGE, BATCHES = 50, 25
TONES = {"linked": "is-ok", "refused": "is-stop", "doubtful": "is-due", "kept": "is-due"}


def language() -> str:
    """Return the reader's language."""
    return get_language() or "zh-hans"


def figures(counts: dict[str, int], reader: str) -> list[dict[str, Any]]:
    """Return the counts of a run as figures: always new, matched, changed, doubtful, refused; unchanged when there are."""
    shown = [code for code in OUTCOMES if code != "unchanged" or counts.get(code)]
    return [
        {
            "code": c,
            "count": counts.get(c, 0),
            "words": said(OUTCOMES, c, reader),
            "tone": TONES.get(c, "") if counts.get(c) else "",
        }
        for c in shown
    ]


def progress_context(batch: ImportBatch, now: datetime) -> dict[str, Any]:
    """Return what the progress panel needs: how far, and whether anybody is still at work."""
    progress = queries.progress_of(batch)
    return {"progress": progress, "silent": progress is not None and not is_busy(batch, now=now)}


def kind_words(kind: str) -> str:
    """Return a kind of file in words."""
    found = KINDS.get(kind)
    return found.words.text(language()) if found else kind


@door(READ)
def batches(request: DeskRequest) -> HttpResponse:
    """Show the batches of the hotel, latest first."""
    found = visible_batches(request.scope).filter(hotel=request.hotel).defer("report", "mapping")
    page = Paginator(found, BATCHES).get_page(request.GET.get("page"))
    rows = [{"batch": b, "kind": kind_words(b.kind), "refused": b.counts.get("refused", 0)} for b in page]
    return render(request, "integrations/batches.html", {"page": page, "rows": rows})


@door(READ)
def entries(request: DeskRequest) -> HttpResponse:
    """Show how much was entered by hand and by file, per month (R-742)."""
    months = queries.entries_by_month(request.scope, now=request.now)
    words = {queries.BY_HAND: _("By hand"), queries.BY_MACHINE: _("By the system"), queries.SCANNED: _("Scanned")}
    sources = sorted({s for m in months for s in m.sources}, key=lambda s: (s not in words, s))
    context = {
        "heads": [words.get(s) or kind_words(s) for s in sources],
        "months": [{"month": m.month, "counts": [m.total(s) for s in sources]} for m in months],
    }
    return render(request, "integrations/_entries.html", context)


@door(READ)
def show(request: DeskRequest, batch_id: UUID) -> HttpResponse:
    """Show one batch: counts, lines, what can be done next."""
    batch = get_batch(request.scope, batch_id)
    if batch.state in {BatchState.UPLOADED, BatchState.CHECKED} and request.scope.may("integrations.import"):
        return redirect("integrations:check", batch_id=batch.id)
    default = "attention" if batch.counts.get("refused") or batch.counts.get("doubtful") else "all"
    default = "kept" if batch.undo_counts.get("kept") else default
    chosen = request.GET.get("show", default)
    page = Paginator(queries.lines_of(batch, show=chosen), PAGE).get_page(request.GET.get("page"))
    lines = [view_of(line, language()) for line in page]
    ids = {line.guest_id for line in lines if line.guest_id}
    ids |= {UUID(g) for line in lines for one in line.said for g in one.guests}
    context = {
        "batch": batch,
        "kind": kind_words(batch.kind),
        "page": page,
        "lines": lines,
        "show": chosen,
        "names": queries.names_of(ids),
        "figures": figures(batch.counts, language()),
        "undone": [(said(UNDONE, k, language()), n) for k, n in batch.undo_counts.items() if n],
        "fault": said_of([batch.fault], language())[0].text if batch.fault else "",
        "can_go_on": batch.state == BatchState.FAILED,
        "can_undo": batch.state in {BatchState.FINISHED, BatchState.FAILED, BatchState.RUNNING},
        **progress_context(batch, request.now),
    }
    return render(request, "integrations/batch.html", context)


@door(READ)
def progress(request: DeskRequest, batch_id: UUID) -> HttpResponse:
    """Answer the polling of the progress panel; when the work is over the page is loaded anew."""
    batch = get_batch(request.scope, batch_id)
    context = {"batch": batch, **progress_context(batch, request.now)}
    if context["progress"] is None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "integrations/_progress.html", context)


@door(READ)
def refused(request: DeskRequest, batch_id: UUID) -> HttpResponse:
    """Give the refused rows as a table to correct the file by; cells cannot act as formulas."""
    batch = get_batch(request.scope, batch_id)
    lines = queries.lines_of(batch, show="refused").iterator(chunk_size=500)
    text = "".join(as_csv((view_of(line, language()) for line in lines), language()))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{batch.id.hex[:12]}.csv"'
    return response


@door(UNDO, methods=POST)
def undo(request: DeskRequest, batch_id: UUID) -> HttpResponse:
    """Take a batch back, or go on with taking it back."""
    batch = get_batch(request.scope, batch_id, to=UNDO)
    if batch.state != BatchState.UNDONE and ask_for_work(
        scope=request.scope, now=request.now, batch=batch, state=BatchState.UNDOING
    ):
        undo_import.enqueue(str(batch.id), str(request.scope.actor.id), str(request.hotel.id))
    else:
        messages.info(request, _("The work on this batch is under way."))
    return redirect("integrations:batch", batch_id=batch.id)
