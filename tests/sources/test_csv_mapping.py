"""The page on which a source's CSV is mapped, and that batches and replays are read as it says."""

import json
from html.parser import HTMLParser
from ipaddress import IPv6Address

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

import portal.celery  # noqa: F401  wakes go to the tests' own broker
from ingestion.formats.csv_guess import guess
from ingestion.formats.csv_mapping import LEFT_OUT, TIME, Column, CsvColumns, format_of
from ingestion.formats.written_times import UNREADABLE, flaw_of, read
from ingestion.normalise.clock import Arrival
from ingestion.normalise.masking.batch import BatchMask
from ingestion.normalise.masking.keys import derive
from ingestion.normalise.masking.masker import Masker
from ingestion.pipeline import reading
from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.pipeline.seal import seal_next
from ingestion.receive import backlog
from ingestion.receive.lines import Limits
from ingestion.receive.pieces import pieces
from ingestion.receive.spooling import spool
from ingestion.sources.mapping_actions import map_csv
from ingestion.sources.models import CsvMapping, Source
from ingestion.store import read as store
from ingestion.store.given import given
from portal.accounts.commands import COMMAND
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent, LedgerLeaf
from portal.core.eventid import event_id
from portal.retention.models import RetentionClass
from portal.retention.verify import Counts, check_batches
from tests.people import LOOKING, make_person, signed_in_client

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("event_tables")]
ARRIVAL = Arrival(timezone.now(), "UTC")
TABLE = "Zeitpunkt;Konto;Adresse;Kennwort;Vermerk\n"
ROW = "21.11.2026 21:00:0%d;ada;192.0.2.%d;xylographHunter2;ok\n"
COLUMNS = CsvColumns(
    (
        Column("Zeitpunkt", TIME),
        Column("Konto", "user.name"),
        Column("Adresse", "source.ip"),
        Column("Kennwort", LEFT_OUT),
        Column("Vermerk"),
    ),
    ";",
    True,
    "%d.%m.%Y %H:%M:%S",
    "Europe/Berlin",
)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    backlog.look_again()
    cache.clear()


@pytest.fixture
def till(db: None) -> Source:
    standard = RetentionClass.objects.get(slug="standard")
    return Source.objects.create(slug="till", name="Till", retention_class=standard)


@pytest.fixture
def admin(db: None) -> Client:
    return signed_in_client(make_person(Role.ADMINISTRATOR, name="adam"))


def sealed(source: Source, body: str, hint: str = "") -> Batch:
    (item,) = spool(Source.objects.get(pk=source.pk), [body.encode()], how="api", format_hint=hint)
    return seal_all(item.number)


def seal_all(number: int) -> Batch:
    SpoolItem.objects.update(retry_at=timezone.now())
    while seal_next() is not None:
        pass
    return Batch.objects.select_related("mapping").get(number=number)


def event(batch: Batch, position: int) -> dict[str, object]:
    (found,) = store.events_by_ids([event_id(batch.number, position)], None)
    return found


def form_of(page: str) -> dict[str, str]:
    """What a browser would send back of the page's form."""

    class Fields(HTMLParser):
        said: dict[str, str] = {}
        select = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            name = given.get("name") or ""
            if tag == "select":
                self.select = name
            elif tag == "option" and "selected" in given:
                self.said[self.select] = given.get("value") or ""
            elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
                self.said[name] = given.get("value") or ("on" if given.get("type") == "checkbox" else "")

    found = Fields()
    found.said = {}
    found.feed(page)
    return found.said


