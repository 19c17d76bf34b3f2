"""The grammar: what is read, what is refused and where, and that spelling and meaning agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from investigations.query.errors import QueryError
from investigations.query.nodes import (
    And,
    Between,
    Compare,
    Everything,
    Exists,
    Field,
    Like,
    Node,
    Not,
    Or,
    Text,
    Wild,
    all_of,
    any_of,
    pattern,
)
from investigations.query.parse import parse
from investigations.query.unparse import unparse

MANY, ONE = Wild.MANY, Wild.ONE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", Everything(), id="nothing typed"),
        pytest.param(" * ", Everything(), id="star"),
        pytest.param("Failed", Text("Failed"), id="word keeps its case"),
        pytest.param('"Failed password"', Text("Failed password"), id="phrase"),
        pytest.param(
            "Failed password", And((Text("Failed"), Text("password"))), id="juxtaposed words are AND"
        ),
        pytest.param(
            "a AND b && c", And((Text("a"), Text("b"), Text("c"))), id="AND spelled three ways is flat"
        ),
        pytest.param("a OR b || c", Or((Text("a"), Text("b"), Text("c"))), id="OR"),
        pytest.param("a b OR c", Or((And((Text("a"), Text("b"))), Text("c"))), id="AND binds tighter"),
        pytest.param("a (b OR c)", And((Text("a"), Or((Text("b"), Text("c"))))), id="parentheses"),
        pytest.param("NOT a", Not(Text("a")), id="NOT"),
        pytest.param("-a !b", And((Not(Text("a")), Not(Text("b")))), id="minus and exclamation mark exclude"),
        pytest.param("--force", Text("--force"), id="two dashes are a word"),
        pytest.param("!= 1", And((Text("!="), Text("1"))), id="an operator pasted from code is a word"),
        pytest.param(
            "and or not", And((Text("and"), Text("or"), Text("not"))), id="lower-case keywords are words"
        ),
        pytest.param("user.name:root", Field("user.name", Text("root")), id="field and value"),
        pytest.param('user.name:"a b"', Field("user.name", Text("a b")), id="field and phrase"),
        pytest.param('user.name:""', Field("user.name", Text("")), id="field without a value"),
        pytest.param("user.name:*", Field("user.name", Exists()), id="field exists"),
        pytest.param("user.name:**", Field("user.name", Exists()), id="two stars are one"),
        pytest.param("-user.name:root", Not(Field("user.name", Text("root"))), id="excluded value"),
        pytest.param(
            "user.name:(root OR admin*)",
            Or((Field("user.name", Text("root")), Field("user.name", Like(("admin", MANY))))),
            id="values in parentheses",
        ),
        pytest.param(
            "user.name:(root -admin)",
            And((Field("user.name", Text("root")), Not(Field("user.name", Text("admin"))))),
            id="an excluded value in parentheses",
        ),
        pytest.param(
            "http.response.status_code:>=500",
            Field("http.response.status_code", Compare(">=", "500")),
            id="at least",
        ),
        pytest.param("a.b:[1 TO 5]", Field("a.b", Between("1", "5")), id="range"),
        pytest.param("a.b:{1 TO *]", Field("a.b", Between("1", None, with_low=False)), id="open range"),
        pytest.param(
            'a.b:["x y" TO z}', Field("a.b", Between("x y", "z", with_high=False)), id="range of phrases"
        ),
        pytest.param("fail*", Like(("fail", MANY)), id="prefix"),
        pytest.param("f?il*ed", Like(("f", ONE, "il", MANY, "ed")), id="wildcards inside"),
        pytest.param(r"what\?", Text("what?"), id="escaped wildcard"),
        pytest.param(
            r"C:\Users\root", Field("C", Text(r"\Users\root")), id="one letter before a colon is a field"
        ),
        pytest.param(r'"C:\Users\root"', Text(r"C:\Users\root"), id="backslashes stay in quotes"),
        pytest.param(r'"say \"hi\" \\"', Text('say "hi" \\'), id="escaped quotes"),
        pytest.param(
            "https://example.org/a?b", Like(("https://example.org/a", ONE, "b")), id="a URL is a word"
        ),
        pytest.param("12:30:01", Text("12:30:01"), id="a time is a word"),
        pytest.param("fe80::1", Text("fe80::1"), id="an IPv6 address is a word"),
        pytest.param(
            "dead:beef:0:0:0:0:0:1", Text("dead:beef:0:0:0:0:0:1"), id="a long IPv6 address is a word"
        ),
        pytest.param("aa:bb:cc:dd:ee:ff", Text("aa:bb:cc:dd:ee:ff"), id="a hardware address is a word"),
        pytest.param("source.ip:10.0.0.0/8", Field("source.ip", Text("10.0.0.0/8")), id="network"),
        pytest.param("source.ip:fe80::1", Field("source.ip", Text("fe80::1")), id="IPv6 value"),
        pytest.param("[sshd]", Text("[sshd]"), id="brackets are part of a word"),
        pytest.param("Grüße", Text("Grüße"), id="letters beyond ASCII"),
    ],
)
def test_reads(text: str, expected: Node) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        pytest.param('a "b', 3, "not closed", id="open quote"),
        pytest.param("(a OR b", 1, "not closed", id="open parenthesis"),
        pytest.param("a)", 2, "closes nothing", id="stray parenthesis"),
        pytest.param("a OR", 5, "missing", id="OR without a right side"),
        pytest.param("OR a", 1, "both sides", id="OR without a left side"),
        pytest.param("a AND AND b", 7, "both sides", id="AND twice"),
        pytest.param("NOT", 4, "missing", id="NOT of nothing"),
        pytest.param("()", 2, "missing", id="empty parentheses"),
        pytest.param('""', 1, "nothing between", id="empty phrase"),
        pytest.param("user.name: root", 11, "user.name:*", id="space after the colon"),
        pytest.param("a.b:>", 6, "value is missing", id="comparison with nothing"),
        pytest.param("a.b:>5*", 6, "without * or ?", id="comparison with a wildcard"),
        pytest.param("a.b:[1 5]", 8, "TO is missing", id="range without TO"),
        pytest.param("a.b:[1 TO 5", 5, "not closed", id="open range"),
        pytest.param("(" * 30 + "a", 21, "20 deep", id="too deep"),
        pytest.param("x " * 101, 201, "100 tests", id="too many words"),
        pytest.param("x" * 4001, 4001, "4000 characters", id="too long"),
        pytest.param("a \ud800", 3, "surrogate", id="half a character"),
    ],
)
def test_refuses_with_place_and_reason(text: str, column: int, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.column == column, caught.value.reason
    assert reason in caught.value.reason
    assert str(caught.value).startswith(f"column {column}: ")
    assert caught.value.status == 422


NAMES = st.from_regex(r"\A[a-z_@][a-z0-9_]{0,8}(\.[a-z0-9_-]{1,8}){0,3}\Z")
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FILLED = VALUES.filter(lambda text: bool(text.strip()))
LIKES = st.lists(st.one_of(FILLED, st.sampled_from(list(Wild))), min_size=1, max_size=5).map(pattern)
TESTS = st.one_of(
    VALUES.map(Text),
    LIKES.filter(lambda like: like != Like((MANY,))),
    st.just(Exists()),
    st.builds(Compare, st.sampled_from(["<", "<=", ">", ">="]), VALUES),
    st.builds(Between, st.none() | VALUES, st.none() | VALUES, st.booleans(), st.booleans()),
)
LEAVES = st.one_of(
    st.just(Everything()),
    FILLED.map(Text),
    LIKES.filter(lambda like: like != Like((MANY,))),
    st.builds(Field, NAMES, TESTS),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(all_of),
        st.lists(inner, min_size=2, max_size=4).map(any_of),
        inner.map(Not),
    ),
    max_leaves=12,
)


@given(TREES)
def test_canonical_spelling_reads_back_to_the_same_query(tree: Node) -> None:
    assert parse(unparse(tree)) == tree


@given(st.text(max_size=200) | st.text('ab:.()"\\*?[]{}<>=-! ANDORTO', max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        tree = parse(text)
    except QueryError as error:
        assert 1 <= error.column <= len(text) + 1
        assert error.reason
    else:
        assert parse(unparse(tree)) == tree
