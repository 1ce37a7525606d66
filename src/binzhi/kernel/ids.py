"""UUIDv7 keys made in Python (RFC 9562 section 5.7), so that rows can be written without asking the database."""

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """Return a time-ordered UUID: 48 bits of Unix milliseconds, 12 bits of the part of the millisecond, then random bits.

    The part of the millisecond (RFC 9562 section 6.2, method 3) keeps rows of one request in the order they were made.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (nanoseconds << 12) // 1_000_000 << 64
    return UUID(int=value | 0x2 << 62 | int.from_bytes(os.urandom(8), "big") >> 2)
