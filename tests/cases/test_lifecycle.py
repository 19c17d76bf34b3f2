"""Opening, describing, members, closing and reopening."""

import re
from pathlib import Path

from django.urls import reverse

from investigations.cases.models import Case
from investigations.cases.queries import cases_for
from portal.accounts.models import Person
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent, Receipt
from portal.retention.models import Hold
from tests.cases.conftest import Cast
from tests.cases.making import actor_for, evidence, pinned
from tests.people import LOOKING, make_person, signed_in_client


def send(person: Person, name: str, /, *args: int, **sent: str) -> str:
    client = signed_in_client(person, purpose=LOOKING)
    answer = client.post(reverse(name, args=args), sent, follow=True)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_investigators_open_cases(cast: Cast) -> None:
    sent = {"title": "Odd logins", "summary": "two\nlines"}
    for who in ("analyst off the case", "records manager", "auditor", "administrator"):
        assert send(cast.outsiders[who], "cases:new", **sent) == "403"
    assert not Case.objects.exists()
    assert "Odd logins" in send(cast.lead, "cases:new", **sent)
    case = Case.objects.get()
    member = case.members.get()
    assert (member.person, member.is_lead) == (cast.lead, True)
    assert AuditEvent.objects.get(name="case_created").object_label == f"case #{case.pk} Odd logins"


def test_a_case_without_a_title_comes_back(cast: Cast) -> None:
    answer = signed_in_client(cast.lead).post(reverse("cases:new"), {"title": " ", "summary": "kept"})
    assert answer.status_code == 422
    assert b"kept" in answer.content
    for title in ("Odd \u202elogins", "Odd \u2067logins", "Odd\x1blogins"):
        assert (
            "cannot be seen"
            in signed_in_client(cast.lead).post(reverse("cases:new"), {"title": title}).content.decode()
        )
    assert not Case.objects.exists()
    send(cast.lead, "cases:new", title="\u0645\u06cc\u200c\u0634\u0648\u062f")
    assert Case.objects.exists(), "a word of Persian, with the mark that it needs"


def test_describing_says_which_fields_changed(cast: Cast, case: Case) -> None:
    send(cast.lead, "cases:describe", case.pk, title=case.title, summary="Known now.")
    send(cast.lead, "cases:describe", case.pk, title=case.title, summary="Known now.")
    case.refresh_from_db()
    assert case.summary == "Known now."
    assert AuditEvent.objects.get(name="case_updated").detail["fields"] == ["summary"]


def test_members_are_people_who_may_read_cases(cast: Cast, case: Case) -> None:
    for who in ("auditor", "administrator", "records manager"):
        assert "Choose a person" in send(
            cast.lead, "cases:members", case.pk, person=str(cast.outsiders[who].pk)
        )
    gone = make_person(Role.ANALYST, is_active=False)
    assert "Choose a person" in send(cast.lead, "cases:members", case.pk, person=str(gone.pk))
    assert case.members.count() == 2

    newcomer = cast.outsiders["analyst off the case"]
    assert "is a member now" in send(cast.lead, "cases:members", case.pk, person=str(newcomer.pk))
    assert (
        signed_in_client(newcomer, purpose=LOOKING).get(reverse("cases:detail", args=[case.pk])).status_code
        == 200
    )

    member = case.members.get(person=newcomer)
    assert "is no longer a member" in send(cast.lead, "cases:member_remove", case.pk, member.pk)
    assert (
        signed_in_client(newcomer, purpose=LOOKING).get(reverse("cases:detail", args=[case.pk])).status_code
        == 404
    )
    recorded = AuditEvent.objects.filter(name__in=["case_member_added", "case_member_removed"])
    assert [each.detail["person"] for each in recorded] == [newcomer.name, newcomer.name]


def test_a_case_keeps_a_lead(cast: Cast, case: Case) -> None:
    lead, other = case.members.get(person=cast.lead), case.members.get(person=cast.analyst)
    assert "is the only lead" in send(cast.lead, "cases:member_remove", case.pk, lead.pk)
    assert "is the only lead" in send(cast.lead, "cases:member_lead", case.pk, lead.pk, lead="0")
    send(cast.lead, "cases:member_lead", case.pk, other.pk, lead="1")
    assert "no longer leads" in send(cast.lead, "cases:member_lead", case.pk, lead.pk, lead="0")
    assert list(case.members.filter(is_lead=True)) == [other]


def test_a_member_of_another_case_cannot_be_named(cast: Cast, case: Case) -> None:
    from tests.cases.making import a_case

    foreign = a_case(cast.outsiders["investigator off the case"]).members.get()
    assert "not, or no longer, a member" in send(cast.lead, "cases:member_remove", case.pk, foreign.pk)
    foreign.refresh_from_db()


def test_closing_says_what_it_does_does_it_and_can_be_undone(cast: Cast, case: Case) -> None:
    pinned(case, cast.lead, evidence("bastion"))
    pinned(case, cast.lead, evidence("bastion", position=1))
    confirmation = signed_in_client(cast.lead, purpose=LOOKING).get(
        reverse("cases:close_page", args=[case.pk])
    )
    assert b"Close the case and release 2 holds" in confirmation.content
    assert Hold.objects.filter(released_at=None).count() == 2

    assert "2 holds were released" in send(cast.lead, "cases:close", case.pk)
    case.refresh_from_db()
    assert (case.state, case.closed_by) == ("closed", "ines")
    assert not Hold.objects.filter(released_at=None).exists()
    assert set(Hold.objects.values_list("released_by", flat=True)) == {"ines"}
    assert AuditEvent.objects.get(name="case_closed").detail["holds_released"] == 2
    assert not cases_for(actor_for(cast.lead)).exists()

    assert "is closed. Reopen it" in send(cast.lead, "cases:close", case.pk)
    assert "2 holds were placed" in send(cast.lead, "cases:reopen", case.pk)
    assert Hold.objects.filter(released_at=None).count() == 2
    assert list(cases_for(actor_for(cast.analyst))) == [case]


def test_a_closed_case_is_still_read_by_its_members_whose_purpose_it_was(cast: Cast, case: Case) -> None:
    from portal.audit.purpose import Purpose

    pinned(case, cast.lead, evidence("bastion", b"Failed password"))
    send(cast.lead, "cases:close", case.pk)
    purpose = Purpose(kind="case", case_id=case.pk, case_label=str(case))
    answer = signed_in_client(cast.analyst, purpose=purpose).get(reverse("cases:detail", args=[case.pk]))
    assert b"Failed password" in answer.content
    assert Receipt.objects.filter(person_id=cast.analyst.pk, outcome="allowed").count() == 1


def test_every_audit_event_of_cases_is_documented() -> None:
    root = Path(__file__).resolve().parents[2]
    files = [path for part in ("cases", "reports") for path in (root / "investigations" / part).rglob("*.py")]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    recorded = set(re.findall(r'(?:changed\(\s*\w+,\s*\w+,|events\.record\()\s*"(\w+)"', code))
    table = (root / "docs" / "cases.md").read_text(encoding="utf-8").split("## Audit events")[1]
    assert len(recorded) > 10
    assert recorded == set(re.findall(r"`(case_[a-z_]+)`", table))
