"""Cases through the API: the same rules as on the pages."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from investigations.cases.models import Case, CaseExport
from portal.accounts.actions.tokens import create_token
from portal.accounts.models import Person
from portal.audit.models import Receipt
from portal.audit.purpose import Purpose
from tests.cases.conftest import Cast
from tests.cases.making import actor_for, evidence, pinned
from tests.people import LOOKING


def ask(person: Person, path: str = "", purpose: Purpose = LOOKING, **sent: str) -> Any:
    """GET, or POST when something is sent, with a token of this person."""
    _, plain = create_token(actor=actor_for(person), person=person, name="script", days=1, purpose=purpose)
    headers = {"Authorization": f"Bearer {plain}"}
    url = f"/api/v1/cases{path}"
    if sent:
        return Client().post(url, sent, content_type="application/json", headers=headers)
    return Client().get(url, headers=headers)


def receipts_of(person: Person) -> list[tuple[str, str, list[int]]]:
    rows = Receipt.objects.filter(person_id=person.pk).order_by("at")
    return list(rows.values_list("action", "outcome", "delivered"))


@pytest.mark.parametrize("path", ["", "/1", "/1/export"])
def test_without_a_token_nothing(cast: Cast, path: str) -> None:
    assert Client().get(f"/api/v1/cases{path}").status_code == 401


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("analyst off the case", 404),
        ("investigator off the case", 404),
        ("records manager", 403),
        ("auditor", 403),
        ("administrator", 403),
    ],
)
def test_people_off_the_case_are_refused_with_a_receipt(
    cast: Cast, case: Case, who: str, status: int
) -> None:
    person = cast.outsiders[who]
    answer = ask(person, f"/{case.pk}")
    assert (answer.status_code, "entries" in answer.json()) == (status, False)
    assert receipts_of(person) == [("api_case_view", "denied", [])]


def test_the_list_has_ones_own_cases(cast: Cast, case: Case) -> None:
    pinned(case, cast.lead, evidence("bastion"))
    assert ask(cast.outsiders["analyst off the case"]).json()["cases"] == []
    [found] = ask(cast.analyst).json()["cases"]
    assert (found["number"], found["events"], found["members"], found["leads"]) == (case.pk, 1, 2, False)
    assert receipts_of(cast.analyst) == [("api_case_view", "allowed", [])]


def test_a_member_reads_the_timeline_under_a_receipt(cast: Cast, case: Case) -> None:
    entry = pinned(case, cast.lead, evidence("bastion", b"Failed password"))
    closed = pinned(case, cast.lead, evidence("payroll", b"salary list", position=1))
    answer = ask(cast.analyst, f"/{case.pk}").json()
    first, second = answer["entries"]
    assert (first["event"], first["raw_text"]) == (str(entry.event_id), "Failed password")
    assert "event" not in second and "salary" not in str(answer)
    receipt = Receipt.objects.get(pk=answer["receipt"])
    assert receipt.delivered == [entry.event_id]
    assert receipt.withheld["events"] == [str(closed.event_id)]


def test_a_token_never_exports(cast: Cast, case: Case) -> None:
    answer = ask(cast.lead, f"/{case.pk}/export", kind="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "step_up_required")
    assert receipts_of(cast.lead) == [("api_case_export", "denied", [])]
    assert not CaseExport.objects.exists()


def test_a_case_that_was_closed_is_no_purpose_for_another(cast: Cast, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=timezone.now())
    gone = Purpose(kind="case", case_id=case.pk, case_label="gone")
    answer = ask(cast.lead, "", gone)
    assert (answer.status_code, answer.json()["code"]) == (403, "purpose_required")
