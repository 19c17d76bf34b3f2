"""Choosing and checking TCP ports on this machine."""

import errno
import random
import socket

from portal.embedded.console import CannotStart

LOOPBACK = "127.0.0.1"
# Below the range Linux gives to outgoing connections (32768 and up): a client that retries against a
# restarting service could otherwise be handed the service's own port and connect to itself.
SERVICE_PORTS = range(20000, 32000)


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise CannotStart(f"Cannot listen on {host}: {error.strerror}. Check LANTERN_HOST.") from error
    return True


def choose() -> int:
    """A port for a service of ours on loopback, free at this moment."""
    for port in random.sample(SERVICE_PORTS, k=200):
        if is_free(LOOPBACK, port):
            return port
    raise CannotStart("No free port between 20000 and 32000 was found on 127.0.0.1.")


def require_free(host: str, port: int) -> None:
    if not is_free(host, port):
        raise CannotStart(
            f"Port {port} on {host} is in use or not allowed. Stop what listens there, "
            f"or choose another: LANTERN_PORT={port + 1} ./run"
        )


def answers(host: str, port: int, *, timeout_s: float = 0.5) -> bool:
    """Whether something accepts a connection there."""
    try:
        with socket.create_connection((host, port), timeout=timeout_s):
            return True
    except OSError:
        return False
