"""Batches and uploads as a person may see them: those of the sources they may know of."""

from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from ingestion.pipeline.models import Batch, SpoolItem, Upload
from ingestion.sources.access import sources_for
from ingestion.sources.models import IngestToken
from portal.accounts.actor import Actor


def batch_for(actor: Actor, number: int) -> Batch:
    """A sealed batch of a source this person may know of; ``Http404`` otherwise."""
    batches = Batch.objects.select_related("source", "upload", "duplicate_of").filter(
        source__in=sources_for(actor)
    )
    batch = with_token_names(batches).filter(number=number).first()
    if batch is None:
        raise Http404
    return batch


def with_token_names(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """Each with ``token_name``, where ``sender`` is a token of its source; else that is ``None``."""
    tokens = IngestToken.objects.filter(source=OuterRef("source"), prefix=OuterRef("sender"))
    return batches.annotate(token_name=Subquery(tokens.values("name")))


def waiting_for(actor: Actor, number: int) -> SpoolItem | None:
    """The same batch while it is not sealed yet, without its body."""
    items = SpoolItem.objects.select_related("source", "upload").defer("body")
    return items.filter(source__in=sources_for(actor), number=number).first()


def upload_for(actor: Actor, upload: UUID) -> Upload:
    mine = Upload.objects.select_related("source", "parent").filter(source__in=sources_for(actor))
    found = mine.filter(pk=upload).first()
    if found is None:
        raise Http404
    return found


def uploads_sent(actor: Actor, sending: UUID) -> list[Upload]:
    """Everything that was sent together, archives' members included, of the sources this person may know of."""
    together = Upload.objects.select_related("source", "parent").filter(
        source__in=sources_for(actor), sending=sending
    )
    return list(together.order_by("received_at", "place", "pk"))
