"""The pages of the run over the whole file: list, figures, groups, start and undo in the background; who may."""

from collections.abc import Callable

import pytest
from django.test import Client

from binzhi.guests.models import Guest
from binzhi.identity.models import IdentityRun, Link
from binzhi.org.models import Staff
from tests.builders import make_hotel, make_staff, open_house
from tests.identity.test_runs import DRY, OPTIONS, legacy_file, run

pytestmark = pytest.mark.django_db(databases="__all__")


SignIn = Callable[[Staff], Client]


@pytest.fixture
def browser(sign_in: SignIn) -> Client:
    return sign_in(make_staff(make_hotel(), "system_administrator"))


@pytest.mark.requirement("R-189")
def test_the_groups_are_read_masked_and_the_run_is_taken_back(browser: Client) -> None:
    with open_house(make_hotel()) as scope:
        legacy_file()
        dry, done = run(scope, DRY), run(scope, OPTIONS)
    listed = browser.get("/identity/runs/").content.decode()
    assert str(dry.id) in listed
    assert str(done.id) in listed
    page = browser.get(f"/identity/runs/{done.id}/").content.decode()
    assert "张涛俊" in page
    assert "13800138001" not in page
    assert "zhang.tj@example.com" not in page
    assert browser.get(f"/identity/runs/{done.id}/groups.csv").status_code == 403  # the administrator may not export
    assert browser.get(f"/identity/runs/{done.id}/progress/").headers["HX-Refresh"] == "true"
    assert Link.objects.count() == 3
    assert browser.post(f"/identity/runs/{done.id}/undo/").status_code == 302
    assert Link.objects.count() == 0
    assert "已撤销" in browser.get(f"/identity/runs/{done.id}/").content.decode()


def test_a_run_is_begun_from_the_page(browser: Client) -> None:
    with open_house(make_hotel()):
        legacy_file()
    assert browser.post("/identity/runs/start/", {"dry_run": "1"}).status_code == 302
    done = IdentityRun.unscoped.get()  # unscoped: a test
    assert (done.state, done.figures["profiles"]) == ("finished", 17)
    assert not Link.objects.exists()
    assert "试运行" in browser.get(f"/identity/runs/{done.id}/").content.decode()


@pytest.mark.parametrize("role", ["front_desk", "housekeeping_attendant", "customer_information"])
def test_others_do_not_run_it(role: str, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(make_hotel(), role))
    assert browser.get("/identity/runs/").status_code == 403
    assert browser.post("/identity/runs/start/").status_code == 403


def test_nothing_was_compared_yet_says_so(browser: Client) -> None:
    assert "全库查重" in browser.get("/identity/runs/").content.decode()
    assert browser.get("/identity/runs/01a2012b-c908-72fd-a14d-3f5ece1a58c0/").status_code == 404
    assert not IdentityRun.unscoped.exists()  # unscoped: a test
    assert not Guest.unscoped.exists()  # unscoped: a test
