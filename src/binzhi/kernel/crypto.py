"""Authenticated encryption, key wrapping and keyed digests; the only file that touches the primitives.

AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce, AES key wrap (RFC 3394), HMAC-SHA-256 (RFC 2104).
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

VERSION = 1
NONCE_BYTES = 12


class CannotOpen(Exception):
    """The bytes were changed, moved to another row, or sealed with another key."""


def new_key() -> bytes:
    """Return 256 random bits."""
    return os.urandom(32)


def seal_bytes(key: bytes, plain: bytes, *, bound_to: bytes) -> bytes:
    """Encrypt; the result is version byte, nonce, ciphertext and tag, and opens only with the same ``bound_to``."""
    nonce = os.urandom(NONCE_BYTES)
    return bytes([VERSION]) + nonce + AESGCM(key).encrypt(nonce, plain, bytes([VERSION]) + bound_to)


def open_bytes(key: bytes, sealed: bytes, *, bound_to: bytes) -> bytes:
    """Decrypt what :func:`seal_bytes` made; raises :class:`CannotOpen` when anything differs."""
    if len(sealed) < 1 + NONCE_BYTES + 16 or sealed[0] != VERSION:
        raise CannotOpen("unknown form")
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, bytes([VERSION]) + bound_to)
    except InvalidTag as error:
        raise CannotOpen("tag mismatch") from error


def wrap_key(master: bytes, key: bytes) -> bytes:
    """Wrap a data key under the master key."""
    return aes_key_wrap(master, key)


def unwrap_key(master: bytes, wrapped: bytes) -> bytes:
    """Unwrap a data key; raises :class:`CannotOpen` with another master key."""
    try:
        return aes_key_unwrap(master, wrapped)
    except InvalidUnwrap as error:
        raise CannotOpen("key unwrap failed") from error


def keyed_digest(key: bytes, text: str, *, size: int = 16) -> bytes:
    """Return a truncated HMAC-SHA-256; never an unkeyed hash of a document or phone number."""
    return hmac.digest(key, text.encode(), "sha256")[:size]


def derive_key(master: bytes, purpose: str) -> bytes:
    """Derive a key for one purpose from the master key (HMAC as a one-step KDF, NIST SP 800-56C)."""
    return hmac.new(master, b"binzhi/" + purpose.encode(), hashlib.sha256).digest()
