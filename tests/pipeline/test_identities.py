"""Records that name themselves, through the door and the real engine: stored once within a source, whatever carries them."""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from ingestion.pipeline import claim, seal
from ingestion.pipeline.models import Batch, QuarantinedRecord, SpoolItem
from ingestion.sources.models import IngestToken, Source
from ingestion.store import identities as stored
from ingestion.store import purge, read
from ingestion.store.errors import StoreUnavailable
from portal.core.eventid import event_id
from portal.core.secrets import new_secret
from portal.retention.models import RetentionClass

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("event_tables")]
Balance = tuple[int, int, int, int]


def registered(name: str, kept: str = "standard") -> str:
    """The token of a source of its own: the event store forgets nothing between tests."""
    slug = f"{name}-{secrets.token_hex(4)}"
    source = Source.objects.create(
        slug=slug, name=slug, retention_class=RetentionClass.objects.get(slug=kept)
    )
    secret = new_secret("lti")
    IngestToken.objects.create(source=source, name=slug, prefix=secret.prefix, digest=secret.digest)
    return secret.plain


def send(secret: str, body: bytes, path: str = "/api/v1/ingest") -> Any:
    headers = {"Authorization": f"Bearer {secret}"}
    answer = Client().post(path, body, content_type="application/x-ndjson", headers=headers)
    assert answer.status_code in (200, 202), answer.content
    return answer


def bulk(secret: str, *items: tuple[str, str], index: str = "x") -> Any:
    """(id, message) each; an empty id is left out."""
    lines = []
    for id, message in items:
        lines.append(json.dumps({"index": {"_index": index, **({"_id": id} if id else {})}}))
        lines.append(json.dumps({"message": message, "@timestamp": "2026-11-21T10:00:00Z"}))
    return send(secret, "\n".join((*lines, "")).encode(), "/api/es/_bulk")


def ndjson(*records: dict[str, object]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in records)


def sealed() -> list[Balance]:
    """Received, stored, duplicate and quarantined of each batch, once all is sealed."""
    while seal.seal_next() is not None:
        pass
    assert not SpoolItem.objects.exists()
    return [
        (batch.received, batch.stored, batch.duplicate, batch.quarantined)
        for batch in Batch.objects.order_by("number")
    ]


def messages() -> list[str]:
    places = [
        event_id(batch.number, place) for batch in Batch.objects.all() for place in range(batch.received + 5)
    ]
    return sorted(str(event["message"]) for event in read.events_by_ids(places, None))


def test_an_item_that_a_client_sends_again_is_stored_once() -> None:
    """Clients regroup what they send again, so whole requests differ."""
    secret = registered("shop")
    bulk(secret, ("a", "one"), ("b", "two"))
    assert sealed() == [(2, 2, 0, 0)]
    bulk(secret, ("b", "two"), ("c", "three"), ("", "two"))
    bulk(secret, ("c", "three"), ("c", "three"))
    assert sealed() == [(2, 2, 0, 0), (3, 2, 1, 0), (2, 0, 2, 0)]
    assert messages() == ["one", "three", "two", "two"], "what has no id is another record"


def test_batches_that_wait_together_know_of_each_other() -> None:
    secret = registered("shop")
    for number in range(3):
        bulk(secret, ("same", "one"), (f"own-{number}", f"{number}"))
    assert sealed() == [(2, 2, 0, 0), (2, 1, 1, 0), (2, 1, 1, 0)]


def test_another_source_may_use_the_same_ids() -> None:
    for slug in ("shop", "bank"):
        bulk(registered(slug), ("a", "one"))
    assert sealed() == [(1, 1, 0, 0), (1, 1, 0, 0)]


def test_an_id_is_a_name_within_its_index() -> None:
    secret = registered("shop")
    bulk(secret, ("1", "an order"), index="orders")
    bulk(secret, ("1", "a customer"), index="customers")
    bulk(secret, ("1", "a customer"), ("2", "another"), index="customers")
    assert sealed() == [(1, 1, 0, 0), (1, 1, 0, 0), (2, 1, 1, 0)]
    assert messages() == ["a customer", "an order", "another"]


def test_an_event_id_counts_when_the_record_is_the_same() -> None:
    """Some programs put a number of a kind there; what differs is never dropped."""
    secret = registered("shop")
    one: dict[str, object] = {"event.id": "4624", "message": "one"}
    nested: dict[str, object] = {"event": {"kind": "event", "id": 17}, "message": "nested"}
    send(secret, ndjson(one, nested, {"message": "no id"}))
    send(secret, ndjson(one, {**one, "message": "two"}, nested, {"message": "no id"}))
    assert sealed() == [(3, 3, 0, 0), (4, 2, 2, 0)]
    assert messages() == ["nested", "no id", "no id", "one", "two"]


def test_lines_of_something_larger_are_left_alone() -> None:
    secret = registered("shop")
    record = b'{"event.id": "a", "message": "one"}'
    send(secret, b"[\n%b,\n%b\n]\n" % (record, record.replace(b"one", b"two")))
    send(secret, b'{"Records": [\n%b\n]}\n' % record)
    assert sealed() == [(2, 2, 0, 0), (1, 1, 0, 0)]


