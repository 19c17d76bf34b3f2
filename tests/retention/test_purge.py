"""Purging against the real store: what is due goes, with its traces, and nothing else does."""

from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
import time_machine

from ingestion.pipeline.models import Batch, QuarantinedRecord, SpoolItem
from ingestion.privacy.models import SealedOriginal
from ingestion.store import identities
from ingestion.store import purge as store
from ingestion.store.errors import StoreUnavailable
from portal.audit.models import AuditEvent, LedgerLeaf
from portal.core.canonical import leaf_hash, merkle_root
from portal.retention import destroy, holds, kept, purge
from portal.retention.models import PurgeDecision, PurgeRun, RetentionClass
from tests.retention.records import first_event, make_batch, make_class, make_source, spool

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_partitions")]

DAY = date(2026, 3, 1)
BEFORE = datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)  # DAY and 30 days, to the last second
AFTER = datetime(2026, 4, 1, tzinfo=UTC)


def purge_at(moment: datetime) -> PurgeRun:
    with time_machine.travel(moment, tick=False):
        run = purge.run_scheduled()
    assert run is not None
    return run


def rows_in_store(policy: RetentionClass, day: date = DAY) -> int:
    return sum(
        part.rows for part in store.partitions() if (part.retention_class, part.day) == (policy.slug, day)
    )


def outcomes(policy: RetentionClass) -> list[str]:
    return list(
        PurgeDecision.objects.filter(retention_class=policy.slug)
        .order_by("pk")
        .values_list("decision", flat=True)
    )


def test_nothing_goes_a_second_too_early_and_everything_on_time() -> None:
    policy = make_class(days=30)
    batch = make_batch(make_source(policy), DAY, events=5)
    purge_at(BEFORE)
    assert (rows_in_store(policy), outcomes(policy)) == (5, [])
    purge_at(AFTER)
    assert (rows_in_store(policy), outcomes(policy)) == (0, ["intended", "destroyed"])
    assert Batch.objects.filter(pk=batch.pk).exists()


def test_a_destruction_leaves_decision_audit_event_and_ledger_leaf() -> None:
    policy = make_class()
    source = make_source(policy)
    first, second = make_batch(source, DAY, events=2), make_batch(source, DAY, events=3, quarantined=1)
    run = purge_at(AFTER)
    decision = run.decisions.get(decision="destroyed")
    assert (decision.rows, decision.quarantined, decision.due_on) == (5, 1, date(2026, 4, 1))
    assert decision.batches == [first.number, second.number]
    assert run.policy[policy.slug] == 30
    event = AuditEvent.objects.get(name="sensitive_delete")
    assert event.object_label == f"records of {policy.slug}/2026-03-01"
    leaf = LedgerLeaf.objects.get(kind="destruction", reference=f"{policy.slug}/2026-03-01")
    said = orjson.loads(bytes(leaf.payload))
    assert (said["rows"], said["batches"], said["days"]) == (5, decision.batches, 30)
    assert said["batches_root"] == merkle_root([leaf_hash(bytes(32)), leaf_hash(bytes(32))]).hex()


def test_quarantined_lines_and_parked_requests_go_with_their_day_and_no_others() -> None:
    policy = make_class()
    source = make_source(policy)
    gone = make_batch(source, DAY, events=0, quarantined=2)
    stays = make_batch(source, DAY + timedelta(days=1), events=0, quarantined=1)
    parked = spool(source, datetime(2026, 3, 1, 23, 59, tzinfo=UTC))
    waiting = spool(source, datetime(2026, 3, 1, 23, 59, tzinfo=UTC), state=SpoolItem.State.WAITING)
    run = purge_at(AFTER)
    assert list(QuarantinedRecord.objects.values_list("batch", flat=True)) == [stays.pk]
    assert list(SpoolItem.objects.values_list("pk", flat=True)) == [waiting.pk]
    decision = run.decisions.get(decision="destroyed")
    assert (decision.rows, decision.quarantined, decision.parked) == (0, 2, 1)
    assert decision.batches == sorted([gone.number, parked.number])


def test_a_request_that_is_let_go_again_is_in_no_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = make_class()
    source = make_source(policy)
    batch = make_batch(source, DAY)
    parked = spool(source, datetime(2026, 3, 1, 12, tzinfo=UTC))
    holders = holds.holds_on

    def let_go_when_intended(retention_class: str, day: date) -> object:
        if PurgeDecision.objects.filter(retention_class=retention_class).exists():
            SpoolItem.objects.filter(pk=parked.pk).update(state=SpoolItem.State.WAITING)
        return holders(retention_class, day)

    monkeypatch.setattr(destroy, "holds_on", let_go_when_intended)
    decision = purge_at(AFTER).decisions.get(decision="destroyed")
    assert (decision.rows, decision.parked, decision.batches) == (3, 0, [batch.number])
    assert SpoolItem.objects.filter(pk=parked.pk).exists()


