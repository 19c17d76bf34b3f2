"""Events of Splunk's HTTP Event Collector as JSON lines with ECS names.

The envelope's ``time``, ``host``, ``source``, ``sourcetype``, ``index`` and ``fields`` stand before the members of the
event itself; an event that is text is the message.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingestion.receive.records import Unusable, free_name, record, require_short


def _no_number(name: str) -> float:
    """Python reads NaN and Infinity, which JSON has not."""
    raise ValueError(name)


DECODER = json.JSONDecoder(parse_constant=_no_number)
BLANK = " \t\r\n"


@dataclass(frozen=True)
class BadEvent(Exception):
    """Why the event at ``number`` (0-based) ends the request: Splunk's code and words."""

    number: int
    code: int
    text: str


def events_of(body: str) -> Iterator[bytes]:
    """One line for each JSON object; they follow each other with or without white space. Raises ``BadEvent``."""
    at, number = _skip(body, 0), 0
    while at < len(body):
        try:
            envelope, at = DECODER.raw_decode(body, at)
        except (ValueError, RecursionError):
            raise BadEvent(number, 6, "Invalid data format") from None
        at = _skip(body, at)
        for one in envelope if isinstance(envelope, list) else [envelope]:
            yield line_of(one, number)
            number += 1


def _skip(body: str, at: int) -> int:
    while at < len(body) and body[at] in BLANK:
        at += 1
    return at


def line_of(envelope: object, number: int = 0) -> bytes:
    if not isinstance(envelope, dict):
        raise BadEvent(number, 6, "Invalid data format")
    if "event" not in envelope:
        raise BadEvent(number, 12, "Event field is required")
    event = envelope["event"]
    if event in (None, "", {}, []):
        raise BadEvent(number, 13, "Event field cannot be blank")
    fields = envelope.get("fields") or {}
    if not isinstance(fields, dict):
        raise BadEvent(number, 15, "Error in handling indexed fields")
    try:
        line = record(_together(_said(envelope), fields, _event(event)))
        require_short(line)
    except Unusable as error:
        raise BadEvent(number, 6, str(error)) from None
    return line


def _together(*parts: Mapping[str, object]) -> dict[str, object]:
    """Earlier parts win; what a later one says under the same name is kept beside it."""
    document: dict[str, object] = {}
    for part in parts:
        for name, value in part.items():
            document[free_name(document, name, "splunk.event.")] = value
    return document


def _said(envelope: Mapping[str, object]) -> dict[str, object]:
    return {
        "@timestamp": _time(envelope.get("time")),
        "host.name": envelope.get("host"),
        "splunk.source": envelope.get("source"),
        "splunk.sourcetype": envelope.get("sourcetype"),
        "splunk.index": envelope.get("index"),
    }


def _time(stated: object) -> object:
    """Seconds since 1970 as text; Python writes a fraction of up to 17 digits, and six are kept."""
    if isinstance(stated, float):
        return f"{stated:.6f}"
    return None if isinstance(stated, bool) or stated is None else str(stated)


def _event(event: object) -> Mapping[str, object]:
    if isinstance(event, dict):
        return event
    return {"message": event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)}
