"""Answers kept for a retried POST: same key, same answer; same key with another request is refused."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from binzhi.kernel.errors import DomainError
from binzhi.org.models import GivenAnswer, Staff


class KeyReused(DomainError):
    """The key was used for another request."""

    code = "idempotency_key_reused"
    zh = "同一个 Idempotency-Key 已用于另一个请求，请换一个新的。"
    en = "This Idempotency-Key was used for another request. Use a new one."
    status = 422


class StillRunning(DomainError):
    """The first request with the key has not been answered yet."""

    code = "request_running"
    zh = "使用同一 Idempotency-Key 的请求仍在处理中，请稍后重试。"
    en = "A request with this Idempotency-Key is still running. Try again shortly."
    status = 409


def request_hash(method: str, path: str, body: bytes) -> str:
    """Return what identifies a request: keyed, because a body may hold a document or phone number."""
    parts = b"\0".join([method.encode(), path.encode(), body])
    return salted_hmac("binzhi.org.answers", parts, algorithm="sha256").hexdigest()


def claim_answer(*, now: datetime, staff: Staff, key: str, digest: str) -> tuple[GivenAnswer, bool]:
    """Claim the key: (row, True) for the first request, (row with the answer, False) for a repeated one.

    Refuses the key with another request (:class:`KeyReused`) and one still running (:class:`StillRunning`).
    """
    try:
        with transaction.atomic():
            return GivenAnswer.objects.create(staff=staff, key=key, request_hash=digest, given_at=now), True
    except IntegrityError:
        row = GivenAnswer.objects.get(staff=staff, key=key)
    if row.request_hash != digest:
        raise KeyReused
    if row.status == 0:
        raise StillRunning
    return row, False


def keep_answer(*, row: GivenAnswer, status: int, body: str, content_type: str) -> None:
    """Keep the answer; a server fault is not kept, so that a retry may succeed."""
    if status >= 500:
        row.delete()
        return
    row.status, row.body, row.content_type = status, body, content_type
    row.save(update_fields=["status", "body", "content_type"])
