"""Time-based one-time passwords (RFC 6238) as the second factor; the secret is sealed under the staff key."""

import hashlib
import hmac
import os
import secrets
from base64 import b32encode
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.kernel.crypto import open_bytes, seal_bytes
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope
from binzhi.org.models import Staff
from binzhi.vault.master import purpose_key
from binzhi.vault.models import SecondFactor

STEP_SECONDS = 30
TRIES, LOCK_MINUTES = 10, 15
ENROLLED = declare_act("enrol_second_factor", zh="启用了动态口令", en="Set up the one-time password")
USED_RECOVERY = declare_act(
    "use_recovery_code", zh="使用了一个恢复码,剩余 {left} 个", en="Used a recovery code; {left} are left"
)
LOCKED = declare_act("lock_codes", zh="动态口令连续输错,暂停验证", en="One-time codes paused after wrong tries")


class CodesLocked(DomainError):
    """Too many wrong codes."""

    code = "codes_locked"
    zh = "动态口令输错次数过多,请 {minutes} 分钟后再试。"
    en = "Too many wrong codes. Try again in {minutes} minutes."
    status = 429


def _bound(staff_id: UUID) -> bytes:
    return f"vault_second_factor|{staff_id}".encode()


def _totp(secret: bytes) -> TOTP:
    sha1 = SHA1()  # noqa: S303  RFC 6238 with what authenticator apps know; HMAC-SHA-1 is not broken
    return TOTP(secret, 6, sha1, STEP_SECONDS, enforce_key_length=False)


def _secret(row: SecondFactor) -> bytes:
    return open_bytes(purpose_key("staff"), bytes(row.secret), bound_to=_bound(row.staff_id))


def factor_of(staff_id: UUID) -> SecondFactor | None:
    """Return the confirmed second factor of a staff member."""
    return SecondFactor.objects.filter(staff_id=staff_id, confirmed_at__isnull=False).first()


def begin_enrolment(*, scope: Scope, staff: Staff) -> tuple[str, str]:
    """Make (or remake) an unconfirmed secret; returns it in base 32 and as an ``otpauth`` address for a QR code."""
    secret = os.urandom(20)
    with unit_of_work(scope):
        SecondFactor.objects.filter(staff_id=staff.id, confirmed_at__isnull=True).delete()
        persist(
            SecondFactor(staff_id=staff.id, secret=seal_bytes(purpose_key("staff"), secret, bound_to=_bound(staff.id)))
        )
    uri = _totp(secret).get_provisioning_uri(staff.username, "Binzhi")
    return b32encode(secret).decode(), uri


def _digest(staff_id: UUID, code: str) -> str:
    return hmac.new(purpose_key("staff"), f"{staff_id}|{code}".encode(), hashlib.sha256).hexdigest()


def _matching_step(secret: bytes, code: str, now: datetime) -> int | None:
    totp = _totp(secret)
    current = int(now.timestamp()) // STEP_SECONDS
    for step in (current, current - 1, current + 1):
        if hmac.compare_digest(totp.generate(step * STEP_SECONDS), code.encode()):
            return step
    return None


def confirm_enrolment(*, scope: Scope, now: datetime, staff: Staff, code: str) -> list[str] | None:
    """Confirm with a first code; returns ten recovery codes (shown once), or None when the code is wrong."""
    with unit_of_work(scope):
        row = SecondFactor.objects.filter(staff_id=staff.id, confirmed_at__isnull=True).first()
        step = _matching_step(_secret(row), code, now) if row else None
        if row is None or step is None:
            return None
        recovery = [secrets.token_hex(5) for _ in range(10)]
        row.confirmed_at, row.last_step = now, step
        row.recovery_digests = [_digest(staff.id, c) for c in recovery]
        amend(row, "confirmed_at", "last_step", "recovery_digests")
        record(ENROLLED, scope=scope, now=now, object_type="staff", object_id=staff.id)
        return recovery


def check_second_factor(*, scope: Scope, now: datetime, staff: Staff, code: str) -> bool:
    """Check a code or a recovery code; each is good once (ASVS 6.5.1).

    Wrong codes are counted on the account, over all sessions: after ten nothing is checked for a while
    (:class:`CodesLocked`), else someone with the password could try codes by signing in again and again.
    """
    code = code.strip().lower().replace(" ", "")
    with unit_of_work(scope):
        row = locked(SecondFactor.objects.filter(staff_id=staff.id, confirmed_at__isnull=False)).first()
        if row is None:
            return False
        if row.locked_until is not None and row.locked_until > now:
            raise CodesLocked(minutes=LOCK_MINUTES)
        good = _use_recovery_code(scope, now, row, code) or _use_step(row, code, now)
        row.failed_tries, row.locked_until = (0 if good else row.failed_tries + 1), None
        if row.failed_tries >= TRIES:
            row.failed_tries, row.locked_until = 0, now + timedelta(minutes=LOCK_MINUTES)
            record(LOCKED, scope=scope, now=now, object_type="staff", object_id=staff.id)
        amend(row, "recovery_digests", "last_step", "failed_tries", "locked_until")
    return good


def _use_recovery_code(scope: Scope, now: datetime, row: SecondFactor, code: str) -> bool:
    digest = _digest(row.staff_id, code)
    if digest not in row.recovery_digests:
        return False
    row.recovery_digests = [d for d in row.recovery_digests if d != digest]
    details = {"left": len(row.recovery_digests)}
    record(USED_RECOVERY, scope=scope, now=now, object_type="staff", object_id=row.staff_id, details=details)
    return True


def _use_step(row: SecondFactor, code: str, now: datetime) -> bool:
    step = _matching_step(_secret(row), code, now)
    if step is None or step <= row.last_step:
        return False
    row.last_step = step
    return True
