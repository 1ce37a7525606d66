"""From a fresh clone to a page that answers: what a newcomer waits for after `make demo`."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.figures import Figure, watch

ROOT = Path(__file__).resolve().parent.parent
AIM = "<= 3 minutes on two cores"
PATIENCE = 900


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _environment(home: Path) -> dict[str, str]:
    """What a newcomer's shell has: nothing of ours, no packages kept from an earlier install by this user."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("BINZHI_", "DATABASE_", "KEYSTORE_", "DJANGO_"))}
    for name in ("VIRTUAL_ENV", "PYTHONPATH"):
        kept.pop(name, None)
    return kept | {"BINZHI_HOME": str(home), "PIP_NO_CACHE_DIR": "1", "npm_config_cache": str(home.parent / "npm")}


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _served(clone: Path, environment: dict[str, str]) -> float:
    """Seconds from `make demo` to the sign-in page."""
    port = _free_port()
    log = clone.parent / "demo.log"
    with log.open("wb") as out, watch() as used:
        command = ["make", "demo", f"ARGS=--port {port}"]
        demo = subprocess.Popen(command, cwd=clone, env=environment, stdout=out, stderr=out, start_new_session=True)
        try:
            until = time.monotonic() + PATIENCE
            while not _answers(f"http://127.0.0.1:{port}/sign-in/"):
                if demo.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"the demo did not come up:\n{log.read_text(errors='replace')[-2000:]}")
                time.sleep(0.25)
        finally:
            if demo.poll() is None:
                os.killpg(demo.pid, signal.SIGTERM)
                demo.wait(timeout=60)
    return used.wall


def measure() -> list[Figure]:
    """Clone what is committed, fetch the packages, build the demo hotel and open the first page."""
    folder = Path(tempfile.mkdtemp(prefix="binzhi-demo-"))
    clone, environment = folder / "binzhi", _environment(folder / "home")
    try:
        with watch() as all_of_it:
            subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True, env=environment)
            with watch() as packages:
                command = ["make", "run-venv", "assets", "messages"]
                subprocess.run(command, cwd=clone, env=environment, check=True, capture_output=True)
            served = _served(clone, environment)
        again = _served(clone, environment)
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=clone, capture_output=True, text=True, check=True
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    said = (
        f"{all_of_it.wall:.0f} s from `git clone` to the page, packages {packages.wall:.0f} s of it, the hotel with "
        f"3,000 guests {served:.0f} s; a second start {again:.0f} s (commit {re.sub(r'[^0-9a-f]', '', commit.stdout)})"
    )
    return [Figure("make demo from a fresh clone", AIM, said, "make bench ARGS=demo")]
