"""binzhi serve: three programs started together, the dead started again, all ended together."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from binzhi.config import supervisor as house_keeper
from binzhi.config.supervisor import AddressTaken, Child, Supervisor, check_address
from tests.config.conftest import OWN

pytestmark = pytest.mark.house  # runs the command in a folder of its own, on SQLite

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
END = [sys.executable, "-c", "raise SystemExit(7)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('x', flush=True); time.sleep(60)",
]


def run_for(keeper: Supervisor, seconds: float) -> int:
    """Run in this thread (signals are set here), asked to end after some seconds."""
    timer = threading.Timer(seconds, keeper.stop)
    timer.start()
    try:
        return keeper.run()
    finally:
        timer.cancel()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_children_end_with_the_keeper() -> None:
    children = [Child("one", SLEEP), Child("two", SLEEP)]
    assert run_for(Supervisor(children, pause=0.05), 0.5) == 0
    pids = [c.process.pid for c in children if c.process is not None]
    assert len(pids) == 2
    assert not any(alive(pid) for pid in pids)


def test_a_dead_child_is_started_again() -> None:
    child = Child("one", SLEEP)
    keeper = Supervisor([child], pause=0.05)
    pids: list[int] = []

    def kill() -> None:
        assert child.process is not None
        pids.append(child.process.pid)
        child.process.kill()

    threading.Timer(0.4, kill).start()
    assert run_for(keeper, 1.5) == 0
    assert child.process is not None
    assert pids
    assert child.process.pid != pids[0]


def test_a_child_that_keeps_dying_ends_the_house(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(house_keeper, "QUICK_DEATHS", 2)
    assert Supervisor([Child("one", END), Child("two", SLEEP)], pause=0.05).run() == 1
    assert "binzhi doctor" in capsys.readouterr().err


def test_a_deaf_child_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house_keeper, "STOP_SECONDS", 0.5)
    child = Child("deaf", DEAF)
    assert run_for(Supervisor([child], pause=0.05), 1.0) == 0
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL


def test_a_taken_port_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(AddressTaken):
            check_address("127.0.0.1", taken.getsockname()[1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_whole_house_runs_and_ends(house: Path) -> None:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OWN} | {"BINZHI_HOME": str(house)}
    command = [sys.executable, "-m", "binzhi.config.command", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert f"127.0.0.1:{port}" in process.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
            assert answer.status == 200
        limit = time.monotonic() + 40
        while not all((house / "run" / f"{name}.beat").exists() for name in ("worker", "scheduler")):
            assert time.monotonic() < limit
            time.sleep(0.2)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=20) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=40) == 0
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", port), timeout=2)
    finally:
        process.kill()
        process.communicate()
