"""`.unscoped` steps around the hotel filter; every use says why on its own line: `# unscoped: reason`."""

import ast

import pytest

from tests.house.tree import SOURCE, line_says, parsed, python_files, relative

pytestmark = pytest.mark.house


def without_reason(tree: ast.AST, lines: list[str]) -> list[int]:
    """Lines that read past the scope and do not say why."""
    return sorted(
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "unscoped" and not line_says(lines, node, "unscoped")
    )


def test_every_unscoped_read_says_why() -> None:
    found = []
    for path in python_files(SOURCE):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [f"{relative(path)}:{line}" for line in without_reason(parsed(path), lines)]
    assert found == [], "use .objects inside a scope, or say why with `# unscoped: reason`"


def test_a_planted_unscoped_read_is_found() -> None:
    lines = ["rows = Stay.unscoped.all()", "ok = Stay.unscoped.all()  # unscoped: the worker sees all hotels"]
    assert without_reason(ast.parse("\n".join(lines)), lines) == [1]
