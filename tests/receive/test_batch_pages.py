"""Batches and their quarantine: metadata for those who know the source, lines only with purpose and receipt."""

import re
from pathlib import Path

import pytest
from django.test import Client

from ingestion.pipeline.models import Batch, Renumbered, SpoolItem
from ingestion.pipeline.templatetags.batches import reason_words
from ingestion.sources.models import IngestToken, Source
from portal.accounts.roles import Role
from portal.audit import receipts
from portal.audit.models import Receipt
from portal.core.eventid import event_id
from tests.people import LOOKING, make_person, signed_in_client
from tests.receive.making import a_batch, quarantine

pytestmark = pytest.mark.django_db
PAGE, LINES = "/batches/7/", "/batches/7/quarantine"
HOSTILE = b"<script>alert(1)</script>\x1b[31m\x00\xff\xe2\x80\xaecba"
READERS, KEEPERS = [Role.ANALYST, Role.INVESTIGATOR], [Role.ADMINISTRATOR, Role.AUDITOR, Role.RECORDS_MANAGER]


@pytest.fixture
def batch(source: Source) -> Batch:
    made = a_batch(source, 7, received=12, quarantined=2)
    quarantine(made, {3: HOSTILE, 8: b"plain line"})
    return made


def reader(role: Role = Role.ANALYST, *sources: str, with_purpose: bool = True) -> Client:
    person = make_person(role, name="reader", sources=sources)
    return signed_in_client(person, purpose=LOOKING if with_purpose else None)


# --- one batch ------------------------------------------------------------------------------------


def test_the_balance_is_on_the_page(batch: Batch) -> None:
    page = reader(Role.ANALYST, "web").get(PAGE).content.decode()
    for words in ("<b>12</b> received", "<b>10</b> stored", "<b>0</b> duplicate", "<b>2</b> quarantined"):
        assert words in page
    assert batch.sha256_hex in page
    assert batch.root_hex in page
    assert "lti_12345678" in page
    assert "Masked" not in page, "nobody counted it"
    assert not Receipt.objects.exists(), "no record was shown"


def test_a_batch_and_its_list_name_the_token_and_how_long_it_is_kept(batch: Batch) -> None:
    IngestToken.objects.create(
        source=batch.source, name="edge of the shop", prefix="lti_12345678", digest=b"1" * 32
    )
    analyst = reader(Role.ANALYST, "web")
    page = analyst.get(PAGE).content.decode()
    assert "edge of the shop <code>lti_12345678_…</code>" in page
    assert str(batch.source.retention_class) in page
    assert "edge of the shop" in analyst.get("/sources/web/").content.decode()
    IngestToken.objects.update(
        source=Source.objects.create(slug="other", name="Other", retention_class=batch.source.retention_class)
    )
    assert "edge of the shop" not in analyst.get(PAGE).content.decode()


def test_a_batch_is_found_by_the_number_its_sender_was_told(batch: Batch) -> None:
    """It got another after PostgreSQL was restored to an earlier day; those who may not know of it see nothing."""
    Renumbered.objects.create(told=3, number=7)
    assert reader(Role.ANALYST, "web").get("/batches/3/")["Location"] == PAGE
    assert (
        signed_in_client(make_person(Role.ANALYST, name="other", sources=("other",)))
        .get("/batches/3/")
        .status_code
        == 404
    )


def test_a_duplicate_names_the_first(source: Source, batch: Batch) -> None:
    a_batch(source, 9, stored=0, duplicate=10, duplicate_of=batch)
    page = reader(Role.ANALYST, "web").get("/batches/9/").content.decode()
    assert '<a href="/batches/7/">batch 7</a>' in page
    assert "Nothing was read again" in page and "Every line was understood" not in page


@pytest.mark.parametrize(
    "number", ["7", "8", str(2**70)], ids=["not granted", "missing", "beyond any number"]
)
def test_a_batch_that_is_not_theirs_looks_missing(batch: Batch, number: str) -> None:
    assert reader(Role.ANALYST, "other").get(f"/batches/{number}/").status_code == 404


def test_a_batch_that_waits_says_so(source: Source) -> None:
    item = SpoolItem.objects.create(source=source, body=b"", size=3, sha256=b"", how="api", sender="x")
    page = reader(Role.ANALYST, "web").get(f"/batches/{item.number}/").content.decode()
    assert "Accepted and safe" in page
    SpoolItem.objects.update(state=SpoolItem.State.PARKED, last_error="<b>engine</b> gone", attempts=5)
    page = signed_in_client(make_person(Role.ADMINISTRATOR)).get(f"/batches/{item.number}/").content.decode()
    assert "could not be sealed in 5 tries" in page
    assert "&lt;b&gt;engine&lt;/b&gt; gone" in page


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("not_windows_xml", "Not Windows XML"),
        ("not_xml", "Not XML"),
        ("not_evtx", "Not a Windows event log"),
        ("not_json", "Not JSON"),
        ("not_sql_server", "Not a record of SQL Server&#x27;s error log"),
        ("not_android", "Not this format: Android logcat"),
        ("not_an_object", "JSON, but not an object"),
        ("no_timestamp", "No timestamp"),
    ],
)
def test_reasons_read_as_people_write_them(source: Source, reason: str, words: str) -> None:
    quarantine(a_batch(source, 7, received=1, stored=0, quarantined=1), {0: b"<Event>"}, reason)
    client = reader(Role.ANALYST, "web")
    for url in (PAGE, LINES, f"{LINES}?reason={reason}", "/sources/web/quarantine"):
        page = client.get(url).content.decode()
        assert words in page, url
        assert reason.replace("_", " ").capitalize() not in page.replace(words, ""), url


