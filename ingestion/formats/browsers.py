"""What reports from browsers share. Whoever knows a page can send one, so all of them are marked as unverified."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ingestion.formats.documents import Document
from ingestion.formats.shapes import text

OBSERVED = (
    "observed"  # the member in which the receiver notes what it saw itself: time, address, browser, origin
)


def facts(said: Mapping[str, Any], page: str) -> Document:
    """What the receiver saw, and the page in question; every report has low confidence."""
    return {
        "@timestamp": text(said, OBSERVED, "at"),
        "event.category": "web",
        "source.ip": text(said, OBSERVED, "address"),
        "user_agent.original": text(said, OBSERVED, "user_agent") or text(said, "user_agent"),
        "http.request.referrer": text(said, OBSERVED, "origin"),
        "url.original": page,
        "url.path": path_of(page),
        "tags": ["unverified"],
        "labels": {"confidence": "low", "verified_by": "nothing"},
    }


def path_of(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def violation(directive: str, blocked: str, page: str) -> str:
    return f"{directive or 'A directive'} kept {blocked or 'something'} out of {page or 'a page'}"
