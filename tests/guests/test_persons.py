"""Reads of the room through the person: rows of any profile, each once, with no more queries than before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binzhi.guests.bundle import bundles_of
from binzhi.guests.calendar import day_lines, kept_between, kinds_for
from binzhi.guests.cells import cell_of
from binzhi.guests.domain.contacts import confirm_contact
from binzhi.guests.domain.days import remove_date
from binzhi.guests.domain.facts import decide_fact, record_fact
from binzhi.guests.domain.flags import clear_flag, set_flag
from binzhi.guests.domain.joining import arrange_person
from binzhi.guests.domain.names import add_name, remove_name
from binzhi.guests.domain.profile import change_guest
from binzhi.guests.domain.relations import end_relation, relate
from binzhi.guests.drafts import ContactDraft, GuestDraft
from binzhi.guests.enums import (
    ContactKind,
    DateKind,
    FactStatus,
    FlagCode,
    NameKind,
    NoteKind,
    RelationKind,
    SourceKind,
)
from binzhi.guests.fields import fields
from binzhi.guests.history import history_of_field
from binzhi.guests.incognito import put_aliases, show_rows
from binzhi.guests.joined import ids_of, people_of
from binzhi.guests.lists import search_notes
from binzhi.guests.mailing import faults_of
from binzhi.guests.models import Fact, Guest, GuestContact, GuestFlag, GuestNote
from binzhi.guests.people import contact_lines, name_lines, relation_lines
from binzhi.guests.quality import checked, generic_guests
from binzhi.guests.queries import facts_of, flags_of, identity_of, notes_of
from binzhi.kernel.scope import Scope
from tests.builders import NOW, make_booking, make_fact, make_guest, make_hotel, make_note, open_house

pytestmark = pytest.mark.django_db(databases="__all__")
PHONE = (ContactDraft(ContactKind.MOBILE, "13800138001"),)


def again(guest: Guest) -> Guest:
    found: Guest = Guest.objects.get(id=guest.id)
    return found


def join(scope: Scope, lead: Guest, *others: Guest) -> Guest:
    arrange_person(scope=scope, now=NOW, lead_id=lead.id, profile_ids=[o.id for o in others])
    return again(lead)


@pytest.mark.requirement("R-185")
def test_the_strictest_flag_and_every_warning_stand_for_the_person() -> None:
    hotel, lead, other = make_hotel(), make_guest("王建国"), make_guest("Wang Jianguo")
    make_fact(lead, "allergy", "花生")
    make_fact(other, "allergy", "海鲜")
    with open_house(hotel) as scope:
        for guest, code in ((lead, FlagCode.NO_MAILINGS), (other, FlagCode.NO_MAILINGS), (other, FlagCode.DO_NOT_RENT)):
            set_flag(scope=scope, now=NOW, guest=guest, code=code)
        lead = join(scope, lead, other)
        flags = flags_of(people_of([again(other)]))
        assert flags[lead.id] == flags[other.id]
        assert [f.code for f in flags[lead.id]] == ["do_not_rent", "no_mailings"]
        assert {f.guest_id for f in facts_of(lead) if f.item == "allergy"} == {lead.id, other.id}
        assert clear_flag(scope=scope, now=NOW, guest=lead, code=FlagCode.DO_NOT_RENT)
        assert [f.code for f in flags_of([lead.id])[other.id]] == ["no_mailings"]


def test_equal_facts_show_once_and_of_one_value_the_last_confirmed_stands() -> None:
    hotel, lead, other = make_hotel(), make_guest("王建国"), make_guest("Wang Jianguo")
    make_fact(lead, "likes", "爵士乐")
    make_fact(other, "likes", "爵士乐", at=NOW + timedelta(days=1))
    make_fact(other, "likes", "围棋")
    make_fact(lead, "curtain", "gap", at=NOW - timedelta(days=9))
    make_fact(other, "curtain", "drawn")
    with open_house(hotel) as scope:
        lead = join(scope, lead, other)
        assert sorted(f.value for f in facts_of(lead)) == sorted(["爵士乐", "围棋", "drawn"])
        assert Fact.objects.count() == 5
        confirmed = record_fact(
            scope=scope, now=NOW, guest=lead, item_code="likes", value="围棋", source=SourceKind.STATED
        )
        assert confirmed.guest_id == other.id, "the same fact of the person is confirmed, not doubled"
        told = record_fact(
            scope=scope, now=NOW, guest=lead, item_code="curtain", value="open", source=SourceKind.STATED
        )
        assert told.status == FactStatus.PROPOSED
        decide_fact(scope=scope, now=NOW, fact=told, status=FactStatus.ACCEPTED)
        assert [f.value for f in facts_of(lead) if f.item == "curtain"] == ["open"]


def test_rows_of_another_profile_can_be_worked_with_from_the_person() -> None:
    hotel = make_hotel()
    lead, other = (
        make_guest("王建国", contacts=PHONE),
        make_guest("Wang Jianguo", birthday="1980-03-12", contacts=PHONE),
    )
    with open_house(hotel) as scope:
        name = add_name(scope=scope, now=NOW, guest=other, kind=NameKind.FORMER, name="王小国")
        tie = relate(scope=scope, now=NOW, guest=other, kind=RelationKind.FRIEND, other_name="李旧友")
        lead = join(scope, lead, other)
        assert [c.hint for c in identity_of(scope, lead).contacts] == [
            c.row.hint for c in contact_lines(scope, other.id, now=NOW)
        ]
        assert len(identity_of(scope, lead).contacts) == 1, "the same number stands once"
        day = identity_of(scope, lead).dates[0]
        assert cell_of(lead, "date", day.id).guest_id == other.id
        assert "王小国" in {line.name for line in name_lines(lead)}
        assert [line.name for line in relation_lines(scope, lead, now=NOW)[0]] == ["李旧友"]
        row = GuestContact.objects.get(guest_id=other.id)
        assert (
            confirm_contact(scope=scope, now=NOW + timedelta(days=1), guest=lead, contact_id=row.id).guest_id
            == other.id
        )
        remove_name(scope=scope, now=NOW, guest=lead, name_id=name.id)
        remove_date(scope=scope, now=NOW, guest=lead, date_id=day.id)
        end_relation(scope=scope, now=NOW, guest=lead, relation_id=tie.id)
        assert identity_of(scope, lead).dates == []


def test_histories_notes_and_calendar_are_of_the_person() -> None:
    hotel = make_hotel()
    lead, other = make_guest("王建国", birthday="1980-03-12"), make_guest("Wang Jianguo", birthday="1980-03-12")
    make_note(hotel, other, "喜欢靠窗的座位", kind=NoteKind.PRAISE)
    with open_house(hotel) as scope:
        for company in ("甲公司", "乙公司"):
            draft = GuestDraft(name=other.name, company=company)
            change_guest(scope=scope, now=NOW, guest=again(other), draft=draft)
        lead = join(scope, lead, other)
        found = history_of_field(scope, lead, next(f for f in fields().values() if f.stored_as("column") == "company"))
        assert [e.value.text for e in found] == ["甲公司"]
        assert search_notes(scope, "靠窗", [], now=NOW).ids == [lead.id]
        assert [n.guest_id for n in notes_of(scope, lead)] == [other.id]
        kept = kept_between(scope, NOW.date(), NOW.date() + timedelta(days=9), [DateKind.BIRTHDAY])
        lines = day_lines(scope, kept, now=NOW, purpose="test")
        assert [(line.guest.id, line.kind) for line in lines] == [(lead.id, "birthday")]
        assert kinds_for(scope)


def test_faults_gaps_and_mailings_are_judged_by_the_person() -> None:
    hotel = make_hotel()
    lead, other = make_guest("王建国", contacts=PHONE), make_guest("王建国", contacts=PHONE, title="先生")
    make_fact(other, "likes", "围棋")
    with open_house(hotel) as scope:
        set_flag(scope=scope, now=NOW, guest=other, code=FlagCode.NO_MAILINGS)
        assert any("double" in f.codes for f in faults_of(scope, [lead.id]))
        assert lead.id in {g.id for g in generic_guests(scope)}
        lead = join(scope, lead, other)
        codes = [f.codes for f in faults_of(scope, [lead.id])]
        assert codes == [["no_mailings"]]
        assert "twin" not in {f.code for f in checked([lead], now=NOW, off=frozenset())[lead.id].accuracy.faults}
        assert lead.id not in {g.id for g in generic_guests(scope)}
        assert set(bundles_of([lead])) == {lead.id}
        assert len(bundles_of([lead])[lead.id].contacts) == 2


def test_an_incognito_person_wears_the_alias_whichever_profile_has_it() -> None:
    hotel, lead, other = make_hotel(), make_guest("王建国"), make_guest("Wang Jianguo")
    stay = make_booking(hotel, other)
    with open_house(hotel) as scope:
        add_name(scope=scope, now=NOW, guest=lead, kind=NameKind.ALIAS, name="赵先生")
        set_flag(scope=scope, now=NOW, guest=other, code=FlagCode.INCOGNITO)
        shown = again(lead)
        put_aliases([shown])
        assert shown.name == "王建国"
        join(scope, lead, other)
        shown = again(lead)
        put_aliases([shown])
        assert shown.name == "赵先生"
        rows = [type(stay).objects.select_related("guest").get(guest_id=other.id, id=stay.id)]
        show_rows(scope, rows)
        assert (rows[0].guest.id, rows[0].guest_id) == (lead.id, other.id)


READS: dict[str, Callable[[Scope, list[Guest]], Any]] = {
    "flags": lambda _scope, guests: flags_of(people_of(guests)),
    "facts": lambda _scope, guests: facts_of(people_of(guests)),
    "notes": lambda scope, guests: notes_of(scope, people_of(guests)),
    "bundles": lambda _scope, guests: bundles_of(guests),
    "checked": lambda _scope, guests: checked(guests, now=NOW, off=frozenset()),
    "aliases": lambda _scope, guests: put_aliases(guests),
    "identity": lambda scope, guests: identity_of(scope, guests[0]),
    "names": lambda _scope, guests: name_lines(guests[0]),
    "ids": lambda _scope, guests: ids_of(guests[0]),
}
MORE = {"checked": 2}  # the identity room is asked by ids; pages give leads
BEFORE = {"flags": 1, "facts": 1, "notes": 1, "bundles": 7, "aliases": 1, "identity": 4, "names": 1, "ids": 0}


@pytest.mark.parametrize("name", READS)
def test_a_read_costs_no_query_more_and_one_more_for_a_joined_profile(name: str) -> None:
    hotel, people = make_hotel(), [make_guest(f"王{n}", contacts=PHONE) for n in "甲乙丙丁"]
    for guest in people:
        make_fact(guest, "likes", "围棋")

    def cost(guests: list[Guest]) -> int:
        with CaptureQueriesContext(connection) as seen:
            READS[name](scope, guests)
        return len(seen)

    with open_house(hotel) as scope:
        alone = cost([again(g) for g in people])
        assert alone == BEFORE.get(name, alone)
        join(scope, people[0], people[1])
        assert cost([again(people[0]), *map(again, people[2:])]) == alone
        assert cost([again(people[1]), *map(again, people[2:])]) <= alone + MORE.get(name, 1)
        assert GuestFlag.objects.count() + GuestNote.objects.count() == 0
