"""The command ``binzhi``: one file per subcommand in ``config/commands``, read only when it is wanted.

A subcommand file holds ``HELP = {"en": ..., "zh": ...}``, ``add_arguments(parser)`` and ``run(args) -> int``. It may set
``OPENS_DATA = False`` (works without a hotel) and ``LOADS_ROOMS = False`` (makes folders before the settings are read).
"""

import argparse
import ast
import importlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from binzhi.config import console
from binzhi.kernel.errors import DomainError

FOLDER = Path(__file__).parent / "commands"
REFUSED, INTERRUPTED, BROKEN = 2, 130, 3


@dataclass(frozen=True, slots=True)
class Command:
    """What the head of a subcommand file says, read without running it."""

    name: str
    module: str
    zh: str
    en: str
    opens_data: bool
    loads_rooms: bool


def _constants(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id in {"HELP", "OPENS_DATA", "LOADS_ROOMS"}:
            value = getattr(node, "value", None)
            found[target.id] = ast.literal_eval(value) if value else None
    return found


def commands(folder: Path = FOLDER) -> dict[str, Command]:
    """Return the subcommands by name."""
    found: dict[str, Command] = {}
    for path in sorted(folder.glob("*.py")):
        if path.stem.startswith("_"):
            continue
        said = _constants(path)
        if "HELP" not in said:
            continue
        name = path.stem.rstrip("_").replace("_", "-")
        found[name] = Command(
            name=name,
            module=f"binzhi.config.commands.{path.stem}",
            zh=said["HELP"]["zh"],
            en=said["HELP"]["en"],
            opens_data=said.get("OPENS_DATA", True),
            loads_rooms=said.get("LOADS_ROOMS", True),
        )
    return found


def overview(known: dict[str, Command]) -> str:
    """Return the text of ``binzhi --help``: every subcommand in both languages."""
    width = max(len(name) for name in known)
    lines = [
        "宾至 Binzhi: " + console.text("酒店客史与宾客服务", "guest history and customer service for hotels"),
        "",
        console.text("用法:binzhi 命令 [选项]", "Usage: binzhi COMMAND [options]"),
        console.text("某个命令的说明:binzhi 命令 --help", "About one command: binzhi COMMAND --help"),
        "",
    ]
    for name, command in known.items():
        lines += [f"  {name:<{width}}  {command.zh}", f"  {'':<{width}}  {command.en}"]
    folder = console.text("数据目录(BINZHI_HOME):", "Data folder (BINZHI_HOME): ")
    return "\n".join([*lines, "", folder + str(console.home()), ""])


def _run(command: Command, arguments: list[str]) -> int:
    if command.loads_rooms:
        console.set_up_django()
    module = importlib.import_module(command.module)
    parser = argparse.ArgumentParser(
        prog=f"binzhi {command.name}",
        description=f"{command.zh}\n{command.en}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    args = parser.parse_args(arguments)
    if command.opens_data:
        console.check_before_data()
    return int(module.run(args) or 0)


def _database_trouble(error: Exception) -> bool:
    from django.db import utils

    if not isinstance(error, (utils.OperationalError, utils.ProgrammingError)):
        return False
    reason = str(error).strip().splitlines()[0]
    console.complain(
        f"数据库不可用或表结构过旧:{reason}\n请执行 binzhi doctor 查看原因;升级后请执行 binzhi migrate。",
        f"The database cannot be used or is older than the program: {reason}\n"
        "Run binzhi doctor to see why; after an upgrade run binzhi migrate.",
    )
    return True


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand; 0 done, 1 the answer is bad news, 2 refused, 3 database trouble, 130 interrupted."""
    os.umask(0o077)
    given = sys.argv[1:] if arguments is None else arguments
    known = commands()
    if not given or given[0] in {"-h", "--help", "help"}:
        print(overview(known))
        return 0
    if given[0] in {"-V", "--version"}:
        from importlib.metadata import version

        print(f"binzhi {version('binzhi')}")
        return 0
    command = known.get(given[0])
    if command is None:
        console.complain(
            f"没有“{given[0]}”这个命令。binzhi --help 列出所有命令。",
            f'There is no command "{given[0]}". binzhi --help lists them.',
        )
        return REFUSED
    try:
        return _run(command, given[1:])
    except DomainError as refusal:
        sys.stderr.write(refusal.text(console.language()) + "\n")
        return REFUSED
    except KeyboardInterrupt:
        console.complain("已中断。", "Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader of the pipe has gone: say nothing
        return 0
    except Exception as error:
        if _database_trouble(error):
            return BROKEN
        raise


if __name__ == "__main__":
    sys.exit(main())
