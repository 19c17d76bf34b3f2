"""Nothing of a case waits about longer than it must."""

from celery import shared_task

from investigations.reports.export import forget_unfetched


@shared_task(name="reports.forget_unfetched")
def forget_unfetched_exports() -> int:
    """Delete prepared exports that nobody fetched in time."""
    return forget_unfetched()
