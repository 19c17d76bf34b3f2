"""Ways in without answers: syslog and GELF over TCP, TLS and UDP.

What the receiver has read and not yet committed is lost when it is killed, as the manual says. So these senders hush
before that, and go on once everything they sent was counted.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Connect = Callable[[], socket.socket]
PATIENCE_S = 120.0


@dataclass
class SocketWay:
    """Sends ``piece`` messages at a time; ``hushed`` is set while it holds its breath."""

    name: str
    connect: Connect
    frame: Callable[[bytes], bytes]
    message: Callable[[str, int], bytes]
    is_datagram: bool = False
    piece: int = 40
    every_s: float = 0.1
    sent: int = 0
    broken: int = 0
    hush: threading.Event = field(default_factory=threading.Event)
    hushed: threading.Event = field(default_factory=threading.Event)
    trouble: list[BaseException] = field(default_factory=list)

    def run(self, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                self._speak(stop)
                self.hushed.set()
                while self.hush.is_set() and not stop.is_set():
                    time.sleep(0.05)
                self.hushed.clear()
        except BaseException as error:  # noqa: BLE001  told by the test, with its name
            self.trouble.append(error)
        self.hushed.set()

    def _speak(self, stop: threading.Event) -> None:
        """One connection, ended in order, so that everything written is read."""
        connection = self._connected()
        while not stop.is_set() and not self.hush.is_set():
            for number in range(self.sent, self.sent + self.piece):
                connection.sendall(self.frame(self.message(self.name, number)))
            self.sent += self.piece
            stop.wait(self.every_s)
        finish(connection)

    def _connected(self) -> socket.socket:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                return self.connect()
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)


def finish(connection: socket.socket) -> None:
    if isinstance(connection, ssl.SSLSocket):
        connection = connection.unwrap()
    if connection.type == socket.SOCK_STREAM:
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass
    connection.close()


def tcp(port: int) -> Connect:
    return lambda: socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)


def tls(port: int, folder: Path) -> Connect:
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    context.load_cert_chain(folder / "client.pem", folder / "client.key")
    return lambda: context.wrap_socket(tcp(port)(), server_hostname="localhost")


def udp(port: int) -> Connect:
    def connect() -> socket.socket:
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.connect(("127.0.0.1", port))
        return one

    return connect


def counted(message: bytes) -> bytes:
    return b"%d %b" % (len(message), message)


def by_line(message: bytes) -> bytes:
    return message + b"\n"


def by_nul(message: bytes) -> bytes:
    return message + b"\0"


def alone(message: bytes) -> bytes:
    return message
