"""The demonstration after its story: the shop stays open."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from ingestion.receive.spooling import spool
from ingestion.sources.models import IngestToken, Source
from ingestion.sources.token_use import note_use
from portal.demo.register import CALLED
from portal.demo.story import Story

EVERY = timedelta(seconds=20)


@shared_task(name="demo.go_on")
def go_on() -> int:
    """By beat, in the demonstration alone: what the shop wrote in the last seconds; how many lines."""
    if not settings.DEMO:
        return 0
    now = timezone.now()
    lines = Story(now, seed=int(now.timestamp()), start=now - EVERY).everyday()
    return sum(_sent(slug, [line.text for line in found]) for slug, found in lines.items())


def _sent(slug: str, lines: list[bytes]) -> int:
    source = Source.objects.filter(slug=slug, is_open=True).first()
    if source is None or not lines:
        return 0
    token = _token_of(source)
    sender = token.prefix if token else CALLED
    spool(source, [b"\n".join(lines) + b"\n"], how="api", token=token, sender=sender)
    if token:
        note_use(token)
    return len(lines)


def _token_of(source: Source) -> IngestToken | None:
    """The demonstration's own while it lives, so that the source's page says when it was used."""
    if source.require_signature:
        return None
    sends = IngestToken.objects.filter(source=source, name=CALLED, kind=IngestToken.Kind.BEARER)
    return next((token for token in sends.order_by("-pk") if token.state == "live"), None)
