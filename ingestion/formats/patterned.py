"""Formats of which one expression says all: the names that its groups have, and nothing to decide."""

import re
from collections.abc import Callable, Mapping, Sequence

from ingestion.formats.documents import NEVER, Document, careful, format_of, lines_of, record, text_of
from ingestion.formats.format import Format, Reason, Sample
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

NUMBERS = frozenset(
    ("process.pid", "process.thread.id", "source.port", "destination.port", "http.response.status_code",
     "http.request.body.bytes", "http.response.body.bytes", "source.bytes", "destination.bytes")
)  # fmt: skip
Variant = tuple[str, Sequence[str]]  # an expression, and the names of its groups
Read = Callable[[str], Document | Reason]


def reader(variants: Sequence[Variant], refusal: Reason, finish: Callable[[Document], Document]) -> Read:
    """A line's groups by their names, of the first variant that it is; ``-`` and what did not take part say nothing.

    ``finish`` adds what follows from them.
    """
    compiled = [(re.compile(pattern, re.DOTALL), names) for pattern, names in variants]

    def read(text: str) -> Document | Reason:
        for pattern, names in compiled:
            if found := pattern.match(text):
                return finish(_named(names, found.groups()))
        return refusal

    return read


def _named(names: Sequence[str], values: Sequence[str | None]) -> Document:
    said: Document = {}
    for name, value in zip(names, values, strict=True):
        if value not in (None, "", "-"):
            said.setdefault(name, int(str(value)) if name in NUMBERS else value)
    return said


def format_of_pattern(
    name: str,
    title: str,
    pattern: str,
    names: Sequence[str],
    finish: Callable[[Document], Document],
    samples: tuple[Sample, ...],
    *,
    signature: bytes = b"",
    between: re.Pattern[bytes] = NEVER,
    others: Sequence[Variant] = (),
    leads: bool = False,
) -> Format:
    """A format of such lines; those that ``between`` knows are no records. Without a ``signature`` the expression is one.

    ``leads`` says that a batch that begins with such a line is of them, whatever else its lines look like.
    """
    refusal = Reason(f"not_{name}", f"Not a line of this kind: {title}.")
    read = reader([(pattern, names), *others], refusal, finish)

    def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
        return [
            record(number, raw, careful(read, text_of(raw)), arrival)
            for number, raw in lines_of(body)
            if not between.match(raw)
        ]

    known = re.compile(signature or pattern.encode(), re.DOTALL)
    return format_of(
        name, title, prepare, samples, known, (lambda head: bool(known.match(head))) if leads else None
    )


def level(said: Document, levels: Mapping[str, str]) -> Document:
    """With the level's whole name where the line has a letter or a number."""
    short = str(said.get("log.level", ""))
    return {**said, "log.level": levels.get(short, short)}
