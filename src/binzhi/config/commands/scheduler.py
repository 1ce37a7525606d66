"""``binzhi scheduler``: do what is due by the clock (serve includes it)."""

import argparse

from binzhi.config import console

HELP = {
    "zh": "只运行定时任务:次日抵店报告、审计见证、清理(serve 已包含)",
    "en": "Run what is due by the clock only: next-day arrivals, audit witness, tidying (serve includes it)",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How long."""
    parser.add_argument("--once", action="store_true", help=console.text("只做一轮", "do one round and end"))


def run(args: argparse.Namespace) -> int:
    """Look at the clock every minute."""
    from binzhi.config import schedule
    from binzhi.config.beats import beating

    if args.once:
        for line in schedule.do_due(now=console.clock()):
            print(line)
        return 0
    with beating("scheduler"):
        return schedule.loop()
