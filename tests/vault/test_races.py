"""What must happen once happens once, also when eight hands try at the same moment."""

import pytest

from binzhi.guests.domain.identifiers import add_contact
from binzhi.guests.domain.profile import create_guest
from binzhi.guests.drafts import ContactDraft, DocumentDraft, GuestDraft, MemberDraft
from binzhi.guests.enums import ContactKind, DocumentKind, SourceKind
from binzhi.guests.errors import DocumentTaken, MemberNumberTaken
from binzhi.guests.models import DocumentKey, Guest, GuestContact, GuestDocument, MemberCard, MemberKey
from binzhi.guests.queries import contact_cell
from binzhi.identity.models import GuestEvidence
from binzhi.org.domain.signin import TRIES, SignInRefused, check_sign_in
from binzhi.org.models import Staff
from binzhi.vault.domain.sealing import reveal
from tests.builders import NOW, make_guest, make_hotel, make_staff, open_house, scope_of
from tests.races import ON_POSTGRESQL, together
from tests.vault.test_second_factor import LATER, Phone

pytestmark = ON_POSTGRESQL


def test_a_recovery_code_is_used_once() -> None:
    phone = Phone(make_staff(make_hotel(), "front_desk"))
    good: list[bool] = []
    assert not any(together(lambda _: good.append(phone.check(phone.recovery[0], now=LATER))))
    assert good.count(True) == 1


def test_a_code_is_used_once() -> None:
    phone = Phone(make_staff(make_hotel(), "front_desk"))
    good: list[bool] = []
    assert not any(together(lambda _: good.append(phone.check(phone.code(LATER), now=LATER))))
    assert good.count(True) == 1


@pytest.mark.requirement("R-182")
def test_a_document_belongs_to_one_guest() -> None:
    hotel = make_hotel()
    document = DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN")

    def work(number: int) -> None:
        with open_house(hotel) as scope:
            create_guest(scope=scope, now=NOW, draft=GuestDraft(name=f"客人{number}", documents=(document,)))

    faults = [fault for fault in together(work) if fault is not None]
    assert len(faults) == 7
    assert {type(fault) for fault in faults} == {DocumentTaken}
    assert DocumentKey.objects.count() == GuestDocument.unscoped.count() == Guest.unscoped.count() == 1
    assert GuestEvidence.unscoped.count() == 1


def test_a_member_number_belongs_to_one_guest() -> None:
    hotel = make_hotel()

    def work(number: int) -> None:
        with open_house(hotel) as scope:
            draft = GuestDraft(name=f"客人{number}", members=(MemberDraft("M1001"),))
            create_guest(scope=scope, now=NOW, draft=draft)

    faults = [fault for fault in together(work) if fault is not None]
    assert {type(fault) for fault in faults} == {MemberNumberTaken}
    assert MemberKey.objects.count() == MemberCard.unscoped.count() == Guest.unscoped.count() == 1


def test_the_first_sealed_values_of_a_guest_share_one_key() -> None:
    """Two desks enter the first phone of a guest at once: whatever was stored can be opened again."""
    hotel = make_hotel()
    guest, clerk = make_guest("王建国"), make_staff(hotel, "front_desk")

    def work(number: int) -> None:
        with open_house(hotel) as scope:
            draft = ContactDraft(ContactKind.MOBILE, f"1380013800{number}")
            add_contact(scope=scope, now=NOW, guest=guest, draft=draft, source=SourceKind.STATED)

    together(work)
    stored = list(GuestContact.unscoped.filter(guest=guest))
    assert stored
    with scope_of(clerk) as scope:
        for row in stored:
            value = reveal(scope=scope, now=NOW, cell=contact_cell(row), purpose="核对")
            assert value.startswith("+861380013800")


def test_guesses_side_by_side_are_counted_one_by_one() -> None:
    staff = make_staff(make_hotel(), "front_desk")

    def guess(_: int) -> None:
        with pytest.raises(SignInRefused):
            check_sign_in(now=NOW, username=staff.username, password="wrong")

    assert not any(together(guess, threads=TRIES))
    assert Staff.objects.get(id=staff.id).locked_until is not None
