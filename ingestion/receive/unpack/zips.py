"""Members of a ZIP archive, found by its central directory. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from ingestion.receive.errors import BadEncoding
from ingestion.receive.unpack.budget import Bomb
from ingestion.receive.unpack.names import UnsafeMember

STEP = 2**18
ENTRY_BYTES = 512  # of the directory for one member, generously; a member there takes a kilobyte of memory
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# What ``zipfile`` raises about damage, most of it undocumented: OSError is a place in front of the file's beginning.
DAMAGE = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error)
DAMAGED_CONTENT = (*DAMAGE, zlib.error, EOFError, RuntimeError)


def members(file: IO[bytes], most: int) -> Iterator[tuple[zipfile.ZipInfo, Iterator[bytes]]]:
    """Every entry but folders, with its bytes, which must be read before the next one.

    Raises ``BadEncoding``, and ``Bomb`` before a directory for far too many is read.
    """
    try:
        _refuse_huge_directory(file, most)
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                if not entry.filename.endswith("/"):  # a folder; ``is_dir`` fails for a name of no letters
                    yield entry, _content(archive, entry)
    except DAMAGE as error:
        raise BadEncoding(f"The ZIP archive is damaged: {str(error)[:200]}.") from error


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    given = 0
    try:
        with archive.open(entry) as member:
            while piece := member.read(STEP):
                given += len(piece)
                yield piece
    except DAMAGED_CONTENT as error:
        raise BadEncoding(f"It is damaged: {str(error)[:200]}.") from error
    if given != entry.file_size:
        raise BadEncoding(f"The archive promises {entry.file_size:,} bytes of it and holds {given:,}.")


def require_plain(entry: zipfile.ZipInfo) -> None:
    """Raise ``UnsafeMember`` for what is not simply a file that can be read."""
    kind = entry.external_attr >> 28  # the file type of Unix, where a Unix wrote the archive
    if kind == 0o12:
        raise UnsafeMember("It is a symbolic link.")
    if kind not in {0, 0o10}:
        raise UnsafeMember("It is a device or something else that is no file.")
    if entry.flag_bits & 0x1:
        raise UnsafeMember("It is encrypted.")
    if entry.compress_type not in METHODS:
        raise UnsafeMember(f"It is compressed by method {entry.compress_type}; use deflate.")


def _refuse_huge_directory(file: IO[bytes], most: int) -> None:
    """The whole directory is read into memory later, so its size, as the end record states it, must be bounded.

    ``zipfile`` itself is asked which end record it goes by: a file may hold several, and they need not agree.
    """
    end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    if not end:
        raise BadEncoding("The ZIP archive is damaged or cut short: it has no directory.")
    directory: int = end[zipfile._ECD_SIZE]  # type: ignore[attr-defined]
    if directory > most * ENTRY_BYTES:
        raise Bomb(f"Its directory takes {directory:,} bytes: more than {most:,} files may have.")
