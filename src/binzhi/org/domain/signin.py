"""Signing in: lockout, sessions with idle and absolute limits, access tokens."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope
from binzhi.org.access import scope_for
from binzhi.org.models import AccessToken, Staff, StaffSession

TRIES = 5
LOCK_MINUTES = 15
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
SESSIONS_SIDE_BY_SIDE = 2

SIGNED_IN = declare_act("sign_in", zh="登录", en="Signed in")
SIGNED_OUT = declare_act("sign_out", zh="退出", en="Signed out")
FAILED = declare_act("sign_in_failed", zh="登录失败", en="Sign-in failed")
LOCKED = declare_act("lock_account", zh="连续失败，账号锁定至 {until}", en="Locked until {until} after failed tries")
MADE_TOKEN = declare_act("create_token", zh="创建访问令牌", en="Created an access token")


@lru_cache(maxsize=1)
def _nobody() -> str:
    return make_password("a password nobody has")


class SignInRefused(DomainError):
    """Unknown user, wrong password, or not active: one answer for all."""

    code = "sign_in_refused"
    zh = "登录名或密码不正确。"
    en = "The user name or the password is not right."
    status = 401


class AccountLocked(DomainError):
    """Too many failed tries."""

    code = "account_locked"
    zh = "连续输错次数过多，账号已锁定 {minutes} 分钟。请稍后再试或联系系统管理员。"
    en = "Too many failed tries; the account is locked for {minutes} minutes. Wait, or ask the system administrator."
    status = 429


def check_sign_in(*, now: datetime, username: str, password: str) -> Staff:
    """Check user name and password. Counts failures and locks after five; equal answers for unknown users."""
    staff: Staff | None = Staff.objects.filter(username=username.strip().lower()).first()
    if staff is None or not staff.is_active:
        check_password(password, _nobody())  # the same time for an unknown user
        raise SignInRefused
    if staff.locked_until and staff.locked_until > now:
        raise AccountLocked(minutes=LOCK_MINUTES)
    right = check_password(password, staff.password)
    scope = scope_for(staff)
    if right:
        if staff.failed_tries or staff.locked_until:
            staff.failed_tries, staff.locked_until = 0, None
            with unit_of_work(scope):
                amend(staff, "failed_tries", "locked_until")
        return staff
    _count_failure(scope, now, staff)
    raise SignInRefused


def _count_failure(scope: Scope, now: datetime, staff: Staff) -> None:
    with unit_of_work(scope):
        staff = locked(Staff.objects.filter(id=staff.id)).get()  # guesses side by side are counted one by one
        staff.failed_tries += 1
        record(FAILED, scope=scope, now=now, object_type="staff", object_id=staff.id)
        if staff.failed_tries >= TRIES:
            staff.failed_tries, staff.locked_until = 0, now + timedelta(minutes=LOCK_MINUTES)
            until = staff.locked_until.isoformat(timespec="minutes")
            record(LOCKED, scope=scope, now=now, object_type="staff", object_id=staff.id, details={"until": until})
        amend(staff, "failed_tries", "locked_until")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def start_session(
    *, scope: Scope, now: datetime, staff: Staff, session_key: str, address: str = "", device: str = ""
) -> list[str]:
    """Note the new session; returns the session keys that must end because too many stand side by side."""
    with unit_of_work(scope):
        StaffSession.objects.filter(staff=staff, seen_at__lt=now - ABSOLUTE).delete()
        others = list(StaffSession.objects.filter(staff=staff).order_by("-seen_at"))
        ended = others[SESSIONS_SIDE_BY_SIDE - 1 :]
        StaffSession.objects.filter(id__in=[s.id for s in ended]).delete()
        persist(
            StaffSession(
                staff=staff,
                key_digest=_digest(session_key),
                session_key=session_key,
                started_at=now,
                seen_at=now,
                address=address[:45],
                device=device[:120],
            )
        )
        record(SIGNED_IN, scope=scope, now=now, object_type="staff", object_id=staff.id)
    return [s.session_key for s in ended]


def session_alive(*, now: datetime, staff_id: UUID, session_key: str) -> bool:
    """Tell whether a session stands within its limits; notes at most once a minute that it was used."""
    row = StaffSession.objects.filter(key_digest=_digest(session_key), staff_id=staff_id).first()
    if row is None or now - row.started_at > ABSOLUTE or now - row.seen_at > IDLE:
        return False
    if now - row.seen_at > timedelta(minutes=1):
        StaffSession.objects.filter(id=row.id).update(seen_at=now)
    return True


def end_session(*, scope: Scope, now: datetime, staff: Staff, session_key: str) -> None:
    """End one session."""
    with unit_of_work(scope):
        StaffSession.objects.filter(key_digest=_digest(session_key)).delete()
        record(SIGNED_OUT, scope=scope, now=now, object_type="staff", object_id=staff.id)


def create_token(*, scope: Scope, now: datetime, staff: Staff, label: str = "", days: int = 90) -> str:
    """Create an access token of the API and return it; it cannot be shown again."""
    token = "bz_" + secrets.token_urlsafe(32)
    with unit_of_work(scope):
        row = persist(
            AccessToken(
                staff=staff,
                digest=_digest(token),
                label=label,
                created_at=now,
                expires_at=now + timedelta(days=days),
            )
        )
        record(
            MADE_TOKEN, scope=scope, now=now, object_type="staff", object_id=staff.id, details={"token": str(row.id)}
        )
    return token


def staff_of_token(*, now: datetime, token: str) -> Staff | None:
    """Return the staff member of a valid token."""
    row = AccessToken.objects.select_related("staff").filter(digest=_digest(token)).first()
    if row is None or row.revoked_at or row.expires_at <= now or not row.staff.is_active:
        return None
    return row.staff