def test_no_reason_that_a_format_gives_is_without_words() -> None:
    """A code with its underscores taken away writes proper names small."""
    said = {
        code
        for file in Path("ingestion/formats").glob("*.py")
        for code in re.findall(r'Reason\(\s*f?"(not_[a-z0-9_]+)"', file.read_text(encoding="utf-8"))
    }
    assert len(said) > 60
    own_words = {code for code in said if reason_words(code) == code.replace("_", " ").capitalize()}
    assert own_words == {"not_logfmt"}, "which is written so"


# --- who is refused the lines ---------------------------------------------------------------------


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("path", [LINES, "/batches/8/quarantine"], ids=["not granted", "missing"])
def test_readers_without_a_grant_see_nothing_and_leave_a_receipt(batch: Batch, role: Role, path: str) -> None:
    answer = reader(role, "other").get(path)
    assert answer.status_code == 404
    receipt = Receipt.objects.get()
    assert (receipt.action, receipt.outcome, receipt.person_name) == ("quarantine_view", "denied", "reader")
    assert receipt.delivered == []
    assert receipt.purpose_category == LOOKING.category


@pytest.mark.parametrize("role", KEEPERS)
def test_keepers_see_counts_and_reasons_without_lines(batch: Batch, role: Role) -> None:
    page = signed_in_client(make_person(role)).get(LINES).content.decode()
    assert "No timestamp" in page
    assert "The lines are not shown" in page
    assert "plain line" not in page
    assert "No time was found" not in page, "details may quote the line"
    assert not Receipt.objects.exists()


def test_without_a_purpose_nothing_is_shown(batch: Batch) -> None:
    answer = reader(Role.ANALYST, "web", with_purpose=False).get(LINES)
    assert answer.status_code == 302
    assert answer["Location"] == "/purpose/?next=%2Fbatches%2F7%2Fquarantine"


def test_without_a_receipt_nothing_is_shown(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**fields: object) -> None:
        raise receipts.ReceiptUnavailable("Nothing is shown.")

    monkeypatch.setattr("portal.audit.receipts.write", refuse)
    answer = reader(Role.ANALYST, "web").get(LINES)
    assert answer.status_code == 503
    assert b"plain line" not in answer.content


# --- what is shown --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", READERS)
def test_lines_leave_with_a_receipt_that_names_them(batch: Batch, role: Role) -> None:
    page = reader(role, "web").get(LINES).content.decode()
    assert "plain line" in page
    assert "Line 4" in page
    receipt = Receipt.objects.get()
    assert (receipt.action, receipt.outcome, receipt.sources) == ("quarantine_view", "allowed", ["web"])
    assert receipt.delivered == [event_id(7, 3), event_id(7, 8)]
    assert (receipt.total, receipt.query) == (2, "quarantine of batch 7")
    assert receipt.purpose_reason == LOOKING.reason


def test_hostile_lines_are_inert(batch: Batch) -> None:
    page = reader(Role.ANALYST, "web").get(LINES).content
    assert b"<script>alert" not in page
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in page
    for byte in (b"\x1b", b"\x00", b"\xe2\x80\xae"):
        assert byte not in page
    for shown in (b"\\x1b[31m", b"\\x00", b"\\xff", b"\\u202e"):
        assert shown in page


def test_long_lines_are_cut_and_long_lists_paged(source: Source) -> None:
    batch = a_batch(source, 8, received=150, stored=0, quarantined=150)
    quarantine(batch, {position: b"x" * 5000 if position == 0 else b"line" for position in range(150)})
    client = reader(Role.ANALYST, "web")
    first = client.get("/batches/8/quarantine").content.decode()
    assert "… 904 more bytes" in first
    assert "?after=99" in first
    second = client.get("/batches/8/quarantine?after=99").content.decode()
    assert "Line 101" in second
    assert "Further lines" not in second
    delivered = [len(receipt.delivered) for receipt in Receipt.objects.order_by("at")]
    assert delivered == [100, 50]


@pytest.mark.parametrize(
    "asked", ["?reason=%00", "?reason=%27", "?after=-1", "?after=x", "?after=99999999999999999999"]
)
def test_nonsense_in_the_address_is_answered_as_such(batch: Batch, asked: str) -> None:
    """Not with the first page of everything, which somebody would take for what was asked."""
    answer = reader(Role.ANALYST, "web").get(LINES + asked)
    assert answer.status_code == 400
    assert ("is no reason" if "reason" in asked else "is no number of a line") in answer.content.decode()
    assert not Receipt.objects.exists(), "nothing was shown"


@pytest.mark.parametrize("path", ["/sources/web/", "/sources/web/quarantine"])
def test_a_list_of_batches_goes_on_behind_a_batch_alone(batch: Batch, path: str) -> None:
    client = reader(Role.ANALYST, "web")
    answer = client.get(f"{path}?before=%3Cx")
    assert (answer.status_code, "“&lt;x” is no number of a batch" in answer.content.decode()) == (400, True)
    for there, is_there in (("", True), ("?before=8", True), ("?before=7", False)):
        assert ('href="/batches/7/quarantine"' in client.get(path + there).content.decode()) == is_there


def test_one_reason_can_be_chosen(batch: Batch) -> None:
    Batch.objects.filter(number=7).update(received=13, quarantined=3)
    quarantine(batch, {9: b"too long"}, reason="line_too_long")
    page = reader(Role.ANALYST, "web").get(f"{LINES}?reason=line_too_long").content.decode()
    assert "too long" in page
    assert "plain line" not in page
    assert Receipt.objects.get().query == "quarantine of batch 7, reason line_too_long"


def test_nobody_without_signing_in(client: Client, batch: Batch) -> None:
    for path in (PAGE, LINES):
        assert client.get(path)["Location"].startswith("/login/")
