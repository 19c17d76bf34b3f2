"""What a report of a case contains, gathered once and then written as HTML or as JSON."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from ingestion.pipeline.models import Batch
from investigations.cases.models import Case, CaseMember
from investigations.cases.queries import members_of
from investigations.cases.timeline import Filters, Line, entries_of, lines
from portal.accounts.actor import Actor
from portal.audit.models import LedgerLeaf
from portal.audit.purpose import Purpose


@dataclass(frozen=True)
class Origin:
    """Who made the report, when, why, and which receipt tells of it."""

    receipt: uuid.UUID
    made_at: datetime
    made_by: str
    made_by_name: str
    purpose: str
    site: str


@dataclass(frozen=True)
class BatchFact:
    """A batch that events of the report came in, and the ledger leaf that commits to it, if there is one."""

    batch: Batch
    leaf: LedgerLeaf | None

    @property
    def root(self) -> str:
        return bytes(self.batch.root).hex()

    @property
    def sha256(self) -> str:
        return bytes(self.batch.sha256).hex()


@dataclass(frozen=True)
class Content:
    """``lines`` are all entries in order, removed and withheld ones as such; ``evidence`` has a leaf per entry key."""

    case: Case
    members: Sequence[CaseMember]
    lines: Sequence[Line]
    batches: dict[int, BatchFact]
    evidence: dict[int, LedgerLeaf]
    origin: Origin

    @property
    def events(self) -> list[Line]:
        return [line for line in self.lines if line.entry.kind == "event" and line.entry.removed_at is None]

    @property
    def notes(self) -> list[Line]:
        return [line for line in self.lines if line.entry.kind == "note" and line.entry.removed_at is None]

    @property
    def withheld(self) -> list[Line]:
        return [line for line in self.events if line.is_withheld]


def gather(actor: Actor, case: Case, purpose: Purpose, *, receipt: uuid.UUID, now: datetime) -> Content:
    """Everything the report says, as this person may see it. Loads the copies of all pinned events."""
    shown = lines(actor, list(entries_of(case, Filters())))
    return Content(
        case=case,
        members=list(members_of(case)),
        lines=shown,
        batches=_batches({line.batch for line in shown if line.entry.event_id and not line.is_withheld}),
        evidence=_evidence(case, shown),
        origin=Origin(
            receipt, now, str(actor.display_name or actor.name), actor.name, purpose.label, settings.SITE_URL
        ),
    )


def _batches(numbers: set[int]) -> dict[int, BatchFact]:
    leaves = LedgerLeaf.objects.filter(kind="batch", reference__in=[str(number) for number in numbers])
    by_reference = {leaf.reference: leaf for leaf in leaves}
    found = Batch.objects.filter(pk__in=numbers).select_related("source").order_by("pk")
    return {batch.pk: BatchFact(batch, by_reference.get(str(batch.pk))) for batch in found}


def evidence_reference(case: Case, entry: int) -> str:
    """How the ledger names the pinning of one event."""
    return f"{case.reference}/{entry}"


def _evidence(case: Case, shown: Sequence[Line]) -> dict[int, LedgerLeaf]:
    keys = {evidence_reference(case, line.entry.pk): line.entry.pk for line in shown if not line.is_withheld}
    leaves = LedgerLeaf.objects.filter(kind="evidence", reference__in=list(keys))
    return {keys[leaf.reference]: leaf for leaf in leaves}
