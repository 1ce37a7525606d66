"""Relations both ways, names in every script, days of others, contacts with their age."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.audit.models import Act
from binzhi.guests.domain.contacts import confirm_contact, mark_contact_dead
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.names import add_name, remove_name
from binzhi.guests.domain.relations import change_note, end_relation, note_date, relate
from binzhi.guests.drafts import ContactDraft, DateDraft
from binzhi.guests.enums import ContactKind, ContactState, DateKind, FlagCode, NameKind, RelationKind
from binzhi.guests.errors import DateStands, FieldSwitchedOff
from binzhi.guests.incognito import put_aliases
from binzhi.guests.models import DayKey, FieldChoice, Guest, GuestContact, GuestDate, GuestName, Relation
from binzhi.guests.people import name_lines, readings_of, relation_lines
from binzhi.guests.queries import search_guests
from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.org.models import Staff
from tests.builders import NOW, make_guest, make_hotel, make_staff, open_house, scope_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


@pytest.mark.requirement("R-026")
@pytest.mark.parametrize(
    ("kind", "opposite"),
    [
        (RelationKind.SPOUSE, RelationKind.SPOUSE),
        (RelationKind.CHILD, RelationKind.PARENT),
        (RelationKind.ASSISTANT, RelationKind.PRINCIPAL),
        (RelationKind.EMPLOYER, RelationKind.EMPLOYEE),
        (RelationKind.COMPANION, RelationKind.COMPANION),
        (RelationKind.INTRODUCED_BY, RelationKind.INTRODUCED),
    ],
)
def test_a_relation_stands_in_both_files_until_it_ends(kind: RelationKind, opposite: RelationKind) -> None:
    hotel = make_hotel()
    one, other = make_guest("王建国"), make_guest("李梅")
    with open_house(hotel) as scope:
        row = relate(scope=scope, now=NOW, guest=one, kind=kind, other=other, note="同行来店")
        again = relate(scope=scope, now=NOW, guest=one, kind=kind, other=other)
        assert again.id == row.id
        theirs = Relation.objects.get(guest=other)
        assert (theirs.kind, theirs.other_id, theirs.pair_id) == (opposite, one.id, row.pair_id)
        change_note(scope=scope, now=NOW, guest=other, relation_id=theirs.id, note="已搬到上海")
        lines, _dates = relation_lines(scope, one.id, now=NOW)
        assert [(line.other.name if line.other else "", line.note) for line in lines] == [("李梅", "已搬到上海")]
        end_relation(scope=scope, now=NOW, guest=one, relation_id=row.id)
        assert [r.ended_at for r in Relation.objects.all()] == [NOW, NOW]
        assert Act.objects.filter(name="relate_guest").values_list("guest_id", flat=True).count() == 2
    assert b"\xe5\x90\x8c" not in bytes(row.note or b"")  # the note is sealed


def test_nobody_and_oneself_are_refused() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    with open_house(hotel) as scope:
        with pytest.raises(BadInput):
            relate(scope=scope, now=NOW, guest=guest, kind=RelationKind.CHILD)
        with pytest.raises(BadInput):
            relate(scope=scope, now=NOW, guest=guest, kind=RelationKind.FRIEND, other=guest)
    with scope_of(make_staff(hotel, "housekeeping_attendant")) as scope, pytest.raises(NotAllowed):
        relate(scope=scope, now=NOW, guest=guest, kind=RelationKind.FRIEND, other_name="某人")


@pytest.mark.requirement("R-026")
def test_a_minor_is_kept_only_where_it_is_switched_on_and_seen_only_by_class_c4() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    with open_house(hotel) as scope:
        FieldChoice.objects.filter(field="family_minors").delete()
        with pytest.raises(FieldSwitchedOff):
            relate(scope=scope, now=NOW, guest=guest, kind=RelationKind.CHILD, other_name="小宝", is_minor=True)
    hotel2 = make_hotel("SH02")
    with open_house(hotel2) as scope:
        relate(scope=scope, now=NOW, guest=guest, kind=RelationKind.CHILD, other_name="小宝", is_minor=True)
        relate(scope=scope, now=NOW, guest=guest, kind=RelationKind.PARENT, other_name="王老先生")
    seen = {}
    for role in ("front_desk", "reservations", "concierge"):
        with scope_of(make_staff(hotel2, role)) as scope:
            seen[role] = [line.name for line in relation_lines(scope, guest.id, now=NOW)[0]]
    assert seen == {"front_desk": ["小宝", "王老先生"], "reservations": ["王老先生"], "concierge": []}


@pytest.mark.requirement("R-024", "R-023")
def test_a_wedding_day_stands_in_both_files_and_links_the_spouses() -> None:
    hotel, guest, wife = make_hotel(), make_guest("马丁"), make_guest("索菲")
    with open_house(hotel) as scope:
        wedding = DateDraft(DateKind.WEDDING, "1998-03-12")
        note_date(scope=scope, now=NOW, guest=guest, draft=wedding, spouse=wife)
        assert Relation.objects.filter(guest=wife, kind=RelationKind.SPOUSE, other_id=guest.id).exists()
        assert GuestDate.objects.filter(kind=DateKind.WEDDING).count() == 2
        with pytest.raises(DateStands):
            note_date(scope=scope, now=NOW, guest=guest, draft=wedding)
        relation = Relation.objects.get(guest=guest)
        birthday = DateDraft(DateKind.BIRTHDAY, "08-15", is_lunar=True, relation_id=relation.id)
        note_date(scope=scope, now=NOW, guest=guest, draft=birthday)
        for label in ("公司成立", "毕业纪念"):
            note_date(scope=scope, now=NOW, guest=guest, draft=DateDraft(DateKind.OTHER, "05-04", label=label))
        lines, own = relation_lines(scope, guest.id, now=NOW)
        theirs = lines[0].dates[0]
        assert (theirs.row.kind, theirs.row.is_lunar) == ("birthday", True)
        assert len(own) == 3
        assert DayKey.objects.count() == GuestDate.objects.count() == 5


@pytest.mark.requirement("R-002", "R-136")
def test_a_guest_is_found_by_every_name_and_no_longer_by_a_removed_one() -> None:
    hotel, guest = make_hotel(), make_guest("欧阳娜娜")
    with open_house(hotel) as scope:
        names = [
            (NameKind.OTHER_SCRIPT, "Nana Ou-yang"),
            (NameKind.LEGAL, "歐陽娜娜"),
            (NameKind.FORMER, "买买提•阿不都"),
            (NameKind.ALIAS, "周晓"),
        ]
        rows = {kind: add_name(scope=scope, now=NOW, guest=guest, kind=kind, name=name) for kind, name in names}
        assert rows[NameKind.FORMER].name == "买买提·阿不都"
        assert (rows[NameKind.LEGAL].family_name, rows[NameKind.LEGAL].given_name) == ("歐陽", "娜娜")
        for text in ("nana", "欧阳", "买买提", "阿不都", "周晓"):
            assert guest.id in [g.id for g in search_guests(scope, text)], text
        remove_name(scope=scope, now=NOW, guest=guest, name_id=rows[NameKind.FORMER].id)
        assert search_guests(scope, "买买提") == []
        turned = add_name(
            scope=scope, now=NOW, guest=guest, kind=NameKind.OTHER_SCRIPT, name="NAGY Eva", family_first=True
        )
        assert (turned.family_name, turned.given_name) == ("NAGY", "Eva")
        assert len(name_lines(guest)) == 5


def test_a_surname_with_two_readings_shows_both() -> None:
    assert readings_of("单田芳") == ("shan tianfang", "dan tianfang")
    assert readings_of("王伟") == ("wang wei",)
    assert readings_of("欧阳娜娜") == ("ouyang nana",)
    assert readings_of("José García") == ()


def test_an_alias_stands_in_place_of_the_real_name_while_incognito() -> None:
    hotel, guest = make_hotel(), make_guest("林青霞", latin_name="Brigitte Lin")
    with open_house(hotel) as scope:
        add_name(scope=scope, now=NOW, guest=guest, kind=NameKind.ALIAS, name="周晓")
        worn = Guest.objects.get(id=guest.id)
        put_aliases([worn])
        assert worn.name == "林青霞"  # an alias alone hides nothing
        set_flag(scope=scope, now=NOW, guest=guest, code=FlagCode.INCOGNITO)
        put_aliases([worn])
        assert (worn.name, worn.latin_name, worn.pinyin, worn.salutation_zh) == ("周晓", "", "", "周先生")
        assert Guest.objects.get(id=guest.id).name == "林青霞"
        assert GuestName.objects.filter(kind=NameKind.ALIAS).count() == 1


@pytest.mark.parametrize("path", ["workbench:guest", "guests:relations_panel"])
def test_only_roles_that_need_it_see_the_real_name(path: str, sign_in: SignIn) -> None:
    hotel, guest = make_hotel(), make_guest("林青霞")
    with open_house(hotel) as scope:
        add_name(scope=scope, now=NOW, guest=guest, kind=NameKind.ALIAS, name="周晓")
        set_flag(scope=scope, now=NOW, guest=guest, code=FlagCode.INCOGNITO)
    url = reverse(path, args=[guest.id])
    assert "林青霞" in sign_in(make_staff(hotel, "front_desk")).get(url).content.decode()
    floor = sign_in(make_staff(hotel, "housekeeping_attendant")).get(url).content.decode()
    assert "林青霞" not in floor
    assert "周晓" in floor
    browser = sign_in(make_staff(hotel, "concierge"))
    assert "周晓</a>" in browser.post(reverse("guests:list"), {"q": "周晓"}).content.decode()
    by_real_name = browser.post(reverse("guests:list"), {"q": "林青霞"}).content.decode()
    assert "周晓" not in by_real_name  # who types the real name is not told the alias
    assert "林青霞</a>" not in by_real_name


@pytest.mark.requirement("R-208")
def test_contacts_show_when_they_were_last_confirmed_and_may_die(sign_in: SignIn) -> None:
    hotel = make_hotel()
    guest = make_guest("王建国", contacts=(ContactDraft(ContactKind.MOBILE, "+8613800138000", is_preferred=True),))
    later = NOW + timedelta(days=400)
    with open_house(hotel) as scope:
        row = GuestContact.objects.get(guest=guest)
        assert row.confirmed_on == NOW.date()
        mark_contact_dead(scope=scope, now=later, guest=guest, contact_id=row.id)
        row.refresh_from_db()
        assert (row.state, row.is_preferred) == (ContactState.DEAD, False)
        confirm_contact(scope=scope, now=later, guest=guest, contact_id=row.id)
        row.refresh_from_db()
        assert (row.state, row.confirmed_on) == (ContactState.IN_USE, later.date())
    browser = sign_in(make_staff(hotel, "front_desk"))
    url = reverse("guests:relations_panel", args=[guest.id])
    page = browser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith("<section")
    assert later.date().isoformat() in page
    assert "13800138000" not in page
    answer = browser.post(reverse("guests:judge_contact", args=[guest.id, row.id]), {"verdict": "dead"})
    assert answer.status_code == 302
    assert "已失效" in browser.get(url).content.decode()


@pytest.mark.requirement("R-026")
def test_the_pages_relate_note_days_and_names(sign_in: SignIn) -> None:
    hotel, guest, wife = make_hotel(), make_guest("王建国"), make_guest("李梅")
    browser = sign_in(make_staff(hotel, "guest_relations"))
    add = reverse("guests:add_relation", args=[guest.id])
    assert "李梅" in browser.post(add, {"q": "李梅", "look": "1", "kind": "spouse"}).content.decode()
    assert browser.post(add, {"kind": "spouse", "other": str(wife.id), "note": ""}).status_code == 302
    assert browser.post(add, {"kind": "spouse"}).status_code == 422
    day = reverse("guests:add_date", args=[guest.id])
    assert browser.post(day, {"kind": "wedding", "value": "1998-10-01", "spouse": str(wife.id)}).status_code == 302
    assert browser.post(day, {"kind": "other", "value": "13-45", "label": "x"}).status_code == 422
    name = reverse("guests:add_name", args=[guest.id])
    assert browser.post(name, {"kind": "other_script", "name": "Wang Jianguo"}).status_code == 302
    page = browser.get(reverse("guests:relations_panel", args=[wife.id])).content.decode()
    assert "王建国" in page
    assert "1998-10-01" not in page  # it is revealed one by one, with a reason
    with open_house(hotel):
        date_id = GuestDate.objects.get(guest=wife).id
    assert browser.post(reverse("guests:remove_date", args=[wife.id, date_id])).status_code == 302
    with open_house(hotel):
        assert DayKey.objects.count() == 1
