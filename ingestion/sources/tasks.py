"""Celery tasks of sources."""

from celery import shared_task

from ingestion.sources.token_use import forget_signatures


@shared_task(name="sources.forget_signatures")
def forget_seen_signatures() -> None:
    """By beat: the memory of signatures stays as long as the window and not longer."""
    forget_signatures()
