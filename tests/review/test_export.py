"""Search results as files: step-up first, every id and the digest in the receipt, nothing that computes."""

import csv
import hashlib
import io
import json

import pytest

from investigations.review.export import disarmed
from portal.audit.models import Receipt
from tests.people import LOOKING, signed_in_client
from tests.review.making import RANGE, Kept, People

URL = "/search/export"


def latest() -> Receipt:
    return Receipt.objects.latest("at")


def test_needs_the_right_and_a_fresh_second_factor(people: People) -> None:
    asked = {"q": "failed", "range": RANGE, "format": "csv"}
    refused = signed_in_client(people.analyst, purpose=LOOKING).post(URL, asked)
    assert (refused.status_code, b"password" in refused.content) == (403, False)
    assert (latest().action, latest().outcome) == ("export", "denied")
    stale = signed_in_client(people.investigator, purpose=LOOKING, stepped_up=False).post(URL, asked)
    assert (stale.status_code, stale.content) == (302, b"")
    assert stale.headers["Location"].startswith("/account/step-up")
    assert (latest().action, latest().outcome, latest().delivered) == ("export", "denied", [])


@pytest.mark.parametrize("kind", ["ndjson", "csv"])
def test_the_receipt_names_every_event_and_the_digest(people: People, stored: Kept, kind: str) -> None:
    answer = signed_in_client(people.investigator, purpose=LOOKING).post(
        URL, {"q": "user.name:(root OR mallory) -vaultword", "range": RANGE, "format": kind}
    )
    assert answer.status_code == 200
    digest = hashlib.sha256(answer.content).hexdigest()
    receipt = latest()
    assert (receipt.total, len(receipt.delivered), receipt.detail["sha256"]) == (15, 15, digest)
    assert (answer.headers["Lantern-SHA256"], answer.headers["Lantern-Receipt"]) == (digest, str(receipt.pk))
    assert receipt.delivered[0] == stored.ids[0]
    assert ids_in(answer.content.decode(), kind) == receipt.delivered


def ids_in(text: str, kind: str) -> list[int]:
    if kind == "ndjson":
        return [int(json.loads(line)["id"]) for line in text.splitlines()]
    return [int(row["id"]) for row in csv.DictReader(io.StringIO(text))]


def test_too_many_are_refused_instead_of_cut(people: People, settings: object) -> None:
    settings.EXPORT_MAX_EVENTS = 10  # type: ignore[attr-defined]
    answer = signed_in_client(people.investigator, purpose=LOOKING).post(URL, {"q": "failed", "range": RANGE})
    assert (answer.status_code, "at most 10" in answer.content.decode()) == (422, True)
    assert (latest().outcome, latest().delivered) == ("failed", [])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1"])
def test_formulas_are_disarmed(text: str) -> None:
    assert disarmed(text) == f"'{text}"


def test_plain_values_stay_as_they_are() -> None:
    assert [disarmed(text) for text in ("a=1", "10.0.0.1", "", "a\x00b")] == ["a=1", "10.0.0.1", "", "a␀b"]
