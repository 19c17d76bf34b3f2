"""How far an upload is: what has been sealed, what waits, and what became of its lines."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from ingestion.pipeline.models import Batch, SpoolItem, Upload

ARRIVES_WITHIN = timedelta(minutes=2)  # an upload that is incomplete and silent for longer was broken off


@dataclass(frozen=True)
class Progress:
    """``batches`` are sealed, with their balance; ``waiting`` and ``parked`` are not."""

    upload: Upload
    batches: list[Batch] = field(default_factory=list)
    waiting: list[SpoolItem] = field(default_factory=list)
    parked: list[SpoolItem] = field(default_factory=list)

    received = property(lambda self: sum(batch.received for batch in self.batches))
    stored = property(lambda self: sum(batch.stored for batch in self.batches))
    duplicate = property(lambda self: sum(batch.duplicate for batch in self.batches))
    quarantined = property(lambda self: sum(batch.quarantined for batch in self.batches))

    @property
    def formats(self) -> list[str]:
        return sorted({batch.format for batch in self.batches if batch.format})

    @property
    def first_timestamp(self) -> datetime | None:
        return min((batch.first_timestamp for batch in self.batches if batch.first_timestamp), default=None)

    @property
    def last_timestamp(self) -> datetime | None:
        return max((batch.last_timestamp for batch in self.batches if batch.last_timestamp), default=None)

    @property
    def is_arriving(self) -> bool:
        moments = [batch.received_at for batch in self.batches] + [item.received_at for item in self.waiting]
        last = max([self.upload.received_at, *moments])
        return not self.upload.is_complete and timezone.now() - last < ARRIVES_WITHIN

    @property
    def is_broken_off(self) -> bool:
        return not self.upload.is_complete and not self.is_arriving

    @property
    def is_settled(self) -> bool:
        """Nothing will change any more without somebody's doing."""
        return not self.waiting and not self.is_arriving

    @property
    def sealed_bytes(self) -> int:
        return sum(batch.size for batch in self.batches)

    @property
    def spooled_bytes(self) -> int:
        return self.sealed_bytes + sum(item.size for item in (*self.waiting, *self.parked))


def progress_of(upload: Upload) -> Progress:
    """Read the spool first: a batch that is sealed in between is then seen twice rather than not at all."""
    items = list(upload.spool.defer("body").order_by("number"))
    batches = list(upload.batches.select_related("duplicate_of").order_by("number"))
    sealed = {batch.number for batch in batches}
    unsealed = [item for item in items if item.number not in sealed]
    parked = [item for item in unsealed if item.state == SpoolItem.State.PARKED]
    return Progress(upload, batches, [item for item in unsealed if item not in parked], parked)
