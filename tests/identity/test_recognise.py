"""Do we know this guest? By document, phone, mail, name and birth date, member number; strangers of the same name stay weak."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.joining import arrange_person
from binzhi.guests.domain.names import add_name
from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft, MemberDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, FlagCode, Gender, NameKind
from binzhi.guests.recognition import NAMESAKE, STRONG, candidates_for
from binzhi.identity.domain.terms import refresh_terms
from binzhi.identity.engine.evidence import Profile
from binzhi.identity.engine.keys import blocking_keys
from binzhi.identity.engine.normalise import evidence_of
from binzhi.identity.models import MatchKey, Term
from binzhi.identity.recognise import CAP, compare_profiles
from binzhi.kernel.scope import Scope
from binzhi.vault.index import match_indexes
from tests.builders import make_guest, make_hotel, make_staff, open_house, scope_of

pytestmark = pytest.mark.django_db(databases="__all__")

PHONE = (ContactDraft(ContactKind.MOBILE, "13800138001"),)
MAIL = (ContactDraft(ContactKind.EMAIL, "taojun.zhang@example.com"),)
BORN = (DateDraft(DateKind.BIRTHDAY, "1980-05-17"),)


def best(scope: Scope, **told: Any) -> Any:
    found = candidates_for(scope=scope, draft=GuestDraft(**told))
    return found[0] if found else None


@pytest.mark.requirement("R-190")
@pytest.mark.requirement("R-179")
@pytest.mark.parametrize(
    ("told", "by", "strong"),
    [
        ({"name": "别人", "documents": (DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN"),)}, "document", True),
        ({"name": "张涛俊", "contacts": PHONE}, "phone", True),
        ({"name": "李四", "contacts": PHONE}, "phone", False),
        ({"name": "张涛俊", "contacts": MAIL}, "email", True),
        ({"name": "张涛俊", "dates": BORN}, "name_birth", True),
        ({"name": "Taojun Zhang", "dates": BORN}, "name_birth", True),
        ({"name": "别人", "members": (MemberDraft("bz-778"),)}, "member", True),
        ({"name": "别人", "external_ids": (("pms", "profile", "4711"),)}, "outside_id", True),
        ({"name": "张涛俊"}, "name", False),
    ],
)
def test_a_person_is_identified_by_any_of_these(told: dict[str, Any], by: str, strong: bool) -> None:
    hotel = make_hotel()
    known = make_guest(
        "张涛俊",
        birthday="1980-05-17",
        contacts=PHONE + MAIL,
        documents=(DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN"),),
        members=(MemberDraft("BZ-778"),),
        external_ids=(("pms", "profile", "4711"),),
    )
    make_guest("王芳", contacts=(ContactDraft(ContactKind.MOBILE, "13911112222"),))
    with open_house(hotel) as scope:
        found = best(scope, **told)
        assert found.guest.id == known.id
        assert by in found.by
        assert found.is_strong is strong
        assert "13800138001" not in repr(found.clues)
        assert "E12345678" not in repr(found.clues)


@pytest.mark.requirement("R-181")
def test_a_stranger_of_the_same_name_is_weak_and_the_clues_say_what_differs() -> None:
    hotel = make_hotel()
    make_guest("王磊", birthday="1975-03-02", contacts=(ContactDraft(ContactKind.MOBILE, "13911112222"),))
    with open_house(hotel) as scope:
        found = best(scope, name="王磊", dates=(DateDraft(DateKind.BIRTHDAY, "1992-11-20"),), contacts=PHONE)
        assert found.band == NAMESAKE
        assert found.conflict == "birth_dates"
        assert any(clue.kind == "against" for clue in found.clues)


def test_nobody_is_found_for_a_new_name() -> None:
    hotel = make_hotel()
    make_guest("王磊")
    with open_house(hotel) as scope:
        assert candidates_for(scope=scope, draft=GuestDraft(name="欧阳雪", contacts=PHONE)) == []


def test_a_profile_in_letters_is_found_by_the_one_in_characters() -> None:
    hotel = make_hotel()
    known = make_guest("Zhang Taojun", contacts=MAIL)
    with open_house(hotel) as scope:
        found = best(scope, name="张涛俊", contacts=MAIL)
        assert (found.guest.id, found.band) == (known.id, STRONG)


def test_each_person_stands_once_under_its_lead() -> None:
    hotel = make_hotel()
    one = make_guest("张涛俊", contacts=PHONE)
    two = make_guest("Zhang Taojun", contacts=MAIL)
    with open_house(hotel) as scope:
        arrange_person(scope=scope, now=one.created_at, lead_id=one.id, profile_ids=[two.id])
        found = candidates_for(scope=scope, draft=GuestDraft(name="张涛俊", contacts=MAIL))
        assert [c.guest.id for c in found] == [one.id]
        assert found[0].is_strong


def test_a_key_that_too_many_share_says_nothing() -> None:
    hotel = make_hotel()
    for n in range(3):
        make_guest(f"客人{n}", contacts=PHONE)
    with open_house(hotel) as scope:
        found = candidates_for(scope=scope, draft=GuestDraft(name="欧阳雪", contacts=PHONE), limit=9)
        assert len(found) == 3
        [shared] = match_indexes([("phone", "8613800138001")])
        MatchKey.objects.bulk_create(MatchKey(h=shared, guest_id=UUID(int=n)) for n in range(CAP))
        assert candidates_for(scope=scope, draft=GuestDraft(name="欧阳雪", contacts=PHONE)) == []


@pytest.mark.requirement("R-178")
def test_of_a_name_that_very_many_bear_the_foremost_are_still_shown() -> None:
    hotel = make_hotel()
    known = make_guest("王磊", company="宏远贸易")
    names = match_indexes(key for key in blocking_keys(evidence_of(Profile(name="王磊"))) if key[0] == "name")
    MatchKey.objects.bulk_create(MatchKey(h=h, guest_id=UUID(int=n)) for h in names for n in range(CAP))
    with open_house(hotel) as scope:
        [found] = candidates_for(scope=scope, draft=GuestDraft(name="王磊"))
    assert (found.guest.id, found.is_strong, "name" in found.by) == (known.id, False, True)


def test_an_incognito_guest_is_not_found_by_the_real_name_and_wears_the_alias() -> None:
    hotel = make_hotel()
    star = make_guest("周慕云", contacts=PHONE, gender=Gender.MALE)
    with open_house(hotel) as scope:
        set_flag(scope=scope, now=star.created_at, guest=star, code=FlagCode.INCOGNITO, reason="")
        add_name(scope=scope, now=star.created_at, guest=star, kind=NameKind.ALIAS, name="陈先生")
    booker = make_staff(hotel, "reservations")
    with scope_of(booker) as scope:
        narrow = replace(scope, permissions=scope.permissions - {"guests.real_name"})
        assert candidates_for(scope=narrow, draft=GuestDraft(name="周慕云")) == []
        [found] = candidates_for(scope=narrow, draft=GuestDraft(name="周慕云", contacts=PHONE))
        assert found.guest.name == "陈先生"
        assert found.clues == ()


def test_the_questions_to_the_database_do_not_grow_with_the_candidates() -> None:
    hotel = make_hotel()

    def cost() -> int:
        with open_house(hotel) as scope, CaptureQueriesContext(connection) as seen:
            assert candidates_for(scope=scope, draft=GuestDraft(name="李娜", contacts=PHONE))
        return len(seen)

    make_guest("李娜", contacts=PHONE)
    few = cost()
    for _ in range(20):
        make_guest("李娜", contacts=PHONE)
    assert cost() == few <= 8


def test_a_telephone_of_everybody_is_no_evidence_after_the_nightly_count() -> None:
    hotel = make_hotel()
    for n in range(30):
        make_guest(f"{'赵钱孙李周吴郑王冯陈'[n % 10]}{'甲乙丙丁戊'[n % 5]}{'东西南北中'[n // 6]}", contacts=PHONE)
    with open_house(hotel) as scope:
        draft = GuestDraft(name="赵甲东", contacts=PHONE)
        before = max(c.weight for c in candidates_for(scope=scope, draft=draft))
        assert refresh_terms(scope=scope) == 30
        assert max(c.weight for c in candidates_for(scope=scope, draft=draft)) < before
        assert Term.objects.filter(number__gte=30).exists()


@pytest.mark.requirement("R-186")
def test_two_profiles_beside_each_other() -> None:
    hotel = make_hotel()
    one, two = make_guest("张涛俊", contacts=PHONE), make_guest("Zhang Taojun", contacts=PHONE)
    with open_house(hotel):
        found = compare_profiles(one.id, two.id)
        back = compare_profiles(two.id, one.id)
    assert found is not None
    assert back is not None
    assert abs(found.weight - back.weight) < 1e-9
    assert any("••••" in c.zh for c in found.clues), found.clues
    assert all(part.value == "" for part in found.parts)
