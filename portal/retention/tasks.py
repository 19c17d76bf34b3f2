"""Celery tasks of retention: thin, because ``purge`` does the work and is tested without Celery."""

from celery import shared_task

from portal.retention import purge
from portal.retention.models import PurgeRun


@shared_task(name="retention.purge")
def purge_due() -> None:
    """By beat: first what people asked for and a lost message left behind, then all that is due."""
    for run in purge.queued():
        purge.carry_out(run)
    purge.run_scheduled()


@shared_task(name="retention.purge_requested", bind=True, max_retries=None, default_retry_delay=5)
def purge_requested(self: object, run_id: int) -> None:
    """One run that a person confirmed; tried again while another purge is at work."""
    run = PurgeRun.objects.get(pk=run_id)
    if run.state in {PurgeRun.State.QUEUED, PurgeRun.State.RUNNING} and not purge.carry_out(run):
        raise self.retry()  # type: ignore[attr-defined]
