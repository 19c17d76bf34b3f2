"""Repairing quarantine through the door: who may, what a trial shows, and that both balances stay true."""

import itertools
import secrets
from collections.abc import Iterator
from datetime import timedelta

import orjson
import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

import portal.celery  # noqa: F401  wakes go to the tests' own broker
from ingestion.formats.csv_mapping import TIME, Column, CsvColumns
from ingestion.pipeline.models import Batch, QuarantinedRecord, Replay, SpoolItem, WaitingLines
from ingestion.pipeline.repair import TRIED
from ingestion.pipeline.seal import seal_next
from ingestion.pipeline.unrepaired import unrepaired, unrepaired_batches
from ingestion.receive import backlog
from ingestion.receive.errors import DiskNearlyFull, SpoolFull
from ingestion.receive.spooling import spool
from ingestion.sources.mapping_forms import data_of
from ingestion.sources.models import CsvMapping, Source
from ingestion.sources.totals import totals_of
from ingestion.store import read
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent, LedgerLeaf, Receipt
from portal.core.eventid import event_id
from portal.retention.models import RetentionClass
from tests.people import LOOKING, make_person, signed_in_client

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("event_tables")]
_bodies = itertools.count()
LOGFMT = b"time=2026-03-01T10:00:0%dZ level=warn msg=spilled n=%d\n"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    backlog.look_again()
    cache.clear()
    yield


@pytest.fixture
def source() -> Source:
    standard = RetentionClass.objects.get(slug="standard")
    return Source.objects.create(slug="repair", name="Repair", retention_class=standard)


@pytest.fixture
def batch(source: Source) -> Batch:
    """Two JSON lines and three of logfmt, sealed as JSON an hour ago."""
    number = next(_bodies)
    body = (
        b'{"n":%d}\n' % number + b"".join(LOGFMT % (n, number) for n in range(3)) + b'{"last":%d}\n' % number
    )
    (item,) = spool(source, [body], how="api", format_hint="ndjson")
    SpoolItem.objects.update(received_at=timezone.now() - timedelta(hours=1))
    return sealed(item.number)


def sealed(number: int) -> Batch:
    SpoolItem.objects.update(retry_at=timezone.now())
    while seal_next() is not None:
        pass
    return Batch.objects.get(number=number)


def balance(batch: Batch) -> tuple[int, int, int, int]:
    return batch.received, batch.stored, batch.duplicate, batch.quarantined


def url(batch: Batch) -> str:
    return f"/batches/{batch.number}/quarantine/repair"


@pytest.fixture
def ilya(source: Source) -> Client:
    return signed_in_client(make_person(Role.INVESTIGATOR, name="ilya", sources=["repair"]), purpose=LOOKING)


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMINISTRATOR, Role.AUDITOR, Role.RECORDS_MANAGER])
def test_other_roles_may_neither_try_nor_replay(batch: Batch, role: Role) -> None:
    client = signed_in_client(
        make_person(role, sources=["repair"] if role is Role.ANALYST else []), purpose=LOOKING
    )
    assert client.get(url(batch)).status_code == 403
    assert client.post(url(batch), {"do": "replay"}).status_code == 403
    assert not Replay.objects.exists()
    assert set(Receipt.objects.values_list("action", "outcome")) == {("quarantine_view", "denied")}


def test_an_investigator_without_the_grant_finds_nothing_and_leaves_a_receipt(batch: Batch) -> None:
    client = signed_in_client(make_person(Role.INVESTIGATOR, sources=["other"]), purpose=LOOKING)
    assert client.get(url(batch)).status_code == 404
    assert client.post(url(batch), {"do": "replay"}).status_code == 404
    assert set(Receipt.objects.values_list("action", "outcome")) == {("quarantine_view", "denied")}
    assert not Replay.objects.exists()


# --- what a trial shows ---------------------------------------------------------------------------


def test_a_trial_reads_the_lines_through_the_engine_and_stores_nothing(batch: Batch, ilya: Client) -> None:
    page = ilya.get(url(batch)).content.decode()
    assert "3 of 3 would be stored" in page, "logfmt is recognised"
    assert "2026-03-01 10:00:01" in page
    assert "spilled" in page
    assert "Line 3" in page
    assert Batch.objects.count() == 1
    receipt = Receipt.objects.get()
    assert (receipt.action, receipt.outcome, receipt.total) == ("quarantine_view", "allowed", 3)
    assert receipt.delivered == [event_id(batch.number, position) for position in (1, 2, 3)]
    assert "read as what is recognised" in receipt.query


