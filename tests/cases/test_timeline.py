"""Notes, order, gaps and filters on a timeline."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.urls import reverse

from investigations.cases.actions.notes import add_note
from investigations.cases.models import Case, Entry
from portal.accounts.models import Person
from portal.audit.models import AuditEvent, Receipt
from tests.cases.conftest import Cast
from tests.cases.making import NOON, actor_for, evidence, pinned
from tests.people import LOOKING, signed_in_client


def page(person: Person, case: Case, query: str = "") -> str:
    answer = signed_in_client(person, purpose=LOOKING).get(reverse("cases:detail", args=[case.pk]) + query)
    return answer.content.decode()


def send(person: Person, name: str, /, *args: int, **sent: str) -> HttpResponse:
    answer = signed_in_client(person, purpose=LOOKING).post(reverse(name, args=args), sent)
    assert isinstance(answer, HttpResponse)
    return answer


def note(case: Case, by: Person, text: str, *, after_s: float = 0) -> Entry:
    return add_note(actor=actor_for(by), case=case, text=text, at=NOON + timedelta(seconds=after_s))


def texts(case: Case) -> list[str]:
    return list(case.entries.filter(removed_at=None).values_list("text", flat=True))


def test_a_note_stands_where_its_time_is(cast: Cast, case: Case) -> None:
    pinned(case, cast.lead, evidence("bastion", b"first event", position=0))
    pinned(case, cast.lead, evidence("bastion", b"second event", position=20))
    answer = send(cast.analyst, "cases:notes", case.pk, text="in between", at="2026-11-20 12:00:10.5")
    entry = Entry.objects.get(kind="note")
    assert answer["Location"] == f"{reverse('cases:detail', args=[case.pk])}#entry-{entry.pk}"
    shown = page(cast.lead, case)
    assert shown.index("first event") < shown.index("in between") < shown.index("second event")
    assert AuditEvent.objects.get(name="case_note_added").actor_id == cast.analyst.pk


@pytest.mark.parametrize(
    ("text", "at", "why"),
    [
        ("", "", "Fill this in."),
        ("x", "yesterday-ish", "Write the time as"),
        ("x", "2026-13-45 00:00:00", "Write the time as"),
    ],
    ids=["no words", "no time", "no such day"],
)
def test_a_note_that_is_not_understood_comes_back_with_the_reason(
    cast: Cast, case: Case, text: str, at: str, why: str
) -> None:
    answer = send(cast.lead, "cases:notes", case.pk, text=text, at=at)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert (at in answer.content.decode()) and not Entry.objects.exists()


def test_only_the_author_changes_a_note_and_the_change_shows(cast: Cast, case: Case) -> None:
    written = note(case, cast.analyst, "as first written")
    sent = {"text": "as corrected", "at": "2026-11-20 12:00:00"}
    assert send(cast.lead, "cases:entry_edit", case.pk, written.pk, **sent).status_code == 403
    assert texts(case) == ["as first written"]
    send(cast.analyst, "cases:entry_edit", case.pk, written.pk, **sent)
    assert texts(case) == ["as corrected"]
    assert "edited" in page(cast.lead, case)
    assert AuditEvent.objects.filter(name="case_note_edited", actor_id=cast.analyst.pk).count() == 1


def test_a_removed_note_leaves_its_trace_and_not_its_words(cast: Cast, case: Case) -> None:
    written = note(case, cast.lead, "something rash")
    assert send(cast.analyst, "cases:entry_remove", case.pk, written.pk).status_code == 403
    send(cast.lead, "cases:entry_remove", case.pk, written.pk)
    assert texts(case) == []
    shown = page(cast.analyst, case)
    assert "something rash" not in shown
    assert "A note by Ines was removed by ines" in shown
    assert send(cast.lead, "cases:entry_remove", case.pk, written.pk).status_code == 404


def test_an_investigator_may_remove_what_a_member_put_there(cast: Cast, case: Case) -> None:
    written = note(case, cast.analyst, "off topic")
    send(cast.lead, "cases:entry_remove", case.pk, written.pk)
    assert texts(case) == []


def test_moving_swaps_neighbours_of_the_same_time_only(cast: Cast, case: Case) -> None:
    first, second, third = (note(case, cast.lead, word) for word in ("a", "b", "c"))
    later = note(case, cast.lead, "later", after_s=1)
    send(cast.analyst, "cases:entry_move", case.pk, third.pk, to="up")
    assert texts(case) == ["a", "c", "b", "later"]
    send(cast.analyst, "cases:entry_move", case.pk, first.pk, to="down")
    assert texts(case) == ["c", "a", "b", "later"]
    for entry, to in ((later, "up"), (third, "up"), (second, "down")):
        send(cast.analyst, "cases:entry_move", case.pk, entry.pk, to=to)
    assert texts(case) == ["c", "a", "b", "later"]
    assert AuditEvent.objects.filter(name="case_entry_moved").count() == 2


def test_time_that_passed_between_entries_is_said(cast: Cast, case: Case) -> None:
    note(case, cast.lead, "a")
    note(case, cast.lead, "b", after_s=59)
    note(case, cast.lead, "c", after_s=59 + 2 * 3600 + 14 * 60)
    shown = page(cast.lead, case)
    assert shown.count(" later</span>") == 1
    assert "2 h 14 min later" in shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?source=payroll", {"salary list"}),
        ("?person=anna", {"a remark"}),
        ("?kind=note", {"a remark"}),
        ("?kind=event&source=bastion", {"failed login"}),
        ("?person=nobody", set()),
    ],
)
def test_filters_show_and_deliver_only_what_matches(
    cast: Cast, case: Case, query: str, expected: set[str]
) -> None:
    pinned(case, cast.lead, evidence("bastion", b"failed login"))
    pinned(case, cast.lead, evidence("payroll", b"salary list", position=1))
    note(case, cast.analyst, "a remark")
    shown = page(cast.lead, case, query)
    assert {text for text in ("failed login", "salary list", "a remark") if text in shown} == expected
    receipt = Receipt.objects.latest("at")
    assert len(receipt.delivered) == len(expected - {"a remark"})
    assert receipt.total == len(expected)
    assert receipt.query


@pytest.mark.parametrize("name", ["cases:notes", "cases:describe", "cases:members"])
def test_a_closed_case_takes_nothing(cast: Cast, case: Case, name: str) -> None:
    send(cast.lead, "cases:close", case.pk)
    sent = {"text": "x", "title": "other", "person": str(cast.outsiders["analyst off the case"].pk)}
    answer = signed_in_client(cast.lead, purpose=LOOKING).post(
        reverse(name, args=[case.pk]), sent, follow=True
    )
    assert "is closed. Reopen it" in answer.content.decode()
    case.refresh_from_db()
    assert (texts(case), case.title, case.members.count()) == ([], "Password guessing on the bastion", 2)
