"""Entering a guest: the two questions, the preselected history, the reason for a second one, the stranger of the same name."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binzhi.audit.models import Act
from binzhi.guests.domain.registering import register_guest
from binzhi.guests.drafts import ContactDraft, DocumentDraft, GuestDraft
from binzhi.guests.enums import ContactKind, DocumentKind
from binzhi.guests.errors import DocumentTaken, MatchFound, SameNameFound
from binzhi.guests.models import Guest, GuestContact, GuestValue
from binzhi.identity.models import PairCase
from binzhi.kernel.errors import DomainError
from binzhi.org.models import Staff
from tests.builders import NOW, TODAY, make_guest, make_hotel, make_past_stay, make_staff, open_house

pytestmark = pytest.mark.django_db(databases="__all__")
SignIn = Callable[[Any], Client]

PHONE = (ContactDraft(ContactKind.MOBILE, "13800138001"),)
NEW, MATCHES = "/guests/new/", "/guests/new/matches/"


def desk(sign_in: SignIn) -> Client:
    return sign_in(make_staff(make_hotel(), "front_desk"))


def typed(**said: str) -> dict[str, str]:
    return {"gender": "unspecified", **said}


@pytest.mark.requirement("R-177")
def test_a_new_name_is_asked_for_once_and_one_confirmation_creates(sign_in: SignIn) -> None:
    browser = desk(sign_in)
    asked = browser.post(MATCHES, typed(name="欧阳雪")).content.decode()
    assert "是不是要新建客史?" in asked
    assert not Guest.unscoped.exists()  # unscoped: a test
    assert browser.post(NEW, typed(name="欧阳雪", decision="new")).status_code == 302
    assert Guest.unscoped.get().name == "欧阳雪"  # unscoped: a test
    assert 'value="choose"' not in asked


@pytest.mark.requirement("R-177")
@pytest.mark.requirement("R-178")
def test_the_questions_are_asked_in_english_too(sign_in: SignIn) -> None:
    clerk = make_staff(make_hotel(), "front_desk")
    Staff.objects.filter(id=clerk.id).update(language="en")
    browser = sign_in(clerk)
    make_guest("王磊")
    assert "Create a new guest history?" in browser.post(MATCHES, typed(name="欧阳雪")).content.decode()
    asked = browser.post(MATCHES, typed(name="王磊")).content.decode()
    assert "Create a new guest history or choose the present one?" in asked


@pytest.mark.requirement("R-178")
def test_a_known_name_lists_the_candidates_with_what_tells_them_apart(sign_in: SignIn) -> None:
    browser = desk(sign_in)
    hotel = make_hotel()
    papers = (DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN"),)
    one = make_guest(
        "王磊", birthday="1975-03-02", contacts=PHONE, documents=papers, company="宏远贸易", vip_level="V2"
    )
    make_guest("王磊", company="蓝天旅行社")
    make_past_stay(hotel, one, arrival=TODAY.replace(month=1, day=5), nights=2)
    said = browser.post(MATCHES, typed(name="王磊")).content.decode()
    assert "是新建客史还是选择当前客史?" in said
    for told in ("宏远贸易", "蓝天旅行社", "2026-01-07", "1975", "8001", "V2"):
        assert told in said, told
    for sealed in ("13800138001", "E12345678", "1975-03-02"):
        assert sealed not in said


@pytest.mark.requirement("R-179")
@pytest.mark.parametrize(
    "more",
    [
        {"mobile": "138 0013 8001"},
        {"birthday": "1975-03-02"},
        {"document_kind": "passport", "document_number": "e12345678"},
    ],
)
def test_the_history_of_a_returning_guest_is_preselected(sign_in: SignIn, more: dict[str, str]) -> None:
    browser = desk(sign_in)
    papers = (DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN"),)
    known = make_guest("王磊", birthday="1975-03-02", contacts=PHONE, documents=papers)
    make_guest("王磊")
    said = browser.post(MATCHES, typed(name="王磊", **more)).content.decode()
    assert f'value="{known.id}" checked' in said
    assert said.count(" checked") == 1
    assert said.index(str(known.id)) < said.index("btn-primary")


@pytest.mark.requirement("R-179")
def test_choosing_the_history_adds_what_is_new_and_overwrites_nothing(sign_in: SignIn) -> None:
    browser = desk(sign_in)
    known = make_guest("王磊", contacts=PHONE, company="宏远贸易")
    form = typed(name="王磊", mobile="13800138001", email="lei@example.com", company="蓝天旅行社")
    answer = browser.post(NEW, {**form, "decision": "choose", "choose": str(known.id)})
    assert answer["Location"].endswith(f"/{known.id}/")
    assert Guest.unscoped.count() == 1  # unscoped: a test
    known.refresh_from_db()
    assert known.company == "宏远贸易"
    with open_house(make_hotel()):
        assert GuestContact.objects.filter(guest_id=known.id, kind=ContactKind.EMAIL).exists()
        assert GuestValue.objects.get(guest_id=known.id, field="company").value == "蓝天旅行社"
    assert Act.objects.filter(name="choose_known_guest", guest_id=known.id).exists()


@pytest.mark.requirement("R-180")
def test_a_second_history_beside_a_strong_match_needs_a_reason_that_is_kept(sign_in: SignIn) -> None:
    browser = desk(sign_in)
    known = make_guest("王磊", contacts=PHONE)
    form = typed(name="王磊", mobile="13800138001", decision="new")
    for short in ("", "新", "不知道"):
        answer = browser.post(NEW, {**form, "reason": short, "sure_other": "1"})
        assert answer.status_code == 409
        assert "是新建客史还是选择当前客史?" in answer.content.decode()
    assert Guest.unscoped.count() == 1  # unscoped: a test
    assert browser.post(NEW, {**form, "reason": "父子同用一部手机"}).status_code == 302
    made = Guest.unscoped.exclude(id=known.id).get()  # unscoped: a test
    act = Act.objects.get(name="create_guest_beside_match")
    assert (act.guest_id, act.details["reason"], act.details["beside"]) == (
        made.id,
        "父子同用一部手机",
        [str(known.id)],
    )
    assert act.actor_name
    case = PairCase.unscoped.get()  # unscoped: a test
    assert {case.guest_a, case.guest_b} == {known.id, made.id}
    assert case.origin == "created_beside"


@pytest.mark.requirement("R-181")
def test_a_stranger_of_the_same_name_needs_a_confirmation_after_comparing(sign_in: SignIn) -> None:
    browser = desk(sign_in)
    make_guest("王磊", birthday="1975-03-02", company="宏远贸易")
    form = typed(name="王磊", birthday="1992-11-20", company="蓝天旅行社", decision="new")
    refused = browser.post(NEW, form)
    assert refused.status_code == 409
    said = refused.content.decode()
    assert 'name="sure_other"' in said
    assert said.count("is-different") >= 2
    for told in ("1975", "1992", "宏远贸易", "蓝天旅行社"):
        assert told in said
    assert Guest.unscoped.count() == 1  # unscoped: a test
    assert browser.post(NEW, {**form, "sure_other": "1"}).status_code == 302
    assert Guest.unscoped.count() == 2  # unscoped: a test
    assert Act.objects.filter(name="confirm_other_person").exists()
    assert not PairCase.unscoped.exists()  # unscoped: a test


@pytest.mark.requirement("R-182")
def test_no_reason_makes_a_second_history_with_the_same_document() -> None:
    papers = (DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN"),)
    make_guest("王磊", documents=papers)
    with open_house(make_hotel()) as scope, pytest.raises(DocumentTaken):
        register_guest(
            scope=scope,
            now=NOW,
            draft=GuestDraft(name="王磊", documents=papers),
            reason="证件被别人用了",
            sure_other=True,
        )
    assert Guest.unscoped.count() == 1  # unscoped: a test


@pytest.mark.requirement("R-180")
def test_the_verb_itself_refuses_whatever_door_calls_it() -> None:
    make_guest("王磊", contacts=PHONE)
    with open_house(make_hotel()) as scope:
        with pytest.raises(MatchFound) as strong:
            register_guest(scope=scope, now=NOW, draft=GuestDraft(name="王磊", contacts=PHONE), sure_other=True)
        with pytest.raises(SameNameFound) as weak:
            register_guest(scope=scope, now=NOW, draft=GuestDraft(name="王磊"))
        with pytest.raises(DomainError):  # a document number in the reason
            register_guest(
                scope=scope, now=NOW, draft=GuestDraft(name="王磊", contacts=PHONE), reason="证件110101199003074514"
            )
    assert (strong.value.status, strong.value.code, weak.value.code) == (409, "match_found", "same_name_found")
    assert Guest.unscoped.count() == 1  # unscoped: a test


def test_a_present_history_must_be_chosen_before_it_is_used(sign_in: SignIn) -> None:
    browser = desk(sign_in)
    make_guest("王磊")
    answer = browser.post(NEW, typed(name="王磊", decision="choose"))
    assert answer.status_code == 422
    assert Guest.unscoped.count() == 1  # unscoped: a test


def test_who_is_found_by_a_number_stands_in_the_read_log_once_per_form(sign_in: SignIn) -> None:
    browser = desk(sign_in)
    known = make_guest("王磊", contacts=PHONE)
    make_guest("王磊")
    browser.get(NEW)
    for _ in range(3):
        assert browser.post(MATCHES, typed(name="王磊", mobile="13800138001"))["Cache-Control"] == "no-store"
    acts = Act.objects.filter(name="search_by_number")
    assert [(a.guest_id, a.details) for a in acts] == [(known.id, {"kind": "contact"})]
    browser.get(NEW)
    browser.post(MATCHES, typed(name="王磊", mobile="13800138001"))
    assert acts.all().count() == 2


def test_the_panel_costs_the_same_whatever_is_found(sign_in: SignIn) -> None:
    browser = desk(sign_in)

    def cost() -> int:
        browser.get(NEW)
        with CaptureQueriesContext(connection) as seen:
            assert browser.post(MATCHES, typed(name="李娜", company="甲")).status_code == 200
        return len(seen)

    make_guest("李娜", birthday="1980-02-03")
    few = cost()
    for _ in range(6):
        make_guest("李娜", contacts=PHONE, birthday="1980-02-03")
    assert cost() <= few
    assert few <= 26


def test_a_half_typed_form_is_no_fault(sign_in: SignIn) -> None:
    browser = desk(sign_in)
    make_guest("王磊", contacts=PHONE)
    for said in ({}, {"name": ""}, {"name": "王", "birthday": "19"}, {"document_number": "1101"}, {"mobile": "138"}):
        assert browser.post(MATCHES, typed(**said)).status_code == 200


def test_only_who_may_create_may_ask(sign_in: SignIn) -> None:
    browser = sign_in(make_staff(make_hotel(), "concierge"))
    assert browser.post(MATCHES, typed(name="王磊")).status_code == 403
    assert reverse("guests:matches") == MATCHES
