"""Lists by any field the role may see, words in notes, faults before a mailing, days of the year."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binzhi.audit.models import Act
from binzhi.guests.calendar import day_lines, kept_between
from binzhi.guests.domain.contacts import mark_contact_dead
from binzhi.guests.domain.days import rebuild_days
from binzhi.guests.domain.lists import remove_list, save_list
from binzhi.guests.domain.relations import note_date, relate
from binzhi.guests.drafts import ContactDraft, DateDraft
from binzhi.guests.enums import ContactKind, DateKind, Gender, NoteKind, RelationKind
from binzhi.guests.errors import ListTaken, NobodyFound
from binzhi.guests.list_fields import fields_for
from binzhi.guests.lists import guests_by, ids_by, read_rules, saved_lists, search_notes
from binzhi.guests.mailing import faults_of
from binzhi.guests.models import DayKey, GuestContact
from binzhi.kernel.calendar import kept_on
from binzhi.kernel.errors import BadInput, NotAllowed, NotFound
from binzhi.org.models import Staff
from tests.builders import (
    NOW,
    TODAY,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_note,
    make_past_stay,
    make_room,
    make_staff,
    open_house,
    scope_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


@pytest.mark.requirement("R-194")
@pytest.mark.parametrize(
    "rule",
    [
        ("company", "has", "宏远"),
        ("nationality", "is", "BE"),
        ("vip_level", "known", ""),
        ("fact.likes", "has", "爵士"),
        ("fact.room_temperature", "least", "25"),
        ("contact.mobile", "known", ""),
        ("date.birthday", "known", ""),
        ("birth_month", "is", "5"),
        ("relation", "is", "spouse"),
        ("stay.arrived", "least", "2026-01-01"),
        ("stay.count", "least", "1"),
        ("stay.expected", "most", "2026-04-30"),
        ("created", "least", "2026-03-01"),
    ],
    ids=lambda rule: rule[0],
)
def test_a_list_finds_by_any_stored_field(rule: tuple[str, str, str]) -> None:
    hotel = make_hotel()
    wanted = make_guest(
        "马丁",
        company="宏远贸易",
        nationality="BE",
        vip_level="V2",
        birthday="1970-05-17",
        contacts=(ContactDraft(ContactKind.MOBILE, "+8613800138000"),),
    )
    other = make_guest("李梅", company="大华", nationality="CN", birthday="1971-06-17")
    make_fact(wanted, "likes", "爵士乐唱片")
    make_fact(wanted, "room_temperature", "26")
    make_fact(other, "room_temperature", "21")
    room = make_room(hotel, "0801")
    make_past_stay(hotel, wanted, arrival=TODAY - timedelta(days=20), room=room)
    make_past_stay(hotel, other, arrival=date(2024, 1, 1), room=room)
    make_booking(hotel, wanted, arrival=TODAY + timedelta(days=9))
    with open_house(hotel) as scope:
        relate(scope=scope, now=NOW, guest=wanted, kind=RelationKind.SPOUSE, other_name="索菲")
        found = [g.name for g in guests_by(scope, read_rules(scope, [rule]))]
    if rule[0] in {"date.birthday", "created", "stay.count"}:
        assert set(found) == {"马丁", "李梅"}
    else:
        assert found == ["马丁"]


def test_conditions_join_and_turn_round() -> None:
    hotel = make_hotel()
    for name, company, vip in (("甲", "宏远", "V1"), ("乙", "宏远", ""), ("丙", "大华", "V1")):
        make_guest(name, company=company, vip_level=vip)
    with open_house(hotel) as scope:
        both = read_rules(scope, [("company", "is", "宏远"), ("vip_level", "unknown", "")])
        assert [g.name for g in guests_by(scope, both)] == ["乙"]
        with pytest.raises(NobodyFound):
            ids_by(scope, read_rules(scope, [("company", "is", "没有")]))
        for wrong in (("nothing", "is", "x"), ("company", "least", "x"), ("created", "least", "soon")):
            with pytest.raises(BadInput):
                read_rules(scope, [wrong])


@pytest.mark.requirement("R-194")
def test_a_role_filters_only_by_what_it_may_see() -> None:
    hotel = make_hotel()
    make_guest("王建国", birthday="1970-05-17")
    with scope_of(make_staff(hotel, "marketing")) as scope:
        codes = {f.code for f in fields_for(scope)}
        assert "company" in codes
        assert not codes & {"birth_month", "contact.mobile", "relation", "fact.allergy", "document"}
        for rule in (("birth_month", "is", "5"), ("fact.allergy", "known", ""), ("relation", "is", "spouse")):
            with pytest.raises(NotAllowed):
                read_rules(scope, [rule])


@pytest.mark.requirement("R-116")
def test_saved_lists_keep_conditions_and_are_own_or_shared() -> None:
    hotel = make_hotel()
    make_guest("王建国", company="宏远")
    one, other = make_staff(hotel, "sales"), make_staff(hotel, "sales")
    with scope_of(one) as scope:
        rules = read_rules(scope, [("company", "is", "宏远")])
        own = save_list(scope=scope, now=NOW, name="宏远客人", rules=rules, is_shared=False)
        save_list(scope=scope, now=NOW, name="全店", rules=rules, is_shared=True)
        with pytest.raises(ListTaken):
            save_list(scope=scope, now=NOW, name="宏远客人", rules=rules, is_shared=False)
    make_guest("李梅", company="宏远")
    with scope_of(other) as scope:
        assert [s.name for s in saved_lists(scope)] == ["全店"]
        shared = saved_lists(scope)[0]
        assert len(ids_by(scope, read_rules(scope, shared.rules))) == 2  # the list is alive, it holds nobody
        with pytest.raises(NotAllowed):
            remove_list(scope=scope, now=NOW, row=own)
    assert "王建国" not in repr(own.rules)


@pytest.mark.requirement("R-194")
def test_words_in_notes_are_found_as_far_as_the_role_reads_them() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    make_note(hotel, guest, "喜欢靠窗的位子", kind=NoteKind.GENERAL)
    with open_house(hotel) as scope:
        hits = search_notes(scope, "靠窗", [], now=NOW)
        assert (hits.ids, hits.read, hits.all_read) == ([guest.id], 1, True)
        assert search_notes(scope, "海景", [], now=NOW).ids == []
        with pytest.raises(BadInput):
            search_notes(scope, "窗", [], now=NOW)
    with scope_of(make_staff(hotel, "concierge")) as scope:
        assert search_notes(scope, "靠窗", [], now=NOW).ids == []


def test_the_list_page_asks_as_often_for_one_row_as_for_thirty(sign_in: SignIn) -> None:
    hotel = make_hotel()
    browser = sign_in(make_staff(hotel, "front_desk"))
    url = reverse("guests:lists") + "?f=company&o=is&v=宏远"
    counts = []
    for number in (1, 29):
        for n in range(number):
            make_guest(f"客{number}-{n}", company="宏远")
        browser.get(url)
        with CaptureQueriesContext(connection) as seen:
            page = browser.get(url)
        counts.append(len(seen))
        assert page.status_code == 200
    assert counts[0] == counts[1]


def test_the_pages_of_lists(sign_in: SignIn) -> None:
    hotel = make_hotel()
    make_guest("王建国", company="宏远")
    browser = sign_in(make_staff(hotel, "service_manager"))
    page = browser.get(reverse("guests:lists") + "?f=company&o=has&v=宏").content.decode()
    assert "王建国" in page
    data = {"name": "宏远", "shared": "1", "f": "company", "o": "has", "v": "宏"}
    saved = browser.post(reverse("guests:save_list"), data)
    assert saved.status_code == 302
    assert "王建国" in browser.get(saved["Location"]).content.decode()
    row = browser.get(reverse("guests:list_rule") + "?f=gender&o=&v=").content.decode()
    assert "<option" in row
    assert browser.get(reverse("guests:lists") + "?f=created&o=least&v=x").status_code == 422
    notes = browser.post(reverse("guests:note_search"), {"word": "WORDCANARY"})
    assert notes.status_code == 200
    assert "WORDCANARY" not in notes.request["QUERY_STRING"]
    with open_house(hotel):
        assert not [a for a in Act.objects.all() if "WORDCANARY" in f"{a.details}{a.purpose}"]
    assert "王建国" in browser.get(reverse("guests:mailing") + "?f=company&o=has&v=宏").content.decode()


@pytest.mark.requirement("R-191")
def test_faults_are_listed_before_a_mailing() -> None:
    hotel = make_hotel()
    phone = (ContactDraft(ContactKind.MOBILE, "+8613800138000"),)
    mail = (ContactDraft(ContactKind.EMAIL, "a@example.com"),)
    wrong = make_guest("王芳", gender=Gender.FEMALE, title="先生", contacts=mail)
    nobody = make_guest(
        "Sam Lee", gender=Gender.UNSPECIFIED, contacts=(ContactDraft(ContactKind.EMAIL, "s@example.com"),)
    )
    twice, again = make_guest("陈静", contacts=phone), make_guest("陈静", contacts=phone)
    dead = make_guest("赵强", contacts=(ContactDraft(ContactKind.EMAIL, "z@example.com"),))
    fine = make_guest("孙丽", gender=Gender.FEMALE, contacts=(ContactDraft(ContactKind.EMAIL, "l@example.com"),))
    none = make_guest("周明")
    with open_house(hotel) as scope:
        mark_contact_dead(scope=scope, now=NOW, guest=dead, contact_id=GuestContact.objects.get(guest=dead).id)
        people = [wrong, nobody, twice, again, dead, fine, none]
        found = {f.guest.id: f for f in faults_of(scope, [g.id for g in people])}
    codes = {g.name + str(n): found[g.id].codes if g.id in found else [] for n, g in enumerate(people)}
    assert codes == {
        "王芳0": ["title"],
        "Sam Lee1": ["salutation"],
        "陈静2": ["double"],
        "陈静3": ["double"],
        "赵强4": ["dead"],
        "孙丽5": [],
        "周明6": ["none"],
    }
    assert found[twice.id].doubles == [again.id]


@pytest.mark.requirement("R-207", "R-023")
def test_whose_day_it_is_with_leap_days_and_the_lunar_calendar() -> None:
    hotel = make_hotel()
    leap = make_guest("闰生", birthday="1988-02-29")
    plain = make_guest("平生", birthday="02-28")
    moon = make_guest("中秋")
    with open_house(hotel) as scope:
        note_date(scope=scope, now=NOW, guest=moon, draft=DateDraft(DateKind.BIRTHDAY, "1962-08-15", is_lunar=True))
        kinds = [DateKind.BIRTHDAY]

        def on(first: date, last: date | None = None) -> list[tuple[str, date, int | None]]:
            kept = kept_between(scope, first, last or first, kinds)
            return [(x.guest.name, x.day, x.years) for x in day_lines(scope, kept, now=NOW, purpose="test")]

        assert {n for n, _, _ in on(date(2026, 2, 28))} == {"闰生", "平生"}
        assert [n for n, _, _ in on(date(2028, 2, 28))] == ["平生"]
        assert on(date(2028, 2, 29)) == [("闰生", date(2028, 2, 29), 40)]
        assert on(date(2026, 9, 25)) == [("中秋", date(2026, 9, 25), 64)]  # mid-autumn day of 2026
        assert on(date(2025, 10, 6)) == [("中秋", date(2025, 10, 6), 63)]
        assert {n for n, _, _ in on(date(2026, 2, 20), date(2026, 3, 20))} == {"平生", "闰生"}
        with pytest.raises(BadInput):
            on(date(2026, 1, 1), date(2026, 6, 1))
    assert {leap.id, plain.id} == {k.guest_id for k in DayKey.objects.exclude(guest_id=moon.id)}


def test_a_short_lunar_month_keeps_its_thirtieth_on_the_twenty_ninth() -> None:
    kept = [kept_on(date(2026, 1, 1) + timedelta(days=n), lunar=True) for n in range(365)]
    ends = [k for k in kept if len(k) == 2]
    assert ends
    assert all(pair[0][1] == 29 and pair[1] == (pair[0][0], 30) for pair in ends)


@pytest.mark.requirement("R-207")
def test_days_are_seen_only_by_roles_of_their_class_and_the_look_is_one_act(sign_in: SignIn) -> None:
    hotel = make_hotel()
    guest = make_guest("王建国", birthday=f"1970-{TODAY:%m-%d}", wedding=f"1998-{TODAY:%m-%d}")
    for n in range(3):
        make_guest(f"寿星{n}", birthday=f"1980-{TODAY:%m-%d}")
    url = reverse("guests:calendar") + f"?first={TODAY}&last={TODAY}"
    page = sign_in(make_staff(hotel, "front_desk")).get(url).content.decode()
    assert page.count("寿星") >= 3
    with open_house(hotel):
        assert Act.objects.filter(name="read_sealed_fields", purpose__startswith="calendar").count() == 1
    sales = sign_in(make_staff(hotel, "sales")).get(url).content.decode()  # C2 only: weddings, no birthdays
    assert "王建国" in sales
    assert "寿星" not in sales
    assert "王建国" not in sign_in(make_staff(hotel, "concierge")).get(url).content.decode()
    assert "王建国" in sign_in(make_staff(hotel, "front_desk")).get(url + "&print=1").content.decode()
    assert guest.id


def test_the_day_index_is_made_anew_for_dates_from_before() -> None:
    hotel = make_hotel()
    make_guest("王建国", birthday="1970-05-17")
    before = {bytes(k.digest) for k in DayKey.objects.all()}
    DayKey.objects.all().delete()
    with open_house(hotel) as scope:
        assert rebuild_days(scope=scope) == 1
        assert rebuild_days(scope=scope) == 0
    assert {bytes(k.digest) for k in DayKey.objects.all()} == before
    assert b"05-17" not in b"".join(before)


def test_the_day_index_asks_once_whatever_the_period() -> None:
    hotel = make_hotel()
    for n in range(20):
        make_guest(f"客{n}", birthday=f"1970-03-{n + 1:02d}")
    with open_house(hotel) as scope:
        for days in (0, 30):
            with CaptureQueriesContext(connection) as seen:
                kept_between(scope, date(2026, 3, 1), date(2026, 3, 1) + timedelta(days=days), list(DateKind))
            assert len(seen) == 1


def test_somebody_elses_own_list_is_not_found() -> None:
    hotel = make_hotel()
    with scope_of(make_staff(hotel, "sales")) as scope:
        row = save_list(
            scope=scope, now=NOW, name="我的", rules=read_rules(scope, [("company", "is", "x")]), is_shared=False
        )
    from binzhi.guests.lists import get_list

    with scope_of(make_staff(hotel, "sales")) as scope, pytest.raises(NotFound):
        get_list(scope, row.id)
