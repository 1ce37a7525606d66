"""Profiles of one person: shown together under a lead, kept apart, and themselves again when parted."""

from datetime import timedelta

import pytest

from binzhi.guests.access import get_guest, visible_guests
from binzhi.guests.domain.joining import arrange_person
from binzhi.guests.domain.profile import change_guest, create_guest, snapshot
from binzhi.guests.drafts import ContactDraft, GuestDraft
from binzhi.guests.enums import ContactKind, Gender, GuestState, SourceKind
from binzhi.guests.joined import people_by_id, profile_ids
from binzhi.guests.models import Guest
from binzhi.guests.queries import search_guests
from binzhi.guests.survivors import Choice
from binzhi.kernel.scope import Scope
from tests.builders import NOW, make_hotel, open_house

pytestmark = pytest.mark.django_db(databases="__all__")


def made(scope: Scope, name: str, *, source: SourceKind = SourceKind.STATED, **told: object) -> Guest:
    phone = told.pop("phone", "")
    contacts = (ContactDraft(ContactKind.MOBILE, str(phone)),) if phone else ()
    draft = GuestDraft(name=name, contacts=contacts, **told)  # type: ignore[arg-type]
    return create_guest(scope=scope, now=NOW, draft=draft, source=source)


def again(guest: Guest) -> Guest:
    found: Guest = Guest.objects.get(id=guest.id)
    return found


@pytest.mark.requirement("R-185")
def test_the_person_shows_what_its_profiles_tell_and_each_comes_back() -> None:
    with open_house(make_hotel()) as scope:
        card = made(scope, "张涛俊", source=SourceKind.SCANNED, gender=Gender.MALE)
        booked = made(scope, "Zhang Taojun", company="Blue Sky Travel", vip_level="V2", phone="+8613800138001")
        before = snapshot(card), snapshot(booked)
        lead = arrange_person(scope=scope, now=NOW, lead_id=booked.id, profile_ids=[card.id])
        assert (lead.name, lead.gender, lead.company, lead.vip_level) == ("张涛俊", "male", "Blue Sky Travel", "V2")
        assert profile_ids(lead) == [booked.id, card.id]
        assert again(card).state == GuestState.JOINED
        assert get_guest(scope, card.id).id == booked.id
        assert [g.id for g in visible_guests(scope)] == [booked.id]
        arrange_person(scope=scope, now=NOW, lead_id=booked.id)
        arrange_person(scope=scope, now=NOW, lead_id=card.id)
        assert (snapshot(again(card)), snapshot(again(booked))) == before
        assert {g.id for g in visible_guests(scope)} == {booked.id, card.id}


def test_either_name_and_number_find_the_person_once() -> None:
    with open_house(make_hotel()) as scope:
        card = made(scope, "张涛俊")
        booked = made(scope, "Taojun Zhang", company="蓝天旅行社", phone="+8613800138001")
        arrange_person(scope=scope, now=NOW, lead_id=card.id, profile_ids=[booked.id])
        for words in ("张涛俊", "Taojun Zhang", "蓝天"):
            assert [g.id for g in search_guests(scope, words)] == [card.id]
        change_guest(scope=scope, now=NOW, guest=again(booked), draft=GuestDraft(name="Taojun Zhang", nickname="老俊"))
        assert [g.id for g in search_guests(scope, "老俊")] == [card.id]
        arrange_person(scope=scope, now=NOW, lead_id=card.id)
        arrange_person(scope=scope, now=NOW, lead_id=booked.id)
        assert [g.id for g in search_guests(scope, "老俊")] == [booked.id]
        assert [g.id for g in search_guests(scope, "张涛俊")] == [card.id]


@pytest.mark.requirement("R-187")
def test_the_keepers_choice_stands_until_somebody_tells_a_newer_value() -> None:
    with open_house(make_hotel()) as scope:
        lead = made(scope, "王芳", company="甲公司", source=SourceKind.SCANNED)
        other = made(scope, "王芳", company="乙公司")
        choice = {"company": Choice(str(other.id), NOW.isoformat(timespec="seconds"))}
        arrange_person(scope=scope, now=NOW, lead_id=lead.id, profile_ids=[other.id], choices=choice)
        assert again(lead).company == "乙公司"
        later = NOW + timedelta(days=1)
        change_guest(scope=scope, now=later, guest=again(lead), draft=GuestDraft(name="王芳", company="丙公司"))
        arrange_person(scope=scope, now=later, lead_id=lead.id, profile_ids=[other.id], choices=choice)
        assert again(lead).company == "丙公司"
        arrange_person(scope=scope, now=later, lead_id=lead.id)
        assert (again(lead).company, again(other).company) == ("丙公司", "乙公司")


def test_people_are_found_from_any_of_their_profiles() -> None:
    with open_house(make_hotel()) as scope:
        one, two, alone = made(scope, "李一"), made(scope, "李一一"), made(scope, "陈独")
        arrange_person(scope=scope, now=NOW, lead_id=one.id, profile_ids=[two.id])
        people = people_by_id([two.id, alone.id])
        assert (people.lead_id(two.id), people.lead_id(alone.id)) == (one.id, alone.id)
        assert people.ids == sorted([one.id, two.id, alone.id])
