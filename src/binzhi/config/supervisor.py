"""Web server, worker and scheduler as children of one command: started, watched, restarted, stopped together."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from binzhi.config import console
from binzhi.kernel.errors import DomainError

STOP_SECONDS = 15.0
QUICK_SECONDS = 60.0  # a child that dies sooner counts as a quick death
QUICK_DEATHS = 5
PARENT_DIED = 1  # PR_SET_PDEATHSIG of Linux


class AddressTaken(DomainError):
    """Somebody else listens there."""

    code = "address_taken"
    zh = "地址 {host}:{port} 已被占用。请用 --port 换一个端口,或先停止占用它的程序。"
    en = "{host}:{port} is in use. Choose another with --port, or stop the program that uses it."


@dataclass(slots=True)
class Child:
    """One program that is kept running."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    deaths: list[float] = field(default_factory=list)
    not_before: float = 0.0


def check_address(host: str, port: int) -> None:
    """Refuse a port that is taken, before anything else is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AddressTaken(host=host, port=port) from error


def house_children(host: str, port: int, workers: int) -> list[Child]:
    """Return the programs of a running house. Cards are read by a worker of their own: a long import must not hold them up."""
    own = [sys.executable, "-m", "binzhi.config.command"]
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "binzhi.config.wsgi:application",
        "--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
        "--no-ws", "--log-level", "warning", "--respawn-failed-workers",
    ]  # fmt: skip
    return [
        Child("web", web),
        Child("worker", [*own, "worker", "--without", "scans"]),
        Child("reader", [*own, "worker", "--queue", "scans"]),
        Child("scheduler", [*own, "scheduler"]),
    ]


def _die_with_parent() -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            ctypes.CDLL(None).prctl(PARENT_DIED, signal.SIGTERM)


class Supervisor:
    """Keeps its children running until it is told to stop."""

    def __init__(self, children: list[Child], *, pause: float = 0.3) -> None:
        self.children = children
        self.pause = pause
        self.stopping = False
        self.failed = False

    def start(self, child: Child) -> None:
        """Start one child in its own group, so that Ctrl-C reaches it through us and in order."""
        child.process = subprocess.Popen(child.command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509  no threads here yet
        child.started = time.monotonic()

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask for the end; the loop does the rest."""
        self.stopping = True

    def run(self, *, ready: Callable[[], None] | None = None) -> int:
        """Run until a signal asks for the end (0) or a child keeps dying (1)."""
        before = {number: signal.signal(number, self.stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            for child in self.children:
                self.start(child)
            if ready is not None:
                ready()
            while not self.stopping:
                time.sleep(self.pause)
                self.look_after()
        finally:
            self.end_all()
            for number, handler in before.items():
                signal.signal(number, handler)
        return 1 if self.failed else 0

    def look_after(self) -> None:
        """Start the dead again, with a growing pause; give up when one keeps dying at once."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.not_before and not self.stopping:
                    self.start(child)
            elif (code := child.process.poll()) is not None:
                self.note_death(child, code, now)

    def note_death(self, child: Child, code: int, now: float) -> None:
        """Remember a death and plan the restart."""
        child.process = None
        child.deaths = [t for t in child.deaths if now - t < QUICK_SECONDS] + [now]
        if len(child.deaths) >= QUICK_DEATHS:
            console.complain(
                f"{child.name} 反复退出(代码 {code}),停止运行。请执行 binzhi doctor。",
                f"{child.name} keeps ending (code {code}); giving up. Run binzhi doctor.",
            )
            self.failed = self.stopping = True
            return
        pause = min(2.0 ** (len(child.deaths) - 1), 30.0) - 1.0
        child.not_before = now + pause
        console.complain(
            f"{child.name} 已退出(代码 {code}),正在重启。", f"{child.name} ended (code {code}); restarting."
        )

    def end_all(self) -> None:
        """Ask every child to end, then insist."""
        running = [c.process for c in self.children if c.process is not None and c.process.poll() is None]
        for process in running:
            process.terminate()
        limit = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(timeout=max(limit - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_for(host: str, port: int, *, seconds: float = 60.0) -> bool:
    """Wait until the address answers."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def serve_house(host: str, port: int, workers: int, *, announce: Callable[[str], None]) -> int:
    """Run the whole house on an address until stopped; ``announce`` gets the address when it answers."""
    check_address(host, port)
    supervisor = Supervisor(house_children(host, port, workers))

    def ready() -> None:
        shown = f"[{host}]" if ":" in host else host
        if wait_for(host, port):
            announce(f"http://{shown}:{port}/")
        elif not supervisor.stopping:
            console.complain(
                "网页服务一分钟内未能启动,请看上面的信息。", "The web server did not start within a minute; see above."
            )

    return supervisor.run(ready=ready)
