"""Files from the browser and the terminal: who may send, what is refused, and what is taken."""

import gzip
import hashlib
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from ingestion.pipeline.models import SpoolItem, Upload
from ingestion.pipeline.spooled import opened
from ingestion.receive.unpack.names import last_part
from ingestion.sources.models import Source
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from tests.people import make_person, signed_in_client
from tests.receive.making import a_batch

pytestmark = pytest.mark.django_db
URL = "/sources/web/upload"
LINES = b"first line\nsecond line\n"


def spooled() -> bytes:
    bodies = SpoolItem.objects.order_by("number").values_list("body", "size")
    return b"".join(opened(bytes(body), size) for body, size in bodies)


def send(client: Client, body: bytes, name: str = "auth.log"):  # type: ignore[no-untyped-def]
    return client.post(URL, body, content_type="application/octet-stream", headers={"X-File-Name": name})


@pytest.fixture
def ilya(source: Source) -> Client:
    return signed_in_client(make_person(Role.INVESTIGATOR, name="ilya", sources=["web"]))


# --- who may send ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AUDITOR, Role.RECORDS_MANAGER])
def test_other_roles_may_not_upload(source: Source, role: Role) -> None:
    client = signed_in_client(make_person(role, sources=["web"] if role is Role.ANALYST else []))
    assert client.get(URL).status_code == 403
    assert send(client, LINES).status_code == 403
    assert not Upload.objects.exists()


def test_an_investigator_without_the_grant_finds_nothing(source: Source) -> None:
    client = signed_in_client(make_person(Role.INVESTIGATOR, sources=["other"]))
    assert client.get(URL).status_code == 404
    assert send(client, LINES).status_code == 404


def test_administrators_upload_to_any_source(source: Source) -> None:
    assert send(signed_in_client(make_person(Role.ADMINISTRATOR)), LINES).status_code == 201


@pytest.mark.parametrize(
    ("format", "first"),
    [("", "Recognise it from the content"), ("combined", "As the source says: ")],
)
def test_the_form_says_what_holds_when_no_format_is_chosen(
    ilya: Client, source: Source, format: str, first: str
) -> None:
    Source.objects.filter(pk=source.pk).update(format=format)
    page = ilya.get(f"/sources/{source.slug}/upload").content.decode()
    assert f'<option value="">{first}' in page


def test_a_foreign_page_cannot_make_a_browser_upload(source: Source) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in_client(make_person(Role.ADMINISTRATOR)).cookies
    assert send(client, LINES).status_code == 403
    assert spooled() == b""


def test_a_form_with_files_is_not_even_parsed_before_sign_in(source: Source) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/login/")
    answer = client.post("/login/", {"files": SimpleUploadedFile("a.log", LINES)})
    assert answer.status_code == 400


# --- what is taken --------------------------------------------------------------------------------


def test_a_file_is_spooled_as_it_is(ilya: Client) -> None:
    answer = send(ilya, LINES, "auth%20log.txt")
    upload = Upload.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {"url": f"/uploads/{upload.pk}/", "filename": "auth log.txt"}
    assert spooled() == LINES
    assert (upload.size, upload.person_name, upload.is_complete) == (len(LINES), "ilya", True)
    assert bytes(upload.sha256) == hashlib.sha256(LINES).digest()
    item = SpoolItem.objects.get()
    assert (item.upload, item.how, item.sender, item.address) == (upload, "upload", "ilya", "127.0.0.1")
    event = AuditEvent.objects.get(name="upload_complete")
    assert (event.actor_name, event.object_label) == ("ilya", "web: auth log.txt")


@pytest.mark.parametrize(
    ("name", "pack"), [("a.log.gz", gzip.compress), ("a.log", gzip.compress), ("a.zst", zstandard.compress)]
)
def test_packed_files_are_unpacked_by_what_they_are(ilya: Client, name: str, pack) -> None:  # type: ignore[no-untyped-def]
    packed = pack(LINES)
    assert send(ilya, packed, name).status_code == 201
    assert spooled() == LINES
    assert bytes(Upload.objects.get().sha256) == hashlib.sha256(packed).digest(), "of the file as it was sent"


