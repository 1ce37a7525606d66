"""The keeper's queue: order, side by side, choice by field, answers and taking them back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from binzhi.guests.domain.contacts import mark_contact_dead
from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, Gender, GuestState
from binzhi.guests.mailing import faults_of
from binzhi.guests.models import Guest, GuestContact
from binzhi.guests.quality import faulty
from binzhi.identity.domain.case_rows import is_sampled
from binzhi.identity.domain.cases import decide_case, open_case, refresh_stakes, undo_decision
from binzhi.identity.domain.links import hold_apart, link_profiles
from binzhi.identity.enums import CaseOrigin, CaseState, Source
from binzhi.identity.models import Apart, Link, PairCase
from binzhi.identity.precision import wilson
from binzhi.identity.queries import doubles, live_precision, queue
from binzhi.identity.sides import beside
from binzhi.kernel.errors import Stale
from binzhi.kernel.scope import Scope
from tests.builders import NOW, TODAY, make_booking, make_guest, make_hotel, make_past_stay, make_staff, open_house

pytestmark = pytest.mark.django_db(databases="__all__")
SignIn = Callable[[Any], Client]


def again(guest: Guest) -> Guest:
    found: Guest = Guest.objects.get(id=guest.id)
    return found


def suspect(scope: Scope, a: Guest, b: Guest, weight: float = 5.0, **more: Any) -> PairCase:
    given = {"origin": CaseOrigin.RUN, **more}
    row = open_case(scope=scope, now=NOW, guest_a=a.id, guest_b=b.id, weight=weight, **given)
    assert row is not None
    return row


@pytest.mark.requirement("R-186")
def test_the_queue_begins_with_what_is_most_at_stake() -> None:
    hotel = make_hotel()
    plain, often, vip, coming = ([make_guest(n), make_guest(n)] for n in ("甲", "乙", "丙", "丁"))
    for n in range(3):
        make_past_stay(hotel, often[0], arrival=TODAY - timedelta(days=30 * (n + 1)))
    make_booking(hotel, coming[1], arrival=TODAY)
    with open_house(hotel) as scope:
        Guest.objects.filter(id=vip[0].id).update(vip_level="V1")
        cases = {name: suspect(scope, *two) for name, two in zip("abcd", (plain, often, vip, coming), strict=True)}
        unsure = decide_case(scope=scope, now=NOW, case=cases["d"], answer="unsure")
        assert [c.id for c in queue(scope)] == [cases["c"].id, cases["b"].id, cases["a"].id, unsure.id]
        undo_decision(scope=scope, now=NOW, case=unsure)
        assert queue(scope)[0].id == unsure.id
        assert refresh_stakes(scope=scope, now=NOW + timedelta(days=3)) == 1
        assert queue(scope)[0].id == cases["c"].id


@pytest.mark.requirement("R-186", "R-187")
def test_same_joins_with_the_choice_and_is_taken_back() -> None:
    hotel = make_hotel()
    one, two = make_guest("王芳", company="甲公司"), make_guest("王芳", company="乙公司")
    with open_house(hotel) as scope:
        case = suspect(scope, one, two)
        pair = beside(scope, case.guest_a, case.guest_b)
        company = next(r for r in pair.rows if r.code == "company")
        assert company.differs and company.survives in (0, 1)
        loser = company.values[1 - company.survives]
        assert loser is not None
        decide_case(scope=scope, now=NOW, case=case, answer="same", choices={"company": UUID(loser.profile_id)})
        assert again(one).company == loser.text and again(two).state == GuestState.JOINED
        assert str(loser.profile_id) == str(two.id) and again(two).company == "乙公司"
        with pytest.raises(Stale):
            decide_case(scope=scope, now=NOW, case=case, answer="different")
        undo_decision(scope=scope, now=NOW, case=case)
        assert (again(one).company, again(two).company) == ("甲公司", "乙公司")
        assert PairCase.objects.get().state == CaseState.OPEN


def test_different_is_remembered_and_taken_back() -> None:
    with open_house(make_hotel()) as scope:
        one, two = make_guest("李娜"), make_guest("李娜")
        case = suspect(scope, one, two)
        decide_case(scope=scope, now=NOW, case=case, answer="different")
        assert Apart.objects.count() == 1
        assert open_case(scope=scope, now=NOW, guest_a=two.id, guest_b=one.id, origin="run", weight=9.0) is None
        undo_decision(scope=scope, now=NOW, case=case)
        assert not Apart.objects.exists() and PairCase.objects.get().state == CaseState.OPEN


def test_a_pair_that_became_one_person_by_another_way_leaves_the_queue_and_comes_back() -> None:
    with open_house(make_hotel()) as scope:
        one, two, three = make_guest("赵一"), make_guest("赵一"), make_guest("赵一")
        first, second, third = suspect(scope, one, two), suspect(scope, two, three), suspect(scope, one, three)
        decide_case(scope=scope, now=NOW, case=first, answer="same")
        decide_case(scope=scope, now=NOW, case=second, answer="same")
        third.refresh_from_db()
        assert third.state == CaseState.GONE
        undo_decision(scope=scope, now=NOW, case=second)
        third.refresh_from_db()
        assert third.state == CaseState.OPEN


@pytest.mark.requirement("R-186")
def test_a_hundredth_of_the_automatic_links_is_checked_and_gives_the_precision() -> None:
    with open_house(make_hotel()) as scope:
        guests = [make_guest("钱一") for _ in range(3)]
        while True:
            fresh = make_guest("钱一")
            near = [g for g in guests if is_sampled(g.id, fresh.id)]
            if near:
                break
            guests = [*guests[-60:], fresh]
        other = near[0]
        link_profiles(scope=scope, now=NOW, guest_a=fresh.id, guest_b=other.id, source=Source.RUN, weight=20.0)
        case = PairCase.objects.get(origin=CaseOrigin.SAMPLE)
        assert queue(scope)[0].id == case.id
        decide_case(scope=scope, now=NOW, case=case, answer="different")
        assert not Link.objects.exists() and (live_precision().right, live_precision().checked) == (0, 1)
        undo_decision(scope=scope, now=NOW, case=case)
        assert Link.objects.count() == 1
        decide_case(scope=scope, now=NOW, case=case, answer="same")
        assert (live_precision().right, live_precision().checked) == (1, 1)
        assert Link.objects.count() == 1


def test_the_interval_is_wilsons() -> None:
    found = wilson(998, 1000)
    assert (round(found.low, 4), round(found.high, 4)) == (0.9927, 0.9995)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)
    assert wilson(3000, 3000).low > 0.998


@pytest.mark.requirement("R-188")
def test_the_duplicate_rate_names_who_made_them_and_shows_the_rows() -> None:
    with open_house(make_hotel()) as scope:
        one, two, three, four = (make_guest("孙一") for _ in range(4))
        Guest.objects.filter(id__in=[two.id]).update(created_by="小李", created_at=NOW + timedelta(days=40))
        suspect(scope, one, two)
        suspect(scope, two, three)
        link_profiles(scope=scope, now=NOW, guest_a=one.id, guest_b=four.id, source=Source.DESK)
        found = doubles(scope)
        assert (found.profiles, found.suspected, found.joined, found.percent) == (4, 1, 1, "25.00%")
        assert found.by_maker == {"小李": 1} and found.by_month == {"2026-04": 1} and found.rows == [two.id]
        assert doubles(scope, maker="小王").rows == [] and doubles(scope, month="2026-04").rows == [two.id]


@pytest.mark.requirement("R-191")
def test_faults_before_a_mailing_wrong_title_wrong_sex_dead_address_and_double_profile() -> None:
    hotel = make_hotel()
    mail = ContactDraft(ContactKind.EMAIL, "wang@example.com")
    titled = make_guest("王一", title="女士", contacts=(mail,))
    dead = make_guest("王二", contacts=(ContactDraft(ContactKind.EMAIL, "er@example.com"),))
    card = (DocumentDraft(DocumentKind.ID_CARD, "11010519491231002X"),)  # a woman's number
    sexed = make_guest(
        "王四", gender=Gender.MALE, contacts=(ContactDraft(ContactKind.EMAIL, "si@example.com"),), documents=card
    )
    one, two = (make_guest("周三", contacts=(ContactDraft(ContactKind.EMAIL, f"{n}@example.com"),)) for n in "ab")
    with open_house(hotel) as scope:
        row = GuestContact.objects.get(guest=dead)
        mark_contact_dead(scope=scope, now=NOW, guest=dead, contact_id=row.id)
        ids = [titled.id, dead.id, sexed.id, one.id, two.id]
        before = {f.guest.id: f.codes for f in faults_of(scope, ids)}
        assert before == {titled.id: ["title"], dead.id: ["dead"], sexed.id: ["sex"]}
        case = suspect(scope, one, two)
        found = {f.guest.id: f for f in faults_of(scope, ids)}
        assert found[one.id].codes == ["suspected"] and found[one.id].doubles == [two.id]
        wrong, _ = faulty(scope, now=NOW, off=frozenset())
        assert {one.id, two.id, titled.id, dead.id} <= {w.guest.id for w in wrong}
        decide_case(scope=scope, now=NOW, case=case, answer="same")
        assert one.id not in {f.guest.id for f in faults_of(scope, ids)}


@pytest.mark.requirement("R-186", "R-187")
def test_the_keeper_answers_on_the_pages(sign_in: SignIn) -> None:
    hotel = make_hotel()
    keeper, clerk = make_staff(hotel, "customer_information"), make_staff(hotel, "front_desk")
    one, two = make_guest("何一", company="甲公司"), make_guest("何一", company="乙公司")
    three, four = make_guest("何三"), make_guest("何三")
    with open_house(hotel) as scope:
        first, second = suspect(scope, one, two, 9.0), suspect(scope, three, four, 5.0)
    page = sign_in(clerk)
    assert page.get("/identity/").status_code == 403
    assert page.get(f"/identity/guests/{one.id}/part/{two.id}/").status_code == 403
    page = sign_in(keeper)
    listed = page.get("/identity/").content.decode()
    assert str(first.id) in listed and "何三" in listed
    shown = page.get(f"/identity/cases/{first.id}/").content.decode()
    assert "甲公司" in shown and f'name="choice_company" value="{two.id}"' in shown and 'data-key="s"' in shown
    answer = page.post(f"/identity/cases/{first.id}/", {"answer": "same", "choice_company": str(two.id)})
    assert answer.status_code == 302 and str(second.id) in answer["Location"]
    after = page.get(answer["Location"]).content.decode()
    assert f"/identity/cases/{first.id}/undo/" in after
    person = page.get(f"/guests/{two.id}/")
    assert person.status_code == 200 and "乙公司" in person.content.decode()
    panel = page.get(f"/identity/guests/{one.id}/joined/").content.decode()
    assert f"/identity/guests/{one.id}/part/{two.id}/" in panel
    asked = page.get(f"/identity/guests/{one.id}/part/{two.id}/")
    assert asked.status_code == 200
    assert page.post(f"/identity/cases/{first.id}/undo/").status_code == 302
    assert page.get(f"/guests/{two.id}/").status_code == 200
    found = page.get(f"/identity/guests/{three.id}/same/", {"q": "何三"}).content.decode()
    assert f"/identity/guests/{three.id}/same/{four.id}/" in found
    joined = page.post(f"/identity/guests/{three.id}/same/{four.id}/", {"answer": "same"})
    assert joined.status_code == 302
    assert page.post(f"/identity/guests/{three.id}/part/{four.id}/", {"reason": "看错了"}).status_code == 302
    assert page.get("/identity/duplicates/").status_code == 200


def test_a_contradiction_asks_for_the_reason_on_the_page(sign_in: SignIn) -> None:
    hotel = make_hotel()
    keeper = make_staff(hotel, "customer_information")
    one, two = (
        make_guest("吕一", gender=Gender.FEMALE, dates=(DateDraft(DateKind.BIRTHDAY, d),))
        for d in ("1990-01-02", "1961-11-23")
    )
    page = sign_in(keeper)
    there = f"/identity/guests/{one.id}/same/{two.id}/"
    refused = page.post(there, {"answer": "same"})
    assert refused.status_code == 422 and 'name="reason"' in refused.content.decode()
    assert page.post(there, {"answer": "same", "reason": "身份证上写错过"}).status_code == 302
    with open_house(hotel) as scope:
        assert again(two).joined_to == one.id
        three = make_guest("吕三")
        hold_apart(scope=scope, now=NOW, guest_a=one.id, guest_b=three.id, source=Source.DESK)
    panel = page.get(f"/identity/guests/{one.id}/joined/").content.decode()
    assert "吕三" in panel
