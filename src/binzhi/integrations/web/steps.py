"""Doors of the way in: choose the file, match the columns, look at what would happen, import."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binzhi.integrations.access import IMPORT, get_batch
from binzhi.integrations.columns import DATE_FORMS, columns_of, field_choices, mapping_from
from binzhi.integrations.domain.batches import ask_for_work, imports_folder, set_options, source_of, take_in_file
from binzhi.integrations.enums import BatchState
from binzhi.integrations.lines import said_of, view_of_report
from binzhi.integrations.models import ImportBatch
from binzhi.integrations.queries import names_of
from binzhi.integrations.readers import KINDS, ImportRefused, Source
from binzhi.integrations.readers.tables import TableSource
from binzhi.integrations.tasks import check_import, run_import
from binzhi.integrations.web.batch import figures, progress_context
from binzhi.integrations.web.forms import UploadForm
from binzhi.integrations.web.upload import is_too_large
from binzhi.integrations.words import CODE_KINDS, said
from binzhi.kernel.errors import DomainError
from binzhi.org import policy
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.requests import DeskRequest

PAGE = 50
CODES_SHOWN = 12


def has_columns(batch: ImportBatch) -> bool:
    """Tell whether the batch is a table whose columns can be matched."""
    kind = KINDS.get(batch.kind)
    return kind is not None and issubclass(kind.source, TableSource)


@contextmanager
def _on_disk(files: list[Any]) -> Iterator[Path]:
    """Lay uploaded files into a private folder for the time they are taken in."""
    with tempfile.TemporaryDirectory(dir=imports_folder(), prefix="upload-") as folder:
        for at, file in enumerate(files):
            name = Path(file.name or "file").name.lstrip(".")[-120:] or "file"
            path = Path(folder) / (name if len(files) == 1 else f"{at:04d}-{name}")
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                for chunk in file.chunks():
                    out.write(chunk)
        yield path if len(files) == 1 else Path(folder)


@door(IMPORT, methods=GET_POST)
def new(request: DeskRequest) -> HttpResponse:
    """Take a file in; a file that is here already leads to its batch."""
    too_large = is_too_large(request.META.get("CONTENT_LENGTH"))
    initial = {"kind": request.GET.get("kind", "reservations-csv")}
    form = UploadForm(request.POST or None, request.FILES or None, initial=initial, too_large=too_large)
    if request.method == "POST" and form.is_valid():
        files: list[Any] = form.cleaned_data["file"]
        name = files[0].name or "file"
        try:
            with _on_disk(files) as path:
                batch = take_in_file(
                    scope=request.scope,
                    now=request.now,
                    hotel=request.hotel,
                    path=path,
                    kind=form.cleaned_data["kind"],
                    file_name=name if len(files) == 1 else f"{name} +{len(files) - 1}",
                    system=form.cleaned_data["system"],
                )
        except DomainError as error:
            show_refusal(form, error, {"import_refused": "file"})
        else:
            return _next(request, batch)
    status = 422 if form.errors else 200
    return render(request, "integrations/new.html", {"form": form, "kinds": KINDS.values()}, status=status)


def _next(request: DeskRequest, batch: ImportBatch) -> HttpResponse:
    """Lead to the step a batch stands at."""
    if batch.state not in {BatchState.UPLOADED, BatchState.CHECKED}:
        messages.info(request, _("This file was imported already; nothing was changed."))
        return redirect("integrations:batch", batch_id=batch.id)
    if has_columns(batch):
        return redirect("integrations:map", batch_id=batch.id)
    _start_check(request, batch)
    return redirect("integrations:check", batch_id=batch.id)


def _start_check(request: DeskRequest, batch: ImportBatch) -> None:
    if ask_for_work(scope=request.scope, now=request.now, batch=batch, state=None):
        check_import.enqueue(str(batch.id), str(request.scope.actor.id), str(request.hotel.id))


@door(IMPORT, methods=GET_POST)
def columns(request: DeskRequest, batch_id: UUID) -> HttpResponse:
    """Match the columns of a table with the fields; then the dry run starts."""
    batch = get_batch(request.scope, batch_id, to=IMPORT)
    if batch.state not in {BatchState.UPLOADED, BatchState.CHECKED} or not has_columns(batch):
        return redirect("integrations:batch", batch_id=batch.id)
    problem = ""
    if request.method == "POST":
        found = _table(batch, request)
        mapping = mapping_from(columns_of(found), request.POST.dict(), batch.mapping)
        try:
            set_options(
                scope=request.scope, now=request.now, batch=batch, create_codes=batch.create_codes, mapping=mapping
            )
        except ImportRefused as error:
            problem = error.text(get_language() or "zh-hans")
        else:
            if not any(p.is_error for p in _table(batch, request).detected.problems):
                _start_check(request, batch)
                return redirect("integrations:check", batch_id=batch.id)
    source = _table(batch, request)
    may_read = all(policy.decide(request.scope, "read", field_class=c) for c in ("C1", "C2", "C3"))
    language = get_language() or "zh-hans"
    context = {
        "batch": batch,
        "columns": columns_of(source, shapes=not may_read),
        "fields": field_choices(batch.kind, language),
        "date_forms": DATE_FORMS,
        "detected": source.detected,
        "problem": problem,
        "problems": [(p.is_error, p.text(language)) for p in source.detected.problems],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "integrations/map.html", context, status=status)


def _table(batch: ImportBatch, request: DeskRequest) -> TableSource:
    source: Source = source_of(batch, now=request.now)
    if not isinstance(source, TableSource):
        raise TypeError(batch.kind)
    return source


@door(IMPORT, methods=GET_POST)
def check(request: DeskRequest, batch_id: UUID) -> HttpResponse:
    """Show the dry run; a POST starts it, with or without creating unknown codes."""
    batch = get_batch(request.scope, batch_id, to=IMPORT)
    if batch.state not in {BatchState.UPLOADED, BatchState.CHECKED}:
        return redirect("integrations:batch", batch_id=batch.id)
    if request.method == "POST":
        create = request.POST.get("create_codes") == "on"
        set_options(scope=request.scope, now=request.now, batch=batch, create_codes=create, mapping=batch.mapping)
        _start_check(request, batch)
        return redirect("integrations:check", batch_id=batch.id)
    report, language = batch.report, get_language() or "zh-hans"
    show = request.GET.get("show", "")
    wanted = {"refused", "doubtful"} if show == "attention" else {show}
    kept = [line for line in report.get("lines", ()) if not show or line["outcome"] in wanted]
    page = Paginator(kept, PAGE).get_page(request.GET.get("page"))
    counts, lines = report.get("counts", {}), [view_of_report(line, language) for line in page]
    candidates = {UUID(g) for line in lines for one in line.said for g in one.guests}
    context = {
        "batch": batch,
        "report": report,
        "show": show,
        "page": page,
        "lines": lines,
        "names": names_of(candidates),
        "figures": figures(counts, language),
        "unknown": _unknown(report, language),
        "taken": sum(n for outcome, n in counts.items() if outcome != "refused"),
        "notes": said_of(report.get("detected", {}).get("problems", ()), language),
        "fault": said_of([report["fault"]], language)[0].text if report.get("fault") else "",
        "columns": has_columns(batch),
        **progress_context(batch, request.now),
    }
    return render(request, "integrations/check.html", context)


def _unknown(report: dict[str, Any], language: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": said(CODE_KINDS, kind, language),
            "codes": list(codes)[:CODES_SHOWN],
            "more": max(0, report.get("unknown_counts", {}).get(kind, len(codes)) - CODES_SHOWN),
            "rows": sum(codes.values()),
        }
        for kind, codes in report.get("unknown", {}).items()
    ]


@door(IMPORT, methods=POST)
def run(request: DeskRequest, batch_id: UUID) -> HttpResponse:
    """Import, or go on with an import that stopped."""
    batch = get_batch(request.scope, batch_id, to=IMPORT)
    if ask_for_work(scope=request.scope, now=request.now, batch=batch, state=BatchState.RUNNING):
        run_import.enqueue(str(batch.id), str(request.scope.actor.id), str(request.hotel.id))
    else:
        messages.info(request, _("The work on this batch is under way."))
    return redirect("integrations:batch", batch_id=batch.id)
