"""Whatever arrives in whatever format: every record is stored or quarantined, and nothing falls over."""

from collections.abc import Iterator
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.formats import FORMATS
from ingestion.formats.detect import detect
from ingestion.formats.format import Format
from ingestion.normalise.clock import Arrival
from tests.store.batches import sealed

ARRIVAL = Arrival(datetime(2026, 11, 21, 20, 36, 1, tzinfo=UTC))
PREPARED = [name for name, one in FORMATS.items() if one.prepare]
HOSTILE = (
    b"\x00", b"\xff\xfe\xfd", b"\xed\xa0\x80", b'"' * 7, b"[" * 3000, b"{" * 3000, b'{"a":' * 1500, b"=" * 50, b"|" * 50,
    b"\\" * 51, b"#Fields:", b"#fields", b"#separator \\xzz", b"9" * 5000, b"%" * 9, b"'", b"\r\r\n", b" " * 2000,
    b'{"eventTime":{"a":[]},"userIdentity":7}', b'{"published":1e999,"outcome":null}', b'{"log":3}', b"\xe2\x80\xae",
)  # fmt: skip


def damaged(one: Format) -> st.SearchStrategy[bytes]:
    """Samples with bytes changed, cut or put in; and anything else."""
    lines = [sample.line for sample in one.samples] or [b"ElfFile\x00" + b"\x00" * 5000]

    @st.composite
    def change(draw: st.DrawFn) -> bytes:
        line = draw(st.sampled_from(lines))
        at = draw(st.integers(0, len(line)))
        gap = draw(st.integers(0, 8))
        return line[:at] + draw(st.binary(max_size=6) | st.sampled_from(HOSTILE)) + line[at + gap :]

    return st.lists(change() | st.binary(max_size=80) | st.sampled_from(HOSTILE), max_size=6).map(b"\n".join)


@pytest.mark.parametrize("name", PREPARED)
def test_any_bytes_come_apart_in_order(name: str) -> None:
    @settings(max_examples=60, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
    @given(damaged(FORMATS[name]))
    def check(body: bytes) -> None:
        prepare = FORMATS[name].prepare
        assert prepare
        records = prepare(body, ARRIVAL) or []
        assert all(record.raw for record in records)
        positions = [record.position for record in records]
        assert positions == sorted(set(positions))
        detect(body)

    check()


def hostile_bodies(one: Format) -> Iterator[bytes]:
    """For each sample: whole, cut in two, and next to everything hostile."""
    for sample in one.samples:
        yield sample.line
        yield sample.line[: len(sample.line) // 2]
        yield sample.line[len(sample.line) // 2 :]
    yield from HOSTILE


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.usefixtures("event_tables")
def test_hostile_records_balance_in_the_store(name: str) -> None:
    result, events = sealed(b"\n".join(hostile_bodies(FORMATS[name])), format=name)
    assert result.received == result.stored + len(result.quarantined)
    assert len(events) == result.stored
    assert all(line.reason and line.detail for line in result.quarantined)


SIZE = 200_000
MOST_S = 2.0  # of CPU time; what takes quadratic time takes minutes
REPEATED = (
    b" ",
    b"a",
    b'"',
    b"[",
    b"{",
    b"a ",
    b'" "',
    b"=a ",
    b"\\",
    b" \n",
    b"for a from b ",
    b"[1:2:3] ",
    b"<Event ",
)


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_bytes_take_linear_time(name: str) -> None:
    one = FORMATS[name]
    begins = [b"", *(sample.line[: len(sample.line) // 2] for sample in one.samples[:1])]
    for body in (begin + (part * SIZE)[:SIZE] for begin in begins for part in REPEATED):
        started = process_time()
        if one.prepare:
            one.prepare(body, ARRIVAL)
        if one.line:
            one.line(body.decode("utf-8", "replace"))
        one.explain(body)
        detect(body)
        assert process_time() - started < MOST_S, (name, body[:80])
