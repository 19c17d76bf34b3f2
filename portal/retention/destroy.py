"""Destroying what one retention class kept of one day. Read this before you change a line.

Risk: what goes here never comes back. Destroying too early, or what a case needs, or without a trace, can't
be mended.

Principle: decide at the last moment, under locks, and write before and after. Every transaction below takes
the partition's lock, which whoever places a hold also takes, and the class's row, which whoever changes the
policy locks. Sealers share the partition's lock, so nothing is stored between a look and what follows it. A
certificate names what went, and nothing goes that no certificate names.

The steps, each of which may break off anywhere:

1. ``_decide``: look again at what is kept, whether it is due now, and who holds it. Held: write ``spared``
   and stop. Otherwise write ``intended`` and commit. From then on nobody can place a hold on these events.
2. ``_carry_out``: look once more. What came since the intent was committed would be in no certificate if this broke
   off now: then write ``failed``, commit, and begin again at 1. Otherwise drop the store's partition, delete the raw lines in quarantine, the sealed
   originals of pseudonyms and the parked requests, write ``destroyed``, the audit event and the ledger's leaf, and commit.
3. The process dies between intent and outcome, or the store does not answer, in which case nobody can tell
   whether it dropped anything: the intent stays unanswered. The next run's ``answer_interrupted`` looks at
   what is there and writes the outcome that is owed. It destroys no record: what it finds of that day, quarantine
   and parked requests of the interrupted purge or of later arrivals, is decided afresh like any other.

Running twice is harmless: what is gone is not kept any more, so nothing is due.

Originals can be left over without any record: a batch that is being sealed while its day is dropped writes them
afterwards, and pseudonyms may stand only in lines that are no records. ``forget_leftovers`` ends each scheduled
run. It looks at days that are due alone: no sealer writes there, but for one so late that its records are due too.
"""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from ingestion.pipeline.models import SpoolItem
from ingestion.store import identities
from ingestion.store import purge as store
from portal.retention import kept, policy
from portal.retention.certify import write_decision, write_destroyed, write_forgotten
from portal.retention.due import Due, Kept, what_is_due
from portal.retention.holds import holds_on, in_words
from portal.retention.locks import lock_to_destroy
from portal.retention.models import PurgeDecision, PurgeRun, RetentionClass

Decision = PurgeDecision.Decision
ATTEMPTS = 5  # of one run at a partition into which more arrives all the time


def settle(run: PurgeRun, retention_class: str, day: date) -> PurgeDecision | None:
    """Destroy or spare one partition and say so; ``None`` when it is not due, or gone, by now.

    An error of the store is raised and leaves the intent for the next run to answer.
    """
    for _ in range(ATTEMPTS):
        decided = _decide(run, retention_class, day)
        if decided is None or decided.decision != Decision.INTENDED:
            return decided
        decided = _carry_out(decided)
        if decided.decision != Decision.FAILED:
            break
    return decided


def answer_interrupted(run: PurgeRun) -> list[PurgeDecision]:
    """Write the outcome that earlier runs owe. Call it only while no other purge runs."""
    return [_answer(intent, run) for intent in PurgeDecision.objects.unanswered().order_by("pk")]


def forget_leftovers(run: PurgeRun) -> None:
    """Delete originals whose time is over and of whose class and day nothing else is kept. Raises ``StoreSilent``."""
    aged = [Kept(*key) for key in kept.days_of_originals()]
    for due in what_is_due(aged, policy.current(), timezone.now()):
        with transaction.atomic():
            if _is_left_over(due.kept.key):
                count, _ = kept.originals(due.kept.key).delete()
                write_forgotten(run, due, count)


def _is_left_over(key: kept.Key) -> bool:
    """Whether only originals are there, and their time is over now; with the locks taken."""
    current = _lock(*key)
    if current is None or kept.of(*key) is not None or holds_on(*key):
        return False
    return bool(what_is_due([Kept(*key)], {current.slug: current.days}, timezone.now()))


def _decide(run: PurgeRun, retention_class: str, day: date) -> PurgeDecision | None:
    with transaction.atomic():
        due = _due_now(retention_class, day)
        if due is None:
            return None
        holds = holds_on(retention_class, day)
        if holds:
            return write_decision(run, due, Decision.SPARED, in_words(holds))
        return write_decision(
            run, due, Decision.INTENDED, f"kept {due.days} days, due since {due.on}, held by nobody"
        )


