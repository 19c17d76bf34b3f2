"""The scope of a statement: checked apart from where it is added; values never become SQL."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.store import scope as store_scope
from investigations.query.buckets import WIDTHS
from investigations.query.errors import QueryError
from investigations.query.fields import CORE
from investigations.query.nodes import Everything, Field, Node, Text
from investigations.query.scope import Scoped, ScopeMissing, check_scope
from investigations.query.statements import (
    Cursor,
    beside,
    extent,
    facets,
    has_field,
    histogram,
    ids,
    known_fields,
    newest,
    values,
)
from portal.core.timephrase import EARLIEST, LATEST
from tests.query.test_parse import TREES

MINE = frozenset({"mine", "ours"})
SENTINEL = "zq0sentinel"


def scoped(node: Node = Everything()) -> Scoped:  # noqa: B008 - nodes are frozen
    return Scoped(node, MINE, EARLIEST, LATEST)


def statements_over(query: Scoped) -> list[object]:
    at = Cursor(EARLIEST, 7)
    return [
        newest(query, limit=5),
        newest(query, limit=5, after=at, columns=("user.name", "a.b", "source.ip", "severity")),
        extent(query),
        histogram(query, origin=EARLIEST, width=WIDTHS[5]),
        facets(query, sample=10, top=3),
        values(query, "user.name", top=5),
        values(query, "own.field", top=5),
        known_fields(query, sample=5),
        ids(query, limit=5),
        has_field(query, "own.field"),
        beside(query, at, limit=3, later=True),
    ]


def test_refuses_a_statement_whose_scope_is_not_there() -> None:
    good = newest(scoped(), limit=5)
    check_scope(good, MINE)
    for sql in (
        "SELECT id FROM events",
        "SELECT id FROM events WHERE 1",
        good.sql.replace("source IN {scope:Array(String)} AND ", ""),
        good.sql.replace("source IN {scope:Array(String)} AND", "source IN {scope:Array(String)} OR"),
        good.sql + " UNION ALL SELECT id FROM events",
    ):
        with pytest.raises(ScopeMissing):
            check_scope(replace(good, sql=sql), MINE)
    for bound in ([], ["mine", "theirs"], None, "mine"):
        with pytest.raises(ScopeMissing):
            check_scope(replace(good, params={**good.params, "scope": bound}), MINE)
    with pytest.raises(ScopeMissing):
        check_scope(good, frozenset())


@given(TREES)
def test_every_statement_of_any_query_is_scoped(tree: Node) -> None:
    try:
        made = statements_over(scoped(tree))
    except QueryError:
        return
    for statement in made:
        check_scope(statement, MINE)  # type: ignore[arg-type]
        store_scope.check(statement.sql, statement.params, MINE)  # type: ignore[attr-defined]


@given(st.text(max_size=20), st.sampled_from([*CORE, "own.field", "x"]))
def test_values_are_only_ever_bound(text: str, name: str) -> None:
    tree = Field(name, Text(f"{SENTINEL}{text}{SENTINEL}"))
    try:
        made = newest(scoped(tree), limit=1)
    except QueryError:
        return
    assert SENTINEL not in made.sql
    assert "zq0sentinel" in re.sub(r"\\x\{[0-9a-f]+\}", "", str(made.params)).lower()
