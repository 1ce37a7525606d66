"""A real Chromium before the real pages, with rows made by the verbs; one context per person."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from binzhi.org.models import Staff
from tests.builders import PASSWORD

DESKTOP, PHONE = (1280, 900), (375, 812)


@pytest.fixture
def desk(chromium: Any, live_server: LiveServer, settings: Any) -> Iterator[Callable[..., Any]]:
    """Sign a person in through the page and return it; every breach of the content policy fails the test."""
    settings.BINZHI_SECOND_FACTOR = "off"
    contexts, complaints = [], []

    def note(message: Any) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            complaints.append(message.text)

    def enter(staff: Staff, *, size: tuple[int, int] = DESKTOP, language: str = "zh-hans") -> Any:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        context.add_cookies([{"name": "binzhi_language", "value": language, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(20_000)
        page.goto(f"{live_server.url}/sign-in/")
        page.fill("[name=username]", staff.username)
        page.fill("[name=password]", PASSWORD)
        page.click("main button.btn-primary")
        page.wait_for_url(f"{live_server.url}/")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert complaints == []