def remembered(batch: Batch) -> bool:
    """Whether the name of the batch's first record is known; call ``remember`` before."""
    return bool(identities.known({batch.source.slug: {(batch.number, 0)}}, []))


def remember(batch: Batch) -> Batch:
    name = ((batch.number, 0), 0)
    names = identities.Names(batch.source.slug, batch.number, [name], batch.retention_class, DAY)
    identities.remember([names])
    return batch


def test_what_is_destroyed_has_no_name_any_more_even_where_no_event_was() -> None:
    """Else the same record, sent again, would be taken for a duplicate of one that is gone."""
    batch = remember(make_batch(make_source(make_class()), DAY, events=0, quarantined=1))
    assert remembered(batch)
    purge_at(AFTER)
    assert not remembered(batch)


def test_twice_is_harmless() -> None:
    policy = make_class()
    make_batch(make_source(policy), DAY)
    purge_at(AFTER)
    again = purge_at(AFTER)
    assert again.decisions.count() == 0
    assert LedgerLeaf.objects.filter(kind="destruction").count() == 1


def test_a_held_day_is_spared_as_a_whole_until_the_hold_is_released() -> None:
    policy = make_class()
    source = make_source(policy)
    held, beside = make_batch(source, DAY), make_batch(source, DAY, quarantined=1)
    other = make_batch(source, DAY - timedelta(days=1))
    holds.place("case:17", "ada", "pinned", first_event(held), policy.slug, DAY)
    holds.place("case:17", "ada", "pinned", first_event(beside), policy.slug, DAY)
    holds.place("case:21", "bob", "pinned", first_event(held), policy.slug, DAY)
    run = purge_at(AFTER)
    spared = run.decisions.get(decision="spared")
    assert spared.reason == "held by case #17 (2 events), case #21 (1 event)"
    assert (rows_in_store(policy), rows_in_store(policy, DAY - timedelta(days=1))) == (6, 0)
    assert run.decisions.filter(decision="destroyed", batches=[other.number]).exists()
    assert QuarantinedRecord.objects.filter(batch=beside).count() == 1
    assert holds.release("case:17", by="ada") == 2
    purge_at(AFTER)
    assert rows_in_store(policy) == 6
    assert holds.release("case:21", first_event(held), by="bob") == 1
    purge_at(AFTER)
    assert rows_in_store(policy) == 0


def test_a_class_without_a_policy_is_never_purged() -> None:
    policy = make_class()
    source = make_source(policy)
    make_batch(source, DAY)
    other = make_class()
    source.retention_class = other
    source.save()
    RetentionClass.objects.filter(pk=policy.pk).delete()
    run = purge_at(AFTER + timedelta(days=3650))
    assert rows_in_store(policy) == 3
    assert not run.decisions.filter(retention_class=policy.slug).exists()


