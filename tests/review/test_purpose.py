"""Stating why one looks."""

import pytest

from investigations.review.attempt import attempt
from investigations.review.purpose import checked
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent, Receipt
from portal.audit.purpose import SESSION_KEY, Purpose, PurposeRequired
from portal.audit.receipts import Action
from tests.cases.making import a_case, actor_for
from tests.people import make_person, signed_in_client


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.RECORDS_MANAGER])
def test_is_for_people_who_look(role: Role) -> None:
    assert signed_in_client(make_person(role)).get("/purpose/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose one."),
        ({"choice": "threat-hunting"}, "at least 10 characters"),
        ({"choice": "threat-hunting", "reason": "  too  few "}, "at least 10 characters"),
        ({"choice": "curiosity", "reason": "because I can do it"}, "is not offered"),
        ({"choice": "case:1"}, "is not offered"),
    ],
)
def test_refuses_what_is_no_purpose(sent: dict[str, str], words: str) -> None:
    client = signed_in_client(make_person(Role.ANALYST))
    answer = client.post("/purpose/", sent)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert SESSION_KEY not in client.session


@pytest.mark.django_db
def test_a_category_with_a_reason_is_kept_and_recorded() -> None:
    client = signed_in_client(make_person(Role.ANALYST, name="anna"))
    answer = client.post(
        "/purpose/?next=/search/", {"choice": "subject-access", "reason": "request 17 of Ms. Ek"}
    )
    assert answer.headers["Location"] == "/search/"
    assert client.session[SESSION_KEY]["category"] == "subject-access"
    event = AuditEvent.objects.get(name="purpose_stated")
    assert (event.actor_name, event.detail["reason"]) == ("anna", "request 17 of Ms. Ek")
    assert "request 17 of Ms. Ek" in client.get("/search/").content.decode()


@pytest.mark.django_db
def test_leads_nowhere_else() -> None:
    client = signed_in_client(make_person(Role.ANALYST))
    sent = {"choice": "threat-hunting", "reason": "looking for beacons", "next": "https://example.org/"}
    assert client.post("/purpose/", sent).headers["Location"] == "/search/"


@pytest.mark.django_db
def test_a_case_counts_only_for_its_members_and_while_open() -> None:
    lead, other = make_person(Role.INVESTIGATOR), make_person(Role.INVESTIGATOR)
    case = a_case(lead)
    purpose = Purpose(kind="case", case_id=case.pk, case_label="as it was called")
    assert checked(actor_for(lead), purpose).case_label == str(case)
    with pytest.raises(PurposeRequired):
        checked(actor_for(other), purpose)
    case.state = "closed"
    case.save(update_fields=["state"])
    with pytest.raises(PurposeRequired):
        checked(actor_for(lead), purpose)


@pytest.mark.django_db
def test_a_fault_of_ours_leaves_a_receipt_without_the_inside() -> None:
    person = make_person(Role.ANALYST)
    with pytest.raises(RuntimeError), attempt(actor_for(person), None, Action.SEARCH, query="x"):
        raise RuntimeError("a secret inside")
    receipt = Receipt.objects.latest("at")
    assert (receipt.outcome, receipt.reason) == ("failed", "RuntimeError inside")
