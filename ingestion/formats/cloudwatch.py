"""CloudWatch Logs' subscription envelopes: ``{"messageType":"DATA_MESSAGE", …, "logEvents":[…]}``, and what
``filter-log-events`` and ``get-log-events`` answer. One event is one record, whose message is often a line of another format.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html. Firehose sets them end to end, without a line
feed between. What the envelope says of an event counts, as in ``envelope``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from ingestion.formats import envelope, json_places, mixed
from ingestion.formats.documents import Document, format_of, record
from ingestion.formats.format import Format, Sample
from ingestion.formats.record import Record
from ingestion.formats.shapes import NO_OBJECT
from ingestion.normalise.clock import Arrival

LISTS = ("logEvents", "events")
BEGINS = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\{(?:\s*"messageType"\s*:\s*"(?:DATA|CONTROL)_MESSAGE"|\s*"owner"\s*:\s*"\d{12}"\s*,\s*"logGroup"|\s*"events"\s*:\s*\[\s*\{(?=[^}]*"ingestionTime"\s*:))'
)
NAMES = {
    "owner": "cloud.account.id", "logGroup": "aws.cloudwatch.log_group", "logStream": "aws.cloudwatch.log_stream",
    "messageType": "aws.cloudwatch.message_type", "logGroupName": "aws.cloudwatch.log_group",
    "logStreamName": "aws.cloudwatch.log_stream", "id": "event.id", "eventId": "event.id", "ingestionTime": "event.ingested",
}  # fmt: skip


def prepare_with(formats: Callable[[], mixed.Formats]) -> Callable[[bytes, Arrival], Sequence[Record]]:
    """``Format.prepare``; the formats are asked for late because this one is among them."""

    def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
        def read(text: str, place: int, found: list[Record]) -> int:
            said, starts, end = json_places.opened(text, place, LISTS)
            if not starts:
                raise ValueError("no list of events is in it")
            shared = {
                NAMES[name]: one for name, one in said.items() if name in NAMES and isinstance(one, str)
            }
            for begin, behind, event in json_places.elements(text, next(iter(starts.values()))):
                raw = json_places.raw_of(text[begin:behind])
                if not isinstance(event, dict):
                    found.append(Record(len(found), raw, refusal=NO_OBJECT))
                    continue
                found.append(_read(len(found), raw, {**shared, **_event(event)}, formats(), arrival))
            return end

        return json_places.documents(body, read)

    return prepare


def _event(event: Mapping[str, Any]) -> Document:
    fields = event.get("extractedFields")
    return {
        **{
            NAMES.get(name, name): one
            for name, one in event.items()
            if name not in ("timestamp", "extractedFields")
        },
        "@timestamp": str(event.get("timestamp", "")),
        "aws.cloudwatch.extracted": fields or None,
        "cloud.provider": "aws",
    }


def _read(number: int, raw: bytes, said: Document, formats: mixed.Formats, arrival: Arrival) -> Record:
    alone = record(number, raw, said, arrival, "cloudwatch")
    made = envelope.opened(number, orjson.dumps(said, option=orjson.OPT_NON_STR_KEYS), formats, arrival)
    if not made.document:  # its message is no line of a format
        return alone
    return replace(made, raw=raw, written=alone.written or made.written)


def make(formats: Callable[[], mixed.Formats]) -> Format:
    return format_of(
        "cloudwatch",
        "CloudWatch Logs (subscriptions, exports as JSON)",
        prepare_with(formats),
        signature=BEGINS,
        recognise=lambda head: bool(BEGINS.match(head)),
        has_documents=True,
        samples=(
            Sample(
                b'{"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"flows","logStream":"eni-1a","subscriptionFilters":["x"],'
                b'"logEvents":[{"id":"319","timestamp":1795291201250,"message":"2 123456789010 eni-1a 203.0.113.9 192.0.2.1 49761 3389 6 20 '
                b'4249 1795291201 1795291261 REJECT OK"}]}',
                {
                    "timestamp": "2026-11-21T20:00:01.250000Z",
                    "event.id": "319",
                    "event.dataset": "vpc_flow",
                    "event.action": "network_denied",
                    "source.ip": "203.0.113.9",
                },
                raw=b'{"id":"319","timestamp":1795291201250,"message":"2 123456789010 eni-1a 203.0.113.9 192.0.2.1 49761 3389 6 20 '
                b'4249 1795291201 1795291261 REJECT OK"}',
            ),
            Sample(
                b'{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"g","logStream":"s","logEvents":[{"id":"7","timestamp":1795291201250,'
                b'"message":"started"}]}',
                {"event.dataset": "cloudwatch", "event.id": "7", "message": "started"},
                raw=b'{"id":"7","timestamp":1795291201250,"message":"started"}',
            ),
        ),
    )  # fmt: skip
