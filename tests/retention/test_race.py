"""Pinning against purging, on two connections: the pin is seen, or hears that it came too late. Never neither."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection, transaction

from ingestion.pipeline import seal
from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.store import purge as store
from ingestion.store.write import Incoming, SealResult, seal_together
from portal.core import locks
from portal.retention import holds, purge
from portal.retention.locks import only_purge
from portal.retention.models import Hold, PurgeDecision
from tests.retention.records import first_event, make_batch, make_class, make_source, spool

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_partitions")]

DAY = date(2026, 3, 1)
AFTER = datetime(2026, 4, 1, tzinfo=UTC)
WAIT_S = 20


class Aside(threading.Thread):
    """Runs something on a connection of its own and keeps what it raised."""

    def __init__(self, what: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._what = what
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._what()
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            self.error = error
        finally:
            connection.close()


def wait_until_blocked() -> None:
    """Until some session waits for an advisory lock: then the other side really is in the way."""
    for _ in range(WAIT_S * 100):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone() != (0,):
                return
        threading.Event().wait(0.01)
    raise AssertionError("nobody waits")


def purge_now() -> None:
    with time_machine.travel(AFTER, tick=False):
        purge.run_scheduled()


def test_a_pin_that_is_not_committed_yet_is_waited_for_and_spares() -> None:
    policy = make_class()
    batch = make_batch(make_source(policy), DAY)
    with transaction.atomic():
        holds.place("case:17", "ada", "pinned", first_event(batch), policy.slug, DAY)
        purging = Aside(purge_now)
        wait_until_blocked()
    purging.join(WAIT_S)
    assert purging.error is None
    assert [each.decision for each in PurgeDecision.objects.filter(retention_class=policy.slug)] == ["spared"]
    assert store.contains(policy.slug, DAY, [first_event(batch)]) == {first_event(batch)}


def test_a_pin_during_the_drop_waits_and_hears_that_it_came_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = make_class()
    batch = make_batch(make_source(policy), DAY)
    drop, pinning = store.drop, []

    def drop_while_somebody_pins(retention_class: str, day: date) -> None:
        pinning.append(
            Aside(lambda: holds.place("case:17", "ada", "pinned", first_event(batch), retention_class, day))
        )
        wait_until_blocked()
        drop(retention_class, day)

    monkeypatch.setattr(store, "drop", drop_while_somebody_pins)
    purge_now()
    pinning[0].join(WAIT_S)
    assert isinstance(pinning[0].error, holds.TooLate)
    assert not Hold.objects.exists()


def test_a_purge_waits_for_a_sealer_and_counts_what_it_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a replay, which keeps the day on which its records came first."""
    policy = make_class()
    source = make_source(policy)
    make_batch(source, DAY)
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    item = spool(source, noon, SpoolItem.State.WAITING, b'{"n":1}\nbroken\n')
    purging = []

    def store_while_somebody_purges(batches: Sequence[Incoming]) -> list[SealResult]:
        purging.append(Aside(purge_now))
        wait_until_blocked()
        return seal_together(batches)

    monkeypatch.setattr(seal, "store", store_while_somebody_purges)
    seal.seal_next()
    purging[0].join(WAIT_S)
    gone = PurgeDecision.objects.get(retention_class=policy.slug, decision="destroyed")
    late = Batch.objects.get(number=item.number)
    assert (gone.rows, gone.quarantined) == (3 + late.stored, late.quarantined)
    assert late.number in gone.batches
    assert store.batches(policy.slug, DAY) == frozenset()


def test_two_purges_do_not_run_at_once() -> None:
    with only_purge() as alone:
        assert alone
        results: list[object] = []
        second = Aside(lambda: results.append(purge.run_scheduled()))
        second.join(WAIT_S)
    assert (second.error, results) == (None, [None])
    with only_purge() as alone:
        assert alone


def test_a_lock_goes_with_a_connection_that_breaks() -> None:
    with locks.only_one("test") as mine:
        assert mine
        connection.connection.close()
    with locks.only_one("test") as again:
        assert again


def test_a_lock_without_a_transaction_is_refused() -> None:
    from portal.retention.locks import lock_to_destroy

    with pytest.raises(RuntimeError, match="open one first"):
        lock_to_destroy("standard", DAY)
