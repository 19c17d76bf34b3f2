"""A database that answers and takes no changes, as a standby does until it is promoted: senders are told to come again."""

from collections import Counter

import orjson
import pytest
from django.db import connection
from django.test import Client

from ingestion.pipeline.models import SpoolItem, VerifiedBy
from ingestion.receive.syslog import settled
from ingestion.receive.syslog.collect import Drop, Gathered, Way
from ingestion.receive.syslog.routing import Peer
from ingestion.sources.models import Source

pytestmark = pytest.mark.django_db(transaction=True)
BODIES = {
    "/api/v1/ingest": b'{"message":"drawer open"}\n',
    "/api/es/_bulk": b'{"create":{}}\n{"message":"drawer open"}\n',
    "/services/collector": b'{"event":"drawer open"}',
    "/services/collector/raw?channel=1": b"drawer open",
    "/loki/api/v1/push": b'{"streams":[{"stream":{"job":"till"},"values":[["1795252503000000000","drawer open"]]}]}',
    "/v1/logs": b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"drawer open"}}]}]}]}',
    "/gelf": b'{"host":"till","short_message":"drawer open"}',
}


def take_no_changes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")


@pytest.mark.parametrize("url", BODIES)
def test_nothing_is_taken_and_all_may_come_again(client: Client, token: str, url: str) -> None:
    def post() -> tuple[int, bool]:
        sent = client.post(
            url, BODIES[url], content_type="application/json", headers={"Authorization": f"Bearer {token}"}
        )
        return sent.status_code, "Retry-After" in sent

    take_no_changes()
    assert post() == (503, True)
    assert not SpoolItem.objects.exists()
    assert post()[0] in (200, 202, 204), "by a new connection, which leads to the one that was promoted"
    assert SpoolItem.objects.count() == 1


def test_a_script_hears_it_too(client: Client, source: Source) -> None:
    source.browser_key = "a1b2"
    source.save()
    take_no_changes()
    sent = client.post(
        "/report/a1b2/errors", orjson.dumps({"message": "x is not defined"}), content_type="text/plain"
    )
    assert (sent.status_code, "Retry-After" in sent) == (503, True)
    assert not SpoolItem.objects.exists()


def test_the_receiver_keeps_what_it_has(source: Source) -> None:
    way, lines = Way("syslog-tcp", "syslog"), [b"<13>1 2026-11-21T10:00:00Z till app - - - drawer open"]
    gathered = Gathered(source, VerifiedBy.ADDRESS, lines, len(lines[0]) + 1, Counter({Peer("192.0.2.1"): 1}))
    take_no_changes()
    assert settled.commit(way, gathered) is None, "to be tried again"
    take_no_changes()
    assert not settled.note_drops({Drop("", "syslog-udp", "unknown sender"): 1})
    assert settled.commit(way, gathered) == ""
    assert SpoolItem.objects.count() == 1
