"""``binzhi demo``: two invented hotels, tomorrow's arrivals in the terminal, then the pages."""

import argparse
import secrets
import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

from binzhi.config import console
from binzhi.config.demo.home import Mark, clear, read_mark, refuse_real, write_mark

HELP = {
    "zh": "演示酒店:两家虚构酒店和三千位宾客,显示次日抵店报告并启动网页",
    "en": "The demo: two invented hotels with 3,000 guests; prints tomorrow's arrivals and serves the pages",
}
OPENS_DATA = False
LOADS_ROOMS = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How large, which day, where."""
    say = console.text
    parser.add_argument(
        "--guests", type=int, default=3000, help=say("宾客数(60至50000)", "number of guests (60 to 50,000)")
    )
    parser.add_argument(
        "--date", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help=say("营业日", "business date")
    )
    parser.add_argument("--seed", type=int, default=2002, help=say("随机种子,相同则酒店相同", "same seed, same hotel"))
    parser.add_argument("--port", type=int, default=8000, help=say("端口", "port"))
    parser.add_argument("--host", default="127.0.0.1", help=say("监听地址", "address to listen on"))
    parser.add_argument("--no-serve", action="store_true", help=say("不启动网页", "do not serve"))
    parser.add_argument(
        "--fresh", action="store_true", help=say("清除旧的演示数据重新建立", "throw the old demo away and build anew")
    )


def run(args: argparse.Namespace) -> int:
    """Build once, print, serve."""
    from binzhi.config.supervisor import check_address
    from binzhi.kernel.errors import BadInput

    if not 60 <= args.guests <= 50_000:
        raise BadInput(field="--guests", zh="请填60至50000。", en="choose 60 to 50,000.")
    folder = console.home()
    refuse_real(folder)
    if not args.no_serve:
        check_address(args.host, args.port)
    mark = read_mark(folder)
    if mark is not None and (args.fresh or not mark.ready):
        clear(folder)
        mark = None
    today = args.date or datetime.now(tz=ZoneInfo("Asia/Shanghai")).date()
    started = time.monotonic()
    mark = _build(args, today) if mark is None else _reuse(mark, args, today)
    from binzhi.config.demo.show import show_all

    show_all(mark, seconds=time.monotonic() - started)
    return 0 if args.no_serve else _serve(args)


def _build(args: argparse.Namespace, today: date) -> Mark:
    folder = console.home()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    password = f"demo-{secrets.token_hex(4)}"
    mark = Mark(seed=args.seed, guests=args.guests, day=today.isoformat(), password=password)
    write_mark(folder, mark)
    console.make_home()
    console.set_up_django()
    from binzhi.config.demo.build import Wanted, build
    from binzhi.config.demo.show import progress
    from binzhi.config.demo.tomorrow import prepare

    with progress() as step:
        summary = build(Wanted(guests=args.guests, seed=args.seed, today=today, password=password), step=step)
        prepare(mark.day, seed=args.seed, step=step)
    mark.ready, mark.digest = True, summary.digest
    write_mark(folder, mark)
    return mark


def _reuse(mark: Mark, args: argparse.Namespace, today: date) -> Mark:
    console.make_home()
    console.set_up_django()
    console.check_before_data()
    from binzhi.config.first_run import migrate_databases

    migrate_databases()
    day, seed, guests = mark.day, mark.seed, mark.guests
    if (day, seed, guests) != (today.isoformat(), args.seed, args.guests):
        console.complain(
            f"沿用已有的演示数据(营业日 {day},种子 {seed},宾客 {guests});要重新建立请加 --fresh。",
            f"Using the demo that is here (business date {day}, seed {seed}, {guests} guests); --fresh builds a new one.",
        )
    return mark


def _serve(args: argparse.Namespace) -> int:
    from binzhi.config.supervisor import serve_house

    def announce(address: str) -> None:
        print(
            console.text(f"演示已启动:{address} (Ctrl-C 停止)", f"The demo serves {address} (Ctrl-C stops it)"),
            flush=True,
        )

    return serve_house(args.host, args.port, 2, announce=announce)
