"""Sealing: repetition after a crash, twins, faults of the store, and rows that cannot be sealed."""

import io
import itertools
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

import portal.celery  # noqa: F401  wakes go to the tests' own broker
from ingestion.pipeline import claim, numbering, parked, seal, sealed
from ingestion.pipeline.models import Batch, QuarantinedRecord, SpoolItem
from ingestion.pipeline.seal import seal_next
from ingestion.receive.spooling import spool
from ingestion.sources.models import Source
from ingestion.store import client as store_client
from ingestion.store import purge, write
from ingestion.store.errors import AccessDenied, BadBatch, QueryStopped, StoreError, StoreUnavailable
from ingestion.store.schema import NAMES
from ingestion.store.write import Incoming, SealResult, seal_together
from portal.accounts.commands import COMMAND
from portal.audit.models import LedgerLeaf
from portal.core.canonical import merkle_root
from portal.core.eventid import event_id
from portal.retention.models import RetentionClass
from tests.store.batches import leaves

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("event_tables")]
_bodies = itertools.count()
OTHERS = ", ".join(f"`{name}`" for name in NAMES if name != "id")


@pytest.fixture
def source() -> Source:
    standard = RetentionClass.objects.get(slug="standard")
    return Source.objects.create(slug="seal-test", name="Seal test", retention_class=standard)


def spooled(source: Source, body: bytes = b"") -> int:
    """Spool a body of its own; the batch's number."""
    body = body or b'{"n":%d}\nbroken\n' % next(_bodies)
    (item,) = spool(source, [body], how="api", format_hint="ndjson")
    return item.number


def failing(error: Exception) -> Callable[[Incoming], SealResult]:
    def store(batch: Incoming) -> SealResult:
        raise error

    return store


def sealed_batch(number: int) -> Batch:
    SpoolItem.objects.update(retry_at=timezone.now())
    while seal_next() is not None:
        pass
    return Batch.objects.get(number=number)


def balance(batch: Batch) -> tuple[int, int, int, int]:
    return batch.received, batch.stored, batch.duplicate, batch.quarantined


def test_a_batch_is_stored_written_down_and_leaves_the_spool(source: Source) -> None:
    number = spooled(source, b'{"n":1}\n\nbroken\n{"n":2}\n')
    batch = sealed_batch(number)
    assert balance(batch) == (3, 2, 0, 1)
    assert not SpoolItem.objects.filter(number=number).exists()
    assert bytes(batch.root) == merkle_root(leaves(number))
    leaf = LedgerLeaf.objects.get(kind="batch", reference=str(number))
    assert bytes(batch.root).hex().encode() in bytes(leaf.payload)
    record = QuarantinedRecord.objects.get(batch=batch)
    assert (record.position, bytes(record.raw), record.reason) == (2, b"broken", "not_json")


@pytest.mark.parametrize("place", ["write_batches", "_finish"])
def test_a_crash_after_storing_repeats_with_the_same_result(source: Source, place: str) -> None:
    """Stands in for kill -9: PostgreSQL forgets the transaction, the event store does not."""
    number = spooled(source)
    with patch.object(sealed, place, side_effect=RuntimeError("killed")):
        seal_next()
    assert len(leaves(number)) == 1
    assert not Batch.objects.filter(number=number).exists()
    assert balance(sealed_batch(number)) == (2, 1, 0, 1)
    assert len(leaves(number)) == 1
    assert LedgerLeaf.objects.filter(kind="batch", reference=str(number)).count() == 1


def test_what_a_crash_left_in_another_class_may_be_purged_meanwhile(source: Source) -> None:
    """The lock of today's class does not keep such a purge waiting until the old one's is taken, too."""
    old, new = (
        RetentionClass.objects.create(slug=f"seal-{name}", name=name, days=9) for name in ("old", "new")
    )
    Source.objects.update(retention_class=old)
    number = spooled(source)
    with patch.object(sealed, "write_batches", side_effect=RuntimeError("killed")):
        seal_next()
    Source.objects.update(retention_class=new)
    results: list[str] = []

    def store_before_a_purge(batches: Sequence[Incoming]) -> list[SealResult]:
        stored = seal_together(batches)
        results.append(stored[0].retention_class)
        if len(results) == 1:
            purge.drop(old.slug, batches[0].received_at.date())
        return stored

    with patch.object(seal, "store", store_before_a_purge):
        batch = sealed_batch(number)
    assert (results, batch.retention_class) == ([old.slug, new.slug], new.slug)
    assert (balance(batch), len(leaves(number))) == ((2, 1, 0, 1), 1)


