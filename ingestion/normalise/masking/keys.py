"""The keys of masking, derived from one secret setting (HKDF-SHA256, RFC 5869)."""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LEAST = 16  # characters of the setting: shorter ones can be guessed


@dataclass(frozen=True)
class Keys:
    """32 bytes each. ``secrets`` and ``pseudonyms`` make tokens; ``originals`` and ``spool`` are for AES-256-GCM."""

    secrets: bytes
    pseudonyms: bytes
    originals: bytes
    spool: bytes


@lru_cache(maxsize=8)
def derive(setting: str) -> Keys:
    """Raises ``ValueError`` for a setting of fewer than 16 characters."""
    if len(setting) < LEAST:
        raise ValueError(f"The masking key has {len(setting)} characters; it needs at least {LEAST}.")
    return Keys(*(_derived(setting, use) for use in ("secrets", "pseudonyms", "originals", "spool")))


def _derived(setting: str, use: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=b"lantern masking 1", info=use.encode())
    return made.derive(setting.encode())
