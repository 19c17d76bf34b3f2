"""The receiver as its own process on the test's database, and rsyslog in front of it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from portal.embedded.folder import CHECKOUT
from tests.support.running import free_port

PORTS = ("UDP", "TCP", "TLS", "GELF_TCP", "GELF_UDP")


@contextmanager
def receiver(folder: Path, **settings: str) -> Iterator[dict[str, int]]:
    """A running ``manage.py receive_syslog``; its ports by name. Ends it and expects a clean end."""
    ports = {name: free_port() for name in PORTS}
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = {
        **os.environ,
        **{f"LANTERN_SYSLOG_{name}_PORT": str(port) for name, port in ports.items()},
        "DATABASE_URL": url.geturl(),
        "LANTERN_SYSLOG_HOST": "127.0.0.1",
        "LANTERN_SYSLOG_TLS_CERTIFICATE": str(folder / "server.pem"),
        "LANTERN_SYSLOG_TLS_KEY": str(folder / "server.key"),
        "LANTERN_SYSLOG_TLS_CLIENT_CA": str(folder / "ca.pem"),
        "PYTHONUNBUFFERED": "1",
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "receive_syslog"],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert "syslog receiver ready" in process.stdout.readline()
        yield ports
    finally:
        process.terminate()
        assert process.wait(30) == 0


RSYSLOG = """
global(workDirectory="{folder}" defaultNetstreamDriver="gtls"
       defaultNetstreamDriverCAFile="{folder}/ca.pem"
       defaultNetstreamDriverCertFile="{folder}/client.pem"
       defaultNetstreamDriverKeyFile="{folder}/client.key")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="{folder}/log.sock" RateLimit.Interval="0")
action(type="omfwd" target="127.0.0.1" port="{UDP}" protocol="udp" template="RSYSLOG_TraditionalForwardFormat")
action(type="omfwd" target="127.0.0.1" port="{TCP}" protocol="tcp" template="RSYSLOG_ForwardFormat")
action(type="omfwd" target="127.0.0.1" port="{TCP}" protocol="tcp" TCP_Framing="octet-counted"
       template="RSYSLOG_SyslogProtocol23Format")
action(type="omfwd" target="127.0.0.1" port="{TLS}" protocol="tcp" TCP_Framing="octet-counted"
       StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/certvalid"
       template="RSYSLOG_SyslogProtocol23Format")
"""


@contextmanager
def rsyslog(folder: Path, ports: dict[str, int]) -> Iterator[Path]:
    """A real rsyslogd that forwards what it gets in four ways; the path of its socket."""
    configuration = folder / "rsyslog.conf"
    configuration.write_text(RSYSLOG.format(folder=folder, **ports))
    command = ["/usr/sbin/rsyslogd", "-n", "-f", str(configuration), "-i", str(folder / "rsyslog.pid")]
    process = subprocess.Popen(command, cwd=folder)
    try:
        yield folder / "log.sock"
    finally:
        process.terminate()
        process.wait(20)
