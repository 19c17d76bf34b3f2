"""Reports that browsers send to a policy's ``report-uri``: ``application/csp-report`` (CSP Level 3, 5.3)."""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.browsers import facts, violation
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, text

MEMBER = "csp-report"


def shape(said: Mapping[str, Any]) -> Document:
    def of(name: str) -> str:
        return text(said, MEMBER, name)

    page, blocked = of("document-uri"), of("blocked-uri")
    directive = of("effective-directive") or of("violated-directive").partition(" ")[0]
    return {
        **facts(said, page),
        "event.action": "csp_violation",
        "event.outcome": "failure" if of("disposition") != "report" else "unknown",
        "log.level": "warning",
        "rule.name": directive,
        "http.response.status_code": at(said, MEMBER, "status-code") or None,
        "log.origin.file.name": of("source-file"),
        "log.origin.file.line": at(said, MEMBER, "line-number"),
        "message": violation(directive, blocked, page),
    }


FORMAT = format_of_shape(
    "csp_report",
    "Browser report of a policy (CSP)",
    shape,
    "csp",
    signature=re.compile(rb'\s*\{.{0,2000}?"csp-report"\s*:\s*\{', re.DOTALL),
    samples=(
        Sample(
            b'{"observed": {"at": "2026-11-21T20:00:01.250Z", "address": "192.0.2.8", "user_agent": "Browser 1"}, '
            b'"csp-report": {"document-uri": "https://shop.example/basket?x=1", "violated-directive": "script-src self", '
            b'"blocked-uri": "https://ads.example/a.js", "disposition": "enforce", "status-code": 200}}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "csp_violation",
                "event.outcome": "failure",
                "source.ip": "192.0.2.8",
                "user_agent.original": "Browser 1",
                "url.path": "/basket",
                "http.response.status_code": 200,
                "message": "script-src kept https://ads.example/a.js out of https://shop.example/basket?x=1",
            },
        ),
        Sample(
            b'{"csp-report": {"document-uri": "https://shop.example/", "effective-directive": "img-src", "blocked-uri": '
            b'"data", "disposition": "report"}}',
            {
                "event.action": "csp_violation",
                "event.outcome": "unknown",
                "message": "img-src kept data out of https://shop.example/",
            },
        ),
    ),
)
