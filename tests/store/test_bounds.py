"""JSON records that nest too deeply or have too many keys: in quarantine with the reason, beside their neighbours."""

from collections.abc import Callable

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.formats.bounds import beyond, measured
from tests.store.batches import sealed

pytestmark = pytest.mark.usefixtures("event_tables")


def deep(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


def wide(keys: int) -> bytes:
    return orjson.dumps({f"k{n}": n for n in range(keys)})


def inside(keys: int) -> bytes:
    return orjson.dumps({"a": {f"k{n}": {"x": n} for n in range((keys - 1) // 2)}})


def harmless(size: int) -> bytes:
    """Brackets, colons and escapes in texts count for nothing."""
    return orjson.dumps({"a": {"text": '{"k\\":[' * size}, "b": "}\\" * size})


def lists(levels: int) -> bytes:
    return b'{"a":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"


def apart(keys: int) -> bytes:
    return inside(keys).replace(b":", b" :")


@pytest.mark.parametrize(
    ("make", "within", "outside", "reason"),
    [
        pytest.param(lists, 8, 9, "too_deep", id="lists"),
        pytest.param(apart, 39, 43, "too_many_keys", id="keys with a space behind them"),
        pytest.param(deep, 8, 9, "too_deep", id="objects"),
        pytest.param(wide, 40, 41, "too_many_keys", id="keys side by side"),
        pytest.param(inside, 39, 43, "too_many_keys", id="keys of objects inside"),
    ],
)
def test_a_record_out_of_bounds_is_quarantined_alone(
    make: Callable[[int], bytes], within: int, outside: int, reason: str
) -> None:
    body = b"\n".join([make(within), make(outside), harmless(30), b'{"plain":1}'])
    result, events = sealed(body, format="ndjson", most_depth=8, most_keys=40)
    assert (result.received, result.stored) == (4, 3)
    assert [(line.position, line.reason) for line in result.quarantined] == [(1, reason)]
    assert result.quarantined[0].raw == make(outside)
    assert len(events) == 3


def test_the_deepest_that_a_line_can_hold_is_quarantined_and_harms_nobody() -> None:
    body = b"\n".join(
        [deep(100_000), b'{"a":{"b":' + b"[" * 300_000 + b"]" * 300_000 + b"}}", b'{"plain":1}']
    )
    result, _ = sealed(body, format="ndjson")
    assert (result.received, result.stored) == (3, 1)
    assert {line.reason for line in result.quarantined} == {"too_deep"}


def test_arrays_that_are_taken_apart_have_the_same_bounds() -> None:
    body = b"[" + deep(9) + b"," + deep(3) + b"]"
    result, _ = sealed(body, format="ndjson", most_depth=8, most_keys=40)
    assert [line.reason for line in result.quarantined] == ["too_deep"]
    assert result.stored == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=20,
)


def counted(value: object) -> tuple[int, int]:
    if isinstance(value, dict):
        parts = [counted(one) for one in value.values()]
        return 1 + max((depth for depth, _ in parts), default=0), len(value) + sum(keys for _, keys in parts)
    if isinstance(value, list):
        parts = [counted(one) for one in value]
        return 1 + max((depth for depth, _ in parts), default=0), sum(keys for _, keys in parts)
    return 0, 0


@given(st.lists(st.dictionaries(st.text(max_size=4), JSON, max_size=6), min_size=1, max_size=40))
def test_the_store_refuses_what_the_measure_says(said: list[dict[str, object]]) -> None:
    lines = [orjson.dumps({"message": "x", **one}) for one in said]
    result, _ = sealed(b"\n".join(lines), format="ndjson", most_depth=3, most_keys=7)
    refused = {line.position: line.reason for line in result.quarantined if line.reason.startswith("too_")}
    reasons = {place: beyond(line, 3, 7) for place, line in enumerate(lines)}
    assert refused == {place: reason.code for place, reason in reasons.items() if reason}


@given(JSON)
def test_measuring_agrees_with_the_parsed_value(value: object) -> None:
    assert measured(orjson.dumps(value)) == counted(value)
    assert beyond(b"[" * 100, 2, 2) is None, "only objects are records"
