"""Log handlers of Node.js, unchanged: winston's for Loki and Splunk, and gelf-pro."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.sources.models import Source
from tests.senders import certificates, receiving
from tests.senders.conftest import Sealed, wait_for_records

HERE = Path(__file__).parent / "node"
CACHE = Path(tempfile.gettempdir()) / f"lantern-tests-node-{os.getuid()}"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def scripts() -> Path:
    """A folder with ``send.js`` and what it needs, installed once for each lock file."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("Node.js with npm is not installed")
    lock = (HERE / "package-lock.json").read_bytes()
    folder = CACHE / hashlib.sha256(lock).hexdigest()[:16]
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(HERE, folder)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
        if done.returncode:
            pytest.skip(f"the packages cannot be installed: {done.stderr[-200:]}")
        (folder / "done").touch()
    shutil.copy(HERE / "send.js", folder)
    return folder


def send(scripts: Path, *arguments: str, **environment: str) -> None:
    done = subprocess.run(
        ["node", "send.js", *arguments],  # noqa: S607
        cwd=scripts,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("as_json", ["1", "0"], ids=["json", "protobuf"])
def test_winston_to_loki(scripts: Path, portal: str, token: str, sealed: Sealed, as_json: str) -> None:
    send(scripts, "loki", portal, token, LOKI_JSON=as_json)
    events = sealed()
    assert [event["message"][:11] for event in events] == ["drawer open", 'no paper {"']
    assert [event["log.level"] for event in events] == ["info", "error"]
    assert {event["service.name"] for event in events} == {"till"}
    assert {event["time_quality"] for event in events} == {"stated"}


def test_winston_to_splunk(scripts: Path, portal: str, token: str, sealed: Sealed) -> None:
    send(scripts, "splunk", portal, token)
    events = sealed()
    assert {event["fields"]["splunk"]["source"] for event in events} == {"till"}
    assert len(events) == 2
    for event, words in zip(events, ("drawer open", "no paper"), strict=True):
        assert words in event["message"]


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="node-") as name:
        certificates.make(Path(name))
        yield Path(name)


def test_gelf_pro_over_tcp(scripts: Path, source: Source, folder: Path, sealed: Sealed) -> None:
    Source.objects.filter(pk=source.pk).update(senders=["127.0.0.1"])
    with receiving.receiver(folder) as ports:
        send(scripts, "gelf", "-", "-", str(ports["GELF_TCP"]))
        wait_for_records(2)
    events = sealed()
    assert [event["message"] for event in events] == ["drawer open", "no paper"]
    assert [event["log.level"] for event in events] == ["info", "error"]
