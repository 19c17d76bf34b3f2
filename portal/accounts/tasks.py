"""Celery tasks of accounts."""

from celery import shared_task

from portal.accounts import sessions


@shared_task(name="accounts.tidy_sessions")
def tidy_sessions() -> int:
    """Returns how many sessions were over."""
    return sessions.tidy()
