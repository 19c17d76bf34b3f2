"""``kill -9`` of every part that touches records, while they stream in: each accepted one is there, once.

The sender repeats a request whose answer it did not see, byte for byte. Whatever it got a 202 for must be stored or
in quarantine exactly once, however often it was sent and wherever the kill fell.
"""

import secrets
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journey.sending import Load, Sender
from tests.journey.stores import balance, events, registered
from tests.support.stack import Stack

pytestmark = pytest.mark.stack

VICTIMS = ("web", "seal-worker", "event-engine", "postgresql")
PATIENCE_S = 300.0


@pytest.mark.timeout(1200)
def test_nothing_is_lost_or_doubled(stack: Stack) -> None:
    ingest_while_parts_die(stack, "crash-light", Load(requests=40, lines=500), rounds=1, within_s=900)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_nothing_is_lost_or_doubled_in_a_long_ingest(stack: Stack) -> None:
    ingest_while_parts_die(stack, "crash-heavy", Load(requests=400, lines=500), rounds=4, within_s=1800)


def ingest_while_parts_die(stack: Stack, slug: str, load: Load, *, rounds: int, within_s: float) -> None:
    slug = f"{slug}-{secrets.token_hex(3)}"
    sender = Sender(stack.url, registered(stack, slug), within_s=within_s)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(sender.send, list(load.bodies()))
        kills = VICTIMS * rounds
        for turn, part in enumerate(kills):
            sender.wait_for(load.requests * (turn + 1) // (len(kills) + 2))
            killed_and_back(stack, part)
        sending.result()
    assert sender.accepted == load.requests < sender.tries
    assert everything_sealed(stack, slug)
    told = balance(stack, slug)
    assert told.received == told.stored + told.duplicate + told.quarantined
    assert (told.stored, told.quarantined) == (load.events, load.requests)
    assert events(stack, "count(), uniqExact(raw), uniqExact(id)", f"source = '{slug}'") == [
        f"{load.events}\t{load.events}\t{load.events}"
    ]


def killed_and_back(stack: Stack, part: str) -> None:
    said = len(stack.supervisor.lines)
    pid = stack.supervisor.kill(part)
    stack.supervisor.wait_for(f"{part} (process {pid}) was killed by SIGKILL", since=said)
    stack.supervisor.wait_for(f"{part} runs again", since=said, timeout_s=PATIENCE_S)


def everything_sealed(stack: Stack, slug: str) -> bool:
    until = time.monotonic() + PATIENCE_S
    while balance(stack, slug).waiting:
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True
