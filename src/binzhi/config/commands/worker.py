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
        "--without",
        default="",
        metavar="QUEUE",
        help=console.text("不处理的队列", "a queue to leave to another worker"),
    )
    parser.add_argument(
        "--until-empty", action="store_true", help=console.text("做完现有任务后结束", "end when the queue is empty")
    )


def run(args: argparse.Namespace) -> int:
    """Work until stopped. The worker of the queue ``scans`` keeps the text recognition warm and watches the scan folder."""
    from contextlib import ExitStack

    from django.core.management import call_command

    from binzhi.config.beats import beating
    from binzhi.guests import ocr
    from binzhi.guests.tasks import QUEUE, watching_folder

    scans_only = args.queue == QUEUE
    with ExitStack() as stack:
        stack.enter_context(beating("reader" if scans_only else "worker"))
        if not args.until_empty and args.without != QUEUE and args.queue in {"*", QUEUE}:
            stack.enter_context(watching_folder())
        if scans_only and ocr.is_installed():
            ocr.warm_up()
        call_command(
            "db_worker",
            queue_name=args.queue,
            exclude_queues=args.without,
            batch=args.until_empty,
            interval=0.3 if scans_only else 1.0,
            verbosity=0,
            startup_delay=False,
        )
    return 0