def test_the_same_bytes_are_stored_once_and_counted_twice(source: Source) -> None:
    body = b'{"twin":true}\nbroken\n'
    first, second = spooled(source, body), spooled(source, body)
    assert balance(sealed_batch(first)) == (2, 1, 0, 1)
    twin = Batch.objects.get(number=second)
    assert balance(twin) == (2, 0, 2, 0)
    assert twin.duplicate_of_id == first
    assert not leaves(second)


def test_equal_pieces_of_one_request_are_all_stored_and_each_once(source: Source, settings: Any) -> None:
    """A log may repeat itself for longer than a batch is; nobody sent its pieces twice."""
    settings.MAX_BATCH_RECORDS = 2
    beat = b'{"beat":%d}\n' % next(_bodies)

    def sent(records: int, skip: int = 0) -> list[tuple[int, int, int, int]]:
        items = spool(source, [beat * records], how="api", format_hint="ndjson", skip=skip)
        sealed_batch(items[-1].number)
        return [balance(Batch.objects.get(number=item.number)) for item in items]

    assert sent(4) == [(2, 2, 0, 0)] * 2
    assert sent(6) == [(2, 0, 2, 0)] * 2 + [(2, 2, 0, 0)]
    assert sent(8, skip=2) == [(2, 0, 2, 0), (2, 2, 0, 0)], "an attempt before this one took the first two"


def test_the_same_bytes_from_another_source_are_no_duplicate(source: Source) -> None:
    body = b'{"shared":true}\n'
    other = Source.objects.create(slug="seal-other", name="Other", retention_class=source.retention_class)
    spooled(source, body)
    assert balance(sealed_batch(spooled(other, body))) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    "error",
    [StoreUnavailable("gone"), QueryStopped("gone"), AccessDenied("gone")],
    ids=["silent", "is shut down", "refuses us"],
)
def test_a_fault_of_the_store_delays_without_counting_against_the_batch(
    source: Source, error: StoreError
) -> None:
    number = spooled(source)
    with patch.object(seal, "store", failing(error)):
        seal_next()
    item = SpoolItem.objects.get(number=number)
    assert (item.attempts, item.state) == (0, SpoolItem.State.WAITING)
    assert item.retry_at > timezone.now()
    assert "gone" in item.last_error
    assert balance(sealed_batch(number)) == (2, 1, 0, 1)


def test_a_batch_that_always_fails_is_parked_kept_and_in_nobodys_way(source: Source, settings: Any) -> None:
    settings.SEAL_ATTEMPTS = 3
    bad = spooled(source)
    with patch.object(seal, "store", failing(BadBatch("cannot \x00 be"))):
        for _ in range(3):
            SpoolItem.objects.update(retry_at=timezone.now())
            seal_next()
    good = spooled(source)
    assert balance(sealed_batch(good)) == (2, 1, 0, 1)
    item = SpoolItem.objects.get(number=bad)
    assert (item.state, item.attempts) == (SpoolItem.State.PARKED, 3)
    assert "BadBatch: cannot \u2400 be" in item.last_error
    assert item.body


def test_the_same_bytes_as_a_stuck_batch_are_stuck_with_it_and_go_with_it(source: Source) -> None:
    """Else they would wait for ever, and nobody would see why."""
    body = b'{"stuck":%d}\n' % next(_bodies)
    first = spooled(source, body)
    SpoolItem.objects.update(state=SpoolItem.State.PARKED, last_error="BadBatch: no")
    second, other = spooled(source, body), spooled(source)
    assert balance(sealed_batch(other)) == (2, 1, 0, 1)
    item = SpoolItem.objects.get(number=second)
    assert (item.state, item.together) == (SpoolItem.State.PARKED, None)
    assert item.last_error == f"Same bytes as batch {first}, which is stuck."
    assert parked.release(actor=COMMAND, items=SpoolItem.objects.filter(number=second)) == [first, second]
    assert balance(sealed_batch(first)) == (1, 1, 0, 0)
    assert Batch.objects.get(number=second).duplicate_of_id == first


def test_one_that_is_stuck_keeps_its_reason_when_those_begun_with_it_wait(source: Source) -> None:
    body = b'{"stuck":%d}\n' % next(_bodies)
    first = spooled(source, body)
    SpoolItem.objects.update(state=SpoolItem.State.PARKED, last_error="BadBatch: no")
    second, other = spooled(source, body), spooled(source)
    SpoolItem.objects.filter(number__in=[second, other]).update(together=second, begun=1)
    seal_next()
    assert balance(sealed_batch(other)) == (2, 1, 0, 1)
    item = SpoolItem.objects.get(number=second)
    assert (item.state, item.together) == (SpoolItem.State.PARKED, None)
    assert item.last_error == f"Same bytes as batch {first}, which is stuck."


