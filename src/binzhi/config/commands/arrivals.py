"""``binzhi arrivals``: the next-day arrivals report in the terminal, as JSON or as CSV."""

import argparse
import sys
from datetime import date

from binzhi.config import console

HELP = {
    "zh": "次日抵店客人报告：按日期、部门显示每位客人要准备什么",
    "en": "The arrivals report: what each department prepares for each guest of a date",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which hotel, date, department and form."""
    say = console.text
    parser.add_argument("--hotel", required=True, metavar="CODE", help=say("酒店代码", "code of the hotel"))
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        default=None,
        metavar="YYYY-MM-DD",
        help=say("抵店日期，缺省为明日", "date of arrival; tomorrow by default"),
    )
    parser.add_argument("--department", default="", metavar="CODE", help=say("只看一个部门", "one department only"))
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text", help=say("输出格式", "form"))


def run(args: argparse.Namespace) -> int:
    """Build the plan when it is missing or behind, then print it."""
    from binzhi.arrivals.access import READ
    from binzhi.arrivals.domain.produce import ensure_plan
    from binzhi.arrivals.formats import to_csv, to_json, to_text
    from binzhi.arrivals.report import arrivals_report, department_words
    from binzhi.kernel.errors import BadInput
    from binzhi.kernel.scope import open_scope
    from binzhi.org.queries import tomorrow

    hotel, now = console.hotel_named(args.hotel), console.clock()
    with open_scope(console.as_administrator(hotel, READ)) as scope:
        known = department_words(hotel)
        if args.department and args.department not in known:
            codes = ", ".join(known)
            raise BadInput(
                field="--department", zh=f"没有此部门。已有：{codes}", en=f"no such department. Known: {codes}"
            )
        day = args.date or tomorrow(hotel, now=now)
        ensure_plan(scope=scope, now=now, hotel=hotel, day=day, fresh=True)
        report = arrivals_report(scope, now=now, hotel=hotel, day=day, department=args.department)
        if args.format == "json":
            print(console.as_json(to_json(report)))
        elif args.format == "csv":
            sys.stdout.write(to_csv(report, console.language()))
        else:
            sys.stdout.write(to_text(report, console.language()))
    return 0