def test_a_trial_in_the_wrong_format_says_why_not(batch: Batch, ilya: Client) -> None:
    page = ilya.post(url(batch), {"format": "ndjson"}).content.decode()
    assert "0 of 3 would be stored" in page
    assert "Not JSON" in page
    assert 'value="replay"' not in page and "Replaying them so would store nothing" in page


def test_what_was_not_tried_may_be_replayed_in_any_format(source: Source, ilya: Client) -> None:
    lines = b"".join(b"at %d no JSON\n" % next(_bodies) for _ in range(TRIED + 1))
    (item,) = spool(source, [lines], how="api", format_hint="ndjson")
    page = ilya.post(url(sealed(item.number)), {"format": "ndjson"}).content.decode()
    assert f"0 of the first {TRIED} would be stored" in page and 'value="replay"' in page


def test_proposed_columns_are_no_mistake_of_who_asked_for_them(source: Source, ilya: Client) -> None:
    (item,) = spool(source, [b"till %d;otto;open\n" % next(_bodies)], how="api", format_hint="ndjson")
    batch = sealed(item.number)
    proposed = ilya.post(url(batch), {"do": "map"})
    assert (proposed.status_code, "needs your attention" in proposed.content.decode()) == (200, False)
    columns = CsvColumns((Column("a"), Column("b"), Column("c")), ";", False, "", "UTC")
    tried = ilya.post(url(batch), data_of(columns, ""))
    assert (tried.status_code, "Say which column is the time" in tried.content.decode()) == (422, True)


def test_a_header_says_what_columns_mean(source: Source, ilya: Client) -> None:
    body = b"2026-03-01T10:00:00Z,ada,<b>in</b>\n2026-03-01T10:00:01Z,otto,%d\n" % next(_bodies)
    (item,) = spool(source, [body], how="api", format_hint="ndjson")
    batch = sealed(item.number)
    asked = {"format": "csv", "header": "time,user,message\r\nand more"}
    page = ilya.post(url(batch), asked).content.decode()
    assert "2 of 2 would be stored" in page
    assert "user.name" in page
    assert "&lt;b&gt;in&lt;/b&gt;" in page
    ilya.post(url(batch), {**asked, "do": "replay"})
    assert balance(sealed(Replay.objects.get().number)) == (2, 2, 0, 0), "the header is no record"


def test_columns_are_mapped_for_a_replay_alone(source: Source, ilya: Client) -> None:
    body = b"21.11.2026 21:00:01;otto;till %d;kept\n21.11.2026 21:00:02;ada;till %d;kept\n"
    numbers = [spool(source, [body % (next(_bodies), 7)], how="api", format_hint="ndjson")[0].number for _ in range(2)]  # fmt: skip
    batches = [sealed(number) for number in numbers]
    page = ilya.post(url(batches[0]), {"do": "map"}).content.decode()
    assert "2 of 2 would be stored" in page and "4 columns" in page, "the time is found by what stands there"
    assert "taken for a header" not in page
    asked = data_of(
        CsvColumns((Column("a", TIME), Column("b", "user.name"), Column("c"), Column("d", "-")), ";", False, "%d.%m.%Y %H:%M:%S", "UTC"), ""
    )  # fmt: skip
    first = {"name-0": "21.11.2026 21:00:01", "name-1": "otto", "name-3": "kept", "has_header": "on"}
    first["name-2"] = bytes(QuarantinedRecord.objects.filter(batch=batches[0])[0].raw).decode().split(";")[2]
    assert (
        "1 of the first 2 quarantined is taken for a header"
        in ilya.post(url(batches[0]), {**asked, **first}).content.decode()
    )
    wrong = ilya.post(url(batches[0]), {**asked, "use-0": "", "do": "replay"})
    assert (wrong.status_code, "Say which column is the time" in wrong.content.decode()) == (422, True)
    for count in ("abc", "-1", "999"):
        forged = ilya.post(url(batches[0]), {**asked, "count": count, "do": "replay"})
        assert forged.status_code == 422
        assert forged.content.decode().count("a number from 0 to 150") == 1
        assert "One thing needs your attention" in forged.content.decode()
    shown = ilya.post(url(batches[0]), asked).content.decode()
    assert 'name="use-1" value="user.name"' in shown, "what was tried is what is replayed"
    assert not Replay.objects.exists() and not CsvMapping.objects.exists()

    ilya.post(url(batches[0]), {**asked, "do": "replay_alike"})
    made = [sealed(one.number) for one in Replay.objects.all()]
    mapping = CsvMapping.objects.get()
    assert [(one.mapping, balance(one)) for one in made] == [(mapping, (2, 2, 0, 0))] * 2
    (event,) = read.events_by_ids([event_id(made[0].number, 0)], frozenset({"repair"}))
    assert (event["user.name"], str(event["timestamp"])[:19]) == ("otto", "2026-11-21 21:00:01")
    source.refresh_from_db()
    assert (source.csv_mapping, mapping.made_by) == (None, "ilya"), "what arrives is read as before"
    leaf = LedgerLeaf.objects.get(kind="replay", reference=str(made[0].number))
    assert mapping.digest in bytes(leaf.payload).decode()
    assert AuditEvent.objects.filter(detail__csv_mapping__number=1).count() == 2
    assert "by 4 columns named for it" in Receipt.objects.filter(action="quarantine_replay")[0].query


