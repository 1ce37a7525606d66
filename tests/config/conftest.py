"""A house opened once by the real command, in a folder of its own; tests that break something break a copy."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
PASSWORD = "correct horse battery staple"
OWN = ("DATABASE_URL", "KEYSTORE_URL", "DJANGO_SETTINGS_MODULE", "BINZHI_HOME", "BINZHI_KEY_FILE", "BINZHI_HOSTS")


def binzhi(
    home: Path, *words: str, given: str = "", language: str = "en", **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run the command as a person does, in a folder of its own, on SQLite."""
    environment = {name: value for name, value in os.environ.items() if name not in OWN}
    environment |= {"BINZHI_HOME": str(home), "BINZHI_LANG": language, **more}
    command = [sys.executable, "-m", "binzhi.config.command", *words]
    return subprocess.run(
        command, env=environment, input=given, capture_output=True, text=True, timeout=180, check=False
    )


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house that was opened and is not changed by anybody."""
    home = tmp_path_factory.mktemp("opened") / "home"
    done = binzhi(
        home,
        "init",
        "--group",
        "宾至集团",
        "--hotel",
        "BJ01",
        "--admin",
        "boss",
        "--admin-password-stdin",
        given=PASSWORD + "\n",
    )
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def house(opened: Path, tmp_path: Path) -> Path:
    """A copy of the opened house, to break."""
    home = tmp_path / "house"
    shutil.copytree(opened, home)
    return home
