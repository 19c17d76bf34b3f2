"""An ASGI application that runs a WSGI one in threads, and lets bodies arrive before a thread is spent on them.

A WSGI server gives a thread to each request, and whoever sends a byte a minute keeps it: a dozen such connections,
without any login, would stop the site. Here a request reaches a thread when its body is whole; one that is larger
than ``EAGER`` begins earlier, in one of a few threads of its own, so that pages and short requests never wait for
it. A body that comes too slowly is given up, by ``Pace``.
"""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from portal.core.problems import PROBLEM_JSON, Problem, problem_body
from portal.front.arrival import SLOW, Arrival, Pace, Receive
from portal.front.environ import Scope, environ_of

Send = Callable[[dict[str, Any]], Awaitable[None]]
WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
EAGER = 2**20 + 2**16  # more than Django reads of a form on its own account (DATA_UPLOAD_MAX_MEMORY_SIZE)
SEND_PATIENCE_S = 60.0
RETRY_AFTER_S = 5
log = logging.getLogger(__name__)


class TooSlow(Problem):
    status = 408
    code = "too_slow"


class TooManyUnfinished(Problem):
    status = 503
    code = "too_many_unfinished"


TOO_SLOW = TooSlow("The request came too slowly. Nothing of it was taken; send it again.")
TOO_MANY = TooManyUnfinished(
    "Too many unfinished requests come from your address. Send it again when some are over."
)


@dataclass
class Answer:
    """What the WSGI application said; ``body`` is whole."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


class Bridge:
    """``unfinished`` is how many requests of one address may be arriving at once; 0 for any number (behind a proxy)."""

    def __init__(
        self, application: WsgiApplication, *, pace: Pace, pages: int, streams: int, unfinished: int
    ) -> None:
        self.application = application
        self.pace = pace
        self.most_unfinished = unfinished
        self.unfinished: Counter[str] = Counter()
        self._pages = ThreadPoolExecutor(pages, "page")
        self._streams = ThreadPoolExecutor(streams, "stream")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = Arrival(EAGER)
        if _has_body(scope):
            await self._with_body(scope, body, receive, send)
        else:
            body.end()
            await self._answer(scope, body, send)

    async def _with_body(self, scope: Scope, body: Arrival, receive: Receive, send: Send) -> None:
        address = (scope.get("client") or ("",))[0]
        if self.most_unfinished and self.unfinished[address] >= self.most_unfinished:
            await _refuse(send, TOO_MANY)
            return
        self.unfinished[address] += 1
        filling = asyncio.create_task(self._fill(body, receive, address))
        try:
            await body.begun.wait()
            if body.problem == SLOW:
                await _refuse(send, TOO_SLOW)
            elif not body.problem:
                await self._answer(scope, body, send)
        finally:
            filling.cancel()

    async def _fill(self, body: Arrival, receive: Receive, address: str) -> None:
        try:
            await body.fill(receive, self.pace)
        finally:
            self.unfinished[address] -= 1
            if not self.unfinished[address]:
                del self.unfinished[address]

    async def _answer(self, scope: Scope, body: Arrival, send: Send) -> None:
        pool = self._pages if body.is_whole else self._streams
        environ = environ_of(scope, body)
        answer = await asyncio.get_running_loop().run_in_executor(pool, run, self.application, environ)
        await _say(send, answer)


def run(application: WsgiApplication, environ: dict[str, Any]) -> Answer:
    """In a thread. What the application did not catch is logged and answered with 500."""
    answer = Answer()
    try:
        chunks = application(environ, answer.start)
        try:
            answer.body = b"".join(chunks)
        finally:
            if close := getattr(chunks, "close", None):
                close()
    except Exception:
        log.exception("%s %s failed.", environ["REQUEST_METHOD"], environ["PATH_INFO"])
        return Answer(500, [(b"content-type", b"text/plain")], b"Something went wrong.\n")
    return answer


def _has_body(scope: Scope) -> bool:
    said = {
        name: value for name, value in scope["headers"] if name in (b"content-length", b"transfer-encoding")
    }
    return said.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in said


async def _say(send: Send, answer: Answer) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    async with asyncio.timeout(SEND_PATIENCE_S):
        await send({"type": "http.response.body", "body": answer.body, "more_body": False})


async def _refuse(send: Send, problem: Problem) -> None:
    """As a problem document, whatever the address: nothing here knows what answers there."""
    headers = [
        (b"content-type", PROBLEM_JSON.encode()),
        (b"connection", b"close"),
        (b"retry-after", b"%d" % RETRY_AFTER_S),
    ]
    await _say(send, Answer(problem.status, headers, json.dumps(problem_body(problem)).encode()))
