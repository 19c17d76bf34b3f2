"""Ways in that say something of the records: whether they lie in the past, and in which order they stand."""

from ingestion.pipeline.models import Replay, SpoolItem

FILES = ("upload", "command")  # whole files, whose records stand in the order in which they were written
REPLAY = "replay"  # out of quarantine


def way_of(item: SpoolItem) -> str:
    """How the records came; those of a replay came as the batch did in which they were quarantined first."""
    how, number = item.how, item.number
    while how == REPLAY and (made := Replay.objects.select_related("batch").filter(number=number).first()):
        how, number = made.batch.how, made.batch_id
    return how
