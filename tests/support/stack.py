"""The whole portal as people run it, for tests from outside: real web server, real workers, real stores."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support import running
from tests.support.running import Supervisor


class Stack:
    """A running portal. ``supervisor`` kills parts, runs commands, reads logs; ``http`` is a client."""

    def __init__(self, supervisor: Supervisor, url: str) -> None:
        self.supervisor = supervisor
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=30)

    def manage(self, *arguments: str) -> str:
        return self.supervisor.manage(*arguments).stdout


def _run(*arguments: str) -> Iterator[Stack]:
    port = running.free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="lantern-stack-", ignore_cleanup_errors=True) as var:
        supervisor = running.start(
            Path(var), *arguments, until=f"ready {url}", settings={"LANTERN_PORT": str(port)}
        )
        stack = Stack(supervisor, url)
        yield stack
        stack.http.close()
        supervisor.stop_at_once()


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """A portal without any people or records."""
    yield from _run("--empty")


@pytest.fixture(scope="session")
def demo_stack() -> Iterator[Stack]:
    """A portal with the demonstration's people, sources and incident."""
    yield from _run()
