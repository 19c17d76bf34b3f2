"""A WSGI application behind the bridge, as the web server loads it in these tests: it says what it read."""

import hashlib
from collections.abc import Callable
from typing import Any

from portal.front.arrival import Pace
from portal.front.bridge import Bridge


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    try:
        body = environ["wsgi.input"].read()
    except OSError as error:
        start_response("400 Bad Request", [("Content-Type", "text/plain")])
        return [str(error).encode()]
    start_response("200 OK", [("Content-Type", "text/plain")])
    seen = environ.get("HTTP_X_NAME", "")
    return [f"{len(body)} {hashlib.sha256(body).hexdigest()} {environ['QUERY_STRING']} {seen}".encode()]


application = Bridge(echo, pace=Pace(1.0, 4096), pages=2, streams=1, unfinished=20)
