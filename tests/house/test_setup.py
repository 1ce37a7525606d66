"""Setting up says what is missing instead of failing somewhere inside."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT, tracked

pytestmark = pytest.mark.house


def only(folder: Path, *names: str) -> dict[str, str]:
    """An environment whose PATH holds these programs of the machine, and those put into the folder by the test."""
    for name in names:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    return {**{k: v for k, v in os.environ.items() if k != "PYTHON"}, "PATH": str(folder)}


def program(folder: Path, name: str, text: str) -> None:
    """A small program of the test's own."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def find_python(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(ROOT / "tools" / "find_python")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_an_old_python_is_named_with_what_to_install(tmp_path: Path) -> None:
    program(tmp_path, "python3", 'case "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac')
    answer = find_python(only(tmp_path, "bash"))
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "needs Python 3.11 or newer; found Python 3.9.2" in answer.stderr
    assert "apt-get install" in answer.stderr


def test_a_missing_venv_module_is_named(tmp_path: Path) -> None:
    program(tmp_path, "python3", 'case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac')
    answer = find_python(only(tmp_path, "bash"))
    assert answer.returncode == 1
    assert "python3-venv" in answer.stderr


def test_a_newer_python_beside_an_old_one_is_found(tmp_path: Path) -> None:
    program(tmp_path, "python3", "exit 1")
    program(tmp_path, "python3.12", "exit 0")
    answer = find_python(only(tmp_path, "bash"))
    assert (answer.returncode, answer.stdout.strip()) == (0, str(tmp_path / "python3.12"))


def test_a_missing_npm_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("Makefile", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    command = ["make", "--no-print-directory", "node_modules/.stamp", "SHELL=" + str(shutil.which("bash"))]
    answer = subprocess.run(
        command, cwd=tmp_path, env=only(folder, "make", "bash"), capture_output=True, text=True, check=False
    )
    assert answer.returncode != 0
    assert "npm is missing" in answer.stdout + answer.stderr


def test_programs_of_the_house_can_be_run() -> None:
    for name in (".ci/run", "tools/find_python", "tools/find_chromium", "tools/with_postgres"):
        path = ROOT / name
        assert path in tracked()
        assert os.access(path, os.X_OK), name


def test_the_continuous_build_runs_the_readme_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.rstrip().endswith("make test")
    assert "set -euo pipefail" in script
