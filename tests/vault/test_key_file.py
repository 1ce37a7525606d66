"""The key file: private from its first moment, never overwritten, never beside the data; else nothing starts."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from binzhi.kernel.errors import DomainError
from binzhi.vault.master import (
    KeyBesideData,
    KeyFileMissing,
    KeyFileOpen,
    check_key_file,
    forget_keys,
    make_key_file,
    purpose_key,
)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A new key file."""
    path = tmp_path / "keys" / "master.key"
    make_key_file(path)
    return path


def test_a_new_key_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    before = os.umask(0)
    try:
        make_key_file(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(bytes.fromhex(path.read_text().strip())) == 32


def test_a_key_that_stands_is_never_overwritten(key_file: Path) -> None:
    before = key_file.read_bytes()
    make_key_file(key_file)
    assert key_file.read_bytes() == before


def test_two_key_files_differ(tmp_path: Path) -> None:
    for name in ("a", "b"):
        make_key_file(tmp_path / name)
    assert (tmp_path / "a").read_bytes() != (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o601, 0o640, 0o620, 0o644, 0o660, 0o666, 0o777])
def test_a_key_file_others_can_touch_is_refused(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(KeyFileOpen) as refusal:
        check_key_file(key_file)
    assert f"chmod 600 {key_file}" in refusal.value.text("zh-hans")


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_private_key_file_is_good(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    check_key_file(key_file, data_file=key_file.parent.parent / "data" / "binzhi.sqlite3")


def test_a_key_beside_the_data_is_refused(key_file: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyBesideData):
        check_key_file(key_file, data_file=key_file.parent / "binzhi.sqlite3")
    link = tmp_path / "elsewhere"
    link.symlink_to(key_file.parent)
    with pytest.raises(KeyBesideData):
        check_key_file(link / "master.key", data_file=key_file.parent / "binzhi.sqlite3")


def test_a_missing_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileMissing):
        check_key_file(tmp_path / "master.key")
    assert not (tmp_path / "master.key").exists(), "a missing key must be restored, never made anew"


@pytest.mark.parametrize("content", ["", "not hexadecimal", "abcd", "ab" * 31, "ab" * 33])
def test_a_damaged_key_file_is_refused(key_file: Path, settings: Any, content: str) -> None:
    key_file.write_text(content)
    settings.BINZHI_KEY_FILE = str(key_file)
    forget_keys()
    with pytest.raises(DomainError):
        purpose_key("wrap")


def test_no_key_is_derived_from_an_open_file(key_file: Path, settings: Any) -> None:
    key_file.chmod(0o644)
    settings.BINZHI_KEY_FILE = str(key_file)
    forget_keys()
    with pytest.raises(KeyFileOpen):
        purpose_key("wrap")


def test_each_purpose_has_its_own_key_and_none_is_the_master(key_file: Path, settings: Any) -> None:
    settings.BINZHI_KEY_FILE = str(key_file)
    forget_keys()
    keys = {purpose_key(p) for p in ("wrap", "index/document", "index/contact", "index/member", "staff")}
    assert len(keys) == 5
    assert bytes.fromhex(key_file.read_text()) not in keys
