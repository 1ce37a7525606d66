"""The interface room alone: its own addresses, no database, no session."""

import pytest
from django.test import Client
from pytest_django import Settings

MIDDLEWARE = [
    "binzhi.ui.middleware.SecurityHeadersMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "binzhi.ui.middleware.RefusalMiddleware",
]


@pytest.fixture(autouse=True)
def interface_alone(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.ui.urls"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.LOGIN_URL = "/sign-in/"
    settings.LANGUAGE_CODE = "zh-hans"
    settings.BINZHI_NAV = []


@pytest.fixture
def browser_of_staff() -> Client:
    return Client(headers={"accept-language": "zh-hans"}, raise_request_exception=False)
