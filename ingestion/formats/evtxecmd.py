"""What EvtxECmd says of a Windows event, in CSV and in JSON: the same names, the event's data in ``Payload``.

Its times are in UTC, without saying so. https://github.com/EricZimmerman/evtx
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from ingestion.formats.documents import Document
from ingestion.formats.shapes import at
from ingestion.formats.windows_events import FAILURE_KEYWORD, SUCCESS_KEYWORD

ZONELESS = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?$")
AUDITED = {"audit failure": FAILURE_KEYWORD, "failureaudit": FAILURE_KEYWORD, "audit success": SUCCESS_KEYWORD,
           "successaudit": SUCCESS_KEYWORD}  # fmt: skip


def in_utc(time: str) -> str:
    return f"{time}Z" if ZONELESS.match(time) else time


def keywords(*said: object) -> str:
    """The mask that says what an audited event came to, where one of the words does."""
    mask = next((AUDITED[word] for word in map(_lower, said) if word in AUDITED), 0)
    return hex(mask) if mask else ""


def payload(written: str) -> dict[str, object]:
    """``{"EventData":{"Data":[{"@Name":"TargetUserName","#text":"ada"}]}}``, or the same of ``UserData`` with its own names."""
    if not written.startswith("{"):
        return {}
    said = orjson.loads(written)
    rows = at(said, "EventData", "Data") if isinstance(at(said, "EventData"), dict) else None
    if isinstance(rows, dict):
        rows = [rows]
    if isinstance(rows, list):
        return {
            str(one.get("@Name")): one.get("#text")
            for one in rows
            if isinstance(one, dict) and one.get("@Name")
        }
    data = at(said, "UserData")
    inner = (
        next((value for value in data.values() if isinstance(value, dict)), {})
        if isinstance(data, dict)
        else {}
    )
    return {name: value for name, value in inner.items() if isinstance(value, str | int)}


def said_of(record: Mapping[str, Any]) -> Document:
    """The line's own words beside the event's data."""
    return {
        "winlog.user.identifier": record.get("UserId"),
        "winlog.process.thread.id": record.get("ThreadId"),
    }


def _lower(value: object) -> str:
    return str(value or "").lower()