def test_a_mapping_is_proposed_corrected_shown_and_saved(admin: Client, till: Source) -> None:
    sample = TABLE + ROW % (1, 7) + ROW % (2, 8)
    answer = admin.post("/sources/till/csv", {"do": "read", "sample": sample})
    page = answer.content.decode()
    said = form_of(page)
    assert (said["delimiter"], said["time_format"], said["use-0"]) == (";", "%d.%m.%Y %H:%M:%S", TIME)
    assert "2 of 2 rows would be stored" in page
    assert "xylograph" not in page.split('id="trial"')[1], "masked by its column's name"

    chosen = {
        **said,
        "sample": sample,
        "use-1": "user.name",
        "use-2": "source.ip",
        "use-3": LEFT_OUT,
        "zone": "Europe/Berlin",
    }
    shown = admin.post("/sources/till/csv", {**chosen, "do": "show"}).content.decode()
    assert "2026-11-21 20:00:01" in shown
    assert "<dt>user.name</dt><dd>ada</dd>" in shown
    assert not CsvMapping.objects.exists()

    for wrong, why in (({"use-0": ""}, "Say which column is the time"), ({"use-4": "user.name"}, "would become user.name"),
                       ({"zone": "Berlin"}, "no such zone"), ({"use-4": "other", "other-4": "a b"}, "letters, digits and dots"),
                       ({"use-4": "other", "other-4": "ts"}, "what the record’s time is called"),
                       ({"use-4": "other", "other-4": "@timestamp"}, "what the record’s time is called"),
                       ({"use-4": "other", "other-4": "hostname"}, "is read as host.name"),
                       ({"time_format": "other", "time_pattern": "%H:%M"}, "needs a year")):  # fmt: skip
        refused = admin.post("/sources/till/csv", {**chosen, **wrong, "do": "save"})
        assert refused.status_code == 422
        assert why in refused.content.decode()
    assert not CsvMapping.objects.exists()

    assert admin.post("/sources/till/csv", {**chosen, "do": "save"}).status_code == 302
    till.refresh_from_db()
    assert till.csv_mapping is not None
    assert till.csv_mapping.columns == COLUMNS
    trace = AuditEvent.objects.filter(name="sensitive_update").latest("pk")
    assert (trace.actor_name, trace.object_label) == ("adam", "source till")
    assert trace.detail["csv_mapping"]["from"] is None
    assert trace.detail["csv_mapping"]["to"]["time_format"] == "%d.%m.%Y %H:%M:%S"
    assert LedgerLeaf.objects.filter(reference="csv-mapping:till").count() == 1

    admin.post("/sources/till/csv", {**chosen, "do": "save"})
    assert CsvMapping.objects.count() == 1, "nothing changed, so nothing is made"
    admin.post("/sources/till/csv", {"do": "remove"})
    till.refresh_from_db()
    assert till.csv_mapping is None
    assert CsvMapping.objects.count() == 1, "batches may have been read by it"


def test_batches_are_read_by_the_mapping_in_force_when_they_came(till: Source) -> None:
    before = sealed(till, TABLE + ROW % (0, 1))
    assert (before.format, before.mapping) != ("csv", None)
    made = map_csv(actor=COMMAND, source=till, columns=COLUMNS)
    batch = sealed(till, TABLE + ROW % (1, 7) + "gestern;ada;192.0.2.9;x;ok\n")
    assert (batch.format, batch.mapping, batch.stored, batch.quarantined) == ("csv", made, 1, 1)
    found = event(batch, 1)
    assert (found["user.name"], found["source.ip"]) == ("ada", IPv6Address("::ffff:192.0.2.7"))
    assert str(found["timestamp"]).startswith("2026-11-21 20:00:01")
    assert found["event.created"] == "21.11.2026 21:00:01"
    assert "Kennwort" not in str(found["fields"]) and "ok" in str(found["fields"])
    assert "xylograph" not in str(found)
    assert batch.quarantine.get().reason == "unreadable_time"

    other = CsvColumns((*COLUMNS.columns[:2], *(Column(one.name, "") for one in COLUMNS.columns[2:])), *list(COLUMNS.as_dict().values())[1:])  # type: ignore[arg-type]  # fmt: skip
    (item,) = spool(Source.objects.get(pk=till.pk), [(TABLE + ROW % (3, 7)).encode()], how="api")
    map_csv(actor=COMMAND, source=Source.objects.get(pk=till.pk), columns=other)
    assert seal_all(item.number).mapping == made, "it came before the change"
    later = sealed(till, TABLE + ROW % (4, 7))
    assert later.mapping is not None and later.mapping.number == 2
    assert str(event(later, 1)["source.ip"]) == "::"
    assert sealed(till, '{"time":"2026-11-21T20:00:01Z","msg":"json"}\n').mapping is None
    assert list(check_batches(Counts())) == [], "the ledger has the mappings' digests"


