"""Profiles are joined and taken apart by events; every profile is itself again afterwards."""

from datetime import timedelta

import pytest

from binzhi.guests.access import get_guest
from binzhi.guests.domain.facts import record_fact
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.profile import change_guest, snapshot
from binzhi.guests.domain.withdrawal import withdraw_guests
from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, FlagCode, GuestState, NoteKind, SourceKind
from binzhi.guests.joined import profile_ids
from binzhi.guests.models import Fact, Guest, GuestContact, GuestNote
from binzhi.identity.domain.hand_over import questions_of
from binzhi.identity.domain.links import end_apart, hold_apart, link_profiles, unlink_profiles
from binzhi.identity.domain.parting import part_profile
from binzhi.identity.domain.refusals import (
    HeldApart,
    MergeRefused,
    NotJoined,
    PartsConflict,
    SameProfile,
    StillOnePerson,
)
from binzhi.identity.enums import Source
from binzhi.identity.models import Apart, Link, LinkEvent
from binzhi.kernel.errors import NotAllowed
from binzhi.kernel.scope import Scope
from tests.builders import (
    NOW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_note,
    make_staff,
    open_house,
    scope_of,
)

pytestmark = pytest.mark.django_db(databases="__all__")
LATER = NOW + timedelta(days=1)


def again(guest: Guest) -> Guest:
    found: Guest = Guest.objects.get(id=guest.id)
    return found


def link(scope: Scope, a: Guest, b: Guest, **more: object) -> LinkEvent:
    return link_profiles(scope=scope, now=NOW, guest_a=a.id, guest_b=b.id, source=Source.DESK, **more)  # type: ignore[arg-type]


@pytest.mark.requirement("R-185")
def test_a_person_is_the_connected_profiles_and_one_link_is_taken_back_exactly() -> None:
    hotel = make_hotel()
    one, two, three, four = (make_guest(name) for name in ("张一", "张二", "张三", "张四"))
    before = {g.id: snapshot(g) for g in (one, two, three, four)}
    stay = make_booking(hotel, two)
    with open_house(hotel) as scope:
        link(scope, one, two)
        link(scope, three, four)
        middle = link(scope, two, three)
        assert set(profile_ids(again(one))) == {one.id, two.id, three.id, four.id}
        assert get_guest(scope, four.id).id == one.id
        unlink_profiles(scope=scope, now=NOW, event=middle)
        assert (again(two).joined_to, again(four).joined_to) == (one.id, three.id)
        with pytest.raises(NotJoined):
            unlink_profiles(scope=scope, now=NOW, event=middle)
        for event in LinkEvent.objects.filter(kind="link").exclude(id=middle.id):
            unlink_profiles(scope=scope, now=NOW, event=event)
        assert {g.id: snapshot(again(g)) for g in (one, two, three, four)} == before
        assert all(again(g).own is None and again(g).state == GuestState.ACTIVE for g in (one, two, three, four))
        stay.refresh_from_db()
        assert stay.guest_id == two.id
        assert Link.objects.count() == 0 and LinkEvent.objects.count() == 6


@pytest.mark.requirement("R-185")
def test_one_taken_out_of_the_middle_leaves_the_others_together() -> None:
    with open_house(make_hotel()) as scope:
        one, two, three = make_guest("甲一"), make_guest("甲二"), make_guest("甲三")
        link(scope, one, two)
        link(scope, two, three)
        part_profile(scope=scope, now=NOW, profile_id=two.id)
        assert set(profile_ids(again(one))) == {one.id, three.id}
        assert again(two).state == GuestState.ACTIVE and profile_ids(again(two)) == [two.id]
        with pytest.raises(HeldApart):
            link_profiles(scope=scope, now=NOW, guest_a=two.id, guest_b=three.id, source=Source.RUN)
        part_profile(scope=scope, now=NOW, profile_id=one.id)
        assert again(three).state == GuestState.ACTIVE
        with pytest.raises(NotJoined):
            part_profile(scope=scope, now=NOW, profile_id=one.id)


def test_the_larger_and_then_the_older_part_leads() -> None:
    with open_house(make_hotel()) as scope:
        old, new_one, new_two = make_guest("乙一"), make_guest("乙二"), make_guest("乙三")
        Guest.objects.filter(id=old.id).update(created_at=NOW - timedelta(days=900))
        link(scope, new_one, new_two)
        last = link(scope, old, new_two)
        assert again(old).joined_to == new_one.id
        unlink_profiles(scope=scope, now=NOW, event=last)
        assert again(old).joined_to is None and profile_ids(again(new_one)) == [new_one.id, new_two.id]
        link(scope, old, make_guest("乙四"))
        assert again(old).profiles