# --- what a replay does ---------------------------------------------------------------------------


def test_a_replay_stores_the_lines_as_a_batch_of_its_own(batch: Batch, ilya: Client) -> None:
    before = balance(batch)
    answer = ilya.post(url(batch), {"do": "replay", "format": "logfmt"})
    made = Replay.objects.get()
    assert answer["Location"] == f"/batches/{made.number}/"
    again = sealed(made.number)
    assert balance(again) == (3, 3, 0, 0)
    assert (again.how, again.sender, again.format) == ("replay", "ilya", "logfmt")
    assert again.received_at == batch.received_at, "which decides how long they are kept"
    assert balance(Batch.objects.get(number=batch.number)) == before == (5, 2, 0, 3)
    events = read.events_by_ids([event_id(again.number, place) for place in range(3)], frozenset({"repair"}))
    assert [event["message"] for event in events] == ["spilled"] * 3
    assert {event["received_at"] for event in events} == {batch.received_at}
    assert Receipt.objects.get(action="quarantine_replay").person_name == "ilya"
    event = AuditEvent.objects.get(name="sensitive_update")
    assert (event.actor_name, event.detail["replay"], event.detail["records"]) == ("ilya", again.number, 3)
    assert LedgerLeaf.objects.filter(kind="replay", reference=str(again.number)).exists()

    page = ilya.get(f"/batches/{batch.number}/").content.decode()
    assert "3 of 3 were read again" in page
    assert f'<a href="/batches/{again.number}/">batch {again.number}</a>: 3 stored.' in page
    assert (
        f'<a href="/batches/{batch.number}/">batch {batch.number}</a>'
        in ilya.get(f"/batches/{again.number}/").content.decode()
    )
    kept = ilya.get(f"/batches/{batch.number}/quarantine").content.decode()
    assert f"replayed in batch {again.number}" in kept, "kept, and marked"


@pytest.mark.parametrize("how", ["upload", "api"])
def test_a_replay_has_the_order_of_a_file_when_it_came_in_one(source: Source, ilya: Client, how: str) -> None:
    """The lines name no year, and the first would be of this one but for the order in which they stand."""
    written = [timezone.now() - timedelta(days=days) for days in (420, 360, 300)]
    lines = [f"{at:%b} {at.day:2d} {at:%H:%M:%S} gate app[1]: {next(_bodies)}\n" for at in written]
    (item,) = spool(source, ["".join(lines).encode()], how=how, format_hint="ndjson")
    batch = sealed(item.number)
    assert balance(batch) == (3, 0, 0, 3)
    ilya.post(url(batch), {"do": "replay", "format": "ndjson"})
    batch = sealed(Replay.objects.get().number)  # and once more from there
    assert (f"{written[0]:%Y-%m-%d}" in ilya.get(url(batch)).content.decode()) == (how == "upload")
    ilya.post(url(batch), {"do": "replay"})
    again = sealed(Replay.objects.get(batch=batch).number)
    ids = [event_id(again.number, place) for place in range(3)]
    found = [event["timestamp"].date() for event in read.events_by_ids(ids, frozenset({"repair"}))]
    assert (found == [at.date() for at in written]) == (how == "upload"), found


