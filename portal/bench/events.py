"""Events to measure with: made up in the shapes that senders use most, or the lines of a file; cut into request bodies."""

import random
import uuid
from collections.abc import Callable, Iterator
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
SENTENCE = (
    "customer request handled after retry because upstream answered late and cache was cold while worker queue "
    "grew so that batch moved to standby region before operator confirmed the change"
)
WORDS = SENTENCE.split()


def made(
    number: int, now: datetime, *, shape: str = "ndjson", secrets: float = 0.01, seed: int = 7
) -> Iterator[bytes]:
    """``number`` lines in one of ``SHAPES`` over the hour before ``now``, of which a share of ``secrets`` holds a password."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    step = timedelta(hours=1) / max(number, 1)
    line = SHAPES[shape]
    for place in range(number):
        yield line(chance, now - timedelta(hours=1) + place * step, chance.random() < secrets)


def _ndjson(chance: random.Random, at: datetime, leaks: bool) -> bytes:
    """About 430 bytes, with a trace id of its own."""
    status = _status(chance)
    event = {
        "@timestamp": at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "log.level": "error" if status >= 500 else "info",
        "service.name": chance.choice(SERVICES),
        "host.name": f"web-{chance.randrange(40)}",
        "event.action": chance.choice(ACTIONS),
        "event.outcome": "failure" if status >= 400 else "success",
        "user.name": f"user{chance.randrange(50000)}",
        "source.ip": _address(chance),
        "http.request.method": chance.choice(["GET", "GET", "GET", "POST"]),
        "url.path": chance.choice(PATHS),
        "http.response.status_code": status,
        "trace.id": _trace(chance),
        "duration_ms": chance.randrange(1, 3000),
        "message": _message(chance, leaks),
    }
    return orjson.dumps(event)


def _syslog(chance: random.Random, at: datetime, leaks: bool) -> bytes:
    """RFC 5424, about 180 bytes."""
    said = at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    head = f"<{chance.randrange(8, 192)}>1 {said} web-{chance.randrange(40)} {chance.choice(SERVICES)}"
    meta = f'{chance.randrange(1, 65000)} - [request trace="{_trace(chance)}" client="{_address(chance)}"]'
    return f"{head} {meta} {_message(chance, leaks)}".encode()


def _combined(chance: random.Random, at: datetime, leaks: bool) -> bytes:
    """Apache's and nginx's combined log format, about 210 bytes."""
    path = chance.choice(PATHS) + (f"?password=pw{chance.getrandbits(48):x}" if leaks else "")
    request = f"{chance.choice(['GET', 'GET', 'POST'])} {path} HTTP/1.1"
    agent = f"Mozilla/5.0 (X11; Linux x86_64; rv:{chance.randrange(90, 140)}.0) Gecko/20100101 Firefox/128.0"
    user = f"user{chance.randrange(50000)}" if chance.random() < 0.2 else "-"
    said = f"{at:%d/%b/%Y:%H:%M:%S +0000}"
    size = chance.randrange(100, 90000)
    return (
        f'{_address(chance)} - {user} [{said}] "{request}" {_status(chance)} {size}'
        f' "https://shop.example/{_trace(chance)}" "{agent}"'
    ).encode()


Line = Callable[[random.Random, datetime, bool], bytes]
SHAPES: dict[str, Line] = {"ndjson": _ndjson, "syslog": _syslog, "combined": _combined}


def _status(chance: random.Random) -> int:
    return chance.choices([200, 201, 302, 401, 403, 404, 500, 503], [70, 5, 8, 4, 2, 8, 2, 1])[0]


def _address(chance: random.Random) -> str:
    return f"198.51.{chance.randrange(256)}.{chance.randrange(256)}"


def _trace(chance: random.Random) -> str:
    return uuid.UUID(int=chance.getrandbits(128)).hex


def _message(chance: random.Random, leaks: bool) -> str:
    words = " ".join(chance.choices(WORDS, k=8))
    return f"{words} password=pw{chance.getrandbits(48):x}" if leaks else words


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
