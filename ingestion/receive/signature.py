"""Signed requests: a strict part of HTTP Message Signatures (RFC 9421) with Content-Digest (RFC 9530).

One algorithm, ``hmac-sha256``; derived components and a few header fields without parameters; the method, the path,
the query where there is one, the digest of the content, its type and its coding must be covered. What is outside this part is
refused with a sentence that says so: a signature that covers less than its sender believes is worse than none.
"""

import hashlib
import hmac
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import http_sf
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path

from ingestion.receive.errors import BadSignature

ALGORITHM = "hmac-sha256"
LONGEST = 4096  # characters of a Signature, Signature-Input or Content-Digest field
LONGEST_NONCE = 256
FIELDS = {"content-digest", "content-type", "content-encoding", "content-length", "date"}
MEANING = ("content-encoding", "content-type")
PARAMETERS: dict[str, type] = {
    "created": int, "expires": int, "nonce": str, "keyid": str, "alg": str, "tag": str,
}  # fmt: skip
DIGESTS: dict[str, Callable[[], "hashlib._Hash"]] = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}


@dataclass(frozen=True)
class Signature:
    """What a request says of its signature. Times are seconds since 1970; ``base`` is what was signed (RFC 9421, 2.5)."""

    keyid: str
    created: int
    expires: int | None
    base: bytes
    value: bytes

    def made_with(self, key: bytes) -> bool:
        """Whether ``key`` made it, compared in constant time."""
        return hmac.compare_digest(hmac.digest(key, self.base, "sha256"), self.value)


def is_signed(request: HttpRequest) -> bool:
    return "Signature-Input" in request.headers


def signature_of(request: HttpRequest) -> Signature:
    """The one signature of a request, not yet verified; raises ``BadSignature``."""
    inputs, values = _dictionary(request, "Signature-Input"), _dictionary(request, "Signature")
    if len(inputs) != 1 or set(inputs) != set(values):
        raise BadSignature("Sign with exactly one signature, under the same label in both fields.")
    ((label, described),) = inputs.items()
    covered, parameters = _described(described)
    value = values[label][0] if isinstance(values[label], tuple) else None
    if not isinstance(value, bytes):
        raise BadSignature("Signature is a byte sequence between colons (RFC 8941, 3.3.5).")
    _require_covered(request, covered)
    lines = [f'"{name}": {_component(request, name)}' for name in covered]
    lines.append(f'"@signature-params": {http_sf.ser([described])}')
    return Signature(
        keyid=parameters["keyid"],
        created=parameters["created"],
        expires=parameters.get("expires"),
        base="\n".join(lines).encode("latin-1", "replace"),
        value=value,
    )


def digests_of(request: HttpRequest) -> dict[str, bytes]:
    """What Content-Digest says, for the algorithms that are known; raises ``BadSignature`` when there is none."""
    stated = {
        name: value[0] for name, value in _dictionary(request, "Content-Digest").items() if name in DIGESTS
    }
    if not stated or not all(isinstance(value, bytes) for value in stated.values()):
        raise BadSignature(f"Content-Digest needs one of {', '.join(DIGESTS)}.")
    return stated


def has_content(request: HttpRequest) -> bool:
    return bool(request.META.get("CONTENT_LENGTH") or request.META.get("HTTP_TRANSFER_ENCODING"))


def _dictionary(request: HttpRequest, field: str) -> dict[str, Any]:
    text = request.headers.get(field, "")
    try:
        parsed = http_sf.parse(text[: LONGEST + 1].encode("ascii"), tltype="dictionary")
    except (ValueError, UnicodeEncodeError):
        raise BadSignature(f"{field} is no dictionary of structured fields (RFC 8941).") from None
    if len(text) > LONGEST or not isinstance(parsed, dict):
        raise BadSignature(f"{field} has at most {LONGEST:,} characters.")
    return parsed


def _described(described: Any) -> tuple[list[str], dict[str, Any]]:
    """The names of what is covered, in order, and the parameters of the signature."""
    try:
        members, parameters = described
        names = [name for name, own in members if isinstance(name, str) and not own]
    except (TypeError, ValueError):
        raise BadSignature("Signature-Input is a list of covered components in parentheses.") from None
    if len(names) != len(members) or len(set(names)) != len(names):
        raise BadSignature("Components are named once each, in quotes, and without parameters.")
    for name, value in parameters.items():
        if name not in PARAMETERS or type(value) is not PARAMETERS[name]:
            raise BadSignature(f"The signature's parameter {name[:40]!r} is not understood here.")
    if "created" not in parameters or "keyid" not in parameters:
        raise BadSignature("The signature needs the parameters created and keyid.")
    if parameters.get("alg", ALGORITHM) != ALGORITHM:
        raise BadSignature(f"The one algorithm understood here is {ALGORITHM}.")
    if len(str(parameters.get("nonce", ""))) > LONGEST_NONCE:
        raise BadSignature(f"A nonce has at most {LONGEST_NONCE} characters.")
    return names, parameters


def _require_covered(request: HttpRequest, covered: Collection[str]) -> None:
    """What decides how the content is understood: with one of these changed, the same bytes would say something else."""
    needed = {"@method", "@path"}
    if request.META.get("QUERY_STRING"):
        needed.add("@query")
    if has_content(request):
        needed |= {"content-digest"} | {name for name in MEANING if request.headers.get(name)}
    if missing := needed - set(covered):
        raise BadSignature(f"The signature has to cover {', '.join(sorted(missing))} too.")


def _component(request: HttpRequest, name: str) -> str:
    if name in DERIVED:
        return DERIVED[name](request)
    if name not in FIELDS or name not in request.headers:
        raise BadSignature(f"The component {name[:40]!r} is not there or not understood here.")
    return request.headers[name].strip()


def _query(request: HttpRequest) -> str:
    return "?" + str(request.META.get("QUERY_STRING", ""))


def _path(request: HttpRequest) -> str:
    return escape_uri_path(request.path) or "/"


def _authority(request: HttpRequest) -> str:
    return request.get_host().lower().removesuffix(":443" if request.is_secure() else ":80")


DERIVED: dict[str, Callable[[HttpRequest], str]] = {
    "@method": lambda request: str(request.method),
    "@authority": _authority,
    "@path": _path,
    "@query": _query,
}
