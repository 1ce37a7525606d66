"""Pictures of the main pages for the guides: desk and phone, Chinese and English.

make screenshots                      builds a demo hotel in a scratch folder, serves it, takes the pictures
make screenshots ARGS="arrivals"      only pictures whose name contains the word
make screenshots ARGS="--to DIR"      into another folder than docs/guide/img
make screenshots ARGS="--home DIR"    of a demo hotel that is there already
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "guide" / "img"
BINZHI = Path(sys.executable).with_name("binzhi")
DESK = ViewportSize(width=1366, height=900)
PHONE = ViewportSize(width=375, height=812)
LANGUAGES = {"zh": "zh-hans", "en": "en"}
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True, slots=True)
class Shot:
    """One page as one person sees it: `follow` are links (selectors) clicked one after the other from `path`, then `typed`
    (selector, text) is typed."""

    name: str
    user: str
    path: str
    follow: tuple[str, ...] = ()
    typed: tuple[str, str] | None = None
    phone: bool = False
    dark: bool = False
    whole: bool = False


FRONT_DESK, HOUSEKEEPING, ATTENDANT, DINING, KITCHEN = "chen.jing", "tang.fang", "li.xiulan", "song.tao", "luo.dashi"
RESERVATIONS, SERVICE, ADMIN, AUDITOR = "lin.yue", "fang.rui", "admin", "yan.ming"
KEEPER, SALES = "peng.bo", "han.lei"
WANG = "/guests/?q=王建国"
GUEST = "main a[href^='/guests/0']"
SHOTS: tuple[Shot, ...] = (
    Shot("today-front-desk", FRONT_DESK, "/"),
    Shot("arrivals", FRONT_DESK, "/arrivals/"),
    Shot("arrivals-department", HOUSEKEEPING, "/arrivals/"),
    Shot("arrivals-phone", HOUSEKEEPING, "/arrivals/", phone=True),
    Shot("arrivals-kitchen", KITCHEN, "/arrivals/"),
    Shot("readiness", SERVICE, "/arrivals/readiness/"),
    Shot("room-proposals", FRONT_DESK, "/arrivals/rooms/"),
    Shot("gifts", SERVICE, "/arrivals/gifts/"),
    Shot("rules", SERVICE, "/arrivals/rules/"),
    Shot("floor-phone", ATTENDANT, "/arrivals/floor/", phone=True),
    Shot("guest", FRONT_DESK, WANG, (GUEST,), whole=True),
    Shot("guest-dark", FRONT_DESK, WANG, (GUEST,), dark=True),
    Shot("guest-phone", HOUSEKEEPING, WANG, (GUEST,), phone=True),
    Shot("reservations", RESERVATIONS, "/stays/"),
    Shot("rooms", FRONT_DESK, "/stays/rooms/"),
    Shot("rooms-phone", ATTENDANT, "/stays/rooms/", phone=True),
    Shot("new-guest", FRONT_DESK, "/guests/new/", typed=("#id_name", "陶景行")),
    Shot("guest-file", SERVICE, WANG, (GUEST, "main a[href$='/file/']")),
    Shot("lists", SERVICE, "/guests/lists/"),
    Shot("calendar", SERVICE, "/guests/calendar/"),
    Shot("scan", FRONT_DESK, "/guests/scan/"),
    Shot("observe-phone", ATTENDANT, "/floor/", phone=True),
    Shot("collection-queue", KEEPER, "/collection/queue/"),
    Shot("duplicates", KEEPER, "/identity/"),
    Shot("duplicate-pair", KEEPER, "/identity/", ("main a[href*='/identity/cases/']",)),
    Shot("companies", SALES, "/companies/"),
    Shot("company", SALES, "/companies/", ("main table a[href*='/companies/']",)),
    Shot("service-board", SERVICE, "/service/"),
    Shot("shift", HOUSEKEEPING, "/service/shift/"),
    Shot("import", RESERVATIONS, "/imports/"),
    Shot("house", ADMIN, "/house/"),
    Shot("staff", ADMIN, "/staff/"),
    Shot("log", AUDITOR, "/log/"),
)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: Path) -> Iterator[tuple[str, str]]:
    """Serve a demo home; yields its address and the password of its staff."""
    environment = {**os.environ, "BINZHI_HOME": str(home)}
    subprocess.run([BINZHI, "demo", "--no-serve"], env=environment, check=True, stdout=subprocess.DEVNULL)
    password = json.loads((home / "demo").read_text(encoding="utf-8"))["password"]
    port = free_port()
    server = subprocess.Popen([BINZHI, "serve", "--port", str(port), "--workers", "1"], env=environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}", password
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    for _ in range(150):
        if server.poll() is not None:
            raise SystemExit("the server ended before it answered")
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  our own server on loopback
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise SystemExit("the server does not answer")


def signed_in(browser: Browser, base: str, shot: Shot, language: str, password: str) -> BrowserContext:
    """A browser of one person, in one language and size."""
    context = browser.new_context(
        base_url=base,
        viewport=PHONE if shot.phone else DESK,
        device_scale_factor=2 if shot.phone else 1,
        color_scheme="dark" if shot.dark else "light",
        locale="zh-CN" if language == "zh-hans" else "en-GB",
        timezone_id="Asia/Shanghai",
    )
    context.add_cookies([{"name": "binzhi_language", "value": language, "url": base}])
    if shot.user:
        page = context.new_page()
        page.goto("/sign-in/")
        page.fill("input[name=username]", shot.user)
        page.fill("input[name=password]", password)
        page.click("main button[type=submit], form.form button")
        page.wait_for_load_state()
        page.close()
    return context


def take(page: Page, shot: Shot, target: Path) -> None:
    """Open the page, follow its links, take the picture."""
    answer = page.goto(shot.path)
    if answer is None or not answer.ok:
        raise SystemExit(f"{shot.name}: {shot.path} answered {answer.status if answer else 'nothing'} for {shot.user}")
    for selector in shot.follow:
        page.locator(selector).first.click()
        page.wait_for_load_state()
    if shot.typed is not None:
        page.locator(shot.typed[0]).press_sequentially(shot.typed[1], delay=40)
        page.wait_for_timeout(1200)
    if page.locator(".fault-code").count():
        raise SystemExit(f"{shot.name}: {page.url} shows a refusal or a fault")
    page.wait_for_timeout(600)  # panels that load by themselves
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, full_page=shot.whole)
    with Image.open(target) as picture:
        picture.convert("RGB").quantize(128).save(
            target, optimize=True
        )  # a third of the size, no difference to the eye


def take_all(base: str, password: str, folder: Path, words: Sequence[str]) -> int:
    """Take the wanted pictures; returns how many."""
    chromium = (
        os.environ.get("BINZHI_CHROMIUM")
        or subprocess.run([ROOT / "tools" / "find_chromium"], capture_output=True, text=True, check=True).stdout.strip()
    )
    wanted = [shot for shot in SHOTS if not words or any(word in shot.name for word in words)]
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        people: dict[tuple[str, str, bool, bool], BrowserContext] = {}
        for shot in wanted:
            for short, language in LANGUAGES.items():
                who = (shot.user, language, shot.phone, shot.dark)
                if who not in people:
                    people[who] = signed_in(browser, base, shot, language, password)
                page = people[who].new_page()
                take(page, shot, folder / short / f"{shot.name}.png")
                page.close()
                print(f"{short}/{shot.name}.png", flush=True)
        browser.close()
    return len(wanted) * len(LANGUAGES)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description="Pictures of the main pages")
    parser.add_argument("words", nargs="*", help="only pictures whose name contains one of these")
    parser.add_argument("--to", type=Path, default=IMAGES, metavar="DIR")
    parser.add_argument("--home", type=Path, default=None, metavar="DIR", help="a demo home; a scratch one by default")
    options = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="binzhi-pictures-") as scratch,
        served(options.home or Path(scratch) / "home") as (base, password),
    ):
        print(f"{take_all(base, password, options.to, options.words)} pictures in {options.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
