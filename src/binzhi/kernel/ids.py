"""UUIDv7 keys made in Python (RFC 9562 section 5.7), so that rows can be written without asking the database."""

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """Return a time-ordered UUID: 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=value)
