"""Lines from all over a body, evenly spread, to tell what is in it without reading it whole."""

from collections.abc import Iterator


def spread(body: bytes, count: int, longest: int, start: int = 0) -> Iterator[bytes]:
    """About ``count`` of the lines that begin at ``start`` or behind it, each cut at ``longest`` bytes; blank ones are left out."""
    step = max((len(body) - start) // count, 1)
    last = -1
    for at in range(start, len(body), step):
        begin = body.find(b"\n", at - 1) + 1 if at else 0
        if at and begin == 0:
            return
        end = body.find(b"\n", begin, begin + longest)
        line = body[begin : end if end >= 0 else begin + longest].removesuffix(b"\r")
        if begin != last and line:
            yield line
        last = begin
