"""Rows of the specification proved by the last test runs, per area.

    python tools/requirements.py                          the table, and the rows still missing
    python tools/requirements.py --rows R-213..R-243      only these rows (ranges and single ids, comma-separated)
    python tools/requirements.py --missing                with the text of each missing row
    python tools/requirements.py --strict                 exit 1 when a row asked for is missing

The rows are read from ../shared/requirements/rows.csv, or from the file named by BINZHI_REQUIREMENTS. What was
proved is read from tests/out/requirements/*.json, which `make test` writes: one file per run (SQLite, PostgreSQL,
browser).
"""

import argparse
import csv
import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "tests" / "out" / "requirements"
SPAN = re.compile(r"R-(\d{3})(?:\.\.R-(\d{3}))?")

Outcomes = Mapping[str, str]


def rows_file() -> Path | None:
    """Where the specification can be read; None on a machine that has only this repository."""
    path = Path(os.environ.get("BINZHI_REQUIREMENTS") or ROOT.parent / "shared" / "requirements" / "rows.csv")
    return path if path.exists() else None


@cache
def known_rows(path: Path) -> dict[str, dict[str, str]]:
    """The rows by id, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream)}


def chosen(text: str, rows: Iterable[str]) -> list[str]:
    """The ids of a filter such as 'R-213..R-243,R-169'; all of them for an empty filter."""
    if not text:
        return list(rows)
    wanted: set[int] = set()
    for part in text.split(","):
        match = SPAN.fullmatch(part.strip())
        if not match:
            raise SystemExit(f"cannot read {part!r}; write R-213..R-243,R-169")
        first, last = int(match[1]), int(match[2] or match[1])
        wanted |= set(range(first, last + 1))
    return [row for row in rows if int(row[2:]) in wanted]


def is_proved(outcomes: Iterable[str]) -> bool:
    """At least one test passed and none failed."""
    seen = set(outcomes)
    return "passed" in seen and "failed" not in seen


def read_results(folder: Path = RESULTS) -> tuple[dict[str, list[str]], list[str]]:
    """The outcomes per row over all runs, and a line about each run."""
    outcomes: dict[str, list[str]] = defaultdict(list)
    runs = []
    for path in sorted(folder.glob("*.json")):
        run = json.loads(path.read_text(encoding="utf-8"))
        runs.append(f"{path.stem} ({run['at']}, {run['commit'] or 'no commit'})")
        for row, tests in run["rows"].items():
            outcomes[row] += tests.values()
    return outcomes, runs


def spans(rows: Sequence[str]) -> str:
    """'R-001 R-003..R-005' for a sorted list of ids."""
    groups: list[list[int]] = []
    for number in (int(row[2:]) for row in rows):
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return " ".join(f"R-{g[0]:03}" if len(g) == 1 else f"R-{g[0]:03}..R-{g[-1]:03}" for g in groups)


def report(rows: Mapping[str, Mapping[str, str]], wanted: Sequence[str], proved: set[str], *, texts: bool) -> list[str]:
    """The table, one line per area, and what is missing."""
    areas: dict[str, list[str]] = defaultdict(list)
    for row in wanted:
        areas[rows[row]["area"]].append(row)
    lines = [f"{'area':36} {'proved':>6} {'total':>6}"]
    for area, ids in areas.items():
        done = [row for row in ids if row in proved]
        lines.append(f"{area:36} {len(done):>6} {len(ids):>6}")
        missing = [row for row in ids if row not in proved]
        if missing and not texts:
            lines.append(f"    missing: {spans(missing)}")
        lines += [f"    {row} {rows[row]['zh']}: {rows[row]['requirement']}" for row in missing if texts]
    lines.append(f"{'together':36} {len([r for r in wanted if r in proved]):>6} {len(wanted):>6}")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description="Rows of the specification proved by the last test runs")
    parser.add_argument("--rows", default="", metavar="R-213..R-243,R-169")
    parser.add_argument("--missing", action="store_true", help="print the text of each missing row")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a row asked for is missing")
    options = parser.parse_args(arguments)
    source = rows_file()
    if source is None:
        print("The specification is not on this machine; name it with BINZHI_REQUIREMENTS=/path/to/rows.csv")
        return 2
    rows = known_rows(source)
    wanted = chosen(options.rows, rows)
    outcomes, runs = read_results()
    if not runs:
        print("No test run has been recorded yet: run `make test` first")
        return 2
    proved = {row for row in wanted if is_proved(outcomes.get(row, []))}
    print("Read from:", "; ".join(runs))
    print("\n".join(report(rows, wanted, proved, texts=options.missing)))
    return 1 if options.strict and len(proved) < len(wanted) else 0


if __name__ == "__main__":
    sys.exit(main())
