"""The store's own check of a statement's scope: what it refuses, then what it lets through."""

from datetime import UTC, datetime, timedelta

import pytest

from ingestion.store import read, scope
from ingestion.store.errors import BadStatement
from ingestion.store.read import Statement

SCOPED = "FROM events WHERE source IN {scope:Array(String)}"
REFUSED = [
    pytest.param("SELECT id FROM events", id="no condition"),
    pytest.param("SELECT id FROM events WHERE 1", id="no scope"),
    pytest.param(f"SELECT id {SCOPED} OR 1", id="OR beside it"),
    pytest.param(f"SELECT id {SCOPED} AND 1 OR 1", id="OR later"),
    pytest.param(f"SELECT id {SCOPED} AND 1 XOR 1", id="XOR"),
    pytest.param(f"SELECT id {SCOPED} AND 1 ? 1 : 1", id="ternary"),
    pytest.param(f"SELECT id {SCOPED} = 0", id="turned around"),
    pytest.param("SELECT id FROM events WHERE NOT source IN {scope:Array(String)}", id="negated"),
    pytest.param(f"SELECT 'a' AS source {SCOPED}", id="hidden by an alias"),
    pytest.param(f"SELECT 'a' source {SCOPED}", id="hidden by a short alias"),
    pytest.param(f"SELECT concat('a') `source` {SCOPED}", id="hidden by a quoted alias"),
    pytest.param(f"SELECT id {SCOPED} AND id IN (SELECT id FROM events)", id="unscoped subquery"),
    pytest.param(
        "SELECT id FROM (SELECT id FROM events) WHERE source IN {scope:Array(String)}", id="scoped outside"
    ),
    pytest.param(f"SELECT id {SCOPED} UNION ALL SELECT id FROM events", id="union"),
    pytest.param("SELECT id FROM events, events AS b WHERE source IN {scope:Array(String)}", id="comma join"),
    pytest.param(f"SELECT id FROM events JOIN events AS b USING id WHERE source IN {SCOPED}", id="join"),
    pytest.param(f"SELECT id {SCOPED} AND id IN other", id="another table in IN"),
    pytest.param("SELECT name FROM system.tables", id="system table"),
    pytest.param("SELECT * FROM file('/etc/passwd')", id="table function"),
    pytest.param(f"SELECT id {SCOPED} -- x", id="comment"),
    pytest.param(f"SELECT id {SCOPED} /* x */", id="block comment"),
    pytest.param(f"SELECT id {SCOPED}; DROP TABLE events", id="second statement"),
    pytest.param(f"SELECT id {SCOPED} AND raw = 'x", id="open quote"),
    pytest.param(f"SELECT id {SCOPED} AND NOT (1)) OR (1", id="brackets"),
    pytest.param(f"SELECT id {SCOPED} SETTINGS max_threads = 1", id="settings"),
    pytest.param(f"WITH 1 AS x SELECT id {SCOPED}", id="with"),
    pytest.param("DELETE FROM events WHERE source IN {scope:Array(String)}", id="not a SELECT"),
    pytest.param("SELECT 1", id="reads nothing"),
]
BOUND = {"scope": ["web"]}


@pytest.mark.parametrize("sql", REFUSED)
def test_refused(sql: str) -> None:
    with pytest.raises(BadStatement):
        scope.check(sql, BOUND, frozenset({"web"}))


@pytest.mark.parametrize(
    "bound",
    [
        pytest.param({}, id="not bound"),
        pytest.param({"scope": []}, id="empty"),
        pytest.param({"scope": "web"}, id="no list"),
        pytest.param({"scope": ["web", "db"]}, id="wider than granted"),
        pytest.param({"scope": [7]}, id="not names"),
    ],
)
def test_a_scope_that_is_not_the_persons_is_refused(bound: dict[str, object]) -> None:
    with pytest.raises(BadStatement):
        scope.check(f"SELECT id {SCOPED}", bound, frozenset({"web"}))


ACCEPTED = [
    pytest.param(f"SELECT id {SCOPED}", id="scope alone"),
    pytest.param(
        f"SELECT id {SCOPED} AND (1 OR 0) ORDER BY timestamp DESC, id DESC LIMIT 5", id="OR in brackets"
    ),
    pytest.param(f"SELECT source, count() {SCOPED} GROUP BY source", id="the column itself"),
    pytest.param(
        f"SELECT count() FROM (SELECT id {SCOPED} AND raw = 'x -- OR FROM events') WHERE 1 OR 1",
        id="subquery",
    ),
]


@pytest.mark.usefixtures("event_tables")
@pytest.mark.parametrize("sql", ACCEPTED)
def test_accepted_and_run(sql: str) -> None:
    read.run(Statement(sql, BOUND, frozenset({"web"})), timeout_s=30)


@pytest.mark.usefixtures("event_tables")
def test_a_query_stops_at_its_time_limit() -> None:
    from ingestion.store.errors import QueryTooExpensive
    from tests.store.batches import sealed

    sealed(b"one line\n" * 1000)
    endless = "count(sipHash64(arrayJoin(range(10000)), arrayJoin(range(1000))))"
    sql = f"SELECT {endless} {SCOPED} AND timestamp > {{since:DateTime64(6, 'UTC')}}"
    since = datetime.now(UTC) - timedelta(days=9999)
    statement = Statement(sql, {"scope": ["test-store"], "since": since}, frozenset({"test-store"}))
    with pytest.raises(QueryTooExpensive):
        read.run(statement, timeout_s=0.5)
