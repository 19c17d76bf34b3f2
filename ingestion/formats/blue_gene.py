"""Blue Gene's RAS log: ``- 1795291201 2026.11.21 R02-M1 2026-11-21-12.00.01.270001 R02-M1 RAS KERNEL INFO …``.

The seconds since 1970 are the time; the text beside them is in nobody's zone and adds the microseconds. The label names an
alert, ``-`` none. https://www.usenix.org/cfdr-data#hpc4
"""

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern

NAMES = (
    "label",
    "seconds",
    "host.name",
    "micro",
    "blue_gene.location",
    "blue_gene.type",
    "log.logger",
    "log.level",
    "message",
)


def finish(said: Document) -> Document:
    label, seconds, micro = said.pop("label", ""), said.pop("seconds"), said.pop("micro")
    failure = said.get("log.level") == "FAILURE"
    return {
        **said,
        "@timestamp": f"{seconds}.{micro}",
        "@written": seconds,
        "log.level": "error" if failure else said.get("log.level"),
        "tags": [label] if label else None,
        "event.kind": "alert" if label else "",
        **said_again(said),
    }


def said_again(said: Document) -> Document:
    """A record without a text has only its kind."""
    return (
        {}
        if said.get("message")
        else {"message": f"{said.get('blue_gene.type', '')} {said.get('log.logger', '')}"}
    )


FORMAT = format_of_pattern(
    "blue_gene",
    "Blue Gene RAS log",
    r"(\S{1,64}) (\d{9,10}) \d{4}\.\d\d\.\d\d (\S{1,255}) \d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.(\d{1,6}) (\S{1,255}) (\S{1,64}) (\S{1,64}) (\S{1,32}) ?(.*)$",
    NAMES,
    finish,
    signature=rb"\S{1,64} \d{9,10} \d{4}\.\d\d\.\d\d \S+ \d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.\d",
    samples=(
        Sample(
            b"APPREAD 1795291201 2026.11.21 R04-M1 2026-11-21-12.00.01.270001 R04-M1-J18 RAS APP FATAL ciod: stream closed",
            {
                "timestamp": "2026-11-21T20:00:01.270001Z",
                "event.created": "1795291201",
                "time_quality": "stated",
                "host.name": "R04-M1",
                "log.level": "FATAL",
                "message": "ciod: stream closed",
                "fields": {
                    "tags": ["APPREAD"],
                    "event": {"kind": "alert"},
                    "log": {"logger": "APP"},
                    "blue_gene": {"location": "R04-M1-J18", "type": "RAS"},
                },
            },
        ),
    ),
)