@pytest.mark.requirement("R-187")
def test_the_choice_of_a_decision_falls_with_it() -> None:
    with open_house(make_hotel()) as scope:
        one, two = make_guest("王芳", company="甲公司"), make_guest("王芳", company="乙公司")
        link(scope, one, two)
        assert again(one).company == "甲公司"
        choice = link(scope, one, two, choices={"company": two.id})
        assert again(one).company == "乙公司"
        unlink_profiles(scope=scope, now=NOW, event=choice)
        assert again(one).company == "甲公司" and again(two).joined_to == one.id
        unlink_profiles(scope=scope, now=NOW, event=LinkEvent.objects.get(id=Link.objects.get().event_id))
        assert again(two).company == "乙公司" and again(two).state == GuestState.ACTIVE


def test_a_joined_profile_that_is_told_something_tells_it_to_the_person() -> None:
    with open_house(make_hotel()) as scope:
        one, two = make_guest("周一"), make_guest("周一")
        link(scope, one, two)
        change_guest(scope=scope, now=LATER, guest=again(two), draft=GuestDraft(name="周一", company="新公司"))
        assert again(one).company == "新公司" and again(one).own["values"]["company"] == ""


@pytest.mark.requirement("R-185")
def test_two_cards_and_birth_dates_need_a_keeper_with_a_reason() -> None:
    with open_house(make_hotel()) as scope:
        cards = [DocumentDraft(DocumentKind.ID_CARD, n) for n in ("110101199003074514", "310101198506151238")]
        one, two = (make_guest("李雷", documents=(card,)) for card in cards)
        born = [make_guest("韩梅", dates=(DateDraft(DateKind.BIRTHDAY, d),)) for d in ("1990-01-02", "1961-11-23")]
        for a, b in ((one, two), born):
            with pytest.raises(PartsConflict):
                link(scope, a, b)
            with pytest.raises(PartsConflict):
                link_profiles(
                    scope=scope, now=NOW, guest_a=a.id, guest_b=b.id, source=Source.RUN, reason="程序说是同一人"
                )
            link(scope, a, b, reason="换发过证件，护照一致")
            assert again(b).joined_to == a.id


def test_the_guard_looks_at_every_profile_of_both_persons() -> None:
    with open_house(make_hotel()) as scope:
        a, b = make_guest("钱一"), make_guest("钱一", dates=(DateDraft(DateKind.BIRTHDAY, "1990-01-02"),))
        c, d = make_guest("钱一"), make_guest("钱一", dates=(DateDraft(DateKind.BIRTHDAY, "1961-11-23"),))
        link(scope, a, b)
        link(scope, c, d)
        with pytest.raises(PartsConflict):
            link(scope, a, c)


def test_not_the_same_person_is_remembered_and_comes_back_when_a_wrong_link_falls() -> None:
    with open_house(make_hotel()) as scope:
        one, two, three = make_guest("孙一"), make_guest("孙一"), make_guest("孙一")
        apart = hold_apart(scope=scope, now=NOW, guest_a=two.id, guest_b=one.id, source=Source.DESK)
        assert hold_apart(scope=scope, now=NOW, guest_a=one.id, guest_b=two.id, source=Source.DESK).id == apart.id
        link(scope, two, three)
        for a, b in ((one, two), (one, three)):
            with pytest.raises(HeldApart):
                link(scope, a, b)
        event = link(scope, one, three, reason="本人到店确认")
        assert not Apart.objects.exists()
        with pytest.raises(StillOnePerson):
            hold_apart(scope=scope, now=NOW, guest_a=one.id, guest_b=two.id, source=Source.DESK)
        unlink_profiles(scope=scope, now=NOW, event=event)
        assert Apart.objects.get().event_id == apart.id
        end_apart(scope=scope, now=NOW, event=apart)
        link(scope, one, two)


