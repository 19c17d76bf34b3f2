"""A fault of our own in the receiver: the messages it meets stay, and everybody else's are kept meanwhile."""

import asyncio
from collections import Counter

import pytest

from ingestion.pipeline.models import SpoolItem, VerifiedBy
from ingestion.pipeline.spooled import opened
from ingestion.receive.syslog import collect
from ingestion.receive.syslog.collect import Gathered, Way
from ingestion.receive.syslog.receiver import Receiver
from ingestion.receive.syslog.routing import Peer
from ingestion.sources.models import Source

pytestmark = pytest.mark.django_db(transaction=True)
WAY = Way("syslog-tcp", "syslog")
LINES = [b"<13>1 2026-11-21T10:00:00Z till app - - - drawer %d" % number for number in range(3)]


def test_what_cannot_be_kept_now_holds_up_nobody_and_is_kept_later(
    source: Source, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    commit, faults = collect.commit, iter([ZeroDivisionError("ours"), ZeroDivisionError("again")])

    def fails(way: Way, gathered: Gathered) -> None:
        if gathered.lines == LINES[:1] and (fault := next(faults, None)):
            raise fault
        commit(way, gathered)

    monkeypatch.setattr(collect, "commit", fails)
    receiver = Receiver(buffer_bytes=10_000)
    every = [
        Gathered(source, VerifiedBy.ADDRESS, [line], len(line), Counter({Peer("192.0.2.1"): 1}))
        for line in LINES
    ]
    gathered = {(source.pk, str(place), WAY): one for place, one in enumerate(every)}
    monkeypatch.setattr(receiver.collector, "take", lambda: gathered)
    kept = []
    for _ in range(3):
        asyncio.run(receiver.flush())
        gathered = {}
        kept.append(
            [opened(bytes(one.body), one.size).strip() for one in SpoolItem.objects.order_by("number")]
        )
    assert kept == [LINES[1:], LINES[1:], [*LINES[1:], LINES[0]]]
    assert [one.message for one in caplog.records if one.exc_info] == [
        f"What {source.slug} sent cannot be kept now; others go first"
    ] * 2
