"""The ingest token inside an ``Authorization`` header, as each kind of sender writes it."""

import base64
import binascii
from collections.abc import Callable, Collection

from ingestion.sources.token_use import TokenRefused
from ingestion.sources.tokens import KIND

LONGEST = 1024


def secret_of(header: str, schemes: Collection[str]) -> str:
    """The secret in ``Authorization: SCHEME …``; raises ``TokenRefused``: ``missing``, or ``malformed`` where it is
    not written in one of ``schemes``.

    ``bearer`` and ``splunk`` carry it as it is, ``basic`` (RFC 7617) as the password of any user, and ``apikey``
    (Elasticsearch) as it is or as the key in Base64 of ``id:key``.
    """
    if not header.strip():
        raise TokenRefused("missing")
    scheme, _, rest = header.partition(" ")
    reader = READERS.get(scheme.lower())
    if reader is None or scheme.lower() not in schemes or len(rest) > LONGEST:
        raise TokenRefused("malformed")
    secret = reader(rest.strip())
    if not secret:
        raise TokenRefused("missing")
    return secret


def _plain(text: str) -> str:
    return text


def _password(text: str) -> str:
    """Of ``user:password``; some senders put the token first and leave the password empty."""
    user, _, password = _decoded(text).partition(":")
    return password or user


def _key(text: str) -> str:
    return text if text.startswith(f"{KIND}_") else _password(text)


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        raise TokenRefused("malformed") from None


READERS: dict[str, Callable[[str], str]] = {
    "bearer": _plain,
    "splunk": _plain,
    "basic": _password,
    "apikey": _key,
}
