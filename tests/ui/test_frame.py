"""The page frame: navigation by permission, theme, language, banner, forms."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override
from pytest_django import Settings

from binzhi.ui.context import shell
from binzhi.ui.forms import Renderer
from binzhi.ui.navigation import navigation

NAV = [
    ("home", "home", "Home", None, True),
    ("arrivals:report", "luggage", "Arrivals", "arrivals.read", True),
    ("arrivals:board", "checklist", "Readiness", "arrivals.read", True),
    ("elsewhere", "history", "Log", "audit.read", False),
    ("not:there", "bed", "Nothing", None, False),
]


def ask(path: str, *permissions: str, **cookies: str) -> dict[str, object]:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    request.scope = SimpleNamespace(permissions=frozenset(permissions))  # type: ignore[attr-defined]
    return shell(request)


def names(context: dict[str, object]) -> list[str]:
    return [entry["name"] for entry in context["nav"]]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def nav(settings: Settings) -> None:
    settings.BINZHI_NAV = NAV


def test_nav_hides_what_is_not_permitted() -> None:
    assert names(ask("/")) == ["home"]
    assert names(ask("/", "arrivals.read")) == ["home", "arrivals:report", "arrivals:board"]
    assert names(ask("/", "arrivals.read", "audit.read"))[-1] == "elsewhere"


def test_nav_without_a_scope_shows_only_what_is_for_all() -> None:
    assert [entry["name"] for entry in navigation(RequestFactory().get("/"))] == ["home"]


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", "/"),
        ("/arrivals/", "/arrivals/"),
        ("/arrivals/board/", "/arrivals/board/"),
        ("/arrivals/9/", "/arrivals/"),
        ("/x/", ""),
    ],
)
def test_nav_marks_the_entry_that_holds_the_page(path: str, here: str) -> None:
    side = str(ask(path, "arrivals.read")["nav_side"])
    marked = re.findall(r'<a href="([^"]+)"[^>]* aria-current="page"', side)
    assert marked == ([here] if here else [])


def test_nav_badges() -> None:
    request = RequestFactory().get("/")
    request.nav_badges = {"home": 3}  # type: ignore[attr-defined]
    context = shell(request)
    assert '<span class="badge">3</span>' in str(context["nav_side"]) and "badge" in str(context["nav_tabs"])
    assert "badge" not in str(ask("/")["nav_side"])


def test_theme_comes_from_the_cookie_and_nothing_else_gets_in() -> None:
    assert ask("/", binzhi_theme="dark")["theme"] == "dark"
    assert ask("/", binzhi_theme='"><script>')["theme"] == ""


def test_frame_speaks_the_language_of_the_reader(browser_of_staff: Client) -> None:
    chinese = browser_of_staff.get("/").content.decode()
    english = browser_of_staff.get("/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="zh-hans"' in chinese
    assert "跳到正文" in chinese
    assert '<html lang="en"' in english
    assert "Skip to content" in english


def test_frame_has_one_token_for_all_requests(browser_of_staff: Client) -> None:
    page = browser_of_staff.get("/").content.decode()
    assert 'hx-headers=\'{"X-CSRFToken": "' in page
    assert '"allowEval":false' in page


def test_banner(browser_of_staff: Client, settings: Settings) -> None:
    settings.BINZHI_BANNER = "<demo>"
    assert "&lt;demo&gt;" in browser_of_staff.get("/").content.decode()


class Sample(forms.Form):
    default_renderer = Renderer
    name = forms.CharField(label="Name", help_text="As in the document")
    vip = forms.BooleanField(label="VIP", required=False)
    source = forms.ChoiceField(label="Source", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    scan = forms.FileField(label="Scan", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_form_ties_label_help_and_error_to_the_field() -> None:
    with override("en"):
        html = str(Sample({"name": ""}))
    assert '<label class="field-label" for="id_name">Name<span class="req" aria-hidden="true">*</span></label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "<legend" in html
    assert "data-file-name" in html
    assert html.count('name="secret"') == 1
    assert " style=" not in html


def test_form_shows_what_is_wrong_with_the_whole() -> None:
    form = Sample({"name": "x", "source": "a"})
    form.add_error(None, "<both>")
    assert "&lt;both&gt;" in str(form)


@pytest.mark.parametrize("template", ["ui/auth_base.html", "ui/print_base.html"])
def test_other_frames_render(template: str) -> None:
    html = render_to_string(template, {}, request=RequestFactory().get("/"))
    assert "<!doctype html>" in html
    assert "ui/tokens.css" in html