@pytest.mark.parametrize("elder", [True, False], ids=["the stuck one", "the new one"])
def test_what_may_repeat_waits_for_nobody_and_nobody_for_it(source: Source, elder: bool) -> None:
    """Equal bytes are other records then, so neither is ever taken for the other's duplicate."""
    body = b'{"repeats":%d}\n' % next(_bodies)
    stuck = spooled(source, body)
    SpoolItem.objects.update(state=SpoolItem.State.PARKED, may_repeat=elder)
    number = spooled(source, body)
    SpoolItem.objects.filter(number=number).update(may_repeat=not elder)
    assert balance(sealed_batch(number)) == (1, 1, 0, 0)
    assert SpoolItem.objects.get().number == stuck


def test_the_database_refuses_a_balance_that_is_wrong(source: Source) -> None:
    batch = sealed_batch(spooled(source))
    with pytest.raises(IntegrityError, match="batch_balance"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(stored=batch.stored + 1)


def test_rows_that_wait_together_are_sealed_together_whatever_crashes(source: Source) -> None:
    """After a crash the same rows are one insert again, also when another row of the source came meanwhile."""
    numbers = [spooled(source) for _ in range(3)]
    with patch.object(sealed, "write_batches", side_effect=KilledError), pytest.raises(KilledError):
        seal_next()
    assert [len(leaves(number)) for number in numbers] == [1, 1, 1]
    spooled(source)
    lease_ends(numbers)
    outcome = seal_next()
    assert outcome is not None
    assert [batch.number for batch in outcome.batches] == list(outcome.numbers) == numbers
    assert [len(leaves(number)) for number in numbers] == [1, 1, 1]


def lease_ends(numbers: Sequence[int]) -> None:
    """Nobody else begins with rows for a moment after they were claimed."""
    SpoolItem.objects.filter(number__in=numbers).update(retry_at="2026-01-01T00:00:00Z")


def next_numbers() -> list[int]:
    claimed = claim.next_claim()
    assert claimed is not None
    return list(claimed.numbers)


def test_a_row_that_a_killed_sealer_had_alone_stays_alone(source: Source) -> None:
    """The engine may still be storing it; beside another row it would be another insert, and stored twice."""
    number = spooled(source)
    assert next_numbers() == [number]
    spooled(source)
    lease_ends([number])
    assert next_numbers() == [number]


def test_a_row_at_fault_is_parked_and_its_neighbours_are_sealed(source: Source, settings: Any) -> None:
    settings.SEAL_ATTEMPTS = 2
    good, bad, other = (spooled(source) for _ in range(3))

    def failing_on_one(batches: Sequence[Incoming]) -> list[SealResult]:
        if any(batch.number == bad for batch in batches):
            raise BadBatch("no")
        return seal_together(batches)

    with patch.object(seal, "store", failing_on_one):
        for _ in range(6):
            SpoolItem.objects.update(retry_at=timezone.now())
            seal_next()
    assert SpoolItem.objects.get().number == bad
    assert SpoolItem.objects.get().state == SpoolItem.State.PARKED
    assert {good, other} <= set(Batch.objects.values_list("number", flat=True))


def test_neighbours_of_a_row_at_fault_have_not_failed(source: Source) -> None:
    """It is found by halving: seven rounds for a hundred rows, and nobody else waits for its pauses."""
    numbers = [spooled(source) for _ in range(8)]

    def failing_on_one(batches: Sequence[Incoming]) -> list[SealResult]:
        if any(batch.number == numbers[5] for batch in batches):
            raise BadBatch("no")
        return seal_together(batches)

    with patch.object(seal, "store", failing_on_one):
        for _ in range(7):
            SpoolItem.objects.filter(attempts=0).update(retry_at=timezone.now())
            seal_next()
    item = SpoolItem.objects.get()
    assert (item.number, item.attempts) == (numbers[5], 1)


def test_what_ends_sealers_ends_no_more_of_them_and_holds_nobody_up(source: Source, settings: Any) -> None:
    """Such as by the memory that it takes: nothing is said of it, and it would be begun with again for ever."""
    settings.SEAL_ATTEMPTS = 2
    good, bad, other = (spooled(source) for _ in range(3))
    killed: list[int] = []

    def ended_by_one(batches: Sequence[Incoming]) -> list[SealResult]:
        if any(batch.number == bad for batch in batches):
            killed.append(len(batches))
            raise KilledError
        return seal_together(batches)

    with patch.object(seal, "store", ended_by_one):
        for _ in range(20):
            SpoolItem.objects.update(retry_at=timezone.now())
            with suppress(KilledError):
                seal_next()
    assert {good, other} == set(Batch.objects.values_list("number", flat=True))
    item = SpoolItem.objects.get()
    assert (item.number, item.state) == (bad, SpoolItem.State.PARKED)
    assert "sealers ended without a word" in item.last_error
    assert killed == [3, 3, 2, 2, 1, 1, 1, 1]


def test_a_store_that_does_not_answer_ends_no_sealer(source: Source) -> None:
    number = spooled(source)
    with patch.object(seal, "store", failing(StoreUnavailable("no"))):
        for _ in range(9):
            SpoolItem.objects.update(retry_at=timezone.now())
            seal_next()
    item = SpoolItem.objects.get()
    assert (item.number, item.attempts, item.state) == (number, 0, SpoolItem.State.WAITING)


def test_many_sources_that_send_little_share_one_insert(source: Source) -> None:
    sources = [
        Source.objects.create(slug=f"{source.slug}-{n}", name=str(n), retention_class=source.retention_class)
        for n in range(60)
    ]
    numbers = [spooled(one, b'{"n":1}\n') for one in sources]
    with patch.object(write, "_execute", wraps=write._execute) as execute:
        outcome = seal_next()
    assert (outcome and list(outcome.numbers), execute.call_count) == (numbers, 1)
    for number, one in zip(numbers, sources, strict=True):
        batch = Batch.objects.get(number=number)
        assert (batch.source, balance(batch)) == (one, (1, 1, 0, 0))
        assert bytes(batch.root) == merkle_root(leaves(number))


def test_what_one_insert_takes_has_a_limit(source: Source, settings: Any) -> None:
    settings.SEAL_TOGETHER_BATCHES = 2
    numbers = [spooled(source) for _ in range(3)]
    outcomes = [seal_next(), seal_next()]
    assert [outcome and list(outcome.numbers) for outcome in outcomes] == [numbers[:2], numbers[2:]]
    settings.SEAL_TOGETHER_BATCHES, settings.SEAL_TOGETHER_BYTES = 256, 1
    number = spooled(source)
    spooled(source)
    outcome = seal_next()
    assert outcome is not None
    assert list(outcome.numbers) == [number]


def test_half_of_what_waits_is_left_to_another_sealer(source: Source, settings: Any) -> None:
    numbers = [spooled(source) for _ in range(4)]
    settings.SEAL_TOGETHER_BYTES = 6 * SpoolItem.objects.get(number=numbers[0]).size
    assert next_numbers() == numbers[:2]
    lease_ends(numbers)
    assert next_numbers() == numbers[:2]
    SpoolItem.objects.filter(number__in=numbers[:2]).delete()
    assert next_numbers() == numbers[2:3]


def forgotten(source: Source, numbers: int = 1) -> int:
    """A batch that the event store has and PostgreSQL, restored to an earlier day, has not; the last of its numbers."""
    last = sealed_batch(spooled(source)).number + numbers
    others = OTHERS.replace("`received_at`", "received_at + INTERVAL 1 MINUTE")
    store_client.client("keeper").command(
        f"INSERT INTO events (id, {OTHERS}) SELECT {event_id(last, 0)}, {others} FROM events "
        f"WHERE id = {event_id(last - numbers, 0)}"
    )
    return last


def test_a_number_that_other_events_have_is_not_used_for_new_records(source: Source) -> None:
    """Otherwise they would be taken for the batch's own, and its record would be nowhere."""
    taken = forgotten(source)
    before = leaves(taken)
    assert spooled(source, b'{"n":"new"}\n') == taken
    seal_next()
    batch = sealed_batch(SpoolItem.objects.get().number)
    assert (batch.number > taken, balance(batch)) == (True, (1, 1, 0, 0))
    assert numbering.now([taken]) == {taken: batch.number}, "its sender was told the first"
    assert (leaves(taken), len(leaves(batch.number))) == (before, 1)
    assert bytes(batch.root) == merkle_root(leaves(batch.number))


def test_numbers_go_on_behind_the_store_at_the_start(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not behind any number that somebody may have written there to use all of them up."""
    monkeypatch.setattr(numbering, "MOST_PASSED", 100)
    taken = forgotten(source, numbers=5)
    store_client.client("keeper").command(
        f"INSERT INTO events (id, {OTHERS}) SELECT {event_id(2**40, 0)}, {OTHERS} FROM events WHERE id = {event_id(taken, 0)}"
    )
    said = io.StringIO()
    call_command("ensure_store", stdout=said)
    assert "5 batch numbers are passed over" in said.getvalue()
    assert spooled(source) == taken + 1
    call_command("ensure_store", stdout=(again := io.StringIO()))
    assert again.getvalue() == "The event store is ready.\n"


class KilledError(BaseException):
    """Nobody catches it, like kill -9."""
