"""JSON that is not one object a line: arrays, an envelope around a list, objects spread over lines or set end to end.

Each record keeps its own text, byte for byte. CloudTrail wraps its list in ``Records``, Azure in ``records`` or
``value``, and ``aws cloudtrail lookup-events`` in ``Events``. Other members beside such a list are no records, but
whoever sent them may have meant something: they are refused together, in plain sight. Only what leads to the next page
belongs to the envelope itself.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from ingestion.formats.record import Reason, Record
from ingestion.normalise.clock import Arrival

ENVELOPE = re.compile(
    r'\s*\{(?:\s*"(?:@odata\.[^"]*|NextToken|nextLink)"\s*:\s*"[^"]*"\s*,)?\s*"(?:Records|records|Events|value)"\s*:\s*(?=\[\s*[{\]])'
)
ARRAY = re.compile(rb"\s*\[\s*(?:\{|\]\s*$)")
SPREAD = re.compile(rb"\s*\{(?:[^\n]*[{\[,])?\s*\r?\n")  # the first line is only the beginning of an object
PAGING = re.compile(r"@odata\.|(?:nextToken|nextLink)$", re.IGNORECASE)
BESIDE = Reason("beside_the_list", "Members beside the list of records in one envelope. They are no record.")
BOM = b"\xef\xbb\xbf"
BETWEEN = re.compile(r"[\s,]*")
NAMED = re.compile(r"\s*:\s*")
NEXT_LINE = re.compile(r"\n[ \t,]*(?=\{)")
HEAD = 4096  # bytes in which an envelope says where its list is
MOST_MENDS = 20  # broken records behind which the scan goes on; more would cost quadratic time
MOST_OTHERS = 10_000  # values that are no objects, told apart
TINY = 12  # bytes of an object with what parts it from the next; where each of many has fewer they are refused together
TINY_TOGETHER, MOST_TOGETHER = 1000, 8192
DECODER = json.JSONDecoder()


def is_document(head: bytes) -> bool:
    """Whether a batch that begins so must be taken apart; lines of one object each need not."""
    head = head.removeprefix(BOM)
    return bool(ARRAY.match(head) or SPREAD.match(head) or ENVELOPE.match(_text(head[:HEAD])))


def records(body: bytes, arrival: Arrival | None = None, least: int = TINY) -> Sequence[Record] | None:
    """The objects in ``body``, in order and numbered; what cannot be read is refused with the reason.

    ``None`` when every line is an object of its own. Of a thousand and more that stand together and have fewer than
    ``least`` bytes each, one record is made, which is refused.
    """
    if not is_document(body):
        return None
    return list(_records(enumerate(_values(_text(body))), least))


def _records(values: Iterable[tuple[int, tuple[str, Reason | None]]], least: int) -> Iterator[Record]:
    tiny: list[tuple[int, str]] = []
    for number, (text, refusal) in values:
        if refusal is None and len(text) < least - 1:
            tiny.append((number, text))
            continue
        if tiny:
            yield from _of_tiny(tiny)
            tiny = []
        yield Record(number, _bytes(text), refusal=refusal)
    yield from _of_tiny(tiny)


def _of_tiny(found: list[tuple[int, str]]) -> Iterator[Record]:
    """All of them, one by one where they are few."""
    if len(found) <= TINY_TOGETHER:
        yield from (Record(number, _bytes(text)) for number, text in found)
        return
    for first in range(0, len(found), MOST_TOGETHER):
        part = found[first : first + MOST_TOGETHER]
        raw = _bytes("\n".join(text for _, text in part))
        detail = f"{len(part):,} objects in {len(raw) + 1:,} bytes: objects so small are not read one by one."
        yield Record(part[0][0], raw, refusal=Reason("lines_too_short", detail))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def first_texts(head: bytes, most: int) -> list[bytes]:
    """The first records' texts from the beginning of a batch, which may be cut off anywhere."""
    found: list[bytes] = []
    for text, refusal in _values(_text(head)):
        if refusal is None:
            found.append(text.encode("utf-8", "surrogateescape"))
        if len(found) >= most:
            break
    return found


def _text(body: bytes) -> str:
    return body.decode("utf-8", "surrogateescape").removeprefix("\ufeff")


def _values(text: str) -> Iterator[tuple[str, Reason | None]]:
    """Each object's text, or a text that is none with the reason. Lists and envelopes are opened, not nested ones."""
    place = 0
    mends = others = 0
    opened = ""  # what closes the list that is open
    while (place := _after(BETWEEN, text, place)) < len(text):
        envelope = ENVELOPE.match(text, place) if not opened and text[place] == "{" else None
        if not opened and (envelope or text[place] == "["):
            opened = "]}" if envelope else "]"
            place = envelope.end() + 1 if envelope else place + 1
            continue
        if opened and text[place] == "]":
            place, beside = _closed(text, place, opened)
            opened = ""
            if beside:
                yield beside, BESIDE
            continue
        try:
            value, end = DECODER.raw_decode(text, place)
            others += not isinstance(value, dict)
            if others > MOST_OTHERS:
                raise ValueError("too many values that are no objects")
            reason = (
                None
                if isinstance(value, dict)
                else Reason("not_an_object", "A JSON value, but not an object.")
            )
        except (ValueError, RecursionError) as error:
            mends += 1
            following = NEXT_LINE.search(text, place + 1) if mends <= MOST_MENDS else None
            end = following.start() if following else len(text)
            reason = Reason("not_json", f"Not JSON: {_why(error)}.")
        yield text[place:end].rstrip(), reason
        place = end


def _closed(text: str, place: int, opened: str) -> tuple[int, str]:
    """Where the list and its envelope end, and the text of the members beside it unless they are of paging alone."""
    place += 1
    if opened == "]":
        return place, ""
    first = at = _after(BETWEEN, text, place)
    last, says_more = at, False
    try:
        while text[at : at + 1] == '"':
            name, at = DECODER.raw_decode(text, at)
            _, last = DECODER.raw_decode(text, _after(NAMED, text, at))
            says_more |= not PAGING.match(name)
            at = _after(BETWEEN, text, last)
    except (ValueError, RecursionError):
        return place, ""
    if text[at : at + 1] != "}":
        return place, ""
    return at + 1, text[first:last] if says_more else ""


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, at character {error.pos + 1} of the batch"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
