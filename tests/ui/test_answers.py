"""Headers, fragments, refusals and faults."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from binzhi.ui.htmx import is_fragment, redirect_either, render_either
from binzhi.ui.middleware import CONTENT_SECURITY_POLICY

HX = {"HX-Request": "true"}


def request(**headers: str) -> HttpRequest:
    return RequestFactory().get("/", headers=headers)


def answer(headers: dict[str, str]) -> HttpResponse:
    context = {"title": "T", "text": "X", "status": 200, "code": "c"}
    return render_either(RequestFactory().get("/", headers=headers), "ui/error.html", "ui/_toast_error.html", context)


def test_the_policy_is_strict() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    assert rules == {
        "default-src": "'none'",
        **dict.fromkeys(
            [
                "script-src",
                "style-src",
                "img-src",
                "font-src",
                "connect-src",
                "manifest-src",
                "worker-src",
                "form-action",
            ],
            "'self'",
        ),
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
    }


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/refuse/"])
def test_every_answer_carries_the_headers(browser_of_staff: Client, address: str) -> None:
    response = browser_of_staff.get(address)
    assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_static_files_may_be_kept(browser_of_staff: Client) -> None:
    assert "no-store" not in browser_of_staff.get("/static/x.css").get("Cache-Control", "")


def test_page_or_fragment() -> None:
    page, fragment = answer({}), answer(HX)
    assert b"<!doctype html>" in page.content
    assert b"<!doctype html>" not in fragment.content
    assert "HX-Request" in page["Vary"]
    assert "HX-Request" in fragment["Vary"]


@pytest.mark.parametrize("extra", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_and_restored_pages_are_whole(extra: str) -> None:
    assert not is_fragment(request(**HX, **{extra: "true"}))
    assert b"<!doctype html>" in answer({**HX, extra: "true"}).content


def test_redirect_either() -> None:
    assert redirect_either(request(), "/x/").status_code == 302
    sent = redirect_either(request(**HX), "/x/")
    assert (sent.status_code, sent["HX-Redirect"]) == (204, "/x/")


def test_refusal_is_a_page_with_code_and_advice(browser_of_staff: Client) -> None:
    response = browser_of_staff.get("/refuse/")
    text = response.content.decode()
    assert response.status_code == 409
    assert "<code>stale</code>" in text
    assert "这条记录刚被他人修改" in text
    assert "请返回并刷新页面" in text


def test_refusal_of_a_fragment_is_a_toast(browser_of_staff: Client) -> None:
    response = browser_of_staff.get("/refuse/", headers={**HX, "accept-language": "en"})
    text = response.content.decode()
    assert response.status_code == 409
    assert 'class="toast toast-stop"' in text
    assert "Someone else has just changed this record" in text
    assert "<!doctype" not in text


def test_ended_sign_in_leads_the_whole_window_away(browser_of_staff: Client) -> None:
    response = browser_of_staff.get("/gone/", headers=HX)
    assert (response.status_code, response["HX-Redirect"]) == (204, "/sign-in/")
    assert browser_of_staff.get("/gone/").status_code == 302


def test_unknown_address(browser_of_staff: Client) -> None:
    response = browser_of_staff.get("/nowhere/")
    assert response.status_code == 404
    assert "不在您的查看范围内" in response.content.decode()


def test_fault_page_needs_nothing() -> None:
    from binzhi.ui.errors import server_error

    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert b"<!doctype html>" in response.content


def test_a_form_from_elsewhere_is_refused_kindly() -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    response = client.post("/i18n/setlang/", {"language": "en"})
    assert response.status_code == 403
    assert b"form_expired" in response.content
