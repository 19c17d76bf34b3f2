"""The policy's pages: who may look, who may change, what is said before anything goes, and the traces."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ingestion.store import purge as store
from ingestion.store.errors import StoreUnavailable
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent, LedgerLeaf
from portal.retention import holds, purge, tasks
from portal.retention.models import PurgeRun, RetentionClass
from tests.people import make_person, signed_in_client
from tests.retention.records import first_event, make_batch, make_class, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_partitions")]

LOOK = {Role.RECORDS_MANAGER, Role.AUDITOR, Role.ADMINISTRATOR}
OLD = datetime.now(UTC).date() - timedelta(days=40)


def client_of(role: Role, **options: Any) -> Client:
    return signed_in_client(make_person(role), **options)


def manager(**options: Any) -> Client:
    return signed_in_client(make_person(Role.RECORDS_MANAGER, name="mara"), **options)


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


LOOKING = [
    "/retention/",
    "/retention/holds/",
    "/retention/runs/",
    "/retention/runs/?all=1",
    "/retention/runs/{run}/",
]
CHANGING = ["/retention/classes/new", "/retention/classes/standard/", "/retention/runs/new"]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", LOOKING)
def test_who_may_look(path: str, role: Role) -> None:
    run = PurgeRun.objects.create(trigger="schedule", state="done", finished_at=timezone.now())
    answer = client_of(role).get(path.format(run=run.pk))
    assert answer.status_code == (200 if role in LOOK else 403)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.RECORDS_MANAGER])
@pytest.mark.parametrize("path", CHANGING)
def test_who_may_not_change(path: str, role: Role) -> None:
    client = client_of(role)
    for send in (client.get, client.post):
        assert send(path, {"days": "1", "confirmed": "x"}).status_code == 403
    assert AuditEvent.objects.filter(name="authz_fail").count() == 2
    assert not PurgeRun.objects.exists()


@pytest.mark.parametrize("path", CHANGING)
def test_a_change_needs_a_fresh_second_factor(path: str) -> None:
    client = manager(stepped_up=False)
    for send in (client.get, client.post):
        answer = send(path, {"days": "1"})
        assert answer.headers["Location"].startswith(reverse("accounts:step_up"))
    assert RetentionClass.objects.get(slug="standard").days == 90


def test_classes_show_what_they_keep() -> None:
    policy = make_class(days=30)
    source = make_source(policy)
    make_batch(source, OLD, events=4, quarantined=2)
    make_batch(source, OLD + timedelta(days=1), events=1)
    [row] = [
        row for row in client_of(Role.AUDITOR).get("/retention/").context["rows"] if row.policy == policy
    ]
    assert (row.sources, row.days_kept, row.rows, row.unsealed) == (1, 2, 5, 2)
    assert (row.oldest, row.next_due) == (OLD, OLD + timedelta(days=31))


def test_records_without_a_policy_are_shown_as_a_warning() -> None:
    policy = make_class()
    source = make_source(policy)
    make_batch(source, OLD, events=2)
    source.retention_class = make_class()
    source.save()
    RetentionClass.objects.filter(pk=policy.pk).delete()
    page = text_of(client_of(Role.RECORDS_MANAGER).get("/retention/"))
    assert "belong to no retention class" in page
    assert policy.slug in page


def test_a_shorter_policy_says_what_becomes_due_before_it_is_confirmed() -> None:
    policy = make_class(days=60)
    make_batch(make_source(policy), OLD, events=3)
    make_batch(make_source(policy), OLD - timedelta(days=1), events=4)
    client, path = manager(), f"/retention/classes/{policy.slug}/"
    asked = client.post(path, {"days": 20})
    assert "2 partitions with 7 events become due" in text_of(asked)
    policy.refresh_from_db()
    assert policy.days == 60
    assert client.post(path, {"days": 20, "confirmed": asked.context["shown"]}).status_code == 302
    policy.refresh_from_db()
    assert policy.days == 20
    event = AuditEvent.objects.get(name="sensitive_update")
    assert (event.actor_name, event.detail) == ("mara", {"days_before": 60, "days_after": 20})
    assert LedgerLeaf.objects.filter(kind="policy", reference=policy.slug).count() == 1


def test_a_confirmation_of_another_effect_shows_the_new_one_first() -> None:
    policy = make_class(days=60)
    source = make_source(policy)
    client, path = manager(), f"/retention/classes/{policy.slug}/"
    shown = client.post(path, {"days": 20}).context["shown"]
    make_batch(source, OLD, events=1)
    again = client.post(path, {"days": 20, "confirmed": shown})
    assert "1 partition with 1 event becomes due" in text_of(again)
    policy.refresh_from_db()
    assert policy.days == 60


@pytest.mark.parametrize("days", ["0", "-1", "36501", "", "many", "60"])
def test_days_that_make_no_sense_are_refused(days: str) -> None:
    policy = make_class(days=60)
    assert manager().post(f"/retention/classes/{policy.slug}/", {"days": days}).status_code == 422
    policy.refresh_from_db()
    assert policy.days == 60


def test_a_new_class_leaves_its_traces() -> None:
    values = {"slug": "payment", "name": "Payment", "description": "Card system", "days": 365}
    assert manager().post("/retention/classes/new", values).status_code == 302
    assert RetentionClass.objects.get(slug="payment").days == 365
    assert AuditEvent.objects.get(name="sensitive_create").object_label == "retention class payment"
    assert LedgerLeaf.objects.filter(kind="policy", reference="payment").exists()


@pytest.mark.parametrize("slug", ["standard", "UPPER", "<b>", ""])
def test_a_class_is_not_created_twice_or_with_a_bad_name(slug: str) -> None:
    answer = manager().post("/retention/classes/new", {"slug": slug, "name": "Other", "days": 5})
    assert answer.status_code == 422
    assert "<b>" not in answer.content.decode()
    assert not AuditEvent.objects.filter(name="sensitive_create").exists()


@pytest.mark.parametrize("field", ["name", "description"])
def test_a_class_is_not_described_by_what_cannot_be_seen(field: str) -> None:
    values = {"slug": "payment", "name": "Payment", "days": 365, field: "Payment \u202egol"}
    answer = manager().post("/retention/classes/new", values)
    assert (answer.status_code, RetentionClass.objects.filter(slug="payment").exists()) == (422, False)
    assert "cannot be seen" in answer.content.decode()


class TestPurgeNow:
    def test_it_says_exactly_what_goes_then_destroys_that(
        self, django_capture_on_commit_callbacks: Any, monkeypatch: Any
    ) -> None:
        policy = make_class(days=30)
        source = make_source(policy)
        make_batch(source, OLD, events=6, quarantined=1)
        held = make_batch(source, OLD - timedelta(days=1), events=2)
        holds.place("case:17", "ada", "pinned", first_event(held), policy.slug, OLD - timedelta(days=1))
        monkeypatch.setattr(tasks.purge_requested, "delay", tasks.purge_requested)
        client = manager()
        asked = client.get("/retention/runs/new")
        page = text_of(asked)
        assert "Destroy 6 events and 1 unsealed in 1 partition" in page
        assert "held by case #17 (1 event)" in page
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post("/retention/runs/new", {"confirmed": asked.context["plan"].digest})
        run = PurgeRun.objects.get()
        assert answer.headers["Location"] == f"/retention/runs/{run.pk}/"
        assert (run.state, run.requested_by, run.only) == ("done", "mara", [[policy.slug, OLD.isoformat()]])
        assert [part.rows for part in store.partitions() if part.retention_class == policy.slug] == [2]
        assert AuditEvent.objects.get(name="purge_requested").actor_name == "mara"
        shown = text_of(client_of(Role.AUDITOR).get(f"/retention/runs/{run.pk}/"))
        assert "held by nobody" in shown
        assert policy.slug in shown

    def test_what_was_not_confirmed_stays(self, monkeypatch: Any) -> None:
        policy = make_class(days=30)
        source = make_source(policy)
        make_batch(source, OLD, events=6)
        client = manager()
        digest = client.get("/retention/runs/new").context["plan"].digest
        make_batch(source, OLD - timedelta(days=3), events=1)
        answer = client.post("/retention/runs/new", {"confirmed": digest})
        assert answer.status_code == 409
        assert "Nothing was destroyed" in answer.content.decode()
        assert not PurgeRun.objects.exists()

    def test_a_lost_message_is_caught_up_by_the_schedule(self) -> None:
        policy = make_class(days=30)
        make_batch(make_source(policy), OLD)
        asked = PurgeRun.objects.create(
            state="queued", trigger="person", requested_by="mara", only=[[policy.slug, OLD.isoformat()]]
        )
        tasks.purge_due()
        asked.refresh_from_db()
        assert asked.state == "done"
        assert asked.decisions.filter(decision="destroyed").count() == 1


def test_holds_are_listed_with_who_and_why() -> None:
    holds.place("case:17", "ada", "<script>x</script>", 5 << 20, "standard", date(2026, 3, 1))
    page = text_of(client_of(Role.RECORDS_MANAGER).get("/retention/holds/"))
    assert "case #17" in page
    assert str(5 << 20) in page
    assert "<script>x" not in page


def test_a_silent_store_is_503_and_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> list[store.Partition]:
        raise StoreUnavailable("secret words of the engine")

    monkeypatch.setattr(store, "partitions", silent)
    for path in ("/retention/", "/retention/runs/new"):
        answer = client_of(Role.RECORDS_MANAGER).get(path)
        assert answer.status_code == 503
        assert "secret words" not in answer.content.decode()


def test_quiet_runs_are_hidden_until_asked_for() -> None:
    quiet = purge.run_scheduled()
    assert quiet is not None
    client = client_of(Role.RECORDS_MANAGER)
    assert list(client.get("/retention/runs/").context["runs"]) == []
    assert list(client.get("/retention/runs/?all=1").context["runs"]) == [quiet]