def test_a_replay_is_read_by_the_mapping_and_needs_no_header(till: Source) -> None:
    batch = sealed(till, TABLE + ROW % (5, 7) + ROW % (6, 8), hint="csv")
    assert (batch.quarantined, batch.mapping) == (3, None)
    made = map_csv(actor=COMMAND, source=till, columns=COLUMNS)
    ilya = signed_in_client(make_person(Role.INVESTIGATOR, sources=["till"]), purpose=LOOKING)
    path = f"/batches/{batch.number}/quarantine/repair"
    assert "2 of the first 2 would be stored" in ilya.get(path).content.decode()
    ilya.post(path, {"do": "replay"})
    again = seal_all(SpoolItem.objects.get().number)
    assert (again.format, again.mapping, again.stored) == ("csv", made, 2)
    assert "by mapping 1 of its source" in ilya.get(f"/batches/{again.number}/").content.decode()


def test_a_table_without_header_is_known_by_its_rows(till: Source) -> None:
    bare = CsvColumns(COLUMNS.columns[:3], ";", False, COLUMNS.time_format, "")
    map_csv(actor=COMMAND, source=till, columns=bare)
    batch = sealed(till, "21.11.2026 21:00:01;ada;192.0.2.1\n21.11.2026 21:00:02,5;bo;192.0.2.2\n")
    assert (batch.format, batch.stored) == ("csv", 2)
    assert str(event(batch, 1)["timestamp"]).startswith("2026-11-21 21:00:02.5")
    assert sealed(till, "ada came in\nbo went out\n").mapping is None


def test_a_header_that_only_the_mapping_knows_is_repeated_in_each_batch(till: Source) -> None:
    made = map_csv(actor=COMMAND, source=till, columns=COLUMNS)
    body = (TABLE + "".join(ROW % (n % 10, n) for n in range(50))).encode()
    cut = list(pieces([body], Limits(500, 100, 1000), made))
    assert len(cut) > 4
    assert all(one.startswith(TABLE.encode()) for one in cut)


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        pytest.param("31.12.2026 23:59:59", "%d.%m.%Y %H:%M:%S", "2026-12-31T23:59:59.000000", id="day first"),
        pytest.param("12/31/2026 11:59:59 PM", "%m/%d/%Y %I:%M:%S %p", "2026-12-31T23:59:59.000000", id="half days"),
        pytest.param("31.12.2026 23:59:59,1234567", "%d.%m.%Y %H:%M:%S", "2026-12-31T23:59:59.1234567", id="fraction"),
        pytest.param("31.12.2026 23:59 +0200", "%d.%m.%Y %H:%M %z", "2026-12-31T21:59:00.000000Z", id="zone"),
        pytest.param("31.02.2026 23:59:59", "%d.%m.%Y %H:%M:%S", UNREADABLE, id="no such day"),
        pytest.param("2026-12-31T00:00:00Z", "%d.%m.%Y %H:%M:%S", UNREADABLE, id="another form"),
        pytest.param("", "%d.%m.%Y %H:%M:%S", "", id="none"),
    ],
)  # fmt: skip
def test_times_are_read_in_the_form_that_was_said(text: str, form: str, expected: str) -> None:
    assert not flaw_of(form)
    assert read(text, form)["@timestamp"] == expected


