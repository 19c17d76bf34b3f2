"""Every format's own samples, through the real engine: many in one batch, because a statement takes long to plan."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

import pytest

from ingestion.formats import FORMATS
from ingestion.formats.detect import detect
from ingestion.formats.format import Format, Sample
from ingestion.store.schema import NAMES
from tests.store.batches import sealed

pytestmark = pytest.mark.usefixtures("event_tables")


def batches(one: Format) -> Iterator[list[Sample]]:
    """Samples that can stand in one batch: of the same arrival and zone, and lines that need no taking apart."""
    alone = [sample for sample in one.samples if one.recognise or b"\n" in sample.line]
    together = [sample for sample in one.samples if sample not in alone]
    yield from ([sample] for sample in alone)
    for _, group in groupby(together, key=lambda sample: (sample.arrived, sample.zone)):
        yield list(group)


def shown(event: dict[str, Any]) -> dict[str, Any]:
    event["timestamp"] = event["timestamp"].isoformat(timespec="microseconds").replace("+00:00", "Z")
    return event


@pytest.mark.parametrize("name", FORMATS)
def test_samples_give_the_expected_documents(name: str) -> None:
    for samples in batches(FORMATS[name]):
        arrived, zone = datetime.fromisoformat(samples[0].arrived), samples[0].zone
        body = b"\n".join(sample.line for sample in samples) + b"\n"
        result, events = sealed(body, format=name, received_at=arrived, zone=zone)
        assert result.quarantined == []
        assert result.received == result.stored == len(events)
        if len(samples) < len(events):  # several records in one sample; the last one is shown
            events = events[-1:]
        for sample, event in zip(samples, map(shown, events), strict=True):
            assert {key: event[key] for key in sample.expected} == dict(sample.expected)
            assert event["raw"] == (sample.raw or sample.line.removesuffix(b"\r"))
            assert event["event.dataset"] == sample.expected.get("event.dataset", name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_samples_that_it_recognises_and_known_columns(name: str) -> None:
    assert FORMATS[name].samples or name == "evtx"  # which is binary and has tests of its own
    looks_like = "ndjson" if name == "envelope" else name  # receivers say that lines are envelopes
    assert {detect(sample.line).name for sample in FORMATS[name].samples} <= {looks_like}
    assert set(FORMATS[name].columns) <= set(NAMES)
