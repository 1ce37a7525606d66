"""The master key: a file outside the data file, mode 0600, never readable by others; the program refuses otherwise."""

import os
import stat
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from binzhi.kernel.crypto import derive_key, new_key
from binzhi.kernel.errors import DomainError


class KeyFileOpen(DomainError):
    """Others can read the key file."""

    code = "key_file_open"
    zh = "密钥文件可被其他用户读取，已拒绝启动。请执行：chmod 600 {path}"
    en = "Other users can read the key file, so the program refuses to start. Run: chmod 600 {path}"
    status = 500


class KeyFileMissing(DomainError):
    """There is data but no key file."""

    code = "key_file_missing"
    zh = "找不到密钥文件 {path}。请从保管处恢复；没有它，加密字段无法读取。"
    en = "The key file {path} is missing. Restore it from safe keeping; without it sealed fields cannot be read."
    status = 500


class KeyFileDamaged(DomainError):
    """The key file does not hold a key."""

    code = "key_file_damaged"
    zh = "密钥文件 {path} 已损坏。请从保管处恢复;没有它,加密字段无法读取。"
    en = "The key file {path} is damaged. Restore it from safe keeping; without it sealed fields cannot be read."
    status = 500


class KeyBesideData(DomainError):
    """The key file lies in the folder of the data file."""

    code = "key_beside_data"
    zh = "密钥文件与数据文件放在同一目录({path})，已拒绝启动。请把密钥移到别处并设置 BINZHI_KEY_FILE。"
    en = "The key file lies beside the data file ({path}), so the program refuses to start. Move it and set BINZHI_KEY_FILE."
    status = 500


def make_key_file(path: Path) -> None:
    """Create the key file with mode 0600 if there is none; an existing one is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as out:
        out.write(new_key().hex().encode() + b"\n")


def check_key_file(path: Path, *, data_file: Path | None = None) -> None:
    """Refuse a missing key file, one that others can read, or one beside the data file."""
    if not path.exists():
        raise KeyFileMissing(path=path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileOpen(path=path)
    if data_file is not None and path.resolve().parent == data_file.resolve().parent:
        raise KeyBesideData(path=path)


def _read(path: Path) -> bytes:
    check_key_file(path, data_file=settings.BINZHI_DATA_FILE)
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError as error:
        raise KeyFileDamaged(path=path) from error
    if len(key) != 32:
        raise KeyFileDamaged(path=path)
    return key


@lru_cache(maxsize=16)
def _derived(path: Path, purpose: str) -> bytes:
    return derive_key(_read(path), purpose)


def purpose_key(purpose: str) -> bytes:
    """Return the key for one purpose: ``wrap``, ``index/document``, ``index/contact``, ``staff``."""
    return _derived(Path(settings.BINZHI_KEY_FILE), purpose)


def forget_keys() -> None:
    """Drop the keys held in memory (after the key file changed, and in tests)."""
    _derived.cache_clear()
