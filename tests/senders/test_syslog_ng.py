"""syslog-ng as the manual configures it. Its package cannot stand beside rsyslog's, so it is unpacked and not installed."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.pipeline.models import Batch, VerifiedBy
from ingestion.sources.models import Source
from tests.senders import certificates, receiving
from tests.senders.conftest import Sealed, wait_for_records

PACKAGES = ("syslog-ng-core", "libivykis0", "libnet1", "libpcre3", "libwrap0")
CACHE = Path(tempfile.gettempdir()) / f"lantern-tests-syslog-ng-{os.getuid()}"
CONFIGURATION = """@version: 3.38
source s_src {{ unix-dgram("{folder}/log.sock"); }};
destination d_tls {{
  syslog("localhost" port({TLS}) transport("tls") tls(ca-file("{folder}/ca.pem")
         cert-file("{folder}/client.pem") key-file("{folder}/client.key")));
}};
destination d_tcp {{ network("127.0.0.1" port({TCP}) transport("tcp")); }};
destination d_udp {{ network("127.0.0.1" port({UDP}) transport("udp")); }};
log {{ source(s_src); destination(d_tls); destination(d_tcp); destination(d_udp); }};
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def root() -> Path:
    """A folder with the packages' files in it."""
    if not all(map(shutil.which, ("apt-get", "dpkg-deb"))):
        pytest.skip("Debian's packages cannot be had here")
    if not (CACHE / "usr/sbin/syslog-ng").exists():
        CACHE.mkdir(exist_ok=True)
        done = subprocess.run(
            ["apt-get", "download", "-q", *PACKAGES],  # noqa: S607
            cwd=CACHE,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if done.returncode:
            pytest.skip(f"syslog-ng cannot be downloaded: {done.stderr[-200:]}")
        for package in CACHE.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(package), str(CACHE)], check=True)  # noqa: S607
    return CACHE


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ng-") as name:
        certificates.make(Path(name))
        yield Path(name)


def libraries(root: Path) -> str:
    return ":".join(sorted({str(found.parent) for found in root.rglob("*.so*")}))


def test_syslog_ng_over_tls_tcp_and_udp(root: Path, folder: Path, source: Source, sealed: Sealed) -> None:
    Source.objects.filter(pk=source.pk).update(senders=[f"cert:{certificates.CLIENT}", "127.0.0.1", "::1"])
    with receiving.receiver(folder) as ports:
        (folder / "ng.conf").write_text(CONFIGURATION.format(folder=folder, **ports))
        modules = next(found.parent for found in root.rglob("libafsocket.so"))
        process = subprocess.Popen(
            [
                *(
                    str(root / "usr/sbin/syslog-ng"),
                    "--foreground",
                    "--no-caps",
                    "--cfgfile",
                    str(folder / "ng.conf"),
                ),
                *("--module-path", str(modules), "--persist-file", str(folder / "ng.persist")),
                *("--pidfile", str(folder / "ng.pid"), "--control", str(folder / "ng.ctl")),
            ],
            env={**os.environ, "LD_LIBRARY_PATH": libraries(root)},
            cwd=folder,
        )
        try:
            say(
                folder / "log.sock",
                b"<38>Nov 21 09:00:00 sshd[7]: Failed password for root from 192.0.2.1 port 22 ssh2",
            )
            wait_for_records(3)
        finally:
            process.terminate()
            process.wait(20)
    events = sealed()
    assert [event["process.name"] for event in events] == ["sshd"] * 3
    assert {event["event.action"] for event in events} == {"authn_login_fail"}
    assert {str(event["source.ip"]) for event in events} == {"192.0.2.1"}
    proven = {batch.how: batch.verified_by for batch in Batch.objects.all()}
    assert proven == {
        "syslog-tls": VerifiedBy.CERTIFICATE,
        "syslog-tcp": VerifiedBy.ADDRESS,
        "syslog-udp": VerifiedBy.ADDRESS,
    }


def say(path: Path, message: bytes) -> None:
    for _ in range(1200):
        if path.exists():
            break
        time.sleep(0.05)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.connect(str(path))
        sender.send(message)
