"""The primitives: what was sealed opens only unchanged, in its place, with its key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binzhi.kernel.crypto import (
    CannotOpen,
    derive_key,
    keyed_digest,
    new_key,
    open_bytes,
    seal_bytes,
    unwrap_key,
    wrap_key,
)

KEY = bytes(range(32))


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_what_was_sealed_opens(plain: bytes, place: bytes) -> None:
    assert open_bytes(KEY, seal_bytes(KEY, plain, bound_to=place), bound_to=place) == plain


@given(st.binary(min_size=1, max_size=60), st.data())
def test_one_changed_bit_anywhere_is_refused(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal_bytes(KEY, plain, bound_to=b"here"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotOpen):
        open_bytes(KEY, bytes(sealed), bound_to=b"here")


@given(st.integers(0, 60))
def test_cut_bytes_are_refused(length: int) -> None:
    sealed = seal_bytes(KEY, b"11010519491231002X", bound_to=b"here")
    if length < len(sealed):
        with pytest.raises(CannotOpen):
            open_bytes(KEY, sealed[:length], bound_to=b"here")


def test_a_moved_value_is_refused() -> None:
    sealed = seal_bytes(KEY, b"secret", bound_to=b"guests_contact|a|1|value")
    for place in (b"guests_contact|b|1|value", b"guests_contact|a|2|value", b"guests_document|a|1|value", b""):
        with pytest.raises(CannotOpen):
            open_bytes(KEY, sealed, bound_to=place)


def test_another_key_is_refused() -> None:
    with pytest.raises(CannotOpen):
        open_bytes(new_key(), seal_bytes(KEY, b"secret", bound_to=b""), bound_to=b"")


def test_sealing_twice_never_gives_the_same_bytes() -> None:
    sealed = {seal_bytes(KEY, b"same", bound_to=b"here") for _ in range(500)}
    assert len(sealed) == 500
    assert len({one[1:13] for one in sealed}) == 500, "a nonce was used twice"


def test_a_wrapped_key_comes_back_only_with_its_master() -> None:
    key = new_key()
    assert unwrap_key(KEY, wrap_key(KEY, key)) == key
    assert key not in wrap_key(KEY, key)
    with pytest.raises(CannotOpen):
        unwrap_key(new_key(), wrap_key(KEY, key))
    with pytest.raises(CannotOpen):
        unwrap_key(KEY, wrap_key(KEY, key)[:-1] + b"x")


def test_a_digest_needs_its_key() -> None:
    assert keyed_digest(KEY, "x") == keyed_digest(KEY, "x")
    assert keyed_digest(KEY, "x") != keyed_digest(new_key(), "x")
    assert len(keyed_digest(KEY, "x")) == 16


def test_each_purpose_has_its_own_key() -> None:
    keys = {
        derive_key(KEY, purpose) for purpose in ("wrap", "index/document", "index/contact", "index/member", "staff")
    }
    assert len(keys) == 5
    assert KEY not in keys
