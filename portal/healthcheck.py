"""A container's health check: ``python -m portal.healthcheck web`` (or ``seal``, ``default``, ``beat``)."""

import http.client
import os
import sys

USAGE = 2


def main(arguments: list[str]) -> int:
    """0 when that part of the portal lives, 1 when it does not, 2 when it is unknown."""
    part = arguments[0] if len(arguments) == 1 else ""
    if part == "web":
        return 0 if web_answers() else 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from portal import heartbeat

    if part not in {*heartbeat.QUEUES, heartbeat.BEAT}:
        sys.stderr.write(
            f"Usage: python -m portal.healthcheck web|{'|'.join(heartbeat.QUEUES)}|{heartbeat.BEAT}\n"
        )
        return USAGE
    return 0 if part in heartbeat.living() else 1


def web_answers() -> bool:
    connection = http.client.HTTPConnection(
        "127.0.0.1", int(os.environ.get("LANTERN_PORT") or 8000), timeout=4
    )
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
