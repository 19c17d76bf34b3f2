"""How far files are: what has been sealed, what waits, what was refused, and what became of their records.

One query over batches and one over the spool, however many files there are. The spool is read first: a batch that is
sealed in between is then seen twice for a moment rather than not at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q, Sum
from django.utils import timezone

from ingestion.pipeline.likeness import TABLE
from ingestion.pipeline.models import Batch, PartialFile, SpoolItem, Upload

ARRIVES_WITHIN = timedelta(minutes=2)  # an upload that is incomplete and silent for longer was broken off
BATCHES_SHOWN = 50
FILES_SHOWN = 500


@dataclass(frozen=True)
class FileProgress:
    """One file or member of an archive. ``waiting`` and ``parked`` count batches that are not sealed."""

    upload: Upload
    received: int = 0
    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0
    batches: int = 0
    waiting: int = 0
    parked: int = 0
    sealed_bytes: int = 0
    unsealed_bytes: int = 0
    formats: Sequence[str] = ()
    likes: Sequence[str] = ()
    first_timestamp: datetime | None = None
    last_timestamp: datetime | None = None
    last_moved: datetime | None = None
    partial: PartialFile | None = None

    @property
    def is_arriving(self) -> bool:
        """Further bytes are likely: of a file that is sent now, or of one that is here and being taken apart."""
        if self.upload.is_complete or self.upload.refusal:
            return False
        if self.partial and self.partial.is_whole:
            return True
        moments = [self.upload.received_at, self.last_moved, self.partial and self.partial.seen_at]
        return timezone.now() - max(moment for moment in moments if moment) < ARRIVES_WITHIN

    @property
    def is_broken_off(self) -> bool:
        return not (self.upload.is_complete or self.upload.refusal or self.is_arriving)

    @property
    def is_settled(self) -> bool:
        """Nothing will change any more without somebody's doing."""
        return not self.waiting and not self.is_arriving

    @property
    def state(self) -> str:
        """``refused``, ``arriving``, ``waiting``, ``storing``, ``parked``, ``broken``, ``quarantined``, ``duplicate``, ``stored``."""
        if self.upload.refusal:
            return "refused"
        if not self.is_settled:
            return "arriving" if self.is_arriving else "storing" if self.received else "waiting"
        if self.parked or self.is_broken_off:
            return "parked" if self.parked else "broken"
        if self.quarantined:
            return "quarantined"
        return "duplicate" if self.duplicate and self.duplicate == self.received else "stored"


@dataclass(frozen=True)
class Progress:
    """Files that were sent together, or one with what is in it: the first of ``files``, if ``upload`` says so."""

    files: Sequence[FileProgress]
    upload: Upload | None = None
    batches: Sequence[Batch] = field(default_factory=list)
    parked: Sequence[SpoolItem] = field(default_factory=list)

    parked_count = property(lambda self: self._sum("parked"))
    received = property(lambda self: self._sum("received"))
    stored = property(lambda self: self._sum("stored"))
    duplicate = property(lambda self: self._sum("duplicate"))
    quarantined = property(lambda self: self._sum("quarantined"))
    waiting = property(lambda self: self._sum("waiting"))
    batch_count = property(lambda self: self._sum("batches"))
    sealed_bytes = property(lambda self: self._sum("sealed_bytes"))

    def _sum(self, name: str) -> int:
        values: list[int] = [getattr(file, name) for file in self.files]
        return sum(values)

    @property
    def spooled_bytes(self) -> int:
        return self._sum("sealed_bytes") + self._sum("unsealed_bytes")

    @cached_property
    def members(self) -> Sequence[FileProgress]:
        """What the archive holds, or the files that were sent: what is listed one by one.

        An archive stands beside its members where it was refused for a reason of its own.
        """
        if self.upload:
            return self.files[1:]
        reasons: dict[UUID | None, set[str]] = {}
        for file in self.files:
            reasons.setdefault(file.upload.parent_id, {""}).add(file.upload.refusal)
        return [file for file in self.files if file.upload.refusal not in reasons.get(file.upload.pk, ())]

    @property
    def listed(self) -> Sequence[FileProgress]:
        """At most 500 of them, those with a fault first."""
        order = ("refused", "parked", "broken", "quarantined")
        ranked = sorted(self.members, key=lambda file: order.index(file.state) if file.state in order else 9)
        return ranked[:FILES_SHOWN]

    @cached_property
    def refused(self) -> int:
        """How many files were refused; none where the only one ended the archive, which says so itself."""
        reasons = [file.upload.refusal for file in self.members if file.upload.refusal]
        return 0 if self.upload and reasons == [self.upload.refusal] else len(reasons)

    @property
    def partial(self) -> PartialFile | None:
        """Of the one file that is looked at."""
        return self.files[0].partial if self.upload and self.files else None

    @property
    def is_arriving(self) -> bool:
        return any(file.is_arriving for file in self.files)

    @property
    def is_broken_off(self) -> bool:
        return any(file.is_broken_off for file in self.files)

    @property
    def is_settled(self) -> bool:
        return all(file.is_settled for file in self.files)

    @property
    def formats(self) -> list[str]:
        return sorted({name for file in self.files for name in file.formats if name})

    @property
    def likes(self) -> list[str]:
        """The formats that files look like which were read in another, as ``pipeline.likeness`` says."""
        return sorted({name for file in self.files for name in file.likes if name not in ("", TABLE)})

    @property
    def has_table(self) -> bool:
        """Whether there is a table in which no column is known to be the time."""
        return any(TABLE in file.likes for file in self.files)

    @property
    def first_timestamp(self) -> datetime | None:
        return min((file.first_timestamp for file in self.files if file.first_timestamp), default=None)

    @property
    def last_timestamp(self) -> datetime | None:
        return max((file.last_timestamp for file in self.files if file.last_timestamp), default=None)


