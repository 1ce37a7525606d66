"""The policy: role by field class by action, from roles.toml; deny by default."""

import itertools
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from binzhi.config.apps import refuse_wrong_roles
from binzhi.kernel.errors import NotAllowed
from binzhi.kernel.permissions import declared
from binzhi.kernel.scope import open_scope
from binzhi.org.access import needs_second_factor, scope_for
from binzhi.org.domain.staff import give_post
from binzhi.org.models import Department
from binzhi.org.policy import decide, require
from binzhi.org.roles import FIELD_CLASSES, Role, faults_of_roles, roles
from tests.builders import NOW, make_hotel, make_staff, open_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ROLES = list(roles().values())
NAMED = {
    "front_desk", "reservations", "housekeeping_attendant", "housekeeping_supervisor", "food_beverage", "sales",
    "guest_relations", "call_centre", "service_manager", "customer_information", "marketing", "privacy_officer",
    "auditor", "system_administrator", "general_manager",
}  # fmt: skip
PERSONAL = ("C2", "C3", "C4")


@dataclass
class Placed:
    """Something in a hotel."""

    hotel_id: UUID | None = None
    group_id: UUID | None = None


def departments() -> set[str]:
    """Codes of a new hotel."""
    with open_house(make_hotel()):
        return set(Department.objects.values_list("code", flat=True))


def test_the_named_roles_exist_and_are_sound() -> None:
    assert set(roles()) >= NAMED
    assert faults_of_roles(ROLES, permissions=declared(), departments=departments()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"permissions": frozenset({"guests.raed"})}, "unknown permission guests.raed"),
        ({"reads": frozenset({"C0", "C9"}), "reveals": frozenset()}, "unknown class C9"),
        ({"reads": frozenset({"C0"}), "reveals": frozenset({"C3"})}, "reveals C3 without reading it"),
        ({"department": "spa"}, "unknown department spa"),
        ({"second_factor": False}, "reads C2 or above without a second factor"),
    ],
)
def test_a_planted_fault_in_a_role_is_found(change: dict[str, Any], said: str) -> None:
    bad = replace(roles()["front_desk"], **change)
    assert said in "\n".join(faults_of_roles([bad], permissions=declared(), departments=departments()))


def test_the_program_does_not_start_with_a_wrong_role(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_wrong_roles()
    bad = replace(roles()["kitchen"], permissions=frozenset({"guests.raed"}))
    monkeypatch.setattr("binzhi.org.roles.roles", lambda: {"kitchen": bad})
    with pytest.raises(ImproperlyConfigured, match=r"guests\.raed"):
        refuse_wrong_roles()


def test_every_permission_is_given_to_someone_and_has_words() -> None:
    given = set().union(*(role.permissions for role in ROLES))
    assert set(declared()) - given == set(), "a permission no role carries is a door nobody can open"
    assert all(words.zh and words.en for words in declared().values())


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_the_matrix_of_a_role(role: Role) -> None:
    """Every cell: role by class by reading, revealing, and every declared permission."""
    hotel = make_hotel()
    scope = scope_for(make_staff(hotel, role.code))
    own, foreign = Placed(hotel_id=hotel.id), Placed(hotel_id=uuid4())
    for field_class in FIELD_CLASSES:
        assert decide(scope, "read", own, field_class) is (field_class in role.reads)
        assert decide(scope, "reveal", own, field_class) is (field_class in role.reveals)
        assert not decide(scope, "read", foreign, field_class)
        assert not decide(scope, "reveal", foreign, field_class)
    for permission, field_class in itertools.product(declared(), FIELD_CLASSES):
        expected = permission in role.permissions and (field_class == "C0" or field_class in role.reads)
        assert decide(scope, permission, own, field_class) is expected
        assert not decide(scope, permission, foreign, field_class)


def test_what_stands_in_no_file_but_must_hold() -> None:
    """The promises of the security note, independent of the data."""
    known = roles()
    for code in ("system_administrator", "auditor"):
        assert not known[code].reads & {"C1", *PERSONAL}
    for code in ("system_administrator", "auditor", "marketing", "housekeeping_attendant", "kitchen", "concierge"):
        assert not known[code].reveals
    for code in ("housekeeping_attendant", "housekeeping_supervisor", "food_beverage", "kitchen", "marketing"):
        assert not known[code].reads & {"C2", "C3"}
    assert known["auditor"].permissions == {"audit.read"}
    assert not any(name.startswith(("guests.", "arrivals.")) for name in known["system_administrator"].permissions)
    assert known["system_administrator"].second_factor
    assert [r.code for r in ROLES if "org.manage_staff" in r.permissions] == ["system_administrator"]


def test_what_is_not_known_is_refused() -> None:
    scope = scope_for(make_staff(make_hotel(), "privacy_officer"))
    for action, field_class in [("read", "C9"), ("reveal", ""), ("delete", "C0"), ("", "C0"), ("guests.raed", "C0")]:
        assert not decide(scope, action, field_class=field_class)
        with pytest.raises(NotAllowed):
            require(scope, action, field_class=field_class)


def test_the_object_of_another_group_is_refused() -> None:
    hotel = make_hotel()
    scope = scope_for(make_staff(hotel, "privacy_officer"))
    assert decide(scope, "read", Placed(group_id=hotel.group_id), "C3")
    assert not decide(scope, "read", Placed(group_id=uuid4()), "C3")


def test_two_posts_add_up_and_nothing_more() -> None:
    hotel = make_hotel()
    staff = make_staff(hotel, "marketing")
    with open_house(hotel) as scope:
        office = Department.objects.get(code="management")
        give_post(scope=scope, now=NOW, staff=staff, department=office, role="auditor")
    scope = scope_for(staff)
    known = roles()
    assert scope.permissions == known["marketing"].permissions | known["auditor"].permissions
    assert scope.field_classes == known["marketing"].reads | known["auditor"].reads
    assert scope.reveal_classes == frozenset()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_who_sees_contact_data_needs_a_second_factor(role: Role) -> None:
    staff = make_staff(make_hotel(), role.code)
    assert needs_second_factor(staff) is role.second_factor
    assert role.second_factor or not role.reads & set(PERSONAL)


def test_a_scope_does_not_change_what_is_decided_elsewhere() -> None:
    hotel = make_hotel()
    weak, strong = scope_for(make_staff(hotel, "marketing")), scope_for(make_staff(hotel, "front_desk"))
    with open_scope(strong):
        assert not decide(weak, "read", field_class="C2"), "the scope handed in decides, not the open one"
