"""The bookkeeping of `@pytest.mark.requirement` is right: only tests that ran and passed prove a row."""

import csv
import json
from pathlib import Path

import pytest

from tools import requirements

pytestmark = pytest.mark.house

SPECIMEN = """
import pytest

@pytest.mark.requirement("R-001")
def test_passes(): pass

@pytest.mark.requirement("R-002")
def test_fails(): assert False

@pytest.mark.requirement("R-002")
def test_passes_beside_a_failure(): pass

@pytest.mark.requirement("R-003")
def test_skipped(): pytest.skip("not here")

@pytest.mark.xfail(reason="known")
@pytest.mark.requirement("R-004")
def test_expected_to_fail(): assert False

@pytest.mark.requirement("R-005", "R-006")
def test_two_rows(): pass

@pytest.mark.requirement("R-999")
def test_of_an_unknown_row(): pass
"""


@pytest.fixture
def specification(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A specification of seven rows."""
    path = tmp_path / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["id", "area", "kind", "requirement", "zh", "source"])
        table.writerows(
            [f"R-00{n}", "desk" if n < 5 else "kitchen", "field", f"text {n}", "词", ""] for n in range(1, 8)
        )
    monkeypatch.setenv("BINZHI_REQUIREMENTS", str(path))
    monkeypatch.setenv("PYTHONPATH", str(requirements.ROOT))
    return path


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "with workers"])
def test_only_a_passed_test_proves_a_row(pytester: pytest.Pytester, specification: Path, workers: list[str]) -> None:
    pytester.makepyfile(SPECIMEN)
    plain = ["-p", "no:django", "-p", "tests.plugins.requirements"]
    result = pytester.runpytest_subprocess(*plain, *workers, "--requirements-results", "results/run.json")
    result.assert_outcomes(passed=3, failed=1, skipped=1, xfailed=1, errors=1)
    outcomes, runs = requirements.read_results(pytester.path / "results")
    assert [row for row in sorted(outcomes) if requirements.is_proved(outcomes[row])] == ["R-001", "R-005", "R-006"]
    assert len(runs) == 1


def test_the_table_counts_and_lists_what_is_missing(specification: Path) -> None:
    rows = requirements.known_rows(specification)
    lines = requirements.report(rows, list(rows), {"R-001", "R-005", "R-006"}, texts=False)
    assert [line.split() for line in lines[1:]] == [
        ["desk", "1", "4"],
        ["missing:", "R-002..R-004"],
        ["kitchen", "2", "3"],
        ["missing:", "R-007"],
        ["together", "3", "7"],
    ]


def test_rows_can_be_chosen(specification: Path) -> None:
    assert requirements.chosen("R-002..R-003, R-007", requirements.known_rows(specification)) == [
        "R-002",
        "R-003",
        "R-007",
    ]


def test_a_failure_in_one_run_outweighs_a_pass_in_another(tmp_path: Path) -> None:
    for name, outcome in (("sqlite", "passed"), ("postgresql", "failed")):
        run = {"at": "", "commit": "", "rows": {"R-001": {"test": outcome}}}
        (tmp_path / f"{name}.json").write_text(json.dumps(run), encoding="utf-8")
    outcomes, _ = requirements.read_results(tmp_path)
    assert not requirements.is_proved(outcomes["R-001"])