def test_a_second_replay_takes_nothing(batch: Batch, ilya: Client) -> None:
    ilya.post(url(batch), {"do": "replay", "format": "logfmt"})
    second = ilya.post(url(batch), {"do": "replay", "format": "logfmt"})
    assert second.status_code == 409
    assert "Nothing is left to repair" in ilya.get(url(batch)).content.decode()
    assert Replay.objects.count() == 1
    assert SpoolItem.objects.count() == 1


def test_what_is_quarantined_again_can_be_replayed_from_there(batch: Batch, ilya: Client) -> None:
    ilya.post(url(batch), {"do": "replay", "format": "ndjson"})
    failed = sealed(Replay.objects.get().number)
    assert balance(failed) == (3, 0, 0, 3)
    ilya.post(url(failed), {"do": "replay"})
    assert balance(sealed(Replay.objects.get(batch=failed).number)) == (3, 3, 0, 0)


def test_a_batch_that_was_quarantined_whole_is_no_duplicate_of_itself(source: Source, ilya: Client) -> None:
    (item,) = spool(source, [LOGFMT % (1, next(_bodies) + 500)], how="api", format_hint="ndjson")
    batch = sealed(item.number)
    assert balance(batch) == (1, 0, 0, 1)
    ilya.post(url(batch), {"do": "replay"})
    assert balance(sealed(Replay.objects.get().number)) == (1, 1, 0, 0)


def same_id(source: Source, how: str, *more: bytes) -> Batch:
    """Records that name themselves alike and have no time that could be read."""
    id = secrets.token_hex(8).encode()
    records = [b'{"_id":"%s","timestamp":"never, %s"}' % (id, each) for each in (b"one", *more)]
    (item,) = spool(source, [b"\n".join((*records, b""))], how=how, format_hint="ndjson")
    return sealed(item.number)


def test_a_bulk_item_that_comes_again_once_it_was_repaired_is_a_duplicate(
    source: Source, ilya: Client
) -> None:
    batch = same_id(source, "bulk")
    assert balance(batch) == (1, 0, 0, 1)
    line = bytes(QuarantinedRecord.objects.get().raw)
    ilya.post(url(batch), {"do": "replay", "format": "plain"})
    assert balance(sealed(Replay.objects.get().number)) == (1, 1, 0, 0)
    (item,) = spool(source, [line + b'\n{"message":"another"}\n'], how="bulk", format_hint="ndjson")
    assert balance(sealed(item.number)) == (2, 1, 1, 0)


def test_an_id_says_nothing_in_a_replay_of_what_was_no_bulk_request(source: Source, ilya: Client) -> None:
    batch = same_id(source, "api", b"two")
    assert balance(batch) == (2, 0, 0, 2)
    ilya.post(url(batch), {"do": "replay", "format": "plain"})
    assert balance(sealed(Replay.objects.get().number)) == (2, 2, 0, 0)


def test_what_a_collector_wrapped_is_read_as_wrapped_again(
    source: Source, ilya: Client, settings: Settings
) -> None:
    settings.MAX_RECORD_KEYS = 2
    line = "<38>Nov 21 09:15:01 gate sshd[811]: Failed password for otto from 203.0.113.7 port 40022 ssh2"
    wrapped = orjson.dumps({"@timestamp": "2026-03-01T10:00:00Z", "host.name": "collector", "message": line})
    (item,) = spool(source, [wrapped + b"\n"], how="hec", format_hint="envelope")
    batch = sealed(item.number)
    assert (batch.format, balance(batch)) == ("envelope", (1, 0, 0, 1))
    settings.MAX_RECORD_KEYS = 2000
    assert "event.outcome" in ilya.get(url(batch)).content.decode()
    ilya.post(url(batch), {"do": "replay"})
    again = sealed(Replay.objects.get().number)
    assert (again.format, balance(again)) == ("envelope", (1, 1, 0, 0))
    (event,) = read.events_by_ids([event_id(again.number, 0)], None)
    assert event["timestamp"].isoformat() == "2026-03-01T10:00:00+00:00"
    assert (event["host.name"], event["event.dataset"]) == ("collector", "syslog")
    assert (event["user.name"], event["event.outcome"]) == ("otto", "failure")


