"""The memory of two web workers that have shown the pages of a hotel."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from bench.figures import Figure

AIM = "two web workers <= 250 MiB PSS together"
PAGES = (
    "/",
    "/guests/",
    "/arrivals/",
    "/arrivals/readiness/",
    "/stays/",
    "/stays/rooms/",
    "/service/",
    "/guests/lists/",
)
ROUNDS = 30
MANAGER = "fang.rui"  # the service manager of the demo hotel


def _pss_kib(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return int(re.search(r"^Pss:\s+(\d+)", rollup, re.M).group(1))  # type: ignore[union-attr]  # the kernel always writes it


def _parent(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"^PPid:\s+(\d+)", status, re.M).group(1))  # type: ignore[union-attr]  # the kernel always writes it


def _web_processes(root: int) -> list[int]:
    """The processes of the web server below the supervisor: its own and the workers'."""
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        queue += map(int, children)
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
        if b"granian" in line or any(_parent(pid) == one for one in found):
            found.append(pid)
    return found


def _browser(address: str, username: str, password: str) -> urllib.request.OpenerDirector:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = opener.open(f"{address}/sign-in/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    form = {"username": username, "password": password, "csrfmiddlewaretoken": token.group(1) if token else ""}
    request = urllib.request.Request(
        f"{address}/sign-in/", urlencode(form).encode(), {"Referer": f"{address}/sign-in/"}
    )
    opener.open(request).read()
    return opener


def measure() -> list[Figure]:
    """Serve the demo hotel with two workers, ask for its pages, add up the proportional memory of the web processes."""
    home = Path(tempfile.mkdtemp(prefix="binzhi-bench-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("BINZHI_", "DATABASE_", "KEYSTORE_"))}
    command = [sys.executable, "-m", "binzhi.config.command", "demo", "--guests", "300", "--port", str(port)]
    log = home / "demo.log"
    with log.open("wb") as out:
        house = subprocess.Popen(
            command, env=kept | {"BINZHI_HOME": str(home / "h")}, stdout=out, stderr=out, start_new_session=True
        )
        try:
            said = _shown(house.pid, f"http://127.0.0.1:{port}", log)
        finally:
            os.killpg(house.pid, signal.SIGTERM)
            house.wait(timeout=60)
            shutil.rmtree(home, ignore_errors=True)
    return [Figure("memory of the web, demo hotel", AIM, said, "make bench ARGS=memory")]


def _shown(pid: int, address: str, log: Path) -> str:
    deadline = time.monotonic() + 300
    while True:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).read()
            break
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(1)
    text = log.read_text(encoding="utf-8")
    password = re.search(r"\bdemo-[0-9a-f]{8}\b", text)
    opener = _browser(address, MANAGER, password.group() if password else "")
    asked = 0
    for _ in range(ROUNDS):
        for page in PAGES:
            try:
                opener.open(address + page).read()
                asked += 1
            except urllib.error.HTTPError:
                continue
    parts = [_pss_kib(p) / 1024 for p in _web_processes(pid)]
    return f"{sum(parts):.0f} MiB PSS in {len(parts)} web processes after {asked} pages"
