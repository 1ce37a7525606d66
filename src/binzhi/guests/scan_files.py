"""Pictures and reader files on disk: sealed or private, for minutes, gone as soon as they are read."""

import contextlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from binzhi.guests.ocr import LARGEST_BYTES

LIFE_SECONDS = 30 * 60
SETTLED_SECONDS = 0.7  # a reader's program may still be writing


def waiting_folder() -> Path:
    """Return the private folder of sealed pictures that wait for the worker."""
    folder = Path(settings.BINZHI_HOME) / "run" / "readings"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def drop_folder() -> Path:
    """Return the folder reader programs write to (``BINZHI_HOME/scans``, a folder per user name below)."""
    folder = Path(settings.BINZHI_HOME) / "scans"
    folder.mkdir(parents=True, exist_ok=True, mode=0o770)
    return folder


def put_aside(reading_id: UUID, number: int, sealed: bytes) -> None:
    """Keep a sealed picture for the worker; the file is for this account alone."""
    path = waiting_folder() / f"{reading_id}.{number}"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(sealed)


def take_out(reading_id: UUID) -> list[bytes]:
    """Return the sealed pictures of a reading; the files are gone before anything looks at them."""
    found = []
    for path in sorted(waiting_folder().glob(f"{reading_id}.*")):
        found.append(path.read_bytes())
        path.unlink(missing_ok=True)
    return found


def sweep(*, now: float | None = None) -> int:
    """Delete what nobody fetched in half an hour, in both folders; returns how many files."""
    moment = time.time() if now is None else now
    gone = 0
    for path in [*waiting_folder().iterdir(), *(f.path for f in dropped_files(settled=False))]:
        with contextlib.suppress(OSError):
            if moment - path.lstat().st_mtime > LIFE_SECONDS:
                path.unlink()
                gone += 1
    return gone


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A file a reader's program left: in a person's folder, or in the common one (``user`` empty)."""

    path: Path
    user: str

    def take(self) -> bytes | None:
        """Return the content and delete the file, whatever it holds; None when somebody else took it."""
        claimed = self.path.with_name(f".{self.path.name}.{os.getpid()}.taken")
        try:
            self.path.rename(claimed)
            handle = os.open(claimed, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            return None
        try:
            with os.fdopen(handle, "rb") as source:
                return source.read(LARGEST_BYTES + 1)
        finally:
            claimed.unlink(missing_ok=True)


def dropped_files(*, settled: bool = True) -> Iterator[DroppedFile]:
    """Yield the files of the drop folder, oldest first; links and hidden files are passed over."""
    top = drop_folder()
    folders = [(top, ""), *((sub, sub.name) for sub in sorted(top.iterdir()) if sub.is_dir() and not sub.is_symlink())]
    found: list[tuple[float, DroppedFile]] = []
    for folder, user in folders:
        for path in folder.iterdir():
            with contextlib.suppress(OSError):
                about = path.lstat()
                young = time.time() - about.st_mtime < SETTLED_SECONDS
                hidden = path.name.startswith(".") and settled
                if stat.S_ISREG(about.st_mode) and not hidden and not (settled and young):
                    found.append((about.st_mtime, DroppedFile(path, user)))
    yield from (one for _, one in sorted(found, key=lambda pair: pair[0]))
