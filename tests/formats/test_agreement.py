"""Field by field against documents that others expect of the same lines."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.formats.agreement import Marks
from tests.formats.corpora import folder
from tests.store.batches import sealed

pytestmark = pytest.mark.usefixtures("event_tables")

# About their pipeline and not about the record, or made by looking the value up elsewhere.
THEIRS = (
    "event.dataset", "event.module", "event.kind", "event.type", "event.original", "fileset.", "input.", "log.offset",
    "service.type", "related.", "user_agent.device", "user_agent.name", "user_agent.os", "user_agent.version", "url.extension",
    "source.geo", "source.as", "destination.geo", "destination.as", "destination.address",
)  # fmt: skip
# What they call otherwise than we do: their name, ours.
OTHERWISE = {
    "iis.access.sub_status": "w3c.sc-substatus", "iis.access.win32_status": "w3c.sc-win32-status",
    "iis.error.reason_phrase": "w3c.s-reason", "iis.error.queue_name": "w3c.s-queuename",
    "iis.access.site_name": "w3c.s-sitename", "iis.access.server_name": "host.name", "iis.access.cookie": "w3c.cs(Cookie)",
}  # fmt: skip
# What they call what the OWASP Logging Vocabulary has a name for.
ACTIONS = {
    "added-user-account": "user_created", "changed-password": "authn_password_change", "authenticated": "authn_login_success",
    "logged-in": "authn_login_success", "deleted-user-account": "user_deleted", "started-session": "session_created",
    "ended-session": "session_closed",
}  # fmt: skip
LEAST = {"auditd": 1.0, "iis": 0.97}


def pairs(name: str) -> Iterator[tuple[Path, Path]]:
    for expected in sorted((folder() / "beats_ecs" / name).glob("*expected.json")):
        stem = expected.name.removesuffix("-expected.json").removesuffix(".log")
        yield expected.with_name(f"{stem}.log"), expected


def value(event: dict[str, Any], name: str) -> Any:
    if name == "@timestamp":
        return event["timestamp"].isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if name in event:
        return event[name]
    found: Any = event["fields"]
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def agrees(ours: Any, theirs: Any) -> bool:
    if theirs == "-":  # W3C's sign for nothing, which they keep
        return ours in ("", None)
    if isinstance(theirs, list) and not isinstance(ours, list):
        return any(str(ours) == str(one) for one in theirs)
    return str(ours) == str(theirs)


def called(field: str, theirs: Any) -> str | None:
    """Our name for their action, where it has one."""
    action = theirs[0] if isinstance(theirs, list) else theirs
    return ACTIONS.get(str(action)) if field == "event.action" else None


@pytest.mark.parametrize("name", LEAST)
def test_fields_agree(name: str, marks: Marks) -> None:
    for path, expected in pairs(name):
        documents = orjson.loads(expected.read_bytes())
        result, events = sealed(path.read_bytes())
        assert (len(events), result.quarantined) == (len(documents), [])
        for event, document in zip(events, documents, strict=True):
            for field, theirs in document.items():
                if not field.startswith(THEIRS):
                    ours = value(event, OTHERWISE.get(field, field))
                    other = called(field, theirs)
                    marks.add(name, field, agrees(ours, theirs) or (other is not None and other == ours))
    assert marks.share(name) >= LEAST[name], marks.table()
