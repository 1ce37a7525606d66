"""The command line: overview, languages, refusals."""

import sys
from pathlib import Path

import pytest

from binzhi.config import command, console
from tests.config.conftest import binzhi

pytestmark = pytest.mark.house  # runs the command in a folder of its own, on SQLite

WANTED = {"init", "migrate", "serve", "worker", "scheduler", "doctor", "audit", "token", "staff", "demo"}


def test_every_subcommand_says_what_it_does_in_both_languages() -> None:
    known = command.commands()
    assert set(known) >= WANTED
    assert all(one.zh and one.en and one.zh != one.en for one in known.values())


def test_help_lists_every_subcommand_without_loading_django(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert command.main(["--help"]) == 0
    said = capsys.readouterr().out
    for one in command.commands().values():
        assert one.zh in said
        assert one.en in said
    code = "import sys; from binzhi.config.command import main; main(['--help']); sys.exit('django' in sys.modules)"
    import subprocess

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_a_file_without_help_is_no_subcommand(tmp_path: Path) -> None:
    (tmp_path / "import_.py").write_text(
        'HELP = {"zh": "导入", "en": "Import"}\nOPENS_DATA = False\n', encoding="utf-8"
    )
    (tmp_path / "shared.py").write_text("x = 1\n", encoding="utf-8")
    found = command.commands(tmp_path)
    assert list(found) == ["import"]
    assert not found["import"].opens_data


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "en_GB", "BINZHI_LANG": "zh"}, "zh-hans"),
        ({"LANG": "zh_CN", "BINZHI_LANG": "en"}, "en"),
        ({"LANG": "zh_CN", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_of_the_terminal(environment: dict[str, str], language: str) -> None:
    assert console.language(environment) == language


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["fly"]) == command.REFUSED
    assert "fly" in capsys.readouterr().err


def test_without_a_hotel_nothing_is_opened(tmp_path: Path) -> None:
    done = binzhi(tmp_path / "nothing", "audit", "verify", language="zh")
    assert (done.returncode, done.stdout) == (2, "")
    assert "还没有酒店数据" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "nothing").exists()


def test_a_key_file_that_others_can_read_stops_every_command(house: Path) -> None:
    key = house / "keys" / "master.key"
    key.chmod(0o640)
    for words in (("audit", "verify"), ("serve",)):
        done = binzhi(house, *words)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert f"chmod 600 {key}" in done.stderr


def test_a_lost_key_file_is_said(house: Path) -> None:
    (house / "keys" / "master.key").unlink()
    done = binzhi(house, "audit", "verify", language="zh")
    assert done.returncode == 2
    assert "找不到密钥文件" in done.stderr


def test_a_broken_database_is_said_without_a_traceback(house: Path) -> None:
    (house / "data" / "binzhi.sqlite3").write_bytes(b"")
    done = binzhi(house, "token", "create", "--user", "boss")
    assert done.returncode == 3
    assert "binzhi doctor" in done.stderr
    assert "Traceback" not in done.stderr
