"""What stands in place of a masked value: one word of letters and digits.

``secret`` or ``pseudonym``, the kind, and 24 hexadecimal digits: ``secretpassword1f3a…``. The digits are the first 96
bits of HMAC-SHA-256 over kind and value, so equal values of equal kind give equal tokens under one key, and nobody
without the key can try values. One word is one token of the text index, and needs no quotes anywhere.
"""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from ingestion.normalise.masking.regular import compiled

SECRET_KINDS = (
    "password", "token", "session", "cookie", "jwt", "apikey", "secret", "privatekey", "card", "iban", "code", "crowd",
)  # fmt: skip
PERSONAL_KINDS = ("mail", "name", "phone", "nationalid", "address", "ip", "user")
DIGITS = 24
_KINDS = "|".join((*SECRET_KINDS, *PERSONAL_KINDS))
TOKEN = compiled(rf"(secret|pseudonym)({_KINDS})([0-9a-f]{{{DIGITS}}})".encode())
PSEUDONYM = compiled(rf"pseudonym({'|'.join(PERSONAL_KINDS)})([0-9a-f]{{{DIGITS}}})".encode())


@dataclass(frozen=True)
class Tokens:
    """Makes tokens under the two keys."""

    secrets: bytes
    pseudonyms: bytes

    def secret(self, kind: str, value: bytes) -> bytes:
        return b"secret" + kind.encode() + _digits(self.secrets, kind, value)

    def pseudonym(self, kind: str, value: bytes) -> bytes:
        """``value`` in the one spelling of its kind, see ``personal.spelling``."""
        return b"pseudonym" + kind.encode() + _digits(self.pseudonyms, kind, value)


def _digits(key: bytes, kind: str, value: bytes) -> bytes:
    keyed = _keyed(key, kind).copy()
    keyed.update(value)
    return keyed.finalize()[: DIGITS // 2].hex().encode()


@lru_cache(maxsize=64)
def _keyed(key: bytes, kind: str) -> HMAC:
    """The hash with key and kind in it already: only copies of it are fed."""
    keyed = HMAC(key, SHA256())
    keyed.update(kind.encode() + b"\x00")
    return keyed


def is_token(value: bytes) -> bool:
    return value[:1] in b"sp" and TOKEN.fullmatch(value) is not None
