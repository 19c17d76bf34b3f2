"""Windows events exported as XML: what the Event Viewer saves and ``wevtutil … /f:XML`` writes, one ``Event`` after another;
``evtx_dump`` puts a line with the record's number before each.

Parsed event by event without a document type, so no entity can be declared; the parser's own entities are the five of XML.
https://learn.microsoft.com/en-us/windows/win32/wes/eventschema-event-element
"""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from ingestion.formats.documents import Document, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.windows_events import document
from ingestion.formats.xml_records import Elements, parsed, prepared

EVENT = re.compile(rb"<Event[ >].*?</Event>", re.DOTALL)
BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:Record \d{1,20}\s+)?(?:<\?xml[^>]*\?>\s*)?(?:<Events[^>]*>\s*)?<Event[ >]"
)
TAGS = re.compile(rb"\xef\xbb\xbf|<\?xml[^>]{0,400}\?>|</?Events[^>]{0,400}>|(?m:^Record \d{1,20}\r?$)")
ELEMENTS = Elements(EVENT, b"</Event>", TAGS, Reason("not_windows_xml", "Not a whole Event element."))
TOO_LONG = Reason("not_windows_xml", "The Event element is too long, or declares things.")
DEEPEST = 20


def read(raw: bytes) -> Document | Reason:
    if b"<!" in raw.split(b"<System", 1)[0]:
        return TOO_LONG
    if b"System" not in raw:
        return Reason("not_windows_xml", "The Event element has no System element.")
    root = parsed(raw, TOO_LONG)
    if isinstance(root, Reason):
        return root
    said = _plain(root)
    event: dict[str, Any] = {
        "System": said.get("System"),
        "EventData": said.get("EventData"),
        "UserData": said.get("UserData"),
    }
    found = document(event)
    rendered = said.get("RenderingInfo")
    if isinstance(rendered, Mapping) and isinstance(rendered.get("Message"), str):
        found["message"] = rendered["Message"]
    return found


def _plain(element: ElementTree.Element, depth: int = 0) -> dict[str, Any]:
    """Like the JSON of EVTX parsers: children by name, attributes under ``#attributes``; named ``Data`` by their names."""
    said: dict[str, Any] = {"#attributes": dict(element.attrib)} if element.attrib else {}
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "Data" and "Name" in child.attrib:
            said[child.attrib["Name"]] = child.text or ""
        elif name == "Data":
            said.setdefault("Data", []).append(child.text or "")
        elif depth < DEEPEST and (len(child) or child.attrib):
            inner = _plain(child, depth + 1)
            said[name] = {**inner, "#text": child.text} if child.text and child.text.strip() else inner
        else:
            said[name] = child.text or ""
    return said


EXAMPLE = (
    b"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing' "
    b"Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/><EventID>4625</EventID><Level>0</Level><Keywords>0x8010000000000000</Keywords>"
    b"<TimeCreated SystemTime='2026-11-21T20:00:01.2500000Z'/><EventRecordID>7</EventRecordID><Execution ProcessID='64' ThreadID='1'/>"
    b"<Channel>Security</Channel><Computer>pc1</Computer></System><EventData><Data Name='TargetUserName'>bo &amp; co</Data>"
    b"<Data Name='IpAddress'>192.0.2.7</Data><Data Name='IpPort'>5022</Data></EventData></Event>"
)
NAMED = (
    b"<Event><System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/><EventID>22</EventID><Level>4</Level>"
    b"<TimeCreated SystemTime='2026-11-21T20:00:01.2500000Z'/><Execution ProcessID='64' ThreadID='9'/><Computer>pc1</Computer>"
    b"<Security UserID='S-1-5-18'/></System><EventData><Data Name='ProcessId'>4104</Data><Data Name='Image'>C:\\Till\\till.exe</Data>"
    b"<Data Name='QueryName'>shop.example</Data><Data Name='QueryStatus'>0</Data><Data Name='QueryResults'>::ffff:192.0.2.7;</Data>"
    b"</EventData></Event>"
)
FORMAT = format_of(
    "windows_xml",
    "Windows events (XML)",
    prepared(ELEMENTS, read),
    recognise=lambda head: bool(BEGINS.match(head)),
    has_short_lines=True,
    samples=(
        Sample(
            b"<Events>\r\n" + EXAMPLE + b"\r\n</Events>",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "bo & co",
                "source.ip": "192.0.2.7",
                "source.port": 5022,
                "host.name": "pc1",
            },
            raw=EXAMPLE,
        ),
        Sample(
            b'Record 1\n<?xml version="1.0" encoding="utf-8"?>\n' + EXAMPLE + b"\n",
            {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "authn_login_fail"},
            raw=EXAMPLE,
        ),
        Sample(
            NAMED,
            {
                "event.action": "dns_query",
                "event.category": "network",
                "event.outcome": "success",
                "process.name": "till.exe",
                "process.pid": 4104,
            },
        ),
    ),
)
