"""Only the verbs in domain/ write. Pages, APIs, imports and commands call them; nothing else saves a row.

A write that must stand elsewhere says why on its own line: `# writes: reason`.
"""

import ast
from pathlib import Path

import pytest

from tests.house.tree import SOURCE, line_says, parsed, python_files, relative

pytestmark = pytest.mark.house

ALWAYS = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "asave", "abulk_create"}
ON_QUERIES = {"create", "update", "delete", "acreate", "aupdate", "adelete"}
QUERY_WORDS = {
    "objects", "unscoped", "_default_manager", "_base_manager", "filter", "exclude", "all", "select_for_update",
    "locked", "using", "queryset", "qs", "annotate", "order_by",
}  # fmt: skip
UNIT_OF_WORK = {"persist", "amend", "unit_of_work"}
RAW = ("insert ", "update ", "delete ", "replace ", "truncate ", "drop ", "alter ")
OWN_SCRATCH = (
    "identity",
    "bulk",
)  # tables of a run's own DuckDB file; import-linter keeps the house's database out of it
NOT_ROWS = {"cache", "session", "sessions", "request.session", "workbook", "book", "image"}


def writes(tree: ast.AST, lines: list[str]) -> list[int]:
    """Lines of a module that write rows without saying why."""
    return sorted(
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and is_write(node) and not line_says(lines, node, "writes")
    )


def is_write(call: ast.Call) -> bool:
    """Whether a call stores, changes or removes rows."""
    function = call.func
    if isinstance(function, ast.Name):
        return function.id in UNIT_OF_WORK
    if not isinstance(function, ast.Attribute):
        return False
    receiver = ast.unparse(function.value)
    if receiver.split(".")[-1] in NOT_ROWS:
        return False
    if function.attr in ALWAYS | UNIT_OF_WORK:
        return True
    if function.attr in {"execute", "executemany"}:
        return bool(call.args) and is_raw_write(call.args[0])
    words = set(receiver.replace("(", ".").replace(")", ".").split("."))
    bare_delete = function.attr in {"delete", "adelete"} and not call.args and not call.keywords
    return function.attr in ON_QUERIES and (bool(words & QUERY_WORDS) or bare_delete)


def is_raw_write(statement: ast.expr) -> bool:
    """Whether SQL given to a cursor changes data."""
    text = " ".join(n.value for n in ast.walk(statement) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return text.strip().lower().startswith(RAW)


def outside_domain(path: Path) -> bool:
    """Whether a source file may not write."""
    shelves = path.relative_to(SOURCE).with_suffix("").parts
    return "domain" not in shelves and shelves[0] != "kernel" and shelves[:2] != OWN_SCRATCH


def test_only_domain_writes() -> None:
    found = []
    for path in python_files(SOURCE):
        if outside_domain(path):
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [f"{relative(path)}:{line}" for line in writes(parsed(path), lines)]
    assert found == [], "a write outside domain/: call a verb, or say why with `# writes: reason`"


@pytest.mark.parametrize(
    "line",
    [
        "guest.save()",
        "Guest.objects.create(name='x')",
        "Guest.unscoped.filter(id=1).update(name='x')",
        "Guest.objects.bulk_create(rows)",
        "stay.delete()",
        "get_guest(scope, pk).save(update_fields=['name'])",
        "persist(guest)",
        "unit.amend(guest, ['name'])",
        "cursor.execute('UPDATE guests_guest SET name = 1')",
        "guest.save()  # writes:",
    ],
)
def test_a_planted_write_is_found(line: str) -> None:
    assert writes(ast.parse(line), [line]) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "context.update(guest=guest)",
        "cache.delete('key')",
        "request.session.save()",
        "cursor.execute('SELECT 1')",
        "guest.save()  # writes: the sign-in time is no business fact",
    ],
)
def test_what_is_no_write_passes(line: str) -> None:
    assert writes(ast.parse(line), [line]) == []
