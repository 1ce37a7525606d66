"""Stored keys: evidence and keyed hashes stand and fall with the profile, in the same transaction."""

import pytest
from django.db import connection

from binzhi.audit.domain.unit import unit_of_work
from binzhi.guests.domain.dates import date_cell
from binzhi.guests.domain.identifiers import add_contact
from binzhi.guests.domain.names import add_name
from binzhi.guests.domain.profile import change_guest, create_guest
from binzhi.guests.domain.withdrawal import remove_imported_guests, withdraw_guests
from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, GuestKind, NameKind
from binzhi.guests.models import Guest, GuestDate
from binzhi.identity.domain.keys import look_at_keys, rebuild
from binzhi.identity.engine.evidence import VERSION, Evidence
from binzhi.identity.models import GuestEvidence, MatchKey
from binzhi.vault.domain.sealing import Cell, derive_many
from tests.builders import NOW, make_hotel, open_house

pytestmark = pytest.mark.django_db(databases="__all__")


def evidence(guest: Guest) -> Evidence:
    row = GuestEvidence.unscoped.get(guest_id=guest.id)  # unscoped: a test
    cell = Cell("identity_evidence", guest.id, row.id, "sealed", bytes(row.sealed), "C4")
    found: list[str] = []
    derive_many(cells=[cell], using=lambda text: found.append(text) or "")  # type: ignore[func-returns-value]
    return Evidence.from_text(found[0])


def keys(guest: Guest) -> set[int]:
    return set(MatchKey.objects.filter(guest_id=guest.id).values_list("h", flat=True))


def full(name: str = "张涛俊") -> GuestDraft:
    return GuestDraft(
        name=name,
        latin_name="Taojun Zhang",
        company="宏远贸易有限公司",
        contacts=(
            ContactDraft(ContactKind.MOBILE, "13800138001"),
            ContactDraft(ContactKind.EMAIL, "tao@example.com"),
            ContactDraft(ContactKind.ADDRESS, "浙江省杭州市西湖区文三路1号"),
        ),
        documents=(DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN"),),
        dates=(DateDraft(DateKind.BIRTHDAY, "1980-05-17"),),
    )


def test_a_new_profile_gets_evidence_and_keys_in_its_own_transaction() -> None:
    with open_house(make_hotel()) as scope:
        guest = create_guest(scope=scope, now=NOW, draft=full())
        said = evidence(guest)
        assert (said.cn, said.birth, said.phones, said.emails) == (
            "张涛俊",
            "19800517",
            ("8613800138001",),
            ("tao@example.com",),
        )
        assert said.city == "杭州"
        assert said.passports == ("CN:E12345678",)
        assert 6 <= len(keys(guest)) <= 14
        with pytest.raises(RuntimeError), unit_of_work(scope):  # noqa: PT012  the unit fails after the verb
            create_guest(scope=scope, now=NOW, draft=GuestDraft(name="李四"))
            raise RuntimeError
        assert GuestEvidence.unscoped.count() == 1  # unscoped: a test


def test_what_is_told_in_one_unit_is_what_a_rebuild_finds() -> None:
    """The road without opening anything and the road through the vault agree."""
    with open_house(make_hotel()) as scope:
        guest = create_guest(scope=scope, now=NOW, draft=full())
        before, said = keys(guest), evidence(guest)
        assert rebuild(scope=scope) == 1
        assert (keys(guest), evidence(guest)) == (before, said)


@pytest.mark.parametrize("batch", [False, True])
def test_changes_move_the_keys(batch: bool) -> None:
    with open_house(make_hotel()) as scope:
        with unit_of_work(scope, batch=batch):
            guest = create_guest(scope=scope, now=NOW, draft=GuestDraft(name="王芳"))
        bare = keys(guest)
        phone = ContactDraft(ContactKind.MOBILE, "13900139000")
        with unit_of_work(scope, batch=batch):
            add_contact(scope=scope, now=NOW, guest=Guest.objects.get(id=guest.id), draft=phone)
        assert evidence(guest).phones == ("8613900139000",)
        assert keys(guest) > bare
        change_guest(scope=scope, now=NOW, guest=guest, draft=GuestDraft(name="李秀英", company="甲公司"))
        assert evidence(guest).cn == "李秀英"
        assert not keys(guest) & bare
        add_name(scope=scope, now=NOW, guest=guest, kind=NameKind.FORMER, name="王芳")
        assert keys(guest) & bare
        add_name(scope=scope, now=NOW, guest=guest, kind=NameKind.ALIAS, name="周杰伦")
        assert "周" not in evidence(guest).to_text()


def test_a_profile_that_goes_takes_its_keys_along() -> None:
    with open_house(make_hotel()) as scope:
        one, two = (create_guest(scope=scope, now=NOW, draft=GuestDraft(name=n)) for n in ("赵一", "钱二"))
        withdraw_guests(scope=scope, now=NOW, guest_ids=[one.id], reason="x")
        assert (keys(one), bool(keys(two))) == (set(), True)
        remove_imported_guests(scope=scope, now=NOW, guest_ids=[two.id])
        assert GuestEvidence.unscoped.count() == MatchKey.objects.count() == 0  # unscoped: a test


def test_a_placeholder_is_nobody_until_somebody_is_named() -> None:
    with open_house(make_hotel()) as scope:
        draft = GuestDraft(name="Guest 000001 (PRT)", kind=GuestKind.PLACEHOLDER)
        guest = create_guest(scope=scope, now=NOW, draft=draft)
        assert keys(guest) == set()
        change_guest(scope=scope, now=NOW, guest=guest, draft=GuestDraft(name="Maria Silva"))
        assert keys(guest)


def test_doctor_sees_missing_and_left_over_keys() -> None:
    with open_house(make_hotel()) as scope:
        one, two = (create_guest(scope=scope, now=NOW, draft=GuestDraft(name=n)) for n in ("赵一", "钱二"))
        assert look_at_keys().is_fine
        GuestEvidence.unscoped.filter(guest_id=one.id).delete()  # unscoped: a test
        GuestEvidence.unscoped.filter(guest_id=two.id).update(version=VERSION + 1)  # unscoped: a test
        MatchKey.objects.create(h=1, guest_id=make_hotel().id)
        state = look_at_keys()
        assert (state.missing, state.outdated, state.left_over) == (1, 1, 1)
        rebuild(scope=scope)
        assert look_at_keys().is_fine


def test_a_batch_of_new_profiles_costs_a_fixed_number_of_statements() -> None:
    from django.test.utils import CaptureQueriesContext

    with open_house(make_hotel()) as scope:

        def cost(first: int, count: int) -> int:
            with CaptureQueriesContext(connection) as seen, unit_of_work(scope, batch=True):
                for n in range(first, first + count):
                    contact = ContactDraft(ContactKind.MOBILE, f"138{n:08d}")
                    create_guest(scope=scope, now=NOW, draft=GuestDraft(name=f"客{n}", contacts=(contact,)))
            return sum("identity_" in q["sql"] for q in seen)

        assert cost(0, 3) == cost(100, 30)


def test_evidence_is_sealed_and_a_moved_row_does_not_open() -> None:
    with open_house(make_hotel()) as scope:
        guest = create_guest(scope=scope, now=NOW, draft=full())
        raw = bytes(GuestEvidence.unscoped.get(guest_id=guest.id).sealed)  # unscoped: a test
        for clear in (b"13800138001", b"E12345678", "张涛俊".encode(), b"19800517"):
            assert clear not in raw
        row = GuestDate.objects.get(guest_id=guest.id, kind=DateKind.BIRTHDAY)
        assert date_cell(row, "C3").sealed != raw
