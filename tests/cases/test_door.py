"""Who comes into a case, and what everybody else hears."""

import pytest
from django.test import Client
from django.urls import reverse

from investigations.cases.models import Case
from portal.accounts.models import Person
from portal.audit.models import AuditEvent, Receipt
from tests.cases.conftest import Cast
from tests.cases.making import evidence, pinned
from tests.people import LOOKING, signed_in_client

GETS = ["cases:detail", "cases:edit", "cases:close_page", "cases:export"]
POSTS = [
    "cases:describe",
    "cases:close",
    "cases:reopen",
    "cases:members",
    "cases:notes",
    "cases:pin_into",
    "cases:export_prepare",
]
REFUSED = [
    "analyst off the case",
    "investigator off the case",
    "records manager",
    "auditor",
    "administrator",
]


@pytest.mark.parametrize("name", [*GETS, *POSTS])
def test_nobody_is_sent_to_sign_in(case: Case, name: str) -> None:
    url = reverse(name, args=[case.pk])
    answer = Client().get(url) if name in GETS else Client().post(url)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:login"))


@pytest.mark.parametrize("who", REFUSED)
@pytest.mark.parametrize("name", [*GETS, *POSTS])
def test_people_off_the_case_are_refused_with_a_receipt(cast: Cast, case: Case, who: str, name: str) -> None:
    person = cast.outsiders[who]
    pinned(case, cast.lead, evidence("bastion", b"the secret line"))
    client = signed_in_client(person, purpose=LOOKING)
    url = reverse(name, args=[case.pk])
    answer = (
        client.get(url)
        if name in GETS
        else client.post(url, {"title": "taken over", "text": "x", "event": "1"})
    )
    assert answer.status_code in {403, 404}
    assert b"secret line" not in answer.content
    assert b"Password guessing" not in answer.content
    denied = Receipt.objects.get(person_id=person.pk)
    assert (denied.outcome, denied.delivered) == ("denied", [])
    case.refresh_from_db()
    assert (case.title, case.state) == ("Password guessing on the bastion", "open")


@pytest.mark.parametrize("who", ["analyst off the case", "investigator off the case"])
def test_a_case_off_limits_looks_like_none_at_all(cast: Cast, case: Case, who: str) -> None:
    client = signed_in_client(cast.outsiders[who], purpose=LOOKING)
    present = client.get(reverse("cases:detail", args=[case.pk]))
    missing = client.get(reverse("cases:detail", args=[case.pk + 1]))
    assert (present.status_code, present.content) == (missing.status_code, missing.content)
    reasons = list(Receipt.objects.filter(outcome="denied").order_by("at").values_list("reason", flat=True))
    assert reasons == ["The person is not a member of this case.", "No such case."]


@pytest.mark.parametrize(
    "name",
    ["cases:edit", "cases:close_page", "cases:export"],
)
def test_an_analyst_on_the_case_does_not_run_it(cast: Cast, case: Case, name: str) -> None:
    client = signed_in_client(cast.analyst, purpose=LOOKING)
    assert client.get(reverse(name, args=[case.pk])).status_code == 403
    assert Receipt.objects.get(person_id=cast.analyst.pk).outcome == "denied"


@pytest.mark.parametrize(
    "name", ["cases:describe", "cases:close", "cases:reopen", "cases:members", "cases:export_prepare"]
)
def test_an_analyst_on_the_case_does_not_change_it(cast: Cast, case: Case, name: str) -> None:
    client = signed_in_client(cast.analyst, purpose=LOOKING)
    sent = {"title": "mine", "person": cast.outsiders["auditor"].pk, "kind": "html"}
    assert client.post(reverse(name, args=[case.pk]), sent).status_code == 403
    case.refresh_from_db()
    assert (case.title, case.state, case.members.count()) == ("Password guessing on the bastion", "open", 2)
    assert AuditEvent.objects.filter(name="authz_fail", actor_id=cast.analyst.pk).exists()


def test_without_a_purpose_nothing_is_shown(cast: Cast, case: Case) -> None:
    pinned(case, cast.lead, evidence("bastion"))
    answer = signed_in_client(cast.lead).get(reverse("cases:detail", args=[case.pk]))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("review:purpose"))
    assert not Receipt.objects.filter(outcome="allowed").exists()


def test_members_see_the_case_under_a_receipt(cast: Cast, case: Case) -> None:
    entry = pinned(case, cast.lead, evidence("bastion", b"Failed password for root"))
    for person in (cast.lead, cast.analyst):
        answer = signed_in_client(person, purpose=LOOKING).get(reverse("cases:detail", args=[case.pk]))
        assert answer.status_code == 200
        assert b"Failed password for root" in answer.content
        receipt = Receipt.objects.get(person_id=person.pk)
        assert (receipt.action, receipt.outcome) == ("case_view", "allowed")
        assert receipt.delivered == [entry.event_id]
        assert receipt.case_id == case.pk
        assert receipt.detail["stated_purpose"] == LOOKING.label
        assert str(receipt.pk) in answer.content.decode()


def test_a_copy_is_as_closed_as_its_original(cast: Cast, case: Case) -> None:
    open_to_all = pinned(case, cast.lead, evidence("bastion", b"Failed password for root"))
    closed = pinned(case, cast.lead, evidence("payroll", b"salary of the director", position=1))
    answer = signed_in_client(cast.analyst, purpose=LOOKING).get(reverse("cases:detail", args=[case.pk]))
    assert b"salary" not in answer.content
    assert bytes(closed.leaf or b"").hex().encode() not in answer.content
    assert b"no grant for the source <b>payroll</b>" in answer.content
    receipt = Receipt.objects.get(person_id=cast.analyst.pk)
    assert receipt.delivered == [open_to_all.event_id]
    assert receipt.withheld == {
        "events": [str(closed.event_id)],
        "sources": ["payroll"],
        "reason": "no grant for the source",
    }


def test_no_receipt_no_case(cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    pinned(case, cast.lead, evidence("bastion", b"Failed password for root"))
    client = signed_in_client(cast.lead, purpose=LOOKING)

    def refuse(self: Receipt, *args: object, **kwargs: object) -> None:
        raise OperationalError("no room")

    monkeypatch.setattr(Receipt, "save", refuse)
    answer = client.get(reverse("cases:detail", args=[case.pk]))
    assert answer.status_code == 503
    assert b"Failed password" not in answer.content


def test_the_list_shows_only_ones_own(cast: Cast, case: Case, client: Client) -> None:
    assert client.get(reverse("cases:list")).status_code == 302
    for who, expected in [("auditor", 403), ("administrator", 403), ("records manager", 403)]:
        assert signed_in_client(cast.outsiders[who]).get(reverse("cases:list")).status_code == expected
    stranger = signed_in_client(cast.outsiders["investigator off the case"]).get(reverse("cases:list"))
    assert b"Password guessing" not in stranger.content
    for person in (cast.lead, cast.analyst):
        assert b"Password guessing" in _list(person)


def _list(person: Person) -> bytes:
    return signed_in_client(person).get(reverse("cases:list")).content
