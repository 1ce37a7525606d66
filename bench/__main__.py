"""Run all benchmarks, or those named: python -m bench [NAME ...]."""

import importlib
import subprocess
import sys
from pathlib import Path

from bench.figures import row

HERE = Path(__file__).resolve().parent
NOT_BENCHMARKS = {"__init__", "__main__", "figures", "identity_false", "identity_febrl", "people", "scratch"}


def names() -> list[str]:
    """The benchmarks that exist."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_BENCHMARKS)


def main(arguments: list[str]) -> int:
    """Run each benchmark in a process of its own, so that memory and caches of one do not touch the next."""
    if len(arguments) == 2 and arguments[0] == "--only":
        for figure in importlib.import_module(f"bench.{arguments[1]}").measure():
            print(row(figure), flush=True)
        return 0
    print("| what | aim | measured | machine | date | command |\n|---|---|---|---|---|---|", flush=True)
    chosen = arguments or names()
    unknown = [name for name in chosen if name not in names()]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    command = [sys.executable, "-m", "bench", "--only"]
    failed = [name for name in chosen if subprocess.run([*command, name], check=False).returncode]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
