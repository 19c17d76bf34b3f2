"""Members of a tar archive as it streams by. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html

``tarfile`` reads long names and extended headers whole, of whatever size they claim to be, and takes damage in the
middle for the end. Both are mended here: headers have little room, and the end must look like one.
"""

import struct
import tarfile
from collections.abc import Iterable, Iterator

from ingestion.receive.errors import BadEncoding
from ingestion.receive.unpack.budget import Bomb
from ingestion.receive.unpack.names import UnsafeMember

STEP = 2**18
ROOM = 2**20  # bytes of headers in front of one member
BLOCK = 512
# Long names that follow one another are read by recursion, so a few hundred of them exceed its depth.
DAMAGE = (tarfile.TarError, ValueError, OverflowError, RecursionError, OSError, struct.error)


class Forward:
    """A stream as a file that only goes forward. ``room`` is what may still be read at once; ``None``: any amount."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = b""
        self._at = 0
        self.room: int | None = None
        self.last = b""

    def tell(self) -> int:
        return self._at

    def seek(self, place: int) -> int:
        while self._at < place and self._fill():
            skipped = min(place - self._at, len(self._held))
            self._held = self._held[skipped:]
            self._at += skipped
        return self._at

    def read(self, size: int = -1) -> bytes:
        if self.room is not None:
            self.room -= size
            if size < 0 or self.room < 0:
                raise Bomb(f"A member's header has more than {ROOM:,} bytes.")
        parts = []
        while size > 0 and self._fill():
            parts.append(self._held[:size])
            self._held = self._held[size:]
            size -= len(parts[-1])
        self.last = b"".join(parts)
        self._at += len(self.last)
        return self.last

    def _fill(self) -> bool:
        while not self._held:
            chunk = next(self._chunks, None)
            if chunk is None:
                return False
            self._held = chunk
        return True


def members(chunks: Iterable[bytes]) -> Iterator[tuple[tarfile.TarInfo, Iterator[bytes]]]:
    """Each member with its bytes, which must be read before the next one. Raises ``BadEncoding`` and ``Bomb``."""
    stream = Forward(chunks)
    stream.room = ROOM
    try:
        archive = tarfile.TarFile(fileobj=stream, mode="r", errors="surrogateescape")  # type: ignore[arg-type]
        while (member := archive.next()) is not None:
            stream.room = None
            yield member, _content(archive, member)
            archive.members.clear()  # type: ignore[attr-defined]  # it would remember every one
            stream.room = ROOM
    except DAMAGE as error:
        raise BadEncoding(f"The tar archive is damaged: {str(error)[:200]}.") from error
    if stream.last != bytes(BLOCK):
        raise BadEncoding("The tar archive is damaged or cut short: what follows here cannot be read.")


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    try:
        file = archive.extractfile(member) if member.isreg() else None
        while file and (piece := file.read(STEP)):
            yield piece
    except DAMAGE as error:
        raise BadEncoding(f"It is damaged or cut short: {str(error)[:200]}.") from error


def require_plain(member: tarfile.TarInfo) -> None:
    """Raise ``UnsafeMember`` for what is not simply a file."""
    if member.issym() or member.islnk():
        raise UnsafeMember("It is a link.")
    if not member.isreg() or member.issparse():
        raise UnsafeMember("It is a device or something else that is no plain file.")
