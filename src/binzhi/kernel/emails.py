"""E-mail addresses: one normal form for look-up."""

import re
import unicodedata

_SHAPE = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def normalise_email(text: str) -> str | None:
    """Return the address in NFKC and lower case, or None when it has not the shape of one."""
    address = unicodedata.normalize("NFKC", text).strip().lower()
    return address if len(address) <= 254 and _SHAPE.fullmatch(address) else None
