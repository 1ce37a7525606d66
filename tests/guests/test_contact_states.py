"""The list of e-mails of a guest: one is used first, a dead one stays with its sign (R-032)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.audit.models import Act
from binzhi.guests.domain.contacts import mark_contact_dead, prefer_contact
from binzhi.guests.drafts import ContactDraft
from binzhi.guests.enums import ContactKind, ContactState
from binzhi.guests.errors import ContactDead
from binzhi.guests.models import Guest, GuestContact
from tests.builders import NOW, make_guest, make_hotel, make_staff, open_house

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.requirement("R-032")]
MAILS = ("wang@one.example", "wang@two.example", "wang@three.example")


def guest_of_three_mails() -> tuple[Guest, dict[str, GuestContact]]:
    """A guest with three e-mails, the first preferred."""
    drafts = tuple(ContactDraft(ContactKind.EMAIL, mail, is_preferred=mail == MAILS[0]) for mail in MAILS)
    guest = make_guest("王建国", contacts=drafts)
    rows = GuestContact.unscoped.filter(guest_id=guest.id)  # unscoped: looks at the store
    return guest, {row.hint.partition("@")[2]: row for row in rows}


def test_the_preferred_sign_moves_and_a_dead_mail_cannot_have_it() -> None:
    guest, rows = guest_of_three_mails()
    with open_house(make_hotel()) as scope:
        prefer_contact(scope=scope, now=NOW, guest=guest, contact_id=rows["two.example"].id)
        mark_contact_dead(scope=scope, now=NOW, guest=guest, contact_id=rows["three.example"].id)
        with pytest.raises(ContactDead):
            prefer_contact(scope=scope, now=NOW, guest=guest, contact_id=rows["three.example"].id)
        kept = {row.id: (row.is_preferred, row.state) for row in GuestContact.objects.filter(guest=guest)}
        assert Act.objects.filter(name="prefer_contact", guest_id=guest.id).count() == 1
    assert kept == {
        rows["one.example"].id: (False, ContactState.IN_USE),
        rows["two.example"].id: (True, ContactState.IN_USE),
        rows["three.example"].id: (False, ContactState.DEAD),
    }


def test_the_pages_show_the_preferred_and_the_dead_together(sign_in: Callable[..., Client]) -> None:
    guest, rows = guest_of_three_mails()
    browser = sign_in(make_staff(make_hotel(), "front_desk"))
    judge = {name: reverse("guests:judge_contact", args=[guest.id, row.id]) for name, row in rows.items()}
    assert browser.post(judge["two.example"], {"verdict": "prefer"}).status_code == 302
    assert browser.post(judge["three.example"], {"verdict": "dead"}).status_code == 302
    assert browser.post(judge["three.example"], {"verdict": "prefer"}).status_code == 409
    panel = browser.get(reverse("guests:relations_panel", args=[guest.id])).content.decode()
    lines = {name: next(li for li in panel.split("<li") if f"@{name}" in li) for name in rows}
    assert "首选" in lines["two.example"] and "chip-stop" not in lines["two.example"]
    assert "chip-stop" in lines["three.example"] and "chip-accent" not in lines["three.example"]
    assert "chip" not in lines["one.example"]
    assert panel.index("@two.example") < panel.index("@one.example")  # the one to use stands first
    page = browser.get(reverse("workbench:guest", args=[guest.id])).content.decode()
    assert page.count("已失效") == 1 and page.count("首选") == 1


def test_the_interface_gives_and_moves_both(api_client: Callable[..., Client]) -> None:
    guest, rows = guest_of_three_mails()
    desk = api_client(make_staff(make_hotel(), "service_manager"))
    place = f"/api/v1/guests/{guest.id}/contacts"
    for name, verdict in (("two.example", "prefer"), ("three.example", "dead")):
        sent = desk.put(f"{place}/{rows[name].id}", {"verdict": verdict}, content_type="application/json")
        assert sent.status_code == 200, sent.content
    seen = {row["hint"].partition("@")[2]: (row["is_preferred"], row["state"]) for row in desk.get(place).json()}
    assert seen == {"one.example": (False, ""), "two.example": (True, ""), "three.example": (False, "dead")}
