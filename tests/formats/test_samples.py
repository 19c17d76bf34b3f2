"""Every format's own samples, through the real engine: many in one batch, because a statement takes long to plan."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import accumulate, groupby
from operator import attrgetter
from typing import Any

import pytest

from ingestion.formats import FORMATS
from ingestion.formats.detect import detect
from ingestion.formats.format import Format, Sample
from ingestion.store.schema import NAMES
from ingestion.store.write import SealResult, seal_together
from tests.store.batches import events, incoming

pytestmark = pytest.mark.usefixtures("event_tables")


# What says of a whole body how to read it: a header, and dates that tell the order of day and month.
HEADED = frozenset({"csv", "ez_tools", "o365", "windows_csv"})
ORDERED = re.compile(rb"\d\d/\d\d/\d\d")


def batches(one: Format) -> Iterator[list[Sample]]:
    """Samples that can stand in one batch, one behind the other: of the same arrival and zone."""
    alone = [sample for sample in one.samples if one.name in HEADED or ORDERED.search(sample.line)]
    yield from ([sample] for sample in alone)
    key = attrgetter("arrived", "zone")
    together = sorted((sample for sample in one.samples if sample not in alone), key=key)
    yield from (list(group) for _, group in groupby(together, key=key))


def shown(event: dict[str, Any]) -> dict[str, Any]:
    event["timestamp"] = event["timestamp"].isoformat(timespec="microseconds").replace("+00:00", "Z")
    return event


Stored = list[tuple[list[Sample], SealResult, list[dict[str, Any]]]]


@cache
def stored() -> dict[str, Stored]:
    """By format. What arrived in one zone goes to the store together, which then plans few inserts."""
    every = [(name, samples) for name in FORMATS for samples in batches(FORMATS[name])]
    found: dict[str, Stored] = {name: [] for name in FORMATS}
    for zone in {samples[0].zone for _, samples in every}:
        of_zone = [(name, samples) for name, samples in every if samples[0].zone == zone]
        many = [
            incoming(
                b"\n".join(sample.line for sample in samples) + b"\n",
                format=name,
                received_at=datetime.fromisoformat(samples[0].arrived),
                zone=zone,
            )
            for name, samples in of_zone
        ]
        for (name, samples), batch, result in zip(of_zone, many, seal_together(many), strict=True):
            found[name].append((samples, result, events(batch.number)))
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_samples_give_the_expected_documents(name: str) -> None:
    for samples, result, found in stored()[name]:
        assert result.quarantined == []
        assert result.received == result.stored == len(found)
        ends = accumulate(sample.line.count(b"\n") + 1 for sample in samples)
        for sample, end in zip(samples, ends, strict=True):
            # Of several records in one sample the last one is shown.
            event = shown([event for event in found if event["id"] % 2**20 < end][-1])
            if "community_id" not in str(sample.expected):
                event["fields"].get("network", {}).pop("community_id", None)  # as test_community_id has it
            assert {key: event[key] for key in sample.expected} == dict(sample.expected)
            assert event["raw"] == (sample.raw or sample.line.removesuffix(b"\r"))
            assert event["event.dataset"] == sample.expected.get("event.dataset", name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_samples_that_it_recognises_and_known_columns(name: str) -> None:
    assert FORMATS[name].samples or name == "evtx"  # which is binary and has tests of its own
    looks_like = "ndjson" if name == "envelope" else name  # receivers say that lines are envelopes
    assert {detect(sample.line).name for sample in FORMATS[name].samples} <= {looks_like}
    assert set(FORMATS[name].columns) <= set(NAMES)
