"""A database that dies while it commits: the receiver tries again, and the messages are there once."""

from collections import Counter
from typing import Any

import pytest
from django.db import OperationalError

from ingestion.pipeline.models import Batch, SpoolItem, VerifiedBy
from ingestion.receive.syslog import collect, settled
from ingestion.receive.syslog.collect import Gathered, Way
from ingestion.receive.syslog.routing import Peer
from ingestion.sources.models import Source
from tests.senders.conftest import Sealed

pytestmark = pytest.mark.django_db
WAY = Way("syslog-tcp", "syslog")
LINE = b"<13>1 2026-11-21T10:00:00Z till app - - - drawer open"


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settled, "close_old_connections", lambda: None)
    monkeypatch.setattr("ingestion.receive.syslog.settled.connection.close", lambda: None)


def gathered(source: Source) -> Gathered:
    return Gathered(source, VerifiedBy.ADDRESS, [LINE], len(LINE) + 1, Counter({Peer("192.0.2.1"): 1}))


@pytest.mark.parametrize("seal_between", [False, True])
def test_what_was_committed_is_not_committed_again(
    source: Source, sealed: Sealed, monkeypatch: pytest.MonkeyPatch, seal_between: bool
) -> None:
    second = gathered(source)
    spool = vars(collect)["spool"]

    def dies_after(*arguments: Any, **named: Any) -> Any:
        spool(*arguments, **named)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(collect, "spool", dies_after)
    assert settled.commit(WAY, second) is None
    monkeypatch.setattr(collect, "spool", spool)
    if seal_between:
        sealed()
    assert settled.commit(WAY, second) == ""
    assert SpoolItem.objects.count() + Batch.objects.count() == 1
    assert settled.commit(WAY, gathered(source)) == "", "equal bytes of another second are other records"
    assert SpoolItem.objects.count() + Batch.objects.count() == 2


def test_what_was_not_committed_is_tried_again(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    second = gathered(source)
    spool = vars(collect)["spool"]

    def dies_before(*arguments: Any, **named: Any) -> Any:
        raise OperationalError("the database system is starting up")

    monkeypatch.setattr(collect, "spool", dies_before)
    assert settled.commit(WAY, second) is None
    monkeypatch.setattr(collect, "spool", spool)
    assert settled.commit(WAY, second) == ""
    assert SpoolItem.objects.count() == 1
