"""A sealed parcel: values on the way from a reader to a profile. Bound to one person, and to the minute it ends.

Sealed under a key of its own derived from the master key, because there is no guest yet whose key could be used. Who
it is for and when it ends are part of the seal: a row changed in the database does not open.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from binzhi.kernel.crypto import CannotOpen, open_bytes, seal_bytes
from binzhi.kernel.errors import DomainError
from binzhi.vault.master import purpose_key

PURPOSE = "parcel"


class ParcelClosed(DomainError):
    """The parcel ended, is for somebody else, or was changed; the three are never told apart."""

    code = "parcel_closed"
    zh = "这次读取的内容已失效（超过30分钟）或不属于您，请重新扫描。"
    en = "What was read has ended (30 minutes) or is not yours. Scan again."
    status = 410


def _bound(parcel_id: UUID, staff_id: UUID, ends_at: datetime) -> bytes:
    return f"parcel|{parcel_id}|{staff_id}|{int(ends_at.timestamp())}".encode()


def seal_bytes_for(*, parcel_id: UUID, staff_id: UUID, ends_at: datetime, plain: bytes) -> bytes:
    """Return sealed bytes (a picture on its way to the reader) for one person until a moment."""
    return seal_bytes(purpose_key(PURPOSE), plain, bound_to=_bound(parcel_id, staff_id, ends_at))


def open_bytes_for(*, parcel_id: UUID, staff_id: UUID, ends_at: datetime, now: datetime, sealed: bytes) -> bytes:
    """Open what :func:`seal_bytes_for` made; refuses with :class:`ParcelClosed`."""
    if now >= ends_at:
        raise ParcelClosed
    try:
        return open_bytes(purpose_key(PURPOSE), bytes(sealed), bound_to=_bound(parcel_id, staff_id, ends_at))
    except CannotOpen as error:
        raise ParcelClosed from error


def seal_parcel(*, parcel_id: UUID, staff_id: UUID, ends_at: datetime, content: dict[str, Any]) -> bytes:
    """Return the sealed form of values for one person until a moment."""
    plain = json.dumps(content, ensure_ascii=False).encode()
    return seal_bytes_for(parcel_id=parcel_id, staff_id=staff_id, ends_at=ends_at, plain=plain)


def open_parcel(*, parcel_id: UUID, staff_id: UUID, ends_at: datetime, now: datetime, sealed: bytes) -> dict[str, Any]:
    """Open a parcel for the person it is for; refuses with :class:`ParcelClosed`."""
    plain = open_bytes_for(parcel_id=parcel_id, staff_id=staff_id, ends_at=ends_at, now=now, sealed=sealed)
    content: dict[str, Any] = json.loads(plain)
    return content