def _carry_out(intent: PurgeDecision) -> PurgeDecision:
    with transaction.atomic():
        due = _due_now(intent.retention_class, intent.day)
        if due is None:
            return write_decision(
                intent.run, _as_due(intent), Decision.SPARED, "the policy changed meanwhile"
            )
        holds = holds_on(intent.retention_class, intent.day)
        if holds:
            return write_decision(intent.run, due, Decision.SPARED, in_words(holds))
        if due.kept.rows > intent.rows or not due.kept.batches <= frozenset(intent.batches):
            return write_decision(intent.run, _as_due(intent), Decision.FAILED, "more arrived meanwhile")
        certificate = write_destroyed(intent.run, _without_rows(due), intent.reason)
        _drop(due)
        return certificate


def _without_rows(due: Due) -> Due:
    """PostgreSQL's rows go with the transaction; what comes back names and counts those that went, and no others."""
    lines, _ = kept.quarantined(due.kept.key).filter(batch__in=due.kept.batches).delete()
    parked, _ = kept.parked(due.kept.key).filter(number__in=due.kept.batches).delete()
    kept.originals(due.kept.key).delete()
    batches = due.kept.batches - _live(due.kept)
    return replace(due, kept=replace(due.kept, batches=batches, quarantined=lines, parked=parked))


def _live(seen: Kept) -> frozenset[int]:
    """Requests that somebody let go again after we looked: of those only what the store had is destroyed."""
    waiting = frozenset(SpoolItem.objects.filter(number__in=seen.batches).values_list("number", flat=True))
    return waiting - kept.in_store(seen.key) if waiting else waiting


def _drop(due: Due) -> None:
    """The store comes last, as it can't be rolled back."""
    if due.kept.rows:
        store.drop(*due.kept.key)
    else:  # ids outlive no record, but an event that came since the look is not in the certificate
        identities.drop(*due.kept.key)


def _due_now(retention_class: str, day: date) -> Due | None:
    """Take the locks, then look."""
    current = _lock(retention_class, day)
    present = kept.of(retention_class, day)
    if current is None or present is None:
        return None
    return next(iter(what_is_due([present], {current.slug: current.days}, timezone.now())), None)


def _lock(retention_class: str, day: date) -> RetentionClass | None:
    """The class, locked. Order: partition, then class; nobody takes them the other way round."""
    lock_to_destroy(retention_class, day)
    return RetentionClass.objects.select_for_update().filter(slug=retention_class).first()


def _answer(intent: PurgeDecision, run: PurgeRun) -> PurgeDecision:
    with transaction.atomic():
        lock_to_destroy(intent.retention_class, intent.day)
        key = (intent.retention_class, intent.day)
        present = kept.in_store(key)
        if intent.rows and not present & frozenset(intent.batches):
            reason = (
                f"Run {intent.run_id} broke off after the store had dropped it; run {run.pk} wrote this down."
            )
            _forget(key, present)
            return write_destroyed(intent.run, _as_gone(intent), reason)
        reason = f"Run {intent.run_id} broke off before anything was dropped; run {run.pk} found it whole."
        return write_decision(intent.run, _as_due(intent), Decision.FAILED, reason)


def _forget(key: kept.Key, present: frozenset[int]) -> None:
    """Names of events that are gone, and originals where no record is left; both may be a replay's by now."""
    if not present:
        identities.drop(*key)
    if kept.of(*key) is None:
        kept.originals(key).delete()


def _as_gone(intent: PurgeDecision) -> Due:
    """What the store had when the intent was written."""
    due = _as_due(intent)
    left = kept.left_outside(due.kept.key, due.kept.batches)
    gone = replace(
        due.kept,
        bytes=max(due.kept.bytes - left.bytes, 0),
        batches=due.kept.batches - left.batches,
        quarantined=0,
        parked=0,
    )
    return replace(due, kept=gone)


def _as_due(decision: PurgeDecision) -> Due:
    """What an earlier decision saw, to be written again with its outcome."""
    seen = Kept(
        decision.retention_class,
        decision.day,
        rows=decision.rows,
        bytes=decision.bytes,
        batches=frozenset(decision.batches),
        quarantined=decision.quarantined,
        parked=decision.parked,
    )
    return Due(seen, decision.days, decision.due_on)
