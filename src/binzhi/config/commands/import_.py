"""``binzhi import``: bring a file of another system in, look at it first, take it back.

0: every row was taken. 1: some rows were refused (or would be), or an undo kept something. 2: the file was refused, or
ended in the middle. Stopped at any point, the same command goes on.
"""

import argparse
import tomllib
from pathlib import Path
from typing import Any

from binzhi.config import console

HELP = {
    "zh": "导入文件:预订或客人资料(CSV、XLSX、OPERA JSON、OTA XML、证件扫描仪数据);可试运行、续传和整批撤销",
    "en": "Import a file: reservations or guests (CSV, XLSX, OPERA JSON, OTA XML, document scanners); dry run, restart, undo of a batch",
}
BAD_NEWS, REFUSED = 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, as what, where to, how."""
    say = console.text
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help=say("文件(或文件夹)", "file (or folder)"))
    parser.add_argument("--kind", default="", help=say("文件类型，见 --list-kinds", "kind of file, see --list-kinds"))
    parser.add_argument("--hotel", default="", metavar="CODE", help=say("酒店代码", "code of the hotel"))
    parser.add_argument(
        "--dry-run", action="store_true", help=say("只试运行，不写入", "say what would happen, write nothing")
    )
    parser.add_argument(
        "--create-codes", action="store_true", help=say("新建未知代码", "create codes that are unknown")
    )
    parser.add_argument("--map", type=Path, metavar="MAP.toml", help=say("字段对应表", "map of columns and words"))
    parser.add_argument("--system", default="", metavar="NAME", help=say("外部系统名称", "name of the other system"))
    parser.add_argument("--user", default="", help=say("以哪位员工的身份导入", "staff member who imports"))
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text", help=say("输出格式", "form"))
    parser.add_argument("--list-kinds", action="store_true", help=say("列出文件类型", "list the kinds of files"))
    parser.add_argument("--list", action="store_true", help=say("列出导入批次", "list the batches"))
    parser.add_argument("--undo", default="", metavar="BATCH", help=say("撤销一个批次", "take a batch back"))


def run(args: argparse.Namespace) -> int:
    """List, import, look or take back."""
    from binzhi.kernel.errors import BadInput

    if args.list_kinds:
        return _kinds(args)
    if args.undo:
        return _undo(args)
    if args.list:
        return _list(args)
    for given, name in ((args.file, "FILE"), (args.kind, "--kind"), (args.hotel, "--hotel")):
        if not given:
            raise BadInput(
                field=name, zh="请填写。导入需要 FILE、--kind 和 --hotel。", en="needed: FILE, --kind, --hotel."
            )
    return _look(args) if args.dry_run else _import(args)


def _kinds(args: argparse.Namespace) -> int:
    from binzhi.integrations.readers import KINDS

    if args.format == "json":
        print(console.as_json([{"kind": k.name, "zh": k.words.zh, "en": k.words.en} for k in KINDS.values()]))
        return 0
    for kind in KINDS.values():
        print(f"{kind.name:<22} {kind.words.text(console.language())}")
    return 0


def _scope(args: argparse.Namespace, hotel: Any, permission: str) -> Any:
    from binzhi.org.access import scope_for

    if args.user:
        return scope_for(console.staff_named(args.user), hotel_id=hotel.id, language=console.language())
    return console.as_administrator(hotel, permission)


def _mapping(args: argparse.Namespace) -> dict[str, Any]:
    from binzhi.integrations.readers import read_map

    if args.map is None:
        return {}
    read_map(args.map)  # refuses with the place
    return tomllib.loads(args.map.read_text(encoding="utf-8-sig"))


def _unstored(args: argparse.Namespace, hotel: Any) -> Any:
    """Return a batch that is not written, for looking at the file where it lies."""
    from binzhi.integrations.domain.batches import unstored_batch

    return unstored_batch(
        hotel=hotel,
        path=args.file,
        kind=args.kind,
        create_codes=args.create_codes,
        system=args.system,
        mapping=_mapping(args),
    )


def _look(args: argparse.Namespace) -> int:
    from binzhi.config import import_report as paper
    from binzhi.integrations.access import IMPORT
    from binzhi.integrations.domain.batches import open_for
    from binzhi.integrations.domain.check import foresee_rows
    from binzhi.kernel.scope import open_scope

    hotel, now = console.hotel_named(args.hotel), console.clock()
    batch = _unstored(args, hotel)
    with open_scope(_scope(args, hotel, IMPORT)) as scope:
        scope.need(IMPORT)
        source = open_for(batch, now=now)
        with paper.progress("试运行", "dry run") as step:
            report = foresee_rows(batch=batch, source=source, progress=step)
    lines = paper.report_lines(report)
    if args.format == "json":
        print(console.as_json(report))
    elif args.format == "csv":
        paper.write_csv(lines)
    else:
        for line in (
            *paper.found_in(report["detected"]),
            *paper.unknown_said(report["unknown"], created=args.create_codes),
        ):
            print(line)
        print(console.text("试运行，没有写入:", "Dry run, nothing was written: ") + paper.counted(report["counts"]))
        if report["approximate"]:
            print(
                console.text(
                    "文件很大：各行只与文件前 50,000 位客人和预订相互比对，新增数可能偏多；导入时会全部比对。",
                    "The file is very large: rows were compared with its first 50,000 guests and bookings only, so fewer may "
                    "be new than counted here. The import compares all.",
                )
            )
        for line in paper.listed(lines, len(lines)):
            print(line)
    return _verdict(report["counts"], report["fault"], args)


def _import(args: argparse.Namespace) -> int:
    from binzhi.config import import_report as paper
    from binzhi.integrations.access import IMPORT
    from binzhi.integrations.domain.batches import open_for, take_in_file
    from binzhi.integrations.domain.check import detected_json
    from binzhi.integrations.domain.run import run_batch
    from binzhi.integrations.enums import BatchState
    from binzhi.kernel.scope import open_scope

    hotel = console.hotel_named(args.hotel)
    with open_scope(_scope(args, hotel, IMPORT)) as scope:
        batch = take_in_file(
            scope=scope,
            now=console.clock(),
            hotel=hotel,
            path=args.file,
            kind=args.kind,
            create_codes=args.create_codes,
            system=args.system,
            mapping=_mapping(args),
        )
        done_before, begun = batch.state == BatchState.FINISHED, batch.next_row
        if args.format == "text":
            for line in paper.found_in(detected_json(open_for(_unstored(args, hotel), now=console.clock()))):
                print(line)
            _announce(batch, done=done_before, begun=begun)
        if not done_before:
            with paper.progress("导入", "import") as step:
                try:
                    batch = run_batch(scope=scope, clock=console.clock, batch=batch, progress=step)
                except KeyboardInterrupt:
                    console.complain("再次执行同一命令即可继续。", "The same command goes on where this stopped.")
                    raise
        _report(args, batch)
    return _verdict(batch.counts, batch.fault, args)


def _announce(batch: Any, *, done: bool, begun: int) -> None:
    if done:
        print(
            console.text(
                f"此文件已于 {batch.finished_at:%Y-%m-%d %H:%M} 导入(批次 {batch.id}),没有新的改动。",
                f"This file was imported at {batch.finished_at:%Y-%m-%d %H:%M} (batch {batch.id}); nothing was changed.",
            )
        )
    elif begun:
        print(
            console.text(
                f"继续批次 {batch.id},从第 {begun} 行之后。", f"Going on with batch {batch.id} after row {begun}."
            )
        )
    else:
        print(console.text(f"批次 {batch.id}", f"Batch {batch.id}"))


def _report(args: argparse.Namespace, batch: Any) -> None:
    from binzhi.config import import_report as paper

    if args.format == "csv":
        paper.write_csv(paper.batch_lines(batch))
        return
    if args.format == "json":
        from binzhi.integrations.models import ImportLine

        told = ImportLine.objects.filter(batch_id=batch.id).exclude(problems=[]).order_by("row_no")
        lines = [
            {
                "row": line.row_no,
                "place": line.place,
                "outcome": line.outcome,
                "problems": line.problems,
                "undone": line.undone,
            }
            for line in told
        ]
        print(console.as_json({**paper.batch_json(batch), "lines": lines}))
        return
    print(console.text("结果:", "Result: ") + paper.counted(batch.counts))
    for line in paper.listed(paper.batch_lines(batch), paper.line_count(batch)):
        print(line)


def _verdict(counts: dict[str, int], fault: dict[str, str], args: argparse.Namespace) -> int:
    if fault:
        console.complain(
            f"文件在第 {fault.get('row', '?')} 行处中断:{fault['zh']}",
            f"The file stops at row {fault.get('row', '?')}: {fault['en']}",
        )
        return REFUSED
    return BAD_NEWS if counts.get("refused") else 0


def _batch(text: str) -> Any:
    """Return the batch whose id begins with the text."""
    from binzhi.integrations.models import ImportBatch
    from binzhi.kernel.errors import BadInput

    wanted = text.replace("-", "").lower()
    every = ImportBatch.unscoped.select_related("hotel")  # unscoped: whoever runs commands here names any batch
    found = [b for b in every.order_by("-created_at") if wanted and b.id.hex.startswith(wanted)]
    if len(found) != 1:
        raise BadInput(
            field="--undo",
            zh="没有这个批次，或编号不唯一。见 binzhi import --list。",
            en="no such batch, or several; see --list.",
        )
    return found[0]


def _undo(args: argparse.Namespace) -> int:
    from binzhi.config import import_report as paper
    from binzhi.integrations.access import UNDO
    from binzhi.integrations.domain.undo import undo_batch
    from binzhi.integrations.words import UNDONE, said
    from binzhi.kernel.scope import open_scope

    batch = _batch(args.undo)
    with open_scope(_scope(args, batch.hotel, UNDO)) as scope:
        with paper.progress("撤销", "undo") as step:
            batch = undo_batch(scope=scope, clock=console.clock, batch=batch, progress=step)
        if args.format != "text":
            _report(args, batch)
        else:
            parts = [f"{said(UNDONE, k, console.language())} {v:,}" for k, v in batch.undo_counts.items() if v]
            print(console.text("已撤销:", "Undone: ") + (console.text(",", ", ").join(parts) or "-"))
            kept = [line for line in paper.batch_lines(batch) if line.undone == "kept"]
            for line in paper.listed(kept, len(kept)):
                print(line)
    return BAD_NEWS if batch.undo_counts.get("kept") else 0


def _list(args: argparse.Namespace) -> int:
    from binzhi.config import import_report as paper
    from binzhi.integrations.models import ImportBatch

    every = ImportBatch.unscoped.select_related("hotel").order_by("-created_at")  # unscoped: the machine's own list
    if args.hotel:
        every = every.filter(hotel=console.hotel_named(args.hotel))
    if args.format == "json":
        print(console.as_json([paper.batch_json(b) for b in every]))
        return 0
    for batch in every:
        print(paper.batch_line(batch))
    if not every:
        print(console.text("还没有导入过文件。", "No file was imported yet."))
    return 0
