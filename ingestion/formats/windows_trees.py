"""Windows events as trees: how converters of EVTX put XML's attributes into JSON, made one.

``evtx_dump`` writes ``#attributes`` inside an element or ``Name_attributes`` beside it, XML converters ``@Name``, Velociraptor
the attributes as members; Chainsaw and evtx_dump's records stand around the event.
"""

from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.shapes import at, text

BESIDE = "_attributes"
# Elements of ``System`` that say nothing but their attributes, and what a plain value of them is.
ATTRIBUTED = {
    "Provider": "Name",
    "TimeCreated": "SystemTime",
    "Execution": "ProcessID",
    "Correlation": "ActivityID",
    "Security": "UserID",
}
AROUND = ((), ("data",), ("document", "data"))
VALUES = ("#text", "Value", "_value", "text", "content")
CHAINSAW_LEVELS = {"informational": "info", "low": "notice", "medium": "warning", "high": "error"}


def found_in(said: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The event of a record, as it stands there: under ``Event``, also inside what a tool says around it, or bare."""
    for path in AROUND:
        inner = at(said, *path, "Event") if path else said.get("Event")
        if isinstance(inner, Mapping):
            return inner
    return said if isinstance(said.get("System"), Mapping) else None


def is_aggregate(said: Mapping[str, Any]) -> bool:
    """Chainsaw's finding of several events at once: it is about none of them alone."""
    return said.get("kind") == "aggregate" and isinstance(said.get("documents"), list)


def event_of(inner: Mapping[str, Any]) -> dict[str, Any]:
    """As ``windows_events.document`` reads it."""
    event = _element(inner)
    system = event.get("System")
    if isinstance(system, Mapping):
        event["System"] = {name: _of_system(name, value) for name, value in system.items()}
    return event


def around(said: Mapping[str, Any]) -> Document:
    """What a tool says of the event beside it: the text, and the rule that found it."""
    name = said.get("name")
    found: Document = {"message": text(said, "Message")}
    if ("document" in said or is_aggregate(said)) and isinstance(name, str):
        level = str(said.get("level") or "").lower()
        found |= {
            "event.kind": "alert",
            "rule.name": name,
            "rule.id": text(said, "id"),
            "log.level": CHAINSAW_LEVELS.get(level, level),
            "message": name,
        }
    return {name: value for name, value in found.items() if value}


def _of_system(name: str, value: object) -> object:
    if name in ATTRIBUTED and isinstance(value, Mapping) and "#attributes" not in value:
        return {"#attributes": dict(value)}
    if name in ATTRIBUTED and isinstance(value, str | int | float):
        return {"#attributes": {ATTRIBUTED[name]: value}}
    if name == "EventID" and isinstance(value, Mapping) and "Value" in value:
        return value["Value"]
    return hex(value) if name == "Keywords" and isinstance(value, int) and value >= 0 else value


def _element(element: Mapping[str, Any]) -> dict[str, Any]:
    attributes = {name[1:]: value for name, value in element.items() if name.startswith("@")}
    found = {name: _converted(value) for name, value in element.items() if not name.startswith("@")}
    for name in [name for name in found if name.endswith(BESIDE) and isinstance(found[name], Mapping)]:
        _put_inside(found, name)
    rows = found.get("Data")
    if isinstance(rows, list) and rows and all(_name_of(row) for row in rows):
        return {_name_of(row): _value_of(row) for row in rows}
    return {**found, **({"#attributes": attributes} if attributes else {})}


def _put_inside(found: dict[str, Any], beside: str) -> None:
    """Attributes that stand beside their element; of ``EventData`` they say nothing of the event."""
    name = beside.removesuffix(BESIDE)
    attributes, own = found.pop(beside), found.get(name)
    if name in ("EventData", "UserData", "Event"):
        return
    inner = own if isinstance(own, dict) else {} if own is None else {"#text": own}
    found[name] = {**inner, "#attributes": attributes}


def _converted(value: object) -> object:
    if isinstance(value, Mapping):
        return _element(value)
    return [_converted(one) for one in value] if isinstance(value, list) else value


def _name_of(row: object) -> str:
    """Of one of the event's data, by which of the ways its name is written."""
    return text(row, "#attributes", "Name") or text(row, "Name") if isinstance(row, Mapping) else ""


def _value_of(row: Mapping[str, Any]) -> Any:
    return next((row[name] for name in VALUES if name in row), None)
