"""Shared fixtures: signed-in browsers, tokens, fresh keys."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.db.models.signals import post_migrate
from django.test import Client
from django.utils import timezone

from binzhi.guests.domain.search_store import empty
from binzhi.kernel.scope import open_scope
from binzhi.org.access import scope_for
from binzhi.org.domain.signin import create_token
from binzhi.org.models import Staff
from binzhi.vault.master import forget_keys
from tests.builders import PASSWORD


def forget_search(using: str, **_: Any) -> None:
    """The token table is no model: a test that empties all tables must empty it too."""
    if using == "default" and "guests_search_entry" in connections[using].introspection.table_names():
        empty()


@pytest.fixture(autouse=True, scope="session")
def search_is_emptied_with_the_tables() -> None:
    """`flush` after a test with real transactions sends this signal."""
    post_migrate.connect(forget_search, sender=apps.get_app_config("guests"), weak=False)


@pytest.fixture(autouse=True)
def fresh_keys() -> None:
    """No derived key outlives a test that changes the key file."""
    forget_keys()


@pytest.fixture
def sign_in(settings: Any) -> Callable[[Staff], Client]:
    """Sign a staff member in through the page, without the second step, and return the browser."""
    settings.BINZHI_SECOND_FACTOR = "off"

    def enter(staff: Staff) -> Client:
        browser = Client()
        answer = browser.post("/sign-in/", {"username": staff.username, "password": PASSWORD})
        assert answer.status_code == 302, answer.content
        return browser

    return enter


@pytest.fixture
def api_client() -> Callable[[Staff], Client]:
    """Return a client that carries a staff member's access token."""

    def enter(staff: Staff) -> Client:
        scope = scope_for(staff)
        with open_scope(scope):
            token = create_token(scope=scope, now=timezone.now(), staff=staff)
        return Client(headers={"Authorization": f"Bearer {token}"})

    return enter
