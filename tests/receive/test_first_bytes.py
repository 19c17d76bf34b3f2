"""What is no log by its first bytes, sent by a machine: refused as an upload is, recorded, and told what to do."""

import gzip
import io
import tarfile
import zipfile
from typing import Any

import pytest
import zstandard
from django.test import Client

from ingestion.pipeline.models import SpoolItem
from portal.audit.models import AuditEvent
from tests.receive.test_ingest_api import spooled

INGEST, RAW = "/api/v1/ingest", "/services/collector/raw"
LINES = b"first line\nsecond line\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.log", LINES)
    return file.getvalue()


def tarred(form: int) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        member = tarfile.TarInfo("a.log")
        member.size = len(LINES)
        archive.addfile(member, io.BytesIO(LINES))
    return file.getvalue()


def send(client: Client, url: str, body: bytes, **headers: str) -> Any:
    return client.post(url, body, content_type="application/octet-stream", headers=headers)


@pytest.mark.parametrize("url", [INGEST, RAW])
@pytest.mark.parametrize(
    ("body", "what", "advice"),
    [
        pytest.param(b"\x7fELF\x02\x01\x01" + bytes(57), "a program", "send a log, as text", id="ELF"),
        pytest.param(PNG, "a PNG picture", "send a log, as text", id="PNG"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "a PDF document", "send a log, as text", id="PDF"),
        pytest.param(b"\xff\xfe\0\0a\0\0\0", "UTF-32", "convert it", id="UTF-32"),
        pytest.param(zipped(), "a ZIP archive", "Unpack it", id="ZIP"),
        pytest.param(tarred(tarfile.GNU_FORMAT), "a tar archive", "Unpack it", id="tar, GNU"),
        pytest.param(tarred(tarfile.PAX_FORMAT), "a tar archive", "Unpack it", id="tar, POSIX"),
        pytest.param(
            gzip.compress(LINES), "packed with gzip", "Content-Encoding: gzip", id="gzip that nothing names"
        ),
        pytest.param(zstandard.compress(LINES), "packed with zstd", "Content-Encoding: zstd", id="zstd"),
    ],
)
def test_what_is_no_log_is_refused_and_recorded(
    sender: Client, token: str, url: str, body: bytes, what: str, advice: str
) -> None:
    answer = send(sender, url, body)
    assert (answer.status_code, spooled()) == (415, [])
    detail = answer.json()["detail"]
    assert f"This is {what}" in detail
    assert advice in detail
    event = AuditEvent.objects.get(name="upload_validation")
    assert (event.outcome, event.actor_name, event.object_label) == ("failure", token[:12], "web")
    assert (event.detail["code"], event.detail["why"]) == ("wrong_kind", detail)

    assert send(sender, url, body).status_code == 415
    assert AuditEvent.objects.filter(name="upload_validation").count() == 1, "once a minute is enough"
    assert send(sender, url, LINES).status_code in {200, 202}
    assert spooled() == [LINES]


def test_it_is_refused_inside_its_encoding_too(sender: Client) -> None:
    answer = send(sender, INGEST, gzip.compress(PNG), **{"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_kind")
    twice = send(sender, INGEST, gzip.compress(gzip.compress(LINES)), **{"Content-Encoding": "gzip"})
    assert twice.status_code == 415
    assert "more than once" in twice.json()["detail"]
    assert spooled() == []


def test_it_is_refused_whatever_follows_it(sender: Client, settings: Any) -> None:
    """The first bytes may be in the hand of whoever writes a log, the two behind a tar archive's mark are not."""
    settings.MAX_BATCH_BYTES = 1000
    assert send(sender, INGEST, PNG + b"\n" + LINES * 1000).status_code == 415
    assert spooled() == []
    line = b"x" * 257 + b"ustar as a word of a line\n"
    assert send(sender, INGEST, line).status_code == 202
    assert spooled() == [line]


def test_what_does_not_look_like_text_is_taken_and_recorded(sender: Client) -> None:
    body = bytes(range(1, 9)) * 8 + b"\n"
    assert send(sender, INGEST, body).status_code == 202
    assert spooled() == [body]
    event = AuditEvent.objects.get(name="upload_validation")
    assert (event.outcome, event.detail["code"]) == ("failure", "flagged")
    assert event.detail["why"] == "It does not look like text."


def test_event_logs_and_marked_text_are_taken(sender: Client) -> None:
    assert send(sender, INGEST, b"ElfFile\x00" + bytes(4088)).status_code == 202
    assert send(sender, INGEST, "\ufefféa line\n".encode("utf-16-le")).status_code == 202
    assert SpoolItem.objects.count() == 2
    assert not AuditEvent.objects.filter(name="upload_validation").exists()


def test_nothing_of_it_is_looked_at_while_the_source_is_closed(sender: Client, source: Any) -> None:
    type(source).objects.update(is_open=False)
    assert send(sender, INGEST, PNG).json()["code"] == "source_closed"
