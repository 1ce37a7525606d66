"""``binzhi search rebuild`` and ``binzhi search tidy``: the index of the guest search."""

import argparse
import sys
import time
from collections.abc import Callable

from binzhi.config import console

HELP = {
    "zh": "宾客检索索引:search rebuild 重建,search tidy 合并整理",
    "en": "The index of the guest search: search rebuild makes it anew, search tidy merges it",
}
EVERY = 2.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Rebuild or tidy."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="rebuild|tidy")
    rebuild = verbs.add_parser(
        "rebuild",
        help=console.text(
            "逐一核对每份客史的检索词,不同则改写;可边用边做", "compare the entry of every guest and write what differs"
        ),
    )
    rebuild.add_argument(
        "--empty",
        action="store_true",
        help=console.text(
            "先清空(索引损坏时);完成前查不到全部宾客",
            "empty it first (after damage); until it is done not everyone is found",
        ),
    )
    tidy = verbs.add_parser("tidy", help=console.text("合并 SQLite 索引的碎片", "merge the pieces of the SQLite index"))
    for one in (rebuild, tidy):
        one.add_argument("--quiet", action="store_true", help=console.text("不输出进度", "no progress"))


def run(args: argparse.Namespace) -> int:
    """Make anew or merge."""
    from binzhi.guests.access import EDIT
    from binzhi.guests.domain.search_entries import rebuild, tidy_index
    from binzhi.kernel.scope import open_scope
    from binzhi.org.models import Hotel

    if args.verb == "tidy":
        tidy_index()
        return 0
    hotel = Hotel.objects.order_by("code").first()
    if hotel is None:
        return 0
    began = time.monotonic()
    scope = console.as_administrator(hotel, EDIT)
    with open_scope(scope):
        count = rebuild(scope=scope, empty=args.empty, progress=None if args.quiet else _teller())
    seconds = time.monotonic() - began
    if not args.quiet:
        print(
            console.text(
                f"已核对 {count:,} 份客史,{seconds:.0f} 秒。", f"{count:,} guest histories compared in {seconds:.0f} s."
            )
        )
    return 0


def _teller() -> Callable[[int, int], None]:
    """Return what says on standard error how far the work is, every two seconds."""
    said = time.monotonic()

    def tell(done: int, of: int) -> None:
        nonlocal said
        if time.monotonic() - said >= EVERY:
            said = time.monotonic()
            sys.stderr.write(f"{done:,} / {of:,}\n")

    return tell
