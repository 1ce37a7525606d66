"""``binzhi identity``: look through the whole guest file for profiles of one person, see what was found, take it back.

0: done. 1: the keys are not whole (``keys``). 2: refused. A run that was stopped goes on with ``--resume``.
"""

import argparse
from contextlib import AbstractContextManager
from typing import Any

from binzhi.config import console

HELP = {
    "zh": "全库查重:identity run 查找同一人的客史并归并或排队核对,可试运行、续做、整次撤销;groups 导出同一人名单",
    "en": "Clean the guest file: run finds profiles of one person and joins or queues them; dry run, restart, undo, groups",
}
BAD_NEWS = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Run, status, undo, keys, groups."""
    say = console.text
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="run|status|undo|keys|groups")
    run_ = verbs.add_parser("run", help=say("比对全部客史", "compare all guest histories"))
    run_.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help=say("计算引擎", "who computes"))
    run_.add_argument(
        "--dry-run", action="store_true", help=say("只比对,不归并也不排队", "compare only; join and queue nothing")
    )
    run_.add_argument(
        "--link-at", type=float, metavar="W", help=say("权重达到此值自动归并", "join by itself from this weight on")
    )
    run_.add_argument(
        "--review-at",
        type=float,
        metavar="W",
        help=say("权重达到此值排队核对", "put into the queue from this weight on"),
    )
    run_.add_argument("--resume", default="", metavar="RUN", help=say("继续一次中断的查重", "go on with a stopped run"))
    status = verbs.add_parser("status", help=say("查重记录与进度", "the runs and how far they are"))
    undo = verbs.add_parser("undo", help=say("整次撤销", "take a whole run back"))
    keys = verbs.add_parser("keys", help=say("识别信息的状态与重建", "what profiles are recognised by"))
    keys.add_argument("--rebuild", action="store_true", help=say("全部重建", "make all of it anew"))
    groups = verbs.add_parser("groups", help=say("同一人名单(打码)", "the list of same-person groups, masked"))
    for one in (undo, groups):
        one.add_argument("run", metavar="RUN")
    for one in (run_, status, undo, groups):
        one.add_argument("--format", choices=("text", "json", "csv"), default="text", help=say("输出格式", "form"))


def run(args: argparse.Namespace) -> int:
    """Do one of them in the scope of whoever may run commands on this machine."""
    from binzhi.identity.clean_up import RIGHTS
    from binzhi.kernel.scope import open_scope
    from binzhi.org.models import Hotel

    hotel = Hotel.objects.order_by("code").first()
    if hotel is None:
        raise console.NotInitialised(home=console.home())
    verbs = {"run": _run, "status": _status, "undo": _undo, "keys": _keys, "groups": _groups}
    with open_scope(console.as_administrator(hotel, *RIGHTS)) as scope:
        return verbs[args.verb](args, scope)


def _named(text: str) -> Any:
    """Return the run whose id begins with the text."""
    from binzhi.identity.models import IdentityRun
    from binzhi.kernel.errors import BadInput

    wanted = text.replace("-", "").lower()
    found = [r for r in IdentityRun.objects.order_by("-id") if wanted and r.id.hex.startswith(wanted)]
    if len(found) != 1:
        raise BadInput(
            field="RUN",
            zh="没有这次查重，或编号不唯一。见 binzhi identity status。",
            en="no such run, or several; see binzhi identity status.",
        )
    return found[0]


def _stage(code: str) -> AbstractContextManager[Any]:
    from binzhi.config.import_report import progress
    from binzhi.identity.words import STAGES

    return progress(STAGES[code].zh, STAGES[code].en)


def _run(args: argparse.Namespace, scope: Any) -> int:
    from binzhi.identity.clean_up import carry_out
    from binzhi.identity.domain.runs import RunOptions

    options = RunOptions(args.engine, args.dry_run, args.link_at, args.review_at)
    standing = _named(args.resume) if args.resume else None
    try:
        done = carry_out(scope=scope, clock=console.clock, options=options, resume=standing, stage=_stage)
    except KeyboardInterrupt:
        console.complain(
            "已停止。binzhi identity status 列出编号,用 --resume 继续。",
            "Stopped. binzhi identity status names the run; --resume goes on with it.",
        )
        raise
    return _show(args, done)


def _show(args: argparse.Namespace, done: Any) -> int:
    from binzhi.config import identity_report as paper

    if args.format == "json":
        print(console.as_json(paper.run_json(done)))
    elif args.format == "csv":
        paper.runs_csv([done])
    else:
        for line in paper.run_lines(done):
            print(line)
    return 0


def _undo(args: argparse.Namespace, scope: Any) -> int:
    from binzhi.identity.clean_up import take_back

    return _show(args, take_back(scope=scope, clock=console.clock, run=_named(args.run), stage=_stage))


def _status(args: argparse.Namespace, scope: Any) -> int:
    from binzhi.config import identity_report as paper
    from binzhi.identity.models import IdentityRun

    runs = list(IdentityRun.objects.order_by("-id"))
    if args.format == "json":
        print(console.as_json([paper.run_json(one) for one in runs]))
    elif args.format == "csv":
        paper.runs_csv(runs)
    else:
        for one in runs:
            print(paper.run_line(one))
        if not runs:
            print(console.text("还没有做过全库查重。", "The whole file was never compared yet."))
    return 0


def _keys(args: argparse.Namespace, scope: Any) -> int:
    from binzhi.config.import_report import progress
    from binzhi.identity.domain.keys import look_at_keys, rebuild

    if args.rebuild:
        from binzhi.identity.domain.terms import refresh_terms

        with progress("重建识别信息", "making keys anew") as step:
            rebuild(scope=scope, progress=step)
        refresh_terms(scope=scope)
    found = look_at_keys()
    print(
        console.text(
            f"客史 {found.profiles:,} 份,缺识别信息 {found.missing:,},版本过旧 {found.outdated:,},多余 {found.left_over:,}",
            f"{found.profiles:,} profiles; {found.missing:,} without keys, {found.outdated:,} of another version, "
            f"{found.left_over:,} left over",
        )
    )
    return 0 if found.is_fine else BAD_NEWS


def _groups(args: argparse.Namespace, scope: Any) -> int:
    from binzhi.config import identity_report as paper
    from binzhi.identity.domain.run_groups import list_groups

    chosen = _named(args.run)
    lines = list_groups(scope=scope, now=console.clock(), run=chosen)
    if args.format == "json":
        print(paper.groups_json(lines))
    elif args.format == "csv":
        paper.groups_csv(lines)
    else:
        for line in paper.groups_text(lines, chosen):
            print(line)
    return 0
