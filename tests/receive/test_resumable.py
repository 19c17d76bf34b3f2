"""Files that break off and go on (tus 1.0.0), and what workers make of them once they are whole."""

import base64
import gzip
import hashlib
import io
import os
import zipfile
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from ingestion.formats.csv_mapping import TIME, Column, CsvColumns
from ingestion.normalise.masking.vault import CannotOpen
from ingestion.pipeline.models import PartialChunk, PartialFile, SpoolItem, Upload
from ingestion.pipeline.spooled import opened
from ingestion.receive import backlog, files, partial, taking
from ingestion.receive.errors import SpoolFull
from ingestion.receive.spooling import Patience
from ingestion.sources.mapping_actions import map_csv
from ingestion.sources.models import Source
from portal.accounts.commands import COMMAND
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from tests.people import make_person, signed_in_client
from tests.receive.making import a_batch

pytestmark = pytest.mark.django_db
FILES = "/sources/web/files"
LINES = b"first line\nsecond line\n"
BYTES = "application/offset+octet-stream"


@pytest.fixture
def ilya(source: Source) -> Client:
    return signed_in_client(make_person(Role.INVESTIGATOR, name="ilya", sources=["web"]))


def begin(client: Client, length: int, name: str = "auth.log", body: bytes = b"", **said: str) -> Any:
    metadata = encoded({"filename": name, **said})
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(length), "Upload-Metadata": metadata}
    kind = BYTES if body else "text/plain"
    return client.post(FILES, body, content_type=kind, headers=headers)


def encoded(said: dict[str, str]) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())


def patch(client: Client, url: str, offset: int, body: bytes, **said: str) -> Any:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), "Upload-Metadata": encoded(said)}
    return client.patch(url, body, content_type=BYTES, headers=headers)


def held(client: Client, url: str) -> int:
    answer = client.head(url, headers={"Tus-Resumable": "1.0.0"})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return int(answer["Upload-Offset"])


