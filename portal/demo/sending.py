"""Sending the story in as its hosts would: over HTTP, with ingest tokens, retries and broken lines."""

import gzip
import json
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.demo.story import BROKEN, Line

LINES_PER_REQUEST = 4000
# These sources did not see the first answer and sent the same request again.
RETRIED = {"shop-web": 1, "shop-app": 0}


@dataclass(frozen=True)
class Sent:
    source: str
    requests: int
    lines: int
    sent_again: int


def bodies(source: str, lines: Sequence[Line]) -> Iterator[bytes]:
    """Request bodies in order, a retried one twice; the shop's application log carries some broken lines."""
    for number, start in enumerate(range(0, len(lines), LINES_PER_REQUEST)):
        texts = [line.text for line in lines[start : start + LINES_PER_REQUEST]]
        if source == "shop-app" and number == 1:
            texts[100:100] = BROKEN
        body = b"\n".join(texts) + b"\n"
        yield body
        if RETRIED.get(source) == number:
            yield body


def send(base_url: str, source: str, token: str, lines: Sequence[Line]) -> Sent:
    """Post every line of one source. Raises ``urllib.error.URLError`` when the portal does not answer."""
    requests = 0
    for body in bodies(source, lines):
        _post(f"{base_url}/api/v1/ingest", token, body)
        requests += 1
    unique = -(-len(lines) // LINES_PER_REQUEST)
    return Sent(source, requests, len(lines), requests - unique)


def _post(url: str, token: str, body: bytes) -> dict[str, object]:
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"{url} is no web address.")
    headers = {"Authorization": f"Bearer {token}", "Content-Encoding": "gzip", "Content-Type": "text/plain"}
    request = urllib.request.Request(url, gzip.compress(body, 1), headers)  # noqa: S310 - checked above
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
        answer: dict[str, object] = json.load(response)
        return answer
