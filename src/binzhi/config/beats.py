"""Signs of life: the worker and the scheduler touch a file every few seconds; readiness and doctor look at its age."""

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

EVERY = 5.0
STALE = 30.0


def beat_file(name: str) -> Path:
    """Return the file a process touches."""
    return Path(settings.BINZHI_HOME) / "run" / f"{name}.beat"


def age(name: str) -> float | None:
    """Return the seconds since the last sign of life; None when there never was one."""
    try:
        return max(time.time() - beat_file(name).stat().st_mtime, 0.0)
    except OSError:
        return None


def alive(name: str) -> bool:
    """Tell whether a process gave a sign of life lately."""
    seconds = age(name)
    return seconds is not None and seconds < STALE


@contextlib.contextmanager
def beating(name: str) -> Iterator[None]:
    """Touch the file from a thread for the block; afterwards the file is gone."""
    path = beat_file(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    end = threading.Event()

    def beat() -> None:
        while not end.is_set():
            with contextlib.suppress(OSError):
                path.touch()
            end.wait(EVERY)

    thread = threading.Thread(target=beat, name=f"{name}-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join(timeout=2)
        path.unlink(missing_ok=True)
