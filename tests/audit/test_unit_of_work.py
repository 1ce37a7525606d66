"""Rows, acts and keys in one transaction or none; a failed attempt leaves the rest alone."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from binzhi.audit.domain import unit as unit_module
from binzhi.audit.domain.unit import amend, attempt, inside_unit, persist, record, unit_of_work
from binzhi.audit.domain.verify import verify
from binzhi.audit.models import Act
from binzhi.guests.domain.flags import FLAGGED
from binzhi.guests.domain.profile import change_guest, create_guest
from binzhi.guests.drafts import ContactDraft, DocumentDraft, GuestDraft
from binzhi.guests.enums import ContactKind, DocumentKind, FlagCode
from binzhi.guests.errors import DocumentTaken, WrongContact
from binzhi.guests.models import DocumentKey, Guest, GuestContact, GuestDocument, GuestFlag
from binzhi.kernel.errors import BadInput, DomainError
from binzhi.kernel.scope import Scope, open_scope
from binzhi.org.models import Hotel, Setting
from binzhi.vault.models import GuestKey
from tests.builders import NOW, everything, make_guest, make_hotel, open_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
BOTH = pytest.mark.parametrize("batch", [False, True], ids=["at once", "batch"])
ID_NUMBER = "11010519491231002X"


class Fault(Exception):
    """Something breaks."""


class Refusal(DomainError):
    """A row is refused."""

    code = "test_refusal"


def setting(hotel: Hotel, key: str = "x") -> Setting:
    """A small row."""
    return Setting(hotel=hotel, key=key, value=1, set_at=NOW, set_by="test")


def note(scope: Scope) -> Act:
    """A small act."""
    return record(FLAGGED, scope=scope, now=NOW, object_type="flag", details={"code": "long_stay"})


def count(hotel: Hotel) -> tuple[int, int]:
    """Rows and acts that stand."""
    return Setting.unscoped.filter(hotel=hotel).count(), Act.objects.filter(chain_id=hotel.id, name=FLAGGED).count()


def broken(hotel: Hotel, *, batch: bool) -> None:
    """A unit that writes and then breaks."""
    with open_house(hotel) as scope, unit_of_work(scope, batch=batch):
        persist(setting(hotel))
        note(scope)
        raise Fault


@BOTH
def test_row_and_act_are_written_together(batch: bool) -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope, unit_of_work(scope, batch=batch):
        persist(setting(hotel))
        note(scope)
    assert count(hotel) == (1, 1)
    assert verify().faults == []


@BOTH
def test_a_fault_leaves_neither(batch: bool) -> None:
    hotel = make_hotel()
    with pytest.raises(Fault):
        broken(hotel, batch=batch)
    assert count(hotel) == (0, 0)
    assert not inside_unit()
    assert verify().faults == []


@BOTH
def test_an_act_that_cannot_be_written_takes_its_row_along(monkeypatch: pytest.MonkeyPatch, batch: bool) -> None:
    hotel = make_hotel()

    def no_log(_acts: list[Act]) -> None:
        raise Fault

    monkeypatch.setattr(unit_module, "_link", no_log)

    def work() -> None:
        with open_house(hotel) as scope, unit_of_work(scope, batch=batch):
            persist(setting(hotel))
            note(scope)

    with pytest.raises(Fault):
        work()
    assert count(hotel) == (0, 0)


def test_a_verb_called_by_a_verb_joins_its_unit() -> None:
    hotel = make_hotel()

    def work() -> None:
        with open_house(hotel) as scope, unit_of_work(scope) as outer:
            with unit_of_work(scope, batch=True) as inner:
                assert inner is outer
                persist(setting(hotel))
            assert inside_unit()
            raise Fault

    with pytest.raises(Fault):
        work()
    assert count(hotel) == (0, 0)


def test_writing_outside_a_unit_is_refused() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        for write in (lambda: persist(setting(hotel)), lambda: note(scope), lambda: amend(setting(hotel), "value")):
            with pytest.raises(RuntimeError, match="outside unit_of_work"):
                write()
    assert count(hotel) == (0, 0)


def test_an_undeclared_act_is_refused() -> None:
    hotel = make_hotel()

    def work() -> None:
        with open_house(hotel) as scope, unit_of_work(scope):
            persist(setting(hotel))
            record("an_act_nobody_declared", scope=scope, now=NOW, object_type="x")

    with pytest.raises(KeyError):
        work()
    assert count(hotel) == (0, 0)


@BOTH
def test_a_failed_attempt_drops_only_its_own(batch: bool) -> None:
    hotel = make_hotel()
    standing = setting(hotel, "standing")
    with open_house(hotel) as scope:
        with unit_of_work(scope):
            persist(standing)
        with unit_of_work(scope, batch=batch):
            persist(setting(hotel, "before"))
            note(scope)

            def one() -> None:
                with attempt():
                    persist(setting(hotel, "within"))
                    note(scope)
                    standing.value = 2
                    amend(standing, "value")
                    raise Refusal

            with pytest.raises(Refusal):
                one()
            persist(setting(hotel, "after"))
            note(scope)
    rows = dict(Setting.unscoped.filter(hotel=hotel).values_list("key", "value"))
    assert rows == {"standing": 1, "before": 1, "after": 1}
    assert count(hotel)[1] == 2
    assert verify().faults == []


@BOTH
def test_the_next_row_may_bring_what_a_refused_one_brought(batch: bool) -> None:
    """A row refused after its document was claimed must not block the corrected row behind it."""
    hotel = make_hotel()
    document = DocumentDraft(DocumentKind.ID_CARD, ID_NUMBER)
    with open_house(hotel) as scope, unit_of_work(scope, batch=batch):

        def refused() -> None:
            with attempt():
                create_guest(scope=scope, now=NOW, draft=GuestDraft(name="甲", documents=(document,)))
                raise Refusal

        with pytest.raises(Refusal):
            refused()
        with attempt():
            create_guest(scope=scope, now=NOW, draft=GuestDraft(name="乙", documents=(document,)))

        def twice() -> None:
            with attempt():
                create_guest(scope=scope, now=NOW, draft=GuestDraft(name="丙", documents=(document,)))

        with pytest.raises(DocumentTaken):
            twice()
    assert list(Guest.unscoped.values_list("name", flat=True)) == ["乙"]
    assert DocumentKey.objects.get().guest_id == GuestDocument.unscoped.get().guest_id == Guest.unscoped.get().id


@BOTH
def test_a_refused_change_is_not_written_in_part(batch: bool) -> None:
    """The name of a refused row must not stand without its act."""
    hotel = make_hotel()
    guest = make_guest("王建国")
    bad = ContactDraft(ContactKind.MOBILE, "12")
    with open_house(hotel) as scope, unit_of_work(scope, batch=batch):

        def one() -> None:
            with attempt():
                change_guest(scope=scope, now=NOW, guest=guest, draft=GuestDraft(name="王大国"))
                change_guest(scope=scope, now=NOW, guest=guest, draft=GuestDraft(name="王大国", contacts=(bad,)))

        with pytest.raises(WrongContact):
            one()
    assert Guest.unscoped.get(id=guest.id).name == "王建国"
    assert not Act.objects.filter(name="change_guest").exists()


def test_rows_of_a_batch_are_written_parents_first(monkeypatch: pytest.MonkeyPatch) -> None:
    hotel = make_hotel()
    order: list[str] = []
    write_rows: Callable[..., None] = unit_module.write_rows

    def noting(model: Any, rows: Any) -> None:
        order.append(model.__name__)
        write_rows(model, rows)

    monkeypatch.setattr(unit_module, "write_rows", noting)
    guest = Guest(group_id=hotel.group_id, name="王建国", created_at=NOW, updated_at=NOW)
    with open_house(hotel) as scope, unit_of_work(scope, batch=True):
        persist(GuestFlag(guest_id=guest.id, code=FlagCode.LONG_STAY, set_at=NOW, set_by="x"))
        persist(guest)
        note(scope)
    assert order == ["Guest", "GuestFlag", "Act"]
    connection.check_constraints()


@BOTH
def test_the_key_is_stored_before_the_value_sealed_with_it(monkeypatch: pytest.MonkeyPatch, batch: bool) -> None:
    hotel = make_hotel()
    seen: list[int] = []
    save = GuestContact.save

    def noting(self: GuestContact, *args: Any, **kwargs: Any) -> None:
        seen.append(GuestKey.objects.using("keys").filter(guest_id=self.guest_id).count())
        save(self, *args, **kwargs)

    write_rows: Callable[..., None] = unit_module.write_rows

    def noting_many(model: Any, rows: Any) -> None:
        if model is GuestContact:
            seen.append(GuestKey.objects.using("keys").filter(guest_id=rows[0].guest_id).count())
        write_rows(model, rows)

    monkeypatch.setattr(GuestContact, "save", noting)
    monkeypatch.setattr(unit_module, "write_rows", noting_many)
    phone = ContactDraft(ContactKind.MOBILE, "13800138000")
    with open_house(hotel) as scope, unit_of_work(scope, batch=batch):
        create_guest(scope=scope, now=NOW, draft=GuestDraft(name="王建国", contacts=(phone,)))
    assert seen == [1]


def test_a_key_left_over_by_a_failed_unit_harms_nobody() -> None:
    hotel = make_hotel()
    guest = make_guest("王建国")
    phone = ContactDraft(ContactKind.MOBILE, "13800138000")

    def work(*, breaks: bool) -> None:
        with open_house(hotel) as scope, unit_of_work(scope):
            change_guest(scope=scope, now=NOW, guest=guest, draft=GuestDraft(name="王建国", contacts=(phone,)))
            if breaks:
                raise Fault

    with pytest.raises(Fault):
        work(breaks=True)
    assert GuestKey.objects.using("keys").filter(guest_id=guest.id).count() == 1
    assert not GuestContact.unscoped.exists()
    work(breaks=False)
    assert GuestContact.unscoped.count() == 1


def test_a_batch_gives_the_same_rows_and_acts_as_one_by_one() -> None:
    hotel = make_hotel()
    drafts = [
        GuestDraft(name=f"客人{n}", contacts=(ContactDraft(ContactKind.MOBILE, f"1380013{n:04d}"),)) for n in range(5)
    ]
    for batch in (False, True):
        with open_house(hotel) as scope, unit_of_work(scope, batch=batch):
            for draft in drafts:
                create_guest(scope=scope, now=NOW, draft=draft)
    names = list(Guest.unscoped.values_list("name", flat=True))
    assert Counter(names) == {draft.name: 2 for draft in drafts}
    hints = Counter(GuestContact.unscoped.values_list("hint", flat=True))
    assert set(hints.values()) == {2}
    made = list(Act.objects.filter(name="create_guest").order_by("seq").values("name", "details", "actor_name", "at"))
    assert made[:5] == made[5:]
    assert verify().faults == []


def test_a_scope_without_a_hotel_records_on_the_chain_of_the_group() -> None:
    hotel = make_hotel()
    scope = replace(everything(hotel), hotel_id=None)
    with open_scope(scope), unit_of_work(scope):
        note(scope)
    assert Act.objects.get(name=FLAGGED).chain_id == hotel.group_id


def test_refusals_of_the_verbs_pass_through_an_attempt() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope, unit_of_work(scope, batch=True):

        def nameless() -> None:
            with attempt():
                create_guest(scope=scope, now=NOW, draft=GuestDraft(name=" "))

        with pytest.raises(BadInput):
            nameless()
        persist(setting(hotel, str(uuid4())))
    assert count(hotel)[0] == 1
