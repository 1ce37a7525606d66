"""``binzhi serve``: web server, worker and scheduler in one command."""

import argparse

from binzhi.config import console

HELP = {
    "zh": "启动网页、后台任务和定时任务(一条命令全部运行,Ctrl-C 停止)",
    "en": "Run the web server, the worker and the scheduler together until Ctrl-C",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help=console.text("监听地址", "address to listen on"))
    parser.add_argument("--port", type=int, default=8000, help=console.text("端口", "port"))
    parser.add_argument("--workers", type=int, default=2, help=console.text("网页进程数", "web processes"))


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    from binzhi.config.first_run import DATABASES, pending
    from binzhi.config.supervisor import serve_house

    if any(pending(alias) for alias in DATABASES):
        console.complain(
            "数据库表结构需要升级,请先执行 binzhi migrate。", "The tables need an upgrade: run binzhi migrate first."
        )
        return 2

    def announce(address: str) -> None:
        print(
            console.text(f"宾至已启动:{address} (Ctrl-C 停止)", f"Binzhi serves {address} (Ctrl-C stops it)"),
            flush=True,
        )

    return serve_house(args.host, args.port, max(args.workers, 1), announce=announce)