def test_one_reason_can_be_replayed_alone(batch: Batch, ilya: Client) -> None:
    QuarantinedRecord.objects.filter(position=2).update(reason="unreadable_time")
    ilya.post(url(batch), {"do": "replay", "reason": "unreadable_time"})
    assert Replay.objects.get().records == 1
    assert QuarantinedRecord.objects.filter(replay=None).count() == 2


def test_the_retention_class_of_the_original_holds(source: Source, batch: Batch, ilya: Client) -> None:
    Source.objects.update(retention_class=RetentionClass.objects.get(slug="short"))
    ilya.post(url(batch), {"do": "replay"})
    assert sealed(Replay.objects.get().number).retention_class == "standard"


# --- many batches alike ---------------------------------------------------------------------------


@pytest.fixture
def three(source: Source) -> list[Batch]:
    """One line of logfmt in each of three batches, read as JSON; each is one record in quarantine."""
    items = [
        spool(source, [LOGFMT % (1, 9_000 + next(_bodies))], how="api", format_hint="ndjson")[0]
        for _ in range(3)
    ]
    return [sealed(item.number) for item in items]


def test_what_waits_is_grouped_by_reason_over_all_batches_of_a_source(
    three: list[Batch], ilya: Client
) -> None:
    QuarantinedRecord.objects.filter(batch=three[0]).update(reason="unreadable_time")
    page = ilya.get("/sources/repair/quarantine").content.decode()
    assert '<td class="num" data-label="Lines">2</td>' in page
    assert f'href="/batches/{three[2].number}/quarantine/repair?reason=not_json"' in page, "the newest"
    places = [page.index(f'href="/batches/{each.number}/quarantine"') for each in three]
    assert places == sorted(places, reverse=True), "newest first"
    one = ilya.get("/sources/repair/quarantine?reason=unreadable_time").content.decode()
    assert f'href="/batches/{three[0].number}/quarantine?reason=unreadable_time">1</a>' in one
    assert f'href="/batches/{three[1].number}/quarantine' not in one
    older = ilya.get(f"/sources/repair/quarantine?before={three[1].number}").content.decode()
    assert f'/batches/{three[0].number}/quarantine"' in older
    assert f'/batches/{three[1].number}/quarantine"' not in older
    assert "spilled" not in page
    assert not Receipt.objects.exists(), "no record was shown"
    for query in [unrepaired_batches(three[0].source, "not_json").explain(), *_asked(three[0].source)]:
        assert "quarantinedrecord" not in query, "no line is counted for a page"
    stranger = signed_in_client(make_person(Role.INVESTIGATOR, sources=["other"]), purpose=LOOKING)
    assert stranger.get("/sources/repair/quarantine").status_code == 404
    auditor = signed_in_client(make_person(Role.AUDITOR))
    assert "quarantine/repair" not in auditor.get("/sources/repair/quarantine").content.decode()


def _asked(source: Source) -> list[str]:
    """The queries behind the reasons of a source and the list of sources."""
    with CaptureQueriesContext(connection) as captured:
        unrepaired(source)
        totals_of([source.pk])
    return [query["sql"] for query in captured]


def test_what_waits_is_counted_whatever_becomes_of_the_lines(batch: Batch, ilya: Client) -> None:
    def waiting() -> dict[str, int]:
        return {row.reason: row.lines for row in unrepaired(batch.source)}

    assert waiting() == {"not_json": 3}
    QuarantinedRecord.objects.filter(position=2).update(reason="unreadable_time")
    assert waiting() == {"not_json": 2, "unreadable_time": 1}
    ilya.post(url(batch), {"do": "replay", "reason": "unreadable_time"})
    assert waiting() == {"not_json": 2}
    QuarantinedRecord.objects.filter(position=1).delete()
    assert waiting() == {"not_json": 1}
    assert totals_of([batch.source_id])[batch.source_id].unrepaired == 1
    QuarantinedRecord.objects.all().delete()
    assert not WaitingLines.objects.exists()