@pytest.mark.requirement("R-185")
def test_joining_is_refused_with_the_reason() -> None:
    hotel = make_hotel()
    one, two, gone = make_guest("吴一"), make_guest("吴一"), make_guest("吴一")
    with open_house(hotel) as scope:
        withdraw_guests(scope=scope, now=NOW, guest_ids=[gone.id], reason="undo")
        with pytest.raises(MergeRefused) as refusal:
            link(scope, one, gone)
        assert refusal.value.hindrance.code == "withdrawn" and "已撤回" in refusal.value.text("zh-hans")
        with pytest.raises(SameProfile):
            link(scope, one, one)
        set_flag(scope=scope, now=NOW, guest=two, code=FlagCode.INCOGNITO, reason="")
    keeper = make_staff(hotel, "customer_information")
    desk = make_staff(hotel, "front_desk")
    with scope_of(desk) as scope, pytest.raises(NotAllowed):
        link(scope, one, two)
    with scope_of(keeper) as scope:
        link(scope, one, two)


def test_in_house_in_two_hotels_at_once_is_two_people() -> None:
    here, there = make_hotel("BJ01"), make_hotel("SH01")
    from binzhi.stays.enums import ReservationState

    one, two = make_guest("郑一"), make_guest("郑一")
    for hotel, guest in ((here, one), (there, two)):
        make_booking(hotel, guest, arrival=NOW.date(), nights=2, state=ReservationState.IN_HOUSE)
    with open_house(here) as scope:
        with pytest.raises(MergeRefused) as refusal:
            link(scope, one, two)
        assert refusal.value.hindrance.code == "two_hotels"


@pytest.mark.requirement("R-185")
def test_what_was_told_since_is_given_to_the_other_only_when_somebody_says_so() -> None:
    hotel = make_hotel()
    lead, other = make_guest("冯一", company="甲公司"), make_guest("冯一")
    make_fact(lead, "tea", "龙井")
    with open_house(hotel) as scope:
        link(scope, lead, other)
        assert questions_of(scope=scope, profile_id=other.id) == []
        allergy = make_fact(again(lead), "allergy", "花生", at=LATER)
        kept = make_fact(again(lead), "snacks", "瓜子", at=LATER)
        note = make_note(hotel, again(lead), "等电梯时说腰不好", kind=NoteKind.GENERAL, at=LATER)
        phone = ContactDraft(ContactKind.MOBILE, "+8613800138001")
        draft = GuestDraft(name="冯一", company="乙公司", contacts=(phone,))
        change_guest(scope=scope, now=LATER, guest=again(lead), draft=draft)
        keys = {q.key.partition(":")[0]: q.key for q in questions_of(scope=scope, profile_id=other.id)}
        assert set(keys) == {"fact", "note", "contact", "field"}
        answers = dict.fromkeys((f"fact:{allergy.id}", keys["note"], keys["contact"], keys["field"]), "give")
        part_profile(scope=scope, now=LATER, profile_id=other.id, answers=answers)
        given = Fact.objects.get(guest_id=other.id)
        assert (given.item, given.author, given.learned_at) == ("allergy", allergy.author, allergy.learned_at)
        assert Fact.objects.get(guest_id=lead.id, id=allergy.id).status == "rejected"
        assert Fact.objects.get(guest_id=lead.id, id=kept.id).status == "accepted"
        assert GuestNote.objects.get(guest_id=other.id).author == note.author
        assert GuestNote.objects.get(guest_id=lead.id, id=note.id).settled_at is not None
        assert [c.guest_id for c in GuestContact.objects.all()] == [other.id]
        assert (again(lead).company, again(other).company) == ("甲公司", "乙公司")


def test_what_is_not_given_stays_where_it_was_told() -> None:
    hotel = make_hotel()
    lead, other = make_guest("陈一"), make_guest("陈一")
    with open_house(hotel) as scope:
        link(scope, lead, other)
        record_fact(scope=scope, now=LATER, guest=again(other), item_code="tea", value="普洱", source=SourceKind.STATED)
        make_fact(again(lead), "snacks", "花生糖")
        part_profile(scope=scope, now=LATER, profile_id=other.id)
        assert [f.item for f in Fact.objects.filter(guest_id=other.id)] == ["tea"]
        assert [f.item for f in Fact.objects.filter(guest_id=lead.id)] == ["snacks"]


def test_an_undone_import_takes_its_profiles_out_of_persons() -> None:
    with open_house(make_hotel()) as scope:
        one, two, three = make_guest("魏一"), make_guest("魏一"), make_guest("魏一")
        link(scope, one, two)
        link(scope, two, three)
        withdraw_guests(scope=scope, now=NOW, guest_ids=[two.id], reason="undo")
        assert set(profile_ids(again(one))) == {one.id, three.id}
        withdraw_guests(scope=scope, now=NOW, guest_ids=[one.id], reason="undo")
        assert again(three).state == GuestState.ACTIVE and not Link.objects.exists()
