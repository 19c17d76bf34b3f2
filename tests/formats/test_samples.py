"""Every format's own samples, through the real engine."""

from datetime import datetime

import pytest

from ingestion.formats import FORMATS
from ingestion.formats.detect import detect
from ingestion.formats.format import Sample
from ingestion.store.schema import NAMES
from tests.store.batches import sealed

CASES = [
    pytest.param(name, sample, id=f"{name}-{number}")
    for name, one in FORMATS.items()
    for number, sample in enumerate(one.samples)
]
pytestmark = pytest.mark.usefixtures("event_tables")


@pytest.mark.parametrize(("name", "sample"), CASES)
def test_a_sample_gives_the_expected_document(name: str, sample: Sample) -> None:
    assert detect(sample.line).name == name
    result, events = sealed(
        sample.line + b"\n", format=name, received_at=datetime.fromisoformat(sample.arrived), zone=sample.zone
    )
    assert (result.received, result.stored, result.quarantined) == (1, 1, [])
    event = events[0]
    event["timestamp"] = event["timestamp"].isoformat(timespec="microseconds").replace("+00:00", "Z")
    assert {key: event[key] for key in sample.expected} == dict(sample.expected)
    assert event["raw"] == sample.line.removesuffix(b"\r")
    assert event["event.dataset"] == name


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_samples_and_known_columns(name: str) -> None:
    assert FORMATS[name].samples
    assert set(FORMATS[name].columns) <= set(NAMES)
