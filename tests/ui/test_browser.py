"""The interface in Chromium: keyboard, toasts, dialogs, themes, the phone, and not one breach of the content policy."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from pytest_django import Settings

pytestmark = pytest.mark.browser
NAV = [
    ("home", "home", "Home", None, True),
    ("arrivals:report", "luggage", "Arrivals", None, True),
    ("elsewhere", "history", "Log", None, False),
]


def too_wide(page: Any) -> list[str]:
    """What sticks out of the window to the right."""
    boxes: list[str] = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => !e.closest('.tabs, .table-wrap, .board, .sr-only') && "
        "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '.' + e.className)"
    )
    return boxes + ["page"] * page.evaluate("document.documentElement.scrollWidth > innerWidth")


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    settings.BINZHI_NAV = NAV
    settings.ALLOWED_HOSTS = ["*"]
    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), Server, Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def open_page(chromium: Any, address: str) -> Iterator[Any]:
    """Open an address; the test fails afterwards when the page broke its content policy or a script failed."""
    complaints: list[str] = []
    contexts = []

    def note(message: Any) -> None:
        if "Content Security Policy" in message.text or "TrustedHTML" in message.text:
            complaints.append(message.text)

    def opened(path: str, width: int = 1280, **options: Any) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": 800}, locale="en-GB", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path, wait_until="networkidle")
        return page

    opened.complaints = complaints  # type: ignore[attr-defined]
    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def test_keyboard(open_page: Any) -> None:
    page = open_page("/pieces/")
    page.keyboard.press("/")
    page.keyboard.type("wang")
    page.wait_for_selector("#search-results a")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/?q=hit"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "search"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.inner_text("tr.is-current .card-lead") == "Second"
    page.keyboard.press("?")
    assert page.is_visible("#help")
    page.keyboard.press("Escape")
    assert not page.is_visible("#help")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=second")


def test_a_refused_click_becomes_a_toast_and_leaves_the_page_alone(open_page: Any) -> None:
    page = open_page("/pieces/")
    page.click("#sign")
    page.wait_for_selector(".toast-stop")
    assert "Someone else has just changed this record" in page.inner_text(".toast-stop")
    assert page.is_visible("#sign")
    page.click(".toast [data-close-toast]")
    assert page.locator(".toast").count() == 0


def test_lost_network_is_said(open_page: Any) -> None:
    page = open_page("/pieces/")
    page.context.set_offline(True)
    page.click("#sign")
    page.wait_for_selector(".toast-stop")
    assert "No connection" in page.inner_text(".toast-stop")


def test_a_form_to_be_corrected_is_shown(open_page: Any) -> None:
    page = open_page("/pieces/")
    page.click("#wrong-form")
    page.wait_for_selector("#wrong", state="visible")
    assert page.is_visible("#form-place #wrong")
    assert page.inner_text("#form-place") == "wrong"


def test_dialog_opens_and_closes_after_saving(open_page: Any) -> None:
    page = open_page("/pieces/")
    page.click("[data-open-dialog=d]")
    assert page.is_visible("#d")
    page.click("#d [data-close]")
    assert not page.is_visible("#d")
    page.click("[data-open-dialog=d]")
    page.click("#d-save")
    page.wait_for_selector("#d", state="hidden")


def test_theme_and_language_are_kept(open_page: Any) -> None:
    page = open_page("/pieces/")
    page.click(".topbar-end summary")
    page.click("[data-theme-set=dark]")
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 25, 26)"
    page.click(".topbar-end summary")
    page.click("text=中文")
    page.wait_for_load_state("networkidle")
    assert page.get_attribute("html", "lang") == "zh-hans"


@pytest.mark.parametrize("width", [320, 375, 720, 721, 900, 1080, 1280])
def test_no_page_is_wider_than_its_window(open_page: Any, width: int) -> None:
    page = open_page("/pieces/", width)
    assert too_wide(page) == []


def test_phone_has_large_targets_and_a_tab_bar(open_page: Any) -> None:
    page = open_page("/pieces/", 375)
    assert page.locator("#sign").bounding_box()["height"] >= 44
    assert page.is_visible(".tabbar")
    assert not page.is_visible(".sidenav")
    page.click(".tabbar summary")
    assert page.is_visible(".tabbar .sheet a[href='/elsewhere/']")


def test_paper_has_no_frame(open_page: Any) -> None:
    page = open_page("/pieces/")
    page.emulate_media(media="print")
    assert not page.is_visible(".topbar")
    assert not page.is_visible(".sidenav")
    assert not page.is_visible("#sign")


def test_first_tab_leads_to_the_content(open_page: Any) -> None:
    page = open_page("/pieces/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_breach_of_the_policy_would_be_noticed(open_page: Any) -> None:
    page = open_page("/pieces/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_timeout(200)
    assert len(open_page.complaints) == 1
    open_page.complaints.clear()


def test_a_page_too_wide_would_be_noticed(open_page: Any) -> None:
    page = open_page("/pieces/", 375)
    page.evaluate(
        "document.querySelector('h1').textContent = 'x'.repeat(80); document.querySelector('h1').className = 'nowrap'"
    )
    assert too_wide(page) != []
