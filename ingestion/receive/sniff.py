"""What a file is by its first bytes, whatever it is called, and whether its name says the same."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath

from ingestion.receive.errors import WrongKind
from ingestion.receive.utf16 import is_marked

HEAD = 512
LONGEST_LINE = 2**16  # that is looked at whole
TEXT = "text"
GZIP, ZSTD, ZIP, TAR, EVTX = "gzip", "zstd", "zip", "tar", "evtx"
PACKED = frozenset({GZIP, ZSTD})
ARCHIVES = frozenset({ZIP, TAR})
# What can be read: kind, offset, signature. A line of text may well have "ustar" there; nobody writes the NUL into one.
READABLE = (
    (GZIP, 0, b"\x1f\x8b"),
    (ZSTD, 0, b"\x28\xb5\x2f\xfd"),
    (ZIP, 0, b"PK\x03\x04"),
    (ZIP, 0, b"PK\x05\x06"),
    (TAR, 257, b"ustar\x00"),
    (TAR, 257, b"ustar  \x00"),
    (EVTX, 0, b"ElfFile\x00"),
)
# What people take for a log file now and then, and what somebody might want to slip in. None of it has lines.
NOT_LINES = (
    (re.compile(rb"MZ(?=[^\0]{0,126}\0)", re.DOTALL), "a Windows program"),
    (re.compile(rb"\x7fELF"), "a program"),
    (re.compile(rb"\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe"), "a program"),
    (re.compile(rb"\0asm"), "a program"),
    (re.compile(rb"dex\n03"), "a program"),
    (re.compile(rb"\x89PNG\r\n"), "a PNG picture"),
    (re.compile(rb"\xff\xd8\xff"), "a JPEG picture"),
    (re.compile(rb"GIF8[79]a"), "a GIF picture"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "a WebP picture"),
    (re.compile(rb"%PDF-"), "a PDF document"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "an old Office document or installer"),
    (re.compile(rb"SQLite format 3\0"), "an SQLite database"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "a 7z archive; unpack it first"),
    (re.compile(rb"Rar!\x1a\x07"), "a RAR archive; unpack it first"),
    (re.compile(rb"BZh[1-9]1AY&SY"), "compressed with bzip2; use gzip or Zstandard"),
    (re.compile(rb"\xfd7zXZ\0"), "compressed with xz; use gzip or Zstandard"),
    (re.compile(rb"LPKSHHRH"), "a systemd journal; write it out with journalctl --output=json"),
    (re.compile(rb"\xd4\xc3\xb2\xa1|\xa1\xb2\xc3\xd4|\x0a\x0d\x0d\x0a"), "a capture of network packets"),
    (re.compile(rb"\0\x05\x16\x07|\0\0\0\x01Bud1"), "metadata of macOS"),
    (re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff"), "UTF-32 text; convert it to UTF-8 first"),
)
PROMISES = {
    ".gz": GZIP, ".gzip": GZIP, ".tgz": GZIP, ".zst": ZSTD, ".zstd": ZSTD, ".tzst": ZSTD,
    ".zip": ZIP, ".tar": TAR, ".evtx": EVTX,
    **dict.fromkeys((
        ".log", ".txt", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".xml", ".out", ".err", ".syslog", ".cef", ".leef",
        ".yaml", ".yml", ".md", ".html", ".conf",
    ), TEXT),
}  # fmt: skip
NAMES = {
    GZIP: "packed with gzip",
    ZSTD: "packed with zstd",
    ZIP: "a ZIP archive",
    TAR: "a tar archive",
    EVTX: "a Windows event log",
    TEXT: "text",
}
CLAIM = re.compile(
    r"\.[A-Za-z][A-Za-z0-9]{1,4}$"
)  # .docx and .jar claim to be something; .2026-11-21 does not
CONTROL = bytes(set(range(32)) - {9, 10, 13, 27})
MOST_CONTROL = 0.1  # of the first bytes; NULs at the end of a log that a crash cut are not that many


@dataclass(frozen=True)
class Kind:
    """``name`` is one of the readable kinds or ``text``; ``flag`` says what is strange about it, in a sentence."""

    name: str
    flag: str = ""


def peek(chunks: Iterable[bytes], *, least: int = HEAD, line: bool = False) -> tuple[bytes, Iterator[bytes]]:
    """The first ``least`` bytes, or all there are, and the whole stream again. ``line``: more, up to the first line's end."""
    rest = iter(chunks)
    first, wanted = b"", least
    for chunk in rest:
        first += chunk
        if line:
            end = first.find(b"\n", 0, LONGEST_LINE) + 1
            wanted = max(end or LONGEST_LINE, least)
        if len(first) >= wanted:
            break
    return first[:wanted], chain([first] if first else [], rest)


def kind_of(head: bytes, filename: str) -> Kind:
    """What the bytes are, when it can be read and the name does not deny it; raises ``WrongKind`` otherwise.

    A name that says nothing promises nothing. A log that turns out packed, or an event log, is read and flagged.
    """
    for signature, words in NOT_LINES:
        if signature.match(head):
            raise WrongKind(f"This is {words}.")
    found = next((kind for kind, at, signature in READABLE if head[at:].startswith(signature)), TEXT)
    promised = promise(filename)
    if not promised and found in ARCHIVES and CLAIM.match(PurePosixPath(filename).suffix):
        raise WrongKind(f"This is {NAMES[found]}, and its name says something else.")
    if promised in {"", found} or not head:
        return Kind(found, _strange(head) if found == TEXT else "")
    if promised != TEXT:
        raise WrongKind(
            f"The name says that it is {NAMES[promised]}, and its first bytes say that it is not."
        )
    if found in ARCHIVES:
        raise WrongKind(f"This is {NAMES[found]}, and its name says that it is text. Call it what it is.")
    return Kind(found, f"Its name says that it is text, and it is {NAMES[found]}.")


def promise(filename: str) -> str:
    """The kind that the name's ending stands for; empty when it stands for none that is known."""
    suffix = PurePosixPath(filename.lower()).suffix
    return PROMISES.get(suffix, "")


def unpacked_name(filename: str) -> str:
    """What is inside a packed file by its name: ``a.log`` in ``a.log.gz``, ``a.tar`` in ``a.tgz``."""
    path = PurePosixPath(filename)
    if path.suffix.lower() in {".tgz", ".tzst"}:
        return f"{path.stem}.tar"
    return path.stem if PROMISES.get(path.suffix.lower()) in PACKED else filename


def _strange(head: bytes) -> str:
    if is_marked(head):
        return ""
    controls = len(head) - len(head.translate(None, CONTROL))
    return "It does not look like text." if controls > MOST_CONTROL * len(head) else ""
