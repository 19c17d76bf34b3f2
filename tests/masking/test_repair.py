"""Repairing quarantine: what a header given later shows to be secret is shown nowhere."""

import pytest

from ingestion.pipeline.models import Batch, QuarantinedRecord
from ingestion.sources.models import Source
from portal.accounts.roles import Role
from portal.audit.models import Receipt
from tests.masking.conftest import Send
from tests.people import LOOKING, make_person, signed_in_client

pytestmark = [pytest.mark.django_db(transaction=True)]

WORD = "Xylograph7Lm2"


@pytest.fixture
def batch(source: Source, send: Send) -> Batch:
    """One row in quarantine whose columns nothing names."""
    source.format = "ndjson"
    source.save(update_fields=["format"])
    (number,) = send(b'{"n":1}\n2026-03-01T10:00:00Z,ada,%b\n' % WORD.encode(), "application/x-ndjson")
    assert QuarantinedRecord.objects.get(batch__number=number).raw
    return Batch.objects.get(number=number)


def test_a_trial_and_its_receipt_hold_no_secret(source: Source, batch: Batch) -> None:
    client = signed_in_client(make_person(Role.INVESTIGATOR, sources=[source.slug]), purpose=LOOKING)
    header = f"time,user,password\npassword={WORD}"
    page = client.post(
        f"/batches/{batch.number}/quarantine/repair", {"format": "csv", "header": "time,user,password"}
    )
    assert "1 of 1 would be stored" in page.content.decode()
    assert "secretpassword" in page.content.decode() and WORD not in page.content.decode()
    client.post(f"/batches/{batch.number}/quarantine/repair", {"format": "csv", "header": header})
    client.post(
        f"/batches/{batch.number}/quarantine/repair", {"format": "logfmt", "header": f"password={WORD}"}
    )
    said = list(Receipt.objects.values_list("query", flat=True))
    assert any("behind the header password=secretpassword" in query for query in said), said
    assert not any(WORD in query for query in said)
