"""Signing requests with a library that knows nothing of our verifier, as tests want them: right, or wrong in one thing."""

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any

import httpx
from django.test import Client
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

PATIENCE = {"timeout": httpx.Timeout(60).as_dict()}  # a request made without a client has none
COVERED = ("@method", "@path", "content-digest", "content-type")


class Keys(HTTPSignatureKeyResolver):
    def __init__(self, secret: str) -> None:
        self.secret = secret

    def resolve_private_key(self, key_id: str) -> bytes:
        return self.secret.encode()


def signed(
    path: str,
    body: bytes,
    secret: str,
    *,
    covered: tuple[str, ...] = COVERED,
    created: datetime | None = None,
    keyid: str = "",
    **parameters: Any,
) -> httpx.Request:
    """A POST with its signature; ``parameters`` are the signer's (``nonce``, ``expires``, ``label`` …)."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    headers = {"Content-Digest": f"sha-256=:{digest}:", "Content-Type": "application/x-ndjson"}
    request = httpx.Request(
        "POST",
        path if path.startswith("http") else f"http://testserver{path}",
        content=body,
        headers=headers,
        extensions=PATIENCE,
    )
    signer = HTTPMessageSigner(signature_algorithm=algorithms.HMAC_SHA256, key_resolver=Keys(secret))
    signer.sign(
        request,
        key_id=keyid or "_".join(secret.split("_")[:2]),
        covered_component_ids=covered,
        created=created or datetime.now(UTC),
        use_existing_digest=True,
        **parameters,
    )
    return request


def send(client: Client, request: httpx.Request, **instead: str) -> Any:
    """Through the portal without a socket; ``instead`` names headers (``Content_Digest="…"``) that replace its own."""
    headers = dict(request.headers) | {
        name.replace("_", "-").lower(): value for name, value in instead.items()
    }
    del headers["host"], headers["content-length"]
    kind = headers.pop("content-type")
    target = request.url.raw_path.decode()
    return client.generic(request.method, target, request.content, content_type=kind, headers=headers)
