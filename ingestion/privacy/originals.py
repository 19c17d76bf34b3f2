"""Keeping originals and showing them again. Whoever calls ``opened`` has checked the right and written the receipt."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from ingestion.normalise.masking import vault
from ingestion.normalise.masking.batch import BatchMask
from ingestion.privacy.masks import keys
from ingestion.privacy.models import SealedOriginal

AT_ONCE = 2000


@dataclass(frozen=True)
class Opened:
    kind: str
    value: str


def keep(masks: Iterable[object], source: str, retention_class: str, day: date) -> None:
    """Write the originals of one source's batches' pseudonyms in the caller's transaction; those of that day already there stay.

    All of them at once and in the order of their tokens, so that two sealers who write the same ones never wait for
    each other in a circle.
    """
    found = {
        token: original
        for mask in masks
        if isinstance(mask, BatchMask)
        for token, original in mask.originals.items()
    }
    key = keys().originals
    rows = [
        SealedOriginal(
            source=source, retention_class=retention_class, day=day, token=token.decode(), kind=original.kind,
            sealed=vault.closed(key, original.value, token),
        )
        for token, original in sorted(found.items())
    ]  # fmt: skip
    SealedOriginal.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)


def of_day(retention_class: str, day: date) -> QuerySet[SealedOriginal]:
    return SealedOriginal.objects.filter(retention_class=retention_class, day=day)


def opened(source: str, retention_class: str, day: date, tokens: Collection[str]) -> Mapping[str, Opened]:
    """Originals of one source by their tokens; those that are not kept (any more) are missing.

    Raises ``vault.CannotOpen``.
    """
    key = keys().originals
    return {
        row.token: Opened(
            row.kind, vault.opened(key, bytes(row.sealed), row.token.encode()).decode("utf-8", "replace")
        )
        for row in of_day(retention_class, day).filter(source=source, token__in=tokens)
    }
