"""Staff through their pages: hiring, posts, leaving, passwords, locks."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.audit.models import Act
from binzhi.org.domain.signin import TRIES
from binzhi.org.models import Post, Staff
from tests.builders import PASSWORD, make_hotel, make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


def page(staff: Staff, name: str = "staff_member", *more: object) -> str:
    return reverse(f"workbench:{name}", args=[staff.id, *more])


def hire_values(**values: str) -> dict[str, str]:
    return {"name": "周敏", "username": "zhou", "role": "front_desk", "department": "", "language": "zh-hans", **values}


def test_staff_pages_open_to_administrators_of_the_hotel(sign_in: SignIn) -> None:
    here, there = make_hotel(), make_hotel("SH01")
    clerk = make_staff(here, "concierge")
    post = Post.unscoped.get(staff=clerk)
    admin, manager = make_staff(here, "system_administrator"), make_staff(here, "general_manager")
    stranger = make_staff(there, "system_administrator")
    doors = [
        (page(clerk), False),
        (page(clerk, "staff_give_post"), True),
        (page(clerk, "staff_unlock"), True),
        (page(clerk, "staff_reset"), True),
        (page(clerk, "staff_take_post", post.id), True),
        (page(clerk, "staff_dismiss"), True),
    ]
    for staff, wanted in ((manager, {403}), (stranger, {404}), (admin, {200, 302, 422})):
        browser = sign_in(staff)
        for url, is_post in doors:
            status = (browser.post(url) if is_post else browser.get(url)).status_code
            assert status in wanted, (staff.username, url, status)
    for url in (reverse("workbench:staff"), reverse("workbench:staff_hire")):
        assert (sign_in(admin).get(url).status_code, sign_in(manager).get(url).status_code) == (200, 403)


def test_the_first_password_is_shown_once_and_opens_the_door(sign_in: SignIn) -> None:
    hotel = make_hotel()
    admin = sign_in(make_staff(hotel, "system_administrator"))
    answer = admin.post(reverse("workbench:staff_hire"), hire_values())
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    member = Staff.objects.get(username="zhou")
    assert password not in admin.get(page(member)).content.decode()
    assert Post.unscoped.get(staff=member).department.code == "front_office"
    desk = Client()
    assert desk.post("/sign-in/", {"username": "zhou", "password": password}).status_code == 302
    account = reverse("workbench:account")
    assert desk.get(reverse("stays:list")).headers["Location"] == account
    assert desk.post(account, {"present": password, "password": PASSWORD}).status_code == 302
    assert desk.post("/sign-in/", {"username": "zhou", "password": PASSWORD}).status_code == 302
    assert desk.get(reverse("stays:list")).status_code == 200
    again = admin.post(reverse("workbench:staff_hire"), hire_values())
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["username"])
    assert password not in str(list(Act.objects.values_list("details", flat=True)))


def test_posts_are_given_and_taken(sign_in: SignIn) -> None:
    hotel = make_hotel()
    clerk = make_staff(hotel, "concierge")
    admin, desk = sign_in(make_staff(hotel, "system_administrator")), sign_in(clerk)
    assert desk.get(reverse("stays:book")).status_code == 403
    admin.post(page(clerk, "staff_give_post"), {"role": "front_desk", "department": ""})
    assert desk.get(reverse("stays:book")).status_code == 200
    post = Post.unscoped.get(staff=clerk, role="front_desk")
    admin.post(page(clerk, "staff_take_post", post.id))
    assert desk.get(reverse("stays:book")).status_code == 403


def test_who_leaves_is_out_with_the_next_click(sign_in: SignIn) -> None:
    hotel = make_hotel()
    clerk = make_staff(hotel, "front_desk")
    admin, desk = sign_in(make_staff(hotel, "system_administrator")), sign_in(clerk)
    assert desk.get(reverse("stays:list")).status_code == 200
    admin.post(page(clerk, "staff_dismiss"))
    assert desk.get(reverse("stays:list")).status_code == 302
    assert [s.id for s in admin.get(reverse("workbench:staff"), {"left": "1"}).context["page"]] == [clerk.id]


def test_nobody_ends_the_own_access_or_the_last_administrator(sign_in: SignIn) -> None:
    hotel = make_hotel()
    boss = make_staff(hotel, "system_administrator")
    admin = sign_in(boss)
    answer = admin.post(page(boss, "staff_dismiss"), follow=True)
    assert "toast-stop" in answer.content.decode()
    answer = admin.post(page(boss, "staff_take_post", Post.unscoped.get(staff=boss).id), follow=True)
    assert "toast-stop" in answer.content.decode()
    boss.refresh_from_db()
    assert boss.is_active
    assert Post.unscoped.filter(staff=boss).count() == 1


def test_a_lock_is_seen_and_lifted_and_a_password_made_anew(sign_in: SignIn) -> None:
    hotel = make_hotel()
    clerk = make_staff(hotel, "front_desk")
    admin = sign_in(make_staff(hotel, "system_administrator"))
    for _ in range(TRIES):
        Client().post("/sign-in/", {"username": clerk.username, "password": "wrong"})
    assert [locked for one, _, locked in admin.get(reverse("workbench:staff")).context["rows"] if one == clerk] == [
        True
    ]
    admin.post(page(clerk, "staff_unlock"))
    clerk.refresh_from_db()
    assert clerk.locked_until is None
    password = admin.post(page(clerk, "staff_reset")).context["password"]
    assert Client().post("/sign-in/", {"username": clerk.username, "password": password}).status_code == 302


def test_staff_are_found_and_changed(sign_in: SignIn) -> None:
    hotel = make_hotel()
    clerk = make_staff(hotel, "front_desk", name="周敏")
    admin = sign_in(make_staff(hotel, "system_administrator", name="吴晓"))
    url = reverse("workbench:staff")
    for query in ({"q": "周"}, {"q": clerk.username[:6]}, {"department": "front_office"}):
        found = admin.get(url, query, headers={"HX-Request": "true"})
        assert [s.id for s in found.context["page"]] == [clerk.id], query
        assert b"<html" not in found.content
    admin.post(page(clerk), {"name": "周小敏", "name_en": "Min", "employee_no": "0417", "language": "en"})
    clerk.refresh_from_db()
    assert (clerk.name, clerk.employee_no, clerk.language) == ("周小敏", "0417", "en")