def send(client: Client, data: bytes, name: str = "auth.log", **said: str) -> Upload:
    """The whole file in two pieces, taken apart."""
    url = begin(client, len(data), name, data[: len(data) // 2], **said)["Location"]
    assert patch(client, url, len(data) // 2, data[len(data) // 2 :]).status_code == 204
    while taking.take_next():
        pass
    return Upload.objects.get(pk=url.split("/")[2])


def spooled(upload: Upload | None = None) -> bytes:
    items = SpoolItem.objects.filter(upload=upload) if upload else SpoolItem.objects.all()
    bodies = items.order_by("number").values_list("body", "size")
    return b"".join(opened(bytes(body), size) for body, size in bodies)


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AUDITOR, Role.RECORDS_MANAGER])
def test_other_roles_may_not_begin(source: Source, role: Role) -> None:
    client = signed_in_client(make_person(role, sources=["web"] if role is Role.ANALYST else []))
    assert begin(client, 5).status_code == 403
    assert not Upload.objects.exists()


def test_nobody_goes_on_with_somebody_elses_file(source: Source, ilya: Client) -> None:
    url = begin(ilya, 10)["Location"]
    other = signed_in_client(make_person(Role.INVESTIGATOR, sources=["web"]))
    assert patch(other, url, 0, b"x").status_code == 404
    assert other.head(url, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
    assert other.delete(url, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
    assert held(ilya, url) == 0


def test_a_grant_that_is_gone_ends_it_at_the_next_piece(ilya: Client) -> None:
    from portal.accounts.models import SourceGrant

    url = begin(ilya, 10, body=b"12345")["Location"]
    SourceGrant.objects.all().delete()
    assert patch(ilya, url, 5, b"67890").status_code == 404
    assert PartialFile.objects.get().held == 5


def test_a_foreign_page_cannot_send_a_piece(source: Source) -> None:
    person = make_person(Role.ADMINISTRATOR)
    url = begin(signed_in_client(person), 10)["Location"]
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in_client(person).cookies
    assert begin(client, 10).status_code == 403
    assert patch(client, url, 0, b"x").status_code == 403


# --- breaking off and going on --------------------------------------------------------------------


def test_a_file_goes_on_where_it_stopped(ilya: Client) -> None:
    data = b"".join(b"line %d %s\n" % (n, os.urandom(40).hex().encode()) for n in range(120_000))
    assert len(data) > 2 * partial.CHUNK
    begun = begin(ilya, len(data), body=data[:1000])
    url = begun["Location"]
    assert (begun.status_code, begun["Upload-Offset"]) == (201, "1000")
    cut = partial.CHUNK + 12_345
    assert patch(ilya, url, 1000, data[1000:cut])["Upload-Offset"] == str(cut)
    assert patch(ilya, url, 1000, data[1000:2000]).status_code == 409, "these bytes are here"
    assert held(ilya, url) == cut
    assert not taking.take_next(), "it is not whole"
    assert patch(ilya, url, cut, data[cut:]).status_code == 204
    assert taking.take_next()
    upload = Upload.objects.get()
    assert (upload.size, upload.is_complete, upload.sha256_hex) == (
        len(data), True, hashlib.sha256(data).hexdigest(),
    )  # fmt: skip
    assert spooled() == data
    assert not PartialChunk.objects.exists()
    assert held(ilya, url) == len(data), "whoever lost the last answer is told that all arrived"


def test_a_file_that_goes_on_is_shown_with_what_it_is_sent_with_then(ilya: Client) -> None:
    """Not with that of the page on which it began: the page after the second sending would miss it, or be missing."""
    before, now = str(uuid4()), str(uuid4())
    url = begin(ilya, len(LINES), body=LINES[:5], sending=before)["Location"]
    assert patch(ilya, url, 5, LINES[5:], sending="no id").json()["code"] == "bad_request"
    assert patch(ilya, url, 5, LINES[5:], sending=now).status_code == 204
    assert taking.take_next()
    assert "auth.log" in ilya.get(f"/uploads/sent/{now}/").content.decode()
    assert ilya.get(f"/uploads/sent/{before}/").status_code == 404


def test_what_arrived_before_the_connection_broke_is_kept(
    ilya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingestion.receive.errors import Interrupted

    url = begin(ilya, 100)["Location"]

    def breaking(*more: object) -> Any:
        yield b"1234567"
        raise Interrupted("The connection ended.")

    monkeypatch.setattr("ingestion.receive.resumable.chunks_of", breaking)
    assert patch(ilya, url, 0, b"1234567").json()["code"] == "interrupted"
    assert held(ilya, url) == 7


def test_more_than_was_promised_is_refused(ilya: Client) -> None:
    url = begin(ilya, 5)["Location"]
    assert patch(ilya, url, 0, b"123456").status_code == 413
    assert held(ilya, url) == 0


@pytest.mark.parametrize(
    ("length", "headers", "status"),
    [
        pytest.param(9 * 2**30, {}, 413, id="too large"),
        pytest.param(5, {"Tus-Resumable": "0.2.2"}, 412, id="another version"),
        pytest.param(5, {"Upload-Length": "-1"}, 400, id="no number"),
        pytest.param(5, {"Upload-Metadata": "filename ?"}, 400, id="no base64"),
        pytest.param(5, {"Upload-Metadata": "format bm9uc2Vuc2U="}, 400, id="unknown format"),
    ],
)
def test_what_cannot_begin(ilya: Client, length: int, headers: dict[str, str], status: int) -> None:
    said = {"Tus-Resumable": "1.0.0", "Upload-Length": str(length), **headers}
    assert ilya.post(FILES, b"", content_type="text/plain", headers=said).status_code == status
    assert not Upload.objects.exists()


def test_too_much_on_its_way(ilya: Client, settings: Settings) -> None:
    settings.MAX_PARTIAL_BYTES = 100
    assert begin(ilya, 60).status_code == 201
    assert begin(ilya, 60).status_code == 429


def test_a_disk_that_is_nearly_full_takes_no_piece(ilya: Client, settings: Settings) -> None:
    url = begin(ilya, 10, body=b"12345")["Location"]
    settings.MIN_FREE_BYTES = 2**60
    for refused in (begin(ilya, 10), patch(ilya, url, 5, b"67890")):
        assert (refused.status_code, refused.json()["code"]) == (503, "disk_nearly_full")
    assert held(ilya, url) == 5
    assert Upload.objects.count() == 1


def test_a_file_is_given_up_or_forgotten_with_a_trace(ilya: Client) -> None:
    stopped, forgotten = (begin(ilya, 10, body=b"12345")["Location"] for _ in range(2))
    assert ilya.delete(stopped, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert taking.forget_abandoned() == 0
    PartialFile.objects.update(seen_at=timezone.now() - timedelta(hours=25))
    assert taking.forget_abandoned() == 1
    assert not PartialFile.objects.exists()
    assert AuditEvent.objects.filter(name="upload_delete", actor_name="ilya").count() == 2
    page = ilya.get(forgotten.removesuffix("bytes")).content.decode()
    assert "Only 5 of 10 bytes arrived within 24 hours." in page


def test_the_page_offers_to_go_on(ilya: Client) -> None:
    begin(ilya, 10, "folder/a.log", b"12345", modified="1700000000000")
    page = ilya.get("/sources/web/upload").content.decode()
    assert 'data-name="folder/a.log" data-size="10" data-modified="1700000000000"' in page
    other = signed_in_client(make_person(Role.INVESTIGATOR, sources=["web"]))
    assert "folder/a.log" not in other.get("/sources/web/upload").content.decode()


# --- taking apart ---------------------------------------------------------------------------------


def an_archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("var/auth.log", LINES)
        archive.writestr("../escape.log", LINES)
        archive.writestr("empty.log", b"")
        archive.writestr("web.log.gz", gzip.compress(b"third\n"))
        archive.writestr("access.log", b"\x7fELF\x02\x01" + bytes(100))
    return file.getvalue()


def test_members_become_parts_and_what_is_refused_says_why(ilya: Client, source: Source) -> None:
    sending = str(uuid4())
    data = an_archive()
    upload = send(ilya, data, "logs.zip", sending=sending)
    assert upload.is_complete
    assert upload.sha256_hex == hashlib.sha256(data).hexdigest()
    members = {member.filename: member for member in upload.members.order_by("place")}
    assert list(members) == ["var/auth.log", "../escape.log", "empty.log", "web.log.gz", "access.log"]
    assert spooled(members["var/auth.log"]) == LINES
    assert spooled(members["web.log.gz"]) == b"third\n"
    assert members["empty.log"].is_complete
    assert "leads out" in members["../escape.log"].refusal
    assert "program" in members["access.log"].refusal
    failures = AuditEvent.objects.filter(name="upload_validation", outcome="failure")
    assert set(failures.values_list("object_label", flat=True)) == {
        "web: logs.zip: ../escape.log",
        "web: logs.zip: access.log",
    }
    for url in (f"/uploads/{upload.pk}/", f"/uploads/sent/{sending}/"):
        page = ilya.get(url).content.decode()
        assert "2 of 5 files were refused" in page
        assert "Its path leads out of the archive." in page
        assert "every 1s" in page, "it is not sealed yet"
    stranger = signed_in_client(make_person(Role.INVESTIGATOR, sources=["other"]))
    assert stranger.get(f"/uploads/sent/{sending}/").status_code == 404


def test_an_archive_of_one_file_says_so_when_it_is_refused(ilya: Client, source: Source) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("/etc/app.log", LINES)
    upload = send(ilya, file.getvalue(), "one.zip")
    page = ilya.get(f"/uploads/{upload.pk}/").content.decode()
    assert "The one file in it was refused" in page
    assert "The reason stands beside it below." in page


def zipped(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def test_a_bomb_in_an_archive_is_counted_and_told_once(ilya: Client, source: Source) -> None:
    """It ends the archive too, and is the reason for it."""
    sending = str(uuid4())
    bomb = b"one line of very many\n" * (16 * 2**20 // 22)
    upload = send(ilya, zipped("inner.zip", zipped("a.log", bomb)), "outer.zip", sending=sending)
    (member,) = upload.members.all()
    assert "compression bomb" in member.refusal
    assert upload.refusal == member.refusal
    page = ilya.get(f"/uploads/sent/{sending}/").content.decode()
    assert "The one file of them was refused" in page
    assert page.count("</svg>refused</span>") + page.count("</svg>rest refused</span>") == 1
    page = ilya.get(f"/uploads/{upload.pk}/").content.decode()
    assert "The one file in it was refused" not in page, "the notice before says so of the archive"
    assert page.count('class="notice error"') == 1

    send(ilya, an_archive(), "logs.zip", sending=sending)
    assert "3 of 6 files were refused" in ilya.get(f"/uploads/sent/{sending}/").content.decode()


def test_of_a_refused_file_of_which_a_part_was_stored_the_rest_is_refused(
    ilya: Client, source: Source
) -> None:
    upload = send(ilya, an_archive(), "logs.zip")
    member = upload.members.get(filename="access.log")
    a_batch(source, 900, upload=member, received=2, stored=2)
    page = ilya.get(f"/uploads/{upload.pk}/").content.decode()
    assert (page.count("</svg>refused"), page.count("</svg>rest refused")) == (1, 1)


def test_files_sent_together_say_how_far_they_are_and_lead_to_their_faults(
    ilya: Client, source: Source
) -> None:
    sending = str(uuid4())
    for number, name in enumerate(("one.log", "two.log"), 900):
        upload = send(ilya, name.encode(), name, sending=sending)
        a_batch(source, number, upload=upload, received=2, stored=1, quarantined=1)
    page = ilya.get(f"/uploads/sent/{sending}/").content.decode()
    assert page.count(">being stored</span>") == 2, "a part of each is stored, the rest waits"
    SpoolItem.objects.all().delete()
    page = ilya.get(f"/uploads/sent/{sending}/").content.decode()
    assert "Stored, except 2 lines" in page
    assert f'href="/sources/{source.slug}/quarantine"' in page


def test_a_refused_file_keeps_its_reason(ilya: Client) -> None:
    upload = send(ilya, b"\x89PNG\r\n\x1a\n" + bytes(100), "access.log")
    assert "PNG picture" in upload.refusal
    assert not PartialFile.objects.exists()
    assert "PNG picture" in ilya.get(f"/uploads/{upload.pk}/").content.decode()
    event = AuditEvent.objects.get(name="upload_validation")
    assert (event.actor_name, event.outcome, event.detail["code"]) == ("ilya", "failure", "wrong_kind")


def test_what_is_strange_is_taken_and_recorded(ilya: Client) -> None:
    upload = send(ilya, gzip.compress(LINES), "access.log")
    assert spooled() == LINES
    assert upload.is_complete
    assert "packed with gzip" in upload.flag
    assert AuditEvent.objects.get(name="upload_validation").detail["code"] == "flagged"
    assert "something is strange" in ilya.get(f"/uploads/{upload.pk}/").content.decode()


@pytest.mark.parametrize(
    ("size", "flagged"), [(4096 + 65536, False), (4096 + 65536 + 100, True)], ids=["whole", "cut or added to"]
)
def test_an_event_log_of_a_size_that_none_has_is_flagged(ilya: Client, size: int, flagged: bool) -> None:
    upload = send(ilya, b"ElfFile\x00".ljust(size, b"\x00"), "security.evtx")
    assert ("Its size is not" in upload.flag) is flagged


@pytest.mark.parametrize("stops", [1, 2, 3])
def test_a_worker_that_dies_is_gone_on_with_exactly(
    ilya: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, stops: int
) -> None:
    """Whatever was spooled before is passed over; nothing is spooled twice, nothing is left out."""
    settings.MAX_BATCH_BYTES = 100
    lines = b"".join(b"line %d\n" % n for n in range(100))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.log", lines)
        archive.writestr("b.log", lines[::-1].lstrip(b"\n") + b"\n")
    data = file.getvalue()
    url = begin(ilya, len(data), "logs.zip", data)["Location"]
    left = [stops]

    def full(source_id: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise SpoolFull("No room.")

    monkeypatch.setattr(taking, "PATIENCE", Patience(0.0))
    monkeypatch.setattr("ingestion.receive.spooling.require_room", full)
    assert not taking.take_next()
    assert PartialFile.objects.exists(), "the bytes stay until they were taken"
    monkeypatch.setattr("ingestion.receive.spooling.require_room", backlog.require_room)
    assert taking.take_next()
    first, second = Upload.objects.get(pk=url.split("/")[2]).members.order_by("place")
    assert spooled(first) == lines
    assert spooled(second) == lines[::-1].lstrip(b"\n") + b"\n"
    assert (first.is_complete, second.is_complete) == (True, True)


def test_a_batch_that_is_sealed_meanwhile_counts_once(
    ilya: Client, source: Source, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAX_BATCH_BYTES = 100
    lines = b"".join(b"line %d\n" % n for n in range(100))
    url = begin(ilya, len(lines), body=lines)["Location"]
    left, pending = [3], [True]
    sealed: list[bytes] = []

    def full(source_id: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise SpoolFull("No room.")

    def sealer(execute: Any, sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if pending and 'FROM "pipeline_spoolitem"' in sql:
            pending.clear()
            item = SpoolItem.objects.order_by("number")[0]
            sealed.append(opened(bytes(item.body), item.size))
            a_batch(source, item.number, upload=item.upload)
            item.delete()
        return answer

    monkeypatch.setattr(taking, "PATIENCE", Patience(0.0))
    monkeypatch.setattr("ingestion.receive.spooling.require_room", full)
    assert not taking.take_next()
    assert SpoolItem.objects.count() == 2
    monkeypatch.setattr("ingestion.receive.spooling.require_room", backlog.require_room)
    with connection.execute_wrapper(sealer):
        assert taking.take_next()
    assert sealed[0] + spooled(Upload.objects.get(pk=url.split("/")[2])) == lines


def test_a_file_is_cut_and_read_to_its_end_as_when_it_began(
    ilya: Client, source: Source, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAX_BATCH_BYTES = 200
    columns = CsvColumns((Column("Zeitpunkt", TIME), Column("Konto", "user.name")), ";")
    made = map_csv(actor=COMMAND, source=source, columns=columns)
    rows = "".join(f"2026-11-21 20:00:{n % 60:02};ada{n}\n" for n in range(50)).encode()
    table = b"Zeitpunkt;Konto\n" + rows
    url = begin(ilya, len(table), "till.csv", table)["Location"]
    left = [3]

    def full(source_id: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise SpoolFull("No room.")

    monkeypatch.setattr(taking, "PATIENCE", Patience(0.0))
    monkeypatch.setattr("ingestion.receive.spooling.require_room", full)
    assert not taking.take_next()
    map_csv(actor=COMMAND, source=source, columns=None)
    settings.MAX_BATCH_BYTES = 350
    monkeypatch.setattr("ingestion.receive.spooling.require_room", backlog.require_room)
    assert taking.take_next()
    upload = Upload.objects.get(pk=url.split("/")[2])
    assert spooled(upload).replace(b"Zeitpunkt;Konto\n", b"") == rows
    assert set(upload.spool.values_list("mapping", flat=True)) == {made and made.pk}


def failing_at(name: str, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    really = files.take_apart

    def take_apart(upload: Upload, *rest: Any) -> None:
        if upload.filename == name:
            raise error
        really(upload, *rest)

    monkeypatch.setattr(taking, "take_apart", take_apart)


def test_a_file_that_nothing_foresaw_does_not_stop_the_next(
    ilya: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing_at("odd.log", KeyError("unforeseen"), monkeypatch)
    begin(ilya, len(LINES), "odd.log", LINES)
    begin(ilya, len(LINES), "next.log", LINES)
    assert [taking.take_next() for _ in range(3)] == [True, True, False]
    odd, after = Upload.objects.order_by("received_at")
    assert odd.refusal == "It could not be read; the server's log says why."
    assert (odd.is_complete, after.is_complete) == (False, True)
    assert spooled() == LINES
    assert "unforeseen" in caplog.text
    assert AuditEvent.objects.get(name="upload_validation").detail["code"] == "bad_encoding"


@pytest.mark.parametrize("error", [OperationalError("gone"), CannotOpen("another key")])
def test_what_is_no_fault_of_the_file_keeps_it(
    ilya: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    failing_at("a.log", error, monkeypatch)
    begin(ilya, len(LINES), "a.log", LINES)
    with pytest.raises(type(error)):
        taking.take_next()
    assert (PartialFile.objects.count(), Upload.objects.get().refusal) == (1, "")