def test_a_form_without_script_takes_several_files(ilya: Client) -> None:
    one, two = SimpleUploadedFile("one.log", b"one\n"), SimpleUploadedFile("two.log", b"two\n")
    page = ilya.post(URL, {"files": [one, two], "format": ""})
    assert page.status_code == 200
    assert spooled() == b"one\ntwo\n"
    assert [upload.filename for upload in Upload.objects.order_by("received_at")] == ["one.log", "two.log"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.log", b"inner\n")
    ilya.post(URL, {"files": SimpleUploadedFile("logs.zip", packed.getvalue()), "format": ""})
    assert Upload.objects.get(filename="inner.log", parent__filename="logs.zip").is_complete
    single = ilya.post(URL, {"files": SimpleUploadedFile("three.log", b"three\n"), "format": ""})
    assert single["Location"] == f"/uploads/{Upload.objects.get(filename='three.log').pk}/"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("../../etc/passwd", "passwd", id="path"),
        pytest.param("C:\\logs\\iis.log", "iis.log", id="Windows path"),
        pytest.param("a\x00b\x1b[31m\u202etxt", "a\ufffdb\ufffd[31m\ufffdtxt", id="control characters"),
        pytest.param("", "unnamed", id="nothing"),
        pytest.param("x" * 400, "x" * 255, id="too long"),
    ],
)
def test_names_are_made_presentable(name: str, expected: str) -> None:
    assert last_part(name) == expected


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        pytest.param("a.gz", gzip.compress(b""), "no records", id="empty file, packed"),
        pytest.param("a.gz", LINES, "first bytes say that it is not", id="name promises gzip"),
        pytest.param("a.gz", gzip.compress(LINES)[:-3], "ends too early", id="cut short"),
        pytest.param("a.log", b"PK\x03\x04....", "ZIP archive", id="zip"),
        pytest.param("a.log", b"\xff\xfe\x00\x00a\x00\x00\x00", "UTF-32", id="utf-32"),
        pytest.param(
            "a.tgz",
            gzip.compress(b"name".ljust(257, b"\x00") + b"ustar\x00"),
            "tar archive",
            id="tar in gzip",
        ),
    ],
)
def test_what_is_no_text_is_refused_and_recorded(ilya: Client, name: str, body: bytes, said: str) -> None:
    answer = send(ilya, body, name)
    assert answer.status_code in {400, 415}
    assert said in answer.json()["detail"]
    assert not Upload.objects.exists(), "nothing was kept of it"
    event = AuditEvent.objects.get(name="upload_validation")
    assert (event.outcome, event.object_label) == ("failure", f"web: {name}")


