"""One purge: what is due now, one partition after the other, one run at a time.

The dangerous part is in ``destroy``; this module only says in which order, and keeps the run's own row.
"""

from collections.abc import Callable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from ingestion.store.errors import StoreError
from portal.accounts.actor import Actor, require, require_step_up
from portal.accounts.roles import Capability
from portal.audit import events
from portal.core.problems import Problem, Unavailable
from portal.retention import destroy, policy
from portal.retention.locks import only_purge
from portal.retention.models import PurgeDecision, PurgeRun
from portal.retention.plan import Plan, what_would_happen

State = PurgeRun.State
MOST_FAILURES = 3  # one sick partition must not keep the others; a silent store must not be asked for each
Said = Callable[[PurgeDecision], None]


class PlanChanged(Problem):
    """What is due is no longer what the person confirmed."""

    status = 409
    code = "plan_changed"


class PurgeIncomplete(Unavailable):
    """Some partitions could not be settled; the next run answers for them and tries again."""

    code = "purge_incomplete"


def request(actor: Actor, confirmed: str) -> PurgeRun:
    """Queue a run over exactly what the person was shown; ``confirmed`` is the digest of that plan.

    Raises ``Forbidden``, ``StepUpRequired``, ``PlanChanged``, ``StoreSilent``.
    """
    require(actor, Capability.MANAGE_RETENTION)
    require_step_up(actor)
    plan = what_would_happen()
    if plan.digest != confirmed or not plan.to_destroy:
        raise PlanChanged(
            "What is due has changed since you looked. Nothing was destroyed; look again and confirm."
        )
    with transaction.atomic():
        run = PurgeRun.objects.create(
            state=State.QUEUED,
            trigger="person",
            requested_by=actor.name,
            policy=policy.current(),
            only=_keys(plan),
        )
        detail = {"run": run.pk, "partitions": len(plan.to_destroy)}
        events.record("purge_requested", actor=actor, object_label=f"purge run {run.pk}", detail=detail)
        transaction.on_commit(lambda: _enqueue(run.pk))
    return run


def run_scheduled(
    trigger: str = "schedule", requested_by: str = "", said: Said | None = None
) -> PurgeRun | None:
    """Purge all that is due; ``None`` when another purge is at work, which then does the same."""
    with only_purge() as alone:
        if not alone:
            return None
        run = PurgeRun.objects.create(state=State.QUEUED, trigger=trigger, requested_by=requested_by)
        _perform(run, said)
    return run


def carry_out(run: PurgeRun, said: Said | None = None) -> bool:
    """Do a queued run, or go on with one that broke off; ``False`` when another purge is at work."""
    with only_purge() as alone:
        if alone:
            _perform(run, said)
    return alone


def _perform(run: PurgeRun, said: Said | None) -> None:
    """``said`` hears every decision as it is written. An error ends the run as failed and is raised again."""
    _mark_dead_runs(run)
    _begin(run)
    try:
        _settle_all(run, said)
    except Exception as error:
        _end(run, State.FAILED, f"{type(error).__name__}: {error}"[:2000])
        raise
    _end(run, State.DONE)


def _settle_all(run: PurgeRun, said: Said | None) -> None:
    for answered in destroy.answer_interrupted(run):
        _say(said, answered)
    failures: list[str] = []
    for retention_class, day in _due_keys(run):
        try:
            _say(said, destroy.settle(run, retention_class, day))
        except (StoreError, Unavailable) as error:
            failures.append(f"{retention_class} of {day}: {error}")
        if len(failures) == MOST_FAILURES:
            break
    if run.only is None and len(failures) < MOST_FAILURES:  # a person confirmed what was shown, and no more
        destroy.forget_leftovers(run)
    if failures:
        raise PurgeIncomplete(" ".join(failures))


def _due_keys(run: PurgeRun) -> list[tuple[str, date]]:
    keys = [each.due.kept.key for each in what_would_happen().planned]
    if run.only is None:
        return keys
    confirmed = {(retention_class, date.fromisoformat(day)) for retention_class, day in run.only}
    return [key for key in keys if key in confirmed]


def _begin(run: PurgeRun) -> None:
    run.state, run.policy, run.started_at = State.RUNNING, policy.current(), timezone.now()
    run.save(update_fields=["state", "policy", "started_at"])


def _end(run: PurgeRun, state: PurgeRun.State, error: str = "") -> None:
    run.state, run.error, run.finished_at = state, error, timezone.now()
    run.save(update_fields=["state", "error", "finished_at"])
    if error or run.decisions.exists():
        outcome = events.FAILURE if error else events.SUCCESS
        events.record(
            "purge_run",
            actor_name=run.requested_by or run.trigger,
            outcome=outcome,
            object_label=f"purge run {run.pk}",
            detail={"error": error},
        )


def _mark_dead_runs(run: PurgeRun) -> None:
    """Whoever holds the run lock knows that nobody else is running."""
    dead = PurgeRun.objects.filter(state=State.RUNNING).exclude(pk=run.pk)
    dead.update(state=State.FAILED, finished_at=timezone.now(), error="The process ended before the run did.")


def _keys(plan: Plan) -> list[list[str]]:
    return [[due.kept.retention_class, due.kept.day.isoformat()] for due in plan.to_destroy]


def _say(said: Said | None, decision: PurgeDecision | None) -> None:
    if said and decision:
        said(decision)


def _enqueue(run_id: int) -> None:
    from portal.retention.tasks import purge_requested  # the task imports this module

    purge_requested.delay(run_id)


def queued() -> Sequence[PurgeRun]:
    """Runs that people asked for and no worker has begun, oldest first."""
    return list(PurgeRun.objects.filter(state=State.QUEUED, trigger="person").order_by("pk"))
