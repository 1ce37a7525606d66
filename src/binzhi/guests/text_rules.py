"""What a free text must not hold: document and card numbers (they belong in sealed fields)."""

import re

from stdnum import luhn

from binzhi.guests.errors import NumbersInNote
from binzhi.kernel.documents import read_id_card

_LONG = re.compile(r"(?<![0-9A-Za-z])[0-9][0-9 \-]{12,21}[0-9Xx](?![0-9A-Za-z])")


def refuse_numbers(text: str) -> None:
    """Refuse a text that holds a resident ID number or a payment card number (:class:`NumbersInNote`)."""
    for match in _LONG.finditer(text):
        digits = re.sub(r"[ \-]", "", match.group())
        if read_id_card(digits) is not None or (13 <= len(digits) <= 19 and digits.isdigit() and luhn.is_valid(digits)):
            raise NumbersInNote
