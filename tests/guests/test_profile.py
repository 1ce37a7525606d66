"""Creating and changing guest histories."""

import pytest

from binzhi.audit.models import Act
from binzhi.guests.domain.profile import change_guest, create_guest
from binzhi.guests.domain.withdrawal import withdraw_guests
from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft, MemberDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, Gender
from binzhi.guests.errors import DocumentTaken, MemberNumberTaken, WrongContact, WrongDate, WrongIdNumber
from binzhi.guests.models import DocumentKey, Guest, GuestContact, GuestDate, GuestDocument
from binzhi.kernel.errors import BadInput, NotAllowed, Stale
from binzhi.kernel.scope import Scope
from tests.builders import NOW, make_guest, make_hotel, make_staff, open_house, scope_of
from tests.found import search_guests

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ID_NUMBER = "11010519491231002X"  # the worked example of the standard, nobody's card


def found(scope: Scope, text: str) -> list[str]:
    """Names found by a search."""
    return [g.name for g in search_guests(scope, text)]


def test_a_guest_needs_only_a_name_and_gets_pinyin_and_form_of_address() -> None:
    with open_house(make_hotel()) as scope:
        guest = create_guest(scope=scope, now=NOW, draft=GuestDraft(name=" 单田芳 ", gender=Gender.FEMALE))
    assert (guest.name, guest.family_name, guest.pinyin, guest.initials) == ("单田芳", "单", "shantianfang", "stf")
    assert (guest.salutation_zh, guest.salutation_en) == ("单女士", "Ms. Shan")


@pytest.mark.requirement("R-139")
@pytest.mark.parametrize(
    ("position", "said"),
    [("财政局局长", "王局长"), ("总经理", "王总"), ("科长", "王科长"), ("商人", "王先生"), ("", "王先生")],
)
def test_the_form_of_address_follows_the_position(position: str, said: str) -> None:
    assert make_guest("王建国", position=position).salutation_zh == said


def test_a_resident_number_gives_sex_native_place_and_birth_date_and_is_sealed() -> None:
    draft = GuestDraft(name="李四", documents=(DocumentDraft(DocumentKind.ID_CARD, "110105 19491231002x"),))
    with open_house(make_hotel()) as scope:
        guest = create_guest(scope=scope, now=NOW, draft=draft)
        document = GuestDocument.objects.get(guest=guest)
        born = GuestDate.objects.get(guest=guest, kind=DateKind.BIRTHDAY)
    assert (guest.gender, guest.native_place, guest.nationality) == ("female", "北京市朝阳区", "CN")
    assert ID_NUMBER.encode() not in bytes(document.number) and document.hint.endswith("2X")
    assert b"1949" not in bytes(born.value)


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (GuestDraft(name="  "), BadInput),
        (GuestDraft(name="李", documents=(DocumentDraft(DocumentKind.ID_CARD, "110105194912310021"),)), WrongIdNumber),
        (GuestDraft(name="李", contacts=(ContactDraft(ContactKind.MOBILE, "12"),)), WrongContact),
        (GuestDraft(name="李", contacts=(ContactDraft(ContactKind.EMAIL, "nobody"),)), WrongContact),
        (GuestDraft(name="李", dates=(DateDraft(DateKind.BIRTHDAY, "1980-02-30"),)), WrongDate),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(draft: GuestDraft, error: type[Exception]) -> None:
    with open_house(make_hotel()) as scope:
        before = Act.objects.count()
        with pytest.raises(error):
            create_guest(scope=scope, now=NOW, draft=draft)
        assert not Guest.objects.exists() and not GuestContact.objects.exists()
        assert Act.objects.count() == before


@pytest.mark.requirement("R-182")
def test_a_document_number_belongs_to_one_guest_only() -> None:
    draft = GuestDraft(name="李四", documents=(DocumentDraft(DocumentKind.ID_CARD, ID_NUMBER),))
    with open_house(make_hotel()) as scope:
        first = create_guest(scope=scope, now=NOW, draft=draft)
        with pytest.raises(DocumentTaken, match="李四"):
            create_guest(scope=scope, now=NOW, draft=GuestDraft(name="王五", documents=draft.documents))
        assert [k.guest_id for k in DocumentKey.objects.all()] == [first.id]
        assert change_guest(scope=scope, now=NOW, guest=first, draft=draft) == []


def test_a_member_number_belongs_to_one_guest_only() -> None:
    with open_house(make_hotel()) as scope:
        create_guest(scope=scope, now=NOW, draft=GuestDraft(name="甲", members=(MemberDraft("vip88"),)))
        with pytest.raises(MemberNumberTaken):
            create_guest(scope=scope, now=NOW, draft=GuestDraft(name="乙", members=(MemberDraft("VIP88 "),)))


def test_the_second_of_two_desks_is_told_and_nothing_is_lost() -> None:
    guest = make_guest("王建国")
    with open_house(make_hotel()) as scope:
        change_guest(scope=scope, now=NOW, guest=guest, draft=GuestDraft(name="王建国", company="甲公司"), version=1)
        with pytest.raises(Stale):
            change_guest(scope=scope, now=NOW, guest=guest, draft=GuestDraft(name="王建国", company="乙"), version=1)
        assert Guest.objects.get(id=guest.id).company == "甲公司"


def test_only_roles_that_may_create() -> None:
    attendant = make_staff(make_hotel(), "housekeeping_attendant")
    with scope_of(attendant) as scope, pytest.raises(NotAllowed):
        create_guest(scope=scope, now=NOW, draft=GuestDraft(name="王"))


def test_found_by_name_pinyin_initials_latin_phone_mail_document_and_member_number() -> None:
    make_guest(
        "欧阳娜娜",
        latin_name="Nana Ouyang",
        contacts=(ContactDraft(ContactKind.MOBILE, "138 0000 0001"), ContactDraft(ContactKind.EMAIL, "N@Example.com")),
        documents=(DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN"),),
        members=(MemberDraft("M-100200"),),
    )
    make_guest("José García")
    with open_house(make_hotel()) as scope:
        for text in ("欧阳", "欧阳娜", "ouyangn", "oynn", "nana ou", "ouyang nana", "13800000001", "+8613800000001"):
            assert found(scope, text) == ["欧阳娜娜"], text
        for text in ("n@example.com", "e12345678", "m-100200"):
            assert found(scope, text) == ["欧阳娜娜"], text
        assert found(scope, "garcia") == ["José García"] and found(scope, "jose") == ["José García"]
        assert found(scope, "13800000002") == [] and found(scope, "") == []


def test_a_withdrawn_guest_is_not_found() -> None:
    guest = make_guest("王建国")
    with open_house(make_hotel()) as scope:
        withdraw_guests(scope=scope, now=NOW, guest_ids=[guest.id], reason="test")
        assert found(scope, "王建国") == []
