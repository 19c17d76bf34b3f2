"""Masking a whole batch on its way to the store: its lines, or the records that a format made of it."""

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from urllib.parse import quote

from ingestion.formats.record import Reason, Record
from ingestion.normalise.masking.edits import Edit
from ingestion.normalise.masking.masker import Masker

Tokens = frozenset[bytes]
NONE: Tokens = frozenset()
BINARY_HEAD = 1024
SHORT = 8
CROWD = "crowd"
MANY, MOST_LOOKED_THROUGH = 100, 2 * 2**20  # values of one record, and bytes to look through for all of them
TOO_MANY = Reason(
    "masked_whole",
    "Values that may not be kept are so many in it, or so entangled, that it was masked as a whole.",
)
UNICODE = re.compile(r"(?<!\\)((?:\\\\)*\\u)([0-9a-f]{4})")
EDGES = (b"", b",", b";", b"|", b"\t", b" ", b'"', b"'", b"=", b"\r", b"\n", b">", b"<")


@dataclass(frozen=True)
class Original:
    """A personal value that a pseudonym stands for."""

    kind: str
    token: bytes
    value: bytes


class BatchMask:
    """Masks one batch and remembers what of it has to be sealed. ``ingestion.store.given.Mask`` says how it is used."""

    def __init__(self, masker: Masker) -> None:
        self._masker = masker
        self.originals: dict[bytes, Original] = {}
        self.counts: Counter[str] = Counter()
        self._is_binary = False

    def body(self, body: bytes) -> bytes:
        """The batch as text; one that is binary is left to ``records``."""
        self._is_binary = b"\x00" in body[:BINARY_HEAD]
        return body if self._is_binary else self._masked(body)

    def lines(self, body: bytes) -> bytes:
        """The batch's lines, whatever is in them."""
        return self._masked(body)

    def records(self, records: Sequence[Record]) -> list[Record]:
        """The records without what may not be kept, neither in their bytes nor in their documents.

        What a document shows to be secret by the name of its column goes from the record's own bytes too.
        """
        counted: list[Tokens] = [NONE] * len(records)
        if self._is_binary:
            whole = [self._whole(record) for record in records]
            records, counted = [record for record, _ in whole], [tokens for _, tokens in whole]
        documents = b"\n".join(record.document for record in records)
        masked = self._masker.mask(documents)
        if not masked.edits:
            return list(records)
        of_record = _by_record(records, masked.edits)
        for number, own in of_record.items():
            self._note(own, counted[number])
        crowded = [number for number, own in of_record.items() if _are_too_many(own, records[number])]
        as_one = {number: self._as_one(records[number]) for number in crowded}
        for number in crowded:
            del of_record[number]
        found = _with_documents(records, masked.body.split(b"\n"), documents, of_record)
        return [as_one.get(number, one) for number, one in enumerate(found)] if as_one else found

    def _as_one(self, record: Record) -> Record:
        """A record whose document holds too many values to look at each: its bytes are one value."""
        return Record(record.position, self._masker.whole(record.raw), b"", TOO_MANY, dataset=record.dataset)

    def _whole(self, record: Record) -> tuple[Record, Tokens]:
        """The record with its bytes masked, and the tokens that are in them: its document says the same values again."""
        masked = self._masker.mask(record.raw)
        self._note(masked.edits)
        tokens = frozenset(edit.token for edit in masked.edits)
        refusal = record.refusal
        if refusal is not None:
            detail = self._masked(refusal.detail.encode(), tokens)
            refusal = Reason(refusal.code, detail.decode("utf-8", "replace"))
        return replace(record, raw=masked.body, refusal=refusal), tokens

    def _masked(self, body: bytes, counted: Tokens = NONE) -> bytes:
        masked = self._masker.mask(body)
        self._note(masked.edits, counted)
        return masked.body

    def _note(self, edits: Iterable[Edit], counted: Tokens = NONE) -> None:
        for edit in edits:
            self.counts[edit.kind] += edit.token not in counted
            if edit.personal:
                self.originals.setdefault(edit.token, Original(edit.kind, edit.token, edit.plain))


