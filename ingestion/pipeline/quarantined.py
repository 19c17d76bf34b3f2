"""Looking at quarantined lines. They are records like any other: no look without a purpose and a receipt.

Order of the steps: find the batch as this person, read one page, write and commit the receipt that names what is
about to leave, and only then hand the lines over. An attempt without the right leaves a receipt too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BinaryField, Count, F, Func, IntegerField, Value
from django.http import Http404

from ingestion.pipeline.access import batch_for
from ingestion.pipeline.models import Batch, QuarantinedRecord, Replay
from portal.accounts.actor import Actor
from portal.accounts.roles import Capability
from portal.audit import receipts
from portal.audit.models import Outcome
from portal.audit.purpose import Purpose
from portal.core.eventid import event_id

PAGE = 100
SHOWN_BYTES = 4096  # of each line; a quarantined line may be as long as a request


@dataclass(frozen=True)
class Line:
    """``raw`` is the beginning of the line, at most 4,096 bytes of ``size``; ``replayed`` the batch that took it."""

    position: int
    raw: bytes
    size: int
    reason: str
    detail: str
    replayed: int | None = None

    @property
    def number(self) -> int:
        return self.position + 1

    @property
    def more(self) -> int:
        return self.size - len(self.raw)


@dataclass(frozen=True)
class ReplayMade:
    """A replay with the batch it became; ``batch`` is ``None`` until that is sealed."""

    replay: Replay
    batch: Batch | None


@dataclass(frozen=True)
class Page:
    """``after`` is the position behind which the next page begins; ``None`` on the last one."""

    lines: Sequence[Line]
    after: int | None


def reasons_of(batch: Batch) -> list[tuple[str, int]]:
    """How many lines of a batch are quarantined for which reason, the most frequent first. Shows no record."""
    counted = batch.quarantine.order_by().values_list("reason").annotate(lines=Count("pk"))
    return list(counted.order_by("-lines", "reason"))


def replays_of(batch: Batch) -> list[ReplayMade]:
    """What became of a batch's quarantined records later. Shows no record."""
    made = list(batch.replays.all())
    sealed = Batch.objects.in_bulk([replay.number for replay in made])
    return [ReplayMade(replay, sealed.get(replay.number)) for replay in made]


def look(*, actor: Actor, purpose: Purpose, batch: Batch, after: int = -1, reason: str = "") -> Page:
    """Up to 100 lines behind position ``after``, once the receipt is committed.

    Raises ``Http404`` after recording the attempt when the source is not granted, and ``ReceiptUnavailable``.
    """
    if not actor.may_read_source(batch.source.slug):
        refuse(actor, purpose, batch.number)
    lines = _read(batch, after, reason)
    page = Page(lines[:PAGE], lines[PAGE - 1].position if len(lines) > PAGE else None)
    receipts.write(
        actor=actor,
        purpose=purpose,
        action=receipts.Action.QUARANTINE_VIEW,
        outcome=Outcome.ALLOWED,
        query=_query(batch.number, after, reason),
        sources=[batch.source.slug],
        total=batch.quarantined,
        delivered=[event_id(batch.number, line.position) for line in page.lines],
    )
    return page


def find(actor: Actor, purpose: Purpose | None, number: int) -> Batch:
    """The batch, or ``Http404``; when it was somebody who reads records that asked, the attempt is recorded."""
    try:
        return batch_for(actor, number)
    except Http404:
        if actor.can(Capability.READ_RECORDS):
            refuse(actor, purpose, number)
        raise


def refuse(actor: Actor, purpose: Purpose | None, number: int) -> None:
    """Record the denied look, then answer as if there were no such batch."""
    receipts.write(
        actor=actor,
        purpose=purpose,
        action=receipts.Action.QUARANTINE_VIEW,
        outcome=Outcome.DENIED,
        query=_query(number, -1, ""),
        reason="There is no such batch, or its source is not granted.",
    )
    raise Http404


def _query(number: int, after: int, reason: str) -> str:
    said = f"quarantine of batch {number}"
    if reason:
        said += f", reason {reason}"
    return said + (f", behind position {after}" if after >= 0 else "")


def _read(batch: Batch, after: int, reason: str) -> list[Line]:
    found = QuarantinedRecord.objects.filter(batch=batch, position__gt=after)
    if reason:
        found = found.filter(reason=reason)
    rows = found.order_by("position").annotate(
        head=Func(F("raw"), Value(1), Value(SHOWN_BYTES), function="substring", output_field=BinaryField()),
        size=Func(F("raw"), function="octet_length", output_field=IntegerField()),
    )
    values = rows.values_list("position", "head", "size", "reason", "detail", "replay__number")[: PAGE + 1]
    return [
        Line(position, bytes(head), size, reason, detail, replayed)
        for position, head, size, reason, detail, replayed in values
    ]
