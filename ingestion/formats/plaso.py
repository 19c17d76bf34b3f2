"""What plaso's events say by their kind (``data_type``): Windows events, sshd's; and its times, which are in microseconds.

A Windows event comes with the XML of its record, or else with its values alone, by place.
https://plaso.readthedocs.io/en/latest/sources/user/Output-and-formatting.html
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingestion.formats import windows_json, windows_xml
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason
from ingestion.formats.windows_events import document

NO_TIME = ("not a time", "not set")  # as ``timestamp_desc``
EVENT = "windows:evtx:record"
SSHD = {
    "syslog:ssh:login": ("authn_login_success", "authentication", "success"),
    "syslog:ssh:failed_connection": ("authn_login_fail", "authentication", "failure"),
}
START = datetime(1970, 1, 1, tzinfo=UTC)
OWN = ("@timestamp", "message", "process.pid")  # plaso's own words for them count


def facts(said: Mapping[str, Any]) -> Document:
    """What the kind of event tells; nothing of other kinds."""
    kind = said.get("data_type")
    if isinstance(kind, str) and kind in SSHD:
        action, category, outcome = SSHD[kind]
        return {"event.action": action, "event.category": category, "event.outcome": outcome}
    if kind != EVENT:
        return {}
    found = _of_xml(said.get("xml_string")) or _of_values(said)
    return {name: value for name, value in found.items() if name not in OWN and value not in (None, "")}


def _of_xml(written: object) -> Document:
    found = windows_xml.read(written.encode()) if isinstance(written, str) and written else {}
    return {} if isinstance(found, Reason) else dict(found)


def _of_values(said: Mapping[str, Any]) -> Document:
    provider, number, values = said.get("source_name"), said.get("event_identifier"), said.get("strings")
    if not isinstance(values, list):
        return {}
    event = windows_json.event_of(
        provider, number, None, said.get("computer_name"), None, said.get("record_number"), None, None
    )
    event["EventData"] = windows_json.by_place(provider, number, values)
    return document(event)


def has_no_time(said: Mapping[str, Any]) -> bool:
    return str(said.get("timestamp_desc", "")).lower() in NO_TIME


def moment(said: Mapping[str, Any]) -> str:
    """Of an event with neither ``datetime`` nor a time in text; empty when it is none of plaso's."""
    count = said.get("timestamp")
    is_own = "data_type" in said and ("parser" in said or "__container_type__" in said)
    if not is_own or not isinstance(count, int) or isinstance(count, bool):
        return ""
    try:
        return (START + timedelta(microseconds=count)).isoformat()
    except OverflowError:
        return ""


def in_zone(time: str, zone: str) -> str:
    """``2026-11-21 20:00:01`` in a zone of the name, with its offset; as it is with a name that none has."""
    try:
        return datetime.fromisoformat(time).replace(tzinfo=ZoneInfo(zone)).isoformat()
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return f"{time} {zone}".strip()
