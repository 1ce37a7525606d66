"""The documents say what is there: dependencies, commands, links, both languages."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, parsed, python_files, relative, tracked

pytestmark = pytest.mark.house

LINK = re.compile(r"\[[^\]\[]*\]\(([^)\s]+)\)")
CODE_PATH = re.compile(r"`((?:src|tests|tools|docs|bench|requirements|[a-z]+)/[\w./*<>-]+)`")
IMPORT_NAMES = {
    "Django": "django",
    "django-ninja": "ninja",
    "argon2-cffi": "argon2",
    "python-stdnum": "stdnum",
    "chinesecalendar": "chinese_calendar",
    "lunar-python": "lunar_python",
    "dj-database-url": "dj_database_url",
}
# Named in settings or on the command line instead of being imported.
BY_NAME = {"whitenoise", "psycopg", "tzdata", "argon2-cffi", "granian"}


def project() -> dict[str, list[str]]:
    """Direct dependencies by group."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = re.compile(r"[A-Za-z0-9_.-]+")
    groups = {"run": data["dependencies"], **data["optional-dependencies"]}
    return {group: [found.group(0) for r in rows if (found := name.match(r))] for group, rows in groups.items()}


def markdown() -> list[Path]:
    """Every document for people."""
    return [path for path in tracked() if path.suffix == ".md"]


def test_every_direct_dependency_has_a_reason() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \| \S[^|]+ \|$", page, re.MULTILINE))
    node = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert {name for rows in project().values() for name in rows} | set(node) == explained


def test_every_dependency_to_run_is_used() -> None:
    imported: set[str] = set()
    for path in python_files(ROOT / "src"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.split(".")[0])
    settings = (ROOT / "src" / "binzhi" / "config" / "settings.py").read_text(encoding="utf-8")
    unused = [
        name
        for name in project()["run"]
        if name not in BY_NAME
        and (module := IMPORT_NAMES.get(name, name.replace("-", "_"))) not in imported
        and f'"{module}' not in settings
    ]
    assert unused == []


@pytest.mark.parametrize("name", ["requirements/run.lock", "requirements/dev.lock", "requirements/build.lock"])
def test_locks_pin_everything_with_hashes(name: str) -> None:
    requirements = re.split(r"\n(?=[a-zA-Z])", (ROOT / name).read_text(encoding="utf-8"))
    pinned = [row for row in requirements if re.match(r"[A-Za-z0-9_.\[\]-]+==", row)]
    assert pinned
    assert [row.split("\n")[0] for row in pinned if "--hash=sha256:" not in row] == []
    assert [row for row in requirements if row[0].isalpha() and row not in pinned] == []


def test_locks_hold_the_pins_of_the_project() -> None:
    rows = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for group, name in ((rows["dependencies"], "run.lock"), (rows["optional-dependencies"]["dev"], "dev.lock")):
        lock = (ROOT / "requirements" / name).read_text(encoding="utf-8").lower()
        pins = [re.sub(r"\[.*?\]", "", row).lower() for row in group]
        assert [pin for pin in pins if f"\n{pin} " not in f"\n{lock}"] == [], name


def test_asset_lock_carries_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert all(package.get("integrity") for name, package in packages.items() if name)


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_readme_shows_the_two_commands_and_every_target_it_names_exists(name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`|with_postgres )make ([a-z-]+)", page, re.MULTILINE))
    assert {"demo", "test"} <= named <= targets


def test_every_subcommand_a_document_names_exists() -> None:
    commands = {path.stem.rstrip("_") for path in python_files(ROOT / "src" / "binzhi" / "config" / "commands")} - {
        "__init__"
    }
    commands |= {name.replace("_", "-") for name in commands}
    found = []
    for path in markdown():
        for name in re.findall(r"`(?:\.venv/bin/)?binzhi ([a-z][a-z-]+)", path.read_text(encoding="utf-8")):
            if name not in commands:
                found.append(f"{relative(path)}: binzhi {name}")
    assert found == []


def test_links_in_documents_resolve() -> None:
    broken = []
    for path in markdown():
        for target in LINK.findall(path.read_text(encoding="utf-8")):
            file = target.split("#")[0]
            if file and "://" not in target and not (path.parent / file).exists():
                broken.append(f"{relative(path)}: {target}")
    assert broken == []


def test_paths_in_the_map_exist() -> None:
    page = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    named = [name for name in CODE_PATH.findall(page) if "<" not in name]
    assert named
    bases = (ROOT, ROOT / "src" / "binzhi")
    assert [name for name in named if not any(list(base.glob(name)) for base in bases)] == []


def test_changelog_has_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\n## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_decision_is_listed_and_has_its_three_parts() -> None:
    folder = ROOT / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("0*.md"))
    listed = re.findall(r"\]\((0[^)]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert listed == records
    for name in records:
        heads = re.findall(r"^## (.+)$", (folder / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert heads[:3] == ["Context", "Decision", "Costs"], name


def test_user_guides_exist_in_both_languages() -> None:
    guide = ROOT / "docs" / "guide"
    english, chinese = ({path.name for path in (guide / code).glob("*.md")} for code in ("en", "zh"))
    assert english == chinese
    assert english


def test_every_condition_of_a_rule_is_explained() -> None:
    from binzhi.arrivals.conditions import CONDITIONS
    from binzhi.arrivals.rules import ANCHORS

    page = (ROOT / "docs" / "rules" / "preparation.md").read_text(encoding="utf-8")
    table = page.split("## Conditions")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(CONDITIONS)
    dues = page.split("## When it is due")[1].split("\n## ")[0]
    assert set(re.findall(r"`(\w+)`", dues)) == set(ANCHORS)


def test_every_environment_variable_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    variable = re.compile(r"[\"'$({](BINZHI_[A-Z_]+|DATABASE_URL|KEYSTORE_URL)\b")
    inside = {"BINZHI_DATA_FILE", "BINZHI_WITNESS_FILE", "BINZHI_DEMO", "BINZHI_NAV", "BINZHI_BANNER"}  # settings only
    read: set[str] = set()
    for path in [*python_files(ROOT), ROOT / "Makefile", ROOT / ".ci" / "run", ROOT / "tools" / "with_postgres"]:
        for line in path.read_text(encoding="utf-8").splitlines():
            if "environ" in line or path.suffix != ".py" or "_database(" in line:
                read |= set(variable.findall(line))
    assert read - inside
    assert [name for name in sorted(read - inside) if f"`{name}`" not in page] == []
