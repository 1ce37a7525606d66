"""Files and functions stay short enough to be read from top to bottom, and nothing is called utils."""

import ast

import pytest

from tests.house.tree import ROOT, parsed, python_files, relative

pytestmark = pytest.mark.house

FILE_LINES = 400
FUNCTION_LINES = 60
NO_OWNER = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}


def long_functions(tree: ast.AST, limit: int = FUNCTION_LINES) -> list[tuple[str, int]]:
    """Functions longer than the limit, with their lines."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > limit:
                found.append((node.name, lines))
    return found


def test_files_are_short() -> None:
    long = {
        relative(p): n for p in python_files() if (n := len(p.read_text(encoding="utf-8").splitlines())) > FILE_LINES
    }
    assert long == {}, "split by noun"


def test_functions_are_short() -> None:
    found = [
        f"{relative(path)}:{name} ({lines})"
        for path in python_files()
        if not path.is_relative_to(ROOT / "tests")
        for name, lines in long_functions(parsed(path))
    ]
    assert found == [], "split by what it does"


def test_no_module_without_an_owner() -> None:
    found = [relative(p) for p in python_files(ROOT / "src") if {p.stem, *p.relative_to(ROOT).parts[:-1]} & NO_OWNER]
    assert found == [], "name it after what it holds"


def test_a_planted_long_function_is_found() -> None:
    tree = ast.parse("def long():\n" + "    x = 1\n" * 60 + "def short():\n    x = 1\n")
    assert long_functions(tree) == [("long", 61)]
