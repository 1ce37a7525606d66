"""Amounts with two places; UUIDv7 keys that sort by time."""

import time
from decimal import Decimal
from uuid import RFC_4122

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binzhi.kernel.ids import uuid7
from binzhi.kernel.money import amount


@pytest.mark.parametrize(
    ("given_value", "kept"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("1.004", "1.00"), (2.675, "2.68"), (19, "19.00"), ("1E+3", "1000.00")],
)
def test_an_amount_is_rounded_half_up(given_value: str | float, kept: str) -> None:
    assert amount(given_value) == Decimal(kept)
    assert str(amount(given_value)) == kept


@pytest.mark.parametrize("nonsense", ["", "abc", "NaN", "Infinity", "1,000", "12元", "1e999999"])
def test_what_is_no_amount_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match=r"amount"):
        amount(nonsense)


@given(st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False))
def test_rounding_twice_is_rounding_once(value: Decimal) -> None:
    once = amount(value)
    assert amount(once) == once
    assert abs(once - value) <= Decimal("0.005")


def test_keys_are_version_7_and_all_different() -> None:
    keys = [uuid7() for _ in range(2000)]
    assert {key.version for key in keys} == {7}
    assert {key.variant for key in keys} == {RFC_4122}
    assert len(set(keys)) == len(keys)


def test_a_later_key_sorts_later() -> None:
    before = time.time_ns() // 1_000_000
    first = uuid7()
    time.sleep(0.003)
    second = uuid7()
    assert first < second
    assert first.hex < second.hex
    assert before <= first.int >> 80 <= second.int >> 80 <= time.time_ns() // 1_000_000


def test_keys_made_one_after_the_other_keep_their_order() -> None:
    keys = [uuid7() for _ in range(5000)]
    moments = [key.int >> 64 for key in keys]
    assert moments == sorted(moments)
    assert len(set(moments)) > 100, "the part of the millisecond is missing"
