"""Signs of life: the worker and the scheduler touch a file every few seconds; readiness and doctor look at its age."""

import contextlib
import threading
import time
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


def start_beating(name: str) -> None:
    """Touch the file from a thread until the process ends."""
    path = beat_file(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    def beat() -> None:
        while True:
            with contextlib.suppress(OSError):
                path.touch()
            time.sleep(EVERY)

    threading.Thread(target=beat, name=f"{name}-beat", daemon=True).start()
