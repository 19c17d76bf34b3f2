"""The HTTP front over the embedded engine: who may do what, and that it behaves like a server."""

import io
import json
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import clickhouse_connect
import httpx
import pytest
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError
from django.conf import settings

from ingestion.store.client import translated
from ingestion.store.errors import QueryStopped
from portal.embedded.clickhouse_accounts import OUTSIDE
from portal.embedded.clickhouse_body import BadRequest, Body, read_body
from portal.embedded.clickhouse_statement import command_of, input_as_file, with_settings

pytestmark = pytest.mark.usefixtures("event_tables")


def account(url: str) -> Client:
    parts = urlsplit(url)
    return clickhouse_connect.get_client(
        host=str(parts.hostname), port=int(parts.port or 0), username=str(parts.username),
        password=str(parts.password), autogenerate_session_id=False, compress=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def writer() -> Client:
    return account(settings.CLICKHOUSE_URL)


@pytest.fixture(scope="module")
def reader() -> Client:
    return account(settings.CLICKHOUSE_READER_URL)


@pytest.fixture(scope="module")
def keeper() -> Client:
    return account(settings.CLICKHOUSE_KEEPER_URL)


READER_MAY_NOT = [
    "INSERT INTO events (id) SELECT 1", "DROP TABLE events", "ALTER TABLE events DELETE WHERE 1",
    "SELECT * FROM file('/etc/passwd', LineAsString)", "SELECT file('/etc/passwd')", "SELECT `file`('/etc/passwd')",
    "SELECT file /* */ ('/etc/passwd')", "SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
    "SELECT 1 SETTINGS readonly = 0", "SELECT 1; DROP TABLE events", "SELECT 1 INTO OUTFILE '/tmp/x'",
    "WITH 1 AS x INSERT INTO events (id) SELECT x", "SET readonly = 0", "SYSTEM FLUSH LOGS",
    "KILL QUERY WHERE 1", "CREATE TABLE x (a UInt8) ENGINE = Memory", "not sql at all",
]  # fmt: skip
WRITER_MAY_NOT = [
    "SELECT count() FROM events", "SELECT 1 FROM events", "INSERT INTO events (id) SELECT id FROM events",
    "INSERT INTO events (id) SELECT x FROM (SELECT id AS x FROM events)", "ALTER TABLE events DELETE WHERE 1",
    "INSERT INTO FUNCTION file('/tmp/x', 'CSV') SELECT 1", "INSERT INTO events (raw) SELECT file('/etc/passwd')",
    "DROP TABLE events", "OPTIMIZE TABLE events", "SELECT 1 IN events", "DESCRIBE TABLE events",
]  # fmt: skip


@pytest.mark.parametrize("sql", READER_MAY_NOT)
def test_a_reader_only_reads(reader: Client, sql: str) -> None:
    with pytest.raises(DatabaseError):
        reader.command(sql)


@pytest.mark.parametrize("sql", WRITER_MAY_NOT)
def test_a_writer_only_inserts(writer: Client, sql: str) -> None:
    with pytest.raises(DatabaseError):
        writer.command(sql)


@pytest.mark.parametrize("name", sorted(OUTSIDE))
def test_functions_that_reach_outside_are_refused(reader: Client, name: str) -> None:
    with pytest.raises(DatabaseError, match=r"may not use|Unknown|UNKNOWN|syntax"):
        reader.command(f"SELECT {name.upper()}('x')")


@pytest.mark.parametrize("password", ["", "wrong"])
def test_nobody_enters_without_the_password(password: str) -> None:
    parts = urlsplit(settings.CLICKHOUSE_URL)
    answer = httpx.post(
        f"http://{parts.hostname}:{parts.port}/", content="SELECT 1", auth=("keeper", password)
    )
    assert answer.status_code == 403
    assert answer.headers["X-ClickHouse-Exception-Code"] == "516"


def test_it_speaks_the_interface(writer: Client, reader: Client, keeper: Client) -> None:
    keeper.command("DROP TABLE IF EXISTS front_test")
    keeper.command("CREATE TABLE front_test (a UInt64, b String, j JSON) ENGINE = MergeTree ORDER BY a")
    lines = b"one\ntwo\x00\xff\n\nlast"
    sql = "INSERT INTO front_test (a, b) SELECT rowNumberInAllBlocks(), line FROM input('line String') FORMAT LineAsString"
    writer.command(sql, data=lines, settings={"max_threads": 1})
    summary = writer.raw_insert("front_test", ["a", "b"], b'{"a":9,"b":"x"}\n', fmt="JSONEachRow")
    assert summary.written_rows == 1
    found = reader.query(
        "SELECT a, b FROM front_test WHERE a < {most:UInt64} ORDER BY a",
        {"most": 100},
        column_formats={"b": "bytes"},
    )
    assert found.result_rows == [(0, b"one"), (1, b"two\x00\xff"), (2, b""), (3, b"last"), (9, b"x")]
    keeper.command("DROP TABLE front_test")


def test_a_statement_may_be_cancelled_by_its_own_account_only(reader: Client) -> None:
    errors: list[str] = []

    def run() -> None:
        try:
            with translated():
                account(settings.CLICKHOUSE_READER_URL).query(
                    "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 7",
                    settings={"query_id": "front-cancel", "max_execution_time": 60},
                )
        except QueryStopped as error:
            errors.append(str(error))

    thread = threading.Thread(target=run)
    thread.start()
    deadline = time.monotonic() + 30
    while thread.is_alive() and time.monotonic() < deadline:
        reader.command("KILL QUERY WHERE query_id = {id:String} ASYNC", parameters={"id": "front-cancel"})
        thread.join(0.2)
    assert not thread.is_alive()
    assert "394" in errors[0]


STATEMENTS = [
    pytest.param("SELECT 1", "SELECT 1 FORMAT TSV SETTINGS a = '1'", id="select"),
    pytest.param("SELECT 1 FORMAT JSON;", "SELECT 1 FORMAT JSON SETTINGS a = '1'", id="its own format"),
    pytest.param("SELECT ';' -- x", "SELECT ';' FORMAT TSV SETTINGS a = '1'", id="semicolon in text"),
    pytest.param(
        "INSERT INTO t (a) SELECT 1", "INSERT INTO t (a) SETTINGS a = '1' SELECT 1", id="insert select"
    ),
    pytest.param("INSERT INTO d.t FORMAT CSV", "INSERT INTO d.t SETTINGS a = '1'", id="insert with data"),
    pytest.param(
        "INSERT INTO t SETTINGS b = 2 SELECT 1", "INSERT INTO t SETTINGS a = '1', b = 2 SELECT 1", id="both"
    ),
    pytest.param("DROP TABLE t", "DROP TABLE t", id="takes none"),
]


@pytest.mark.parametrize(("sql", "expected"), STATEMENTS)
def test_where_settings_go(sql: str, expected: str) -> None:
    assert with_settings(command_of(sql), {"a": "1"}, "TSV") == expected


def test_input_is_read_from_the_body() -> None:
    command = command_of("INSERT INTO t SELECT x FROM input('x String') FORMAT LineAsString")
    assert (
        input_as_file(command, "/b") == "INSERT INTO t SELECT x FROM file('/b', 'LineAsString', 'x String')"
    )
    assert input_as_file(command_of("INSERT INTO t FORMAT CSV"), "/b") is None


def test_the_summary_counts(keeper: Client) -> None:
    parts = urlsplit(settings.CLICKHOUSE_KEEPER_URL)
    answer = httpx.post(
        f"http://{parts.hostname}:{parts.port}/",
        content="SELECT 1",
        auth=(str(parts.username), str(parts.password)),
    )
    assert json.loads(answer.headers["X-ClickHouse-Summary"])["read_rows"] == "1"


def test_nothing_but_an_address_is_a_request_too() -> None:
    parts = urlsplit(settings.CLICKHOUSE_READER_URL)
    with httpx.Client(auth=(str(parts.username), str(parts.password))) as client:
        answer = client.get(f"http://{parts.hostname}:{parts.port}/", params={"query": "SELECT 1"})
    assert (answer.status_code, answer.text) == (200, "1\n")


class Broken(io.RawIOBase):
    """A connection that ends with an error after a few bytes."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        raise ConnectionResetError


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_body_that_breaks_off_leaves_nothing_open() -> None:
    before = open_files()
    for stream, error in (
        (io.BufferedReader(Broken()), ConnectionResetError),
        (io.BytesIO(b"ab"), BadRequest),
    ):
        with pytest.raises(error):
            read_body(stream, {"content-length": "1000"})
    assert open_files() == before


def test_a_file_is_used_again_only_after_success_and_holds_what_came_last() -> None:
    def body(letter: bytes, size: int) -> Body:
        return read_body(io.BytesIO(letter * size), {"content-length": str(size)})

    failed = body(b"a", 2**21)
    failed.close()
    assert not Body._spare
    done = body(b"b", 2**21)
    done.reusable = True
    file = Path(done.path).stat().st_ino
    done.close()
    with closing(body(b"c", 2**20)) as again:
        assert Path(again.path).stat().st_ino == file
        assert Path(again.path).read_bytes() == b"c" * 2**20
