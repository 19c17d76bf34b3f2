"""The event store's engine: the HTTP front in ``portal.embedded.clickhouse``, as a part."""

import http.client
import json
import os
import sys
from typing import Any

from portal.embedded.folder import Folder, write_private_json
from portal.embedded.parts import Part
from portal.embedded.ports import LOOPBACK

ACCOUNTS = ("writer", "reader", "keeper")
DATABASE = "default"
# An insert needs some hundred megabytes, and the next one needs them again. Given back to the kernel and taken anew,
# clearing their pages costs a fifth of an insert; so they are kept for half a minute, large pieces too.
ALLOCATOR = "oversize_threshold:0,dirty_decay_ms:30000"


def prepare(folder: Folder, port: int, secrets: dict[str, str]) -> Part:
    credentials = folder.run / "clickhouse.json"
    write_private_json(credentials, {name: secrets[f"clickhouse_{name}"] for name in ACCOUNTS})
    folder.clickhouse.mkdir(mode=0o700, exist_ok=True)
    return Part(
        name="event-engine",
        command=(
            *(sys.executable, "-m", "portal.embedded.clickhouse"),
            *("--data", str(folder.clickhouse), "--port", str(port), "--credentials", str(credentials)),
        ),
        environment={"JE_MALLOC_CONF": ALLOCATOR, **os.environ},
        answers=lambda: http_ok(LOOPBACK, port, "/ping"),
        start_timeout_s=120.0,
        stop_timeout_s=30.0,
    )


def url(account: str, port: int, secrets: dict[str, str]) -> str:
    return f"http://{account}:{secrets[f'clickhouse_{account}']}@{LOOPBACK}:{port}/{DATABASE}"


def http_json(host: str, port: int, path: str, *, timeout_s: float = 0.9) -> dict[str, Any]:
    """The JSON object that a GET is answered with, whatever its status; an empty one where there is none."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    try:
        connection.request("GET", path)
        said = json.loads(connection.getresponse().read())
        return said if isinstance(said, dict) else {}
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()


def http_ok(host: str, port: int, path: str, *, timeout_s: float = 0.9) -> bool:
    """Whether a GET is answered with 200."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
