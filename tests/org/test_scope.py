"""The scope fails closed: every table of a hotel or a guest refuses without one and shows only its hotels."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, models, transaction

from binzhi.audit.domain.bulk import write_rows
from binzhi.guests.models import GuestOwned, GuestOwnedManager
from binzhi.kernel.errors import NotAllowed, NotFound, ScopeMissing
from binzhi.kernel.scope import Scope, open_scope
from binzhi.org.access import get_department, get_hotel, get_staff, my_hotel, scope_for, visible_staff
from binzhi.org.domain.staff import give_post, take_post
from binzhi.org.models import Department, GroupManager, HotelManager, HotelOwned, Post
from binzhi.org.queries import staff_of
from tests.builders import NOW, everything, make_hotel, make_staff, open_house
from tests.rows import house_models, sample

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SCOPED = (HotelManager, GroupManager, GuestOwnedManager)

# Tables whose rows are read without a scope, and why that is safe.
OPEN = {
    "Act": "the log itself; its queries take the scope and filter by chain",
    "ChainHead": "hashes only",
    "Group": "one row, names of the house",
    "Hotel": "names of the houses; gates compare with the scope",
    "Staff": "read at sign-in, before there is a scope; gates compare with the scope",
    "StaffSession": "read at sign-in, before there is a scope",
    "AccessToken": "read to make the scope of an API call",
    "GivenAnswer": "looked up by its own staff member and key only",
    "GuestKey": "wrapped keys, keystore; only the vault reads it",
    "SecondFactor": "read at sign-in, before there is a scope",
    "MatchKey": "keyed hashes; the guests found are read through the scope",
    "Term": "keyed hashes and counts, of nobody in particular",
    "Link": "pairs of ids; the guests are read through the scope",
    "Apart": "pairs of ids; the guests are read through the scope",
    "DocumentKey": "digests; the guests found are read through the scope",
    "MemberKey": "digests; the guests found are read through the scope",
    "ContactKey": "digests; the guests found are read through the scope",
    "ExternalGuestKey": "ids of other systems; the guests found are read through the scope",
    "ReservationKey": "looked up by hotel; the reservations found are read through the scope",
    "DeviceKey": "keys of devices and ids; the entry found is read through the scope",
    "DayKey": "digests of days; the guests found are read through the scope",
    "SearchEntry": "ranks and tokens; the guests found are read through the scope",
    "SearchKey": "words of organisations' names; the organisations found are read through the scope",
    "NameKey": "names of organisations; the organisations found are read through the scope",
    "OrganisationValue": "read by organisation, which is read through the scope",
    "RoomNight": "room, night and stay ids; looked up by hotel",
}


def is_scoped(model: type[models.Model]) -> bool:
    """Whether the manager the product uses asks the scope."""
    return isinstance(getattr(model, "objects", None), SCOPED)


def owner_of(model: type[models.Model]) -> str:
    """The column by which a table belongs to someone, if it has a foreign key for it."""
    names = {f.name for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)}
    return next((name for name in ("hotel", "guest", "group") if name in names), "")


MODELS = house_models()
SCOPED_MODELS = [model for model in MODELS if is_scoped(model)]
HOTEL_MODELS = [model for model in SCOPED_MODELS if owner_of(model) == "hotel"]


def test_every_table_is_scoped_or_says_why_not() -> None:
    assert {model.__name__ for model in MODELS if not is_scoped(model)} == set(OPEN)


def test_every_hotel_or_guest_owned_table_is_scoped() -> None:
    owned = [m for m in MODELS if issubclass(m, HotelOwned | GuestOwned) or owner_of(m) in {"hotel", "guest"}]
    assert len(owned) > 25
    assert [m.__name__ for m in owned if not is_scoped(m)] == []


def test_an_unscoped_table_would_be_noticed() -> None:
    class Plain(models.Model):
        hotel = models.ForeignKey("org.Hotel", on_delete=models.PROTECT, related_name="+")
        objects = models.Manager()

        class Meta:
            app_label = "org"
            abstract = True

    assert not isinstance(models.Manager(), SCOPED)
    assert not is_scoped(Plain)


@pytest.mark.parametrize("model", SCOPED_MODELS, ids=lambda m: m.__name__)
def test_without_a_scope_nothing_is_read(model: Any) -> None:
    for read in (model.objects.all, model.objects.count, model.objects.first, model.objects.exists):
        with pytest.raises(ScopeMissing):
            read()
    with pytest.raises(ScopeMissing):
        model.objects.filter(pk__isnull=False).delete()
    with pytest.raises(ScopeMissing):
        model.objects.values_list("id")


@pytest.mark.parametrize("model", HOTEL_MODELS, ids=lambda m: m.__name__)
def test_only_rows_of_the_own_hotel_show(model: Any) -> None:
    own, other = make_hotel("BJ01"), make_hotel("SH01")
    group_wide = [None] if model._meta.get_field("hotel").null else []
    with transaction.atomic():
        for hotel_id in [own.id, other.id, uuid4(), *group_wide]:
            write_rows(model, [sample(model, hotel_id=hotel_id)])
        standing = set(model.unscoped.values_list("hotel_id", flat=True))
        assert {own.id, other.id} <= standing
        with open_house(own):
            assert set(model.objects.values_list("hotel_id", flat=True)) == {own.id, *group_wide}
        with open_house(other):
            assert set(model.objects.values_list("hotel_id", flat=True)) == {other.id, *group_wide}
        with open_scope(nobody(own.group_id)):
            assert set(model.objects.values_list("hotel_id", flat=True)) == set(group_wide)
        transaction.set_rollback(True)


def test_only_guests_of_the_own_group_show() -> None:
    hotel = make_hotel()
    guest_model: Any = next(m for m in MODELS if m.__name__ == "Guest")
    with transaction.atomic():
        write_rows(guest_model, [sample(guest_model, group_id=g) for g in (hotel.group_id, uuid4())])
        with open_house(hotel):
            assert set(guest_model.objects.values_list("group_id", flat=True)) == {hotel.group_id}
        transaction.set_rollback(True)


def nobody(group_id: Any) -> Scope:
    """Someone without a post."""
    return Scope(everything(make_hotel()).actor, group_id, frozenset(), frozenset(), frozenset())


def test_a_manager_of_one_hotel_is_nobody_in_the_other() -> None:
    own, other = make_hotel("BJ01"), make_hotel("SH01")
    boss = make_staff(own, "general_manager")
    scope = scope_for(boss, hotel_id=other.id)
    assert scope.hotel_id == own.id, "a hotel without a post cannot be chosen"
    assert other.id not in scope.hotel_ids | scope.readable_hotel_ids
    with open_scope(scope):
        assert my_hotel(scope) == own
        with pytest.raises(NotFound):
            get_hotel(scope, "SH01")
        foreign = Department.unscoped.filter(hotel=other).first()
        with pytest.raises(NotFound):
            get_department(scope, foreign.id)
        with pytest.raises(NotAllowed):
            scope.need_hotel(other.id)


def test_rights_are_those_of_the_posts_in_the_chosen_hotel() -> None:
    own, other = make_hotel("BJ01"), make_hotel("SH01")
    both = make_staff(own, "general_manager")
    with open_house(other) as scope:
        floor = Department.objects.get(code="housekeeping")
        give_post(scope=scope, now=NOW, staff=both, department=floor, role="housekeeping_attendant")
    here, there = scope_for(both, hotel_id=own.id), scope_for(both, hotel_id=other.id)
    assert here.may("org.manage_house")
    assert not there.may("org.manage_house")
    assert there.roles == {"housekeeping_attendant"}
    assert "*" not in there.departments
    assert "C2" not in there.field_classes


def test_a_post_taken_away_ends_the_rights_at_once() -> None:
    hotel = make_hotel()
    clerk = make_staff(hotel, "front_desk")
    with open_house(hotel) as scope:
        take_post(scope=scope, now=NOW, post=Post.objects.get(staff=clerk))
    scope = scope_for(clerk)
    assert scope.permissions == scope.field_classes == scope.hotel_ids == frozenset()


def test_a_role_that_no_longer_exists_gives_nothing() -> None:
    hotel = make_hotel()
    clerk = make_staff(hotel, "front_desk")
    Post.unscoped.filter(staff=clerk).update(role="abolished")
    assert scope_for(clerk).permissions == frozenset()


def test_staff_of_another_hotel_are_not_managed() -> None:
    own, other = make_hotel("BJ01"), make_hotel("SH01")
    admin, foreign = make_staff(own, "system_administrator"), make_staff(other, "front_desk")
    scope = scope_for(admin)
    with open_scope(scope):
        assert foreign not in set(visible_staff(scope))
        with pytest.raises(NotFound):
            get_staff(scope, foreign.id)


def test_staff_of_a_department_hold_their_post_in_that_very_hotel() -> None:
    own, other = make_hotel("BJ01"), make_hotel("SH01")
    both = make_staff(own, "front_desk")
    with open_house(other) as scope:
        kitchen = Department.objects.get(code="kitchen")
        give_post(scope=scope, now=NOW, staff=both, department=kitchen, role="kitchen")
    assert staff_of(own.id, "front_office") == [both]
    assert staff_of(own.id, "kitchen") == []
    assert staff_of(other.id, "kitchen") == [both]


def test_the_scope_of_a_thread_is_its_own() -> None:
    from threading import Thread

    seen: list[type[BaseException]] = []

    def look() -> None:
        try:
            Department.objects.count()
        except ScopeMissing as error:
            seen.append(type(error))
        finally:
            connections.close_all()

    with open_house(make_hotel()):
        other = Thread(target=look)
        other.start()
        other.join()
    assert seen == [ScopeMissing]