def _are_too_many(edits: Sequence[Edit], record: Record) -> bool:
    """Each value is looked for in all of the record's bytes."""
    if len(edits) > MANY and len(edits) * len(record.raw) > MOST_LOOKED_THROUGH:
        return True
    return any(edit.kind == CROWD for edit in edits)


def _by_record(records: Sequence[Record], edits: Sequence[Edit]) -> dict[int, list[Edit]]:
    """Edits of the joined documents, by the place of the record among ``records``."""
    starts = [0, *accumulate(len(record.document) + 1 for record in records)]
    of_record: dict[int, list[Edit]] = {}
    for edit in edits:
        of_record.setdefault(bisect_right(starts, edit.start) - 1, []).append(edit)
    return of_record


def _with_documents(
    records: Sequence[Record], documents: Sequence[bytes], before: bytes, of_record: Mapping[int, list[Edit]]
) -> list[Record]:
    out = [
        record if document == record.document else replace(record, document=document)
        for record, document in zip(records, documents, strict=True)
    ]
    for number, own in of_record.items():
        out[number] = _without(out[number], before, own)
    return out


def _without(record: Record, before: bytes, edits: Sequence[Edit]) -> Record:
    """The record's bytes, time and refusal without the values that its document was masked of."""
    raw, written = record.raw, record.written.encode("utf-8", "replace")
    refusal = record.refusal
    detail = refusal.detail.encode("utf-8", "replace") if refusal else b""
    for edit in edits:
        stood = before[edit.start : edit.end]
        # What stands around a value may be spelled another way in the bytes: then the value itself goes from them.
        for spelling in chain(_spellings(edit.plain, stood), *(_spellings(one, one) for one in edit.within)):
            raw = replaced(raw, spelling, edit.token)
            written = replaced(written, spelling, edit.token)
            detail = replaced(detail, spelling, edit.token)
    if refusal is not None:
        refusal = Reason(refusal.code, detail.decode("utf-8", "replace"))
    document = (
        b"" if refusal else record.document
    )  # a refused one has said what it is for, and may say it twice
    return replace(
        record, raw=raw, document=document, written=written.decode("utf-8", "replace"), refusal=refusal
    )


def _spellings(value: bytes, stood: bytes) -> set[bytes]:
    """How a value may stand in a record: as it is, in CSV's quotes, as web servers write headers, or in JSON's escapes."""
    encoded = {quote(value, safe=safe).encode() for safe in ("", "!$&()*+,-./:;=?@_")}
    xml = value.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    return {
        value,
        stood,
        xml,
        value.replace(b'"', b'""'),
        value.replace(b" ", b"+"),
        *encoded,
        *_in_json(value),
    }


def _in_json(value: bytes) -> set[bytes]:
    """RFC 8259 section 7: letters beyond ASCII as they are or as escapes, of either case; slashes with or without."""
    text = value.decode("utf-8", "replace")
    lower = json.dumps(text)[1:-1]
    upper = UNICODE.sub(lambda found: found[1] + found[2].upper(), lower)
    plain = [one.encode() for one in (lower, upper, json.dumps(text, ensure_ascii=False)[1:-1])]
    return {*plain, *(one.replace(b"/", b"\\/") for one in plain)}


def replaced(text: bytes, value: bytes, token: bytes) -> bytes:
    """``value`` by ``token`` wherever it stands as a word of its own; a short one only as a whole cell.

    Otherwise a code such as 2026 would go from every date.
    """
    if not value or value not in text:
        return text
    stands = _is_cell if len(value) < SHORT else _is_word
    pieces = []
    done = 0
    at = text.find(value)
    while at >= 0:
        end = at + len(value)
        if stands(text, at, end):
            pieces += [text[done:at], token]
            done = end
        at = text.find(value, end)
    return b"".join([*pieces, text[done:]])


def _is_word(text: bytes, start: int, end: int) -> bool:
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    joined_before = before.isalnum() and text[start : start + 1].isalnum()
    return not joined_before and not (after.isalnum() and text[end - 1 : end].isalnum())


def _is_cell(text: bytes, start: int, end: int) -> bool:
    return text[max(start - 1, 0) : start] in EDGES and text[end : end + 1] in EDGES
