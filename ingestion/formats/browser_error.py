"""Errors of scripts in browsers, as ``static/js/report-errors.js`` sends them."""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.browsers import facts
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, text


def shape(said: Mapping[str, Any]) -> Document:
    return {
        **facts(said, text(said, "page")),
        "event.action": "script_error",
        "event.outcome": "failure",
        "log.level": "error",
        "error.type": text(said, "name"),
        "error.message": text(said, "message"),
        "error.stack_trace": text(said, "stack"),
        "log.origin.file.name": text(said, "file"),
        "log.origin.file.line": at(said, "line"),
        "service.version": text(said, "release"),
        "message": text(said, "message"),
    }


FORMAT = format_of_shape(
    "browser_error",
    "Script error from a browser",
    shape,
    "browser",
    signature=re.compile(rb'\s*\{.{0,2000}?"script_error"\s*:\s*1\b', re.DOTALL),
    samples=(
        Sample(
            b'{"observed": {"at": "2026-11-21T20:00:01.250Z", "address": "192.0.2.8", "user_agent": "Browser 1", '
            b'"origin": "https://shop.example"}, "script_error": 1, "name": "TypeError", "message": "x is undefined", "file": '
            b'"https://shop.example/app.js", "line": 12, "stack": "at buy (app.js:12)", "page": "https://shop.example/basket"}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "script_error",
                "source.ip": "192.0.2.8",
                "url.path": "/basket",
                "severity": 3,
                "message": "x is undefined",
            },
        ),
    ),
)
