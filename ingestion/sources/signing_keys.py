"""Keys of senders that sign, sealed at rest: whoever verifies an HMAC needs the secret itself.

The ``sealed_key`` column holds nonce || AES-256-GCM ciphertext || tag, bound to the token's prefix by the additional
data. The encryption key comes from ``LANTERN_SECRET_KEY`` by HKDF-SHA256 (RFC 5869): after that secret changes, tokens
that sign have to be made anew.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
INFO = b"lantern ingest signing key"


class KeyUnreadable(Exception):
    """The stored key does not open with this site's secret."""


def seal(secret: str, prefix: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, secret.encode(), prefix.encode())


def unseal(sealed: "bytes | memoryview[int]", prefix: str) -> bytes:
    """The secret as it was shown, in UTF-8; raises ``KeyUnreadable``."""
    stored = bytes(sealed)
    try:
        return _cipher().decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], prefix.encode())
    except (InvalidTag, ValueError) as error:
        raise KeyUnreadable(prefix) from error


def _cipher() -> AESGCM:
    secret = settings.SECRET_KEY.encode()
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=INFO).derive(secret))
