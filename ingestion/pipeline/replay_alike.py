"""One repair for many batches: a sender that wrote in a form nobody expected leaves the same reason in each of them.

Every batch is replayed by itself, with its own receipt, event and leaf, as if somebody had gone through their pages. What
was replayed before something stood in the way stays replayed, and asking again goes on with the rest.
"""

import time
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings

from ingestion.formats import envelope
from ingestion.pipeline.models import Batch, Replay
from ingestion.pipeline.repair import Repair
from ingestion.pipeline.replay import NothingToReplay, replay
from ingestion.pipeline.unrepaired import unrepaired_batches
from ingestion.receive.errors import DiskNearlyFull, SpoolFull
from portal.accounts.actor import Actor
from portal.audit.purpose import Purpose

PATIENCE_S = 20  # somebody waits for the answer; what is left then is a click away


def replay_alike(*, actor: Actor, purpose: Purpose, tried: Batch, repair: Repair) -> Sequence[Replay]:
    """Replay what is waiting in the oldest batches of a source as was tried on one: at most ``REPLAY_BATCHES``, for 20 s.

    Raises ``NothingToReplay``, ``SpoolFull`` or ``DiskNearlyFull`` when there was no room for the first, and what
    ``replay`` raises.
    """
    made: list[Replay] = []
    until = time.monotonic() + PATIENCE_S
    waiting = unrepaired_batches(tried.source, repair.reason).order_by("number")
    for batch in waiting[: settings.REPLAY_BATCHES]:
        same = _as_it_came(repair, tried, batch)
        try:
            made.append(replay(actor=actor, purpose=purpose, batch=batch, repair=same))
        except NothingToReplay:  # somebody else was faster
            continue
        except (SpoolFull, DiskNearlyFull):
            if not made:
                raise
            break
        if time.monotonic() > until:
            break
    if not made:
        raise NothingToReplay("There is nothing left to replay: every such record was replayed already.")
    return made


def _as_it_came(repair: Repair, tried: Batch, batch: Batch) -> Repair:
    """What a receiver wrapped is JSON lines too, and would be stored unopened when those are what was tried."""
    if repair.format == envelope.PLAIN and batch.format == envelope.NAME != tried.format:
        return replace(repair, format=envelope.NAME)
    return repair
