"""Taking bytes into the spool: cut into batches, hashed, compressed and committed before anyone is told so."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ingestion.pipeline.models import SpoolItem, Upload, VerifiedBy
from ingestion.pipeline.spooled import closed
from ingestion.receive import rates
from ingestion.receive.backlog import require_room, took_room
from ingestion.receive.cutting import cut_of
from ingestion.receive.decode import decoded
from ingestion.receive.errors import DiskNearlyFull, EmptyBody, SignatureRequired, SourceClosed, SpoolFull
from ingestion.receive.insert import insert
from ingestion.receive.pieces import pieces
from ingestion.receive.wake import wake_sealers
from ingestion.sources.models import CsvMapping, IngestToken, Source
from portal.accounts.actor import Actor

PAUSE_S = 0.5
# A person has proven two factors, and whoever runs commands here could read the keys.
WITHOUT_SIGNATURE = {VerifiedBy.SIGNATURE, VerifiedBy.PERSON, VerifiedBy.COMMAND}


@dataclass(frozen=True)
class Patience:
    """How many seconds to wait for room until ``SpoolFull`` or ``DiskNearlyFull`` is raised; ``hears`` is told when a wait begins."""

    seconds: float = 0.0
    hears: Callable[[SpoolFull | DiskNearlyFull], None] = lambda problem: None


NONE = Patience()


@dataclass(frozen=True)
class Piece:
    """What becomes a batch; ``occurrence`` counts equal ones of one request or file, from 0.

    A log may well repeat itself over more than a batch: its pieces are then no duplicates of each other, while those of
    the same request sent again are, each of its own.
    """

    body: bytes
    sha256: bytes
    occurrence: int = 0


@dataclass(frozen=True)
class Origin:
    """What a batch remembers of its sender."""

    source: Source
    how: str
    sender: str
    verified_by: str = ""
    mapping: CsvMapping | None = None
    address: str = ""
    filename: str = ""
    format_hint: str = ""
    upload: Upload | None = None
    may_repeat: bool = False
    received_at: datetime | None = None
    retention_class: str = ""


def spool(
    source: Source,
    body_chunks: Iterable[bytes],
    *,
    how: str,
    token: IngestToken | None = None,
    person: Actor | None = None,
    filename: str = "",
    upload: Upload | None = None,
    format_hint: str = "",
    content_encoding: str = "",
    address: str = "",
    sender: str = "",
    verified_by: str = "",
    received_at: datetime | None = None,
    may_repeat: bool = False,
    most: int | None = None,
    patience: Patience = NONE,
    skip: int = 0,
) -> list[SpoolItem]:
    """Commit ``body_chunks`` as spool rows and return them (without their bodies), in order.

    Without ``upload`` it is all or nothing. With it each batch is committed by itself, so that a large file is
    being sealed while the rest arrives; the caller marks the upload complete. ``most`` limits the decompressed bytes
    (default: ``LANTERN_MAX_REQUEST_BYTES`` × ``LANTERN_MAX_INFLATION``); ``may_repeat`` says that the same bytes again
    are other records, as with syslog, where nobody sends a batch twice; ``patience_s`` is how long to wait for room;
    ``skip`` passes over that many batches, which an attempt before this one has spooled.
    ``received_at`` is now unless it is given; ``verified_by`` says what proved the sender (``ingestion.pipeline.models.VerifiedBy``).
    Raises the problems of ``ingestion.receive.errors``.
    """
    if not source.is_open:
        raise SourceClosed(
            f"The source {source.slug} is closed and takes no records. Ask an administrator to open it."
        )
    verified_by = verified_by or _proof(token, person)
    if source.require_signature and verified_by not in WITHOUT_SIGNATURE:
        raise SignatureRequired(f"The source {source.slug} takes only what its senders have signed.")
    sender = sender or (token.prefix if token else person.name if person else how)
    address = address or (person.address if person else "")
    cut = cut_of(source, upload)
    origin = Origin(
        source,
        how,
        sender,
        verified_by,
        cut.mapping,
        address,
        filename,
        format_hint,
        upload,
        may_repeat,
        received_at,
    )
    if most is None:
        most = settings.MAX_REQUEST_BYTES * settings.MAX_INFLATION
    _wait_for_room(source, patience)
    bodies = pieces(decoded(body_chunks, content_encoding, most), cut.limits, cut.mapping)
    batches = islice(_told_apart(bodies), skip, None)
    items = _each_alone(batches, origin, patience) if upload else _all_or_nothing(batches, origin)
    if not items and not skip:
        raise EmptyBody("There are no records in it.")
    if token:
        rates.charge(token, sum(item.size for item in items))
    return items


def _proof(token: IngestToken | None, person: Actor | None) -> str:
    if token:
        return VerifiedBy.TOKEN
    return VerifiedBy.PERSON if person and person.person_id else VerifiedBy.COMMAND


def spool_as_one(body: bytes, origin: Origin) -> SpoolItem:
    """One batch of these bytes, in the caller's transaction. Raises ``SpoolFull``."""
    require_room(origin.source.pk)
    item = _save(_pack(Piece(body, hashlib.sha256(body).digest()), origin))
    transaction.on_commit(wake_sealers)
    return item


def _told_apart(bodies: Iterable[bytes]) -> Iterator[Piece]:
    seen: Counter[bytes] = Counter()
    for body in bodies:
        digest = hashlib.sha256(body).digest()
        yield Piece(body, digest, seen[digest])
        seen[digest] += 1


def _all_or_nothing(batches: Iterator[Piece], origin: Origin) -> list[SpoolItem]:
    """The first batch is read before the transaction opens; most requests are no longer than that."""
    first = next(batches, None)
    if first is None:
        return []
    with transaction.atomic():
        items = [_save(_pack(first, origin))]
        items += [_save(_pack(batch, origin)) for batch in batches]
        transaction.on_commit(wake_sealers)
    return items


def _each_alone(batches: Iterator[Piece], origin: Origin, patience: Patience) -> list[SpoolItem]:
    items = []
    for batch in batches:
        _wait_for_room(origin.source, patience)
        item = _pack(batch, origin)
        with transaction.atomic():
            items.append(_save(item))
            transaction.on_commit(wake_sealers)
    return items


def _wait_for_room(source: Source, patience: Patience) -> None:
    deadline, is_told = time.monotonic() + patience.seconds, False
    while True:
        try:
            return require_room(source.pk)
        except (SpoolFull, DiskNearlyFull) as problem:
            if time.monotonic() >= deadline:
                raise
            if not is_told:
                patience.hears(problem)
                is_told = True
        time.sleep(PAUSE_S)


def _pack(piece: Piece, origin: Origin) -> SpoolItem:
    return SpoolItem(
        source=origin.source,
        upload=origin.upload,
        filename=origin.filename,
        body=closed(piece.body),
        size=len(piece.body),
        sha256=piece.sha256,
        occurrence=piece.occurrence,
        format_hint=origin.format_hint,
        how=origin.how,
        sender=origin.sender,
        verified_by=origin.verified_by,
        address=origin.address or None,
        may_repeat=origin.may_repeat,
        received_at=origin.received_at or timezone.now(),
        retention_class=origin.retention_class,
        mapping=origin.mapping,
    )


def _save(item: SpoolItem) -> SpoolItem:
    insert(item)
    took_room(item.source_id, len(item.body))
    item.body = b""  # a long upload would gather them all in memory
    return item
