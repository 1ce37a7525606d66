"""Guests are found by whatever a clerk knows: every case of the issue, through the verbs and the database."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from binzhi.audit.models import Act
from binzhi.guests import queries
from binzhi.guests.access import REAL_NAME
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.names import add_name, remove_name
from binzhi.guests.domain.profile import change_guest
from binzhi.guests.domain.search import FOUND_BY_NUMBER, search
from binzhi.guests.drafts import ContactDraft, DocumentDraft, GuestDraft, MemberDraft
from binzhi.guests.enums import ContactKind, DocumentKind, FlagCode, NameKind
from binzhi.guests.models import Guest
from binzhi.guests.search.find import find
from binzhi.guests.search.plan import Grade
from binzhi.kernel.scope import open_scope
from tests.builders import NOW, make_guest, make_hotel, make_staff, open_house, scope_of
from tests.found import search_guests

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
MOBILE = "13800138000"


def names(text: str, **scope: Any) -> list[str]:
    with open_house(make_hotel()) as opened:
        return [g.name for g in search_guests(opened, text, **scope)]


@pytest.mark.requirement("R-002", "R-197", "R-204")
@pytest.mark.parametrize(
    ("name", "latin", "questions"),
    [
        ("王伟", "", ["王", "伟", "王伟", "王 伟", "wang wei", "wangwei", "weiwang", "wei wang", "ww", "WANG", "wangw", "ｗｗ"]),
        ("单田芳", "", ["shan", "dan", "单", "shantian", "dan tianfang", "tianfang", "stf", "dtf"]),
        ("买买提·阿不都", "", ["买买提", "阿不都", "买买提·阿不都", "买买提•阿不都", "买买提阿不都", "abudu", "maimaiti abudu"]),
        ("歐陽娜娜", "", ["欧阳", "歐陽", "ouyang", "欧阳娜娜", "nana", "娜娜", "ouyang nana", "ouyangnan", "oynn"]),
        ("王建国", "Jack Wang", ["jack", "jack wang", "wang jack", "wangjianguo", "wang jian guo", "建国", "wjg", "wangjiangu", "王jack"]),
        ("José Müller", "", ["jose", "josé", "MÜLLER", "mueller", "muller jose", "jm"]),
        ("张三", "", ["张三先生", "张先生", "Mr zhang", "zhang san"]),
        ("李明", "", ["李局长", "李总", "李经理"]),
    ],
)  # fmt: skip
def test_a_name_is_found_in_any_script_and_order(name: str, latin: str, questions: list[str]) -> None:
    make_hotel()
    guest = make_guest(name, latin_name=latin)
    make_guest("赵六")
    assert guest.name == name, "it keeps its dot and its characters"
    for question in questions:
        assert names(question) == [name], question


@pytest.mark.parametrize(
    "question", ["", "  ", "·", "%", "_", "*", '"', "a*", "'; DROP TABLE guests_guest; --", "\x00", "🙂"]
)
def test_signs_find_nobody_and_harm_nothing(question: str) -> None:
    make_hotel()
    make_guest("王伟")
    assert names(question) == []


def test_the_exact_name_stands_before_the_longer_one_whoever_was_here_last() -> None:
    make_hotel()
    make_guest("王伟")
    make_guest("王伟国", vip_level="A")
    make_guest("刘王伟", vip_level="A")
    assert names("王伟") == ["王伟", "王伟国", "刘王伟"]
    with open_house(make_hotel()) as scope:
        assert [h.grade for h in find(scope, "王伟")] == [Grade.WHOLE, Grade.BEGINS, Grade.INSIDE]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("wangwie", True), ("zangwei", True), ("wangwai", True), ("wamgwei", True), ("wngwei", True),
        ("wamgweei", False), ("王卫", False),
    ],
)  # fmt: skip
def test_one_syllable_may_be_mistyped(typed: str, found: bool) -> None:
    make_hotel()
    make_guest("王伟")
    assert names(typed) == (["王伟"] if found else [])


def test_a_mistyped_name_is_a_guess_and_only_made_when_little_was_found() -> None:
    make_hotel()
    for _ in range(5):
        make_guest("王薇")
    make_guest("黄薇")
    assert "黄薇" not in names("wangwei"), "five are found as typed"
    with open_house(make_hotel()) as scope:
        assert {h.grade for h in find(scope, "huangwie")} == {Grade.GUESSED}


@pytest.mark.requirement("R-033")
def test_a_caller_is_found_by_the_whole_number_and_by_name_with_the_last_four() -> None:
    make_hotel()
    caller = make_guest("王伟", contacts=(ContactDraft(ContactKind.MOBILE, MOBILE),))
    make_guest("王芳", contacts=(ContactDraft(ContactKind.MOBILE, "13911112222"),))
    make_guest("李伟", contacts=(ContactDraft(ContactKind.PHONE, "+85291238000"),))
    with open_house(make_hotel()) as scope:
        for text in (MOBILE, "138 0013 8000", "+86 138-0013-8000", "王 8000", "wang 8000", "8000 王伟", "ww 8000"):
            assert [g.id for g in search_guests(scope, text)] == [caller.id], text
        assert {g.name for g in search_guests(scope, "伟 8000")} == {"王伟", "李伟"}
        for text in ("8000", "1380013800", "王 8001", "13800138001"):
            assert search_guests(scope, text) == [], text


def test_documents_members_and_mail_are_found_whole() -> None:
    make_hotel()
    guest = make_guest(
        "王伟",
        contacts=(ContactDraft(ContactKind.EMAIL, "Wei@Example.com"),),
        documents=(
            DocumentDraft(DocumentKind.ID_CARD, "11010119900307213X", "CN"),
            DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN"),
        ),
        members=(MemberDraft("gold 8801"),),
    )
    with open_house(make_hotel()) as scope:
        asked = (
            "11010119900307213x",
            "110101 19900307 213X",
            "e12345678",
            "E 1234 5678",
            "wei@example.com",
            "Gold 8801",
        )
        for text in asked:
            assert [g.id for g in search_guests(scope, text)] == [guest.id], text
        assert search_guests(scope, "E1234567") == [] and search_guests(scope, "wei@example.org") == []


def test_company_city_and_several_words_must_all_be_true() -> None:
    make_hotel()
    make_guest("王伟", company="北京宏远贸易有限公司", native_place="上海市")
    make_guest("王芳", company="华为技术", native_place="北京市")
    make_guest("John Smith", company="Acme Trading Ltd")
    assert names("宏远") == ["王伟"] and names("宏远贸易") == ["王伟"] and names("远贸") == ["王伟"]
    assert names("王 华为") == ["王芳"] and names("华为 王") == ["王芳"] and names("wang 华为") == ["王芳"]
    assert names("王 上海") == ["王伟"] and names("王 acme") == []
    assert names("smith acme") == ["John Smith"] and names("acme") == ["John Smith"]
    assert names("有限公司") == []


def test_at_most_sixty_are_fetched_and_the_limit_is_kept() -> None:
    make_hotel()
    for _ in range(4):
        make_guest("王伟")
    assert len(names("王", limit=3)) == 3


def test_a_changed_name_takes_the_old_one_along() -> None:
    hotel = make_hotel()
    guest = make_guest("王伟", company="华为", contacts=(ContactDraft(ContactKind.MOBILE, MOBILE),))
    with open_house(hotel) as scope:
        change_guest(scope=scope, now=NOW, guest=guest, draft=GuestDraft(name="赵磊", company="腾讯"))
        for text in ("王", "伟", "wangwei", "ww", "华为"):
            assert search_guests(scope, text) == [], text
        for text in ("赵", "zl", "腾讯", MOBILE, "赵 8000"):
            assert [g.id for g in search_guests(scope, text)] == [guest.id], text


@pytest.mark.requirement("R-002")
def test_a_further_name_is_found_and_no_longer_when_it_is_removed() -> None:
    hotel = make_hotel()
    guest = make_guest("王伟")
    with open_house(hotel) as scope:
        alias = add_name(scope=scope, now=NOW, guest=guest, kind=NameKind.ALIAS, name="Mr Blue")
        add_name(scope=scope, now=NOW, guest=guest, kind=NameKind.OTHER_SCRIPT, name="Wong Wai")
        for text in ("blue", "wong", "wai wong", "王伟"):
            assert [g.id for g in search_guests(scope, text)] == [guest.id], text
        remove_name(scope=scope, now=NOW, guest=guest, name_id=alias.id)
        assert search_guests(scope, "blue") == [] and [g.id for g in search_guests(scope, "wong")] == [guest.id]


def test_an_incognito_guest_is_found_by_the_alias_only_unless_real_names_may_be_seen() -> None:
    hotel = make_hotel()
    star = make_guest("王伟", company="华为", contacts=(ContactDraft(ContactKind.MOBILE, MOBILE),))
    make_guest("王伟")
    with open_house(hotel) as scope:
        add_name(scope=scope, now=NOW, guest=star, kind=NameKind.ALIAS, name="Mr Blue")
        set_flag(scope=scope, now=NOW, guest=star, code=FlagCode.INCOGNITO, reason="")
        assert len(search_guests(scope, "王伟")) == 2 and [g.name for g in search_guests(scope, "blue")] == ["王伟"]
        clerk = replace(scope, permissions=scope.permissions - {REAL_NAME})
    with open_scope(clerk):
        for text in ("王伟", "wang wei", "ww", "王", "wangwie", "王 8000", "王 华为"):
            assert star.id not in [g.id for g in search_guests(clerk, text)], text
        for text in ("blue", "mr blue", "华为", "blue 8000", MOBILE):
            found = search_guests(clerk, text)
            assert [(g.id, g.name, g.pinyin) for g in found] == [(star.id, "Mr Blue", "")], text


def test_the_search_needs_the_same_queries_for_one_and_thirty(django_assert_num_queries: Any) -> None:
    make_hotel()
    make_guest("王伟")
    with open_house(make_hotel()) as scope:
        find(scope, "王")
        with CaptureQueriesContext(connection) as one:
            assert len(find(scope, "王")) == 1
        for _ in range(29):
            make_guest("王芳")
        with CaptureQueriesContext(connection) as thirty:
            assert len(find(scope, "王")) == 30
    assert len(one) == len(thirty) == 2


@pytest.mark.requirement("R-204")
def test_a_find_by_number_is_in_the_read_log_without_the_number() -> None:
    hotel = make_hotel()
    guest = make_guest("王伟", contacts=(ContactDraft(ContactKind.MOBILE, MOBILE),))
    clerk = make_staff(hotel, "front_desk")
    with scope_of(clerk) as scope:
        search(scope=scope, now=timezone.now(), text="王伟")
        assert not Act.objects.filter(name=FOUND_BY_NUMBER).exists(), "a name is what every list shows"
        search(scope=scope, now=timezone.now(), text=MOBILE)
        search(scope=scope, now=timezone.now(), text="13800138001")
        search(scope=scope, now=timezone.now(), text="王 8000")
    acts = list(Act.objects.filter(name=FOUND_BY_NUMBER).order_by("seq"))
    assert [(a.guest_id, a.actor_id, a.is_read, a.details["kind"]) for a in acts] == [
        (guest.id, clerk.id, True, "contact"), (guest.id, clerk.id, True, "last_four"),
    ]  # fmt: skip
    assert all("8000" not in str(vars(act)) for act in acts)


def test_the_read_without_a_log_knows_no_numbers() -> None:
    make_hotel()
    guest = make_guest("王伟", contacts=(ContactDraft(ContactKind.MOBILE, MOBILE),), members=(MemberDraft("8801"),))
    with open_house(make_hotel()) as scope:
        assert [g.id for g in queries.search_guests(scope, "王伟")] == [guest.id]
        for text in (MOBILE, "王 8000", "8801"):
            assert queries.search_guests(scope, text) == [] and len(search_guests(scope, text)) == 1, text


def test_the_index_holds_no_number_in_clear() -> None:
    make_hotel()
    make_guest(
        "王伟",
        contacts=(ContactDraft(ContactKind.MOBILE, MOBILE),),
        documents=(DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN"),),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT tokens FROM guests_search_entry")
        tokens = cursor.fetchone()[0]
    assert "8000" not in tokens and "12345678" not in tokens.lower() and "z王伟" in tokens


def test_someone_else_may_not_search_for_what_the_role_may_not_read() -> None:
    """A role without contacts gets nothing for a name with the last four, rather than everybody of the name."""
    hotel = make_hotel()
    make_guest("王伟", contacts=(ContactDraft(ContactKind.MOBILE, MOBILE),))
    with scope_of(make_staff(hotel, "housekeeping_attendant")) as scope:
        assert [g.name for g in search_guests(scope, "王伟")] == ["王伟"]
        assert search_guests(scope, "王 8000") == [] and search_guests(scope, MOBILE) == []


def test_a_placeholder_is_found_by_its_label() -> None:
    make_hotel()
    make_guest("客人17")
    assert names("客人17") == ["客人17"] and names("客人1") == ["客人17"] and Guest.unscoped.count() == 1
