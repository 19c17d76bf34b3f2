"""Files that arrive piece by piece: kept in PostgreSQL, so that any web server can go on and any worker can read.

What must hold: ``held`` counts exactly the bytes whose chunks are committed. It is what the sender is told, and from
where it goes on, after whatever broke off. Like the spool's bodies, chunks are sealed: masking has not seen them.
"""

import io
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from ingestion.pipeline.models import PartialChunk, PartialFile, Upload
from ingestion.pipeline.spooled import closed, opened
from ingestion.receive.backlog import require_disk
from ingestion.receive.cutting import pinned
from ingestion.receive.errors import ReceiveProblem, SourceClosed, SpoolFull, TooLarge
from ingestion.receive.unpack.names import presentable
from ingestion.sources.models import Source
from portal.accounts.actor import Actor, require
from portal.accounts.roles import Capability

CHUNK = 4 * 2**20
MOST_FILES = 20_000  # of one person at once: a folder, not a flood


class WrongOffset(ReceiveProblem):
    """The sender goes on from somewhere else than where the file ends here; ask how much is held."""

    status = 409
    code = "wrong_offset"


def begin(
    *,
    actor: Actor,
    source: Source,
    filename: str,
    length: int,
    modified: int = 0,
    format_hint: str = "",
    sending: UUID | None = None,
) -> PartialFile:
    """Make room for a file of ``length`` bytes. Raises ``SourceClosed``, ``TooLarge``, ``SpoolFull`` and ``DiskNearlyFull``."""
    require(actor, Capability.UPLOAD)
    if not source.is_open:
        raise SourceClosed(f"The source {source.slug} is closed and takes no records.")
    if length > settings.MAX_UPLOAD_BYTES:
        raise TooLarge(
            f"It is larger than {settings.MAX_UPLOAD_BYTES:,} bytes. Cut it, or pack it with gzip."
        )
    _require_room(actor, length)
    with transaction.atomic():
        upload = Upload.objects.create(
            source=source,
            filename=presentable(filename),
            person_name=actor.name,
            size=length,
            sending=sending,
            **pinned(source),
        )
        return PartialFile.objects.create(
            upload=upload,
            person_id=actor.person_id or 0,
            address=actor.address or None,
            length=length,
            modified=modified,
            format_hint=format_hint,
        )


def _require_room(actor: Actor, length: int) -> None:
    require_disk()
    promised = PartialFile.objects.aggregate(all=Sum("length", default=0))["all"]
    if promised + length > settings.MAX_PARTIAL_BYTES:
        raise SpoolFull("More files are on their way than there is room for. Send it again in a while.")
    if PartialFile.objects.filter(person_id=actor.person_id or 0).count() >= MOST_FILES:
        raise SpoolFull(f"More than {MOST_FILES:,} of your files are on their way. Send it again in a while.")


def join(file: PartialFile, sending: UUID | None) -> None:
    """From now on it belongs to what is sent together under that id; ``None`` leaves it where it is."""
    if sending and sending != file.upload.sending:
        file.upload.sending = sending
        file.upload.save(update_fields=["sending"])


def append(file: PartialFile, offset: int, chunks: Iterable[bytes]) -> PartialFile:
    """Keep the bytes that come, committed as they come: what breaks off loses the last 4 MiB at most.

    Raises ``WrongOffset``, ``DiskNearlyFull``, and what ``chunks`` raises, after keeping what came before it.
    """
    if offset != file.held:
        raise WrongOffset(f"It goes on from byte {file.held:,}, not from {offset:,}.")
    held = bytearray()
    try:
        for chunk in chunks:
            held += chunk
            while len(held) >= CHUNK:
                _keep(file, bytes(held[:CHUNK]))
                del held[:CHUNK]
    finally:
        if held:
            _keep(file, bytes(held))
    return file


def _keep(file: PartialFile, data: bytes) -> None:
    """Fill up the last chunk, then begin the next one, in one transaction with the count."""
    require_disk()
    with transaction.atomic():
        locked = PartialFile.objects.select_for_update().get(pk=file.pk)
        if locked.held != file.held:
            raise WrongOffset("Somebody else goes on with this file at the same time.")
        number, filled = divmod(locked.held, CHUNK)
        room = CHUNK - filled
        if filled:
            last = PartialChunk.objects.get(file=file, number=number)
            _write(file, number, _unpacked(last) + data[:room])
        else:
            _write(file, number, data[:room])
        if data[room:]:
            _write(file, number + 1, data[room:])
        file.held += len(data)
        file.seen_at = timezone.now()
        file.save(update_fields=["held", "seen_at"])


def _write(file: PartialFile, number: int, data: bytes) -> None:
    PartialChunk.objects.update_or_create(file=file, number=number, defaults={"body": closed(data)})


def _unpacked(chunk: PartialChunk) -> bytes:
    return opened(bytes(chunk.body), CHUNK)


class HeldFile(io.RawIOBase):
    """The bytes that are held, as a file that can be read at any place; one chunk is in memory."""

    def __init__(self, file: PartialFile) -> None:
        self._file = file
        self._at = 0
        self._number = -1
        self._chunk = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._file.held}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        number, inside = divmod(self._at, CHUNK)
        if self._at >= self._file.held:
            return 0
        if number != self._number:
            self._chunk = _unpacked(PartialChunk.objects.get(file=self._file, number=number))
            self._number = number
        piece = self._chunk[inside : inside + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def chunks_of(file: PartialFile) -> Iterator[bytes]:
    """Every chunk in order; ``file.read`` follows, for who waits."""
    for number in range(-(-file.held // CHUNK)):
        data = _unpacked(PartialChunk.objects.get(file=file, number=number))
        yield data
        file.read += len(data)
        PartialFile.objects.filter(pk=file.pk).update(read=file.read)


def drop(file: PartialFile) -> None:
    """Its bytes are not needed any more, or not wanted."""
    with transaction.atomic():
        PartialChunk.objects.filter(file=file).delete()
        file.delete()
