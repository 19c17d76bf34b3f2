"""Which format a batch is in, from its beginning."""

from itertools import islice

from ingestion.formats import FORMATS, json_documents
from ingestion.formats.format import Format

SAMPLE_BYTES = 256 * 1024
SAMPLE_LINES = 100
LONGEST = (
    8192  # bytes of a line that are looked at: what a line is shows long before, and hostile ones end here
)
SHARE = 0.5  # of the sampled lines must look like it: a bad line must not decide, nor a lucky one


def detect(body: bytes) -> Format:
    """The first format that knows the batch by its beginning, or that most of its first records look like."""
    head = body[:SAMPLE_BYTES]
    for candidate in FORMATS.values():
        if candidate.recognise and candidate.recognise(head):
            return candidate
    lines = _sample(head)
    for candidate in FORMATS.values():
        matching = sum(1 for line in lines if candidate.signature.match(line))
        if lines and matching > SHARE * len(lines):
            return candidate
    return FORMATS["plain"]


def choose(hint: str, body: bytes) -> Format:
    """The format that was named, or the one that is detected when none or an unknown one was."""
    return FORMATS.get(hint) or detect(body)


def _sample(head: bytes) -> list[bytes]:
    if json_documents.is_document(head):
        return json_documents.first_texts(head, SAMPLE_LINES)
    lines = (line.removesuffix(b"\r")[:LONGEST] for line in head.split(b"\n"))
    found = list(islice((line for line in lines if line), SAMPLE_LINES))
    # Lines that begin with a blank continue others and say nothing about what those are.
    return [line for line in found if line[:1] not in b" \t"] or found
