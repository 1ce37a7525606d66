"""The mark of a demo home: a file that says so, and what it holds. A home without it is never touched."""

import json
import os
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from binzhi.kernel.errors import DomainError

MARK = "demo"
PARTS = ("data", "keystore", "keys", "witness", "files", "run", "static")


class RealHotel(DomainError):
    """The data folder holds a hotel that is no demo."""

    code = "real_hotel"
    zh = "{home} 里是正式酒店的数据,演示不会写入。请用 BINZHI_HOME 指定另一个目录。"
    en = "{home} holds a real hotel, and the demo never writes there. Name another folder with BINZHI_HOME."


class OutsideDatabase(DomainError):
    """The demo keeps to its own folder."""

    code = "outside_database"
    zh = "演示只使用自带的 SQLite。请先取消环境变量 DATABASE_URL 和 KEYSTORE_URL。"
    en = "The demo uses its own SQLite files only. Unset DATABASE_URL and KEYSTORE_URL first."


class StillRunning(DomainError):
    """Somebody serves this demo."""

    code = "still_running"
    zh = "演示仍在运行({home})。请先停止它(Ctrl-C)再重建。"
    en = "The demo in {home} is still running. Stop it (Ctrl-C) before building it anew."


@dataclass(slots=True)
class Mark:
    """What a demo home says about itself. ``ready`` is false while it is being written."""

    seed: int
    guests: int
    day: str
    password: str
    ready: bool = False
    digest: str = ""


def read_mark(home: Path) -> Mark | None:
    """Return the mark of a demo home, if it is one."""
    try:
        return Mark(**json.loads((home / MARK).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_mark(home: Path, mark: Mark) -> None:
    """Write the mark, readable by the owner only (it holds the password of the demo staff)."""
    path, draft = home / MARK, home / f"{MARK}.new"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(asdict(mark), out, ensure_ascii=False)
    draft.replace(path)


def refuse_real(home: Path) -> None:
    """Refuse a folder with a hotel that is no demo, and outside databases."""
    if os.environ.get("DATABASE_URL") or os.environ.get("KEYSTORE_URL"):
        raise OutsideDatabase
    if not (home / MARK).exists() and (home / "data" / "binzhi.sqlite3").exists():
        raise RealHotel(home=home)


def clear(home: Path) -> None:
    """Remove what a demo home holds; never called for a home without the mark."""
    if not (home / MARK).exists():
        raise RealHotel(home=home)
    if _running(home):
        raise StillRunning(home=home)
    for part in PARTS:
        shutil.rmtree(home / part, ignore_errors=True)


def _running(home: Path) -> bool:
    """Whether worker or scheduler of this folder gave a sign of life in the last half minute."""
    beats = [path.stat().st_mtime for path in (home / "run").glob("*.beat")]
    return any(time.time() - beat < 30 for beat in beats)
