"""What ``binzhi import`` prints: progress, what was found in the file, the report of a run or a dry run, the batches."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from binzhi.config import console
from binzhi.integrations.domain.run import Progress as Step
from binzhi.integrations.lines import LineView, as_csv, view_of, view_of_report
from binzhi.integrations.models import ImportBatch, ImportLine
from binzhi.integrations.words import CODE_KINDS, DELIMITERS, OUTCOMES, UNDONE, said

SHOWN = 50  # lines in the terminal; CSV and JSON have them all
TENTHS = 10


@contextmanager
def progress(zh: str, en: str) -> Iterator[Step]:
    """Show a bar on a terminal, a line for each tenth elsewhere."""
    if not sys.stderr.isatty():
        told = [-1]

        def tell(done: int, total: int) -> None:
            tenth = min(done * TENTHS // max(total, 1), TENTHS)
            if tenth > told[0]:
                told[0] = tenth
                sys.stderr.write(f"... {console.text(zh, en)} {done:,} / {max(total, done):,}\n")
                sys.stderr.flush()

        yield tell
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task(console.text(zh, en), total=None)

        def advance(done: int, total: int) -> None:
            bars.update(task, completed=done, total=max(total, done))

        yield advance


def found_in(detected: dict[str, Any]) -> list[str]:
    """Return what was found out about the file: encoding, delimiter, sheet, heads."""
    say = console.text
    mark = detected["delimiter"]
    parts = [detected["encoding"], mark and said(DELIMITERS, mark, console.language()) + say("分隔", " separated")]
    parts.append(detected["sheet"] and say("工作表 ", "sheet ") + detected["sheet"])
    parts.append(detected["rows"] and say(f"约 {detected['rows']:,} 行", f"about {detected['rows']:,} rows"))
    lines = [say("文件:", "File: ") + say(",", ", ").join(p for p in parts if p)]
    read = [f"{h['text']} → {h['field']}" for h in detected["heads"] if h["field"]]
    if read:
        lines.append(say("识别的列:", "Columns read: ") + say(";", "; ").join(read))
    if detected["unmapped"]:
        lines.append(say("未识别的列(不读取):", "Columns not read: ") + say("、", ", ").join(detected["unmapped"]))
    for head, form in detected["dates"].items():
        lines.append(say(f"日期格式 {head}:{form}", f"Dates of {head}: {form}"))
    for one in detected["problems"]:
        lines.append(("! " if one["severity"] == "error" else "* ") + say(one["zh"], one["en"]))
    return lines


def counted(counts: dict[str, int]) -> str:
    """Return the counts of a run in words."""
    parts = [
        f"{words.text(console.language())} {counts[code]:,}" for code, words in OUTCOMES.items() if counts.get(code)
    ]
    return console.text(",", ", ").join(parts) or console.text("没有数据行", "no rows of data")


def unknown_said(unknown: dict[str, dict[str, int]], *, created: bool) -> list[str]:
    """Return the codes the hotel does not know, and what becomes of them."""
    if not unknown:
        return []
    head = (
        console.text("将新建的代码:", "Codes that will be created:")
        if created
        else console.text(
            "酒店没有的代码(加 --create-codes 可新建，否则这些行拒收):",
            "Codes the hotel does not know (--create-codes creates them; without it their rows are refused):",
        )
    )
    lines = [head]
    for kind, codes in unknown.items():
        shown = ", ".join(list(codes)[:20]) + (" …" if len(codes) > 20 else "")
        lines.append(f"  {said(CODE_KINDS, kind, console.language())}: {shown}")
    return lines


def listed(lines: Iterable[LineView], total: int) -> list[str]:
    """Return the first lines in words: row, result, column, value, reason."""
    found: list[str] = []
    for at, line in enumerate(lines):
        if at >= SHOWN:
            more = total - SHOWN
            found.append(
                console.text(f"… 另有 {more} 行,--format csv 列出全部", f"… {more} more; --format csv lists all")
            )
            break
        result = said(OUTCOMES, line.outcome, console.language())
        undone = f" ({said(UNDONE, line.undone, console.language())})" if line.undone else ""
        for one in line.said:
            where = " ".join(p for p in (one.column, one.value) if p)
            found.append(f"  {line.row} {result}{undone} {where + ': ' if where else ''}{one.text}")
    return found


def report_lines(report: dict[str, Any]) -> list[LineView]:
    """Return the lines of a dry run."""
    return [view_of_report(line, console.language()) for line in report["lines"]]


def batch_lines(batch: ImportBatch) -> Iterator[LineView]:
    """Yield the lines of a batch that say something."""
    rows = ImportLine.objects.filter(batch_id=batch.id).exclude(problems=[]).order_by("row_no")
    for line in rows.iterator(chunk_size=500):
        yield view_of(line, console.language())


def line_count(batch: ImportBatch) -> int:
    """Return how many lines of a batch say something."""
    count: int = ImportLine.objects.filter(batch_id=batch.id).exclude(problems=[]).count()
    return count


def write_csv(lines: Iterable[LineView]) -> None:
    """Write lines as CSV to standard output."""
    for text in as_csv(lines, console.language()):
        sys.stdout.write(text)


def batch_json(batch: ImportBatch) -> dict[str, Any]:
    """Return a batch with its counts."""
    return {
        "batch": str(batch.id),
        "hotel": batch.hotel.code,
        "kind": batch.kind,
        "file": batch.file_name,
        "sha256": batch.digest,
        "state": str(batch.state),
        "counts": batch.counts,
        "undo": batch.undo_counts,
        "fault": batch.fault,
        "created_at": batch.created_at,
        "finished_at": batch.finished_at,
    }


def batch_line(batch: ImportBatch) -> str:
    """Return one line of the list of batches."""
    when, state = f"{batch.created_at:%Y-%m-%d %H:%M}", str(batch.get_state_display())
    parts = (str(batch.id), when, batch.hotel.code, batch.kind, state, batch.file_name, counted(batch.counts))
    return "  ".join(parts)
