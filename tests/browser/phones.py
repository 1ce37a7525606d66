"""A phone of a member of staff: a phone-sized Chromium with touch, whose network can go away."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from binzhi.org.models import Staff
from tests.builders import PASSWORD

SIZE = {"width": 375, "height": 812}
AWAY = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "net::ERR", "status of 4")
COUNT = "window.taps = 0; addEventListener('pointerdown', () => { window.taps += 1; }, true);"


class Phone:
    """A phone of one member of staff: a context with the page and its taps."""

    def __init__(self, chromium: Any, url: str) -> None:
        self.url = url
        self.context = chromium.new_context(viewport=SIZE, locale="zh-CN", has_touch=True, is_mobile=True)
        self.context.add_cookies([{"name": "binzhi_language", "value": "zh-hans", "url": url}])
        self.page = self.context.new_page()
        self.page.set_default_timeout(40_000)
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: Any) -> None:
        if message.type == "error" and not any(word in message.text for word in AWAY):
            self.complaints.append(message.text)

    def sign_in(self, staff: Staff, *, then: str = "/floor/") -> None:
        self.page.goto(f"{self.url}/sign-in/?next={then}")
        self.page.fill("[name=username]", staff.username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button.btn-primary")
        self.page.wait_for_url(f"{self.url}{then}")

    def ready(self) -> None:
        """Wait until the shell is kept on the phone, and count taps from here."""
        self.page.wait_for_selector(".floor-room")
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.evaluate(COUNT)

    def tap(self, query: str, **only: Any) -> None:
        self.page.locator(query, **only).first.tap()

    def sent(self, count: int = 1) -> None:
        self.page.wait_for_function(
            "(n) => document.querySelectorAll('[data-result] .floor-entry.is-sent').length === n", arg=count
        )

    def until(self, promised: str) -> None:
        """Wait until a promise of the page says true."""
        for _try in range(100):
            if self.page.evaluate(promised):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(promised)

    def away(self, is_away: bool) -> None:
        self.context.set_offline(is_away)


@pytest.fixture
def phone(chromium: Any, live_server: LiveServer, settings: Any) -> Iterator[Callable[[], Phone]]:
    """Give a phone; what breaks the content policy or throws fails the test."""
    settings.BINZHI_SECOND_FACTOR = "off"
    given: list[Phone] = []

    def take() -> Phone:
        given.append(Phone(chromium, live_server.url))
        return given[-1]

    yield take
    for one in given:
        one.context.close()
    assert [c for one in given for c in one.complaints] == []
