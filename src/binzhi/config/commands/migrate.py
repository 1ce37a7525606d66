"""``binzhi migrate``: bring both databases to the tables of this version."""

import argparse

from binzhi.config import console

HELP = {
    "zh": "升级数据库表结构(主库与密钥库)",
    "en": "Bring the tables of both databases up to this version",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""
    parser.add_argument("--quiet", action="store_true", help=console.text("不输出", "say nothing"))


def run(args: argparse.Namespace) -> int:
    """Migrate ``default`` and ``keys``."""
    from binzhi.config.first_run import migrate_databases

    applied = migrate_databases()
    if not args.quiet:
        print(console.text(f"已执行 {applied} 项升级。", f"{applied} migrations applied."))
    _fill_search(quiet=args.quiet)
    return 0


def _fill_search(*, quiet: bool) -> None:
    """Put the guests of an older version into the search."""
    from binzhi.config.commands import search
    from binzhi.guests.models import Guest, SearchEntry

    if Guest.unscoped.exists() and not SearchEntry.objects.exists():  # unscoped: is there anybody at all
        search.run(argparse.Namespace(verb="rebuild", empty=False, quiet=quiet))
