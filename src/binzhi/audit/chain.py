"""The canonical bytes and the hash of an act; a stand-alone verifier needs this page only.

hash = SHA-256 over length-prefixed fields in a fixed order, the first being the previous hash (security note: a chain
alone shows edits only to those who kept an earlier hash, hence the witness lines of ``binzhi audit witness``).
"""

import hashlib
import json
from datetime import UTC
from uuid import UUID

from binzhi.audit.models import Act

GENESIS = bytes(32)


def _parts(act: Act, prev_hash: bytes) -> list[bytes]:
    def text(value: str | UUID | None) -> bytes:
        return b"" if value is None else str(value).encode()

    details = json.dumps(act.details, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return [
        bytes(prev_hash),
        text(act.chain_id),
        str(act.seq).encode(),
        text(act.id),
        text(act.name),
        b"1" if act.is_read else b"0",
        act.at.astimezone(UTC).isoformat(timespec="microseconds").encode(),
        text(act.actor_kind),
        text(act.actor_id),
        text(act.actor_name),
        text(act.guest_id),
        text(act.object_type),
        text(act.object_id),
        text(act.purpose),
        details,
        text(act.request_id),
    ]


def link_hash(act: Act, prev_hash: bytes) -> bytes:
    """Return the hash of the act as the next link after ``prev_hash``."""
    digest = hashlib.sha256()
    for part in _parts(act, prev_hash):
        digest.update(len(part).to_bytes(4, "big"))
        digest.update(part)
    return digest.digest()
