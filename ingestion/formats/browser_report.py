"""Reports of the Reporting API: ``application/reports+json`` (W3C Reporting API, 3), one record for each report."""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.browsers import facts, violation
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, text

LEVELS = {"crash": "error", "deprecation": "notice", "intervention": "notice"}


def shape(said: Mapping[str, Any]) -> Document:
    kind, page = text(said, "type"), text(said, "url")
    about = text(said, "body", "message") or text(said, "body", "reason") or kind
    if kind == "csp-violation":
        page = text(said, "body", "documentURL") or page
        about = violation(text(said, "body", "effectiveDirective"), text(said, "body", "blockedURL"), page)
    return {
        **facts(said, page),
        "event.action": kind.replace("-", "_"),
        "event.outcome": "failure" if text(said, "body", "disposition") == "enforce" else "unknown",
        "log.level": LEVELS.get(kind, "warning"),
        "rule.name": text(said, "body", "effectiveDirective") or text(said, "body", "id"),
        "http.response.status_code": at(said, "body", "statusCode") or None,
        "log.origin.file.name": text(said, "body", "sourceFile"),
        "log.origin.file.line": at(said, "body", "lineNumber"),
        "message": about,
    }


FORMAT = format_of_shape(
    "browser_report",
    "Browser report (Reporting API)",
    shape,
    "report",
    signature=re.compile(
        rb'\s*\{(?=.{0,65536}?"type"\s*:\s*"[a-z-]+")(?=.{0,65536}?"age"\s*:)(?=.{0,65536}?"body"\s*:\s*\{)(?=.{0,65536}?"url"\s*:)',
        re.DOTALL,
    ),
    samples=(
        Sample(
            b'{"observed": {"at": "2026-11-21T20:00:01.250Z", "address": "192.0.2.8"}, "type": "csp-violation", "age": 12, '
            b'"url": "https://shop.example/", "user_agent": "Browser 1", "body": {"documentURL": "https://shop.example/", '
            b'"effectiveDirective": "img-src", "blockedURL": "https://ads.example/a.png", "disposition": "enforce", '
            b'"statusCode": 200}}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "csp_violation",
                "event.outcome": "failure",
                "user_agent.original": "Browser 1",
                "message": "img-src kept https://ads.example/a.png out of https://shop.example/",
            },
        ),
        Sample(
            b'{"type": "deprecation", "age": 1, "url": "https://shop.example/", "body": {"id": "websql", "message": "It goes"}}',
            {"event.action": "deprecation", "severity": 5, "message": "It goes"},
        ),
    ),
)
