"""No registry addresses, no paths of somebody's machine, no secrets, no left-overs, no mixed line ends."""

import re

import pytest

from tests.house.tree import ROOT, relative, texts, tracked

pytestmark = pytest.mark.house

# Written in pieces so that this file does not find itself.
DOT = r"\."
REGISTRIES = [
    "py" + "pi" + DOT,
    "python" + "hosted",
    "npm" + "js" + DOT,
    "npm" + "mirror",
    "index" + "-url",
    "deb" + DOT + "debian",
    "arti" + "factory",
]
MACHINE_PATHS = ["ro" + "ot", "wo" + "rk", "ho" + "me/[a-z]+", "Us" + "ers/[a-z]+"]
LEFT_OVERS = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
FORBIDDEN = {
    "address of a package registry": re.compile("|".join(REGISTRIES), re.IGNORECASE),
    "path of a machine": re.compile(r"(?<![\w.])/(" + "|".join(MACHINE_PATHS) + r")/"),
    "private key": re.compile("-----BEGIN" + r" [A-Z ]*PRIVATE KEY-----"),
    "left-over": re.compile(r"\b(" + "|".join(LEFT_OVERS) + r")\b"),
    "left-over of a merge": re.compile(r"^(<{7}|>{7}) ", re.MULTILINE),
}
LARGEST = 500_000


def problems(text: str) -> list[str]:
    """What a text holds that does not belong into the repository."""
    return [f"{name}: {match.group(0)!r}" for name, pattern in FORBIDDEN.items() if (match := pattern.search(text))]


def test_files_hold_nothing_that_does_not_belong() -> None:
    found = [f"{relative(path)}: {problem}" for path, text in texts() for problem in problems(text)]
    assert found == []


def test_line_ends_and_last_lines() -> None:
    found = []
    for path, text in texts():
        if path.is_relative_to(ROOT / "tests" / "data"):
            continue  # test data may be broken on purpose
        if "\r" in text or (text and not text.endswith("\n")):
            found.append(relative(path))
    assert found == []


def test_no_large_files() -> None:
    assert [relative(path) for path in tracked() if path.stat().st_size > LARGEST] == []


@pytest.mark.parametrize(
    "text",
    [
        "--extra-index" + "-url=https://example",
        "open('/ro" + "ot/x')",
        "cd /wo" + "rk/main",
        "# TO" + "DO: later",
        "-----BEGIN" + " RSA PRIVATE KEY-----",
    ],
)
def test_planted_text_is_found(text: str) -> None:
    assert problems(text) != []
