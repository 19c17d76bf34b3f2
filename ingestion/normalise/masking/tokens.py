"""What stands in place of a masked value: one word of letters and digits.

``secret`` or ``pseudonym``, the kind, and 24 hexadecimal digits: ``secretpassword1f3a…``. The digits are the first 96
bits of HMAC-SHA-256 over kind and value, so equal values of equal kind give equal tokens under one key, and nobody
without the key can try values. One word is one token of the text index, and needs no quotes anywhere.
"""

import re
from binascii import hexlify
from dataclasses import dataclass, field
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
BEGINNINGS = (b"secret", b"pseudonym")
TOKEN_FORM = rf"(secret|pseudonym)({_KINDS})([0-9a-f]{{{DIGITS}}})".encode()
TOKEN = compiled(TOKEN_FORM)
WHOLE_TOKEN = re.compile(TOKEN_FORM)  # Python's own, in half the time
PSEUDONYM = compiled(rf"pseudonym({'|'.join(PERSONAL_KINDS)})([0-9a-f]{{{DIGITS}}})".encode())


@dataclass(frozen=True)
class Tokens:
    """Makes tokens under the two keys."""

    secrets: bytes
    pseudonyms: bytes
    _begun: dict[str, tuple[bytes, HMAC]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def secret(self, kind: str, value: bytes) -> bytes:
        prefix, keyed = self._begun.get(kind) or self._begin(kind)
        keyed = keyed.copy()
        keyed.update(value)
        return prefix + hexlify(keyed.finalize()[: DIGITS // 2])

    def _begin(self, kind: str) -> tuple[bytes, HMAC]:
        begun = self._begun[kind] = _begun(self.secrets, "secret", kind)
        return begun

    def pseudonym(self, kind: str, value: bytes) -> bytes:
        """``value`` in the one spelling of its kind, see ``personal.spelling``."""
        prefix, keyed = _begun(self.pseudonyms, "pseudonym", kind)
        keyed = keyed.copy()
        keyed.update(value)
        return prefix + hexlify(keyed.finalize()[: DIGITS // 2])


@lru_cache(maxsize=64)
def _begun(key: bytes, family: str, kind: str) -> tuple[bytes, HMAC]:
    """What a token begins with, and the hash with key and kind in it already: only copies of it are fed."""
    keyed = HMAC(key, SHA256())
    keyed.update(kind.encode() + b"\x00")
    return f"{family}{kind}".encode(), keyed


def is_token(value: bytes) -> bool:
    return value.startswith(BEGINNINGS) and WHOLE_TOKEN.fullmatch(value) is not None


def holds_token(value: bytes) -> bool:
    """Whether something in the value is masked already; nearly every value is told by its words alone."""
    return (b"secret" in value or b"pseudonym" in value) and TOKEN.search(value) is not None
