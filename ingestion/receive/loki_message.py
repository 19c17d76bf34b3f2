"""Loki's push request, as JSON and as the protobuf message that Promtail, Alloy and Fluent Bit send (push.proto)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import cramjam
import orjson
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

from ingestion.receive import shape
from ingestion.receive.errors import BadEncoding, ReceiveProblem, TooLarge

FIELD = descriptor_pb2.FieldDescriptorProto
LABEL = re.compile(r"""\s*([A-Za-z_][\w.]*)\s*=\s*("[^"\\]*+(?:\\.[^"\\]*+)*+"|`[^`]*`)\s*(?:,|$)""")


@dataclass(frozen=True)
class Entry:
    """``nanoseconds`` since 1970, as text."""

    nanoseconds: str
    line: str
    metadata: Mapping[str, object]


@dataclass(frozen=True)
class Stream:
    labels: Mapping[str, object]
    entries: Iterable[Entry]


def from_json(body: bytes) -> Iterator[Stream]:
    """Raises ``ReceiveProblem`` for what is no push request."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _no_request(shape.not_json(error)) from None
    try:
        for stream in document["streams"]:
            yield Stream(dict(stream.get("stream") or {}), [_entry(value) for value in stream["values"]])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _no_request(PUSHED(document, "") or "It has the wrong shape.") from None


def _no_request(why: object) -> ReceiveProblem:
    return ReceiveProblem(f"This is no push request: {why}")


def _entry(value: list[Any]) -> Entry:
    if fault := _as_entry(value, ""):
        raise ValueError(fault)
    when, line, *more = value
    return Entry(str(when), line, more[0] if more and more[0] else {})


def _as_entry(value: Any, where: str) -> str:
    """What is wrong with an entry, if anything. Senders write its time as text, and some as a number."""
    if not isinstance(value, list):
        return shape.wrong(where, "a list", value)
    if len(value) < 2:
        return f"{where} has to hold a time and a line; it has {len(value)} of them."
    when, line, *more = value
    if isinstance(when, bool) or not isinstance(when, str | int | float):
        return shape.wrong(f"{where}[0]", "text", when)
    if not isinstance(line, str):
        return shape.wrong(f"{where}[1]", "text", line)
    return METADATA(more[0], f"{where}[2]") if more else ""


METADATA = shape.an_object({})
PUSHED = shape.an_object(
    {
        "streams": shape.a_list(
            shape.an_object(
                {"stream": shape.an_object({}), "values": shape.a_list(_as_entry, needed=True)}, needed=True
            ),
            needed=True,
        )
    },
    needed=True,
)


def from_protobuf(body: bytes) -> Iterator[Stream]:
    request = PushRequest()
    try:
        request.ParseFromString(body)
    except DecodeError as error:
        raise _no_request(error) from None
    for stream in request.streams:
        if entries := stream.entries:
            yield Stream(labels_of(stream.labels), map(_decoded, entries))


def _decoded(entry: Any) -> Entry:
    metadata = {pair.name: pair.value for pair in entry.structuredMetadata}
    return Entry(str(entry.timestamp.seconds * 10**9 + entry.timestamp.nanos), entry.line, metadata)


def unsnappy(body: bytes, most: int) -> bytes:
    """A raw snappy block; its first bytes say how long it will be, so a bomb is refused before it opens."""
    try:
        if cramjam.snappy.decompress_raw_len(body) > most:
            raise TooLarge(f"It holds more than {most:,} bytes uncompressed. Send it in several parts.")
        return bytes(cramjam.snappy.decompress_raw(body))
    except cramjam.DecompressionError as error:
        raise BadEncoding("The snappy data is damaged.") from error


def labels_of(text: str) -> dict[str, object]:
    """``{job="x", host="y"}`` with Go's escapes; what cannot be read stays whole under ``stream``."""
    labels: dict[str, object] = {}
    at, inner = 0, text.strip().removeprefix("{").removesuffix("}")
    while at < len(inner):
        found = LABEL.match(inner, at)
        if found is None:
            return {"stream": text}
        labels[found[1]] = _unquoted(found[2])
        at = found.end()
    return labels


def _unquoted(text: str) -> str:
    if text.startswith("`"):
        return text[1:-1]
    try:
        return str(orjson.loads(text))
    except orjson.JSONDecodeError:
        return text[1:-1]


def _push_request() -> Any:
    """push.proto of Loki's logproto package, built here: compiling it would need another tool."""
    file = descriptor_pb2.FileDescriptorProto(
        name="lantern/loki_push.proto", package="logproto", syntax="proto3"
    )
    text, whole, number = FIELD.TYPE_STRING, FIELD.TYPE_INT64, FIELD.TYPE_INT32
    _message(file, "Timestamp", ("seconds", 1, whole), ("nanos", 2, number))
    _message(file, "LabelPair", ("name", 1, text), ("value", 2, text))
    _message(
        file,
        "Entry",
        ("timestamp", 1, "Timestamp"),
        ("line", 2, text),
        ("structuredMetadata", 3, ["LabelPair"]),
    )
    _message(file, "Stream", ("labels", 1, text), ("entries", 2, ["Entry"]))
    _message(file, "PushRequest", ("streams", 1, ["Stream"]))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("logproto.PushRequest"))


def _message(file: descriptor_pb2.FileDescriptorProto, name: str, *fields: tuple[str, int, Any]) -> None:
    message = file.message_type.add(name=name)
    for field, number, kind in fields:
        repeated = isinstance(kind, list)
        made = message.field.add(name=field, number=number)
        made.label = FIELD.LABEL_REPEATED if repeated else FIELD.LABEL_OPTIONAL
        other = kind[0] if repeated else kind
        if isinstance(other, str):
            made.type, made.type_name = FIELD.TYPE_MESSAGE, f".logproto.{other}"
        else:
            made.type = other


PushRequest = _push_request()
