"""How a stream is cut into batches and read: as its source says when it begins, also for the pieces that come later."""

from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings

from ingestion.pipeline.models import Upload
from ingestion.receive.lines import Limits
from ingestion.sources.models import CsvMapping, Source


@dataclass(frozen=True)
class Cut:
    """``mapping`` knows headers that are repeated in each batch, and is what rows are read by; ``None``: by none."""

    limits: Limits
    mapping: CsvMapping | None


def limits() -> Limits:
    return Limits(settings.MAX_BATCH_BYTES, settings.MAX_BATCH_RECORDS, settings.MAX_REQUEST_BYTES)


def pinned(source: Source) -> dict[str, Any]:
    """The fields of an upload that keep what is in force now."""
    return {"mapping": source.csv_mapping, "cut": asdict(limits())}


def cut_of(source: Source, upload: Upload | None = None) -> Cut:
    """That of the upload's beginning: whoever goes on with it passes over the batches that there are already."""
    if upload is None or upload.cut is None:
        return Cut(limits(), source.csv_mapping)
    return Cut(Limits(**upload.cut), upload.mapping)
