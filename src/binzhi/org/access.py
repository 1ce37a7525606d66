"""Permissions of the room and the gates to its objects; also how a staff member's posts become a scope."""

from uuid import UUID

from django.db import models

from binzhi.kernel.errors import NotFound
from binzhi.kernel.permissions import declare
from binzhi.kernel.scope import Actor, Scope
from binzhi.org.models import Department, Hotel, Post, Staff
from binzhi.org.roles import FIELD_CLASSES, Role, roles

MANAGE_STAFF = declare("org.manage_staff", zh="管理员工与岗位", en="Manage staff and posts")
MANAGE_HOUSE = declare("org.manage_house", zh="管理酒店与部门", en="Manage hotels and departments")

SYSTEM = Actor(kind="system", id=None, name="Binzhi")


def _held(staff: Staff, posts: list[Post]) -> list[Role]:
    known = roles()
    return [known[p.role] for p in posts if p.role in known]


def posts_of(staff: Staff) -> list[Post]:
    """Return the posts of a staff member, with department and hotel."""
    posts = Post.unscoped.filter(staff=staff)  # unscoped: the posts are what the scope is made from
    return list(posts.select_related("department", "hotel"))


def scope_for(
    staff: Staff,
    *,
    hotel_id: UUID | None = None,
    language: str = "",
    request_id: str = "",
    session_id: str = "",
    posts: list[Post] | None = None,
) -> Scope:
    """Build the scope of a staff member from the posts held in the chosen hotel (first one by code by default).

    Rights are those of the posts in that hotel only: a manager in one hotel is nobody in the other. ``posts`` saves
    reading them again.
    """
    posts = sorted(posts_of(staff) if posts is None else posts, key=lambda p: p.hotel.code)
    hotels = {p.hotel_id for p in posts}
    if hotel_id not in hotels:
        hotel_id = posts[0].hotel_id if posts else None
    here = [p for p in posts if p.hotel_id == hotel_id]
    held = _held(staff, here)
    permissions = frozenset().union(*(r.permissions for r in held)) if held else frozenset()
    departments = {p.department.code for p in here}
    if any(r.whole_house for r in held):
        departments.add("*")
    one = frozenset({hotel_id}) if hotel_id else frozenset()
    return Scope(
        actor=Actor(kind="staff", id=staff.id, name=staff.name),
        group_id=staff.group_id,
        hotel_ids=one,
        readable_hotel_ids=one,
        permissions=permissions,
        field_classes=frozenset().union(*(r.reads for r in held)) if held else frozenset(),
        reveal_classes=frozenset().union(*(r.reveals for r in held)) if held else frozenset(),
        departments=frozenset(departments),
        roles=frozenset(r.code for r in held),
        hotel_id=hotel_id,
        language=language or staff.language,
        request_id=request_id,
        session_id=session_id,
    )


def needs_second_factor(staff: Staff) -> bool:
    """Tell whether any post of the staff member reads C2 or above (or administers the house)."""
    return any(role.second_factor for role in _held(staff, posts_of(staff)))


def system_scope(*, hotel: Hotel, permissions: frozenset[str], language: str = "zh-hans") -> Scope:
    """Build the scope of the machine itself in one hotel, with named permissions, for scheduled work."""
    one = frozenset({hotel.id})
    return Scope(
        actor=SYSTEM,
        group_id=hotel.group_id,
        hotel_ids=one,
        readable_hotel_ids=one,
        permissions=permissions,
        field_classes=frozenset(FIELD_CLASSES),
        departments=frozenset({"*"}),
        hotel_id=hotel.id,
        language=language,
    )


def get_hotel(scope: Scope, code: str) -> Hotel:
    """Return a hotel of the scope by code, or refuse."""
    hotel = Hotel.objects.filter(code=code, id__in=scope.readable_hotel_ids).first()
    if hotel is None:
        raise NotFound
    return hotel


def my_hotel(scope: Scope) -> Hotel:
    """Return the hotel the actor works in now."""
    hotel = Hotel.objects.filter(id=scope.hotel_id).first() if scope.hotel_id else None
    if hotel is None:
        raise NotFound
    return hotel


def get_department(scope: Scope, department_id: UUID, *, to: str = MANAGE_HOUSE) -> Department:
    """Return a department of a readable hotel, or refuse."""
    scope.need(to)
    found: Department | None = Department.objects.filter(id=department_id).first()
    if found is None:
        raise NotFound
    return found


def visible_staff(scope: Scope) -> models.QuerySet[Staff]:
    """Return the staff an administrator manages: with a post in a readable hotel, or with none at all yet."""
    scope.need(MANAGE_STAFF)
    here = Post.objects.values("staff_id")
    anywhere = Post.unscoped.values("staff_id")  # unscoped: only to know who has no post at all
    found: models.QuerySet[Staff] = Staff.objects.filter(group_id=scope.group_id)
    return found.filter(models.Q(id__in=here) | ~models.Q(id__in=anywhere))


def get_staff(scope: Scope, staff_id: UUID) -> Staff:
    """Return a staff member the scope manages, or refuse."""
    found = visible_staff(scope).filter(id=staff_id).first()
    if found is None:
        raise NotFound
    return found


def get_post(scope: Scope, staff_id: UUID, post_id: UUID) -> Post:
    """Return a post in a readable hotel, or refuse."""
    scope.need(MANAGE_STAFF)
    found: Post | None = Post.objects.select_related("staff").filter(id=post_id, staff_id=staff_id).first()
    if found is None:
        raise NotFound
    return found
