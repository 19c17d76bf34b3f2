"""Sealing bytes with AES-256-GCM under a key of their own each, so that no number of them wears a key out.

The key is HMAC-SHA-256 of 32 random bytes, which stand in front; it is used once (NIST SP 800-38D, 8.3).
"""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SALT = 32
NONCE = bytes(12)


class CannotOpen(RuntimeError):
    """Sealed under another ``LANTERN_MASKING_KEY``, or damaged."""


def closed(key: bytes, plain: bytes, beside: bytes) -> bytes:
    """``beside`` is authenticated with it, and has to be given again to open it."""
    salt = os.urandom(SALT)
    return salt + AESGCM(_own(key, salt)).encrypt(NONCE, plain, beside)


def opened(key: bytes, sealed: bytes, beside: bytes) -> bytes:
    try:
        return AESGCM(_own(key, sealed[:SALT])).decrypt(NONCE, sealed[SALT:], beside)
    except InvalidTag as error:
        raise CannotOpen(
            "This was sealed under another LANTERN_MASKING_KEY, or it is damaged: it cannot be opened."
        ) from error


def _own(key: bytes, salt: bytes) -> bytes:
    return hmac.digest(key, salt, "sha256")
