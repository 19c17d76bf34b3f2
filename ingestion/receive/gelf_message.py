"""One GELF 1.1 message as a line of JSON in ECS names, and what carries it: plain, zlib or gzip."""

from collections.abc import Mapping

import orjson

from ingestion.normalise.severities import LEVELS
from ingestion.receive.decode import decoded
from ingestion.receive.records import Unusable, free_name, record, require_short

GZIP, ZLIB = b"\x1f\x8b", 0x78
NAMES = {
    "timestamp": "@timestamp", "host": "host.name", "short_message": "message", "full_message": "gelf.full_message",
    "facility": "log.logger", "file": "log.origin.file.name", "line": "log.origin.file.line",
}  # fmt: skip
SHORTEST = len(b'{"short_message":""}')
LEFT_OUT = {"version", "level", "_id"}  # GELF forbids _id; Graylog drops it


def packing_of(data: bytes) -> str:
    """By the first bytes, because senders name it in several ways or not at all."""
    if data.startswith(GZIP):
        return "gzip"
    is_zlib = len(data) > 1 and data[0] == ZLIB and int.from_bytes(data[:2], "big") % 31 == 0
    return "deflate" if is_zlib else ""


def unpacked(data: bytes, most: int) -> bytes:
    """Raises as ``decoded`` does."""
    return b"".join(decoded([data], packing_of(data), most))


def line_of(text: bytes) -> bytes:
    """Raises ``Unusable`` for what is no GELF message."""
    if len(text) < SHORTEST:  # the parser's complaint would cost more than a message of some bytes may
        raise Unusable("A GELF message is one JSON object with a short_message.")
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Unusable(f"Not JSON: {error.msg}, at character {error.pos + 1}.") from None
    if not isinstance(message, dict):
        raise Unusable("A GELF message is one JSON object.")
    if not isinstance(message.get("short_message"), str):
        raise Unusable("A GELF message has a short_message.")
    line = record(_named(message))
    require_short(line)
    return line


def _named(message: Mapping[str, object]) -> dict[str, object]:
    """GELF's own members first, wherever they stand: one that a program adds takes nothing's place."""
    document: dict[str, object] = {"log.level": _level(message.get("level"))}
    document |= {NAMES[name]: value for name, value in message.items() if name in NAMES}
    stated = message.get("timestamp")
    document["@timestamp"] = f"{stated:.6f}" if isinstance(stated, float) else stated
    for name, value in message.items():
        if name not in NAMES and name not in LEFT_OUT:
            document[free_name(document, name.removeprefix("_"), "gelf.")] = value
    return document


def _level(level: object) -> object:
    """GELF's level is a syslog severity."""
    if isinstance(level, int) and 0 <= level < len(LEVELS):
        return LEVELS[level]
    return level
