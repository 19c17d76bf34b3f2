"""The benchmark on the running portal: every line is found, and the figures are those of what ran."""

import json

import pytest

from portal.bench import events
from tests.support.stack import Stack


@pytest.mark.parametrize("shape", sorted(events.SHAPES))
def test_what_is_sent_is_found_and_measured(stack: Stack, shape: str) -> None:
    said = stack.manage("bench", "--shape", shape, "--events", "500", "--secrets", "0.1", "--runs", "2")
    figures = json.loads(said.splitlines()[-1])
    assert figures["ingest"]["events"] == 500
    assert 0 < figures["ingest"]["accepted_s"] <= figures["ingest"]["searchable_s"]
    assert [one["total"] for one in figures["search"]] == [1, 500]
    assert all(0 < one["p50_ms"] <= one["p95_ms"] for one in figures["search"])