def test_an_envelope_on_one_line_is_many_records() -> None:
    secret = registered("shop")
    line = b'{"Records": [{"event.id": "a", "message": "one"}, {"event.id": "b", "message": "two"}]}\n'
    send(secret, line)
    send(secret, line + b"\n")
    assert sealed() == [(2, 2, 0, 0), (2, 2, 0, 0)]


def test_what_is_in_quarantine_may_come_again() -> None:
    secret = registered("shop")
    bad: dict[str, object] = {"event.id": "a", "message": "one", "timestamp": "not a time at all"}
    send(secret, ndjson(bad))
    sealed()
    assert QuarantinedRecord.objects.count() == 1
    send(secret, ndjson(bad, {"message": "other"}))
    assert sealed()[1] == (2, 1, 0, 1)


@pytest.mark.parametrize("before", [True, False], ids=["before the events", "after the events"])
def test_a_crash_on_the_way_changes_nothing(monkeypatch: pytest.MonkeyPatch, before: bool) -> None:
    """Names are written first; a batch that is sealed again knows its own, and others know them meanwhile."""
    secret = registered("shop")
    bulk(secret, ("a", "one"), ("b", "two"))
    store: Callable[..., Any] = vars(seal)["store"]

    def crash(batches: Any) -> Any:
        if not before:
            store(batches)
        raise StoreUnavailable("killed")

    monkeypatch.setattr(seal, "store", crash)
    seal.seal_next()
    monkeypatch.setattr(seal, "store", store)
    bulk(secret, ("b", "two"), ("c", "three"))
    seal.seal_next()
    SpoolItem.objects.update(retry_at="2026-01-01T00:00:00Z")
    assert sealed() == [(2, 2, 0, 0), (2, 1, 1, 0)]
    assert messages() == ["one", "three", "two"]


@contextmanager
def names_taken(slug: str) -> Iterator[None]:
    """As while another sealer compares the names of the source's records."""
    key = f"names:{Source.objects.get(slug=slug).pk}"
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [key])
        yield
    finally:
        other.close()


def test_a_source_whose_turn_is_taken_waits_and_holds_nobody_up() -> None:
    waiting, going = registered("shop"), registered("bank")
    bulk(waiting, ("a", "one"))
    bulk(going, ("a", "one"))
    slug = SpoolItem.objects.order_by("number")[0].source.slug
    with names_taken(slug):
        outcome = seal.seal_next()
    assert outcome is not None
    assert [batch.stored for batch in outcome.batches] == [1]
    item = SpoolItem.objects.get()
    assert (item.source.slug, item.attempts, item.together) == (slug, 0, None), "that is nobody's fault"
    SpoolItem.objects.update(retry_at="2026-01-01T00:00:00Z")
    assert sealed() == [(1, 1, 0, 0), (1, 1, 0, 0)]


def test_what_was_begun_together_waits_together() -> None:
    """Its insert may still be going on, and another would not be known as the same."""
    for name in ("shop", "bank"):
        bulk(registered(name), ("a", "one"))
    claimed = claim.next_claim()
    assert claimed is not None
    SpoolItem.objects.update(retry_at="2026-01-01T00:00:00Z")
    with names_taken(SpoolItem.objects.order_by("number")[0].source.slug):
        outcome = seal.seal_next()
    assert (outcome and outcome.numbers, outcome and outcome.batches) == (claimed.numbers, ())
    assert SpoolItem.objects.filter(together=claimed.numbers[0], attempts=0).count() == 2
    SpoolItem.objects.update(retry_at="2026-01-01T00:00:00Z")
    assert sealed() == [(1, 1, 0, 0), (1, 1, 0, 0)]


def test_names_are_those_of_their_source() -> None:
    """Two that say the same, sealed in one step, are two records; each knows its own again."""
    shop, bank = registered("shop"), registered("bank")
    bulk(shop, ("a", "one"), ("b", "two"))
    bulk(bank, ("a", "one"), ("b", "two"))
    send(shop, b'{"message": "no name"}\n')
    assert sealed() == [(2, 2, 0, 0), (2, 2, 0, 0), (1, 1, 0, 0)]
    bulk(bank, ("a", "one again"), ("c", "three"))
    bulk(shop, ("b", "two again"), ("d", "four"))
    assert sealed()[3:] == [(2, 1, 1, 0), (2, 1, 1, 0)]


def test_a_purge_forgets_the_ids_with_the_events() -> None:
    RetentionClass.objects.create(slug="names-go", name="Names go", days=1)
    secret = registered("shop", "names-go")
    bulk(secret, ("a", "one"))
    sealed()
    batch = Batch.objects.get()
    purge.drop(batch.retention_class, batch.received_at.date())
    bulk(secret, ("a", "one"), ("b", "two"))
    assert sealed()[1] == (2, 2, 0, 0)


def test_a_batch_without_ids_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = registered("shop")
    monkeypatch.setattr(stored, "known", lambda *_: pytest.fail("it asked"))
    send(secret, b'{"message": "plain"}\n<13>Nov 21 10:00:00 till app: _id event.id\n')
    assert sum(balance[0] for balance in sealed()) == 2
