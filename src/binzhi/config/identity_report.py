"""What ``binzhi identity`` prints: a run with its figures, the list of runs, the groups as text, CSV or JSON."""

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from binzhi.config import console
from binzhi.identity.domain.run_groups import GroupLine
from binzhi.identity.domain.runs import options_of
from binzhi.identity.enums import RunState
from binzhi.identity.group_table import as_csv
from binzhi.identity.models import IdentityRun
from binzhi.identity.words import FIGURES, STAGES
from binzhi.kernel.cells import guarded

SHOWN = 40  # lines in the terminal; CSV and JSON have them all


def run_json(run: IdentityRun) -> dict[str, Any]:
    """Return a run with its figures."""
    options = options_of(run)
    figures = {code: run.figures[code] for code in FIGURES if code in run.figures}
    return {
        "run": str(run.id),
        "state": str(run.state),
        "dry_run": options.dry_run,
        "engine": run.engine,
        "model": run.model_version,
        "link_at": run.figures.get("link_at"),
        "review_at": run.figures.get("review_at"),
        "stage": run.stage,
        "done": run.done,
        "total": run.total,
        "figures": figures,
        "fault": run.figures.get("fault", {}),
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "started_by": run.started_by,
    }


def run_line(run: IdentityRun) -> str:
    """Return one line of the list of runs."""
    tongue = console.language()
    when, state = f"{run.started_at:%Y-%m-%d %H:%M}", str(run.get_state_display())
    stage = f" {STAGES[run.stage].text(tongue)} {run.done:,}/{run.total:,}" if run.stage in STAGES and run.stage else ""
    dry = console.text(" 试运行", " dry run") if options_of(run).dry_run else ""
    return f"{run.id}  {when}  {run.engine}{dry}  {state}{stage}  {', '.join(_said(run))}"


def _said(run: IdentityRun) -> Iterator[str]:
    for code, words in FIGURES.items():
        if (value := run.figures.get(code)) not in (None, 0, ""):
            yield f"{words.text(console.language())} {value:,}"


def run_lines(run: IdentityRun) -> Iterator[str]:
    """Yield a finished run in words."""
    dry = options_of(run).dry_run
    yield console.text(f"查重编号 {run.id}", f"Run {run.id}")
    if dry:
        yield console.text("试运行，没有归并，也没有排队。", "Dry run: nothing was joined or queued.")
    yield from (f"  {part}" for part in _said(run))
    if dry:
        yield console.text(
            f"名单:binzhi identity groups {run.id} --format csv",
            f"The list: binzhi identity groups {run.id} --format csv",
        )
    elif run.state != RunState.UNDONE:
        yield console.text(f"整次撤销:binzhi identity undo {run.id}", f"To take it back: binzhi identity undo {run.id}")


def runs_csv(runs: Iterable[IdentityRun]) -> None:
    """Write runs as CSV to standard output."""
    table = csv.writer(sys.stdout)
    table.writerow(["run", "state", "dry_run", "engine", "model", "started_at", "finished_at", "started_by", *FIGURES])
    for run in runs:
        told = run_json(run)
        head = [
            told[k] for k in ("run", "state", "dry_run", "engine", "model", "started_at", "finished_at", "started_by")
        ]
        table.writerow(
            [guarded(str(v if v is not None else "")) for v in (*head, *(run.figures.get(c, "") for c in FIGURES))]
        )


def groups_csv(lines: Iterable[GroupLine]) -> None:
    """Write groups as CSV that a spreadsheet may open safely."""
    for text in as_csv(lines, console.language()):
        sys.stdout.write(text)


def groups_json(lines: Iterable[GroupLine]) -> str:
    """Return groups as JSON."""
    return console.as_json([asdict(line) for line in lines])


def groups_text(lines: Iterable[GroupLine], run: IdentityRun) -> Iterator[str]:
    """Yield the first groups in words."""
    last = 0
    for shown, line in enumerate(lines):
        if shown >= SHOWN:
            yield console.text(f"… 其余见 --format csv {run.id}", f"… --format csv lists all of {run.id}")
            return
        if line.group != last:
            last = line.group
            yield console.text(
                f"第 {line.group} 组(最弱权重 {line.weight})", f"Group {line.group} (weakest link {line.weight})"
            )
        facts = (line.gender, line.nationality, line.company, line.phone, line.mail, line.document, line.created_on)
        name = f"{line.name} {line.latin_name}".strip()
        yield "  ".join(("", name, *(f for f in facts if f), line.created_by))
    if not last:
        yield console.text("没有找到同一人的客史。", "No profiles of one person were found.")
