"""Ways in that answer: a sender sends the same again until it is told that everything was taken."""

import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.journey.soak import records
from tests.senders.signing import signed
from tests.support.stack import Stack

AGAIN = {408, 429, 500, 502, 503, 504}
PAUSE_S = 0.2
PATIENCE_S = 240.0


@dataclass
class Way:
    """``sent`` records were taken for certain, of which ``broken`` belong in quarantine. ``push`` sends one piece."""

    name: str
    push: Callable[[range], None]
    piece: int = 200
    every_s: float = 0.3
    broken_in_piece: int = 0
    sent: int = 0
    broken: int = 0
    tries: int = 0
    trouble: list[BaseException] = field(default_factory=list)

    def run(self, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                self.push(range(self.sent, self.sent + self.piece))
                self.sent += self.piece
                self.broken += self.broken_in_piece
                stop.wait(self.every_s)
        except BaseException as error:  # noqa: BLE001  told by the test, with its name
            self.trouble.append(error)


def until_taken(attempt: Callable[[], str]) -> None:
    """Try until nothing is said against it, for as long as a killed part may need to come back."""
    until = time.monotonic() + PATIENCE_S
    while complaint := attempt():
        assert time.monotonic() < until, f"It was never taken: {complaint}"
        time.sleep(PAUSE_S)


def answered(send: Callable[[], httpx.Response]) -> str:
    """Nothing when it was taken, else what to complain about; an AssertionError for a refusal that stays one."""
    try:
        answer = send()
    except httpx.TransportError as error:
        return repr(error)
    said = f"{answer.status_code} {answer.text[:300]}"
    assert answer.is_success or answer.status_code in AGAIN, said
    return "" if answer.is_success else said


def posting(
    name: str, url: str, token: str, body_of: Callable[[str, range], bytes], kind: str
) -> Callable[[range], None]:
    """The same bytes again, as senders do that got no answer."""
    client = httpx.Client(timeout=60, headers={"Authorization": f"Bearer {token}", "Content-Type": kind})

    def push(numbers: range) -> None:
        body = body_of(name, numbers)
        until_taken(lambda: answered(lambda: client.post(url, content=body)))

    return push


def signing(name: str, url: str, token: str) -> Callable[[range], None]:
    """The same bytes under a new signature each time."""
    client = httpx.Client(timeout=60)

    def push(numbers: range) -> None:
        body = records.ndjson(name, numbers)
        until_taken(
            lambda: answered(lambda: client.send(signed(url, body, token, nonce=str(time.time_ns()))))
        )

    return push


def uploading(name: str, url: str, cookies: dict[str, str], csrf: str) -> Callable[[range], None]:
    """A person's browser, which sends a file again when it broke off."""
    headers = {"X-CSRFToken": csrf, "Content-Type": "application/octet-stream", "X-File-Name": "soak.ndjson"}
    client = httpx.Client(timeout=60, cookies=cookies, headers=headers)

    def push(numbers: range) -> None:
        body = records.ndjson(name, numbers)
        until_taken(lambda: answered(lambda: client.post(url, content=body)))

    return push


def commanding(name: str, stack: Stack, slug: str, folder: Path) -> Callable[[range], None]:
    def push(numbers: range) -> None:
        file = folder / f"{name}-{numbers.start}.ndjson"
        file.write_bytes(records.ndjson(name, numbers))
        until_taken(lambda: ran(stack, file, slug))

    return push


def ran(stack: Stack, file: Path, slug: str) -> str:
    try:
        done = stack.supervisor.manage("ingest", str(file), "--source", slug, "--no-wait", check=False)
    except (subprocess.TimeoutExpired, ValueError) as error:
        return repr(error)
    return done.stderr[-300:] or "it failed" if done.returncode else ""
