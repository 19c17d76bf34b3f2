"""Every address walked as every role: the right refusals, and a receipt for each look, allowed or denied."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from investigations.cases.models import Case, CaseMember
from portal.accounts.gate import gate_of
from portal.accounts.models import Person
from portal.audit.models import AuditEvent, Outcome, Receipt
from portal.audit.receipts import Action
from portal.core.eventid import event_id
from tests.cases.making import a_batch, a_source, actor_for
from tests.people import LOOKING, make_person, signed_in_client
from tests.walk.expected import BY_POST, COUNTS_ONLY, EVERYONE, LOOKS, MAY_PASS

NOWHERE = "00000000-0000-0000-0000-000000000000"


def named(patterns: list[URLPattern | URLResolver], space: str = "") -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    for entry in patterns:
        if isinstance(entry, URLResolver):
            found |= named(entry.url_patterns, entry.namespace or space)
        else:
            found[f"{space}:{entry.name}"] = entry
    return found


SITE = named(get_resolver().url_patterns)
CLOSED = sorted(
    name
    for name, pattern in SITE.items()
    if (gate := gate_of(pattern.callback)) is not None and gate.open_to == "signed_in"
    and not name.startswith("api:")
)  # fmt: skip


@pytest.fixture
def place(db: None, event_tables: None) -> dict[str, object]:
    """One of each thing that an address can name."""
    batch = a_batch(a_source("walk"), 7_000_001)
    lead = make_person("investigator", name="lead-of-the-walk", sources=["*"])
    case = Case.objects.create(title="The walk", created_by=lead)
    receipt = Receipt.objects.create(
        person_name="x", via="session", action=Action.SEARCH, outcome=Outcome.ALLOWED
    )
    return {
        "number": case.pk,
        "event_id": event_id(batch.number, 0),
        "slug": "walk",
        "name": "lead-of-the-walk",
        "key": receipt.pk,
        "batch": batch.number,
        "upload_id": NOWHERE,
        "sending": NOWHERE,
        "export": NOWHERE,
        "reference": "0" * 16,
        "prefix": "lti_00000000",
        "run_id": 1,
        "member": 1,
        "kind": "json",
        "entry": 1,
    }


def filled(name: str, place: dict[str, object]) -> str:
    converters = SITE[name].pattern.converters
    values = {hole: place[hole] for hole in converters}
    if name.startswith("pipeline:") and "number" in values:
        values["number"] = place["batch"]
    if name == "review:values":
        values["name"] = "user.name"
    if name.startswith("retention:") and "slug" in values:
        values["slug"] = "standard"
    return reverse(name, kwargs=values)


def ask(client: Client, name: str, place: dict[str, object]) -> int:
    url = filled(name, place)
    answer = client.post(url, {"q": "*", "range": "24h"}) if name in BY_POST else client.get(url)
    return answer.status_code


def member(role: str, place: dict[str, object]) -> Person:
    person = make_person(role, sources=["*"] if role in {"analyst", "investigator"} else [])
    if role in {"analyst", "investigator"}:
        CaseMember.objects.create(case_id=int(str(place["number"])), person=person, added_by="test")
    return person


def test_the_table_names_every_closed_address() -> None:
    assert set(CLOSED) == set(MAY_PASS)


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_a_role_passes_exactly_where_it_may(role: str, place: dict[str, object]) -> None:
    client = signed_in_client(member(role, place), purpose=LOOKING)
    wrong = {
        name: status
        for name in CLOSED
        if ((status := ask(client, name, place)) == 403) is (role in MAY_PASS[name])
    }
    assert wrong == {}


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_no_address_fails_for_a_role_that_may_pass(role: str, place: dict[str, object]) -> None:
    client = signed_in_client(member(role, place), purpose=LOOKING)
    client.raise_request_exception = False
    broken = {
        name: status
        for name in CLOSED
        if role in MAY_PASS[name] and (status := ask(client, name, place)) >= 500
    }
    assert broken == {}


@pytest.mark.parametrize("role", sorted(EVERYONE))
@pytest.mark.parametrize("name", sorted(LOOKS))
def test_a_look_leaves_a_receipt(name: str, role: str, place: dict[str, object]) -> None:
    person = member(role, place)
    client = signed_in_client(person, purpose=LOOKING)
    status = ask(client, name, place)
    outcomes = set(Receipt.objects.filter(person_id=person.pk).values_list("outcome", flat=True))
    if role in COUNTS_ONLY.get(name, ()):
        assert (status, outcomes) == (200, set())
    elif role in MAY_PASS[name]:
        assert outcomes, f"{status} without a receipt"
    else:
        assert (status, outcomes) == (403, {Outcome.DENIED})


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_a_refusal_is_a_security_event(role: str, place: dict[str, object]) -> None:
    person = member(role, place)
    client = signed_in_client(person, purpose=LOOKING)
    for name in CLOSED:
        if role in MAY_PASS[name]:
            continue
        before = AuditEvent.objects.filter(name="authz_fail", actor_id=person.pk).count()
        ask(client, name, place)
        assert AuditEvent.objects.filter(name="authz_fail", actor_id=person.pk).count() == before + 1, name


@pytest.mark.parametrize("role", ["analyst", "investigator"])
def test_a_reader_without_purpose_is_sent_to_state_one(role: str, place: dict[str, object]) -> None:
    client = signed_in_client(member(role, place))
    for name in sorted(LOOKS):
        if role not in MAY_PASS[name]:
            continue
        url = filled(name, place)
        answer = client.post(url, {"q": "*"}) if name in BY_POST else client.get(url)
        assert (answer.status_code, answer.headers.get("Location", "")[:9]) == (302, "/purpose/"), name
        assert answer.content == b"", name


@pytest.mark.parametrize("role", ["auditor", "administrator", "records_manager"])
def test_who_reads_no_records_has_no_way_to_them(role: str, place: dict[str, object]) -> None:
    actor = actor_for(make_person(role, sources=["*"]))
    assert actor.may_read_source("walk") is False
