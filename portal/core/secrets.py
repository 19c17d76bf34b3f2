"""Bearer secrets: shown once, stored hashed, compared in constant time."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass


@dataclass(frozen=True)
class NewSecret:
    """``plain`` is shown once; ``prefix`` finds the row; ``digest`` (32 bytes) proves it."""

    plain: str
    prefix: str
    digest: bytes


def new_secret(kind: str) -> NewSecret:
    """A secret of 256 random bits such as ``lti_ab12cd34_…``; ``kind`` tells scanners what leaked."""
    prefix = f"{kind}_{secrets.token_hex(4)}"
    plain = f"{prefix}_{secrets.token_urlsafe(32)}"
    return NewSecret(plain, prefix, digest_of(plain))


def digest_of(plain: str) -> bytes:
    """SHA-256: enough for random secrets, which no dictionary holds."""
    return hashlib.sha256(plain.encode()).digest()


def prefix_of(plain: str) -> str:
    """The part that finds the row, or an empty string when the shape is wrong."""
    parts = plain.split("_", 2)
    return "_".join(parts[:2]) if len(parts) == 3 else ""


def matches(plain: str, digest: "bytes | memoryview[int]") -> bool:
    return hmac.compare_digest(digest_of(plain), bytes(digest))
