"""Verbs on staff: hiring, posts, leaving."""

import secrets
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.kernel.errors import BadInput, DomainError
from binzhi.kernel.scope import Scope
from binzhi.org.access import MANAGE_STAFF
from binzhi.org.departments import department_words
from binzhi.org.models import AccessToken, Department, Post, Staff, StaffSession
from binzhi.org.roles import roles


def _role_words(code: str, language: str) -> str:
    return roles()[code].words.text(language) if code in roles() else code


HIRED = declare_act("hire_staff", zh="新增员工 {username}", en="Added staff member {username}")
GAVE_POST = declare_act(
    "give_post",
    zh="{username} 任 {department} {role}",
    en="{username} now holds {role} in {department}",
    said={"role": _role_words, "department": department_words},
)
TOOK_POST = declare_act(
    "take_post",
    zh="撤销 {username} 的岗位 {role}",
    en="Removed post {role} from {username}",
    said={"role": _role_words},
)
LEFT = declare_act("dismiss_staff", zh="{username} 离职，即时停用", en="{username} left; access ended at once")
UNLOCKED = declare_act("unlock_staff", zh="解除 {username} 的锁定", en="Unlocked the account of {username}")
CHANGED = declare_act("change_staff", zh="修改员工 {username}", en="Changed staff member {username}")
RESET = declare_act("reset_password", zh="重设 {username} 的密码", en="Reset the password of {username}")


class UserNameTaken(DomainError):
    """The user name exists."""

    code = "user_name_taken"
    zh = "登录名“{username}”已存在。"
    en = 'The user name "{username}" exists already.'


class LastAdministrator(DomainError):
    """Nobody would be left to manage staff."""

    code = "last_administrator"
    zh = "{name} 是最后一位能管理员工的人。请先让另一位员工担任系统管理员。"
    en = "{name} is the last one who can manage staff. Make someone else system administrator first."


class NotYourself(DomainError):
    """One's own access is ended by another person."""

    code = "not_yourself"
    zh = "不能停用自己的账号，请由另一位管理员操作。"
    en = "You cannot end your own access; another administrator has to."


def _keep_an_administrator(scope: Scope, staff: Staff, *, without: Post | None = None) -> None:
    """Refuse when this post, or this person, is the last that may manage staff."""
    managing = [code for code, role in roles().items() if MANAGE_STAFF in role.permissions]
    held = Post.unscoped.filter(  # unscoped: an administrator in any hotel of the group counts
        staff__group_id=scope.group_id, staff__is_active=True, role__in=managing
    )
    gone = held.filter(id=without.id) if without else held.filter(staff=staff)
    if gone.exists() and not held.exclude(id__in=gone.values("id")).exists():
        raise LastAdministrator(name=staff.name)


def new_password() -> str:
    """Return a password nobody chose, to be shown once."""
    return secrets.token_urlsafe(12)


def check_password_rule(password: str) -> None:
    """Refuse a weak or common password (Django's validators with the hotel's language)."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise BadInput(
            field="password", zh="密码至少10位，且不能是常见密码或纯数字。", en=" ".join(error.messages)
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
    hashed: str = "",
    first: bool = False,
) -> Staff:
    """Create a staff member who can sign in. Refuses a taken user name and a weak password.

    ``hashed`` is the hash of ``password`` when it was made before (many people hired with one password). With ``first``
    the password is one that is handed over: it opens nothing but the choice of an own one.
    """
    scope.need(MANAGE_STAFF)
    username = username.strip().lower()
    if not username or not name.strip():
        raise BadInput(field="username", zh="请填写登录名和姓名。", en="Enter a user name and a name.")
    if Staff.objects.filter(username=username).exists():
        raise UserNameTaken(username=username)
    check_password_rule(password)
    hashed = hashed or make_password(password)  # slow on purpose; outside the transaction
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
                password_is_first=first,
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
    scope.need_hotel(department.hotel_id)
    existing: Post | None = Post.unscoped.filter(  # unscoped: named department
        staff=staff, department=department, role=role
    ).first()
    if existing is not None:
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
    """Take a post away, at once. Refuses the last post that may manage staff (:class:`LastAdministrator`)."""
    scope.need(MANAGE_STAFF)
    scope.need_hotel(post.hotel_id)
    _keep_an_administrator(scope, post.staff, without=post)
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
    """End a staff member's access at once: account, sessions and tokens.

    Refuses to end one's own (:class:`NotYourself`) and that of the last administrator (:class:`LastAdministrator`).
    """
    scope.need(MANAGE_STAFF)
    if staff.id == scope.actor.id:
        raise NotYourself
    _keep_an_administrator(scope, staff)
    staff.is_active = False
    with unit_of_work(scope):
        amend(staff, "is_active")
        StaffSession.objects.filter(staff=staff).delete()
        AccessToken.objects.filter(staff=staff, revoked_at__isnull=True).update(revoked_at=now)
        record(
            LEFT, scope=scope, now=now, object_type="staff", object_id=staff.id, details={"username": staff.username}
        )


def change_staff(
    *, scope: Scope, now: datetime, staff: Staff, name: str, name_en: str, employee_no: str, language: str
) -> Staff:
    """Change names, number or language of a staff member."""
    scope.need(MANAGE_STAFF)
    if not name.strip():
        raise BadInput(field="name", zh="请填写姓名。", en="Enter the name.")
    staff.name, staff.name_en = name.strip(), name_en.strip()
    staff.employee_no, staff.language = employee_no.strip(), language
    with unit_of_work(scope):
        amend(staff, "name", "name_en", "employee_no", "language")
        record(
            CHANGED, scope=scope, now=now, object_type="staff", object_id=staff.id, details={"username": staff.username}
        )
    return staff


def unlock_staff(*, scope: Scope, now: datetime, staff: Staff) -> Staff:
    """Lift the lock that failed tries put on an account."""
    scope.need(MANAGE_STAFF)
    staff.failed_tries, staff.locked_until = 0, None
    with unit_of_work(scope):
        amend(staff, "failed_tries", "locked_until")
        record(
            UNLOCKED,
            scope=scope,
            now=now,
            object_type="staff",
            object_id=staff.id,
            details={"username": staff.username},
        )
    return staff


def reset_password(*, scope: Scope, now: datetime, staff: Staff, password: str, first: bool = False) -> None:
    """Set a new password and end all sessions; the second factor stays (ASVS 6.4.3).

    With ``first`` another person hands it over: it opens nothing but the choice of an own one.
    """
    if scope.actor.id != staff.id:
        scope.need(MANAGE_STAFF)
    check_password_rule(password)
    staff.password, staff.password_is_first = make_password(password), first
    staff.failed_tries, staff.locked_until = 0, None
    with unit_of_work(scope):
        amend(staff, "password", "password_is_first", "failed_tries", "locked_until")
        StaffSession.objects.filter(staff=staff).delete()
        record(
            RESET, scope=scope, now=now, object_type="staff", object_id=staff.id, details={"username": staff.username}
        )
