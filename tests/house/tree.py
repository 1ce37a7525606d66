"""Ways to look at the tree, shared by the tests of the house."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "binzhi"
ROOMS_BOTTOM_UP = (
    "kernel", "ui", "audit", "org", "vault", "guests", "identity", "companies", "stays", "service", "collection", "arrivals",
    "integrations", "workbench", "config",
)  # fmt: skip
BINARY = {".png", ".jpg", ".ico", ".woff2", ".gz", ".mo", ".xlsx", ".pdf", ".zip"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the tree that is, or would be, committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return tuple(sorted(ROOT / name for name in names if name and (ROOT / name).is_file()))


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file with its text."""
    for path in tracked():
        if path.suffix not in BINARY:
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # files that are meant to be in another encoding are test data


def python_files(folder: Path = ROOT, *, migrations: bool = False) -> list[Path]:
    """Python files below a folder."""
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and path.is_relative_to(folder) and (migrations or "migrations" not in path.parts)
    ]


def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def relative(path: Path) -> str:
    """A path as people write it in this repository."""
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    """The room a source file belongs to; empty for files beside the rooms."""
    parts = path.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 else ""


def line_says(lines: list[str], node: ast.AST, word: str) -> bool:
    """Whether a line of the node carries the comment `# word: reason` with a reason."""
    first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", 1)
    return any(f"# {word}:" in line and line.split(f"# {word}:")[1].strip() for line in lines[first - 1 : last])
