"""Doors of the runs over the whole file: the list, one run with its figures and groups, progress, start, undo."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binzhi.guests.access import EXPORT
from binzhi.identity.access import RUN
from binzhi.identity.compare import need_extra
from binzhi.identity.domain.run_groups import GroupsGone, groups_of, lines_of, list_groups
from binzhi.identity.domain.runs import options_of
from binzhi.identity.enums import RunState
from binzhi.identity.group_table import as_csv
from binzhi.identity.models import IdentityRun
from binzhi.identity.tasks import clean_up, undo_clean_up
from binzhi.identity.words import FIGURES, STAGES
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.ui.doors import POST, door
from binzhi.ui.requests import DeskRequest

PAGE, GROUPS = 25, 20


def _language() -> str:
    return get_language() or "zh-hans"


def _run(run_id: UUID) -> IdentityRun:
    run: IdentityRun | None = IdentityRun.objects.filter(id=run_id).first()
    if run is None:
        raise NotFound
    return run


def figures(run: IdentityRun) -> list[dict[str, Any]]:
    """Return the figures of a run in words, those that are nothing left out."""
    tones = {"links": "is-ok", "reviews": "is-due", "refused": "is-due"}
    return [
        {"value": run.figures[code], "words": words.text(_language()), "tone": tones.get(code, "")}
        for code, words in FIGURES.items()
        if run.figures.get(code)
    ]


def _progress(run: IdentityRun) -> dict[str, Any] | None:
    if run.stage not in STAGES or not run.stage:
        return None
    percent = min(100, run.done * 100 // run.total) if run.total else 0
    return {"stage": STAGES[run.stage].text(_language()), "done": run.done, "total": run.total, "percent": percent}


@door(RUN)
def runs(request: DeskRequest) -> HttpResponse:
    """Show the runs, latest first, and the button that begins one."""
    page = Paginator(IdentityRun.objects.order_by("-id"), PAGE).get_page(request.GET.get("page"))
    rows = [{"run": run, "dry_run": options_of(run).dry_run, "figures": run.figures} for run in page]
    missing = ""
    try:
        need_extra("duckdb")
    except DomainError as error:
        missing = error.text(_language())
    return render(request, "identity/runs.html", {"page": page, "rows": rows, "missing": missing})


@door(RUN)
def show(request: DeskRequest, run_id: UUID) -> HttpResponse:
    """Show one run: how far, figures, the first groups, what can be done with it."""
    run = _run(run_id)
    dry_run = options_of(run).dry_run
    gone, groups = False, []
    if run.state in {RunState.FINISHED, RunState.UNDONE}:
        try:
            groups = groups_of(run)
        except GroupsGone:
            gone = True
    page = Paginator(groups, GROUPS).get_page(request.GET.get("page"))
    shown = list(page)
    by_group: dict[int, list[Any]] = {}
    for line in lines_of(request.scope, shown):
        by_group.setdefault(line.group, []).append(line)
    fault = run.figures.get("fault", {})
    context = {
        "run": run,
        "dry_run": dry_run,
        "figures": figures(run),
        "progress": _progress(run) if run.state in {RunState.RUNNING, RunState.FAILED} else None,
        "groups": [(group, by_group.get(group.number, [])) for group in shown],
        "page": page,
        "gone": gone,
        "fault": fault.get("zh" if _language().startswith("zh") else "en", "") if run.state == RunState.FAILED else "",
        "can_go_on": run.state in {RunState.RUNNING, RunState.FAILED} and run.stage != "undoing" and not dry_run,
        "can_undo": run.state != RunState.UNDONE and not dry_run,
    }
    return render(request, "identity/run.html", context)


@door(RUN)
def progress(request: DeskRequest, run_id: UUID) -> HttpResponse:
    """Answer the polling of the progress panel; when the work is over the page is loaded anew."""
    run = _run(run_id)
    found = _progress(run)
    if found is None or run.state not in {RunState.RUNNING, RunState.FAILED}:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "identity/_run_progress.html", {"run": run, "progress": found})


@door(RUN, methods=POST)
def start(request: DeskRequest) -> HttpResponse:
    """Begin a run in the background, dry or not."""
    need_extra("duckdb")
    clean_up.enqueue("dry_run" in request.POST, "", str(request.scope.actor.id), str(request.hotel.id))
    messages.success(request, _("The comparison begins in the background."))
    return redirect("identity:runs")


@door(RUN, methods=POST)
def resume(request: DeskRequest, run_id: UUID) -> HttpResponse:
    """Go on with a run that was stopped."""
    run = _run(run_id)
    clean_up.enqueue(False, str(run.id), str(request.scope.actor.id), str(request.hotel.id))
    messages.success(request, _("The run goes on in the background."))
    return redirect("identity:run", run_id=run.id)


@door(RUN, methods=POST)
def undo(request: DeskRequest, run_id: UUID) -> HttpResponse:
    """Take a whole run back, in the background."""
    run = _run(run_id)
    undo_clean_up.enqueue(str(run.id), str(request.scope.actor.id), str(request.hotel.id))
    messages.success(request, _("The run is being taken back in the background."))
    return redirect("identity:run", run_id=run.id)


@door(EXPORT)
def groups_table(request: DeskRequest, run_id: UUID) -> HttpResponse:
    """Give the list of same-person groups out as a table; masked, logged, and no cell acts as a formula (R-189)."""
    run = _run(run_id)
    lines = list_groups(scope=request.scope, now=request.now, run=run)
    text = "".join(as_csv(lines, _language()))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="groups-{run.id.hex[:12]}.csv"'
    return response
