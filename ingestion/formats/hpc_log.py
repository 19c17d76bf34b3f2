"""Events of a compute cluster: ``88017 node-7 unix.hw state_change.down 1795291201 1 Component …``.

A number, the node, what it is of, the state, seconds since 1970, a flag and the text. https://www.usenix.org/cfdr-data#hpc1
"""

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern


def finish(said: Document) -> Document:
    return {**said, "event.category": "host", "message": said.get("message") or said.get("event.action")}


FORMAT = format_of_pattern(
    "hpc_log",
    "Compute cluster's events (seconds in the middle)",
    r"(\d{1,12}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\d{9,10}) (\d{1,3}) ?(.*)$",
    ("event.id", "host.name", "log.logger", "event.action", "@timestamp", "hpc.flag", "message"),
    finish,
    signature=rb"\d{1,12} [A-Za-z]\S{0,254} [A-Za-z]\S{0,127} [A-Za-z]\S{0,127} \d{9,10} \d{1,3}(?: |$)",
    samples=(
        Sample(
            b"88017 node-7 unix.hw state_change.down 1795291201 1 Component is down (7)",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.id": "88017",
                "event.action": "state_change.down",
                "host.name": "node-7",
                "message": "Component is down (7)",
                "fields": {"log": {"logger": "unix.hw"}, "hpc": {"flag": "1"}},
            },
        ),
    ),
)
