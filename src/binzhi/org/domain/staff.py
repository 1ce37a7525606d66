"""Verbs on staff: hiring, posts, leaving."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.kernel.errors import BadInput, DomainError
from binzhi.kernel.scope import Scope
from binzhi.org.access import MANAGE_STAFF
from binzhi.org.models import AccessToken, Department, Post, Staff, StaffSession
from binzhi.org.roles import roles

HIRED = declare_act("hire_staff", zh="新增员工 {username}", en="Added staff member {username}")
GAVE_POST = declare_act(
    "give_post", zh="{username} 任 {department} {role}", en="{username} now holds {role} in {department}"
)
TOOK_POST = declare_act("take_post", zh="撤销 {username} 的岗位 {role}", en="Removed post {role} from {username}")
LEFT = declare_act("dismiss_staff", zh="{username} 离职,即时停用", en="{username} left; access ended at once")
RESET = declare_act("reset_password", zh="重设 {username} 的密码", en="Reset the password of {username}")


class UserNameTaken(DomainError):
    """The user name exists."""

    code = "user_name_taken"
    zh = "登录名“{username}”已存在。"
    en = 'The user name "{username}" exists already.'


def check_password_rule(password: str) -> None:
    """Refuse a weak or common password (Django's validators with the hotel's language)."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise BadInput(
            field="password", zh="密码至少10位,且不能是常见密码或纯数字。", en=" ".join(error.messages)
        ) from error


def hire_staff(
    *,
    scope: Scope,
    now: datetime,
    username: str,
    name: str,
    password: str,
    name_en: str = "",
    employee_no: str = "",
    language: str = "zh-hans",
) -> Staff:
    """Create a staff member who can sign in. Refuses a taken user name and a weak password."""
    scope.need(MANAGE_STAFF)
    username = username.strip().lower()
    if not username or not name.strip():
        raise BadInput(field="username", zh="请填写登录名和姓名。", en="Enter a user name and a name.")
    if Staff.objects.filter(username=username).exists():
        raise UserNameTaken(username=username)
    check_password_rule(password)
    hashed = make_password(password)  # slow on purpose; outside the transaction
    with unit_of_work(scope):
        staff = persist(
            Staff(
                group_id=scope.group_id,
                username=username,
                name=name.strip(),
                name_en=name_en.strip(),
                employee_no=employee_no.strip(),
                language=language,
                password=hashed,
                created_at=now,
            )
        )
        record(HIRED, scope=scope, now=now, object_type="staff", object_id=staff.id, details={"username": username})
    return staff


def give_post(*, scope: Scope, now: datetime, staff: Staff, department: Department, role: str) -> Post:
    """Give a staff member a role in a department; holds from the next request on. Refuses an unknown role."""
    scope.need(MANAGE_STAFF)
    if role not in roles():
        raise BadInput(field="role", zh="没有这个岗位角色。", en="There is no such role.")
    existing = Post.unscoped.filter(staff=staff, department=department, role=role).first()  # unscoped: named department
    if existing:
        return existing
    with unit_of_work(scope):
        post = persist(Post(staff=staff, hotel_id=department.hotel_id, department=department, role=role))
        record(
            GAVE_POST,
            scope=scope,
            now=now,
            object_type="staff",
            object_id=staff.id,
            hotel_id=department.hotel_id,
            details={"username": staff.username, "department": department.code, "role": role},
        )
    return post


def take_post(*, scope: Scope, now: datetime, post: Post) -> None:
    """Take a post away, at once."""
    scope.need(MANAGE_STAFF)
    with unit_of_work(scope):
        Post.unscoped.filter(id=post.id).delete()  # unscoped: the post was handed in by the gate
        record(
            TOOK_POST,
            scope=scope,
            now=now,
            object_type="staff",
            object_id=post.staff_id,
            hotel_id=post.hotel_id,
            details={"username": post.staff.username, "role": post.role},
        )


def dismiss_staff(*, scope: Scope, now: datetime, staff: Staff) -> None:
    """End a staff member's access at once: account, sessions and tokens."""
    scope.need(MANAGE_STAFF)
    staff.is_active = False
    with unit_of_work(scope):
        amend(staff, "is_active")
        StaffSession.objects.filter(staff=staff).delete()
        AccessToken.objects.filter(staff=staff, revoked_at__isnull=True).update(revoked_at=now)
        record(LEFT, scope=scope, now=now, object_type="staff", object_id=staff.id, details={"username": staff.username})


def reset_password(*, scope: Scope, now: datetime, staff: Staff, password: str) -> None:
    """Set a new password and end all sessions; the second factor stays (ASVS 6.4.3)."""
    if scope.actor.id != staff.id:
        scope.need(MANAGE_STAFF)
    check_password_rule(password)
    staff.password = make_password(password)
    staff.failed_tries, staff.locked_until = 0, None
    with unit_of_work(scope):
        amend(staff, "password", "failed_tries", "locked_until")
        StaffSession.objects.filter(staff=staff).delete()
        record(RESET, scope=scope, now=now, object_type="staff", object_id=staff.id, details={"username": staff.username})


def staff_member(*, staff_id: UUID) -> Staff | None:
    """Return an active staff member by id."""
    return Staff.objects.filter(id=staff_id, is_active=True).first()
