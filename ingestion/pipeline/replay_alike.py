"""One repair for many batches: a sender that wrote in a form nobody expected leaves the same reason in each of them.

Every batch is replayed by itself, with its own receipt, event and leaf, as if somebody had gone through their pages. What
was replayed before something stood in the way stays replayed, and asking again goes on with the rest.
"""

import time
from collections.abc import Sequence

from django.conf import settings

from ingestion.pipeline.models import Replay
from ingestion.pipeline.repair import Repair
from ingestion.pipeline.replay import NothingToReplay, replay
from ingestion.pipeline.unrepaired import unrepaired_batches
from ingestion.receive.errors import SpoolFull
from ingestion.sources.models import Source
from portal.accounts.actor import Actor
from portal.audit.purpose import Purpose

PATIENCE_S = 20  # somebody waits for the answer; what is left then is a click away


def replay_alike(*, actor: Actor, purpose: Purpose, source: Source, repair: Repair) -> Sequence[Replay]:
    """Replay what is waiting in the source's oldest batches: at most ``REPLAY_BATCHES`` of them, and for 20 s.

    Raises ``NothingToReplay``, ``SpoolFull`` when there was no room for the first, and what ``replay`` raises.
    """
    made: list[Replay] = []
    until = time.monotonic() + PATIENCE_S
    for batch in unrepaired_batches(source, repair.reason).order_by("number")[: settings.REPLAY_BATCHES]:
        try:
            made.append(replay(actor=actor, purpose=purpose, batch=batch, repair=repair))
        except NothingToReplay:  # somebody else was faster
            continue
        except SpoolFull:
            if not made:
                raise
            break
        if time.monotonic() > until:
            break
    if not made:
        raise NothingToReplay("There is nothing left to replay: every such record was replayed already.")
    return made
