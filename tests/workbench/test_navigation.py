"""The main menu by the four steps of customer work, the overview by the three modules."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from binzhi.org.models import Staff
from tests.builders import make_hotel, make_staff

pytestmark = pytest.mark.django_db(databases="__all__")
SignIn = Callable[[Staff], Client]


@pytest.mark.requirement("R-209")
def test_the_menu_follows_the_four_steps_in_order(sign_in: SignIn) -> None:
    html = sign_in(make_staff(make_hotel(), "service_manager")).get("/").content.decode()
    menu = html[html.index('class="sidenav') : html.index("</nav>", html.index('class="sidenav'))]
    places = [menu.index(step) for step in ("客户档案", "客户细分", "客户关怀", "动态数据库")]
    assert places == sorted(places)
    for name in ("guests:list", "arrivals:report"):
        assert reverse(name) in menu
    assert places[0] < menu.index(f'"{reverse("guests:list")}"') < places[1]
    assert places[2] < menu.index(f'"{reverse("arrivals:report")}"') < places[3]


def test_a_step_without_a_page_for_the_role_is_left_out(sign_in: SignIn) -> None:
    html = sign_in(make_staff(make_hotel(), "auditor")).get("/").content.decode()
    assert "客户关怀" not in html


def test_every_entry_of_the_menu_stands_in_the_steps_or_under_management() -> None:
    known = {name for name, *_rest in settings.BINZHI_NAV}
    placed = [name for _words, names in settings.BINZHI_NAV_STEPS for name in names]
    assert len(placed) == len(set(placed))
    assert set(placed) <= known, set(placed) - known
    assert {n for _w, _p, names in settings.BINZHI_NAV_MODULES for n in names} <= known


@pytest.mark.requirement("R-210")
def test_the_three_modules_are_named_and_lead_to_their_pages(sign_in: SignIn) -> None:
    html = sign_in(make_staff(make_hotel(), "service_manager")).get(reverse("workbench:modules")).content.decode()
    for word in ("客户信息系统", "客户接触点系统", "客户体验系统"):
        assert word in html
    main = html[html.index("<main") :]
    for name in ("guests:list", "stays:list", "arrivals:readiness"):
        assert f'href="{reverse(name)}"' in main
