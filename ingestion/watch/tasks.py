"""Celery tasks that watch over sources: thin, because what they call is tested without Celery."""

from celery import shared_task

from ingestion.watch import collect, corrections, estimates, silence


@shared_task(name="watch.clocks")
def clocks() -> None:
    """By beat: collect delays, estimate the clocks they belong to, and follow where that is wanted."""
    for estimate in estimates.renew(collect.collect()):
        corrections.follow(estimate)


@shared_task(name="watch.forget")
def forget() -> None:
    estimates.forget()


@shared_task(name="watch.silence")
def look_for_silence() -> None:
    silence.look()