def test_a_file_beyond_the_limit_is_refused(ilya: Client, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 10
    assert send(ilya, LINES).status_code == 413
    form = ilya.post(URL, {"files": SimpleUploadedFile("a.log", LINES), "format": ""})
    assert form.status_code == 400
    assert spooled() == b""


def test_a_closed_source_takes_no_file(ilya: Client, source: Source) -> None:
    Source.objects.update(is_open=False)
    assert send(ilya, LINES).json()["code"] == "source_closed"


def test_what_arrived_before_the_damage_stays_and_is_said(ilya: Client, settings: Settings) -> None:
    settings.MAX_BATCH_BYTES = 100
    packed = gzip.compress(b"".join(b"line %d\n" % n for n in range(100)))
    assert send(ilya, packed[:-4]).json()["code"] == "bad_encoding"
    upload = Upload.objects.get()
    assert not upload.is_complete
    assert spooled().startswith(b"line 0\n")
    assert spooled().endswith(b"\n")


# --- the page afterwards --------------------------------------------------------------------------


def test_the_page_follows_an_upload_to_its_balance(ilya: Client, source: Source) -> None:
    url = send(ilya, LINES).json()["url"]
    assert 'hx-trigger="every 1s"' in ilya.get(url).content.decode()
    fragment = ilya.get(url, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="progress"'), "the fragment alone"

    item, upload = SpoolItem.objects.get(), Upload.objects.get()
    first = a_batch(source, 3)
    a_batch(source, item.number, upload=upload, received=10, stored=0, duplicate=10, duplicate_of=first)
    item.delete()
    page = ilya.get(url).content.decode()
    assert "every 1s" not in page
    assert "Every byte of it was stored before" in page
    assert '<a href="/batches/3/">batch 3</a>' in page
    assert "<b>10</b> duplicate" in page


def test_an_upload_that_is_not_theirs_looks_missing(ilya: Client) -> None:
    url = send(ilya, LINES).json()["url"]
    stranger = signed_in_client(make_person(Role.INVESTIGATOR, sources=["other"]))
    assert stranger.get(url).status_code == 404
    assert signed_in_client(make_person(Role.AUDITOR)).get(url).status_code == 200


# --- the command ----------------------------------------------------------------------------------


def test_the_command_spools_like_an_upload(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "auth.log.gz"
    file.write_bytes(gzip.compress(LINES))
    call_command("ingest", str(file), source="web", no_wait=True)
    assert spooled() == LINES
    upload = Upload.objects.get()
    assert (upload.filename, upload.is_complete, SpoolItem.objects.get().how) == (
        "auth.log.gz",
        True,
        "command",
    )
    assert "spooled" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param({"source": "nothing"}, "no source 'nothing'. Known: web", id="unknown source"),
        pytest.param({"source": "web", "format": "nonsense"}, "no format 'nonsense'", id="unknown format"),
        pytest.param({"source": "web"}, "No such file", id="missing file"),
    ],
)
def test_the_command_says_what_is_wrong(source: Source, options: dict[str, str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("ingest", "/nowhere/auth.log", **options)


def test_the_command_takes_folders_patterns_and_archives(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "logs"
    (folder / "old").mkdir(parents=True)
    (folder / "old" / "a.log").write_bytes(b"a\n")
    (folder / "link.log").symlink_to("/etc/hostname")
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr("inner/b.log", b"b\n")
        archive.writestr("../evil.log", b"x\n")
    (tmp_path / "1.txt").write_bytes(b"one\n")
    (tmp_path / "2.txt").write_bytes(b"\x7fELF\x02")
    with pytest.raises(CommandError) as error:
        call_command("ingest", str(folder), str(tmp_path / "*.txt"), source="web", no_wait=True)
    assert error.value.returncode == 1
    assert "2.txt: This is a program." in str(error.value)
    assert "logs/b.zip: ../evil.log: Its path leads out of the archive." in str(error.value)
    taken = Upload.objects.filter(is_complete=True).values_list("filename", flat=True)
    assert set(taken) == {"logs/old/a.log", "logs/b.zip", "inner/b.log", "1.txt"}
    assert spooled() == b"b\na\none\n"


def test_the_command_says_at_once_that_the_disk_is_nearly_full(
    source: Source, tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """And it does not try the next file for as long again; what was taken is not taken twice."""
    for name in ("1.log", "2.log"):
        (tmp_path / name).write_bytes(LINES)
    settings.MIN_FREE_BYTES = 2**60
    with pytest.raises(CommandError) as error:
        call_command("ingest", str(tmp_path / "*.log"), source="web", no_wait=True, patience=1)
    assert error.value.returncode == 1
    assert "1.log: the disk has " in str(error.value) and "LANTERN_MIN_FREE_BYTES asks for" in str(
        error.value
    )
    assert "2.log: not tried." in str(error.value) and "The same command again" in str(error.value)
    assert " ".join(capsys.readouterr().out.split()).count("Waiting for room, up to 1 s: the disk has") == 1
    assert not SpoolItem.objects.exists()
    settings.MIN_FREE_BYTES = 0
    call_command("ingest", str(tmp_path / "*.log"), source="web", no_wait=True, patience=0)
    assert spooled() == LINES * 2


@pytest.mark.parametrize("said", ["-1", "soon", "1e9"])
def test_the_command_wants_seconds(source: Source, said: str) -> None:
    with pytest.raises(CommandError, match=f"{said}' is no number of seconds"):
        call_command("ingest", "/nowhere/auth.log", "--source", "web", f"--patience={said}")


def test_the_command_names_empty_files_and_takes_the_others(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder of logs has some: nothing of them is missing, and nothing is wrong."""
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "error.log").touch()
    (tmp_path / "logs" / "error.log.1.gz").write_bytes(gzip.compress(b""))
    (tmp_path / "logs" / "access.log").write_bytes(LINES)
    call_command("ingest", str(tmp_path / "logs"), source="web", no_wait=True)
    assert spooled() == LINES
    assert list(Upload.objects.values_list("filename", flat=True)) == ["logs/access.log"]
    printed = " ".join(capsys.readouterr().out.split())
    assert "1 spooled" in printed
    assert "2 files are empty: logs/error.log, logs/error.log.1.gz." in printed


def test_the_command_names_a_folder_that_it_may_not_look_into(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in it is missing otherwise, and nobody knows."""
    (tmp_path / "logs" / "closed").mkdir(parents=True)
    (tmp_path / "logs" / "a.log").write_bytes(b"a\n")
    look = os.scandir

    def closed(folder: Any) -> Any:
        if Path(folder).name == "closed":
            raise PermissionError(13, "Permission denied", str(folder))
        return look(folder)

    monkeypatch.setattr("os.scandir", closed)
    with pytest.raises(CommandError, match="logs/closed: ") as error:
        call_command("ingest", str(tmp_path / "logs"), source="web", no_wait=True)
    assert (error.value.returncode, spooled()) == (1, b"a\n")


def test_the_command_reads_standard_input(
    source: Source, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(LINES))))
    call_command("ingest", "-", source="web", no_wait=True)
    assert spooled() == LINES


def test_the_command_ends_with_3_when_records_are_in_quarantine(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.log"
    file.write_bytes(LINES)

    def seal(seconds: float) -> None:
        item = SpoolItem.objects.get()
        masked = {"mail": 1, "password": 2}
        a_batch(source, item.number, upload=item.upload, received=2, stored=1, quarantined=1, masked=masked)
        item.delete()

    monkeypatch.setattr("ingestion.pipeline.management.commands.ingest.time.sleep", seal)
    with pytest.raises(CommandError, match="1 records are in quarantine") as error:
        call_command("ingest", str(file), source="web")
    assert error.value.returncode == 3
    printed = capsys.readouterr().out
    assert "a.log" in printed
    assert "Masked: Passwords 2, Mail addresses 1." in printed