def test_one_repair_is_done_to_every_batch_that_has_the_reason(three: list[Batch], ilya: Client) -> None:
    QuarantinedRecord.objects.filter(batch=three[0]).update(reason="unreadable_time")
    asked = {"format": "logfmt", "reason": "not_json"}
    assert (
        "The same in all 2 batches of Repair: 2 records" in ilya.post(url(three[2]), asked).content.decode()
    )
    done = ilya.post(url(three[2]), {**asked, "do": "replay_alike"}, follow=True)
    page = done.content.decode()
    assert "Being read again: 2 records of 2 batches." in page
    assert set(Replay.objects.values_list("batch", flat=True)) == {three[1].pk, three[2].pk}
    assert Receipt.objects.filter(action="quarantine_replay").count() == 2
    assert [balance(sealed(each.number)) for each in Replay.objects.all()] == [(1, 1, 0, 0)] * 2
    assert "Not JSON" not in page
    assert "The time cannot be read" in page, "which nobody repaired"
    assert ilya.post(url(three[2]), {**asked, "do": "replay_alike"}).status_code == 409


def test_many_batches_are_replayed_in_steps(three: list[Batch], ilya: Client, settings: Settings) -> None:
    settings.REPLAY_BATCHES = 2
    Batch.objects.filter(pk=three[1].pk).update(format="envelope")
    asked = {"format": "ndjson", "do": "replay_alike"}
    assert "The same in the oldest 2 of 3 batches" in ilya.get(url(three[0])).content.decode()
    done = ilya.post(url(three[2]), asked, follow=True).content.decode()
    assert "2 records of 2 batches. Waiting still: 1 batch, for which you can ask again." in done
    made = dict(Replay.objects.values_list("batch", "format"))
    assert made == {three[0].pk: "ndjson", three[1].pk: "envelope"}, "what was wrapped stays so"
    ilya.post(url(three[2]), asked)
    assert Replay.objects.count() == 3


def test_a_full_disk_or_spool_keeps_what_was_replayed_before_it(
    three: list[Batch], ilya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = iter([None, DiskNearlyFull("full"), SpoolFull("full")])

    def require_room(source_id: int) -> None:
        if problem := next(rooms):
            raise problem

    monkeypatch.setattr("ingestion.receive.spooling.require_room", require_room)
    asked = {"format": "logfmt", "do": "replay_alike"}
    assert ilya.post(url(three[2]), asked).status_code == 302
    assert Replay.objects.get().batch_id == three[0].pk
    assert ilya.post(url(three[2]), asked).status_code == 429
    assert Replay.objects.count() == 1


def test_a_source_says_how_much_of_its_quarantine_waits(three: list[Batch], ilya: Client) -> None:
    marked = '<a class="badge warn" href="/sources/repair/quarantine">'
    assert marked in ilya.get("/sources/").content.decode()
    assert '<a href="/sources/repair/quarantine">3</a>' in ilya.get("/sources/repair/").content.decode()
    ilya.post(url(three[2]), {"format": "logfmt", "do": "replay_alike"})
    page = ilya.get("/sources/").content.decode()
    assert marked not in page
    assert '<td class="num" data-label="Quarantined">3</td>' in page, "it is history and stays"
    assert "Nothing waits for a repair" in ilya.get("/sources/repair/quarantine").content.decode()


# --- parked batches -------------------------------------------------------------------------------


@pytest.fixture
def parked(source: Source) -> int:
    (item,) = spool(source, [b'{"parked":%d}\n' % next(_bodies)], how="api")
    SpoolItem.objects.update(state=SpoolItem.State.PARKED, attempts=5, last_error="BadBatch: no")
    return item.number


def test_an_administrator_lets_a_parked_batch_go(parked: int, ilya: Client) -> None:
    assert ilya.post(f"/batches/{parked}/release").status_code == 403
    assert SpoolItem.objects.get().state == SpoolItem.State.PARKED
    root = signed_in_client(make_person(Role.ADMINISTRATOR, name="root"))
    assert "try batch" in root.get(f"/batches/{parked}/").content.decode()
    assert root.post(f"/batches/{parked}/release")["Location"] == f"/batches/{parked}/"
    event = AuditEvent.objects.get(name="sensitive_update")
    assert (event.actor_name, event.object_label) == ("root", f"repair: batch {parked}")
    assert balance(sealed(parked)) == (1, 1, 0, 0)
    assert root.post(f"/batches/{parked}/release").status_code == 409, "twice is harmless"


def test_the_command_lets_parked_batches_go(parked: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="Name batches"):
        call_command("release")
    call_command("release", source="repair")
    assert f"1 released: {parked}." in capsys.readouterr().out
    assert SpoolItem.objects.get().state == SpoolItem.State.WAITING
    call_command("release", all=True)
    assert "None of them is parked" in capsys.readouterr().out
