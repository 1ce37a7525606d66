"""Amounts of money: Decimal with two places and an ISO 4217 code."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")


def amount(value: Decimal | str | int | float) -> Decimal:
    """Return the amount rounded half up to two places; raises ValueError for anything that is no number."""
    try:
        number = Decimal(str(value))
        if not number.is_finite():
            raise ValueError(f"not a finite amount: {value!r}")
        return number.quantize(CENT, rounding=ROUND_HALF_UP)
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {value!r}") from error
