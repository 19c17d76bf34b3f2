"""Events to measure with: made up, or the lines of a file, cut into request bodies."""

import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import orjson

SERVICES = ["basket", "catalogue", "checkout", "identity", "mail", "search"]
ACTIONS = [
    "authn_login_success",
    "authn_login_fail",
    "authz_fail",
    "order_placed",
    "cart_changed",
    "page_viewed",
]
PATHS = ["/", "/login", "/basket", "/checkout", "/orders", "/parts/pumps", "/parts/valves", "/search"]
WORDS = [
    "customer",
    "request",
    "handled",
    "after",
    "retry",
    "because",
    "upstream",
    "answered",
    "late",
    "and",
    "cache",
    "was",
    "cold",
    "while",
    "worker",
    "queue",
    "grew",
    "so",
    "that",
    "batch",
    "moved",
    "to",
    "standby",
    "region",
    "before",
    "operator",
    "confirmed",
    "the",
    "change",
]


def made(number: int, now: datetime, *, seed: int = 7) -> Iterator[bytes]:
    """``number`` NDJSON lines of about 400 bytes over the hour before ``now``, each with its own trace id."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    step = timedelta(hours=1) / max(number, 1)
    for place in range(number):
        yield orjson.dumps(_event(chance, now - timedelta(hours=1) + place * step))


def _event(chance: random.Random, at: datetime) -> dict[str, object]:
    status = chance.choices([200, 201, 302, 401, 403, 404, 500, 503], [70, 5, 8, 4, 2, 8, 2, 1])[0]
    return {
        "@timestamp": at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "log.level": "error" if status >= 500 else "info",
        "service.name": chance.choice(SERVICES),
        "host.name": f"web-{chance.randrange(40)}",
        "event.action": chance.choice(ACTIONS),
        "event.outcome": "failure" if status >= 400 else "success",
        "user.name": f"user{chance.randrange(50000)}",
        "source.ip": f"198.51.{chance.randrange(256)}.{chance.randrange(256)}",
        "http.request.method": chance.choice(["GET", "GET", "GET", "POST"]),
        "url.path": chance.choice(PATHS),
        "http.response.status_code": status,
        "trace.id": uuid.UUID(int=chance.getrandbits(128)).hex,
        "duration_ms": chance.randrange(1, 3000),
        "message": " ".join(chance.choices(WORDS, k=8)),
    }


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a file that are not blank, without their ends."""
    with path.open("rb") as file:
        for line in file:
            stripped = line.rstrip(b"\r\n")
            if stripped:
                yield stripped


def bodies(lines: Iterator[bytes], size: int) -> Iterator[tuple[int, bytes]]:
    """(number of lines, request body) with bodies of about ``size`` bytes."""
    gathered: list[bytes] = []
    length = 0
    for line in lines:
        gathered.append(line)
        length += len(line) + 1
        if length >= size:
            yield len(gathered), b"\n".join(gathered) + b"\n"
            gathered, length = [], 0
    if gathered:
        yield len(gathered), b"\n".join(gathered) + b"\n"
