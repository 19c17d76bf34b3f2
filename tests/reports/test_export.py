"""Handing a case out: who may, the second factor, the file, and its receipt."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.cases.models import Case, CaseExport
from investigations.reports.export import forget_unfetched
from portal.accounts.models import Person
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent, Receipt
from tests.cases.conftest import Cast
from tests.cases.making import evidence, pinned
from tests.people import LOOKING, make_person, signed_in_client


def prepare(
    person: Person, case: Case, kind: str = "html", *, stepped_up: bool = True
) -> tuple[Client, HttpResponse]:
    client = signed_in_client(person, purpose=LOOKING, stepped_up=stepped_up)
    answer = client.post(reverse("cases:export_prepare", args=[case.pk]), {"kind": kind})
    assert isinstance(answer, HttpResponse)
    return client, answer


def fetch(client: Client, case: Case, export: CaseExport) -> HttpResponse:
    answer = client.post(reverse("cases:export_fetch", args=[case.pk, export.pk]))
    assert isinstance(answer, HttpResponse)
    return answer


def exports_in_receipts() -> list[Receipt]:
    return list(Receipt.objects.filter(action="case_export"))


def test_without_a_fresh_second_factor_nothing_is_made(cast: Cast, case: Case) -> None:
    _, answer = prepare(cast.lead, case, stepped_up=False)
    assert answer.status_code == 302
    back = reverse("cases:export", args=[case.pk])
    assert answer["Location"] == f"{reverse('accounts:step_up')}?next={back.replace('/', '%2F')}"
    assert not CaseExport.objects.exists()
    assert not exports_in_receipts()


def test_the_second_factor_must_still_be_fresh_when_the_file_leaves(cast: Cast, case: Case) -> None:
    prepare(cast.lead, case)
    later = signed_in_client(cast.lead, purpose=LOOKING, stepped_up=False)
    answer = fetch(later, case, CaseExport.objects.get())
    assert answer["Location"].startswith(reverse("accounts:step_up"))
    assert not exports_in_receipts()
    assert CaseExport.objects.get().body


@pytest.mark.parametrize("kind", ["html", "json"])
def test_the_file_leaves_once_under_a_receipt_with_its_digest(cast: Cast, case: Case, kind: str) -> None:
    entry = pinned(case, cast.lead, evidence("bastion"))
    client, _ = prepare(cast.lead, case, kind)
    export = CaseExport.objects.get()
    assert not exports_in_receipts()
    page = client.get(reverse("cases:export", args=[case.pk])).content.decode()
    assert export.digest in page

    answer = fetch(client, case, export)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{export.filename}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    digest = hashlib.sha256(answer.content).hexdigest()
    receipt = Receipt.objects.get(action="case_export")
    assert (receipt.outcome, receipt.delivered, receipt.pk) == ("allowed", [entry.event_id], export.pk)
    assert receipt.detail["sha256"] == digest == export.digest
    assert str(receipt.pk) in answer.content.decode()

    again = fetch(client, case, export)
    assert again.status_code == 404
    assert len(exports_in_receipts()) == 1
    assert CaseExport.objects.get().body is None
    assert digest in client.get(reverse("cases:export", args=[case.pk])).content.decode()


def test_nobody_fetches_a_file_that_someone_else_made(cast: Cast, case: Case) -> None:
    other = make_person(Role.INVESTIGATOR, sources=["bastion"])
    case.members.create(person=other, added_by="ines")
    prepare(cast.lead, case)
    answer = fetch(signed_in_client(other, purpose=LOOKING), case, CaseExport.objects.get())
    assert answer.status_code == 404
    assert not exports_in_receipts()


def test_no_receipt_no_file(cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    pinned(case, cast.lead, evidence("bastion", b"Failed password for root"))
    client, _ = prepare(cast.lead, case)

    def refuse(self: Receipt, *args: object, **kwargs: object) -> None:
        raise OperationalError("no room")

    monkeypatch.setattr(Receipt, "save", refuse)
    answer = fetch(client, case, CaseExport.objects.get())
    assert answer.status_code == 503
    assert b"Failed password" not in answer.content


def test_what_is_not_granted_is_withheld_from_the_file_too(cast: Cast, case: Case) -> None:
    narrow = make_person(Role.INVESTIGATOR, sources=["bastion"])
    case.members.create(person=narrow, added_by="ines")
    pinned(case, cast.lead, evidence("bastion", b"Failed password for root"))
    secret = pinned(case, cast.lead, evidence("payroll", b"salary of the director", position=1))
    for kind in ("html", "json"):
        client, _ = prepare(narrow, case, kind)
        body = fetch(client, case, CaseExport.objects.get(kind=kind)).content
        assert b"Failed password" in body
        assert b"salary" not in body
        assert bytes(secret.leaf or b"").hex().encode() not in body
    assert Receipt.objects.filter(action="case_export").earliest("at").withheld["events"] == [
        str(secret.event_id)
    ]


def test_a_file_nobody_fetches_is_forgotten(cast: Cast, case: Case) -> None:
    client, _ = prepare(cast.lead, case)
    export = CaseExport.objects.get()
    CaseExport.objects.update(prepared_at=timezone.now() - timedelta(minutes=11))
    assert fetch(client, case, export).status_code == 404
    assert forget_unfetched() == 1
    assert not CaseExport.objects.exists()
    assert AuditEvent.objects.filter(name="case_export_prepared").count() == 1


def test_the_json_is_canonical_and_says_what_it_is(cast: Cast, case: Case) -> None:
    entry = pinned(case, cast.lead, evidence("bastion", fields={"took": 0.25, "tries": 3}))
    client, _ = prepare(cast.lead, case, "json")
    body = fetch(client, case, CaseExport.objects.get()).content
    document = json.loads(body)
    canonical = (
        json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    )
    assert body == canonical
    assert (document["format"], document["version"]) == ("lantern-case-export", 1)
    assert document["case"]["number"] == case.pk
    [event] = document["entries"]
    assert (event["event"], event["added_by"]) == (str(entry.event_id), "ines")
    assert (event["fields"]["took"], event["fields"]["tries"]) == ("0.25", 3)
    assert document["batches"]["7"]["root"] == hashlib.sha256(b"root").hexdigest()
