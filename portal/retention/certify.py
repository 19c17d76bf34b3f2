"""Writing down what a purge decided: the decision, and a destruction's audit event and ledger leaf."""

from portal.audit import events, ledger
from portal.core.canonical import leaf_hash, merkle_root
from portal.retention import kept
from portal.retention.due import Due
from portal.retention.models import PurgeDecision, PurgeRun

SCHEDULE = "schedule"


def write_decision(run: PurgeRun, due: Due, decision: PurgeDecision.Decision, reason: str) -> PurgeDecision:
    """Add the row in the caller's transaction."""
    written = PurgeDecision(
        run=run,
        retention_class=due.kept.retention_class,
        day=due.kept.day,
        due_on=due.on,
        days=due.days,
        rows=due.kept.rows,
        bytes=due.kept.bytes,
        batches=sorted(due.kept.batches),
        quarantined=due.kept.quarantined,
        parked=due.kept.parked,
        decision=decision,
        reason=reason,
    )
    written.save()
    return written


def write_destroyed(run: PurgeRun, due: Due, reason: str) -> PurgeDecision:
    """Decision, audit event and ledger leaf of one destruction, all in the caller's transaction."""
    decision = write_decision(run, due, PurgeDecision.Decision.DESTROYED, reason)
    label = f"{due.kept.retention_class}/{due.kept.day.isoformat()}"
    events.record(
        "sensitive_delete",
        actor_name=run.requested_by or SCHEDULE,
        object_label=f"records of {label}",
        detail={
            "run": run.pk,
            "events": due.kept.rows,
            "quarantined": due.kept.quarantined,
            "parked": due.kept.parked,
        },
    )
    ledger.append("destruction", label, _leaf(decision, due))
    return decision


def write_forgotten(run: PurgeRun, due: Due, originals: int) -> None:
    """The audit event of originals that no record was left for, in the caller's transaction."""
    events.record(
        "sensitive_delete",
        actor_name=run.requested_by or SCHEDULE,
        object_label=f"originals of {due.kept.retention_class}/{due.kept.day.isoformat()}",
        detail={"run": run.pk, "originals": originals},
    )


def _leaf(decision: PurgeDecision, due: Due) -> dict[str, object]:
    """``batches_root`` is the Merkle root over the batches' own roots, in the order of their numbers.

    So one short leaf commits to every record that went, and the batches' rows, which stay, can prove it.
    """
    gone = kept.batches(due.kept.key).filter(number__in=decision.batches)
    roots = gone.order_by("number").values_list("root", flat=True)
    return {
        "decision": decision.pk,
        "run": decision.run_id,
        "retention_class": decision.retention_class,
        "day": decision.day.isoformat(),
        "days": decision.days,
        "due_on": decision.due_on.isoformat(),
        "rows": decision.rows,
        "bytes": decision.bytes,
        "quarantined": decision.quarantined,
        "parked": decision.parked,
        "batches": decision.batches,
        "batches_root": merkle_root(leaf_hash(bytes(root)) for root in roots).hex(),
        "reason": decision.reason,
    }
