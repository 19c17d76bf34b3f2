"""Sources that should send and do not: recorded once when it begins and once when it ends, shown in between."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from ingestion.sources.models import Source
from ingestion.watch import silence
from ingestion.watch.models import SourceWatch
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from tests.people import LOOKING, make_person, signed_in_client
from tests.watch.conftest import Arrive

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)
EXPECTED = {"expected_every_s": "300"}


def names() -> list[str]:
    return list(
        AuditEvent.objects.filter(name__startswith="log_silence")
        .order_by("pk")
        .values_list("name", flat=True)
    )


def test_silence_begins_and_ends(
    source: Source, arrive: Arrive, now: datetime, admin: Client, analyst: Client
) -> None:
    SourceWatch.objects.create(source=source, expected_every_s=300)
    arrive(now, 0.1)
    silence.look(now + 4 * MINUTE)
    assert names() == []
    for late in (6, 7, 60):
        silence.look(now + late * MINUTE)
    assert names() == ["log_silence_began"]
    began = AuditEvent.objects.get(name="log_silence_began")
    assert (began.object_label, began.outcome) == ("source clocked", "failure")
    assert datetime.fromisoformat(began.detail["last_received"]) == now
    assert "Silent since" in analyst.get("/sources/clocked/").content.decode()
    assert "silent" in admin.get("/sources/").content.decode()

    arrive(now + 61 * MINUTE, 0.1)
    silence.look(now + 62 * MINUTE)
    assert names() == ["log_silence_began", "log_silence_ended"]
    assert AuditEvent.objects.get(name="log_silence_ended").detail["lasted_s"] == 3660
    assert "Silent since" not in analyst.get("/sources/clocked/").content.decode()


def test_a_source_that_never_sent_is_silent_since_it_was_registered(source: Source, now: datetime) -> None:
    SourceWatch.objects.create(source=source, expected_every_s=300)
    silence.look(now + 10 * MINUTE)
    assert SourceWatch.objects.get().silent_since == source.created_at


def test_who_is_closed_or_not_watched_is_never_silent(source: Source, now: datetime) -> None:
    silence.look(now + 60 * MINUTE)
    SourceWatch.objects.create(source=source, expected_every_s=300)
    Source.objects.update(is_open=False)
    silence.look(now + 60 * MINUTE)
    assert names() == []


@pytest.mark.parametrize("role", [Role.ANALYST, Role.INVESTIGATOR, Role.AUDITOR, Role.RECORDS_MANAGER])
def test_only_administrators_say_what_is_expected(source: Source, role: Role) -> None:
    person = make_person(role, sources=["*"] if role in {Role.ANALYST, Role.INVESTIGATOR} else [])
    client = signed_in_client(person, purpose=LOOKING)
    assert client.get("/sources/clocked/watch").status_code == 403
    assert client.post("/sources/clocked/watch", EXPECTED).status_code == 403
    assert not SourceWatch.objects.exists()


def test_an_expectation_leaves_its_trace(source: Source, admin: Client) -> None:
    assert admin.get("/sources/clocked/watch").status_code == 200
    assert admin.post("/sources/clocked/watch", {"expected_every_s": "5"}).status_code == 422
    answer = admin.post("/sources/clocked/watch", {**EXPECTED, "follows_clock": "on"})
    assert answer["Location"] == "/sources/clocked/"
    watch = SourceWatch.objects.get()
    assert (watch.expected_every_s, watch.follows_clock) == (300, True)
    event = AuditEvent.objects.get(name="sensitive_update")
    assert (event.actor_name, event.detail["to"]) == (
        "adam",
        {"expected_every_s": 300, "follows_clock": True},
    )
    admin.post("/sources/clocked/watch", {**EXPECTED, "follows_clock": "on"})
    assert AuditEvent.objects.filter(name="sensitive_update").count() == 1
