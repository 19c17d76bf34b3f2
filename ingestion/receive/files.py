"""A whole file from a person or a command: named, digested as it came, unpacked, and spooled batch by batch."""

import hashlib
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import transaction

from ingestion.pipeline.models import Upload
from ingestion.receive.decode import decoded
from ingestion.receive.errors import ReceiveProblem
from ingestion.receive.sniff import packing, peek, refuse_what_has_no_lines
from ingestion.receive.spooling import spool
from ingestion.sources.models import Source
from portal.accounts.actor import Actor, require
from portal.accounts.roles import Capability
from portal.audit import events

PATIENCE_S = 30.0
NAME_LENGTH = 255


class Digested:
    """Bytes on their way through, counted and hashed as they came."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._hash = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._hash.update(chunk)
            self.size += len(chunk)
            yield chunk

    def digest(self) -> bytes:
        return self._hash.digest()


def take_file(
    *,
    actor: Actor,
    source: Source,
    filename: str,
    chunks: Iterable[bytes],
    how: str,
    format_hint: str = "",
    patience_s: float = PATIENCE_S,
) -> Upload:
    """Spool a file and mark it complete; gzip and Zstandard are undone by what the bytes say.

    Batches are committed as they fill. When the rest fails (the connection breaks, the data is damaged), what was
    committed stays and the upload is left incomplete: sending the file again stores only what was missing.
    Raises the problems of ``ingestion.receive.errors``.
    """
    require(actor, Capability.UPLOAD)
    upload = Upload.objects.create(source=source, filename=presentable(filename), person_name=actor.name)
    arriving = Digested(chunks)
    try:
        spool(
            source, unpacked(arriving, filename), how=how, person=actor, filename=upload.filename, upload=upload,
            format_hint=format_hint, most=_most(), patience_s=patience_s,
        )  # fmt: skip
    except ReceiveProblem as problem:
        _note_failure(upload, actor, arriving, problem)
        raise
    _complete(upload, actor, arriving)
    return upload


def _most() -> int:
    return int(settings.MAX_UPLOAD_BYTES * settings.MAX_INFLATION)


def unpacked(chunks: Iterable[bytes], filename: str) -> Iterator[bytes]:
    """The lines of a file that may be packed; raises ``WrongKind`` for files without lines, packed or not."""
    head, whole = peek(chunks)
    kind = packing(head, filename)
    head, lines = peek(decoded(whole, kind, _most()))
    refuse_what_has_no_lines(head)
    return lines


def presentable(filename: str) -> str:
    """The last part of a name a browser or shell gave, without control characters, at most 255 characters."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in last).strip()
    return shown[:NAME_LENGTH] or "unnamed"


def _complete(upload: Upload, actor: Actor, arriving: Digested) -> None:
    upload.size, upload.sha256, upload.is_complete = arriving.size, arriving.digest(), True
    with transaction.atomic():
        upload.save(update_fields=["size", "sha256", "is_complete"])
        events.record("upload_complete", actor=actor, object_label=_label(upload), detail=_told(upload))


def _note_failure(upload: Upload, actor: Actor, arriving: Digested, problem: ReceiveProblem) -> None:
    """An upload of which nothing was kept leaves only its trace."""
    with transaction.atomic():
        upload.size = arriving.size
        upload.save(update_fields=["size"])
        detail = {**_told(upload), "code": problem.code, "why": str(problem)}
        events.record(
            "upload_validation",
            actor=actor,
            outcome=events.FAILURE,
            object_label=_label(upload),
            detail=detail,
        )
        if not upload.spool.exists() and not upload.batches.exists():
            upload.delete()


def _label(upload: Upload) -> str:
    return f"{upload.source.slug}: {upload.filename}"


def _told(upload: Upload) -> dict[str, object]:
    return {"upload": str(upload.pk), "size": upload.size, "sha256": bytes(upload.sha256).hex()}