def test_what_may_mean_two_things_is_not_guessed() -> None:
    assert guess(b"when,who\n05/06/2026 10:00:00,ada\n", ARRIVAL).time_format == ""
    assert guess(b"when,who\n25/06/2026 10:00:00,ada\n", ARRIVAL).time_format == "%d/%m/%Y %H:%M:%S"
    assert guess(b"when,who\n21.11.2026 10:00,ada\n21.11.2026 10:01,bo\nlater,cy\n", ARRIVAL).times == [
        "when"
    ]


@pytest.mark.parametrize(
    "when",
    ["1795252503", "21.11.2026 10:00:00", "21/11/2026 10:00", "11/21/2026 9:00 PM", "21-Nov-2026 10:00"],
)
def test_a_row_is_not_taken_for_a_header(when: str) -> None:
    assert guess(f"{when},ada\n{when},bo\n".encode(), ARRIVAL).names == ["column1", "column2"]
    named = guess(f"p95,24h,sha512\n{when},ada,7\n".encode(), ARRIVAL)
    assert named.names == ["p95", "24h", "sha512"], "names with digits are names"


BARE = CsvColumns((Column("column1", TIME), Column("column2", "source.ip"), Column("column3", "user.password")), ",", False)  # fmt: skip


@pytest.mark.parametrize("row", ["gestern,192.0.2.1,hunter2", "2026-11-21T20:00:00Z,192.0.2.1,hunter2,x,y"])
def test_a_refused_row_is_masked_by_the_chosen_names(row: str) -> None:
    mask = BatchMask(Masker(derive("a key for tests, long enough to pass"), frozenset()))
    (found,) = given(format_of(BARE, 1), row.encode(), ARRIVAL, mask).records()
    assert found.refusal is not None
    assert b"hunter2" not in found.raw + found.document


def test_columns_do_not_take_one_anothers_names() -> None:
    columns = CsvColumns((Column("when", TIME), Column("who", "note"), Column("what")))
    body = b"when,who,what,note,@written\n2026-11-21T20:00:00Z,ada,x,late,never\n"
    (found,) = given(format_of(columns, 1), body, ARRIVAL).records()
    said = json.loads(found.document)
    assert (said["note"], said["csv.note"], said["csv.@written"]) == ("ada", "late", "never")
    assert found.written == "2026-11-21T20:00:00Z"


TWO = (Column("a", TIME), Column("b", "user.name"))


@pytest.mark.parametrize(
    ("body", "named", "has_header", "is_replay", "by_mapping"),
    [
        pytest.param("time,host\n2026-11-21T20:00:00Z,x\n", "", False, False, False, id="another table"),
        pytest.param("2026-11-21 20:00:01,250 ERROR [main] shop.Till: lost\n", "", False, False, False, id="a log"),
        pytest.param("b,a\n2026-11-21T20:00:00Z,2026-11-21T20:00:00Z\n", "csv", False, True, False, id="names in another order"),
        pytest.param("x,y\n2026-11-21T20:00:00Z,ada\n2026-11-21T20:00:00Z,bo\n2026-11-21T20:00:00Z,bo\n", "", False, False, False, id="strange names"),
        pytest.param("21.11.2026 20:00:00,ada\n", "csv", True, False, False, id="its header is missing"),
        pytest.param("21.11.2026 20:00:00,ada\n", "csv", True, True, True, id="in a replay it may"),
        pytest.param("21.11.2026 20:00:00,ada\n", "csv", False, False, True, id="it has none"),
        pytest.param("b,a\nada,2026-11-21T20:00:00Z\n", "", True, False, True, id="its header"),
    ],
)  # fmt: skip
def test_a_mapping_reads_its_own_table_alone(
    body: str, named: str, has_header: bool, is_replay: bool, by_mapping: bool
) -> None:
    mapping = CsvMapping(pk=7, said=CsvColumns(TWO, ",", has_header).as_dict())
    assert (reading.format_of(body.encode(), named, mapping, is_replay=is_replay).mapping == 7) is by_mapping
