"""The bodies of spool rows: compressed, then sealed with AES-256-GCM, as they hold what masking has not seen yet.

PostgreSQL keeps deleted rows in its files and its log for a while; without the masking key they say nothing. Each body
has a key of its own, HMAC-SHA-256 of 32 random bytes that stand in front, so that no number of rows wears a key out
(NIST SP 800-38D, 8.3).
"""

import hmac
import os

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ingestion.pipeline.masking import keys

LEVEL = 1  # Zstandard: about 500 MB/s here, and a sixth of the size; level 3 saves nothing on these lines
VERSION = b"\x01"
SALT = 32
NONCE = bytes(12)  # the key is used once
PLAIN = b"\x28\xb5\x2f\xfd"  # Zstandard's own beginning: rows that an earlier release spooled


class SpoolSealedElsewhere(RuntimeError):
    """A spooled body was sealed under another ``LANTERN_MASKING_KEY``, or it is damaged."""


def closed(body: bytes) -> bytes:
    """What is kept of ``body``."""
    salt = os.urandom(SALT)
    packed = zstandard.ZstdCompressor(level=LEVEL).compress(body)
    return VERSION + salt + AESGCM(_key(salt)).encrypt(NONCE, packed, VERSION)


def opened(kept: bytes, size: int) -> bytes:
    """The body again; ``size`` is its length. Raises ``SpoolSealedElsewhere``."""
    return zstandard.ZstdDecompressor().decompress(_packed(kept), max_output_size=max(size, 1))


def _packed(kept: bytes) -> bytes:
    if kept.startswith(PLAIN):
        return kept
    salt = kept[1 : 1 + SALT]
    try:
        return AESGCM(_key(salt)).decrypt(NONCE, kept[1 + SALT :], VERSION)
    except InvalidTag as error:
        raise SpoolSealedElsewhere(
            "The spooled bytes cannot be opened: LANTERN_MASKING_KEY is not the one they were sealed with."
        ) from error


def _key(salt: bytes) -> bytes:
    return hmac.digest(keys().spool, salt, "sha256")
