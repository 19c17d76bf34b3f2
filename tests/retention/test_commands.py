"""``manage.py purge`` says what it does; with --dry-run it does nothing."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from portal.retention import holds
from portal.retention.locks import only_purge
from portal.retention.models import PurgeDecision, PurgeRun
from tests.retention.records import first_event, make_batch, make_class, make_source
from tests.retention.test_purge import rows_in_store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_partitions")]
OLD = datetime.now(UTC).date() - timedelta(days=40)


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("purge", *arguments, stdout=out)
    return out.getvalue()


def test_a_dry_run_tells_and_changes_nothing() -> None:
    policy = make_class(days=30)
    source = make_source(policy)
    make_batch(source, OLD, events=5)
    held = make_batch(source, OLD - timedelta(days=1), events=2)
    holds.place("case:17", "ada", "pinned", first_event(held), policy.slug, held.received_at.date())
    told = said("--dry-run")
    assert "5 events in 1 partitions would be destroyed, 1 spared. Nothing was changed." in told
    assert "held by case #17 (1 event)" in told
    assert rows_in_store(policy, OLD) == 5
    assert (PurgeRun.objects.count(), PurgeDecision.objects.count()) == (0, 0)


def test_the_real_one_tells_what_it_did() -> None:
    policy = make_class(days=30)
    make_batch(make_source(policy), OLD, events=5)
    told = said("--by", "operator")
    run = PurgeRun.objects.get()
    assert f"Run {run.pk}: 5 events in 1 partitions destroyed." in told
    assert (run.trigger, run.requested_by, run.state) == ("command", "operator", "done")
    assert rows_in_store(policy, OLD) == 0


def test_records_without_a_policy_are_named() -> None:
    policy = make_class()
    source = make_source(policy)
    make_batch(source, OLD, events=5)
    source.retention_class = make_class()
    source.save()
    policy.delete()
    assert f"No policy for class '{policy.slug}'" in said("--dry-run")


@pytest.mark.django_db(transaction=True)
def test_beside_another_purge_it_gives_up() -> None:
    import threading

    from django.db import connection

    def hold_the_lock() -> None:
        with only_purge():
            taken.set()
            done.wait(20)
        connection.close()

    taken, done = threading.Event(), threading.Event()
    other = threading.Thread(target=hold_the_lock, daemon=True)
    other.start()
    assert taken.wait(20)
    with pytest.raises(CommandError, match="Another purge is at work"):
        said()
    done.set()
    other.join(20)