def test_the_policy_is_read_again_right_before_dropping(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = make_class()
    make_batch(make_source(policy), DAY)
    carry_out = destroy._carry_out

    def after_a_change(intent: PurgeDecision) -> PurgeDecision:
        RetentionClass.objects.filter(pk=policy.pk).update(days=31)
        return carry_out(intent)

    monkeypatch.setattr(destroy, "_carry_out", after_a_change)
    purge_at(AFTER)
    assert (rows_in_store(policy), outcomes(policy)) == (3, ["intended", "spared"])


def an_original(policy: RetentionClass, day: date) -> SealedOriginal:
    return SealedOriginal.objects.create(
        source="edge", retention_class=policy.slug, day=day, token="pseudonymmail0", kind="mail", sealed=b"x"
    )


def originals_of(policy: RetentionClass) -> list[date]:
    found = SealedOriginal.objects.filter(retention_class=policy.slug)
    return list(found.order_by("day").values_list("day", flat=True))


def test_originals_without_records_go_when_their_day_is_due() -> None:
    """As a batch leaves them that was sealed while its day was dropped."""
    policy, unknown = make_class(), make_class()
    for day in (DAY, DAY + timedelta(days=1)):
        an_original(policy, day)
    an_original(unknown, DAY)
    RetentionClass.objects.filter(pk=unknown.pk).delete()
    purge_at(BEFORE)
    assert originals_of(policy) == [DAY, DAY + timedelta(days=1)]
    run = purge_at(AFTER)
    assert originals_of(policy) == [DAY + timedelta(days=1)]
    assert originals_of(unknown) == [DAY], "no policy, no purge"
    event = AuditEvent.objects.get(name="sensitive_delete")
    assert event.object_label == f"originals of {policy.slug}/2026-03-01"
    assert event.detail == {"run": run.pk, "originals": 1}


def test_originals_stay_with_records_that_are_held() -> None:
    policy = make_class()
    held = make_batch(make_source(policy), DAY)
    an_original(policy, DAY)
    holds.place("case:17", "ada", "pinned", first_event(held), policy.slug, DAY)
    purge_at(AFTER)
    assert originals_of(policy) == [DAY]
    holds.release("case:17", by="ada")
    purge_at(AFTER)
    assert originals_of(policy) == []


def purge_and_lose_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that breaks off after the store has dropped a partition; the store is well again afterwards."""
    drop = store.drop

    def drop_and_lose_the_answer(retention_class: str, day: date) -> None:
        drop(retention_class, day)
        raise StoreUnavailable("connection lost")

    with monkeypatch.context() as patch:
        patch.setattr(store, "drop", drop_and_lose_the_answer)
        with pytest.raises(purge.PurgeIncomplete):
            purge_at(AFTER)


class TestBrokenOff:
    """A purge may end anywhere; the next one says what happened."""

    def test_after_the_drop_and_before_the_record(self, monkeypatch: pytest.MonkeyPatch) -> None:
        policy = make_class()
        batch = make_batch(make_source(policy), DAY, quarantined=1)
        purge_and_lose_the_answer(monkeypatch)
        assert (rows_in_store(policy), outcomes(policy)) == (0, ["intended"])
        assert QuarantinedRecord.objects.filter(batch=batch).exists()
        with pytest.raises(holds.TooLate):
            holds.place("case:1", "ada", "pinned", first_event(batch), policy.slug, DAY)
        failed = PurgeRun.objects.get(state=PurgeRun.State.FAILED)
        second = purge_at(AFTER)
        answer, rest = PurgeDecision.objects.filter(
            retention_class=policy.slug, decision="destroyed"
        ).order_by("pk")
        assert (answer.run, answer.rows, answer.batches) == (failed, 3, [batch.number])
        assert answer.reason == (
            f"Run {failed.pk} broke off after the store had dropped it; run {second.pk} wrote this down."
        )
        assert not QuarantinedRecord.objects.filter(batch=batch).exists()
        assert (rest.run, rest.rows, rest.quarantined) == (second, 0, 1)
        assert LedgerLeaf.objects.filter(kind="destruction").count() == 2

    def test_what_came_after_the_intent_is_in_the_certificate(self, monkeypatch: pytest.MonkeyPatch) -> None:
        policy = make_class()
        source = make_source(policy)
        first = make_batch(source, DAY)
        late: list[Batch] = []
        carry_out = destroy._carry_out

        def after_an_arrival(intent: PurgeDecision) -> PurgeDecision:
            late.extend([] if late else [make_batch(source, DAY)])
            return carry_out(intent)

        monkeypatch.setattr(destroy, "_carry_out", after_an_arrival)
        purge_and_lose_the_answer(monkeypatch)
        assert (rows_in_store(policy), outcomes(policy)) == (0, ["intended", "failed", "intended"])
        purge_at(AFTER)
        gone = PurgeDecision.objects.get(retention_class=policy.slug, decision="destroyed")
        assert (gone.rows, gone.batches) == (6, [first.number, late[0].number])

    @pytest.mark.parametrize("why", ["held", "not due any more"])
    def test_what_was_quarantined_since_stays(self, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
        """The answer destroys nothing: what is there by now is decided like everything else."""
        policy = make_class()
        source = make_source(policy)
        first = make_batch(source, DAY, quarantined=1)
        purge_and_lose_the_answer(monkeypatch)
        late = make_batch(source, DAY, quarantined=2)
        parked = spool(source, datetime(2026, 3, 1, 12, tzinfo=UTC))
        if why == "held":
            holds.place("case:17", "ada", "pinned", first_event(late), policy.slug, DAY)
        else:
            RetentionClass.objects.filter(pk=policy.pk).update(days=31)
        purge_at(AFTER)
        answer = PurgeDecision.objects.get(retention_class=policy.slug, decision="destroyed")
        assert (answer.rows, answer.quarantined, answer.parked) == (3, 0, 0)
        assert answer.batches == [first.number]
        assert QuarantinedRecord.objects.filter(batch=first).count() == 1
        assert QuarantinedRecord.objects.filter(batch=late).count() == 2
        assert SpoolItem.objects.filter(pk=parked.pk).exists()

    def test_what_was_quarantined_since_goes_by_a_decision_of_its_own(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        policy = make_class()
        source = make_source(policy)
        first, bad = make_batch(source, DAY), make_batch(source, DAY, events=0, quarantined=1)
        purge_and_lose_the_answer(monkeypatch)
        late = make_batch(source, DAY, events=0, quarantined=2)
        purge_at(AFTER)
        assert not QuarantinedRecord.objects.filter(batch__in=[first, bad, late]).exists()
        answer, own = PurgeDecision.objects.filter(
            retention_class=policy.slug, decision="destroyed"
        ).order_by("pk")
        assert (answer.rows, answer.quarantined, answer.batches) == (3, 0, [first.number])
        assert (own.rows, own.quarantined) == (0, 3)
        leaf = LedgerLeaf.objects.filter(kind="destruction").order_by("pk").first()
        assert leaf is not None
        assert orjson.loads(bytes(leaf.payload))["batches_root"] == leaf_hash(bytes(32)).hex()

    def test_originals_of_what_was_replayed_since_stay(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its events lie in the partition that an interrupted run had dropped, and somebody holds them."""
        policy = make_class()
        source = make_source(policy)
        make_batch(source, DAY)
        purge_and_lose_the_answer(monkeypatch)
        replayed = make_batch(source, DAY)
        an_original(policy, DAY)
        holds.place("case:17", "ada", "pinned", first_event(replayed), policy.slug, DAY)
        purge_at(AFTER)
        assert outcomes(policy) == ["intended", "destroyed", "spared"]
        assert (rows_in_store(policy), originals_of(policy)) == (3, [DAY])

    @pytest.mark.parametrize("replayed", [False, True])
    def test_between_the_events_and_their_names(
        self, monkeypatch: pytest.MonkeyPatch, replayed: bool
    ) -> None:
        """Names go with what is gone, but not those of events that a replay put there since."""
        policy = make_class()
        source = make_source(policy)
        batch = remember(make_batch(source, DAY))

        def refuse(retention_class: str, day: date) -> None:
            raise StoreUnavailable("stopped")

        monkeypatch.setattr(identities, "drop", refuse)
        with pytest.raises(purge.PurgeIncomplete, match="stopped"):
            purge_at(AFTER)
        assert (rows_in_store(policy), remembered(batch)) == (0, True)
        monkeypatch.undo()
        replay = remember(make_batch(source, DAY)) if replayed else None
        RetentionClass.objects.filter(pk=policy.pk).update(days=31)
        purge_at(AFTER)
        assert outcomes(policy) == ["intended", "destroyed"]
        if replay:
            assert (rows_in_store(policy), remembered(replay)) == (3, True)
            purge_at(AFTER + timedelta(days=1))
        assert (rows_in_store(policy), remembered(replay or batch), remembered(batch)) == (0, False, False)

    def test_before_the_drop(self, monkeypatch: pytest.MonkeyPatch) -> None:
        policy = make_class()
        make_batch(make_source(policy), DAY)

        def refuse(retention_class: str, day: date) -> None:
            raise StoreUnavailable("stopped")

        monkeypatch.setattr(store, "drop", refuse)
        with pytest.raises(purge.PurgeIncomplete, match="stopped"):
            purge_at(AFTER)
        assert (rows_in_store(policy), outcomes(policy)) == (3, ["intended"])
        monkeypatch.undo()
        purge_at(AFTER)
        assert outcomes(policy) == ["intended", "failed", "intended", "destroyed"]
        assert rows_in_store(policy) == 0

    def test_a_run_whose_process_died_is_marked(self) -> None:
        dead = PurgeRun.objects.create(trigger="schedule")
        purge_at(AFTER)
        dead.refresh_from_db()
        assert (dead.state, dead.error) == (PurgeRun.State.FAILED, "The process ended before the run did.")

    def test_one_sick_partition_does_not_keep_the_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        policy = make_class()
        source = make_source(policy)
        make_batch(source, DAY)
        make_batch(source, DAY - timedelta(days=1))
        drop = store.drop

        def refuse_the_older(retention_class: str, day: date) -> None:
            if day < DAY:
                raise StoreUnavailable("sick")
            drop(retention_class, day)

        monkeypatch.setattr(store, "drop", refuse_the_older)
        with pytest.raises(purge.PurgeIncomplete):
            purge_at(AFTER)
        assert (rows_in_store(policy), rows_in_store(policy, DAY - timedelta(days=1))) == (0, 3)


def test_a_silent_store_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> list[store.Partition]:
        raise StoreUnavailable("no answer")

    monkeypatch.setattr(store, "partitions", silent)
    with pytest.raises(kept.StoreSilent):
        purge_at(AFTER)
    assert PurgeRun.objects.get().state == PurgeRun.State.FAILED
    assert PurgeDecision.objects.count() == 0
