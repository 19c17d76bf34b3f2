"""XML in which one element after another is a record: each is read by itself, without a document type."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from ingestion.formats.documents import Document, careful, record, text_of
from ingestion.formats.format import Reason
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

LONGEST = 2**20  # of one element


@dataclass(frozen=True)
class Elements:
    """How to find them. ``end`` is how each ends; ``around`` is what may stand between them and is no record."""

    one: re.Pattern[bytes]
    end: bytes
    around: re.Pattern[bytes]
    refusal: Reason


def prepared(
    elements: Elements, read: Callable[[bytes], Document | Reason]
) -> Callable[[bytes, Arrival], Sequence[Record]]:
    """``Format.prepare`` of a format whose elements ``read`` understands one by one."""

    def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
        found: list[Record] = []
        last = place = 0
        # Behind the last end none is looked for.
        for match in elements.one.finditer(body, 0, body.rfind(elements.end) + len(elements.end)):
            found += _between(elements, body[last : match.start()], found, place)
            place += body.count(b"\n", last, match.start())
            found.append(record(_free(found, place), match[0], careful(read, match[0]), arrival))
            place += match[0].count(b"\n")
            last = match.end()
        return found + _between(elements, body[last:], found, place)

    return prepare


def parsed(raw: bytes, too_long: Reason) -> ElementTree.Element | Reason:
    """One element. It stands alone, without a document type, so no entity can be declared: those of XML are all there are."""
    if len(raw) > LONGEST:
        return too_long
    try:
        return ElementTree.fromstring(text_of(raw))  # noqa: S314  see above
    except ElementTree.ParseError as error:
        return Reason("not_xml", f"Not XML: {error}.")


def _between(elements: Elements, part: bytes, before: Sequence[Record], place: int) -> list[Record]:
    """What stands between elements: the root's tags are none, anything else is a record that cannot be read."""
    rest = elements.around.sub(b"", part).strip()
    return [Record(_free(before, place), rest, refusal=elements.refusal)] if rest else []


def _free(found: Sequence[Record], place: int) -> int:
    """Several may stand in one line."""
    return max(place, found[-1].position + 1) if found else place
