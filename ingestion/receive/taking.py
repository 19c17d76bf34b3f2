"""Taking apart files that have arrived whole, one at a time, from where an interrupted attempt stopped."""

import io
import logging
from datetime import timedelta

from django.conf import settings
from django.db import DataError, Error, transaction
from django.db.models import F
from django.utils import timezone

from ingestion.normalise.masking import vault
from ingestion.pipeline.models import PartialFile, Upload
from ingestion.receive import partial
from ingestion.receive.errors import BadEncoding, ReceiveProblem
from ingestion.receive.file_events import label, note_refusal, told
from ingestion.receive.files import Taking, may_be_taken_later, take_apart
from ingestion.receive.spooling import Patience
from portal.accounts.actor import Actor
from portal.audit import events
from portal.core import locks

ONE_AT_A_TIME = "take files"  # two workers seal; one of them must be left to make room
PATIENCE = Patience(10.0)
log = logging.getLogger(__name__)


def take_next() -> bool:
    """Take the oldest whole file; ``False`` when there is none, somebody else takes one, or the spool is full."""
    with locks.only_one(ONE_AT_A_TIME) as mine:
        file = _next() if mine else None
        return _take(file) if file else False


def _next() -> PartialFile | None:
    whole = PartialFile.objects.filter(held=F("length")).select_related("upload__source__retention_class")
    return whole.order_by("upload__received_at", "upload_id").first()


def _take(file: PartialFile) -> bool:
    upload = file.upload
    taking = Taking(
        actor=_sender(file),
        how="upload",
        format_hint=file.format_hint,
        patience=PATIENCE,
        received_at=file.seen_at,
        goes_on=True,
    )
    file.read = 0
    try:
        take_apart(upload, partial.chunks_of(file), taking, io.BufferedReader(partial.HeldFile(file)))
    except ReceiveProblem as problem:
        if may_be_taken_later(problem):
            return False
        log.info("Upload %s was refused: %s", upload.pk, problem)
    except Exception as error:
        if _is_ours(error):
            raise
        log.exception("Upload %s could not be read", upload.pk)
        note_refusal(upload, taking.actor, BadEncoding("It could not be read; the server's log says why."))
    partial.drop(file)
    return True


def _is_ours(error: Exception) -> bool:
    """The database or the key fails, whatever the file holds; anything else would come back with the same file."""
    return isinstance(error, vault.CannotOpen | Error) and not isinstance(error, DataError)


def _sender(file: PartialFile) -> Actor:
    """Whoever sent it, as the traces name them; what they may do was checked with every piece."""
    return Actor(
        person_id=file.person_id, name=file.upload.person_name, via="session", address=file.address or ""
    )


def forget_abandoned() -> int:
    """Drop files that nobody has gone on with for ``LANTERN_PARTIAL_KEPT_HOURS``; the uploads say so. How many."""
    since = timezone.now() - timedelta(hours=settings.PARTIAL_KEPT_HOURS)
    abandoned = PartialFile.objects.filter(seen_at__lt=since, held__lt=F("length"))
    files = list(abandoned.select_related("upload__source"))
    for file in files:
        why = (
            f"Only {file.held:,} of {file.length:,} bytes arrived within {settings.PARTIAL_KEPT_HOURS} hours."
        )
        give_up(file, _sender(file), why)
    return len(files)


def give_up(file: PartialFile, actor: Actor, why: str) -> None:
    """Forget what is held of a file; its upload stays and says why it holds nothing."""
    upload: Upload = file.upload
    with transaction.atomic():
        upload.refusal, upload.size = why, file.held
        upload.save(update_fields=["refusal", "size"])
        events.record(
            "upload_delete", actor=actor, object_label=label(upload), detail={**told(upload), "why": why}
        )
        partial.drop(file)
