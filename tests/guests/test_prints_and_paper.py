"""A guest on paper, and the paper files of a guest."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from binzhi.audit.models import Act
from binzhi.guests.domain.paper_files import check_file, issue_file, register_file, remove_file, return_file
from binzhi.guests.drafts import DocumentDraft
from binzhi.guests.enums import DocumentKind, SourceKind
from binzhi.guests.errors import PaperOff, PaperOut, PaperTaken
from binzhi.guests.models import PaperFile, PaperIssue
from binzhi.guests.paper_queries import register
from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.org.domain.house import set_parameter
from binzhi.org.models import Hotel, Staff
from tests.builders import NOW, TODAY, make_fact, make_guest, make_hotel, make_staff, open_house, scope_of
from tests.canaries import NUMBER, SEALED, plant, seen_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


def switch_on(hotel: Hotel) -> None:
    with open_house(hotel) as scope:
        set_parameter(scope=scope, now=NOW, hotel_id=hotel.id, key="guests.paper_register", value=True)


@pytest.mark.parametrize("form", ["card", "index", "file"])
def test_a_print_asks_for_a_purpose_carries_it_and_is_recorded(form: str, sign_in: SignIn) -> None:
    hotel = make_hotel()
    guest = make_guest("王建国", company="宏远贸易")
    make_fact(guest, "likes", "爵士乐")
    browser = sign_in(make_staff(hotel, "front_desk", name="张敏"))
    url = reverse("guests:print", args=[guest.id])
    assert browser.post(url, {"form": form, "purpose": ""}).status_code == 422
    with open_house(hotel):
        assert not Act.objects.filter(name="print_guest").exists()
    page = browser.post(url, {"form": form, "purpose": "接待前阅读", "as": "page"}).content.decode()
    for text in ("王建国", "宏远贸易", "张敏", "接待前阅读"):
        assert text in page, text
    with open_house(hotel):
        act = Act.objects.get(name="print_guest")
        assert (act.purpose, act.details, act.guest_id) == ("接待前阅读", {"form": form}, guest.id)


def test_the_pdf_carries_the_mark_and_the_number_on_every_page(sign_in: SignIn) -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    for n in range(70):
        make_fact(guest, "likes", f"喜好{n}")
    browser = sign_in(make_staff(hotel, "front_desk", name="张敏"))
    data = {"form": "file", "purpose": "接待前阅读", "as": "pdf"}
    answer = browser.post(reverse("guests:print", args=[guest.id]), data)
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert "接待前阅读" in text
        assert f"{number} / {len(pages)}" in text


def test_scanned_values_are_red_and_carry_a_sign(sign_in: SignIn) -> None:
    hotel = make_hotel()
    from binzhi.guests.domain.profile import create_guest
    from binzhi.guests.drafts import GuestDraft

    with open_house(hotel) as scope:
        draft = GuestDraft(name="王建国", documents=(DocumentDraft(DocumentKind.ID_CARD, NUMBER),))
        guest = create_guest(scope=scope, now=NOW, draft=draft, source=SourceKind.SCANNED)
    browser = sign_in(make_staff(hotel, "front_desk"))
    data = {"form": "file", "purpose": "接待前阅读", "as": "page"}
    page = browser.post(reverse("guests:print", args=[guest.id]), data).content.decode()
    assert 'class="is-scanned">◆ ' in page
    assert NUMBER not in page


@pytest.mark.parametrize("role", ["front_desk", "sales", "general_manager"])
def test_no_sealed_value_of_a_class_that_is_not_read_goes_on_paper(role: str, sign_in: SignIn) -> None:
    hotel = make_hotel()
    planted = plant(hotel)
    browser = sign_in(make_staff(hotel, role))
    for form in ("card", "index", "file"):
        data = {"form": form, "purpose": "接待前阅读", "as": "page"}
        body = browser.post(reverse("guests:print", args=[planted.guest.id]), data).content
        wanted = [*SEALED["C2"], *SEALED["C3"], *([] if role == "front_desk" else SEALED["C4"])]
        assert seen_in(body, wanted) == []
    floor = sign_in(make_staff(hotel, "housekeeping_attendant"))
    assert floor.get(reverse("guests:print", args=[planted.guest.id])).status_code == 403


@pytest.mark.requirement("R-733")
def test_a_paper_file_is_registered_issued_returned_and_compared() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    with open_house(hotel) as scope, pytest.raises(PaperOff):
        register_file(scope=scope, now=NOW, guest=guest, hotel_id=hotel.id, mark="KH-1", location="柜A", keeper="张敏")
    switch_on(hotel)
    with open_house(hotel) as scope:
        values = {"scope": scope, "now": NOW, "guest": guest, "hotel_id": hotel.id}
        row = register_file(**values, mark="KH-1", location="档案室 A 柜 3 层", keeper="张敏")  # type: ignore[arg-type]
        with pytest.raises(PaperTaken):
            register_file(**values, mark="KH-1", location="别处", keeper="张敏")  # type: ignore[arg-type]
        place = {"scope": scope, "now": NOW, "today": TODAY, "guest_id": guest.id, "file_id": row.id}
        with pytest.raises(BadInput):
            issue_file(**place, to="", purpose="接待")  # type: ignore[arg-type]
        issue = issue_file(**place, to="李梅", purpose="接待前阅读")  # type: ignore[arg-type]
        assert issue.due_on == TODAY + timedelta(days=7)
        with pytest.raises(PaperOut):
            issue_file(**place, to="别人", purpose="也要看")  # type: ignore[arg-type]
        with pytest.raises(PaperOut):
            remove_file(scope=scope, now=NOW, guest_id=guest.id, file_id=row.id)
        assert not register(scope, hotel.id, only="overdue", today=TODAY).exists()
        late = register(scope, hotel.id, only="overdue", today=TODAY + timedelta(days=8))
        assert [f.mark for f in late] == ["KH-1"]
        return_file(**place)  # type: ignore[arg-type]
        check_file(**place)  # type: ignore[arg-type]
        row.refresh_from_db()
        assert (row.issued_to, row.due_on, row.checked_on) == ("", None, TODAY)
        assert PaperIssue.objects.get().returned_on == TODAY
        remove_file(scope=scope, now=NOW, guest_id=guest.id, file_id=row.id)
        register_file(**values, mark="KH-1", location="柜B", keeper="张敏")  # type: ignore[arg-type]
        assert PaperFile.objects.get().location == "柜B"
    with scope_of(make_staff(hotel, "front_desk")) as scope, pytest.raises(NotAllowed):
        register_file(scope=scope, now=NOW, guest=guest, hotel_id=hotel.id, mark="KH-2", location="柜", keeper="张")


@pytest.mark.requirement("R-733")
def test_the_paper_file_shows_with_the_electronic_one(sign_in: SignIn) -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    keeper = sign_in(make_staff(hotel, "customer_information"))
    new = reverse("guests:new_paper", args=[guest.id])
    assert keeper.get(new).status_code == 404
    switch_on(hotel)
    answer = keeper.post(new, {"mark": "KH-2026-0147", "location": "档案室", "keeper": "张敏"})
    assert answer.status_code == 302
    assert keeper.post(answer["Location"], {"to": "李梅", "purpose": "接待", "due": str(TODAY)}).status_code == 302
    desk = sign_in(make_staff(hotel, "front_desk"))
    panel = desk.get(reverse("guests:relations_panel", args=[guest.id])).content.decode()
    assert "KH-2026-0147" in panel
    assert "李梅" in panel
    assert "KH-2026-0147" in keeper.get(reverse("guests:papers") + "?show=out").content.decode()
    assert keeper.post(answer["Location"] + "step/", {"step": "return"}).status_code == 302
    assert "KH-2026-0147" not in keeper.get(reverse("guests:papers") + "?show=out").content.decode()
