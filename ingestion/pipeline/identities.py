"""Records that name themselves: one whose name is stored already is a duplicate and is not stored again.

Two names count, within a source. The ``_id`` of a bulk item with its ``_index`` is the sender's own promise that it is
the same document, so it decides alone. An ``event.id`` may be anything (some programs put a number of a kind there), so
a record is a duplicate by it only when its bytes are the same too: nothing that differs is ever dropped. What is
replayed out of quarantine keeps its name.

A batch without names costs a search for one word. With some, the order of the steps makes it safe: take the source's
turn (a lock for the transaction), ask which names are known, write down the others, and only then store the events.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from hashlib import blake2b

import orjson
import re2
from django.conf import settings
from django.db.models import Q

from ingestion.formats.json_documents import is_document
from ingestion.pipeline.models import QuarantinedRecord, SpoolItem
from ingestion.pipeline.ways import way_of
from ingestion.store import identities as stored
from ingestion.store.identities import Hash, Name, Names
from portal.core import locks

BULK_ID = re.compile(  # where ``receive.bulk_body`` puts them
    rb'\{("_id":"(?:[^"\\]|\\.)+"(?:,"_index":"(?:[^"\\]|\\.)*")?)'
)
# Every body is searched, and common names begin like these: their ends are looked for first, which is three times as fast.
ENDS = re2.compile(rb'nt(?:\.id)?"')
EVENT = re2.compile(rb'"event(?:\.id)?"')
EVENT_ID = re.compile(rb'"event\.id"\s*:\s*(?:"[^"]|\d)|"event"\s*:\s*\{[^{}]*?"id"\s*:\s*(?:"[^"]|\d)')
AT_ONCE = 500


@dataclass(frozen=True)
class Named:
    """A row with its bytes, and what its records call themselves by their positions."""

    item: SpoolItem
    body: bytes
    names: Mapping[int, Hash]


@dataclass(frozen=True)
class Sifted:
    """``body`` has empty lines where repeated records stood, of which there are ``repeated``."""

    body: bytes
    repeated: int = 0


def named(item: SpoolItem, body: bytes) -> Named:
    return Named(item, body, dict(names_of(way_of(item), body)))


def not_ours(rows: Sequence[Named]) -> set[int]:
    """Take the turns of the sources whose records name themselves, for the transaction; gives those that others have."""
    turns = {f"names:{row.item.source_id}": row.item.source_id for row in rows if row.names}
    ours = locks.taken_of(sorted(turns)) if turns else set()
    return {source for name, source in turns.items() if name not in ours}


def sifted(rows: Sequence[Named]) -> list[Sifted]:
    """Rows in order of their numbers, without the records that their source sent before.

    Call it when the turns are taken, in the transaction that writes the batches, before anything of them is stored.
    """
    if not any(row.names for row in rows):
        return [Sifted(row.body) for row in rows]
    seen = _known(rows)
    made, new = [], []
    for row in rows:
        item = row.item
        fresh: list[tuple[Hash, int]] = []
        repeated: set[int] = set()
        for position, name in row.names.items():
            if (item.source.slug, name) in seen:
                repeated.add(position)
            else:
                seen.add((item.source.slug, name))
                fresh.append((name, position))
        new.append(_names(item, fresh))
        made.append(Sifted(_without(row.body, repeated), len(repeated)))
    stored.remember(new)
    return made


def names_of(how: str, body: bytes) -> Iterator[tuple[int, Hash]]:
    """(position, hash) of the lines that name themselves."""
    is_bulk = how == "bulk" and b'{"_id":' in body
    has_event_id = bool(ENDS.search(body) and EVENT.search(body)) and (
        b'"event.id"' in body or b'"id"' in body
    )
    if not (is_bulk or has_event_id) or not _is_json_lines(body):
        return
    key = blake2b(settings.MASKING_KEY.encode(), digest_size=32, person=b"record names").digest()
    for position, line in enumerate(body.split(b"\n")):
        if is_bulk and (found := BULK_ID.match(line)):
            yield position, _hash(key, b"_id", found[1])
        elif has_event_id and line[:1] == b"{" and EVENT_ID.search(line):
            yield position, _hash(key, b"event.id", line.rstrip(b"\r"))


def _is_json_lines(body: bytes) -> bool:
    """A line of anything larger, such as an array or an envelope, cannot be left out of it."""
    if is_document(body):
        return False
    try:
        return isinstance(orjson.loads(body.lstrip().partition(b"\n")[0]), dict)
    except orjson.JSONDecodeError:
        return False


def _hash(key: bytes, kind: bytes, value: bytes) -> Hash:
    """Keyed, since names may be people's."""
    made = blake2b(value, digest_size=16, key=key, person=kind).digest()
    return int.from_bytes(made[:8], "big"), int.from_bytes(made[8:], "big")


def _known(rows: Sequence[Named]) -> set[Name]:
    """Those of other batches that are stored or will be: what is in quarantine is not, and may come again."""
    wanted: dict[str, set[Hash]] = {}
    for row in rows:
        if row.names:
            wanted.setdefault(row.item.source.slug, set()).update(row.names.values())
    found = stored.known(wanted, [row.item.number for row in rows])
    places = sorted({place for of_name in found.values() for place in of_name})
    bad = _quarantined(places)
    return {name for name, of_name in found.items() if any(place not in bad for place in of_name)}


def _quarantined(places: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    bad: set[tuple[int, int]] = set()
    for start in range(0, len(places), AT_ONCE):
        any_of = Q()
        for batch, position in places[start : start + AT_ONCE]:
            any_of |= Q(batch=batch, position=position)
        bad.update(QuarantinedRecord.objects.filter(any_of).values_list("batch_id", "position"))
    return bad


def _names(item: SpoolItem, fresh: Sequence[tuple[Hash, int]]) -> Names:
    kept = item.retention_class or item.source.retention_class.slug
    return Names(item.source.slug, item.number, fresh, kept, item.received_at.astimezone(UTC).date())


def _without(body: bytes, places: set[int]) -> bytes:
    if not places:
        return body
    return b"\n".join(b"" if place in places else line for place, line in enumerate(body.split(b"\n")))
