"""What a mapping makes of a sample, read by the real engine. Nothing of the sample is kept or logged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from ingestion.formats import csv_mapping
from ingestion.formats.csv_mapping import CsvColumns
from ingestion.pipeline.models import SpoolItem
from ingestion.pipeline.replay import StoreSilent
from ingestion.pipeline.seal import incoming
from ingestion.sources.models import Source
from ingestion.store.errors import StoreError
from ingestion.store.preview import Previewed, preview

SHOWN = 20


@dataclass(frozen=True)
class MappingTrial:
    records: Sequence[Previewed]

    @property
    def stored(self) -> int:
        return sum(1 for record in self.records if record.reason is None)


def try_mapping(source: Source, columns: CsvColumns, sample: str) -> MappingTrial:
    """The first rows as events of the source, masked as it is. Raises ``StoreSilent``."""
    body = sample.replace("\r\n", "\n").encode("utf-8", "replace")
    item = SpoolItem(number=1, source=source, how="api", size=len(body), received_at=timezone.now())
    given = replace(incoming(item, body), format=csv_mapping.format_of(columns, 0))
    try:
        return MappingTrial(preview(given, SHOWN))
    except StoreError as error:
        raise StoreSilent(f"The event store could not read the sample: {error}") from error
