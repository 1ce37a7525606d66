"""`@pytest.mark.requirement("R-178")`: which rows of the specification this run proved.

A row is proved when at least one test that names it passed and none that names it failed. A skipped test, an expected
failure and a test that was not run prove nothing. `--requirements-results FILE` writes what was seen, for
tools/requirements.py. A mark with an id that the specification does not know fails its test.
"""

import json
import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools.requirements import known_rows, rows_file

ROW = re.compile(r"R-\d{3}")
PROPERTY = "requirement"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--requirements-results", default="", help="write the rows this run proved to FILE (JSON)")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(RequirementsLog(config), "requirements-log")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.user_properties += [(PROPERTY, row) for row in marked_rows(item)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    source = rows_file()
    known = known_rows(source) if source else None
    for row in marked_rows(item):
        if not ROW.fullmatch(row) or (known is not None and row not in known):
            pytest.fail(f"the specification has no row {row!r}", pytrace=False)


def marked_rows(item: pytest.Item) -> list[str]:
    """The rows named by a test, its class and its module, each once."""
    rows: dict[str, None] = {}
    for mark in item.iter_markers(PROPERTY):
        for row in mark.args:
            rows[str(row)] = None
    return list(rows)


class RequirementsLog:
    """Collects outcomes on the controller, also when workers run the tests."""

    def __init__(self, config: pytest.Config) -> None:
        self.target = str(config.getoption("--requirements-results"))
        self.root = config.rootpath
        self.outcomes: dict[str, str] = {}
        self.rows: dict[str, set[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        rows = [str(value) for name, value in report.user_properties if name == PROPERTY]
        if not rows:
            return
        self.outcomes[report.nodeid] = merged(self.outcomes.get(report.nodeid), outcome_of(report))
        for row in rows:
            self.rows.setdefault(row, set()).add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        if not self.target:
            return
        result = {
            "at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
            "commit": commit(self.root),
            "rows": {row: {test: self.outcomes[test] for test in sorted(self.rows[row])} for row in sorted(self.rows)},
        }
        path = self.root / self.target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def outcome_of(report: pytest.TestReport) -> str:
    """passed, failed, skipped, or 'neutral' for the phases around a test that went well."""
    if report.failed:
        return "failed"
    if report.skipped or hasattr(report, "wasxfail"):
        return "skipped"
    return "passed" if report.when == "call" else "neutral"


def merged(before: str | None, now: str) -> str:
    """The outcome of a test from its phases: the worst one counts."""
    order = ["neutral", "passed", "skipped", "failed"]
    return max(before or "neutral", now, key=order.index)


def commit(root: Path) -> str:
    """The commit tested, with a + when the tree differs from it; empty outside a clone."""
    try:
        described = ["git", "describe", "--always", "--dirty=+", "--abbrev=12"]
        return subprocess.run(described, cwd=root, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


if "BINZHI_REQUIREMENTS" in os.environ and not Path(os.environ["BINZHI_REQUIREMENTS"]).exists():
    raise pytest.UsageError("BINZHI_REQUIREMENTS names a file that does not exist")
