"""Lines that continue the line before them: those that begin with a blank or a tab."""

from collections.abc import Iterator, Sequence

from ingestion.formats.record import Record

MOST_BYTES = 2**19  # of one record


def joined(body: bytes) -> Sequence[Record]:
    """Records with the positions of their first lines; their line ends inside stay as they were."""
    return [Record(first, raw) for first, raw in spans(body)]


def spans(body: bytes) -> Iterator[tuple[int, bytes]]:
    """The same as numbers and bytes."""
    found: list[tuple[int, list[bytes]]] = []
    size = 0
    for number, line in enumerate(body.split(b"\n")):
        if line in (b"", b"\r"):
            continue
        size += len(line)
        if found and line[:1] in b" \t" and size <= MOST_BYTES:
            found[-1][1].append(line)
            continue
        found.append((number, [line]))
        size = len(line)
    return ((number, b"\n".join(lines).removesuffix(b"\r")) for number, lines in found)
