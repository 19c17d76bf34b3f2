"""What happened in the portal itself: for auditors, with receipts."""

import re

import pytest

from portal.accounts.roles import Role
from portal.audit import events
from portal.audit.models import AuditEvent, Outcome, Receipt
from portal.audit.receipts import Action
from tests.people import make_person, signed_in_client

pytestmark = pytest.mark.django_db
HOSTILE = "<img src=x onerror=alert(1)>\u202e"


def happened() -> tuple[AuditEvent, AuditEvent]:
    failed = events.record(
        "authn_login_fail",
        actor_name=HOSTILE,
        outcome=events.FAILURE,
        address="203.0.113.5",
        detail={"why": HOSTILE},
    )
    made = events.record("user_created", actor_name="root", object_label="person ada", address="192.0.2.1")
    return failed, made


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("name=login_fail", [0], id="event"),
        pytest.param("outcome=failure", [0], id="outcome"),
        pytest.param("person=root", [1], id="person"),
        pytest.param("text=ada", [1], id="object"),
        pytest.param("address=203.0.113.0/24", [0], id="network"),
        pytest.param("range=1h", [1, 0], id="range"),
    ],
)
def test_filters_find_what_they_say_and_leave_a_receipt(query: str, expected: list[int]) -> None:
    client = signed_in_client(make_person(Role.AUDITOR, name="audrey"))
    AuditEvent.objects.all()
    rows = happened()
    answer = client.get(f"/audit/activity/?{query}")
    trace = Receipt.objects.get(person_name="audrey")
    assert (answer.status_code, trace.action, trace.outcome) == (200, Action.ACTIVITY_VIEW, Outcome.ALLOWED)
    assert trace.detail == {"shown": [str(rows[index].pk) for index in expected]}


def test_hostile_names_stay_text() -> None:
    happened()
    page = signed_in_client(make_person(Role.AUDITOR)).get("/audit/activity/").content.decode()
    assert "<img" not in page
    assert "\u202e" not in page


def test_details_are_told_in_words() -> None:
    """No program's brackets: lists are lists, and a change says what was and what is."""
    changed = {
        "time_zone": "Europe/Berlin",
        "senders": ["192.0.2.7", "host:till"],
        "require_signature": True,
        "name": "Gate",
    }
    before = {"time_zone": "UTC", "senders": [], "require_signature": False, "name": "Gate"}
    events.record("sensitive_update", detail={"to": changed, "from": before, "left": None, "none": []})
    events.record(
        "sensitive_update", detail={"retention_class": {"from": "short", "to": ""}, "is_open": False}
    )
    page = signed_in_client(make_person(Role.AUDITOR)).get("/audit/activity/").content.decode()
    pairs = re.findall(r'<span class="pair">(\S+) <b>(.*?)</b>', page)
    assert set(pairs) == {
        ("is_open", "no"),
        ("retention_class", "short → nothing"),
        ("time_zone", "UTC → Europe/Berlin"),
        ("senders", "nothing → 192.0.2.7, host:till"),
        ("require_signature", "no → yes"),
    }


def test_an_unknown_filter_lists_nothing() -> None:
    happened()
    answer = signed_in_client(make_person(Role.AUDITOR)).get("/audit/activity/?who=root")
    assert answer.status_code == 422
    assert b"user_created" not in answer.content
