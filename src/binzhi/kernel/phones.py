"""Telephone numbers in E.164, by Google's libphonenumber data."""

from functools import lru_cache

import phonenumbers


@lru_cache(maxsize=4096)
def normalise_phone(text: str, *, region: str = "CN") -> str | None:
    """Return the number in E.164 (``+8613800138000``) or None when it cannot be one."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
