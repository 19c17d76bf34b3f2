"""Event logs in binary against what another decoder wrote of the same ones as JSON: both mean the same, field by field."""

from datetime import datetime
from typing import Any

import orjson

from ingestion.formats import FORMATS, evtx, windows_json
from ingestion.formats.detect import detect
from ingestion.formats.format import Format
from ingestion.normalise.clock import Arrival
from tests.formats.corpora import folder

ARRIVAL = Arrival(datetime.fromisoformat("2026-11-21T20:00:05Z"), "UTC")
OF_THE_LINE = "winlog.export"  # the JSON as it stood, which the binary has none of


def _documents(body: bytes, expected: Format) -> list[dict[str, Any]]:
    one = detect(body)
    assert one is expected
    assert one.prepare
    records = one.prepare(body, ARRIVAL) or ()
    assert [record.refusal for record in records] == [None] * len(records)
    return [_plain(orjson.loads(record.document)) for record in records]


def _plain(found: Any) -> Any:
    """The other decoder leaves blanks at ends of values away."""
    if isinstance(found, dict):
        return {name: _plain(value) for name, value in found.items() if name != OF_THE_LINE}
    if isinstance(found, list):
        return [_plain(value) for value in found]
    return " ".join(found.split()) if isinstance(found, str) else found


def test_every_event_log_says_what_its_json_says() -> None:
    pairs = [
        (log, log.with_suffix(".json"))
        for log in sorted((folder() / "sigma_regression").rglob("*.evtx"))
        if log.with_suffix(".json").exists()
    ]
    assert len(pairs) == 31
    for log, written in pairs:
        binary = _documents(log.read_bytes(), FORMATS[evtx.FORMAT.name])
        text = _documents(written.read_bytes(), FORMATS[windows_json.FORMAT.name])
        assert binary, log.name
        assert binary == text, log.name