def progress_of(upload: Upload) -> Progress:
    """One file, with the members of the archive that it is."""
    return _progress([upload, *upload.members.order_by("place")], upload)


def progress_of_sending(uploads: Iterable[Upload]) -> Progress:
    """Files that were sent together, with what was in them."""
    return _progress(list(uploads), None)


def _progress(uploads: list[Upload], whole: Upload | None) -> Progress:
    ids = [upload.pk for upload in uploads]
    spooled, sealed = _unsealed(ids), _sealed(ids)
    partials = {file.pk: file for file in PartialFile.objects.filter(pk__in=ids)}
    files = [
        FileProgress(
            upload,
            **_together(sealed.get(upload.pk, {}), spooled.get(upload.pk, {})),
            partial=partials.get(upload.pk),
        )
        for upload in uploads
    ]
    batches = Batch.objects.filter(upload__in=ids).select_related("duplicate_of").order_by("number")
    parked = (
        SpoolItem.objects.filter(upload__in=ids, state=SpoolItem.State.PARKED)
        .defer("body")
        .order_by("number")
    )
    return Progress(files, whole, list(batches[:BATCHES_SHOWN]), list(parked[:BATCHES_SHOWN]))


def _together(sealed: dict[str, Any], unsealed: dict[str, Any]) -> dict[str, Any]:
    moments = [values["last_moved"] for values in (sealed, unsealed) if "last_moved" in values]
    return {**sealed, **unsealed, "last_moved": max(moments, default=None)}


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    """Without the file's id; the underscores kept the names apart from the columns that are summed."""
    return {name.rstrip("_"): value for name, value in row.items() if name != "upload_id"}


def _unsealed(ids: list[UUID]) -> dict[UUID | None, dict[str, Any]]:
    is_waiting = Q(state=SpoolItem.State.WAITING)
    rows = SpoolItem.objects.filter(upload__in=ids).order_by().values("upload_id").annotate(
        waiting=Count("number", filter=is_waiting),
        parked=Count("number", filter=~is_waiting),
        unsealed_bytes=Sum("size"),
        last_moved=Max("received_at"),
    )  # fmt: skip
    return {row["upload_id"]: _values(row) for row in rows}


def _sealed(ids: list[UUID]) -> dict[UUID | None, dict[str, Any]]:
    rows = Batch.objects.filter(upload__in=ids).order_by().values("upload_id").annotate(
        batches=Count("number"),
        **{f"{name}_": Sum(name) for name in ("received", "stored", "duplicate", "quarantined")},
        sealed_bytes=Sum("size"),
        formats=ArrayAgg("format", distinct=True),
        likes=ArrayAgg("looks_like", distinct=True),
        first_timestamp_=Min("first_timestamp"),
        last_timestamp_=Max("last_timestamp"),
        last_moved=Max("received_at"),
    )  # fmt: skip
    return {row["upload_id"]: _values(row) for row in rows}
