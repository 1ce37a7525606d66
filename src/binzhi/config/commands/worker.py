"""``binzhi worker``: run queued work (imports, reports, messages)."""

import argparse

from binzhi.config import console

HELP = {
    "zh": "只运行后台任务(serve 已包含)",
    "en": "Run queued work only (serve includes it)",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which work."""
    parser.add_argument("--queue", default="*", help=console.text("队列名,* 为全部", "queue name, * for all"))
    parser.add_argument(
        "--until-empty", action="store_true", help=console.text("做完现有任务后结束", "end when the queue is empty")
    )


def run(args: argparse.Namespace) -> int:
    """Work until stopped."""
    from django.core.management import call_command

    from binzhi.config.beats import beating

    with beating("worker"):
        call_command("db_worker", queue_name=args.queue, batch=args.until_empty, verbosity=0, startup_delay=False)
    return 0
