"""A whole file from a person or a command: digested as it came, taken apart, and spooled batch by batch."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.conf import settings

from ingestion.formats.evtx_decode import CHUNK, HEADER
from ingestion.pipeline.models import Upload
from ingestion.receive.cutting import pinned
from ingestion.receive.errors import EmptyBody, Interrupted, ReceiveProblem
from ingestion.receive.file_events import note_complete, note_flag, note_refusal
from ingestion.receive.sniff import EVTX, promise
from ingestion.receive.spooling import Patience, spool
from ingestion.receive.unpack import Budget, Found, walk
from ingestion.receive.unpack.budget import Bomb
from ingestion.receive.unpack.names import last_part, presentable
from ingestion.sources.models import Source
from portal.accounts.actor import Actor, require
from portal.accounts.roles import Capability

PATIENCE = Patience(30.0)
ODD_EVENT_LOG = (
    "Its size is not that of a Windows event log, a header of 4 KiB and chunks of 64 KiB: "
    "it is cut short, or something was added to it."
)


def may_be_taken_later(problem: ReceiveProblem) -> bool:
    """Nothing is wrong with the file: there is no room now, or the rest of it did not come."""
    return problem.retry_after > 0 or isinstance(problem, Interrupted)


class Digested:
    """Bytes on their way through, counted and hashed as they came."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._hash = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._hash.update(chunk)
            self.size += len(chunk)
            yield chunk

    def drain(self) -> None:
        for _ in self:
            pass

    def digest(self) -> bytes:
        return self._hash.digest()


@dataclass(frozen=True)
class Taking:
    """How a file is spooled: who sent it, by which way, and as what it is read."""

    actor: Actor
    how: str
    format_hint: str = ""
    patience: Patience = PATIENCE
    received_at: datetime | None = None  # when its last byte came, if not now
    goes_on: bool = False  # the bytes are kept, so that what stops for want of room is taken up again


def take_file(
    *,
    actor: Actor,
    source: Source,
    filename: str,
    chunks: Iterable[bytes],
    how: str,
    format_hint: str = "",
    patience: Patience = PATIENCE,
    seekable: IO[bytes] | None = None,
    keep_path: bool = False,
) -> Upload:
    """Spool a file and mark it complete. Packed files are unpacked by what the bytes say, archives give their members.

    Batches are committed as they fill. When the rest fails (the connection breaks, the data is damaged), what was
    committed stays and the upload is left incomplete: sending the file again stores only what was missing. A file of
    which nothing was taken leaves its trace alone. ``seekable`` is the same file, where it can be read at any place;
    ``keep_path`` shows the folders in ``filename``.
    Raises the problems of ``ingestion.receive.errors``; what is wrong with a member is said on its own upload.
    """
    require(actor, Capability.UPLOAD)
    shown = presentable(filename) if keep_path else last_part(filename)
    upload = Upload.objects.create(source=source, filename=shown, person_name=actor.name, **pinned(source))
    try:
        take_apart(upload, chunks, Taking(actor, how, format_hint, patience), seekable)
    except ReceiveProblem:
        if not (upload.spool.exists() or upload.batches.exists() or upload.members.exists()):
            upload.delete()
        raise
    return upload


def take_apart(
    upload: Upload, chunks: Iterable[bytes], taking: Taking, seekable: IO[bytes] | None = None
) -> None:
    """Spool what is in the file, from where an attempt before this one stopped, and mark it complete.

    The cuts depend on the bytes alone, so a repetition passes over as many batches as there are already.
    """
    arriving = Digested(chunks)
    try:
        place = 0
        for place, found in enumerate(walk(upload.filename, arriving, Budget(), seekable), start=1):
            if found.path:
                _take_member(upload, place, found, taking)
            else:
                _take_itself(upload, found, taking)
        if not place:
            raise EmptyBody("There is no file in it.")
        arriving.drain()
    except ReceiveProblem as problem:
        upload.size = arriving.size
        if not (taking.goes_on and may_be_taken_later(problem)):
            note_refusal(upload, taking.actor, problem)
        raise
    upload.size, upload.sha256 = arriving.size, arriving.digest()
    note_complete(upload, taking.actor)


def _take_itself(upload: Upload, found: Found, taking: Taking) -> None:
    if found.problem:
        raise found.problem
    if found.flag:
        note_flag(upload, taking.actor, found.flag)
    _spool(upload, found, taking)


def _take_member(parent: Upload, place: int, found: Found, taking: Taking) -> None:
    """A member that cannot be taken is refused alone; what ends the whole archive is raised by the walk itself."""
    member = _member(parent, place, found)
    if member.is_complete or member.refusal:
        return
    try:
        if found.problem:
            raise found.problem
        if found.flag:
            note_flag(member, taking.actor, found.flag)
        _spool(member, found, taking)
    except EmptyBody:
        pass  # an archive may well hold an empty log
    except ReceiveProblem as problem:
        if may_be_taken_later(problem):
            raise
        note_refusal(member, taking.actor, problem)
        if isinstance(problem, Bomb):
            raise
        return
    member.is_complete = True
    member.save(update_fields=["is_complete", "size", "sha256"])


def _member(parent: Upload, place: int, found: Found) -> Upload:
    made, _ = Upload.objects.get_or_create(
        parent=parent,
        place=place,
        defaults={
            "source": parent.source,
            "filename": found.name,
            "person_name": parent.person_name,
            "sending": parent.sending,
            "mapping": parent.mapping,
            "cut": parent.cut,
        },
    )
    return made


def _already(upload: Upload) -> int:
    """How many batches there are of it. A sealer may turn one of the spool's into a batch between the two questions."""
    waiting = set(upload.spool.values_list("number", flat=True))
    return len(waiting | set(upload.batches.values_list("number", flat=True)))


def _spool(upload: Upload, found: Found, taking: Taking) -> None:
    content = Digested(found.chunks)
    spool(
        upload.source, content, how=taking.how, person=taking.actor, filename=upload.filename, upload=upload,
        format_hint=taking.format_hint, most=settings.ARCHIVE_MAX_BYTES, patience=taking.patience,
        received_at=taking.received_at,
        skip=_already(upload),
    )  # fmt: skip
    content.drain()
    upload.size, upload.sha256 = content.size, content.digest()
    if promise(found.name if found.path else upload.filename) == EVTX and (content.size - HEADER) % CHUNK:
        note_flag(upload, taking.actor, ODD_EVENT_LOG)
