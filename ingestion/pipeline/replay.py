"""Repairing quarantine: records that could not be read are tried in another way, and what can be read then is stored.

What must hold:

- The original batch is history: its balance, its digest and its leaf in the ledger never change. A record that was
  quarantined there stays there, marked with the replay that took it.
- What is replayed is a batch of its own, with a balance of its own. It keeps the original's time of arrival and
  retention class, because those say how long its records may be kept; its number, and so its events' ids, are new.
- A record is taken by one replay at most, however often and by however many somebody asks. What is quarantined
  again can be replayed from there.

Trying and replaying are looks at records: purpose, grant, and a receipt that is committed first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from ingestion.pipeline.models import Batch, QuarantinedRecord, Replay, VerifiedBy
from ingestion.pipeline.quarantined import refuse
from ingestion.pipeline.repair import TRIED, Repair, as_item, as_many_as_fit, open_records
from ingestion.pipeline.seal import incoming
from ingestion.pipeline.ways import REPLAY
from ingestion.privacy.masks import mask_for
from ingestion.receive.spooling import Origin, spool_as_one
from ingestion.sources.mapping_actions import mapping_for_replay
from ingestion.sources.models import CsvMapping
from ingestion.store.errors import StoreError
from ingestion.store.preview import Previewed, preview
from portal.accounts.actor import Actor, require
from portal.accounts.roles import Capability
from portal.audit import events, ledger, receipts
from portal.audit.models import Outcome
from portal.audit.purpose import Purpose
from portal.core.eventid import event_id
from portal.core.problems import Problem, Unavailable


class NothingToReplay(Problem):
    """Every such record was taken by a replay, this person's or another's."""

    status = 409
    code = "nothing_to_replay"


class StoreSilent(Unavailable):
    """The store must read the records to show what would become of them."""

    code = "store_unavailable"


@dataclass(frozen=True)
class Trial:
    """What the first records would become; ``open`` counts all that a replay could take."""

    repair: Repair
    format: str
    records: Sequence[Previewed]
    numbers: Sequence[int]
    open: int

    @property
    def pairs(self) -> list[tuple[int, Previewed]]:
        """Each record with the number of its line in the original batch; 0 where they do not correspond."""
        same = len(self.numbers) == len(self.records)
        numbers = self.numbers if same else [0] * len(self.records)
        return list(zip(numbers, self.records, strict=True))

    @property
    def joined(self) -> int:
        """How many of the first records are none by themselves: a header, or what goes on in the next line."""
        return max(len(self.numbers) - len(self.records), 0)

    @property
    def stored(self) -> int:
        return sum(1 for record in self.records if record.reason is None)

    @property
    def may_store(self) -> bool:
        """Whether a replay could store anything: some of those that were tried, or of those that were not."""
        return self.stored > 0 or len(self.numbers) < self.open


def try_out(*, actor: Actor, purpose: Purpose, batch: Batch, repair: Repair) -> Trial:
    """Read the first records as a replay would, through the real engine, once the receipt is committed.

    Raises ``Http404`` after recording the attempt when the source is not granted, ``ReceiptUnavailable`` and
    ``StoreSilent``.
    """
    _require(actor, purpose, batch)
    found = open_records(batch, repair.reason)
    first = list(found[:TRIED])
    total = found.count()
    _write(actor, purpose, batch, repair, receipts.Action.QUARANTINE_VIEW, first, total)
    body = repair.body_of([bytes(record.raw) for record in first])
    given = incoming(as_item(batch, repair, body), body)
    try:
        read = preview(given, TRIED + 1) if first else []
    except StoreError as error:
        raise StoreSilent(f"The event store could not read the records: {error}") from error
    return Trial(repair, given.format.name, read, [record.position + 1 for record in first], total)


def replay(*, actor: Actor, purpose: Purpose, batch: Batch, repair: Repair) -> Replay:
    """Spool the records that no replay has taken, mark them, and record who did it; sealing follows as for any batch.

    At most as many as one batch holds. Raises ``NothingToReplay``, ``SpoolFull`` and what ``try_out`` raises.
    """
    _require(actor, purpose, batch)
    total = open_records(batch, repair.reason).count()
    _write(actor, purpose, batch, repair, receipts.Action.QUARANTINE_REPLAY, (), total)
    with transaction.atomic():
        taken = as_many_as_fit(open_records(batch, repair.reason).select_for_update())
        if not taken:
            raise NothingToReplay("There is nothing left to replay: every such record was replayed already.")
        body = repair.body_of([bytes(record.raw) for record in taken])
        chosen, mapping = repair.format_of(batch, body), batch.source.csv_mapping
        if repair.columns:
            mapping = mapping_for_replay(actor=actor, source=batch.source, columns=repair.columns)
        item = spool_as_one(body, _origin(actor, batch, chosen, mapping))
        made = Replay.objects.create(
            batch=batch, number=item.number, records=len(taken), format=chosen, person_name=actor.name
        )
        _mark(batch, repair, taken, made)
        _trace(actor, batch, made, mapping if repair.columns else None)
    return made


def _require(actor: Actor, purpose: Purpose, batch: Batch) -> None:
    require(actor, Capability.REPAIR)
    if not actor.may_read_source(batch.source.slug):
        refuse(actor, purpose, batch.number)


def _origin(actor: Actor, batch: Batch, format: str, mapping: CsvMapping | None) -> Origin:
    return Origin(
        source=batch.source,
        how=REPLAY,
        sender=actor.name,
        verified_by=VerifiedBy.PERSON,
        mapping=mapping,
        address=actor.address,
        filename=batch.filename,
        format_hint=format,
        may_repeat=True,  # when a whole batch was quarantined, its replay has the very same bytes
        received_at=batch.received_at,
        retention_class=batch.retention_class,
    )


def _mark(batch: Batch, repair: Repair, taken: Sequence[QuarantinedRecord], made: Replay) -> None:
    found = open_records(batch, repair.reason).filter(position__lte=taken[-1].position)
    if found.update(replay=made) != len(taken):
        raise RuntimeError("More records were marked than were taken.")


def _trace(actor: Actor, batch: Batch, made: Replay, mapping: CsvMapping | None) -> None:
    """``mapping`` is one that was given for this replay."""
    told = {"batch": batch.number, "records": made.records, "format": made.format, "by": made.person_name}
    ledger.append("replay", str(made.number), {**told, **({"mapping": mapping.digest} if mapping else {})})
    label = f"quarantine of batch {batch.number}"
    detail = {**told, "replay": made.number, **({"csv_mapping": mapping.told} if mapping else {})}
    events.record("sensitive_update", actor=actor, object_label=label, detail=detail)


def _write(
    actor: Actor,
    purpose: Purpose,
    batch: Batch,
    repair: Repair,
    action: receipts.Action,
    shown: Sequence[QuarantinedRecord],
    total: int,
) -> None:
    receipts.write(
        actor=actor,
        purpose=purpose,
        action=action,
        outcome=Outcome.ALLOWED,
        query=_query(batch, repair),
        sources=[batch.source.slug],
        total=total,
        delivered=[event_id(batch.number, record.position) for record in shown],
    )


def _query(batch: Batch, repair: Repair) -> str:
    said = f"quarantine of batch {batch.number}, read as {repair.format or batch.source.format or 'what is recognised'}"
    said += f", reason {repair.reason}" if repair.reason else ""
    said += f", by {len(repair.columns.columns)} columns named for it" if repair.columns else ""
    if not repair.header:
        return said
    header = mask_for(batch.source).lines(repair.header.encode("utf-8", "replace")).decode("utf-8", "replace")
    return f"{said}, behind the header {header[:500]}"
