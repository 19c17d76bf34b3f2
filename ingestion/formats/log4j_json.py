"""Log4j 2's JsonLayout, whose time is an object of seconds and nanoseconds.

https://logging.apache.org/log4j/2.x/manual/json-template-layout.html and its predecessor's JsonLayout
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, text


def shape(said: Mapping[str, Any]) -> Document:
    seconds, nanoseconds = at(said, "instant", "epochSecond"), at(said, "instant", "nanoOfSecond") or 0
    if not isinstance(seconds, int) or not isinstance(nanoseconds, int) or not 0 <= nanoseconds < 10**9:
        raise ValueError("its instant has no whole epochSecond and nanoOfSecond")
    thrown = at(said, "thrown")
    return {
        "@timestamp": f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{nanoseconds:09}Z",
        "log.level": text(said, "level").lower(),
        "log.logger": text(said, "loggerName"),
        "process.thread.name": text(said, "thread"),
        "error.type": text(thrown, "name"),
        "error.message": text(thrown, "message") or text(thrown, "localizedMessage"),
        "error.stack_trace": text(thrown, "extendedStackTrace"),
        **{f"labels.{name}": value for name, value in (at(said, "contextMap") or {}).items()},
        "message": text(said, "message"),
    }


FORMAT = format_of_shape(
    "log4j_json",
    "Log4j 2 as JSON",
    shape,
    "log4j",
    signature=re.compile(rb'\s*\{(?=.{0,4000}"instant"\s*:\s*\{\s*"epochSecond"\s*:\s*\d)', re.DOTALL),
    samples=(
        Sample(
            b'{"instant":{"epochSecond":1795291201,"nanoOfSecond":250123456},"thread":"main","level":"ERROR","loggerName":"shop.Till",'
            b'"message":"lost","contextMap":{"user.name":"ada"},"thrown":{"name":"java.io.IOException","message":"gone"}}',
            {
                "timestamp": "2026-11-21T20:00:01.250123Z",
                "time_quality": "stated",
                "log.level": "error",
                "severity": 3,
                "message": "lost",
            },
        ),
    ),
)
