"""What is measured: accepting, sealing until searchable, and the data of a search page."""

import http.client
import os
import re
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from ingestion.store import read
from investigations.review import door
from investigations.review.asked import Asked
from portal.accounts.actor import Actor
from portal.audit.purpose import Purpose

PURPOSE = Purpose(kind="category", category="troubleshooting", reason="measuring this installation")
TRIES_AGAIN = {429, 503}
SHORTEST_POLL_S, LONGEST_POLL_S = (
    0.05,
    2.0,
)  # a count costs the engine 10 ms of processor time, which the sealers need


@dataclass(frozen=True)
class Ingest:
    """Rates are events per second from the first byte sent: to the last 2xx, and to the last event found by search."""

    events: int
    bytes: int
    accepted_s: float
    searchable_s: float

    def as_dict(self) -> dict[str, float]:
        return {
            "events": self.events,
            "megabytes": self.bytes / 1e6,
            "accepted_s": self.accepted_s,
            "searchable_s": self.searchable_s,
            "accepted_per_s": self.events / self.accepted_s,
            "searchable_per_s": self.events / self.searchable_s,
        }


@dataclass(frozen=True)
class Latency:
    """Milliseconds of ``runs`` calls, receipt included; ``total`` is how many events matched."""

    query: str
    total: int
    runs: Sequence[float]

    def as_dict(self) -> dict[str, object]:
        return {
            "query": self.query,
            "total": self.total,
            "runs": len(self.runs),
            "p50_ms": statistics.median(self.runs),
            "p95_ms": percentile(self.runs, 95),
        }


def percentile(values: Sequence[float], share: int) -> float:
    """The nearest-rank percentile: a value that was measured, not one between two."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def ingest(
    base_url: str,
    token: str,
    source: str,
    parts: Sequence[tuple[int, bytes]],
    *,
    senders: int,
    limit_s: float,
) -> Ingest:
    """Send every body over HTTP and wait until the store counts every line. ``TimeoutError`` after ``limit_s``."""
    events = sum(number for number, _ in parts)
    began = time.perf_counter()
    with ThreadPoolExecutor(senders) as pool:
        for done in [pool.submit(post, base_url, token, body) for _, body in parts]:
            done.result()
    accepted = time.perf_counter() - began
    while (found := count(source)) < events:
        if time.perf_counter() - began > limit_s:
            raise TimeoutError(f"{found:,} of {events:,} events are searchable after {limit_s:.0f} s.")
        time.sleep(_until_next(found, events, time.perf_counter() - began))
    return Ingest(events, sum(len(body) for _, body in parts), accepted, time.perf_counter() - began)


def _until_next(found: int, events: int, elapsed_s: float) -> float:
    """Half of the time that the rest will take at the rate so far."""
    expected = (events - found) * elapsed_s / max(found, 1)
    return min(max(expected / 2, SHORTEST_POLL_S), LONGEST_POLL_S)


def post(base_url: str, token: str, body: bytes) -> None:
    """One request; waits as told and sends again when the portal is full. ``RuntimeError`` for any other refusal."""
    parts = urlsplit(base_url)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=120)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
    while True:
        connection.request("POST", "/api/v1/ingest", body, headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status == 202:
            connection.close()
            return
        if answer.status not in TRIES_AGAIN:
            raise RuntimeError(f"The portal answered {answer.status}: {said[:300]!r}")
        time.sleep(float(answer.headers.get("Retry-After", "1")))


def count(source: str) -> int:
    """How many events of the source the store finds."""
    statement = read.Statement(
        "SELECT count() FROM events WHERE source IN {scope:Array(String)}",
        {"scope": [source]},
        frozenset({source}),
    )
    return int(read.run(statement, timeout_s=60).rows[0][0])


def searches(actor: Actor, queries: Sequence[str], phrase: str, *, runs: int) -> list[Latency]:
    """Rows, histogram, top values and receipt, as the search page asks for them; one warm-up call is not counted."""
    return [_latency(actor, Asked(query, phrase), runs) for query in queries]


def _latency(actor: Actor, asked: Asked, runs: int) -> Latency:
    total = door.search(actor, PURPOSE, asked).total or 0
    taken = [_timed(lambda: door.search(actor, PURPOSE, asked)) for _ in range(runs)]
    return Latency(asked.query or "*", total, taken)


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def rare_word(line: bytes) -> str:
    """The longest word of a line: something to search for that few lines have."""
    words: list[bytes] = re.findall(rb"[A-Za-z0-9]{6,64}", line)
    return max(words, key=len).decode() if words else ""


def machine() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "peak_rss_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }
