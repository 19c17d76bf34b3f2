"""Which format a batch is in, from its first lines."""

from itertools import islice

from ingestion.formats import FORMATS
from ingestion.formats.format import Format

SAMPLE_BYTES = 256 * 1024
SAMPLE_LINES = 100
SHARE = 0.5  # of the sampled lines must look like it: a bad line must not decide, nor a lucky one


def detect(body: bytes) -> Format:
    """The first format that more than half of the sampled lines look like; plain lines otherwise."""
    lines = _sample(body)
    for candidate in FORMATS.values():
        matching = sum(1 for line in lines if candidate.signature.match(line))
        if lines and matching > SHARE * len(lines):
            return candidate
    return FORMATS["plain"]


def choose(hint: str, body: bytes) -> Format:
    """The format that was named, or the one that is detected when none or an unknown one was."""
    return FORMATS.get(hint) or detect(body)


def _sample(body: bytes) -> list[bytes]:
    lines = (line.removesuffix(b"\r") for line in body[:SAMPLE_BYTES].split(b"\n"))
    return list(islice((line for line in lines if line), SAMPLE_LINES))
