"""Which of two pinned events came first: members who may see both, from the copies alone."""

import pytest
from django.http import HttpResponse

from investigations.cases.models import Case
from portal.accounts.models import Person
from portal.audit.models import Receipt
from tests.cases.conftest import Cast
from tests.cases.making import evidence, pinned
from tests.people import LOOKING, signed_in_client

pytestmark = pytest.mark.django_db
WRITTEN = {"time_quality": "stated", "host.name": "bastion-1"}


def ask(person: Person, case: Case, first: object, second: object) -> HttpResponse:
    answer = signed_in_client(person, purpose=LOOKING).get(
        f"/cases/{case.pk}/compare", {"first": str(first), "second": str(second)}
    )
    assert isinstance(answer, HttpResponse)
    return answer


def latest() -> Receipt:
    return Receipt.objects.latest("at")


def test_pinned_events_are_compared(cast: Cast, case: Case) -> None:
    one, other, closed = (
        pinned(
            case,
            cast.lead,
            evidence(source, raw, position=place, fields={**WRITTEN, "event.created": written}),
        )
        for source, raw, place, written in (
            ("bastion", b"first", 0, "2026-11-20T12:00:00Z"),
            ("bastion", b"second", 20, "2026-11-20T12:00:20Z"),
            ("payroll", b"closed", 40, "2026-11-20T12:00:40Z"),
        )
    )
    for outsider in cast.outsiders.values():
        assert ask(outsider, case, one.pk, other.pk).status_code in {403, 404}
        assert (latest().outcome, latest().delivered) == ("denied", [])
    withheld, missing = ask(cast.analyst, case, one.pk, closed.pk), ask(cast.analyst, case, one.pk, 999_999)
    assert (withheld.status_code, withheld.content) == (404, missing.content)
    assert (latest().action, latest().outcome, latest().delivered) == ("compare_times", "denied", [])
    assert ask(cast.analyst, case, "x", "").status_code == 404

    page = ask(cast.analyst, case, one.pk, other.pk).content.decode()
    assert f"Event {one.event_id} happened before event {other.event_id}" in page
    assert (latest().outcome, latest().delivered) == ("allowed", [one.event_id, other.event_id])
    assert latest().purpose_kind == "case"
    timeline = signed_in_client(cast.analyst, purpose=LOOKING).get(f"/cases/{case.pk}/").content.decode()
    assert "Which came first?" in timeline
    assert f'<option value="{closed.pk}"' not in timeline
