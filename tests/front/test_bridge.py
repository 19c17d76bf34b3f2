"""The web server with senders that are slow on purpose: others are served as if they were not there."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.support.running import free_port

HEAD = b"POST /?a=1 HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    chosen = free_port()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "asginl", "tests.front.tiny:application"),
            *("--host", "127.0.0.1", "--port", str(chosen), "--no-ws", "--http", "1", "--workers", "1"),
            *("--backpressure", "200"),
        ],
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(chosen)
        yield chosen
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until, "the server does not start"
            time.sleep(0.1)


def begin(port: int, size: int, first: bytes) -> socket.socket:
    """A request of ``size`` bytes of which only the first ones are sent."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(HEAD % size + first)
    return connection


def answer_of(connection: socket.socket) -> bytes:
    with connection:
        return connection.recv(4096)


def test_bodies_arrive_as_they_were_sent(port: int) -> None:
    url = f"http://127.0.0.1:{port}/?x=%20y"
    for size in (0, 1, 2**16, 2**20 + 1, 20 * 2**20):
        body = os.urandom(size)
        said = httpx.post(url, content=body, timeout=30).text
        assert said.split(" ")[:3] == [str(size), hashlib.sha256(body).hexdigest(), "x=%20y"]
    pieces = (b"piece %d," % number for number in range(1000))
    assert httpx.post(url, content=pieces).text.startswith("9890 ")


def test_a_header_cannot_be_said_with_an_underscore(port: int) -> None:
    url = f"http://127.0.0.1:{port}/"
    assert httpx.post(url, headers={"X_Name": "false"}).text.endswith(" ")
    assert httpx.post(url, headers={"X-Name": "true"}).text.endswith(" true")


def test_senders_that_stop_cost_no_thread_and_are_given_up(port: int) -> None:
    """With a thread each they would hold up everybody until the pace is broken, every time."""
    assert any(seconds_beside_senders_that_stop(port) < 0.9 for _ in range(5))


def seconds_beside_senders_that_stop(port: int) -> float:
    stuck = [begin(port, 100, b"abc") for _ in range(15)]
    began = time.monotonic()
    assert httpx.get(f"http://127.0.0.1:{port}/", timeout=30).status_code == 200
    assert httpx.post(f"http://127.0.0.1:{port}/", content=b"x" * 1000, timeout=30).status_code == 200
    took = time.monotonic() - began
    assert {answer_of(connection)[:12] for connection in stuck} == {b"HTTP/1.1 408"}
    return took


def test_who_is_too_slow_or_too_many_hears_it_as_a_problem_document(port: int) -> None:
    stuck = [begin(port, 100, b"abc") for _ in range(21)]
    said = {int(answer[9:12]): answer for answer in map(answer_of, stuck)}
    assert set(said) == {408, 503}
    for status, code in ((408, "too_slow"), (503, "too_many_unfinished")):
        head, _, body = said[status].partition(b"\r\n\r\n")
        assert b"content-type: application/problem+json" in head.lower()
        assert b"retry-after: 5" in head.lower()
        problem = json.loads(body)
        assert (problem["status"], problem["code"]) == (status, code)
        assert "again" in problem["detail"]


def test_a_long_body_that_stops_holds_up_only_long_bodies(port: int) -> None:
    """It has a thread by then, until the pace is broken."""
    size = 2 * 2**20
    stuck = begin(port, size, bytes(size - 1))
    assert httpx.post(f"http://127.0.0.1:{port}/", content=b"x", timeout=30).status_code == 200
    waiting = httpx.post(f"http://127.0.0.1:{port}/", content=bytes(size), timeout=30)
    assert waiting.text.startswith(str(size))
    said = answer_of(stuck)
    assert said.startswith(b"HTTP/1.1 400")
    assert said.endswith(b"too slowly.")


def test_drops_of_a_byte_are_given_up_too(port: int) -> None:
    connection = begin(port, 100, b"a")
    until = time.monotonic() + 8
    with connection:
        while time.monotonic() < until:
            time.sleep(0.2)
            try:
                connection.sendall(b"a")
            except OSError:
                break
            connection.settimeout(0.01)
            try:
                if said := connection.recv(100):
                    assert said.startswith(b"HTTP/1.1 408")
                    return
                break
            except TimeoutError:
                continue
    pytest.fail("a byte at a time was let go on, or ended without an answer")


def test_one_address_has_so_many_unfinished_requests(port: int) -> None:
    stuck = [begin(port, 100, b"abc") for _ in range(25)]
    said = sorted(answer_of(connection)[:12] for connection in stuck)
    assert said.count(b"HTTP/1.1 503") == 5
    assert said.count(b"HTTP/1.1 408") == 20
