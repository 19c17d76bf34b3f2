"""Which mask a source's batches pass."""

from functools import lru_cache

from django.conf import settings

from ingestion.normalise.masking.batch import BatchMask
from ingestion.normalise.masking.keys import Keys, derive
from ingestion.normalise.masking.masker import Masker
from ingestion.sources.models import Source


def keys() -> Keys:
    return derive(settings.MASKING_KEY)


def mask_for(source: Source) -> BatchMask:
    """A mask for one batch: secrets always, personal data as the source's profile says."""
    return BatchMask(_masker())


@lru_cache(maxsize=1)
def _masker() -> Masker:
    return Masker(keys())
